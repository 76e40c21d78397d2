"""What follows the pillars in the Word report: developments, chances, money, abbreviations and contributors."""

from __future__ import annotations

from collections.abc import Sequence

from bna_pipeline.documents.docx_body import Body
from bna_pipeline.documents.docx_pieces import Cell, Line
from bna_pipeline.documents.letter_text import ReportWords
from bna_pipeline.documents.wording import scope_text
from bna_pipeline.model.content import Finance, ReportContent

_TABLE = "Rapporttabel"


def back_matter(body: Body, report: ReportContent, words: ReportWords) -> None:
    """Write it, section by section, as far as there is something to say."""
    _developments(body, report, words)
    if report.opportunities:
        _opportunities(body, report, words)
    if report.finance is not None:
        _finance(body, report.finance, words)
    _abbreviations(body, report, words)
    _contributors(body, report, words)


def _developments(body: Body, report: ReportContent, words: ReportWords) -> None:
    with body.bookmark("rapport.ontwikkelingen"):
        body.heading(1, words.developments, page_break=True)
        for development in report.developments:
            body.text(scope_text(development.scope), "Label")
            body.heading(2, development.title)
            body.texts(development.text)
            body.heading(3, words.answer)
            body.texts(development.answer)


def _opportunities(body: Body, report: ReportContent, words: ReportWords) -> None:
    with body.bookmark("rapport.kansen"):
        body.heading(1, words.opportunities, page_break=True)
        for chance in report.opportunities:
            body.heading(2, chance.title)
            body.labelled(words.opportunity_state, chance.state)
            body.texts(chance.text)


def _finance(body: Body, finance: Finance, words: ReportWords) -> None:
    rows: list[Sequence[Cell]] = [
        ([Line(line.title, code=line.action)], line.partner, line.purpose, line.amount) for line in finance.lines
    ]
    total = ([Line(words.total, bold=True)], "", "", [Line(finance.total, bold=True)])
    with body.bookmark("rapport.financien"):
        body.heading(1, words.finance, page_break=True)
        body.text(finance.introduction)
        body.table(
            (words.action, words.partner, words.purpose, words.amount),
            [*rows, total],
            (66, 30, 38, 26),
            title=words.finance,
            style=_TABLE,
            right=frozenset({3}),
        )


def _abbreviations(body: Body, report: ReportContent, words: ReportWords) -> None:
    with body.bookmark("rapport.afkortingen"):
        body.heading(1, words.abbreviations, page_break=True)
        body.table(
            (words.abbreviation, words.meaning),
            [([Line(a.short, bold=True)], a.meaning) for a in report.abbreviations],
            (30, 130),
            title=words.abbreviations,
            style=_TABLE,
        )


def _contributors(body: Body, report: ReportContent, words: ReportWords) -> None:
    with body.bookmark("rapport.bijdragers"):
        body.heading(1, words.contributors, page_break=True)
        body.table(
            (words.partner, words.group, words.reported_on),
            [(c.name, c.group, ", ".join(c.actions)) for c in report.contributors],
            (72, 26, 62),
            title=words.contributors,
            style=_TABLE,
        )
