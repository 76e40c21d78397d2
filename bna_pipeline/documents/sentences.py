"""Dutch running text cut into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_END = re.compile(r"[.!?…][’”\"')\]]*\s+(?=[’‘“\"'(\[]?[^\W_a-z])|[.!?…][’”\"')\]]*\s+(?='s )")
_SHORT = re.compile(
    r"(?:^|[\s(])(?:prof|dr|drs|mr|ir|ing|dhr|mw|nr|nrs|blz|art|lid|o\.a|bijv|ca|jl|a\.i|m\.n|t\.a\.v|d\.d|enz|vgl|[A-Z])\.$"
)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends, white space between them left out.

    A point behind a title, an initial or a usual abbreviation ("mr.", "nr.") ends no sentence.
    """
    start = 0
    for found in _END.finditer(text):
        stop = start + len(text[start : found.end()].rstrip())
        if _SHORT.search(text[start:stop]):
            continue
        yield start, stop
        start = found.end()
    if text[start:].strip():
        yield start, len(text.rstrip())


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order."""
    return tuple(text[start:stop] for start, stop in sentence_spans(text))
