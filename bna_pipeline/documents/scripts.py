"""Text that is read from right to left: where it stands within a text that is read from left to right."""

from __future__ import annotations

import re
from typing import NamedTuple

_LETTERS = "\u0590-\u08ff"  # the blocks of Hebrew and Arabic; a house style sets the same in its own fonts (house.typ)
_STRETCH = re.compile(rf"[{_LETTERS}]+(?:[^\w\n]+[{_LETTERS}]+)*")


class Stretch(NamedTuple):
    """A piece of a text, and whether it is read from right to left."""

    text: str
    right_to_left: bool


def runs_right_to_left(text: str) -> bool:
    """Whether a text has letters that are read from right to left."""
    return _STRETCH.search(text) is not None


def stretches(text: str) -> tuple[Stretch, ...]:
    """A text cut where its direction changes; joined, the pieces are the text.

    What stands between two words that are read from right to left is read with them.
    """
    made: list[Stretch] = []
    at = 0
    for found in _STRETCH.finditer(text):
        if found.start() > at:
            made.append(Stretch(text[at : found.start()], right_to_left=False))
        made.append(Stretch(found[0], right_to_left=True))
        at = found.end()
    if at < len(text):
        made.append(Stretch(text[at:], right_to_left=False))
    return tuple(made)
