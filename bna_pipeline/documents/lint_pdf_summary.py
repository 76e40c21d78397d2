"""The rule that a reader with five minutes finds everything on one page."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_rules import Rule, place_in
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


def check_summary(file: PdfFile, summary: str, overview: str) -> Iterator[Finding]:
    """Says over how many pages the summary of the report runs, when that is more than one.

    Args:
        summary, overview: the headings of the summary and of what follows it.
    """
    if file.name != REPORT_PDF:
        return
    pages = {mark.title: mark.page for mark in reversed(file.bookmarks) if mark.depth == 0}
    first, after = pages.get(summary), pages.get(overview)
    if first is not None and after is not None and after - first > 1:
        yield LONG_SUMMARY.at(
            place_in(file.name, first, summary), f"De samenvatting beslaat {after - first} bladzijden."
        )
