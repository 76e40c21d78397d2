"""A returned file as it was before anything was tracked in it: the paragraphs that rejecting everything would leave.

What was tracked in stands within them, or between them where whole paragraphs were added.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bna_pipeline.documents.word_return_pieces import Mark, Para, Piece

_WHITE = re.compile(r"\s+")
_LEADER = re.compile(r"[\s.\d]+$")


def folded(text: str) -> str:
    """Text as it is compared: in one form (NFC), every white space one space."""
    return _WHITE.sub(" ", unicodedata.normalize("NFC", text)).strip()


@dataclass(eq=False)
class Between:
    """Paragraphs that were added as a whole, each with its pieces, its end, and the paragraph it was read from."""

    paras: list[tuple[list[Piece], Piece, Para]] = field(default_factory=list)


@dataclass(eq=False)
class BasePara:
    """A paragraph as it was, with everything tracked in it.

    Attributes:
        pieces: its words; an end that was tracked in is a line feed among them.
        end_went: marks on its end.
        paras: the paragraphs of the file that it is read from.
        before, after: paragraphs that were added before and behind it.
    """

    pieces: list[Piece]
    end_went: tuple[Mark, ...]
    paras: list[Para]
    before: Between = field(default_factory=Between)
    after: Between = field(default_factory=Between)

    @cached_property
    def text(self) -> str:
        return "".join(p.text for p in self.pieces if not p.came)

    @cached_property
    def key(self) -> str:
        said = folded(self.text)
        # Page numbers of a table of contents are the layout's.
        return _LEADER.sub("", said) if self.paras[-1].contents else said

    @property
    def style(self) -> str:
        return self.paras[-1].style

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for para in self.paras for name in para.names)

    @property
    def touched(self) -> bool:
        return bool(self.end_went) or any(p.came or p.went for p in self.pieces)


def base_of(paras: Sequence[Para]) -> list[BasePara]:
    """The paragraphs as they were; one without words is there only when something was tracked in or near it."""
    found: list[BasePara] = []
    pieces: list[Piece] = []
    made_of: list[Para] = []
    for para in paras:
        pieces += para.pieces
        made_of.append(para)
        if para.joined and not para.closed:
            continue
        if para.end_came and not para.closed:
            pieces.append(Piece("\n", para.end_came, para.end_went))
            continue
        if para.end_came:  # the only paragraph of an added cell
            pieces.append(Piece("\n", para.end_came, para.end_went))
        found.append(_closed(pieces, para, made_of))
        pieces, made_of = [], []
    if made_of:
        found.append(_closed(pieces, made_of[-1], made_of))
    return [one for one in found if one.key or one.touched or one.before.paras or one.after.paras or _things(one)]


def _things(one: BasePara) -> bool:
    return any(p.thing for p in one.pieces)


def _closed(pieces: list[Piece], last: Para, made_of: list[Para]) -> BasePara:
    """The paragraph, with what was added as a whole before and behind its own words taken apart."""
    end_went = () if last.end_came else last.end_went
    own = [n for n, p in enumerate(pieces) if not p.came]
    if not own:
        return BasePara([*pieces], end_went, [*made_of])
    first = max((n + 1 for n in range(own[0]) if pieces[n].text == "\n"), default=0)
    behind = [n for n in range(own[-1] + 1, len(pieces)) if pieces[n].text == "\n"]
    last_own = behind[0] if behind else len(pieces)
    made = BasePara(pieces[first:last_own], end_went, [*made_of])
    made.before.paras = _split(pieces[:first], made_of)
    made.after.paras = _split_behind(pieces[last_own:], made_of[len(made_of) - len(behind) :])
    return made


def _split(pieces: Sequence[Piece], made_of: Sequence[Para]) -> list[tuple[list[Piece], Piece, Para]]:
    """Pieces that end in a line feed, as paragraphs."""
    found: list[tuple[list[Piece], Piece, Para]] = []
    words: list[Piece] = []
    for piece in pieces:
        if piece.text == "\n":
            found.append((words, piece, made_of[min(len(found), len(made_of) - 1)]))
            words = []
        else:
            words.append(piece)
    return found


def _split_behind(pieces: Sequence[Piece], made_of: Sequence[Para]) -> list[tuple[list[Piece], Piece, Para]]:
    """Pieces that begin with a line feed, as paragraphs."""
    found: list[tuple[list[Piece], Piece, Para]] = []
    for piece in pieces:
        if piece.text == "\n":
            found.append(([], piece, made_of[min(len(found), len(made_of) - 1)]))
        else:
            found[-1][0].append(piece)
    return found
