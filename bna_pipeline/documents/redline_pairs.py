"""Which paragraph, table or row of the old version is which of the new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bna_pipeline.documents.alignment import Pair, likeness, words_of
from bna_pipeline.documents.redline_inline import unclosed_fields
from bna_pipeline.documents.redline_parts import Element, w

MARKS = frozenset({w("bookmarkStart"), w("bookmarkEnd")})
_P, _TABLE, _CELL, _CONTROL = w("p"), w("tbl"), w("tc"), w("sdt")
_BREAKS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n"}
_SURELY = 0.8  # so alike that also another style does not make it another paragraph
_SAME_ROW = 0.5  # what two rows are alike at least when they begin with the same words


@dataclass(frozen=True, eq=False)
class Block:
    """An element with what it is compared by."""

    node: Element
    key: bytes

    @cached_property
    def words(self) -> Counter[str]:
        return words_of(text_of(self.node))

    @cached_property
    def style(self) -> str:
        found = self.node.find(f"{w('pPr')}/{w('pStyle')}")
        return "" if found is None else str(found.get(w("val")))

    @cached_property
    def first(self) -> str:
        """The words of a row's first cell."""
        cell = self.node.find(_CELL)
        return "" if cell is None else text_of(cell)


def text_of(node: Element) -> str:
    """The words in an element; tabs and breaks are white space."""
    return "".join(
        (n.text or "") if n.tag == w("t") else _BREAKS.get(str(n.tag), " ") for n in node.iter(w("t"), w("p"), *_BREAKS)
    ).strip()


def name_of(block: Block) -> object:
    """What keeps its name however much of it changes: a bookmark's start, the ends of a field over paragraphs."""
    if block.node.tag == w("bookmarkStart"):
        return "bookmark", block.node.get(w("name"))
    if block.node.tag == _P and b"fldChar" in block.key and (ends := unclosed_fields(block.node)) is not None:
        return "field", ends
    return None


def alike(old: Block, new: Block) -> float:
    """How much two blocks are alike, from 0 to 1; what cannot be one that changed is 0."""
    if old.node.tag != new.node.tag or old.node.tag in MARKS:
        return 0.0
    if old.node.tag == _CONTROL:
        return 1.0
    if old.node.tag == _TABLE and _grid(old.node) != _grid(new.node):
        return 0.0
    found = likeness(old.words, new.words)
    if not old.words and not new.words:
        found = 0.5  # pictures: one may have replaced the other
    return found if old.style == new.style or found >= _SURELY else 0.0


def _grid(table: Element) -> int:
    grid = table.find(w("tblGrid"))
    return 0 if grid is None else len(grid)


def rows_alike(old: Block, new: Block) -> float:
    """As `alike`, of two rows: with the same first cell they are likely one."""
    found = likeness(old.words, new.words)
    return max(found, _SAME_ROW) if old.first and old.first == new.first else found


def row_names(before: Sequence[Block], after: Sequence[Block]) -> Callable[[Block], object]:
    """Rows are known by their first cell, where that differs from row to row: an action's code, an abbreviation."""
    for rows in (before, after):
        firsts = [row.first for row in rows]
        if len(set(firsts)) != len(firsts):
            return lambda _: None
    return lambda row: row.first or None


def last_paired(before: Sequence[Block], after: Sequence[Block], pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs, such that where no paragraph stayed since the last table, the last paragraphs are one that changed.

    The end of the last one cannot come or go.
    """
    tail = len(pairs)
    while tail > 0 and None in pairs[tail - 1]:
        tail -= 1
    if tail == len(pairs) or _stays_paragraph(before, after, pairs[:tail]):
        return list(pairs)
    olds = [p[0] for p in pairs[tail:] if p[0] is not None]
    news = [p[1] for p in pairs[tail:] if p[1] is not None]
    old_p = [i for i in olds if before[i].node.tag == _P]
    new_p = [j for j in news if after[j].node.tag == _P]
    if not old_p or not new_p:
        return list(pairs)
    i, j = old_p[-1], new_p[-1]
    return [
        *pairs[:tail],
        *((o, None) for o in olds if o < i),
        *((None, n) for n in news if n < j),
        (i, j),
        *((o, None) for o in olds if o > i),
        *((None, n) for n in news if n > j),
    ]


def _stays_paragraph(before: Sequence[Block], after: Sequence[Block], pairs: Sequence[Pair]) -> bool:
    """Whether the last thing that stayed and is no bookmark is a paragraph."""
    for at_old, at_new in reversed(pairs):
        node = after[at_new].node if at_new is not None else before[at_old or 0].node
        if None not in (at_old, at_new) and node.tag not in MARKS:
            return bool(node.tag == _P)
    return False
