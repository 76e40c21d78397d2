"""Which items of an old sequence are those of a new one: equal items first, then items that look alike."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
Pair = tuple[int | None, int | None]
"""Places of one item in the old and in the new sequence; None where it is not."""

_ALIKE = 0.4  # share of words in common from which two items are one that was changed
_MOST_COMPARISONS = 60_000  # beyond this only equal items and items with the same name are paired
_WORD = re.compile(r"\w+|[^\w\s]")


def words_of(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(_WORD.findall(text))


def likeness(old: Mapping[str, int], new: Mapping[str, int]) -> float:
    """The share of words that two texts have in common, from 0 to 1; two empty texts are alike."""
    total = sum(old.values()) + sum(new.values())
    if not total:
        return 1.0
    small, large = (old, new) if len(old) <= len(new) else (new, old)
    return 2 * sum(min(count, large.get(word, 0)) for word, count in small.items()) / total


def align(
    old: Sequence[T],
    new: Sequence[T],
    *,
    key: Callable[[T], Hashable],
    alike: Callable[[T, T], float],
    name: Callable[[T], Hashable | None] = lambda _: None,
) -> Iterator[Pair]:
    """Pair the items of two sequences without crossing; what has no counterpart comes alone, the old before the new.

    Args:
        key: equal keys are equal items.
        alike: from 0 to 1; below 0.4 two items are not one that was changed.
        name: items that have the same name, once on either side, are one however much of them changed.
    """
    start_old = start_new = 0
    for at_old, at_new in (*_anchors([name(i) for i in old], [name(i) for i in new]), (len(old), len(new))):
        yield from _between(old, new, (start_old, at_old), (start_new, at_new), key, alike)
        if at_old < len(old):
            yield at_old, at_new
        start_old, start_new = at_old + 1, at_new + 1


def _anchors(old: Sequence[Hashable | None], new: Sequence[Hashable | None]) -> list[tuple[int, int]]:
    """The places of the names that both sides have once, in an order that holds on both: the longest there is."""
    counted = Counter(n for n in old if n is not None), Counter(n for n in new if n is not None)
    place = {n: at for at, n in enumerate(new) if n is not None and counted[1][n] == 1}
    both = [(at, place[n]) for at, n in enumerate(old) if n is not None and counted[0][n] == 1 and n in place]
    return _longest_rising(both)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    ends: list[int] = []  # per length the smallest new place with which such a row can end
    last: list[int] = []
    before: list[int | None] = []
    for number, (_, at_new) in enumerate(pairs):
        length = bisect_left(ends, at_new)
        before.append(last[length - 1] if length else None)
        if length == len(ends):
            ends.append(at_new)
            last.append(number)
        else:
            ends[length], last[length] = at_new, number
    found = []
    here = last[-1] if last else None
    while here is not None:
        found.append(pairs[here])
        here = before[here]
    return found[::-1]


def _between(
    old: Sequence[T],
    new: Sequence[T],
    span_old: tuple[int, int],
    span_new: tuple[int, int],
    key: Callable[[T], Hashable],
    alike: Callable[[T, T], float],
) -> Iterator[Pair]:
    (old_from, old_to), (new_from, new_to) = span_old, span_new
    matcher = difflib.SequenceMatcher(
        None, [key(i) for i in old[old_from:old_to]], [key(i) for i in new[new_from:new_to]], autojunk=False
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(range(old_from + a, old_from + b), range(new_from + c, new_from + d), strict=True)
        else:
            yield from _resembling(
                old, new, range(old_from + a, old_from + b), range(new_from + c, new_from + d), alike
            )


def _resembling(
    old: Sequence[T], new: Sequence[T], olds: range, news: range, alike: Callable[[T, T], float]
) -> Iterator[Pair]:
    """Pair what looks alike, such that the likeness of all pairs together is greatest."""
    rows, columns = len(olds), len(news)
    if not rows or not columns or rows * columns > _MOST_COMPARISONS:
        yield from ((i, None) for i in olds)
        yield from ((None, j) for j in news)
        return
    worth = [[alike(old[i], new[j]) for j in news] for i in olds]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            apart = max(best[i + 1][j], best[i][j + 1])
            together = worth[i][j] + best[i + 1][j + 1] if worth[i][j] >= _ALIKE else 0.0
            best[i][j] = max(apart, together)
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and worth[i][j] >= _ALIKE and best[i][j] == worth[i][j] + best[i + 1][j + 1]:
            yield olds[i], news[j]
            i, j = i + 1, j + 1
        elif i < rows and (j == columns or best[i][j] == best[i + 1][j]):
            yield olds[i], None
            i += 1
        else:
            yield None, news[j]
            j += 1


def changed_spans(old: Sequence[Hashable], new: Sequence[Hashable]) -> Sequence[tuple[str, int, int, int, int]]:
    """What `difflib` says of two sequences of keys, without its guess at what is too common to look at."""
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
