"""A proposal carried over to a text that changed meanwhile, where that can be done without a doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bna_pipeline.documents.alignment import changed_spans
from bna_pipeline.model.base import Paragraphs

_TOKENS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_MOST = 4_000_000  # comparisons

_Span = tuple[int, int, Sequence[str]]


def rebased(base: Paragraphs, wanted: Paragraphs, now: Paragraphs) -> Paragraphs | None:
    """What `now` becomes when the same is changed in it as makes `wanted` of `base`.

    Returns:
        None when what is to be changed is no longer there as it was, so that a person must look.
    """
    if now == base:
        return wanted
    if now == wanted:
        return now
    old, new, current = (_tokens(text) for text in (base, wanted, now))
    if len(old) * max(len(new), len(current)) > _MOST:
        return None
    stays = _stays(tuple(old), tuple(current))
    made, at = list(current), 0
    for start, end, words in _edits(old, new):
        place = _place(stays, start, end, len(old), len(current))
        if place is None or not _is_same_text(stays, old, start, end):
            return None
        first, last = place[0] + at, place[1] + at
        made[first:last] = words
        at += len(words) - (last - first)
    lines = (" ".join(line.split()) for line in "".join(made).split("\n"))
    return tuple(line for line in lines if line)


@lru_cache(maxsize=16)  # the same for every proposal on one field
def _stays(old: Sequence[str], current: Sequence[str]) -> Sequence[tuple[int, int, int]]:
    """What of the old text stands in the current one: from, until, and where."""
    return [(a, b, c) for kind, a, b, c, _ in changed_spans(old, current) if kind == "equal"]


def _tokens(text: Paragraphs) -> list[str]:
    return _TOKENS.findall("\n".join(text))


def _edits(old: Sequence[str], new: Sequence[str]) -> Iterator[_Span]:
    for kind, a, b, c, d in changed_spans(old, new):
        if kind != "equal":
            yield a, b, new[c:d]


def _place(
    stays: Sequence[tuple[int, int, int]], start: int, end: int, length: int, now: int
) -> tuple[int, int] | None:
    """Where in the text as it is now an edit comes; it must touch nothing that changed, nor stand against it."""
    for a, b, c in stays:
        after_left = a < start or (start == a == 0 and c == 0)
        before_right = end < b or (end == b == length and c + (b - a) == now)
        if a <= start and end <= b and after_left and before_right:
            return c + start - a, c + end - a
    return None


def _is_same_text(stays: Sequence[tuple[int, int, int]], old: Sequence[str], start: int, end: int) -> bool:
    """Whether most words of the paragraphs that an edit touches are still there: a few stand in any other text too."""
    breaks = [n for n, said in enumerate(old) if said == "\n"]
    first = max((n + 1 for n in breaks if n < start - 1), default=0)
    last = min((n for n in breaks if n > end), default=len(old))
    words = [n for n in range(first, last) if old[n][0].isalnum()]
    kept = sum(any(a <= n < b for a, b, _ in stays) for n in words)
    return 2 * kept > len(words) or not words
