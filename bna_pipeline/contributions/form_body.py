"""The body of a Word form, put together as text and parsed once.

python-docx looks a style up among all styles for every paragraph, which is half of what a form costs.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

TITLE, SUBTITLE, NUMBERED, BULLETED = "Title", "Subtitle", "List Number", "List Bullet"
"""Styles of Word's own template."""


def paragraph(text: str, style: str | None = None, *, bold: bool = False, new_page: bool = False) -> str:
    """A paragraph as WordprocessingML.

    Args:
        style: a style's name; Word's id of it is the name without the spaces. None: the usual one.
        new_page: it starts on a page.
    """
    named = f'<w:pStyle w:val="{style.replace(" ", "")}"/>' if style else ""
    properties = f"{named}{'<w:pageBreakBefore/>' if new_page else ''}"
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p>{properties}<w:r>{look}<w:t>{escape(text)}</w:t></w:r></w:p>"


class FormBody:
    """Collects paragraphs and tables, and writes them into a document in one go."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, markup: str) -> None:
        """Add an element (WordprocessingML with the prefix `w`)."""
        self._parts.append(markup)

    def paragraph(self, text: str, style: str | None = None) -> None:
        """Add a paragraph."""
        self.add(paragraph(text, style))

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """Add a heading; its level counts from 1."""
        self.add(paragraph(text, f"Heading {level}", new_page=new_page))

    def write(self, document: WordDocument) -> None:
        """Put everything before the end of a document's body."""
        body: Any = document.element.body
        end = body.sectPr
        for element in parse_xml(f"<w:body {nsdecls('w')}>{''.join(self._parts)}</w:body>"):
            end.addprevious(element)
