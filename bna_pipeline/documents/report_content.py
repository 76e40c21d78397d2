"""The report as data: resolved text in its final order (`domain.md`, "The report")."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bna_pipeline.documents.dutch import euros, period_text
from bna_pipeline.documents.letter_text import REPORT_TEXT, LetterText
from bna_pipeline.documents.movement_content import overview_movement, row_marks, standings_before
from bna_pipeline.documents.patterns import Facts, fill_line
from bna_pipeline.model.base import Paragraphs, PillarId
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.consolidation import AttributedText, ConsolidatedAction, Consolidation, StatusCount
from bna_pipeline.model.content import (
    AbbreviationLine,
    ActionBlock,
    AttentionLine,
    ContributorLine,
    CountLine,
    Cover,
    DevelopmentBlock,
    ExampleBlock,
    Finance,
    FinanceLine,
    Foreword,
    LabelledLine,
    Logo,
    MilestoneLine,
    OpportunityBlock,
    Overview,
    OverviewRow,
    PillarChapter,
    PillarCounts,
    ReportContent,
    StatusMeaning,
    Summary,
    TextBlock,
    Years,
)
from bna_pipeline.model.movement import Direction
from bna_pipeline.model.programme import Edition, Programme, Status


class ReportMaker:
    """Turns one consolidation into the report's content.

    Raises:
        TemplateInvalid: from `make`, when a sentence of the programme names what is not there.
    """

    def __init__(
        self, programme: Programme, edition: Edition, consolidation: Consolidation, text: LetterText, facts: Facts
    ) -> None:
        self._programme = programme
        self._edition = edition
        self._consolidation = consolidation
        self._text = text.report
        self._facts = facts
        self._names = {p.id: p.name for p in programme.partners}
        self._shorts = {p.id: p.short for p in programme.partners}

    def make(self) -> ReportContent:
        """The whole report, in reading order."""
        editorial = self._consolidation.editorial
        return ReportContent(
            cover=self._cover(),
            foreword=Foreword(
                text=editorial.foreword, signed=editorial.foreword_signed, about=self._programme.introduction
            ),
            summary=self._summary(),
            overview=self._overview(),
            pillars=tuple(self._chapters()),
            developments=tuple(
                DevelopmentBlock(scope=d.scope, title=d.title, text=d.text, answer=d.answer)
                for d in editorial.developments
            ),
            opportunities=tuple(
                OpportunityBlock(title=o.title, state=o.state, text=o.text) for o in editorial.opportunities
            ),
            finance=self._finance(),
            abbreviations=tuple(
                AbbreviationLine(short=a.short, meaning=a.meaning) for a in self._programme.abbreviations
            ),
            contributors=tuple(self._contributors()),
            words=tuple(LabelledLine(label=name, value=word) for name, word in self._text.words),
        )

    def _sentence(self, name: str, facts: Facts | None = None) -> str:
        return fill_line(getattr(self._text, name), facts or self._facts, f"{REPORT_TEXT}, {name}")

    def _cover(self) -> Cover:
        return Cover(
            title=self._edition.title,
            subtitle=self._programme.agenda.name,
            edition=self._sentence("edition"),
            period=period_text(self._edition.period_start, self._edition.period_end),
            logos=tuple(Logo(partner=p.id, name=p.name) for p in self._programme.partners if p.deal_partner),
        )

    def _status(self, status: Status | None) -> str:
        return status.value if status else self._text.not_reported

    def _years(self) -> Years | None:
        """What both editions are called; None when nothing is known of the one before."""
        earlier = {e.id: e.year for e in self._programme.earlier(self._edition)}
        if not self._consolidation.movement or not earlier:
            return None
        before = earlier.get(self._consolidation.since or "", list(earlier.values())[-1])
        return Years(now=str(self._edition.year), before=str(before))

    def _counts(self, counts: Iterable[StatusCount], pillar: PillarId | None = None) -> tuple[CountLine, ...]:
        """A line for each status that is counted in either edition."""
        if self._years() is None:
            return tuple(CountLine(label=self._status(c.status), count=c.count) for c in counts)
        now = {c.status: c.count for c in counts}
        before = standings_before(self._consolidation.movement, pillar)
        return tuple(
            CountLine(label=self._status(s), count=now.get(s, 0), before=before[s])
            for s in (*Status, None)
            if s in now or before[s]
        )

    def _summary(self) -> Summary:
        figures = self._consolidation.figures
        known = {p["name"]: p for p in self._facts["pillars"]}
        names = {p.id: p.name for p in self._programme.pillars}
        return Summary(
            years=self._years(),
            attention=tuple(
                AttentionLine(action=a.id, title=a.title, status=a.status.value, owner=self._shorts[a.owner])
                for a in self._consolidation.actions
                if a.status is not None and a.status.needs_reason
            ),
            text=self._consolidation.editorial.summary,
            progress=self._sentence("progress"),
            counts=self._counts(figures.counts),
            pillars=tuple(
                PillarCounts(
                    pillar=p.pillar,
                    name=names[p.pillar],
                    counts=self._counts(p.counts),
                    progress=self._sentence("pillar_progress", {**self._facts, "pillar": known[names[p.pillar]]}),
                )
                for p in figures.pillars
            ),
        )

    def _overview(self) -> Overview:
        names = {p.id: p.name for p in self._programme.pillars}
        movement = self._consolidation.movement
        moved = {m.action: m for m in movement}
        return Overview(
            introduction=self._sentence("overview"),
            rows=tuple(
                OverviewRow(
                    action=a.id,
                    title=a.title,
                    pillar=names[a.pillar],
                    owner=self._shorts[a.owner],
                    status=self._status(a.status),
                    role=a.role.value,
                    gap=self._gap(a),
                    **row_marks(moved.get(a.id), self._text.not_reported),
                )
                for a in self._consolidation.actions
            ),
            movement=overview_movement(self._text.movement, movement, self._facts) if movement else None,
            meanings=tuple(self._meanings()),
        )

    def _meanings(self) -> Iterable[StatusMeaning]:
        """Every status with what it says; that nobody reported, only where that is so."""
        for status in Status:
            yield StatusMeaning(label=status.value, meaning=self._text.statuses[status])
        known = [a.status for a in self._consolidation.actions]
        known += [m.before for m in self._consolidation.movement if m.direction is Direction.UNREPORTED]
        if None in known:
            yield StatusMeaning(label=self._text.not_reported, meaning=self._text.silence)

    def _gap(self, action: ConsolidatedAction) -> str | None:
        return None if action.gap is None else self._sentence("gap", {"partner": self._names[action.gap]})

    def _chapters(self) -> Iterable[PillarChapter]:
        texts = {p.pillar: p.text for p in self._consolidation.editorial.pillars}
        counts = {p.pillar: [c for c in p.counts if c.count] for p in self._consolidation.figures.pillars}
        for number, pillar in enumerate(self._programme.pillars, start=1):
            yield PillarChapter(
                pillar=pillar.id,
                number=number,
                name=pillar.name,
                aim=pillar.aim,
                introduction=texts.get(pillar.id, ()),
                counts=self._counts(counts.get(pillar.id, ()), pillar.id),
                years=self._years(),
                actions=tuple(self._action(a) for a in self._consolidation.actions if a.pillar == pillar.id),
            )

    def _action(self, action: ConsolidatedAction) -> ActionBlock:
        return ActionBlock(
            id=action.id,
            title=action.title,
            owner=self._names[action.owner],
            partners=tuple(self._names[p] for p in action.partners),
            role=action.role.value,
            status=self._status(action.status),
            achieved=self._blocks(action.achieved),
            reason=self._blocks(action.reason),
            measure=self._blocks(action.measure),
            milestones=tuple(
                MilestoneLine(
                    date=m.date,
                    date_text=dutch_date(m.date),
                    title=m.title,
                    state=self._text.reached if m.reached else self._text.planned,
                )
                for m in action.milestones
            ),
            examples=tuple(
                ExampleBlock(
                    title=e.example.title,
                    text=e.example.text,
                    picture=e.example.picture,
                    caption=e.example.caption,
                    partner=self._names[e.partner],
                )
                for e in action.examples
            ),
            next_steps=self._blocks(action.next_steps),
            gap=self._gap(action),
        )

    def _blocks(self, texts: Iterable[AttributedText]) -> tuple[TextBlock, ...]:
        return tuple(TextBlock(partner=self._names[t.partner], text=t.text) for t in texts if t.text)

    def _finance(self) -> Finance | None:
        reported = [(a, m) for a in self._consolidation.actions for m in a.money]
        if not reported:
            return None
        return Finance(
            introduction=self._sentence("finance"),
            lines=tuple(
                FinanceLine(
                    action=action.id,
                    title=action.title,
                    partner=self._shorts[m.partner],
                    amount=euros(m.money.amount),
                    purpose=m.money.purpose,
                )
                for action, m in reported
            ),
            total=euros(sum((m.money.amount for _, m in reported), Decimal(0))),
        )

    def _contributors(self) -> Iterable[ContributorLine]:
        used = {u.partner for u in self._consolidation.used}
        for partner in self._programme.partners:
            if partner.id in used:
                reported: Paragraphs = tuple(a.id for a in self._consolidation.actions if partner.id in a.reported_by)
                yield ContributorLine(name=partner.name, group=partner.group, actions=reported)
