"""What comes after the pillars in the report's web page."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.documents.html_body import Cell, Element, Group, Piece, el, labelled, name, paragraphs, said, table
from bna_pipeline.documents.html_parts import Means, action_link, section
from bna_pipeline.documents.wording import scope_text
from bna_pipeline.model.content import DevelopmentBlock, Finance, OpportunityBlock, ReportContent


def _development(means: Means, development: DevelopmentBlock) -> Iterator[Element]:
    yield el("p", scope_text(development.scope), class_="reikwijdte")
    yield said("h3", development.title)
    yield from paragraphs(development.text)
    yield el("h4", means.words.answer)
    yield from paragraphs(development.answer)


def _opportunity(means: Means, chance: OpportunityBlock) -> Iterator[Element]:
    yield said("h3", chance.title)
    yield labelled(means.words.opportunity_state, name(chance.state))
    yield from paragraphs(chance.text)


def _finance(means: Means, finance: Finance) -> Iterator[Piece]:
    words = means.words
    yield said("p", finance.introduction)
    rows: list[list[Cell]] = [
        [action_link(line.action, line.title), line.partner, line.purpose, line.amount] for line in finance.lines
    ]
    yield table(
        (words.action, words.partner, words.purpose, words.amount),
        [Group(rows)],
        caption=words.finance,
        class_="kaarten",
        right=frozenset({3}),
        total=(words.total, "", "", finance.total),
    )


def back_matter(means: Means, report: ReportContent) -> Iterator[Element]:
    """A section each, those that have something to say."""
    words = means.words
    developments = [piece for one in report.developments for piece in _development(means, one)]
    yield section("rapport.ontwikkelingen", words.developments, developments)
    if report.opportunities:
        chances = [piece for one in report.opportunities for piece in _opportunity(means, one)]
        yield section("rapport.kansen", words.opportunities, chances)
    if report.finance is not None:
        yield section("rapport.financien", words.finance, _finance(means, report.finance))
    short = [(a.short, a.meaning) for a in report.abbreviations]
    abbreviations = table((words.abbreviation, words.meaning), [Group(short)], caption=words.abbreviations)
    yield section("rapport.afkortingen", words.abbreviations, [abbreviations])
    who = [(c.name, c.group, ", ".join(c.actions)) for c in report.contributors]
    header = (words.partner, words.group, words.reported_on)
    contributors = table(header, [Group(who)], caption=words.contributors, class_="kaarten")
    yield section("rapport.bijdragers", words.contributors, [contributors])
