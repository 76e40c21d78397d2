"""Building blocks of a Word document's body: paragraphs, tables, pictures and bookmarks in the template's styles."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from bna_pipeline.documents import docx_xml as xml
from bna_pipeline.documents.docx_dress import box, edge, fill, shade
from bna_pipeline.documents.docx_pictures import NAMESPACES, Pictures, Shown
from bna_pipeline.documents.docx_pieces import Band, Cell, Entry, Line
from bna_pipeline.documents.docx_template import CONTENT_MARK
from bna_pipeline.documents.house import Colour

TEXT_WIDTH: Final = 160.0
"""Millimetres; the widths of columns are given for text of this width, and follow when a template's page is another."""
_NAME_LIMIT = 40  # Word's own limit for the name of a bookmark
_CELL_STYLE = "Tabeltekst"
_SHORT: Final = 8  # rows; as in the PDF
_CONTENTS = ' TOC \\o "1-2" \\h \\z '
_NO_BREAK_SPACE = "\u00a0"
_WHITE = "FFFFFF"
_AFTER_TABS = tuple(
    qn(f"w:{name}") for name in ("suppressAutoHyphens", "spacing", "ind", "jc", "textAlignment", "outlineLvl", "rPr")
)
_COLUMN = '<w:ind w:left="1928" w:hanging="1928"/>'  # 34 mm, as in the PDF
_CLOSE = '<w:spacing w:before="200" w:after="100"/>'
_TWIPS_PER_MM = 1440 / 25.4


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


class Body:
    """Adds to a document that was opened from a template, where its field for the content stood.

    Nothing stands in the document before `write`.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._made: list[str] = []
        self._bookmarks = _highest_bookmark(document)
        self._from_start: str | None = None
        self._pictures = Pictures(document)
        self._style_ids: dict[tuple[str, WD_STYLE_TYPE], str | None] = {}
        self._box = ("", "")
        self._in_text = _text_width(document) / TEXT_WIDTH

    @contextmanager
    def bookmark(self, address: str, *, from_start: bool = False) -> Iterator[None]:
        """A bookmark around everything that is added within the block.

        Args:
            address: a section id or a field's address.
            from_start: begin at the document's first paragraph, for what the template itself holds.
        """
        self._bookmarks += 1
        number = self._bookmarks
        start = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_name(address)}"/>'
        if from_start:
            self._from_start = start
        else:
            self._made.append(start)
        yield
        self._made.append(f'<w:bookmarkEnd w:id="{number}"/>')

    @contextmanager
    def box(self, ground: Colour, *, space: int, bar: Colour | None = None) -> Iterator[None]:
        """One box around the paragraphs that are added within the block.

        Args:
            space: points of white around the text.
            bar: the colour of a bar along its left side.
        """
        self._box = box(ground, space=space, bar=bar)
        yield
        self._box = ("", "")

    def heading(self, level: int, text: str, *, page_break: bool = False, colour: Colour | None = None) -> None:
        """A heading in the template's style `Heading <level>`; a colour takes the place of the style's."""
        self._add(xml.run(text, colour=_hex(colour)), f"Heading {level}", page_break=page_break)

    def close_heading(self, level: int, text: str) -> None:
        """A heading closer to what stands around it than its style has it, where all has to stay on one page."""
        self._made.append(xml.paragraph(xml.run(text), self._style(f"Heading {level}"), layout=_CLOSE))

    def coded_heading(self, level: int, code: str, text: str, colour: Colour) -> None:
        """A heading under a line that begins with a code, both in a colour of their own."""
        line = f'<w:pBdr><w:top w:val="single" w:sz="6" w:space="9" w:color="{fill(colour)}"/></w:pBdr>'
        said = f"{xml.run(f'{code} ', colour=fill(colour))}{xml.run(text)}"
        self._made.append(xml.paragraph(said, self._style(f"Heading {level}"), ground=line))

    def text(
        self, text: str, style: str = "Normal", *, page_break: bool = False, bold: bool = False, keep_next: bool = False
    ) -> None:
        """One paragraph; the text goes in as it is."""
        self._add("" if not text else xml.run(text, bold=bold), style, page_break=page_break, keep_next=keep_next)

    def texts(self, paragraphs: Sequence[str], style: str = "Normal") -> None:
        for paragraph in paragraphs:
            self.text(paragraph, style)

    def signed(self, sign: Shown, text: str, style: str) -> None:
        """One paragraph that begins with a sign."""
        self._add(self._sign(sign) + xml.run(text), style)

    def labelled(
        self,
        label: str,
        value: str,
        style: str = "Normal",
        *,
        sign: Shown | None = None,
        colour: Colour | None = None,
        keep_next: bool = False,
    ) -> None:
        """A line such as "Status: vertraagd", its label in bold."""
        shown = _hex(colour)
        said = f"{xml.run(f'{label}: ', bold=True, colour=shown)}{self._sign(sign)}{xml.run(value, colour=shown)}"
        self._add(said, style, keep_next=keep_next)

    def aligned(self, label: str, value: str, style: str, *, line_above: Colour | None = None) -> None:
        """A line with a label in bold, and its value behind it in a column of its own."""
        line = "" if line_above is None else f"<w:pBdr>{edge('top', line_above, 0.5, 6)}</w:pBdr>"
        said = xml.run(f"{label}:", bold=True) + xml.run("\t") + xml.run(value)
        self._made.append(xml.paragraph(said, self._style(style), ground=line, layout=_COLUMN))

    def link(self, text: str, url: str, style: str) -> None:
        """A line "text: url" of which the url is a link."""
        relation = self._document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        address = xml.run(url, style=self._style("Hyperlink", WD_STYLE_TYPE.CHARACTER))
        self._add(f'{xml.run(f"{text}: ")}<w:hyperlink r:id="{relation}">{address}</w:hyperlink>', style)

    def contents(self, entries: Sequence[Entry]) -> None:
        """A table of contents that Word can renew, already holding its entries.

        Every entry is a link to its section. Its page number is a field without a result: only who lays out the pages
        knows it. Word fills it in when the table is renewed or the document printed.
        """
        last = len(entries) - 1
        stop = round(TEXT_WIDTH * self._in_text * _TWIPS_PER_MM)
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{stop}"/></w:tabs>'
        for number, one in enumerate(entries):
            begin = xml.field_start(_CONTENTS) if number == 0 else ""
            end = xml.FIELD_END if number == last else ""
            name = bookmark_name(one.to)
            code = "" if one.code is None else xml.run(f"{one.code} ", colour=_hex(one.colour))
            page = xml.run("\t") + xml.field_start(f" PAGEREF {name} \\h ") + xml.FIELD_END
            entry = xml.link_within(code + xml.run(one.text) + page, name)
            self._made.append(xml.paragraph(f"{begin}{entry}{end}", self._style(f"toc {one.level}"), ground=tabs))

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[Cell] | Band],
        widths: Sequence[float],
        *,
        title: str,
        style: str,
        summary: str = "",
        right: frozenset[int] = frozenset(),
    ) -> None:
        """A table whose header row is marked as such and repeated on every page; a short one is not broken.

        Args:
            widths: of the columns, in millimetres.
            title, summary: the table's text alternative; without a summary the names of its columns.
            right: columns that are set flush right.
        """
        twips = [round(width * self._in_text * _TWIPS_PER_MM) for width in widths]
        last = len(rows) - 1

        def made(texts: Sequence[Cell], *, head: bool = False, keep: bool) -> str:
            cells = (
                xml.cell(self._cell(text, bold=head, right=column in right, keep=keep), width)
                for column, (text, width) in enumerate(zip(texts, twips, strict=True))
            )
            return xml.row(cells, header=head)

        def band(row: Band) -> str:
            text = xml.paragraph(xml.run(row.text, bold=True, colour=_WHITE), self._style(_CELL_STYLE), keep_next=True)
            return xml.row([xml.cell(text, sum(twips), columns=len(twips), ground=shade(row.colour))])

        every = [made(header, head=True, keep=True)]
        for number, row in enumerate(rows):
            keep = len(rows) <= _SHORT and number < last
            every.append(band(row) if isinstance(row, Band) else made(row, keep=keep))
        described = summary or f"{', '.join(header)}."
        named = self._style(style, WD_STYLE_TYPE.TABLE)
        self._made.append(xml.table(every, twips, style=named, title=title, summary=described))

    def _cell(self, said: Cell, *, bold: bool, right: bool, keep: bool) -> str:
        lines = [Line(line) for line in said.split("\n")] if isinstance(said, str) else said
        style = self._style(_CELL_STYLE)
        return "".join(xml.paragraph(self._line(line, bold=bold), style, right=right, keep_next=keep) for line in lines)

    def _line(self, line: Line, *, bold: bool) -> str:
        code = ""
        if line.code is not None:
            code = xml.run(line.code, bold=True)
            if line.to is not None:
                code = xml.link_within(code, bookmark_name(line.to))
            if line.text:
                code += xml.run(" ")
        said = xml.run(line.text, bold=bold or line.bold or None) if line.text or not code else ""
        return self._sign(line.sign) + code + said

    def _sign(self, sign: Shown | None) -> str:
        return "" if sign is None else self._pictures.run(sign) + xml.run(_NO_BREAK_SPACE)

    def picture(self, shown: Shown, style: str, *, keep_next: bool = False) -> None:
        """A picture in a paragraph of its own; it may have to stay with what follows."""
        self._add(self._pictures.run(shown), style, keep_next=keep_next)

    def open_with(self, shown: Shown) -> None:
        """Put a picture before the words of the document's first paragraph, and those on the right."""
        first = next(self._document.element.body.iter(qn("w:p")))
        stop = round(TEXT_WIDTH * self._in_text * _TWIPS_PER_MM)
        made = f'<w:tabs><w:tab w:val="right" w:pos="{stop}"/></w:tabs>'
        parsed = _parsed(self._document, self._pictures.run(shown) + xml.run("\t") + made)
        properties = first.get_or_add_pPr()
        after = [one for one in properties.iterchildren() if one.tag in _AFTER_TABS]
        properties.insert(len(properties) - len(after), parsed.pop())
        for run in reversed(parsed):
            properties.addnext(run)

    def pictures_in_rows(self, pictures: Sequence[Shown | str], style: str, columns: int) -> None:
        """Pictures in one paragraph, so many in a line; where there is no picture, its words stand as text."""
        step = TEXT_WIDTH * self._in_text * _TWIPS_PER_MM / columns
        stops = "".join(f'<w:tab w:val="left" w:pos="{round(step * number)}"/>' for number in range(1, columns))
        made = ""
        for number, one in enumerate(pictures):
            between = "" if number == 0 else xml.run("\t" if number % columns else "\n")
            made += between + (xml.run(one) if isinstance(one, str) else self._pictures.run(one))
        self._made.append(xml.paragraph(made, self._style(style), ground=f"<w:tabs>{stops}</w:tabs>"))

    def _add(self, inner: str, style: str, *, keep_next: bool = False, page_break: bool = False) -> None:
        ground, layout = self._box
        self._made.append(
            xml.paragraph(
                inner, self._style(style), keep_next=keep_next, page_break=page_break, ground=ground, layout=layout
            )
        )

    def _style(self, name: str, kind: WD_STYLE_TYPE = WD_STYLE_TYPE.PARAGRAPH) -> str | None:
        # python-docx walks over every style of the template at every look.
        if (name, kind) not in self._style_ids:
            found: str | None = self._document.part.get_style_id(name, kind)  # type: ignore[no-untyped-call]
            self._style_ids[name, kind] = found
        return self._style_ids[name, kind]

    def write(self) -> None:
        """Put everything that was added into the document, in the place of its field for the content."""
        body = self._document.element.body
        made = _parsed(self._document, (self._from_start or "") + "".join(self._made))
        if self._from_start is not None:
            body.insert(0, made.pop(0))
        place = next(p for p in body.iterchildren(qn("w:p")) if CONTENT_MARK in "".join(p.itertext(qn("w:t"))))
        for one in made:
            place.addprevious(one)
        body.remove(place)
        self._made, self._from_start = [], None


def _parsed(document: Document, inner: str) -> list[etree._Element]:
    """Elements from their text, with the prefixes that the document and its pictures use."""
    known = {**{prefix: uri for prefix, uri in document.element.nsmap.items() if prefix}, **NAMESPACES}
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in known.items())
    return list(parse_xml(f"<w:body{declared}>{inner}</w:body>").iterchildren())


def _hex(colour: Colour | None) -> str | None:
    return None if colour is None else fill(colour)


def _highest_bookmark(document: Document) -> int:
    """The highest number of the template's own bookmarks: two of one number are none to Word."""
    numbers = (mark.get(qn("w:id")) or "" for mark in document.element.body.iter(qn("w:bookmarkStart")))
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def _text_width(document: Document) -> float:
    """How wide the template's text is, in millimetres."""
    section = document.sections[-1]
    sizes = (section.page_width, section.left_margin, section.right_margin)
    page, left, right = (0.0 if size is None else size.mm for size in sizes)
    return page - left - right if page - left - right > 0 else TEXT_WIDTH
