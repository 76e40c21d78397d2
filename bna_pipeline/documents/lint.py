"""The lint of our own: what veraPDF does not see, held against every document of every draft.

One reading of each file serves all rules. The rules stand beside what checks them; `RULES` is all of them, and
`docs/lint.md` is made from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pikepdf

from bna_pipeline.documents import (
    lint_docx,
    lint_docx_traces,
    lint_html,
    lint_html_traces,
    lint_metadata,
    lint_pdf_ink,
    lint_pdf_links,
    lint_pdf_pages,
    lint_pdf_structure,
    lint_pdf_summary,
    lint_pdf_tables,
)
from bna_pipeline.documents.docx_parts import Unreadable
from bna_pipeline.documents.lint_checklist import checklist_of
from bna_pipeline.documents.lint_docx_file import DocxFile
from bna_pipeline.documents.lint_html_file import HtmlFile, HtmlUnreadable
from bna_pipeline.documents.lint_pdf_file import PdfFile, read_pdf
from bna_pipeline.documents.lint_rules import Rule, once, place_in
from bna_pipeline.errors import DocumentsFaulty
from bna_pipeline.model.checklist import ChecklistItem
from bna_pipeline.model.content import Content
from bna_pipeline.model.finding import Finding, Severity

OPENS = Rule(
    "DOC-100",
    "elk document is te openen en is wat zijn naam zegt",
    "huisregel",
    "Maak het concept opnieuw; blijft dit staan, meld het dan bij wie de opmaak beheert.",
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            OPENS,
            *lint_pdf_structure.RULES,
            *lint_pdf_tables.RULES,
            *lint_pdf_links.RULES,
            *lint_pdf_pages.RULES,
            *lint_pdf_summary.RULES,
            *lint_pdf_ink.RULES,
            *lint_metadata.RULES,
            *lint_docx.RULES,
            *lint_docx_traces.RULES,
            *lint_html.RULES,
            *lint_html_traces.RULES,
        ),
        key=lambda rule: rule.code,
    )
)
"""Every rule, by its code."""


@dataclass(frozen=True)
class Examined:
    """What the lint has to say, and what it leaves to a person."""

    findings: tuple[Finding, ...]
    checklist: tuple[ChecklistItem, ...]


def lint_documents(content: Content, files: Mapping[str, bytes], fonts: Collection[str] = ()) -> tuple[Finding, ...]:
    """Hold the documents of a draft against every rule.

    Args:
        content: what they say.
        files: by their names in the package; the letter as prepared. A name that is not there is not missed.
        fonts: families of the house style; without them any font will do.

    Returns:
        Everything that is wrong, by file and code; errors block the draft.
    """
    return examine(content, files, fonts).findings


def require_faultless(findings: Iterable[Finding]) -> None:
    """Refuse documents in which something blocks.

    Raises:
        DocumentsFaulty: the message holds every finding that blocks, with its place.
    """
    blocking = [finding for finding in findings if finding.severity is Severity.ERROR]
    if blocking:
        message = " ".join(f"{f.code} ({f.place}): {f.message}" for f in blocking)
        raise DocumentsFaulty(message, " ".join(dict.fromkeys(f.mend for f in blocking)))


def checklist(content: Content, files: Mapping[str, bytes]) -> tuple[ChecklistItem, ...]:
    """What a person must judge in this draft, with the pages where it stands; `files` as for `lint_documents`."""
    return examine(content, files).checklist


def examine(content: Content, files: Mapping[str, bytes], fonts: Collection[str] = ()) -> Examined:
    """Both at once: each file is read once. Arguments as for `lint_documents`."""
    found: list[Finding] = []
    pdfs: list[PdfFile] = []
    for name, data in files.items():
        if name.endswith(".pdf"):
            try:
                file = read_pdf(name, data)
            except (pikepdf.PdfError, pikepdf.PasswordError) as error:
                found.append(OPENS.at(place_in(name), f"Dit is geen PDF die te openen is: {error}."))
                continue
            pdfs.append(file)
            found += once(_in_pdf(file, content, fonts))
        elif name.endswith(".docx"):
            found += once(_in_docx(name, data, content))
        elif name.endswith(".html"):
            found += once(_in_html(name, data, content))
    return Examined(tuple(found), checklist_of(content, pdfs))


def _in_pdf(file: PdfFile, content: Content, fonts: Collection[str]) -> Iterator[Finding]:
    yield from lint_pdf_structure.check_structure(file, content)
    yield from lint_pdf_tables.check_tables(file)
    yield from lint_pdf_links.check_links(file)
    yield from lint_pdf_pages.check_pages(file)
    yield from lint_pdf_summary.check_summary(file, content)
    yield from lint_pdf_ink.check_ink(file, fonts)
    yield from lint_metadata.check_metadata(file)


def _in_docx(name: str, data: bytes, content: Content) -> Iterator[Finding]:
    try:
        file = DocxFile(name, data)
        yield from lint_docx.check_docx(file, content)
        yield from lint_docx_traces.check_traces(file)
    except Unreadable as error:
        yield OPENS.at(place_in(name), f"Het bestand {error}.")


def _in_html(name: str, data: bytes, content: Content) -> Iterator[Finding]:
    try:
        file = HtmlFile(name, data)
    except HtmlUnreadable as error:
        yield OPENS.at(place_in(name), f"Dit is geen webpagina in UTF-8: {error}.")
        return
    yield from lint_html.check_html(file, content)
    yield from lint_html_traces.check_html_traces(file)
