"""How a fault is planted: a small change to a document that was sound, and the rule that must see it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from lxml import etree, html

from bna_pipeline.documents.lint_pdf_file import PdfFile, read_pdf
from bna_pipeline.documents.lint_pdf_marks import Run
from bna_pipeline.model.draft import LETTER_DOCX, LETTER_HTML, LETTER_PDF, REPORT_DOCX, REPORT_HTML, REPORT_PDF

Planter = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Fault:
    """One planted fault.

    Attributes:
        code: of the rule that must find it.
        file: the document it is planted in.
        plant: makes it.
        place: what the finding's place must say, beside the file.
    """

    code: str
    file: str
    plant: Planter
    place: str

    @property
    def name(self) -> str:
        return f"{self.code}-{getattr(self.plant, '__name__', 'fault')}"


FAULTS: list[Fault] = []

_FILES = {
    "report": (REPORT_PDF, REPORT_DOCX, REPORT_HTML),
    "letter": (LETTER_PDF, LETTER_DOCX, LETTER_HTML),
}


def _register(code: str, file: str, place: str, plant: Planter, name: str) -> None:
    plant.__name__ = name
    FAULTS.append(Fault(code, file, plant, place))


def in_pdf(code: str, document: str = "report", *, place: str = "") -> Callable[[Callable[[pikepdf.Pdf], None]], None]:
    """Register a change to an open PDF."""

    def register(change: Callable[[pikepdf.Pdf], None]) -> None:
        def plant(data: bytes) -> bytes:
            out = io.BytesIO()
            with pikepdf.open(io.BytesIO(data)) as pdf:
                change(pdf)
                pdf.save(out)
            return out.getvalue()

        _register(code, _FILES[document][0], place, plant, change.__name__)

    return register


def in_docx(
    code: str, document: str = "report", *, part: str = "word/document.xml", place: str = ""
) -> Callable[[Callable[[etree._Element], None]], None]:
    """Register a change to one part of a Word file, as a tree."""

    def register(change: Callable[[etree._Element], None]) -> None:
        def plant(data: bytes) -> bytes:
            def changed(tree: bytes) -> bytes:
                root = etree.fromstring(tree)
                change(root)
                return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

            return with_part(data, part, changed)

        _register(code, _FILES[document][1], place, plant, change.__name__)

    return register


def in_html(
    code: str, document: str = "report", *, place: str = ""
) -> Callable[[Callable[[etree._Element], None]], None]:
    """Register a change to a web page, as a tree."""

    def register(change: Callable[[etree._Element], None]) -> None:
        def plant(data: bytes) -> bytes:
            root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
            change(root)
            made: bytes = html.tostring(root, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")
            return made

        _register(code, _FILES[document][2], place, plant, change.__name__)

    return register


def in_bytes(code: str, file: str) -> Callable[[Planter], None]:
    """Register a change to a file as bytes."""

    def register(change: Planter) -> None:
        FAULTS.append(Fault(code, file, change, ""))

    return register


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A Word file with one part changed, or added when it is not there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            part = source.read(entry)
            target.writestr(entry, change(part) if entry == name else part)
        if name not in source.namelist():
            target.writestr(name, change(b""))
    return out.getvalue()


# -- a PDF's inside --------------------------------------------------------------------------------------------


def elements(pdf: pikepdf.Pdf, tag: str) -> Iterator[Any]:
    """Every structure element of a type, in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                yield from walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            if str(node.S) == f"/{tag}":
                yield node
            yield from walk(node.get("/K", pikepdf.Array()))

    yield from walk(pdf.Root.StructTreeRoot.K)


def element(pdf: pikepdf.Pdf, tag: str, number: int = 0) -> Any:
    """One of them, counted from zero."""
    return list(elements(pdf, tag))[number]


def body(pdf: pikepdf.Pdf) -> Any:
    """The kids of the document's element."""
    return element(pdf, "Document").K


def draw(pdf: pikepdf.Pdf, page: int, content: str) -> None:
    """Add to what a page (counted from one) paints."""
    pdf.pages[page - 1].contents_add(f"q {content} Q".encode("latin-1"))


def as_artifact(content: str) -> str:
    """Painted as no part of the text, so that nothing but its look is at fault."""
    return f"/Artifact BMC {content} EMC"


def text(
    pdf: pikepdf.Pdf,
    page: int,
    x: float,
    y: float,
    *,
    size: float = 10,
    paint: str = "0 g",
    codes: int = 12,
    mode: int = 0,
) -> str:
    """Some letters of a font that the page has."""
    font = sorted(pdf.pages[page - 1].obj.Resources.Font.keys())[0]
    letters = "".join(f"{code:04x}" for code in range(1, codes + 1))
    return f"BT {paint} {mode} Tr {font} {size} Tf 1 0 0 1 {x} {y} Tm <{letters}> Tj ET"


def first_run(pdf: pikepdf.Pdf, page: int) -> Run:
    """A text that stands on a page, of more than one word."""
    return next(run for run in _read(pdf).pages[page - 1].runs if not run.artifact and len(run.text.split()) > 1)


def _read(pdf: pikepdf.Pdf) -> PdfFile:
    out = io.BytesIO()
    pdf.save(out)
    return read_pdf("x.pdf", out.getvalue())


def annotation(pdf: pikepdf.Pdf, kind: str) -> Any:
    """The first annotation of a kind, such as `/Link`."""
    return next(a for page in pdf.pages for a in page.obj.get("/Annots", ()) if str(a.Subtype) == kind)
