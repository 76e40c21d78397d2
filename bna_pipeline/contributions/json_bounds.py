"""How much and how deep data may be: counted in the text before it is parsed, and again in what came of it."""

from __future__ import annotations

import re
from typing import Any

from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits

# Possessive: a string that never ends is given up at once, and nothing is remembered to try again.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
_PICTURE = ("picture", "data")
_CHARACTERS_IN_KEY = 200


class StructureInvalid(IntakeError):
    """The text is no JSON or YAML, or says the same key twice."""


class DataTooLarge(IntakeError):
    """More values or text than a contribution can have."""


def too_many(limits: IntakeLimits) -> DataTooLarge:
    """The refusal of more values than the limit."""
    return DataTooLarge(f"Er staan meer dan {limits.data_nodes} gegevens in het bestand.", "Volg het schema.")


def too_deep() -> StructureInvalid:
    """The refusal of values too deep within values."""
    return StructureInvalid("De gegevens zitten te diep in elkaar.", "Volg het schema van de bijdrage.")


def require_small_json(text: str, limits: IntakeLimits) -> None:
    """Count opening brackets and commas outside strings: at most twice the values that a parser would build.

    Raises:
        DataTooLarge, StructureInvalid: over the limits on number and depth.
    """
    depth = nodes = 0
    for token in _TOKEN.finditer(text):
        sign = text[token.start()]
        if sign == '"':
            continue
        nodes += sign not in "]}"
        depth += 1 if sign in "[{" else -1 if sign in "]}" else 0
        if nodes > 2 * limits.data_nodes:
            raise too_many(limits)
        if depth > limits.data_depth:
            raise too_deep()


def require_bounded(value: Any, limits: IntakeLimits, *, pictures: bool) -> None:
    """Count values and characters; what aliases share is counted as if written out, as everything after sees it.

    Args:
        pictures: the base64 of a picture is no text here; it has a limit of its own.

    Raises:
        DataTooLarge, StructureInvalid: over the limits.
    """
    nodes, characters = limits.data_nodes, limits.characters
    stack: list[tuple[Any, int, tuple[str, str]]] = [(value, 0, ("", ""))]
    while stack:
        node, depth, where = stack.pop()
        nodes -= 1
        if depth > limits.data_depth:
            raise too_deep()
        if nodes < 0:
            raise too_many(limits)
        if isinstance(node, str):
            characters -= 0 if pictures and where == _PICTURE else len(node)
        elif isinstance(node, dict):
            for key, child in node.items():
                characters -= len(key)
                if len(key) > _CHARACTERS_IN_KEY:
                    raise StructureInvalid("Er staat een sleutel in die geen sleutel kan zijn.", "Volg het schema.")
                stack.append((child, depth + 1, (where[1], key)))
        elif isinstance(node, list):
            if nodes < len(node):
                raise too_many(limits)
            stack.extend((child, depth + 1, ("", "")) for child in node)
        if characters < 0:
            raise DataTooLarge(
                f"Er staan meer dan {limits.characters} tekens tekst in het bestand.", "Kort de antwoorden in."
            )
