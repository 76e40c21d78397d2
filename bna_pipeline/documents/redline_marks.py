"""Tracked changes as Word writes them: who and when, on runs, paragraph marks, rows and properties.

The order of what stands in properties is the standard's (ISO/IEC 29500-1, 17.3.1.26, 17.3.1.29, 17.4.82): Word refuses
a file in which it is another.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from bna_pipeline.documents.redline_parts import Element, w

CHANGES = frozenset({w("ins"), w("del"), w("rPrChange"), w("pPrChange")})
_DELETED = {w("t"): w("delText"), w("instrText"): w("delInstrText")}
_NOT_OF_THE_OLD = (w("rPr"), w("sectPr"), w("pPrChange"))


@dataclass(frozen=True)
class Author:
    """In whose name and at what moment the changes stand."""

    name: str
    at: datetime

    def change(self, kind: str) -> Element:
        """`w:ins`, `w:del`, `w:rPrChange` or `w:pPrChange`; its id comes at the end, when all are known."""
        node = etree.Element(w(kind))
        node.set(w("id"), "0")
        node.set(w("author"), self.name)
        node.set(w("date"), f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        return node

    def runs(self, kind: str, runs: Iterable[Element]) -> Element:
        """Runs as added or as gone."""
        change = self.change(kind)
        change.extend(runs)
        if kind == "del":
            for node in change.iter(*_DELETED):
                if not _in_own_text(node, change):
                    node.tag = _DELETED[str(node.tag)]
        return change

    def mark_paragraph(self, paragraph: Element, kind: str) -> None:
        """The end of a paragraph as added or as gone."""
        properties = properties_of(paragraph)
        form = properties.find(w("rPr"))
        if form is None:
            form = etree.Element(w("rPr"))
            after = next((n for n in properties if n.tag in (w("sectPr"), w("pPrChange"))), None)
            properties.append(form) if after is None else after.addprevious(form)
        form.insert(sum(n.tag == w("ins") for n in form), self.change(kind))

    def mark_row(self, row: Element, kind: str) -> None:
        """A table's row as added or as gone."""
        properties = row.find(w("trPr"))
        if properties is None:
            properties = etree.Element(w("trPr"))
            before = row.find(w("tblPrEx"))
            row.insert(0, properties) if before is None else before.addnext(properties)
        change = self.change(kind)
        after = properties.find(w("trPrChange"))
        properties.append(change) if after is None else after.addprevious(change)

    def reformat_run(self, new: Element | None, old: Element | None) -> Element:
        """A run's properties that remember what they were."""
        form = etree.Element(w("rPr")) if new is None else deepcopy(new)
        change = self.change("rPrChange")
        change.append(etree.Element(w("rPr")) if old is None else deepcopy(old))
        form.append(change)
        return form

    def reformat_paragraph(self, paragraph: Element, old: Element | None) -> None:
        """A paragraph's properties that remember what they were."""
        change = self.change("pPrChange")
        was = etree.Element(w("pPr")) if old is None else deepcopy(old)
        for node in [n for n in was if n.tag in _NOT_OF_THE_OLD]:
            was.remove(node)
        change.append(was)
        properties_of(paragraph).append(change)


def _in_own_text(node: Element, top: Element) -> bool:
    """Whether a text stands in a text box, which goes with its frame and is not tracked itself."""
    above = node.getparent()
    while above is not None and above is not top:
        if above.tag == w("txbxContent"):
            return True
        above = above.getparent()
    return False


def properties_of(paragraph: Element) -> Element:
    """A paragraph's properties, made when it has none."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    return properties
