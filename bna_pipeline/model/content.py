"""Report and letter as data: resolved text in its final order, before it is a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import partial

from pydantic import Field

from bna_pipeline.model.base import (
    ActionId,
    EditionId,
    Frozen,
    Line,
    Paragraphs,
    PillarId,
    Slug,
    digest_of,
)
from bna_pipeline.model.contribution import DevelopmentScope, Picture
from bna_pipeline.model.errata import Correction
from bna_pipeline.model.language import Foreign
from bna_pipeline.model.round import absent
from bna_pipeline.model.sections import LAST_YEAR, SectionDigest, SectionInput, section_of, with_inputs


class Logo(Frozen):
    partner: Slug
    name: Line


class Cover(Frozen):
    title: Line
    subtitle: Line
    edition: Line
    period: Line
    logos: tuple[Logo, ...]


class Foreword(Frozen):
    """What the partners say beforehand, and below it what the agenda is, for who does not know it."""

    text: Paragraphs
    signed: Line
    about: Paragraphs = Field(default=(), exclude_if=absent)


class CountLine(Frozen):
    """How many actions have a status, and had it in the edition before; `label` is the status in words."""

    label: Line
    count: int
    before: int | None = Field(default=None, exclude_if=absent)


class Years(Frozen):
    """What both editions are called beside each other: the years of this one and of the one before."""

    now: Line
    before: Line


class PillarCounts(Frozen):
    pillar: PillarId
    name: Line
    counts: tuple[CountLine, ...]
    progress: Line


class AttentionLine(Frozen):
    """An action that needs the reader's attention: it is late or was stopped."""

    action: ActionId
    title: Line
    status: Line
    owner: Line


class Summary(Frozen):
    """The report in one page.

    Attributes:
        progress: one generated sentence, from the data.
        years: what `CountLine.count` and `before` are of; None: the edition before is not known.
        attention: the actions that are late or were stopped, in the programme's order.
    """

    text: Paragraphs
    progress: Line
    counts: tuple[CountLine, ...]
    pillars: tuple[PillarCounts, ...]
    years: Years | None = Field(default=None, exclude_if=absent)
    attention: tuple[AttentionLine, ...] = Field(default=(), exclude_if=absent)


class OverviewRow(Frozen):
    """One action at a glance.

    Attributes:
        gap: that a partner still owes its report, and who.
        before: its status in the edition before, in words, when that edition is known.
        change: the word for what became of it since.
    """

    action: ActionId
    title: Line
    pillar: Line
    owner: Line
    status: Line
    role: Line
    gap: Line | None = Field(default=None, exclude_if=absent)
    before: Line | None = Field(default=None, exclude_if=absent)
    change: Line | None = Field(default=None, exclude_if=absent)


class ChangeLine(Frozen):
    """What moved in one action beside its status, a sentence each."""

    action: ActionId
    title: Line
    changes: tuple[Line, ...]


class OverviewMovement(Frozen):
    """What moved since the edition before: the words of its column and its table, a sentence with figures, its lines.

    The words are data here, and not among the report's: an edition without one before it is printed without them.
    """

    column: Line
    introduction: Line
    heading: Line
    what: Line
    lines: tuple[ChangeLine, ...]


class StatusMeaning(Frozen):
    """What a status says, for who does not know the agenda."""

    label: Line
    meaning: Line


class Overview(Frozen):
    introduction: Line
    rows: tuple[OverviewRow, ...]
    movement: OverviewMovement | None = Field(default=None, exclude_if=absent)
    meanings: tuple[StatusMeaning, ...] = Field(default=(), exclude_if=absent)


class MilestoneLine(Frozen):
    date: date
    date_text: Line  # "3 oktober 2019"
    title: Line
    state: Line  # "gehaald" or "gepland"


class ExampleBlock(Frozen):
    title: Line
    text: Paragraphs
    picture: Picture | None
    caption: Line | None
    partner: Line


class TextBlock(Frozen):
    """Running text with the partner's name behind it, when more than one partner speaks."""

    partner: Line
    text: Paragraphs


class ActionBlock(Frozen):
    """An action in its pillar's chapter; `gap` says that a partner still owes its report, and who."""

    id: ActionId
    title: Line
    owner: Line
    partners: tuple[Line, ...]
    role: Line
    status: Line
    achieved: tuple[TextBlock, ...]
    reason: tuple[TextBlock, ...]
    measure: tuple[TextBlock, ...]
    milestones: tuple[MilestoneLine, ...]
    examples: tuple[ExampleBlock, ...]
    next_steps: tuple[TextBlock, ...]
    gap: Line | None = Field(default=None, exclude_if=absent)


class PillarChapter(Frozen):
    """A pillar's chapter; `years` as those of the summary."""

    pillar: PillarId
    number: int
    name: Line
    aim: Line
    introduction: Paragraphs
    counts: tuple[CountLine, ...]
    actions: tuple[ActionBlock, ...]
    years: Years | None = Field(default=None, exclude_if=absent)


class DevelopmentBlock(Frozen):
    scope: DevelopmentScope
    title: Line
    text: Paragraphs
    answer: Paragraphs


class OpportunityBlock(Frozen):
    title: Line
    state: Line
    text: Paragraphs


class FinanceLine(Frozen):
    action: ActionId
    title: Line
    partner: Line
    amount: Line
    purpose: Line


class Finance(Frozen):
    introduction: Line
    lines: tuple[FinanceLine, ...]
    total: Line


class AbbreviationLine(Frozen):
    short: Line
    meaning: Line


class ContributorLine(Frozen):
    name: Line
    group: Line
    actions: tuple[ActionId, ...]


class LabelledLine(Frozen):
    label: Line
    value: Line


class ReportContent(Frozen):
    """The voortgangsrapportage (`domain.md`, "The report").

    Attributes:
        words: the fixed words of its headings and labels, each behind the name that the templates know it by. Whoever
            agrees with a section agrees with these too: they say what its texts are.
    """

    cover: Cover
    foreword: Foreword
    summary: Summary
    overview: Overview
    pillars: tuple[PillarChapter, ...]
    developments: tuple[DevelopmentBlock, ...]
    opportunities: tuple[OpportunityBlock, ...]
    finance: Finance | None
    abbreviations: tuple[AbbreviationLine, ...]
    contributors: tuple[ContributorLine, ...]
    words: tuple[LabelledLine, ...] = ()


class LetterPartId(StrEnum):
    """The letter's parts in their fixed order (`domain.md`, "The letter")."""

    SUBJECT = "onderwerp"
    ADDRESSEE = "aan"
    TAKE_NOTE = "kennisnemen-van"
    OCCASION = "aanleiding"
    AUTHORITY = "bevoegdheid"
    CORE = "kernboodschap"
    CONSEQUENCES = "consequenties"
    EUROPEAN = "europa"
    COMMUNICATION = "communicatie"
    FOLLOW_UP = "vervolg"
    ATTACHMENTS = "bijlagen"


class Statement(Frozen):
    number: int
    heading: Line
    argument: Paragraphs


class Link(Frozen):
    text: Line
    url: str


class LetterPart(Frozen):
    """One part under its heading: paragraphs, numbered statements, links or a numbered list. Never empty."""

    id: LetterPartId
    heading: Line
    paragraphs: Paragraphs = ()
    statements: tuple[Statement, ...] = ()
    links: tuple[Link, ...] = ()
    items: Paragraphs = ()


class SignatureBlock(Frozen):
    """Where a signature comes: the field's name, the printed function and the person."""

    field: Line
    label: Line
    name: Line


class LetterContent(Frozen):
    """The statenmededeling (`domain.md`, "The letter"); `words` as those of the report; `corrects`: of an erratum."""

    head: tuple[LabelledLine, ...]
    parts: tuple[LetterPart, ...]
    authority: Line
    signatures: tuple[SignatureBlock, ...]
    responsible: tuple[LabelledLine, ...]
    words: tuple[LabelledLine, ...] = ()
    corrects: Correction | None = Field(default=None, exclude_if=absent)

    def part(self, part_id: LetterPartId) -> LetterPart:
        return next(p for p in self.parts if p.id is part_id)


class Content(Frozen):
    """One content, several renderings; `foreign` says how words sound, and is of no section: it changes none."""

    edition: EditionId
    language: Line = "nl"
    report: ReportContent
    letter: LetterContent
    foreign: tuple[Foreign, ...] = Field(default=(), exclude_if=absent)

    @property
    def gaps(self) -> tuple[tuple[ActionId, Line], ...]:
        """Actions of which a partner still owes its report, each with the sentence that says so."""
        actions = (action for chapter in self.report.pillars for action in chapter.actions)
        return tuple((action.id, action.gap) for action in actions if action.gap is not None)

    def sections(self) -> tuple[SectionDigest, ...]:
        """Every section with its digest, in reading order: the report's, then the letter's."""
        report, letter = self.report, self.letter
        pillars = tuple(f"rapport.pijler.{p.pillar}" for p in report.pillars)
        in_report = partial(section_of, words=report.words)
        in_letter = partial(section_of, words=letter.words)
        found = [
            in_report("rapport.omslag", "Omslag", report.cover),
            in_report("rapport.voorwoord", "Voorwoord", report.foreword),
            with_inputs(
                in_report("rapport.samenvatting", "Samenvatting", report.summary, pillars),
                _counts_before(report.summary),
            ),
            with_inputs(
                in_report("rapport.overzicht", "Overzicht van alle acties", report.overview, pillars),
                _last_year(report.overview),
            ),
            *(
                with_inputs(in_report(sid, f"Pijler {p.name}", p), _counts_before(p))
                for sid, p in zip(pillars, report.pillars, strict=True)
            ),
            in_report("rapport.ontwikkelingen", "Ontwikkelingen", list(report.developments)),
        ]
        if report.opportunities:
            found.append(in_report("rapport.kansen", "Kansen", list(report.opportunities)))
        if report.finance is not None:
            found.append(in_report("rapport.financien", "Financiën", report.finance, pillars))
        found.append(in_report("rapport.afkortingen", "Afkortingen", list(report.abbreviations)))
        found.append(in_report("rapport.bijdragers", "Bijdragers", list(report.contributors)))
        derived = (LetterPartId.CORE, LetterPartId.CONSEQUENCES)
        found.extend(
            in_letter(f"brief.{part.id.value}", f"Brief: {part.heading}", part, pillars if part.id in derived else ())
            for part in letter.parts
        )
        frame = [letter.authority, list(letter.head), list(letter.signatures), list(letter.responsible)]
        found.append(in_letter("brief.ondertekening", "Brief: kop en ondertekening", frame))
        return tuple(found)


def _counts_before(part: Summary | PillarChapter) -> Iterator[SectionInput]:
    if part.years is not None:
        then = [[line.label, line.before] for line in part.counts]
        yield SectionInput(title=LAST_YEAR, sha256=digest_of([part.years.before, then]))


def _last_year(overview: Overview) -> Iterator[SectionInput]:
    if overview.movement is not None:
        then = [[row.action, row.before, row.change] for row in overview.rows]
        lines = [line.model_dump(mode="json") for line in overview.movement.lines]
        yield SectionInput(title=LAST_YEAR, sha256=digest_of([then, lines]))
