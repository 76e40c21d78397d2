"""The draft and a returned file as one row of words: what stayed, what came, what went, and in which field.

What the file changed without tracking is found here, by holding what it was before any tracked change against the
draft; from there on both kinds are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bna_pipeline.documents.alignment import Pair, align, likeness, words_of
from bna_pipeline.documents.word_return_base import BasePara, Between
from bna_pipeline.documents.word_return_draft import DraftPara, Span
from bna_pipeline.documents.word_return_pieces import Mark, Para, Piece
from bna_pipeline.documents.word_return_words import merged
from bna_pipeline.model.proposals import ReturnField


@dataclass(frozen=True, eq=False)
class Flow:
    """A stretch of words with the marks on it.

    Attributes:
        owner: whose field it is; None: outside the fields.
        at: the paragraph of the draft in which it stands, or behind which it was added; -1: before the first one.
        thing: what it is when it is no text.
        within: marks of the added paragraph that it stands in and that another wrote: without it, it has no place.
    """

    text: str
    came: tuple[Mark, ...]
    went: tuple[Mark, ...]
    owner: ReturnField | None
    at: int
    thing: str = ""
    within: tuple[Mark, ...] = ()


@dataclass(eq=False)
class Flowed:
    """Everything in reading order, and where each paragraph of the file stands in the draft."""

    flows: list[Flow] = field(default_factory=list)
    places: dict[Para, int] = field(default_factory=dict)
    untracked: int = 0


@dataclass(eq=False)
class _Item:
    """A paragraph as the two sides are paired by it."""

    key: str
    name: tuple[str, str] | None

    @cached_property
    def words(self) -> Counter[str]:
        return words_of(self.key)


def pairs_of(draft: Sequence[BasePara], back: Sequence[BasePara]) -> list[Pair]:
    """Which paragraph of the draft is which of the file; bookmarks help where words alone could stand elsewhere."""
    old, new = [_item(one) for one in draft], [_item(one) for one in back]
    return list(
        align(
            old,
            new,
            key=lambda item: item.key,
            alike=lambda a, b: likeness(a.words, b.words),
            name=lambda item: item.name,
        )
    )


def _item(one: BasePara) -> _Item:
    mark = next((n for n in one.names if n.startswith(("rapport_", "brief_", "actie_", "veld_"))), None)
    return _Item(one.key, None if mark is None else (mark, one.key))


def flowed(draft: Sequence[DraftPara], back: Sequence[BasePara], sender: Mark) -> Flowed:
    """Lay the returned file over the draft.

    Args:
        sender: stands for what was changed without tracking.
    """
    # A paragraph without words of its own has nothing to be recognised by; what was added in it stands between.
    own = [p for p in draft if p.base.key]
    spoken = [b for b in back if b.key]
    numbers = {id(p): n for n, p in enumerate(draft)}
    made = Flowed()
    writer = _Writer(draft, sender, made)
    silent = _silent_after(back)
    for one in silent.get(-1, ()):
        writer.silent(one, -1)
    last = -1
    for i, j in pairs_of([p.base for p in own], spoken):
        if i is not None:
            last = numbers[id(own[i])]
        if i is not None and j is not None:
            writer.pair(last, spoken[j])
        elif i is not None:
            writer.gone(last)
        elif j is not None:
            writer.new(spoken[j], last)
        for one in silent.get(j, ()) if j is not None else ():
            writer.silent(one, last)
    return made


def _silent_after(back: Sequence[BasePara]) -> dict[int, list[BasePara]]:
    """The paragraphs without words of their own, by the number of the one with words before them."""
    found: dict[int, list[BasePara]] = {}
    last = -1
    for one in back:
        if one.key:
            last += 1
        else:
            found.setdefault(last, []).append(one)
    return found


class _Writer:
    """Writes flows, paragraph after paragraph."""

    def __init__(self, draft: Sequence[DraftPara], sender: Mark, made: Flowed) -> None:
        self._draft = draft
        self._sender = sender
        self._made = made

    def pair(self, at: int, back: BasePara) -> None:
        """A paragraph that is in both."""
        self._stands(back, at)
        self._between(back.before, at - 1)
        para = self._draft[at]
        for text, came, went, start, thing in merged(para.base.text, back.pieces, self._sender):
            self._words(para, at, text, came, went, start, thing)
        behind = self._inside(back.after, at)
        self._end(at, back.end_went)
        self._between(behind, at)

    def gone(self, at: int) -> None:
        """A paragraph of the draft that is not in the file."""
        self._words(self._draft[at], at, self._draft[at].base.text, (), (self._sender,), 0, "")
        self._end(at, (self._sender,))

    def new(self, back: BasePara, at: int) -> None:
        """A paragraph that only the file has, without a mark that says so."""
        self._stands(back, at)
        self._between(back.before, at)
        pieces = [Piece(p.text, (self._sender, *p.came), p.went, p.thing) for p in back.pieces]
        end = Piece("\n", (self._sender,), back.end_went)
        self._between(Between([(pieces, end, back.paras[-1])]), at)
        self._between(back.after, at)

    def silent(self, back: BasePara, at: int) -> None:
        """A paragraph without words of its own: a picture, an empty line, or one that was added as a whole."""
        self._stands(back, at)
        self._between(back.before, at)
        came = [p for p in back.pieces if p.came or p.went]
        rows: list[tuple[list[Piece], Piece, Para]] = []
        words: list[Piece] = []
        for piece in came:
            if piece.text == "\n" and piece.came:
                rows.append((words, piece, back.paras[-1]))
                words = []
            else:
                words.append(piece)
        if words:
            rows.append((words, Piece("\n", words[-1].came, words[-1].went), back.paras[-1]))
        self._between(Between(rows), at)
        if back.end_went:
            self._made.flows.append(Flow("\n", (), back.end_went, None, at))
        self._between(back.after, at)

    def _stands(self, back: BasePara, at: int) -> None:
        for para in back.paras:
            self._made.places[para] = max(at, 0)

    def _words(
        self,
        para: DraftPara,
        at: int,
        text: str,
        came: tuple[Mark, ...],
        went: tuple[Mark, ...],
        start: int,
        thing: str,
    ) -> None:
        """Words of a paragraph, cut where a field begins or ends. What came at an edge of a field is the field's."""
        span = para.span
        if span is None:
            self._add(text, came, went, None, at, thing)
        elif came:
            inside = span.start <= start <= span.end and not self._follows(span, start, at, came)
            self._add(text, came, went, span.field if inside else None, at, thing)
        else:
            length = len(para.base.text)
            # White space behind the last word is the field's, where that word is.
            until = max(span.end, start + len(text)) if span.end == length else span.end
            for a, b in ((0, span.start), (span.start, until), (until, max(length, start + len(text)))):
                part = text[max(a - start, 0) : max(b - start, 0)]
                self._add(part, came, went, span.field if (a, b) == (span.start, until) else None, at, "")
            if thing:
                self._add("", came, went, None, at, thing)

    def _follows(self, span: Span, start: int, at: int, came: tuple[Mark, ...]) -> bool:
        """Whether words at the beginning of a field stand for fixed ones before it that their author took away."""
        last = self._made.flows[-1] if self._made.flows else None
        if start != span.start or last is None or last.at != at or last.owner is not None:
            return False
        author = came[-1].author
        return any(m.author == author for m in (*last.went, *last.came))

    def _add(
        self,
        text: str,
        came: tuple[Mark, ...],
        went: tuple[Mark, ...],
        owner: ReturnField | None,
        at: int,
        thing: str,
    ) -> None:
        if text or (thing and (came or went)):
            self._made.flows.append(Flow(text, came, went, None if thing else owner, at, thing))

    def _end(self, at: int, went: tuple[Mark, ...]) -> None:
        here = self._draft[at].field if self._goes_on(at) else None
        self._made.flows.append(Flow("\n", (), went, here, at))

    def _goes_on(self, at: int) -> bool:
        """Whether the field of a paragraph has more of them behind it."""
        here, after = self._draft[at].field, self._next(at)
        return here is not None and after is not None and after.field == here

    def _next(self, at: int) -> DraftPara | None:
        spoken = (self._draft[n] for n in range(at + 1, len(self._draft)) if self._draft[n].base.key)
        return next(spoken, None)

    def _between(self, between: Between, at: int) -> None:
        """Paragraphs added behind one of the draft's; the field before them has them, or else the one behind them."""
        for words, end, para in between.paras:
            owner, first = self._owner(at, para)
            ends_it = first and owner is not None and not self._goes_on(at)
            self._write([end, *words] if ends_it else [*words, end], owner, at)

    def _inside(self, between: Between, at: int) -> Between:
        """As `_between`, of what came before the paragraph's own end; gives back what is not of its field."""
        rest = Between()
        for words, end, para in between.paras:
            owner, first = self._owner(at, para)
            if first and owner is not None and not rest.paras:
                self._write([end, *words], owner, at)
            else:
                rest.paras.append((words, end, para))
        return rest

    def _write(self, pieces: Sequence[Piece], owner: ReturnField | None, at: int) -> None:
        within = _written_with_its_end(pieces)
        for piece in pieces:
            whose = None if piece.thing else owner
            self._made.flows.append(Flow(piece.text, piece.came, piece.went, whose, at, piece.thing, within))

    def _owner(self, at: int, para: Para) -> tuple[ReturnField | None, bool]:
        """Whose field an added paragraph is behind this one of the draft, and whether it is the field before it."""
        if para.table:
            return None, True
        before = self._draft[at] if at >= 0 else None
        after = self._next(at)
        here, there = _running(before), _running(after)
        if before is not None and after is not None and here is not None and there is not None and here != there:
            here = None if para.style == after.base.style != before.base.style else here
        return (here, True) if here is not None else (there, False)


def _written_with_its_end(pieces: Sequence[Piece]) -> tuple[Mark, ...]:
    """The marks of an added paragraph's end whose authors wrote words in it too; who only broke a line has none."""
    ends = tuple(m for p in pieces if p.text == "\n" for m in p.came)
    writers = {(m.author, m.kind == "own") for p in pieces if p.text.strip() for m in p.came}
    return tuple(m for m in ends if (m.author, m.kind == "own") in writers)


def _running(para: DraftPara | None) -> ReturnField | None:
    """The field of a paragraph when it can have more paragraphs."""
    return None if para is None or para.field is None or para.field.line else para.field
