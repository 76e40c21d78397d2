"""What a returned Word file is read into: its words with who tracked them in or out, and its tracked changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bna_pipeline.documents.docx_parts import w
from bna_pipeline.documents.redline_parts import Element

CAME: Final = {w("ins"): "ins", w("moveTo"): "to"}
WENT: Final = {w("del"): "del", w("moveFrom"): "from"}
PROPERTY_CHANGES: Final = frozenset(
    w(n)
    for n in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange",
        "tblGridChange", "numberingChange", "cellMerge",
    )
)  # fmt: skip
TRACKED: Final = (
    *CAME, *WENT, *sorted(PROPERTY_CHANGES), w("cellIns"), w("cellDel"), w("customXmlInsRangeStart"),
    w("customXmlDelRangeStart"), w("customXmlMoveFromRangeStart"), w("customXmlMoveToRangeStart"),
)  # fmt: skip
"""Everything in a part that is a tracked change."""
Ours = frozenset[tuple[str | None, str | None]]
"""Author and date of changes that the program itself tracked."""
NOT_OURS: Final[Ours] = frozenset()


@dataclass(frozen=True, eq=False)
class Mark:
    """One tracked change as it stands in the file; two are the same only when they are one object.

    Attributes:
        kind: "ins", "del", "from" or "to" (a move's ends), or "own" for what was found by comparison.
        node: the element; None for what was found by comparison.
        move: name of the move.
        unit: "rij" or "cel", of a change of a whole row or cell.
    """

    kind: str
    author: str | None
    date: str | None
    node: Element | None = None
    move: str | None = None
    unit: str = ""


@dataclass(frozen=True)
class Piece:
    """Some text, or the name of a thing that is no text (`thing`), with the marks around it, the outer one first."""

    text: str
    came: tuple[Mark, ...] = ()
    went: tuple[Mark, ...] = ()
    thing: str = ""


@dataclass(eq=False)
class Para:
    """A paragraph as it was read.

    Attributes:
        end_came, end_went: marks on its end.
        joined: its end went with a change of the program's own, so that it is one with what follows.
        closed: its container ends here, so that its end cannot go.
        table: it stands in a table.
        contents: it belongs to the table of contents, which Word makes itself.
        names: bookmarks that begin before its text ends.
        looks: its changes of properties, each with the pieces it is about (None: the whole paragraph).
    """

    story: str
    pieces: list[Piece] = field(default_factory=list)
    end_came: tuple[Mark, ...] = ()
    end_went: tuple[Mark, ...] = ()
    joined: bool = False
    closed: bool = False
    style: str = ""
    table: bool = False
    contents: bool = False
    names: list[str] = field(default_factory=list)
    looks: list[tuple[Element, str | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Stretch:
    """Pieces of one paragraph, by their numbers."""

    para: Para
    start: int
    end: int

    @property
    def words(self) -> str:
        return "".join(p.text for p in self.para.pieces[self.start : self.end])


@dataclass
class Reading:
    """What a file holds: its paragraphs by story, and where its comments hang.

    Attributes:
        same: changes within another of the same author that say the same (the runs of an added row).
        open, quoted: the comments whose range is open, and the words that each hangs at.
        hangs: the paragraph at which each comment begins.
        notes: the footnotes and endnotes that were referred to ("voetnoot 2"), each with where and how.
        links: the words that lead elsewhere, each with the id of the relationship that says where.
        marked: words that were made to stand out without a mark that says by whom.
    """

    paras: list[Para] = field(default_factory=list)
    same: dict[Element, Mark] = field(default_factory=dict)
    open: dict[str, list[str]] = field(default_factory=dict)
    quoted: dict[str, str] = field(default_factory=dict)
    hangs: dict[str, Para] = field(default_factory=dict)
    notes: dict[str, tuple[Para, Piece]] = field(default_factory=dict)
    unread: list[Element] = field(default_factory=list)
    links: list[tuple[Stretch, str]] = field(default_factory=list)
    marked: list[tuple[Stretch, str]] = field(default_factory=list)


def tracked_in(root: Element) -> Iterator[Element]:
    """Every tracked change of a part; what stands in the old half of a change of properties is that change's."""
    for node in root.iter(*TRACKED):
        if not any(above.tag in PROPERTY_CHANGES for above in node.iterancestors()):
            yield node
