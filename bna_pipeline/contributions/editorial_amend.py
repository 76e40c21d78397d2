"""Changes of the redactie carried out on its data; whether what comes of it is sound, the intake says afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bna_pipeline.contributions.data_raw import paragraphs_of
from bna_pipeline.contributions.editorial_checks import RUNNING, original_digest
from bna_pipeline.contributions.editorial_yaml import Originals
from bna_pipeline.contributions.raw import RawText
from bna_pipeline.errors import EditorialMoved, WrongUse
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.contribution import EditableField, Editorial
from bna_pipeline.model.editorial import ChangeAct, EditorialChange

LINES = ("foreword_signed",)
"""Texts of one line that the redactie writes beside its running text."""

_LISTS: Mapping[str, tuple[str, str, str]] = {  # where its name, its heading and its running text stand
    "pillar": ("pillar", "", "text"),
    "core": ("id", "heading", "argument"),
    "consequences": ("id", "heading", "argument"),
    "developments": ("", "title", "text"),
    "opportunities": ("", "title", "text"),
}
_KEYS = {"pillar": "pillars"}


def amended(
    editorial: Editorial, changes: Sequence[EditorialChange], originals: Originals, reason: str
) -> dict[str, Any]:
    """The keys of the redactie as plain data, with these changes carried out in order.

    Numbered places are those that stand when their change is reached.

    Args:
        originals: partners' own texts as they count now.
        reason: for edits of partners' texts that have none of their own.

    Raises:
        WrongUse: a change names what is not there, or what cannot be written.
        EditorialMoved: other words stand there than whoever asks for the change saw.
    """
    data = editorial.model_dump(mode="json")
    for change in changes:
        _carry_out(data, change, originals, reason)
    return data


def _carry_out(data: dict[str, Any], change: EditorialChange, originals: Originals, reason: str) -> None:
    head, _, rest = change.field.partition(".")
    if head in RUNNING and not rest:
        standing = data.get(head, [])
        _require_seen(change, standing)
        data[head] = [] if change.act is ChangeAct.REMOVE else _plain(change.paragraphs, standing)
    elif head in LINES and not rest:
        _require_seen(change, [data[head]])
        data[head] = " ".join(_plain(change.paragraphs, [data[head]]))
    elif head == "edits":
        _edit(data, change, originals, reason)
    elif head in _LISTS:
        _in_list(data, head, rest, change)
    else:
        raise _unknown(change)


def _in_list(data: dict[str, Any], head: str, rest: str, change: EditorialChange) -> None:
    named, heading, text = _LISTS[head]
    items: list[dict[str, Any]] = data[_KEYS.get(head, head)]
    if change.act is ChangeAct.ADD:
        if named and (not rest or any(item[named] == rest for item in items)):
            raise WrongUse(f"{change.field} staat er al, of heeft geen naam.", "Kies een andere naam.")
        made: dict[str, Any] = {named: rest} if named else {}
        if head == "developments":
            made["answer"] = []
        items.insert(_at(change, len(items)), _filled(made, change, heading, text))
        return
    at = _found(items, named, rest, change)
    _require_seen(change, items[at][text])
    if change.act is ChangeAct.REMOVE:
        del items[at]
        return
    written = _filled(items.pop(at), change, heading, text)
    items.insert(at if change.position is None else _at(change, len(items)), written)


def _at(change: EditorialChange, most: int) -> int:
    return most if change.position is None else min(change.position - 1, most)


def _found(items: Sequence[Mapping[str, Any]], named: str, rest: str, change: EditorialChange) -> int:
    if named:
        at = next((n for n, item in enumerate(items) if item[named] == rest), None)
    else:
        at = int(rest) - 1 if rest.isdecimal() and 1 <= int(rest) <= len(items) else None
    if at is None:
        raise _unknown(change)
    return at


def _filled(item: dict[str, Any], change: EditorialChange, heading: str, text: str) -> dict[str, Any]:
    """The item with what the change gives; an empty line is left out, so that the intake says that it is missing."""
    made = dict(item)
    if heading and change.heading is not None:
        made[heading] = " ".join(_plain((change.heading,), []))
    made[text] = _plain(change.paragraphs, made.get(text, []))
    if change.answer is not None:
        made["answer"] = _plain(change.answer, [])
    if change.scope is not None:
        made["scope"] = change.scope.value
    if change.state is not None:
        made["state"] = " ".join(_plain((change.state,), []))
    return made


def _edit(data: dict[str, Any], change: EditorialChange, originals: Originals, reason: str) -> None:
    partner, action, name = edit_of(change)
    original = originals.get((partner, action, name), ())
    key = {"partner": partner, "action": action, "field": name.value}
    standing = next((e for e in data["edits"] if key.items() <= e.items()), None)
    holds = standing is not None and standing["original"] == original_digest(original)
    _require_seen(change, standing["text"] if standing is not None and holds else original)
    others = [e for e in data["edits"] if e is not standing]
    if change.act is ChangeAct.REMOVE:
        data["edits"] = others
        return
    if not original:
        raise WrongUse(f"{partner} heeft bij {action} geen tekst in {name.value}.", "Er valt dus niets te bewerken.")
    text = _plain(change.paragraphs, standing["text"] if standing is not None else original)
    if tuple(text) == tuple(original):  # back to the partner's own words: no edit any more
        data["edits"] = others
        return
    given = change.reason or (standing["reason"] if standing is not None and not reason.strip() else reason)
    made = {
        **key,
        "original": original_digest(original),
        "text": text,
        "reason": " ".join(given.split()),
    }
    at = len(others) if standing is None else data["edits"].index(standing)
    data["edits"] = [*others[:at], made, *others[at:]]


def edit_of(change: EditorialChange) -> tuple[str, str, EditableField]:
    """Whose text a change of an edit is about: partner, action and field.

    Raises:
        WrongUse: the path names no such text.
    """
    parts = change.field.split(".", 3)
    known = {field.value: field for field in EditableField}
    if len(parts) != 4 or parts[3] not in known:
        raise _unknown(change)
    return parts[1], parts[2], known[parts[3]]


def _plain(given: Sequence[str] | None, standing: Sequence[str]) -> list[str]:
    """Paragraphs as the intake reads them from a file."""
    if given is None:
        return list(standing)
    return list(RawText.of("", *(piece for text in given for piece in paragraphs_of(text))).paragraphs)


def _require_seen(change: EditorialChange, standing: Sequence[str] | Paragraphs) -> None:
    if change.was is not None and change.was != original_digest(tuple(standing)):
        raise EditorialMoved(
            f"In {change.field} staat intussen een andere tekst dan die waarop deze wijziging is gemaakt.",
            "Bekijk de tekst van nu en breng de wijziging daarin aan. Er is niets gewijzigd.",
        )


def _unknown(change: EditorialChange) -> WrongUse:
    return WrongUse(
        f"De redactie heeft geen tekst {change.field}.",
        "Kijk welke teksten er nu zijn; genummerde plaatsen verschuiven als er iets bij komt of weg gaat.",
    )
