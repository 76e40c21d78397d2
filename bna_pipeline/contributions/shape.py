"""Plain data held against a pydantic model: every fault becomes a finding with its path, and is then taken out.

What is left is sound enough to go on with, so that all findings of a file come at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bna_pipeline.contributions.rules import Findings, Rule, quoted

_WANTED = {
    "string": "tekst",
    "bool": "true of false",
    "list": "een lijst",
    "tuple": "een lijst",
    "dict": "een groep sleutels",
    "model": "een groep sleutels",
    "int": "een getal",
    "float": "een getal",
    "decimal": "een getal",
    "is": "een andere soort waarde",
}
_MOMENT = "een moment met datum, tijd en tijdzone (2020-05-04T10:00:00+02:00)"


def take_out_faults(
    data: dict[str, Any], model: type[BaseModel], findings: Findings, *, said_elsewhere: frozenset[str] = frozenset()
) -> bool:
    """Note every fault of shape and remove it from `data` (items of lists become None, so that places stay right).

    Args:
        said_elsewhere: keys whose absence another check reports.

    Returns:
        whether the data fitted the model as they were.
    """
    try:
        model.model_validate(data)
    except ValidationError as error:
        known = sorted(_keys(model, set()))
        faults = {_path(data, e): e for e in reversed(error.errors(include_url=False, include_context=True))}
        for path, fault in sorted(faults.items(), key=lambda item: [str(step) for step in item[0]]):
            if findings.full:  # the rest is only counted: putting each in words may take long
                findings.add(Rule.STRUCTURE, place_of(path), "", "")
                continue
            if fault["type"] == "missing" and path and path[-1] in said_elsewhere:
                continue
            if fault["type"] == "too_short" and any(len(p) > len(path) and p[: len(path)] == path for p in faults):
                continue  # not empty: pydantic does not count the items that are wrong
            message, mend = _in_words(fault, path, known)
            findings.add(Rule.STRUCTURE, place_of(path), message, mend)
        for path in faults:
            _remove(data, path)
        return False
    return True


def place_of(path: tuple[int | str, ...]) -> str:
    """A JSON path as a person reads it: `reports[0].achieved`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return text or "het hele bestand"


def _path(data: Any, error: ErrorDetails) -> tuple[int | str, ...]:
    path: list[int | str] = []
    node = data
    for step in error["loc"]:
        if isinstance(node, Mapping) and (step in node or error["type"] == "missing"):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            break  # a step of pydantic's own, such as the branch of a union
        path.append(step)
    return tuple(path)


def _in_words(error: ErrorDetails, path: tuple[int | str, ...], known: list[str]) -> tuple[str, str]:
    kind, last = error["type"], _short(path[-1]) if path else ""
    if kind == "missing":
        return f"De sleutel '{last}' ontbreekt.", f"Voeg '{last}' toe."
    if kind == "extra_forbidden":
        near = get_close_matches(last, known, n=1)
        return f"De sleutel '{last}' bestaat niet.", f"Bedoelt u '{near[0]}'?" if near else "Haal de sleutel weg."
    if kind in ("too_short", "string_too_short"):
        return "Hier staat niets.", "Vul hier iets in, of haal de sleutel weg als hij niet verplicht is."
    if kind.startswith(("datetime", "timezone")):
        return f"{quoted(_short(error['input']))} is niet te lezen als moment.", f"Schrijf {_MOMENT}."
    if kind == "enum":
        choices = str(error.get("ctx", {}).get("expected", "")).replace(" or ", " of ")
        return f"{quoted(_short(error['input']))} is geen geldige keuze.", f"Kies uit: {choices}."
    if kind.endswith("_type"):
        wanted = _WANTED.get(kind.split("_", 1)[0], "een andere soort waarde")
        return f"Hier hoort {wanted} te staan.", f"Vervang dit door {wanted}."
    return f"{quoted(_short(error['input']))} past hier niet.", "Kijk in het schema wat hier hoort."


def _short(value: Any) -> str:
    # Never the text of a whole tree: it is only shown in part.
    if isinstance(value, dict | list | tuple):
        return "een lijst" if not isinstance(value, dict) else "een groep sleutels"
    try:
        return value[:200] if isinstance(value, str) else str(value)[:200]
    except ValueError:  # a number of thousands of digits
        return "een heel groot getal"


def _remove(data: Any, path: tuple[int | str, ...]) -> None:
    if not path:
        return
    node = data
    for step in path[:-1]:
        if isinstance(node, Mapping):
            node = node.get(str(step))
        elif isinstance(node, list) and isinstance(step, int):
            node = node[step]
    if isinstance(node, dict):
        node.pop(path[-1], None)
    elif isinstance(node, list) and isinstance(path[-1], int):
        node[path[-1]] = None


def _keys(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield name
        for inner in _models_in(field.annotation):
            yield from _keys(inner, seen)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
