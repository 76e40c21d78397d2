"""The words of a draft's documents in reading order, so that its renderings can be held against each other."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping

import docx
from docx.oxml.ns import qn
from lxml import etree, html

from bna_pipeline.model.draft import LETTER_DOCX, LETTER_HTML, LETTER_PDF, REPORT_DOCX, REPORT_HTML, REPORT_PDF
from tests.support.pdf_words import pdf_words

_LAYOUT = re.compile("[\\s\u00ad\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_CHROME = ("a[@class='naar-tekst']", "aside", "nav/ul", "caption", "svg")
"""Of a web page what is no text of the document: ways around in it, the note above it, what is read of a table or chart
instead of seen (in Word and PDF that is an attribute)."""


def squeezed(pieces: Iterable[str]) -> str:
    """Text without what only a layout puts in: white space, soft hyphens, marks of direction, bullets."""
    return _LAYOUT.sub("", "".join(pieces)).replace("•", "")


def docx_words(data: bytes) -> list[str]:
    """The paragraphs of a Word file's body, those in tables included, without the table of contents."""
    body = docx.Document(io.BytesIO(data)).element.body
    return [
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
        if not (paragraph.style or "").lower().startswith("toc")
    ]


def html_words(data: bytes) -> list[str]:
    """The text of a web page in document order, with the numbers that a browser puts before a list."""
    body = html.document_fromstring(data).find("body")
    assert body is not None
    for path in _CHROME:
        for found in body.findall(f".//{path}"):
            _dropped(found)
    return list(_said(body))


def _dropped(element: etree._Element) -> None:
    """Take an element out and leave what stands behind it."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def _said(element: etree._Element) -> Iterator[str]:
    if element.tag == "ol":
        for number, item in enumerate(element, start=1):
            yield f"{number}."
            yield from _said(item)
    else:
        yield element.text or ""
        for child in element:
            yield from _said(child)
            yield child.tail or ""


def differences(pdf: bytes, word: bytes, page: bytes) -> str:
    """Where a document's renderings first differ in their words; empty when they agree."""
    said = {
        "PDF": squeezed(pdf_words(pdf)),
        "Word": squeezed(docx_words(word)),
        "HTML": squeezed(html_words(page)),
    }
    right = said["HTML"]
    for name in ("PDF", "Word"):
        left = said[name]
        if left != right:
            pairs = enumerate(zip(left, right, strict=False))
            at = next((n for n, (a, b) in pairs if a != b), min(len(left), len(right)))
            return f"{name} {left[max(0, at - 60) : at + 60]!r} != HTML {right[max(0, at - 60) : at + 60]!r}"
    return ""


def which_differ(files: Mapping[str, bytes]) -> dict[str, str]:
    """Of a draft's or package's files: documents whose renderings do not say the same, each with the first place."""
    found = {
        "letter": differences(files[LETTER_PDF], files[LETTER_DOCX], files[LETTER_HTML]),
        "report": differences(files[REPORT_PDF], files[REPORT_DOCX], files[REPORT_HTML]),
    }
    return {name: said for name, said in found.items() if said}
