"""WordprocessingML as text: paragraphs, runs and tables, as python-docx would build them one element at a time.

A report has ten thousand elements. Written as text and parsed once they cost a tenth of what they cost one by one
(`docs/performance.md`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from bna_pipeline.documents.scripts import runs_right_to_left, stretches

_PIECES = re.compile(r"[\t\r\n]|[^\t\r\n]+")
_HAS_HEBREW = re.compile("[\u0590-\u05ff]")
_HEBREW, _ARABIC = "he-IL", "ar-SA"
_BREAKS = {"\t": "<w:tab/>", "\r": "<w:br/>", "\n": "<w:br/>"}


def run(text: str, *, bold: bool | None = False, style: str | None = None, colour: str | None = None) -> str:
    """A run of text; tabs and line breaks in it become Word's, and what is read from right to left a run of its own.

    Args:
        bold: None leaves empty properties, for a run that a style may make bold.
        style: id of a character style.
        colour: six hexadecimal digits; None: that of the style.
    """
    if runs_right_to_left(text):
        return "".join(_run(part, bold, style, colour, right_to_left) for part, right_to_left in stretches(text))
    return _run(text, bold, style, colour)


def _run(text: str, bold: bool | None, style: str | None, colour: str | None, right_to_left: bool = False) -> str:
    inner = ""
    if style is not None:
        inner += f'<w:rStyle w:val="{escape(style)}"/>'
    if bold:
        inner += "<w:b/><w:bCs/>" if right_to_left else "<w:b/>"
    if colour is not None:
        inner += f'<w:color w:val="{colour}"/>'
    if right_to_left:
        inner += f'<w:rtl/><w:lang w:bidi="{_HEBREW if _HAS_HEBREW.search(text) else _ARABIC}"/>'
    properties = f"<w:rPr>{inner}</w:rPr>" if inner else "<w:rPr/>" * (bold is None)
    return f"<w:r>{properties}{''.join(_piece(p) for p in _PIECES.findall(text))}</w:r>"


def _piece(piece: str) -> str:
    if piece in _BREAKS:
        return _BREAKS[piece]
    preserved = ' xml:space="preserve"' if piece.strip() != piece else ""
    return f"<w:t{preserved}>{escape(piece, quote=False)}</w:t>"


def paragraph(
    inner: str,
    style: str | None,
    *,
    keep_next: bool = False,
    page_break: bool = False,
    right: bool = False,
    ground: str = "",
    layout: str = "",
) -> str:
    """A paragraph around what is inside it.

    Args:
        style: id of a paragraph style; None: the template's default.
        ground: its edges, shading and tabs, as properties in the standard's order.
        layout: its spacing and indent, likewise.
    """
    properties = "".join(
        (
            "" if style is None else f'<w:pStyle w:val="{escape(style)}"/>',
            "<w:keepNext/>" * keep_next,
            "<w:pageBreakBefore/>" * page_break,
            ground,
            layout,
            '<w:jc w:val="right"/>' * right,
        )
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def field_start(instruction: str) -> str:
    """The runs before a field's result."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(instruction, quote=False)}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def link_within(inner: str, bookmark: str) -> str:
    """A link to a bookmark of the same document."""
    return f'<w:hyperlink w:anchor="{escape(bookmark)}" w:history="1">{inner}</w:hyperlink>'


def table(rows: Iterable[str], widths: Sequence[int], *, style: str | None, title: str, summary: str) -> str:
    """A table with columns of fixed width.

    Args:
        widths: of the columns, in twentieths of a point.
        style: id of a table style.
        title, summary: the two halves of the table's text alternative.
    """
    named = "" if style is None else f'<w:tblStyle w:val="{escape(style)}"/>'
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr>{named}<w:tblW w:type="dxa" w:w="{sum(widths)}"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" '
        f'w:val="04A0"/><w:tblCaption w:val="{escape(title)}"/><w:tblDescription w:val="{escape(summary)}"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Iterable[str], *, header: bool = False) -> str:
    """A row that is not broken over two pages; a header is repeated on every page."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' * header}</w:trPr>{''.join(cells)}</w:tr>"


def cell(inner: str, width: int, *, columns: int = 1, ground: str = "") -> str:
    """A cell that spans so many columns.

    Args:
        width: in twentieths of a point.
        ground: its shading, as a property.
    """
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{span}{ground}</w:tcPr>{inner}</w:tc>'
