"""What stands in a PDF and in a Word file, read by others than those that made them."""

from __future__ import annotations

import io

import docx
from docx.oxml.ns import qn

from bna_pipeline.documents.render import Rendered
from tests.support.pdf_words import pdf_words as tagged_text
from tests.support.words import docx_words as docx_text
from tests.support.words import squeezed, which_differ

__all__ = ["differ", "docx_contents", "docx_text", "squeezed", "tagged_text"]


def differ(made: Rendered) -> dict[str, str]:
    """The documents whose renderings do not say the same, each with the first place."""
    return which_differ(made.files())


def docx_contents(data: bytes) -> list[str]:
    """The entries of a Word file's table of contents."""
    body = docx.Document(io.BytesIO(data)).element.body
    return [
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
        if (paragraph.style or "").lower().startswith("toc")
    ]
