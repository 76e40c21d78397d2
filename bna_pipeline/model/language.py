"""Words of another language than the document's, as data: which they are, and what language they are in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import StringConstraints

from bna_pipeline.model.base import Frozen, Line

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
"""A tag of BCP 47 (RFC 5646, 2.1) of a language, or of a language and a region: what PDF, Word and HTML can all say."""


class Foreign(Frozen):
    """Words that are pronounced as in this language wherever they stand (WCAG 2.1, 3.1.2; PDF/UA-1, 7.2)."""

    text: Line
    language: LanguageTag


def ways_to_write(text: str) -> tuple[str, ...]:
    """A listed text as it may stand in a sentence: as written, and with a capital where a sentence begins."""
    return tuple(dict.fromkeys((text, text[0].upper() + text[1:])))


def broken_lists(listed: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is wrong with texts that are listed as foreign: one stands there twice, or its ends are no ends of words.

    Args:
        listed: each text behind the name of the list in which it stands.
    """
    seen: set[str] = set()
    for name, text in listed:
        ways = ways_to_write(text)
        if not seen.isdisjoint(ways):
            yield f"{name}: '{text}' is listed twice as foreign"
        seen.update(ways)
        if not (text[0].isalnum() and text[-1].isalnum()):
            yield f"{name}: foreign '{text}' must begin and end with a letter or a digit"
