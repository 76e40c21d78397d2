"""Building blocks of a Word document's body: paragraphs, tables, pictures and bookmarks in the template's styles."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.shape import CT_Inline
from docx.shared import Length, Mm
from lxml import etree

from bna_pipeline.documents import docx_xml as xml

_NAME_LIMIT = 40  # Word's own limit for the name of a bookmark
_CELL_STYLE = "Tabeltekst"
_CONTENTS = ' TOC \\o "1-2" \\h \\z '


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
    """Adds to the end of a document that was opened from a template. Nothing stands in it before `write`."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._made: list[str] = []
        self._bookmarks = 0
        self._from_start: str | None = None
        self._next_picture = document.part.next_id
        self._style_ids: dict[tuple[str, WD_STYLE_TYPE], str | None] = {}

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

    def heading(self, level: int, text: str, *, page_break: bool = False) -> None:
        """A heading in the template's style `Heading <level>`."""
        self.text(text, f"Heading {level}", page_break=page_break)

    def text(self, text: str, style: str = "Normal", *, page_break: bool = False) -> None:
        """One paragraph; the text goes in as it is."""
        self._add("" if not text else xml.run(text), style, page_break=page_break)

    def texts(self, paragraphs: Sequence[str], style: str = "Normal") -> None:
        for paragraph in paragraphs:
            self.text(paragraph, style)

    def labelled(self, label: str, value: str, style: str = "Normal", *, keep: bool = False) -> None:
        """A line such as "Status: vertraagd", its label in bold."""
        self._add(f"{xml.run(f'{label}: ', bold=True)}{xml.run(value)}", style, keep_next=keep)

    def link(self, text: str, url: str, style: str) -> None:
        """A line "text: url" of which the url is a link."""
        relation = self._document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        address = xml.run(url, style=self._style("Hyperlink", WD_STYLE_TYPE.CHARACTER))
        self._add(f'{xml.run(f"{text}: ")}<w:hyperlink r:id="{relation}">{address}</w:hyperlink>', style)

    def contents(self, entries: Sequence[tuple[int, str]]) -> None:
        """A table of contents that Word can renew, already holding its entries (level, text)."""
        last = len(entries) - 1
        for number, (level, text) in enumerate(entries):
            begin = xml.field_start(_CONTENTS) if number == 0 else ""
            end = xml.FIELD_END if number == last else ""
            self._add(f"{begin}{xml.run(text)}{end}", f"toc {level}")

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
        twips = [Mm(width).twips for width in widths]

        def made(texts: Sequence[str], *, head: bool) -> str:
            if len(texts) == 1 and len(header) > 1:
                spanning = xml.cell(
                    self._cell_text(texts[0], bold=True, keep_next=True), sum(twips), columns=len(twips)
                )
                return xml.row([spanning])
            cells = (
                xml.cell(self._cell_text(text, bold=head, right=column in right), width)
                for column, (text, width) in enumerate(zip(texts, twips, strict=True))
            )
            return xml.row(cells, header=head)

        every = [made(header, head=True), *(made(texts, head=False) for texts in rows)]
        self._made.append(xml.table(every, twips, style=self._style(style, WD_STYLE_TYPE.TABLE), summary=summary))

    def _cell_text(self, text: str, *, bold: bool, right: bool = False, keep_next: bool = False) -> str:
        style = self._style(_CELL_STYLE)
        return "".join(
            xml.paragraph(xml.run(line, bold=bold or None), style, right=right, keep_next=keep_next and number == 0)
            for number, line in enumerate(text.split("\n"))
        )

    def picture(self, data: bytes, description: str, style: str, width: Length) -> None:
        """A picture with its text alternative, in a paragraph of its own."""
        self._add(self._drawing(data, description, width=width), style)

    def pictures_in_line(self, pictures: Sequence[tuple[bytes | None, str]], style: str, height: Length) -> None:
        """Pictures in one paragraph; where there is no picture, its description stands as text."""
        shown = (
            xml.run(description) if data is None else self._drawing(data, description, height=height)
            for data, description in pictures
        )
        self._add("".join(f"{one}{xml.run(' ')}" for one in shown), style)

    def _drawing(
        self, data: bytes, description: str, *, width: Length | None = None, height: Length | None = None
    ) -> str:
        relation, image = self._document.part.get_or_add_image(io.BytesIO(data))
        inline = CT_Inline.new_pic_inline(
            self._next_picture, relation, image.filename, *image.scaled_dimensions(width, height)
        )
        self._next_picture += 1
        inline.docPr.set("descr", description)
        return f"<w:r><w:drawing>{etree.tostring(inline, encoding='unicode')}</w:drawing></w:r>"

    def _add(self, inner: str, style: str, *, keep_next: bool = False, page_break: bool = False) -> None:
        self._made.append(xml.paragraph(inner, self._style(style), keep_next=keep_next, page_break=page_break))

    def _style(self, name: str, kind: WD_STYLE_TYPE = WD_STYLE_TYPE.PARAGRAPH) -> str | None:
        # python-docx walks over every style of the template at every look.
        if (name, kind) not in self._style_ids:
            found: str | None = self._document.part.get_style_id(name, kind)  # type: ignore[no-untyped-call]
            self._style_ids[name, kind] = found
        return self._style_ids[name, kind]

    def write(self) -> None:
        """Put everything that was added into the document, before its last section's properties."""
        body = self._document.element.body
        declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in self._document.element.nsmap.items() if prefix)
        parsed = parse_xml(f"<w:body{declared}>{self._from_start or ''}{''.join(self._made)}</w:body>")
        made = list(parsed)
        if self._from_start is not None:
            body.insert(0, made.pop(0))
        for one in made:
            body.insert_element_before(one, "w:sectPr")
        self._made, self._from_start = [], None
