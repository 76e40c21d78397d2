"""The decision of Gedeputeerde Staten on the bytes of a draft."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from bna_pipeline.model.base import Frozen, Line, PersonId
from bna_pipeline.model.draft import Outcome
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Done, Reason, edition_operations, told
from bna_pipeline.portal.doors import Entered
from bna_pipeline.wiring import pipeline

operations = edition_operations("Adoption")


class AdoptionAsked(Frozen):
    """What was decided, on the draft of this version and no other."""

    draft: int = Field(ge=1, le=100_000, description="Version of the draft that was decided on.", examples=[3])
    on: date = Field(description="Date of the decision.", examples=["2020-07-07"])
    number: Line = Field(max_length=100, description="Number of the decision.", examples=["GS-2020-0412"])
    outcome: Outcome
    holder: PersonId | None = Field(
        default=None, description="Of `mandate`: the id of the person who may settle editorial changes."
    )


class Withdrawal(Frozen):
    reason: Reason


class MandateSettled(Frozen):
    draft: int = Field(ge=1, le=100_000, description="Version of the draft whose bytes are approved.", examples=[4])


@operations.post("/adoptions", name="api-adopt")
def adopt(asked: AdoptionAsked, visit: Entered) -> Done:
    """Record the decision on the draft's exact bytes."""
    step = pipeline.adopt(
        visit.tools,
        visit.actor(Act.ADOPT),
        on=asked.on,
        number=asked.number,
        outcome=asked.outcome,
        holder=asked.holder,
        draft=asked.draft,
    )
    return told(visit, step, "assemble")


@operations.post("/adoptions/withdrawal", name="api-withdraw-adoption")
def withdraw_adoption(asked: Withdrawal, visit: Entered) -> Done:
    """Record that the decision no longer holds; signatures under it are thrown away."""
    step = pipeline.withdraw_adoption(visit.tools, visit.actor(Act.WITHDRAW_ADOPTION), reason=asked.reason)
    return told(visit, step, "review")


@operations.post("/mandate", name="api-settle-mandate")
def settle_mandate(asked: MandateSettled, visit: Entered) -> Done:
    """The mandate's holder approves the final bytes."""
    step = pipeline.finish_mandate(visit.tools, visit.actor(Act.SETTLE_MANDATE), draft=asked.draft)
    return told(visit, step, "assemble")
