"""Whose turn it is: everything that a person, and nobody else, can decide now.

A turn is told to who decides: the reviewer himself, or his deputy on the days on which he is away or lent his turn to
somebody. It follows from the state alone, so that it is over as soon as the decision is on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.base import PersonId
from bna_pipeline.model.draft import Draft
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import When
from bna_pipeline.pipeline.approval import current_draft, drafts_of
from bna_pipeline.pipeline.counting import draft_is_current
from bna_pipeline.pipeline.deputies import deciding_for
from bna_pipeline.pipeline.slots import Slot
from bna_pipeline.pipeline.speaking import outspoken
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.waiting import waiting
from bna_pipeline.review.route import lacking
from bna_pipeline.review.standing import ReviewerStanding, SectionRef, StageStanding, standing
from bna_pipeline.rounds.person_values import AgainText, TurnKind, TurnText
from bna_pipeline.rounds.terms import local_day

ADOPTION = "vaststelling"
MANDATE = "mandaat"

LINKS = {
    TurnKind.REVIEW: LinkPurpose.REVIEW,
    TurnKind.ADOPT: LinkPurpose.ADOPT,
    TurnKind.SETTLE_MANDATE: LinkPurpose.SETTLE_MANDATE,
    TurnKind.SIGN: LinkPurpose.SIGN,
}
"""What the link in a mail about a turn is for."""


@dataclass(frozen=True)
class Turn:
    """One decision that waits for a person.

    Attributes:
        person: who decides now.
        principal: whose decision it is; the same person, unless he stands in for another.
        subject: the stage, the signature field, `vaststelling` or `mandaat`.
        draft: number of the draft that it is about.
        number: which time it is this subject's turn for this draft.
        opened: the day on which that began, in the Netherlands; None: it is not on record.
        text: what a mail says of it.
    """

    kind: TurnKind
    person: PersonId
    principal: PersonId
    subject: str
    draft: int
    number: int
    opened: date | None
    text: TurnText

    @property
    def id(self) -> str:
        """What it is told by: `<subject>:<draft>[:namens-<principal>][:<number>]`; a turn is told to a person once."""
        instead = () if self.principal == self.person else (f"namens-{self.principal}",)
        again = () if self.number == 1 else (str(self.number),)
        return ":".join((self.subject, str(self.draft), *instead, *again))


def turns(tools: Tools, now: EditionState) -> tuple[Turn, ...]:
    """Every turn of now, in the order of the route, then adoption, mandate and signatures."""
    made = now.draft
    if made is None:
        return ()
    if now.phase is Phase.CONCEPT and draft_is_current(tools, now):
        return tuple(_reviews(tools, now, made))
    if now.phase is Phase.FOR_ADOPTION and not draft_is_current(tools, now):
        return ()  # the next draft follows; who adopts this one all the same knows that it lies there
    if now.phase in (Phase.FOR_ADOPTION, Phase.ADOPTED):
        return tuple(_after_review(tools, now, made))
    return ()


def _reviews(tools: Tools, now: EditionState, made: Draft) -> Iterator[Turn]:
    review = standing(tools.programme, now.decisions, drafts_of(now), made)
    today = local_day(tools.clock.now())
    for stage in review.waiting:
        term = now.course.term(stage.stage, made.version)
        if term is None:
            continue  # its turn goes on record first, and its term with it
        number = sum((t.stage, t.draft) == (stage.stage, made.version) for t in now.course.terms)
        for reviewer in lacking(stage):
            if reviewer.returned:
                continue  # he waits himself, until his part is another
            person = deciding_for(tools, now, reviewer.person, today)
            if person != reviewer.person and not _would_count(stage, reviewer, person):
                continue  # so many different people are asked, and he is one of them already
            yield Turn(
                kind=TurnKind.REVIEW,
                person=person,
                principal=reviewer.person,
                subject=stage.stage,
                draft=made.version,
                number=number,
                opened=local_day(term.opened_at),
                text=_review_text(tools, now, stage, reviewer, term.due, person),
            )


def _lacks(stage: StageStanding, reviewer: ReviewerStanding) -> tuple[SectionRef, ...]:
    """What he is asked about: all that he does not approve, and what he does by a hand that counts elsewhere."""
    missing = {s.id for s in stage.missing}
    return (*reviewer.needed, *(s for s in reviewer.repeated if s.id in missing))


def _would_count(stage: StageStanding, reviewer: ReviewerStanding, deputy: PersonId) -> bool:
    """Whether a deputy's approval in his place brings the stage nearer to its number, for any section."""
    missing = {s.id for s in stage.missing}
    asked = (s.id for s in _lacks(stage, reviewer) if s.id in missing)
    return stage.needed is None or any(deputy not in stage.voices(section) for section in asked)


def _review_text(
    tools: Tools,
    now: EditionState,
    stage: StageStanding,
    reviewer: ReviewerStanding,
    due: date | None,
    person: PersonId,
) -> TurnText:
    made = current_draft(now)
    dropped = {d.section.id: d.reason for d in reviewer.dropped}
    derived = frozenset[str]()
    if dropped:
        on_behalf = None if person == reviewer.person else reviewer.person
        derived = frozenset(Slot.of(tools, now, person=person, stage=stage.stage, on_behalf=on_behalf).reconfirmable())
    fresh = [s for s in _lacks(stage, reviewer) if s.id not in dropped]
    whole = len(fresh) == len(made.sections)
    return TurnText(
        kind=TurnKind.REVIEW,
        stage=stage.name,
        draft=made.version,
        due=due,
        silence=_may_be_silent(tools, now, stage, reviewer, due),
        whole=whole,
        sections=() if whole else tuple(s.title for s in fresh),
        again=tuple(
            AgainText(title=s.title, reason=dropped[s.id], derived=s.id in derived)
            for s in reviewer.needed
            if s.id in dropped
        ),
        instead_of=None if person == reviewer.person else name_of(tools, reviewer.person),
    )


def _may_be_silent(
    tools: Tools, now: EditionState, stage: StageStanding, reviewer: ReviewerStanding, due: date | None
) -> bool:
    if not stage.silence_agrees or reviewer.spoke_against:
        return False
    spoke = outspoken(tools, now, current_draft(now), tools.programme.stage(stage.stage), due)
    return reviewer.person not in spoke


def _after_review(tools: Tools, now: EditionState, made: Draft) -> Iterator[Turn]:
    kinds = {Act.ADOPT: TurnKind.ADOPT, Act.SETTLE_MANDATE: TurnKind.SETTLE_MANDATE, Act.SIGN: TurnKind.SIGN}
    for wait in waiting(tools, now):
        kind = None if wait.when is not When.NOW or not isinstance(wait.act, Act) else kinds.get(wait.act)
        if kind is None:
            continue
        subject, number = _numbered(now, kind, wait.subject)
        for person in wait.who:
            yield Turn(
                kind=kind,
                person=person,
                principal=person,
                subject=subject,
                draft=made.version,
                number=number,
                opened=None,
                text=TurnText(kind=kind, draft=made.version),
            )


def _numbered(now: EditionState, kind: TurnKind, subject: str) -> tuple[str, int]:
    """What the turn is about, and which time it is."""
    match kind:
        case TurnKind.ADOPT:
            return ADOPTION, 1 + len(now.adoptions)
        case TurnKind.SETTLE_MANDATE:
            return MANDATE, len(now.adoptions)
        case _:
            return subject, len(now.adoptions) + sum(s.field == subject for s in now.thrown_away)


def name_of(tools: Tools, person: PersonId) -> str:
    """What a person is called; his id, when the programme knows him no more."""
    return next((p.name for p in tools.programme.people if p.id == person), person)
