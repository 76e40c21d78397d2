"""What the ledger holds of the route in time: whose turn it is, terms that pass or are extended, who is away."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from bna_pipeline.model.base import Frozen, Line, PersonId, Sha256, StageId
from bna_pipeline.model.draft import Delegation


class StageOpened(Frozen):
    """It is this stage's turn for this draft, and it lacks something: from here on its term runs.

    Attributes:
        due: the last day on which to decide, in the Netherlands, to its end; None: the stage has no term.
        asks: `Stage.asks`, of the stage as the programme had it then.
    """

    kind: Literal["review.stage-opened"] = "review.stage-opened"
    stage: StageId
    draft: int
    due: date | None
    asks: Sha256


class StageSetBack(Frozen):
    """It is no longer this stage's turn for this draft: a stage before it fell back. When its turn comes again, a whole
    term runs anew, for nobody could decide in between.
    """

    kind: Literal["review.stage-set-back"] = "review.stage-set-back"
    stage: StageId
    draft: int


class TermExpired(Frozen):
    """The term's last day has passed, and the stage still lacks something. Nothing follows from it by itself."""

    kind: Literal["review.term-expired"] = "review.term-expired"
    stage: StageId
    draft: int
    due: date


class TermExtended(Frozen):
    """The coordinator gives a stage until another day, before or after its term has passed."""

    kind: Literal["review.term-extended"] = "review.term-extended"
    stage: StageId
    draft: int
    until: date
    reason: Line


class AbsenceNoted(Frozen):
    """Somebody is away from one day to another, both inclusive.

    `deputy` decides in his place on these days, as under a delegation; None: nobody does.
    """

    kind: Literal["review.absence-noted"] = "review.absence-noted"
    person: PersonId
    first: date
    last: date
    deputy: PersonId | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("an absence ends on or after its first day")
        return self

    @property
    def delegation(self) -> Delegation | None:
        """What it lets the deputy do."""
        if self.deputy is None:
            return None
        return Delegation(
            principal=self.person,
            deputy=self.deputy,
            valid_from=self.first,
            valid_until=self.last,
            reason="afwezigheid",
        )

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    def touches(self, first: date, last: date) -> bool:
        """Whether a day of it lies between these two, both inclusive."""
        return self.first <= last and first <= self.last


class AbsenceEnded(Frozen):
    """The absence of a person that began, or would begin, on `first` no longer holds; what a deputy decided stands."""

    kind: Literal["review.absence-ended"] = "review.absence-ended"
    person: PersonId
    first: date
    reason: Line
