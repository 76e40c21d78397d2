"""The route in time, as its readers need it: days left, who is late, and whose absence a term falls in."""

from __future__ import annotations

from datetime import date

from bna_pipeline.model.base import PersonId
from bna_pipeline.model.course import StageTerm
from bna_pipeline.model.draft import Decision, Verdict
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.review_events import AbsenceNoted
from bna_pipeline.model.route_watch import ReviewerWatch, StageWatch
from bna_pipeline.model.stages import Stage, groups_of
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.approval import drafts_of
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.review.delegation import deputies_of
from bna_pipeline.review.route import join, lacking
from bna_pipeline.review.standing import ReviewerStanding, ReviewStanding, StageStanding, standing
from bna_pipeline.rounds.terms import days_left, local_day, working_days_from

Days = tuple[date, date]
"""A first and a last day, both inclusive."""


def route_watch(tools: Tools, now: EditionState, review: ReviewStanding | None = None) -> tuple[StageWatch, ...]:
    """Every stage of the route in time, for the draft that counts; empty before there is one.

    Args:
        review: where the route stands towards that draft; None: that is worked out here.
    """
    if now.draft is None:
        return ()
    review = review or standing(tools.programme, now.decisions, drafts_of(now), now.draft)
    today = local_day(tools.clock.now())
    planned = _planned(tools.programme, now, review, today)
    return tuple(_stage(tools.programme, now, review, s, today, planned.get(s.stage)) for s in review.stages)


def watch_of(watched: tuple[StageWatch, ...], stage: str) -> StageWatch:
    """The watch of one stage; of which nothing is known when it is not among them."""
    return next((w for w in watched if w.stage == stage), StageWatch(stage=stage))


def _planned(programme: Programme, now: EditionState, review: ReviewStanding, today: date) -> dict[str, Days]:
    """The days of stages whose turn is still to come, if every stage before them takes its whole term."""
    found: dict[str, Days] = {}
    first: date | None = today
    for group in groups_of(programme.review):
        ends = [first]
        for rule in group:
            stage, term = review.stage(rule.id), now.course.term(rule.id, review.draft)
            if stage.satisfied:
                continue
            end = _end(rule, term, first, today)
            ends.append(end)
            if first is not None and end is not None and not stage.reached:
                found[rule.id] = (first, end)
        known = [end for end in ends if end is not None]
        first = max(known) if len(known) == len(ends) else None
    return found


def _end(rule: Stage, term: StageTerm | None, first: date | None, today: date) -> date | None:
    """The day by which a stage is done when it takes its whole term; None: nobody can say."""
    if term is not None and term.due is not None:
        return max(term.due, today)
    return None if first is None or rule.term is None else working_days_from(first, rule.term)


def _stage(
    programme: Programme,
    now: EditionState,
    review: ReviewStanding,
    stage: StageStanding,
    today: date,
    planned: Days | None,
) -> StageWatch:
    rule, term = programme.stage(stage.stage), now.course.term(stage.stage, review.draft)
    due = None if term is None else term.due
    left = None if due is None else days_left(due, today)
    opened = stage.reached and not stage.satisfied
    days = planned or (today, today if due is None else max(due, today))
    waited = {r.person for r in lacking(stage) if not r.returned}
    watches = [
        _reviewer(programme, now, r, review.draft, term, days, opened and r.person in waited) for r in stage.reviewers
    ]
    if opened or planned is not None:
        watches = [
            _warned(programme, now, rule, w, due, days, running=planned is None) if w.person in waited else w
            for w in watches
        ]
    return StageWatch(
        stage=stage.stage,
        beside=rule.beside,
        term=rule.term,
        opened_at=None if term is None else term.opened_at,
        due=due,
        first_due=None if term is None else term.first_due,
        expired=opened and term is not None and term.expired,
        days_left=None if left is None else left.calendar,
        working_days_left=None if left is None else left.working,
        planned_from=None if planned is None else planned[0],
        planned_due=None if planned is None else planned[1],
        reviewers=tuple(watches),
    )


def _reviewer(
    programme: Programme,
    now: EditionState,
    reviewer: ReviewerStanding,
    draft: int,
    term: StageTerm | None,
    days: Days,
    waited_for: bool,
) -> ReviewerWatch:
    away = _absence(now, reviewer.person, days)
    return ReviewerWatch(
        person=reviewer.person,
        waited_for=waited_for,
        late=_late(reviewer.decision, draft, term),
        away_from=None if away is None else away.first,
        away_until=None if away is None else away.last,
        deputies=deputies_of(programme, now.in_force, reviewer.person, *days),
    )


def _absence(now: EditionState, person: PersonId, days: Days) -> AbsenceNoted | None:
    mine = (a for a in now.course.absences if a.person == person and a.touches(*days))
    return min(mine, key=lambda a: a.first, default=None)


def _late(decision: Decision | None, draft: int, term: StageTerm | None) -> bool:
    if decision is None or decision.draft != draft or term is None or term.due is None:
        return False
    return decision.verdict is not Verdict.NO_OBJECTION and local_day(decision.at) > term.due


def _warned(
    programme: Programme,
    now: EditionState,
    rule: Stage,
    watch: ReviewerWatch,
    due: date | None,
    days: Days,
    *,
    running: bool,
) -> ReviewerWatch:
    """With the warning that is due when he is away.

    Args:
        days: on which he can decide: from today, or of a stage whose turn is still to come as far as anybody can say.
        running: it is the stage's turn.
    """
    if watch.away_from is None or watch.away_until is None:
        return watch
    names = {p.id: p.name for p in programme.people}
    who, away = names[watch.person], f"van {watch.away_from:%d-%m-%Y} tot en met {watch.away_until:%d-%m-%Y} afwezig"
    if watch.deputies:
        instead = f"namens {who} kan {join((names[d] for d in watch.deputies), 'of')} besluiten"
        then = (max(days[0], watch.away_from), min(days[1], watch.away_until))
        gone = [names[d] for d in watch.deputies if _absence(now, d, then) is not None]
        if gone:
            instead += f", maar {join(gone)} {'is' if len(gone) == 1 else 'zijn'} dan zelf ook afwezig"
    else:
        instead = f"er is geen vervanger: wijs er een aan{', of verleng de termijn' if running else ''}"
    if not running:
        span = f"van {days[0]:%d-%m-%Y} tot en met {days[1]:%d-%m-%Y}"
        when = f"Stap '{rule.name}' is naar verwachting aan de beurt {span}; "
    elif due is None:
        when = ""
    else:
        verb = "liep" if due < days[0] else "loopt"
        when = f"De termijn van stap '{rule.name}' {verb} tot en met {due:%d-%m-%Y}; "
    return watch.model_copy(update={"warning": f"{when}{who} is {away}; {instead}."})
