"""What stands below each other (paragraphs, tables, content controls) out of an old and a new version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from bna_pipeline.documents.alignment import Pair, align
from bna_pipeline.documents.redline_marks import Author
from bna_pipeline.documents.redline_pairs import MARKS, Block, alike, last_paired, name_of, row_names, rows_alike
from bna_pipeline.documents.redline_paragraph import ParagraphMerger
from bna_pipeline.documents.redline_parts import Element, emptied, w

Kind = Literal["ins", "del"]
_P, _TABLE, _ROW, _CELL, _CONTROL = w("p"), w("tbl"), w("tr"), w("tc"), w("sdt")


@dataclass(frozen=True)
class _Laid:
    """An element of the result: where it comes from, and the blocks it was made of."""

    node: Element
    kind: Kind | None


@dataclass(frozen=True)
class BlockMerger:
    """Makes the blocks of one part out of those of its old and its new version."""

    paragraphs: ParagraphMerger

    @property
    def author(self) -> Author:
        return self.paragraphs.author

    def merged(self, old: Sequence[Element], new: Sequence[Element]) -> list[Element]:
        """The blocks of the result in order, those that stayed taken out of the new version as they are.

        The last paragraph keeps its end in either version.
        """
        before = [Block(n, self.paragraphs.signature_old(n)) for n in old]
        after = [Block(n, self.paragraphs.signature_new(n)) for n in new]
        pairs = list(align(before, after, key=lambda b: b.key, alike=alike, name=name_of))
        return self._ended(list(self._laid(before, after, last_paired(before, after, pairs))))

    def _laid(self, before: Sequence[Block], after: Sequence[Block], pairs: Sequence[Pair]) -> Iterator[_Laid]:
        for at_old, at_new in pairs:
            if at_old is None and at_new is not None:
                yield from self._added(after[at_new].node)
            elif at_new is None and at_old is not None:
                yield from self._gone(before[at_old].node)
            elif at_old is not None and at_new is not None:
                yield from self._both(before[at_old], after[at_new])

    def _both(self, old: Block, new: Block) -> Iterator[_Laid]:
        if old.key == new.key:
            yield _Laid(new.node, None)
        elif new.node.tag == _P:
            yield _Laid(self.paragraphs.merged(old.node, new.node), None)
        elif new.node.tag == _TABLE:
            yield _Laid(self._table(old.node, new.node), None)
        elif new.node.tag == _CONTROL:
            yield _Laid(self._control(old.node, new.node), None)
        else:
            yield _Laid(new.node, None)

    def _added(self, node: Element) -> Iterator[_Laid]:
        if node.tag == _P:
            yield _Laid(self.paragraphs.added(node), "ins")
        elif node.tag == _TABLE:
            yield _Laid(self._rows(node, [self._row(row, "ins") for row in node.iterchildren(_ROW)]), "ins")
        elif node.tag == _CONTROL:
            for inner in _controlled(node):
                yield from self._added(inner)
        else:
            yield _Laid(deepcopy(node), None)

    def _gone(self, node: Element) -> Iterator[_Laid]:
        if node.tag == _P:
            yield _Laid(self.paragraphs.gone(node), "del")
        elif node.tag == _TABLE:
            rows = [self._row(row, "del") for row in node.iterchildren(_ROW)]
            yield _Laid(self._rows(node, rows), "del")
        elif node.tag == _CONTROL:
            for inner in _controlled(node):
                yield from self._gone(inner)
        elif (brought := self.paragraphs.brought(node)) is not None and brought.tag in MARKS:
            yield _Laid(brought, None)

    def _control(self, old: Element, new: Element) -> Element:
        made = emptied(new)
        for part in new:
            if part.tag == w("sdtContent"):
                content = etree.SubElement(made, part.tag)
                content.extend(self.merged(_controlled(old), _controlled(new)))
            else:
                made.append(deepcopy(part))
        return made

    def _table(self, old: Element, new: Element) -> Element:
        before = [Block(n, self.paragraphs.signature_old(n)) for n in old.iterchildren(_ROW)]
        after = [Block(n, self.paragraphs.signature_new(n)) for n in new.iterchildren(_ROW)]
        rows: list[Element] = []
        for at_old, at_new in align(
            before, after, key=lambda b: b.key, alike=rows_alike, name=row_names(before, after)
        ):
            if at_new is None and at_old is not None:
                rows.append(self._row(before[at_old].node, "del"))
            elif at_old is None and at_new is not None:
                rows.append(self._row(after[at_new].node, "ins"))
            elif at_old is not None and at_new is not None:
                rows.extend(self._same_row(before[at_old], after[at_new]))
        return self._rows(new, rows)

    def _same_row(self, old: Block, new: Block) -> Iterator[Element]:
        if old.key == new.key:
            yield new.node
        elif _widths(old.node) == _widths(new.node):
            yield self._cells(old.node, new.node)
        else:
            yield self._row(old.node, "del")
            yield self._row(new.node, "ins")

    def _cells(self, old: Element, new: Element) -> Element:
        cells_before = list(old.iterchildren(_CELL))
        made, cells = etree.Element(_ROW), iter(cells_before)
        for part in new:
            if part.tag != _CELL:
                made.append(deepcopy(part))
                continue
            cell = etree.SubElement(made, _CELL)
            cell.extend(deepcopy(n) for n in part if n.tag == w("tcPr"))
            cell.extend(self.merged(_in_cell(next(cells)), _in_cell(part)))
        return made

    def _rows(self, table: Element, rows: Sequence[Element]) -> Element:
        made = etree.Element(_TABLE)
        made.extend(deepcopy(n) for n in table if n.tag in (w("tblPr"), w("tblGrid")))
        made.extend(rows)
        return made

    def _row(self, row: Element, kind: Kind) -> Element:
        made = etree.Element(_ROW)
        for part in row:
            if part.tag != _CELL:
                made.append(deepcopy(part))
                continue
            cell = etree.SubElement(made, _CELL)
            cell.extend(deepcopy(n) for n in part if n.tag == w("tcPr"))
            for laid in (laid for n in _in_cell(part) for laid in (self._added if kind == "ins" else self._gone)(n)):
                if laid.node.tag == _P:
                    self.author.mark_paragraph(laid.node, kind)
                cell.append(laid.node)
        self.author.mark_row(made, kind)
        return made

    def _ended(self, laid: Sequence[_Laid]) -> list[Element]:
        """The elements, with the ends of paragraphs marked.

        The last end of a part or cell stays in either version, so where paragraphs came or went at the end, each end
        before them is marked in the place of the one after it.
        """
        made = [one.node for one in laid]
        texts = [n for n, one in enumerate(laid) if one.node.tag == _P]
        kinds = {n: laid[n].kind for n in texts}
        tables_after = [n for n, one in enumerate(laid) if one.node.tag == _TABLE]
        if texts and (not tables_after or tables_after[-1] < texts[-1]):
            kept = [n for n in texts if kinds[n] is None]
            lasts = [n for n in texts if kept and n >= kept[-1]]
            if len(lasts) > 1 and not any(lasts[0] < t < lasts[-1] for t in tables_after):
                shifted = [laid[n].kind for n in lasts[1:]]
                kinds.update(zip(lasts, [*shifted, None], strict=True))
        for n, kind in kinds.items():
            if kind is not None:
                self.author.mark_paragraph(made[n], kind)
        return _tables_apart(made, self.author)


def _tables_apart(nodes: Sequence[Element], author: Author) -> list[Element]:
    """Two tables of which one came and one went do not touch: Word would make one table of them."""
    made: list[Element] = []
    for node in nodes:
        before = next((n for n in reversed(made) if n.tag not in MARKS), None)
        if node.tag == _TABLE and before is not None and before.tag == _TABLE:
            apart = etree.Element(_P)
            author.mark_paragraph(apart, "ins")
            author.mark_paragraph(apart, "del")  # there in neither version
            made.append(apart)
        made.append(node)
    return made


def _controlled(control: Element) -> list[Element]:
    content = control.find(w("sdtContent"))
    return [] if content is None else list(content.iterchildren(tag=etree.Element))


def _in_cell(cell: Element) -> list[Element]:
    return [n for n in cell.iterchildren(tag=etree.Element) if n.tag != w("tcPr")]


def _widths(row: Element) -> list[str]:
    """How many columns each cell spans."""
    spans = (cell.find(f"{w('tcPr')}/{w('gridSpan')}") for cell in row.iterchildren(_CELL))
    return ["1" if span is None else str(span.get(w("val"))) for span in spans]
