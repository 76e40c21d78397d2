"""How the route is watched: until when each stage has, who is late, and who is away while it waits for him."""

from __future__ import annotations

from datetime import date

from bna_pipeline.model.base import Frozen, Line, Moment, PersonId, StageId


class ReviewerWatch(Frozen):
    """One reviewer of a stage, in time.

    Attributes:
        waited_for: the stage is reached, and lacks something that he can give; who sent the draft back waits himself.
        late: what he last decided on this draft came after the term.
        away_from, away_until: the absence that touches the days of the term from today on (of a stage without one:
            today), both inclusive; None: he is there.
        deputies: who may decide in his place on one of those days, by a delegation or for his absence.
        warning: a Dutch sentence, when a term in which he must decide falls in his absence.
    """

    person: PersonId
    waited_for: bool = False
    late: bool = False
    away_from: date | None = None
    away_until: date | None = None
    deputies: tuple[PersonId, ...] = ()
    warning: Line | None = None


class StageWatch(Frozen):
    """One stage, in time.

    Attributes:
        beside: it stands side by side with the stage before it.
        term: working days; None: it has none.
        opened_at: when it was this stage's turn for the draft that counts; None: it is not, or nobody looked yet.
        due: the last day on which to decide, in the Netherlands, to its end.
        first_due: what that was before it was extended.
        expired: the term has passed, and nobody decided since what happens.
        days_left: to `due`: 0 on the day itself, negative once it has passed.
        working_days_left: after today up to and including `due`; after it: those that have passed since, negative.
        planned_from, planned_due: of a stage whose turn is still to come: its days, if every stage before it takes its
            whole term; None where one of them has none.
    """

    stage: StageId
    beside: bool = False
    term: int | None = None
    opened_at: Moment | None = None
    due: date | None = None
    first_due: date | None = None
    expired: bool = False
    days_left: int | None = None
    working_days_left: int | None = None
    planned_from: date | None = None
    planned_due: date | None = None
    reviewers: tuple[ReviewerWatch, ...] = ()

    @property
    def warnings(self) -> tuple[Line, ...]:
        """On terms that fall in somebody's absence."""
        return tuple(r.warning for r in self.reviewers if r.warning is not None)

    def reviewer(self, person: PersonId) -> ReviewerWatch:
        """The reviewer with this id; somebody of whom nothing is known when the stage has none."""
        return next((r for r in self.reviewers if r.person == person), ReviewerWatch(person=person))
