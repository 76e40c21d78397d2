"""What people decide around the route's terms: more time for a stage, and who is away."""

from __future__ import annotations

from datetime import date

from bna_pipeline.model.review_events import AbsenceEnded, AbsenceNoted, TermExtended
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.approval import current_draft, drafts_of
from bna_pipeline.pipeline.route_watching import route_watch
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, state
from bna_pipeline.review import absence, extending
from bna_pipeline.review.deciding import stage_of
from bna_pipeline.review.standing import standing
from bna_pipeline.rounds.terms import is_working_day, local_day, with_weekday


def extend_term(tools: Tools, actor: Actor, *, stage: str, until: date, reason: str) -> Step:
    """Record that a stage has until another day to decide on the draft as it stands; the same again is on record.

    Args:
        until: the new last day, in the Netherlands, to its end.

    Raises:
        NotAllowed: somebody who is no coordinator.
        UnknownStage, TransitionRefused, WrongUse: see `review.extending.extend_term`.
    """

    def extended(now: EditionState) -> TermExtended | None:
        require(now.phase, Act.EXTEND_TERM)
        made = current_draft(now)
        return extending.extend_term(
            tools.programme,
            standing(tools.programme, now.decisions, drafts_of(now), made),
            stage_of(tools.programme, stage),
            now.course.term(stage, made.version),
            until=until,
            reason=reason,
            given_by=actor.person,
            today=local_day(tools.clock.now()),
        )

    changed = record(tools, actor, extended) is not None
    name = tools.programme.stage(stage).name
    said = f"Stap '{name}' heeft de tijd tot en met {with_weekday(until)}."
    free = () if is_working_day(until) else (f"Let op: {with_weekday(until)} is geen werkdag.",)
    return Step("extend-term", changed, (said, *free, *_warnings(tools, stage=stage)))


def note_absence(
    tools: Tools, actor: Actor, *, person: str, first: date, last: date, deputy: str | None = None
) -> Step:
    """Record that somebody is away from one day to another; the same again is on record already.

    Args:
        first, last: days in the Netherlands, both inclusive.
        deputy: who decides in his place then; None: whom the programme names.

    Raises:
        NotAllowed, OutsideStage, UnknownPerson, WrongUse: see `review.absence.note_absence`.
    """
    noted: list[AbsenceNoted] = []

    def absent(now: EditionState) -> AbsenceNoted | None:
        require(now.phase, Act.NOTE_ABSENCE)
        made = absence.note_absence(
            tools.programme,
            now.course.absences,
            person=person,
            first=first,
            last=last,
            deputy=deputy,
            given_by=actor.person,
            today=local_day(tools.clock.now()),
        )
        noted[:] = [made or next(a for a in now.course.absences if (a.person, a.first) == (person, first))]
        return made

    changed = record(tools, actor, absent) is not None
    return Step("note-absence", changed, (*_told(tools, noted[0]), *_warnings(tools, person=person)))


def end_absence(tools: Tools, actor: Actor, *, person: str, first: date, reason: str) -> Step:
    """Record that somebody is not, or no longer, away; what a deputy decided stands.

    Args:
        first: the day on which the absence began, or would begin.

    Raises:
        NotAllowed, NothingToWithdraw, UnknownPerson, WrongUse.
    """

    def ended(now: EditionState) -> AbsenceEnded:
        require(now.phase, Act.NOTE_ABSENCE)
        return absence.end_absence(
            tools.programme, now.course.absences, person=person, first=first, reason=reason, given_by=actor.person
        )

    record(tools, actor, ended)
    said = f"De afwezigheid van {_name(tools, person)} vanaf {first:%d-%m-%Y} is beëindigd."
    return Step("end-absence", True, (said,))


def _told(tools: Tools, noted: AbsenceNoted) -> tuple[str, ...]:
    who, days = _name(tools, noted.person), f"van {noted.first:%d-%m-%Y} tot en met {noted.last:%d-%m-%Y}"
    if noted.deputy is None:
        return (f"{who} is {days} afwezig; er is geen vervanger.",)
    deputy = _name(tools, noted.deputy)
    said = f"{who} is {days} afwezig; {deputy} kan dan namens {who} besluiten."
    theirs = (a for a in state(tools).course.absences if a.person == noted.deputy)
    away = next((a for a in theirs if a.touches(noted.first, noted.last)), None)
    if away is None:
        return (said,)
    return (said, f"Let op: {deputy} is zelf afwezig van {away.first:%d-%m-%Y} tot en met {away.last:%d-%m-%Y}.")


def _warnings(tools: Tools, *, stage: str | None = None, person: str | None = None) -> tuple[str, ...]:
    """The warnings on terms that fall in an absence, of one stage, or about one person or whom he stands in for."""
    return tuple(
        reviewer.warning
        for watch in route_watch(tools, state(tools))
        if stage in (None, watch.stage)
        for reviewer in watch.reviewers
        if reviewer.warning is not None and person in (None, reviewer.person, *reviewer.deputies)
    )


def _name(tools: Tools, person: str) -> str:
    return next(p.name for p in tools.programme.people if p.id == person)
