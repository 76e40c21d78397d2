"""Words of another language: where they stand within a text, so that a screen reader pronounces them as they are.

WCAG 2.1, 3.1.2 (Language of Parts), and PDF/UA-1 (ISO 14289-1), 7.2: a change of language is declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from bna_pipeline.documents.scripts import stretches
from bna_pipeline.model.language import Foreign, ways_to_write

_SPACE = "[ \u00a0]"  # typography binds some words (`typography.bound`)


class Spoken(NamedTuple):
    """A piece of a text: the language of its words, None for the document's own, and whether it runs right to left."""

    text: str
    language: str | None
    right_to_left: bool


class Languages:
    """The words of other languages that a programme lists, ready to be found.

    Whole words only, as listed or with a capital in front; of two that begin at the same place the longer one counts.
    """

    def __init__(self, foreign: Iterable[Foreign]) -> None:
        self._of = {way: one.language for one in foreign for way in ways_to_write(one.text)}
        listed = sorted(self._of, key=lambda way: (-len(way), way))
        either = "|".join(re.escape(way).replace("\\ ", _SPACE) for way in listed)
        self._listed = re.compile(rf"(?<!\w)(?:{either})(?!\w)") if listed else None

    def __bool__(self) -> bool:
        return self._listed is not None

    def cut(self, text: str) -> tuple[Spoken, ...]:
        """A text cut where its language or its direction changes; joined, the pieces are the text."""
        marked = [(found.span(), self._language(found[0])) for found in self._found(text)]
        made: list[Spoken] = []
        at = 0
        for piece, right_to_left in stretches(text):
            end = at + len(piece)
            for (start, stop), language in marked:
                start, stop = max(start, at), min(stop, end)
                if start < stop:
                    if at < start:
                        made.append(Spoken(text[at:start], None, right_to_left))
                    made.append(Spoken(text[start:stop], language, right_to_left))
                    at = stop
            if at < end:
                made.append(Spoken(text[at:end], None, right_to_left))
                at = end
        return tuple(made)

    def has(self, text: str) -> bool:
        """Whether a text has words of another language."""
        return self._listed is not None and self._listed.search(text) is not None

    def found(self, text: str) -> dict[str, str]:
        """The words of other languages in a text, to the letter, and the language of each."""
        return {found[0]: self._language(found[0]) for found in self._found(text)}

    def _found(self, text: str) -> Iterable[re.Match[str]]:
        return () if self._listed is None else self._listed.finditer(text)

    def _language(self, words: str) -> str:
        return self._of[words.replace("\u00a0", " ")]
