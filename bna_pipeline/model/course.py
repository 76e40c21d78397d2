"""How the route runs: which stage's term runs until when, and who is away; a fold over the route's entries."""

from __future__ import annotations

from datetime import date

from bna_pipeline.model.base import Frozen, Moment, PersonId, Sha256, StageId
from bna_pipeline.model.events import DelegationEnded, Entry
from bna_pipeline.model.review_events import (
    AbsenceEnded,
    AbsenceNoted,
    StageOpened,
    StageSetBack,
    TermExpired,
    TermExtended,
)


class StageTerm(Frozen):
    """A stage whose turn it became for a draft.

    Attributes:
        due: the last day on which to decide, as it holds now; None: there is no term.
        first_due: what `due` was before it was extended.
        asks: `Stage.asks`, of the stage as the programme had it then.
        expired: the term passed, and nobody decided since what happens.
        expired_on: every last day that passed.
        set_back: it is no longer this stage's turn.
    """

    stage: StageId
    draft: int
    opened_at: Moment
    due: date | None
    first_due: date | None
    asks: Sha256
    expired: bool = False
    expired_on: tuple[date, ...] = ()
    set_back: bool = False


class Course(Frozen):
    """Where the route stands in time.

    Attributes:
        terms: every stage that was opened, for whatever draft, in order.
        absences: those that nobody ended, each with the deputy that it still has; their days still rule.
    """

    terms: tuple[StageTerm, ...] = ()
    absences: tuple[AbsenceNoted, ...] = ()

    def term(self, stage: StageId, draft: int) -> StageTerm | None:
        """The term that runs, or ran, for a stage and a draft; None when it is not (any more) its turn."""
        last = next((t for t in reversed(self.terms) if (t.stage, t.draft) == (stage, draft)), None)
        return None if last is None or last.set_back else last

    def away(self, person: PersonId, day: date) -> AbsenceNoted | None:
        """The absence that a person has on a day."""
        return next((a for a in self.absences if a.person == person and a.covers(day)), None)


def course_after(course: Course, entry: Entry) -> Course:
    """The course after one entry; the same object when the entry says nothing of it."""
    event = entry.event
    match event:
        case StageOpened():
            opened = StageTerm(
                stage=event.stage,
                draft=event.draft,
                opened_at=entry.at,
                due=event.due,
                first_due=event.due,
                asks=event.asks,
            )
            return course.model_copy(update={"terms": (*course.terms, opened)})
        case StageSetBack():
            return _changed(course, event, set_back=True)
        case TermExpired():
            before = course.term(event.stage, event.draft)
            passed = () if before is None else before.expired_on
            return _changed(course, event, expired=True, expired_on=(*passed, event.due))
        case TermExtended():
            return _changed(course, event, due=event.until, expired=False)
        case AbsenceNoted():
            return course.model_copy(update={"absences": (*course.absences, event)})
        case AbsenceEnded():
            kept = tuple(a for a in course.absences if (a.person, a.first) != (event.person, event.first))
            return course.model_copy(update={"absences": kept})
        case DelegationEnded() if any(_stands_in(event, a) for a in course.absences):
            alone = (a.model_copy(update={"deputy": None}) if _stands_in(event, a) else a for a in course.absences)
            return course.model_copy(update={"absences": tuple(alone)})
        case _:
            return course


def _stands_in(ended: DelegationEnded, absence: AbsenceNoted) -> bool:
    """Whether what ended is what the absence let its deputy do."""
    return (absence.person, absence.deputy) == (ended.principal, ended.deputy)


def _changed(
    course: Course, event: StageSetBack | TermExpired | TermExtended, **update: bool | date | tuple[date, ...]
) -> Course:
    """With another last term of this stage and draft."""
    term = course.term(event.stage, event.draft)
    if term is None:
        return course
    changed = term.model_copy(update=update)
    return course.model_copy(update={"terms": tuple(changed if t is term else t for t in course.terms)})
