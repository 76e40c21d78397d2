"""Building blocks of a Word document's body: paragraphs, tables, pictures and bookmarks in the template's styles."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

_NAME_LIMIT = 40  # Word's own limit for the name of a bookmark


def bookmark_name(section: str) -> str:
    """The name of a section's bookmark: Word allows letters, digits and underscores, 40 characters.

    Args:
        section: a section id, or a field's address made of ids.
    """
    name = re.sub(r"[^A-Za-z0-9]", "_", section)
    if len(name) <= _NAME_LIMIT:
        return name
    mark = hashlib.sha256(section.encode()).hexdigest()[:8]
    return f"{name[: _NAME_LIMIT - 9]}_{mark}"


def element(tag: str, **attributes: str) -> _Element:
    """A WordprocessingML element with attributes in its own namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


class Body:
    """Adds to the end of a document that was opened from a template."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._bookmarks = 0

    @contextmanager
    def bookmark(self, address: str, *, from_start: bool = False) -> Iterator[None]:
        """A bookmark around everything that is added within the block.

        Args:
            address: a section id or a field's address.
            from_start: begin at the document's first paragraph, for what the template itself holds.
        """
        self._bookmarks += 1
        number, body = str(self._bookmarks), self._document.element.body
        start = element("bookmarkStart", id=number, name=bookmark_name(address))
        if from_start:
            body.insert(0, start)
        else:
            self._append(start)
        yield
        self._append(element("bookmarkEnd", id=number))

    def _append(self, made: _Element) -> None:
        self._document.element.body.insert_element_before(made, "w:sectPr")

    def heading(self, level: int, text: str, *, page_break: bool = False) -> None:
        """A heading in the template's style `Heading <level>`."""
        paragraph = self.text(text, f"Heading {level}")
        if page_break:
            paragraph.paragraph_format.page_break_before = True

    def text(self, text: str, style: str = "Normal") -> Paragraph:
        """One paragraph; the text goes in as it is."""
        return self._document.add_paragraph(text, style)

    def texts(self, paragraphs: Sequence[str], style: str = "Normal") -> None:
        for paragraph in paragraphs:
            self.text(paragraph, style)

    def labelled(self, label: str, value: str, style: str = "Normal", *, keep: bool = False) -> None:
        """A line such as "Status: vertraagd", its label in bold."""
        paragraph = self.text("", style)
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(value)
        paragraph.paragraph_format.keep_with_next = keep or None

    def link(self, text: str, url: str, style: str) -> None:
        """A line "text: url" of which the url is a link."""
        paragraph = self.text(f"{text}: ", style)
        relation = self._document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        anchor = OxmlElement("w:hyperlink")
        anchor.set(qn("r:id"), relation)
        run = paragraph.add_run(url, "Hyperlink")
        anchor.append(run._r)
        paragraph._p.append(anchor)

    def contents(self, entries: Sequence[tuple[int, str]]) -> None:
        """A table of contents that Word can renew, already holding its entries (level, text)."""
        paragraphs = [self.text(text, f"toc {level}") for level, text in entries]
        if not paragraphs:
            return
        opening = [
            element("fldChar", fldCharType="begin"),
            element("instrText"),
            element("fldChar", fldCharType="separate"),
        ]
        opening[1].text = ' TOC \\o "1-2" \\h \\z '
        opening[1].set(qn("xml:space"), "preserve")
        for part in reversed(opening):
            run = element("r")
            run.append(part)
            paragraphs[0]._p.insert(1, run)  # after the paragraph's properties
        closing = element("r")
        closing.append(element("fldChar", fldCharType="end"))
        paragraphs[-1]._p.append(closing)

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        summary: str,
        style: str,
        right: frozenset[int] = frozenset(),
    ) -> None:
        """A table whose header row is marked as such and repeated on every page.

        Args:
            rows: the cells of each row; a row of one cell spans the whole table.
            widths: of the columns, in millimetres.
            summary: the table's text alternative.
            right: columns that are set flush right.
        """
        table = self._document.add_table(rows=0, cols=len(header), style=style)
        table.autofit = False
        properties = table._tbl.tblPr
        properties.append(element("tblCaption", val=summary))
        for number, texts in enumerate([header, *rows]):
            row = table.add_row()
            row_properties = row._tr.get_or_add_trPr()
            row_properties.append(element("cantSplit"))
            if number == 0:
                row_properties.append(element("tblHeader"))
            cells = row.cells  # python-docx works this out anew at every look
            for cell, width in zip(cells, widths, strict=True):
                cell.width = Mm(width)
            if len(texts) == 1 and len(header) > 1:
                spanning = cells[0].merge(cells[-1])
                _fill(spanning, texts[0], bold=True)
                spanning.paragraphs[0].paragraph_format.keep_with_next = True
                continue
            for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
                _fill(cell, text, bold=number == 0, right=column in right)
        for column, width in enumerate(widths):
            table.columns[column].width = Mm(width)

    def picture(self, data: bytes, description: str, style: str, width: Length) -> None:
        """A picture with its text alternative, in a paragraph of its own."""
        _show(self.text("", style), data, description, width=width)

    def pictures_in_line(self, pictures: Sequence[tuple[bytes | None, str]], style: str, height: Length) -> None:
        """Pictures in one paragraph; where there is no picture, its description stands as text."""
        paragraph = self.text("", style)
        for data, description in pictures:
            if data is None:
                paragraph.add_run(description)
            else:
                _show(paragraph, data, description, height=height)
            paragraph.add_run(" ")


def _show(
    paragraph: Paragraph, data: bytes, description: str, *, width: Length | None = None, height: Length | None = None
) -> None:
    run = paragraph.add_run()
    run.add_picture(io.BytesIO(data), width=width, height=height)
    for properties in run.element.xpath(".//wp:docPr"):
        properties.set("descr", description)


def _fill(cell: _Cell, text: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    for number, line in enumerate(text.split("\n")):
        target = paragraph if number == 0 else cell.add_paragraph()
        target.style = "Tabeltekst"
        run = target.add_run(line)
        run.bold = bold or None
        if right:
            target.alignment = 2  # WD_ALIGN_PARAGRAPH.RIGHT
