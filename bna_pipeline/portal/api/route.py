"""The route in time: terms that are extended, who is away, who decides in another's place."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from bna_pipeline.model.base import Frozen, PersonId
from bna_pipeline.model.draft import Delegation
from bna_pipeline.model.review_events import AbsenceNoted
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Done, InStage, Reason, edition_operations, told
from bna_pipeline.portal.doors import Entered
from bna_pipeline.portal.ways import may_do
from bna_pipeline.wiring import pipeline

operations = edition_operations("Route")


class Extension(Frozen):
    until: date = Field(description="The new last day, to its end.", examples=["2020-06-26"])
    reason: Reason


class Absence(Frozen):
    """Somebody is away on these days."""

    person: PersonId = Field(description="Who; a reviewer may note his own.", examples=["beleid"])
    first: date = Field(description="The first day.", examples=["2020-06-15"])
    last: date = Field(description="The last day.", examples=["2020-06-19"])
    deputy: PersonId | None = Field(default=None, description="Who decides in his place on these days; null: nobody.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("an absence ends on or after its first day")
        return self


class AbsenceOver(Frozen):
    person: PersonId
    first: date = Field(description="The first day of the absence that ends.")
    reason: Reason


class Absences(Frozen):
    absences: tuple[AbsenceNoted, ...]


class DelegationAsked(Frozen):
    """One person decides in another's place on these days."""

    principal: PersonId = Field(description="In whose place; a reviewer may lend out his own.", examples=["beleid"])
    deputy: PersonId = Field(description="Who decides.", examples=["juridisch"])
    valid_from: date = Field(examples=["2020-06-15"])
    valid_until: date = Field(description="The last day.", examples=["2020-06-19"])
    reason: Reason

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until < self.valid_from:
            raise ValueError("a delegation ends on or after its first day")
        return self


class DelegationOver(Frozen):
    principal: PersonId
    deputy: PersonId
    reason: Reason


class Delegations(Frozen):
    delegations: tuple[Delegation, ...] = Field(description="Those that nobody ended; their dates still rule.")


@operations.post("/stages/{stage}/terms", name="api-extend-term")
def extend_term(stage: InStage, asked: Extension, visit: Entered) -> Done:
    """Give a stage until another day, before or after its term has passed."""
    step = pipeline.extend_term(
        visit.tools, visit.actor(Act.EXTEND_TERM), stage=stage, until=asked.until, reason=asked.reason
    )
    return told(visit, step, "review")


@operations.get("/absences", name="api-absences")
def absences(visit: Entered) -> Absences:
    """Who is away, or will be; for who does not hold the route, what is about himself."""
    every, me = pipeline.state(visit.tools).course.absences, visit.person.id
    whole = may_do(visit, "terms")
    return Absences(absences=tuple(a for a in every if whole or me in (a.person, a.deputy)))


@operations.post("/absences", name="api-note-absence")
def note_absence(asked: Absence, visit: Entered) -> Done:
    """Record that somebody is away."""
    step = pipeline.note_absence(
        visit.tools,
        visit.actor(Act.NOTE_ABSENCE),
        person=asked.person,
        first=asked.first,
        last=asked.last,
        deputy=asked.deputy,
    )
    return told(visit, step, "review")


@operations.post("/absences/ending", name="api-end-absence")
def end_absence(asked: AbsenceOver, visit: Entered) -> Done:
    """Record that somebody is not, or no longer, away; what a deputy decided stands."""
    step = pipeline.end_absence(
        visit.tools, visit.actor(Act.NOTE_ABSENCE), person=asked.person, first=asked.first, reason=asked.reason
    )
    return told(visit, step, "review")


@operations.get("/delegations", name="api-delegations")
def delegations(visit: Entered) -> Delegations:
    """Who decides in whose place, and why; for who does not hold the route, what is about himself."""
    every, me = pipeline.state(visit.tools).in_force, visit.person.id
    whole = may_do(visit, "terms")
    return Delegations(delegations=tuple(d for d in every if whole or me in (d.principal, d.deputy)))


@operations.post("/delegations", name="api-delegate")
def delegate(asked: DelegationAsked, visit: Entered) -> Done:
    """Record that one person decides in another's place."""
    step = pipeline.delegate(
        visit.tools,
        visit.actor(Act.DELEGATE),
        principal=asked.principal,
        deputy=asked.deputy,
        valid_from=asked.valid_from,
        valid_until=asked.valid_until,
        reason=asked.reason,
    )
    return told(visit, step, "review")


@operations.post("/delegations/ending", name="api-end-delegation")
def end_delegation(asked: DelegationOver, visit: Entered) -> Done:
    """Record that one person no longer decides in another's place."""
    step = pipeline.end_delegation(
        visit.tools, visit.actor(Act.DELEGATE), principal=asked.principal, deputy=asked.deputy, reason=asked.reason
    )
    return told(visit, step, "review")
