"""Giving a stage more time: the coordinator's answer to a term that is too short, or has passed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from bna_pipeline.errors import NotAllowed, TransitionRefused, WrongUse
from bna_pipeline.model.base import PersonId
from bna_pipeline.model.course import StageTerm
from bna_pipeline.model.programme import Programme, Role
from bna_pipeline.model.review_events import TermExtended
from bna_pipeline.model.stages import Stage
from bna_pipeline.review.delegation import person_of
from bna_pipeline.review.standing import ReviewStanding

FURTHEST: Final = timedelta(days=366)
"""How far ahead a last day may lie: beyond it a digit of the year was mistyped."""


def extend_term(
    programme: Programme,
    review: ReviewStanding,
    stage: Stage,
    term: StageTerm | None,
    *,
    until: date,
    reason: str,
    given_by: PersonId,
    today: date,
) -> TermExtended | None:
    """Another last day for a stage that must decide now; None when it is that day already.

    Args:
        review: of the draft that counts.
        term: of the stage for that draft; None: it has not been opened.
        until: the new last day, in the Netherlands.
        today: in the Netherlands.

    Raises:
        UnknownPerson, NotAllowed: `given_by` is no coordinator.
        TransitionRefused: it is not the stage's turn, it lacks nothing any more, or it has no term.
        WrongUse: no reason, a day that has passed, one that is not later than the term's last day, or one far ahead.
    """
    giver = person_of(programme, given_by)
    if Role.COORDINATOR not in giver.roles:
        able = " of ".join(p.name for p in programme.people if Role.COORDINATOR in p.roles)
        raise NotAllowed(f"{giver.name} verlengt geen termijnen.", f"Dat kan alleen {able}." if able else "")
    where = review.stage(stage.id)
    if where.satisfied:
        raise TransitionRefused(
            f"Stap '{stage.name}' is voor concept {review.draft} al rond.", "Verlengen is niet meer nodig."
        )
    if term is None or not where.reached:
        raise TransitionRefused(
            f"Stap '{stage.name}' is voor concept {review.draft} nog niet aan de beurt, dus er loopt geen termijn.",
            "De termijn begint als de stap aan de beurt is.",
        )
    if term.due is None:
        raise TransitionRefused(
            f"Stap '{stage.name}' heeft geen termijn.", "Zet in programme.yaml bij deze stap een `term`."
        )
    if not reason.strip():
        raise WrongUse("Een termijn verlengen heeft een reden nodig.", "Geef in een paar woorden aan waarom.")
    if until == term.due and not term.expired:
        return None
    if until <= term.due:
        raise WrongUse(
            f"{until:%d-%m-%Y} is niet later dan het eind van de termijn van stap '{stage.name}': {term.due:%d-%m-%Y}.",
            "Geef een latere dag.",
        )
    if until < today:
        raise WrongUse(f"{until:%d-%m-%Y} is al voorbij.", "Geef een dag die nog komt.")
    if until - today > FURTHEST:
        raise WrongUse(f"{until:%d-%m-%Y} is meer dan een jaar vooruit.", "Kijk het jaartal na.")
    return TermExtended(stage=stage.id, draft=review.draft, until=until, reason=reason)
