"""From content to the files of a draft."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pikepdf

from bna_pipeline.documents.docx_letter import letter_docx
from bna_pipeline.documents.docx_report import report_docx
from bna_pipeline.documents.html_letter import letter_html
from bna_pipeline.documents.html_report import report_html
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.pdf import PictureSource, typeset_letter, typeset_report
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft import LETTER_DOCX, LETTER_HTML, LETTER_PDF, REPORT_DOCX, REPORT_HTML, REPORT_PDF
from bna_pipeline.ports import LabelPlace, Typesetter


@dataclass(frozen=True)
class Rendered:
    """The six files, and what belongs to them.

    Attributes:
        places: where each visible signature comes, in the signatories' order: the top left corner of a box of
            `pdf.SIGNATURE_WIDTH` by `pdf.SIGNATURE_HEIGHT` points that the layout keeps free.
        pages: how many pages the letter's PDF has.
    """

    report_pdf: bytes
    report_docx: bytes
    report_html: bytes
    letter_pdf: bytes
    letter_docx: bytes
    letter_html: bytes
    places: tuple[LabelPlace, ...]
    pages: int

    def files(self) -> dict[str, bytes]:
        """The files under their names in the package."""
        return {
            LETTER_PDF: self.letter_pdf,
            LETTER_DOCX: self.letter_docx,
            LETTER_HTML: self.letter_html,
            REPORT_PDF: self.report_pdf,
            REPORT_DOCX: self.report_docx,
            REPORT_HTML: self.report_html,
        }


def render(
    content: Content,
    folder: Path,
    picture: PictureSource,
    typesetter: Typesetter,
    timestamp: datetime,
) -> Rendered:
    """Make report and letter, each as PDF, as DOCX and as HTML. Same arguments, same bytes.

    Args:
        content: what they say.
        folder: the programme's folder with `report/`, `letter/`, `logos/` and `house.typ`.
        picture: gives the bytes of a picture by its SHA-256.
        typesetter: makes the PDFs.
        timestamp: the documents' creation time; aware.

    Raises:
        TemplateInvalid: a text or Word template of the programme cannot be used.
        TypesettingFailed: the typesetter refused or warned.
        GlyphMissing: a character that the shipped fonts lack.
    """
    text = load_letter_text(folder)
    # The typesetter lets other threads work; what it raises comes first, as if nothing ran beside it.
    with ThreadPoolExecutor(max_workers=1) as beside:
        report_word = beside.submit(report_docx, content, text, folder, picture, typesetter, timestamp)
        report_web = beside.submit(report_html, content, text, folder, picture)
        report_pdf = typeset_report(content, text, folder, picture, typesetter, timestamp)
        report_hash = sha256_hex(report_pdf)
        letter_word = beside.submit(letter_docx, content, text, folder, report_hash, timestamp)
        letter_web = beside.submit(letter_html, content, text, folder, report_hash)
        letter = typeset_letter(content, text, folder, report_pdf, typesetter, timestamp)
    with pikepdf.open(io.BytesIO(letter.pdf)) as typeset:
        pages = len(typeset.pages)
    return Rendered(
        report_pdf=report_pdf,
        report_docx=report_word.result(),
        report_html=report_web.result(),
        letter_pdf=letter.pdf,
        letter_docx=letter_word.result(),
        letter_html=letter_web.result(),
        places=letter.places,
        pages=pages,
    )
