"""The rule that a reader with five minutes finds everything on one page."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_rules import Rule, place_in
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.finding import Finding, Severity

LONG_SUMMARY = Rule(
    "DOC-210",
    "de samenvatting van de rapportage past op één bladzijde",
    "huisregel: wie vijf minuten heeft, leest één bladzijde",
    "Kort de tekst van de samenvatting in de redactie in; de letters zijn al zo klein als leesbaar is.",
    Severity.WARNING,
)

RULES = (LONG_SUMMARY,)


def check_summary(file: PdfFile, content: Content) -> Iterator[Finding]:
    """Says over how many pages the summary of the report runs, when that is more than one."""
    words = {line.label: line.value for line in content.report.words}
    if file.name != REPORT_PDF or not {"summary", "overview"} <= words.keys():
        return
    pages = {mark.title: mark.page for mark in reversed(file.bookmarks) if mark.depth == 0}
    first, after = pages.get(words["summary"]), pages.get(words["overview"])
    if first is not None and after is not None and after - first > 1:
        yield LONG_SUMMARY.at(
            place_in(file.name, first, words["summary"]), f"De samenvatting beslaat {after - first} bladzijden."
        )
