"""One paragraph of a returned file laid over the draft's, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bna_pipeline.documents.alignment import changed_spans
from bna_pipeline.documents.word_return_base import folded
from bna_pipeline.documents.word_return_pieces import Mark, Piece

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_TOKENS = 4_000_000  # comparisons; beyond this a paragraph that changed without tracking is one change

Laid = tuple[str, tuple[Mark, ...], tuple[Mark, ...], int, str]


def merged(was: str, pieces: Sequence[Piece], sender: Mark) -> Iterator[Laid]:
    """The pieces of a paragraph over the draft's words: text, marks, where in the draft's words, thing."""
    base = "".join(p.text for p in pieces if not p.came)
    own = _Own(pieces)
    if base == was:
        yield from own.between(0, len(base), 0)
    else:
        old, new = _TOKENS.findall(was), _TOKENS.findall(base)
        at_old, at_new = _starts(old), _starts(new)
        for kind, a, b, c, d in _spans(old, new):
            if kind == "equal":
                for k in range(b - a):
                    yield from own.token(old[a + k], at_new[c + k], at_new[c + k + 1], at_old[a + k])
                continue
            # White space at an edge of a paragraph says nothing.
            edge = a == 0 or b == len(old)
            if a < b:
                blank = edge and all(token.isspace() for token in old[a:b])
                yield was[at_old[a] : at_old[b]], (), () if blank else (sender,), at_old[a], ""
            blank = edge and all(token.isspace() for token in new[c:d])
            yield from own.between(at_new[c], at_new[d], at_old[b], sender=None if blank else sender)
    yield from own.behind(len(base), len(was))


def _spans(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """What differs, as `difflib` says it; two changes with no more than a space between them are one."""
    if len(old) * len(new) > _MOST_TOKENS:
        return [("replace", 0, len(old), 0, len(new))]
    found: list[tuple[str, int, int, int, int]] = []
    for kind, a, b, c, d in changed_spans([_key(t) for t in old], [_key(t) for t in new]):
        if len(found) > 1 and kind != "equal" and _is_space(found[-1], old) and found[-2][0] != "equal":
            found.pop()
            _, a, _, c, _ = found.pop()
            kind = "replace"
        found.append((kind, a, b, c, d))
    return found


def _is_space(span: tuple[str, int, int, int, int], old: Sequence[str]) -> bool:
    kind, a, b, _, _ = span
    return kind == "equal" and b - a == 1 and old[a].isspace()


def _key(token: str) -> str:
    return " " if token.isspace() else folded(token)


def _starts(tokens: Sequence[str]) -> list[int]:
    found = [0]
    for token in tokens:
        found.append(found[-1] + len(token))
    return found


class _Own:
    """The pieces of a paragraph by where they stand in its own words, those that were there before any change."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._placed: list[tuple[int, Piece]] = []
        at = 0
        for piece in pieces:
            self._placed.append((at, piece))
            at += 0 if piece.came else len(piece.text)
        self._next = 0

    def between(self, start: int, end: int, here: int, *, sender: Mark | None = None) -> Iterator[Laid]:
        """The pieces from one place to another, in order; what came at the end of it is the next one's.

        Args:
            here: where `start` is in the draft's words.
            sender: by whom the file's own words came without being tracked.
        """
        mark = () if sender is None else (sender,)
        # What ends before `start` was given already.
        while self._next < len(self._placed) and _over(self._placed[self._next], start):
            self._next += 1
        for number in range(self._next, len(self._placed)):
            at, piece = self._placed[number]
            if at >= end:
                return
            place = here if sender is not None else here + max(at - start, 0)
            if piece.came:
                if at >= start:
                    yield piece.text, (*mark, *piece.came), piece.went, place, piece.thing
                continue
            a, b = max(at, start), min(at + len(piece.text), end)
            if a < b:
                yield piece.text[a - at : b - at], mark, piece.went, place, ""
            elif piece.thing and at >= start:
                yield "", mark, piece.went, place, piece.thing

    def token(self, was: str, start: int, end: int, here: int) -> Iterator[Laid]:
        """One token that stayed; white space of another kind is the draft's."""
        for text, came, went, place, thing in self.between(start, end, here):
            if came or thing or len(was) == end - start:
                yield text, came, went, place, thing
            elif place == here:
                yield was, came, went, place, thing

    def behind(self, end: int, here: int) -> Iterator[Laid]:
        """What stands behind the last of its own words."""
        for at, piece in self._placed:
            if at == end and (piece.came or not piece.text):
                yield piece.text, piece.came, piece.went, here, piece.thing


def _over(placed: tuple[int, Piece], start: int) -> bool:
    at, piece = placed
    return at < start and (bool(piece.came) or at + len(piece.text) <= start)
