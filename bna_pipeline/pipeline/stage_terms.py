"""What time alone does to the route: a stage's turn comes, a term passes, silence becomes agreement where it may.

Nothing here approves anything, but for stages where silence is agreement, and nobody is passed over.
"""

from __future__ import annotations

from datetime import date

from bna_pipeline.model.course import StageTerm
from bna_pipeline.model.events import DecisionGiven, Event
from bna_pipeline.model.review_events import StageOpened, StageSetBack, TermExpired
from bna_pipeline.model.stages import Stage
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.approval import drafts_of
from bna_pipeline.pipeline.counting import draft_is_current
from bna_pipeline.pipeline.route_watching import route_watch, watch_of
from bna_pipeline.pipeline.speaking import outspoken
from bna_pipeline.pipeline.tools import Actor, Tools, record, state
from bna_pipeline.review.deciding import no_objection, silent_in
from bna_pipeline.review.standing import ReviewStanding, StageStanding, standing
from bna_pipeline.rounds.terms import local_day, with_weekday, working_days_from


def keep_terms(tools: Tools, actor: Actor) -> tuple[str, ...]:
    """Record everything that time did to the route since somebody last looked; what that was, in Dutch."""
    said: list[str] = []
    while True:
        entry = record(tools, actor, lambda now: due_event(tools, now))
        if entry is None:
            return tuple(said)
        said += _told(tools, entry.event)


def due_event(tools: Tools, now: EditionState) -> Event | None:
    """What time did to the route and is not on record yet: one thing of the first stage of which there is any.

    Of a draft that what was sent in has overtaken nothing is recorded: it will not be decided on.
    """
    made = now.draft
    if made is None or now.phase not in (Phase.CONCEPT, Phase.FOR_ADOPTION) or not draft_is_current(tools, now):
        return None
    review = standing(tools.programme, now.decisions, drafts_of(now), made)
    return next((found for found in (_of_stage(tools, now, review, stage) for stage in review.stages) if found), None)


def has_passed(term: StageTerm, today: date) -> bool:
    """Whether a term is over: it lasts to the end of its last day."""
    return term.due is not None and today > term.due


def _of_stage(tools: Tools, now: EditionState, review: ReviewStanding, stage: StageStanding) -> Event | None:
    rule, term = tools.programme.stage(stage.stage), now.course.term(stage.stage, review.draft)
    today = local_day(tools.clock.now())
    if not stage.reached:
        return None if term is None else StageSetBack(stage=stage.stage, draft=review.draft)
    if stage.satisfied:
        return None
    if term is None or term.asks != rule.asks:
        due = None if rule.term is None else working_days_from(today, rule.term)
        return StageOpened(stage=stage.stage, draft=review.draft, due=due, asks=rule.asks)
    if not has_passed(term, today):
        return None
    return _silence(tools, now, rule, stage, term) or _expiry(term)


def _silence(
    tools: Tools, now: EditionState, rule: Stage, stage: StageStanding, term: StageTerm
) -> DecisionGiven | None:
    """The next whose silence agrees; of a term that is on record as passed nobody's does any more."""
    if term.expired:
        return None
    draft = now.drafts[-1].draft
    silent = silent_in(stage, outspoken(tools, now, draft, rule, term.due))
    return DecisionGiven(decision=no_objection(rule, silent[0], draft, tools.clock.now())) if silent else None


def _expiry(term: StageTerm) -> TermExpired | None:
    if term.expired or term.due is None:
        return None
    return TermExpired(stage=term.stage, draft=term.draft, due=term.due)


def _told(tools: Tools, event: Event) -> tuple[str, ...]:
    programme = tools.programme
    match event:
        case StageOpened():
            until = "" if event.due is None else f"; besluiten kan tot en met {with_weekday(event.due)}"
            name = programme.stage(event.stage).name
            warned = watch_of(route_watch(tools, state(tools)), event.stage).warnings
            return (f"Stap '{name}' is aan de beurt voor concept {event.draft}{until}.", *warned)
        case TermExpired():
            name = programme.stage(event.stage).name
            return (
                f"De termijn van stap '{name}' voor concept {event.draft} is verlopen ({with_weekday(event.due)}). "
                f"Daaruit volgt niets: verleng met `bna term {tools.id}`, regel vervanging, of wacht het besluit af.",
            )
        case StageSetBack():
            name = programme.stage(event.stage).name
            return (f"Stap '{name}' is voor concept {event.draft} niet meer aan de beurt: een stap ervoor viel terug.",)
        case DecisionGiven(decision=d):
            names = {p.id: p.name for p in programme.people}
            return (f"{names[d.reviewer]}: {d.verdict.words} (stap '{programme.stage(d.stage).name}').",)
        case _:
            return ()
