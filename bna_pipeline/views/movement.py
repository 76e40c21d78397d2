"""What moved since the edition before and what the coordinator must look at, a line each, for people and programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from bna_pipeline.model.base import Frozen
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.movement import ActionMovement, MilestoneMove
from bna_pipeline.model.observations import Observations


class MilestoneLine(Frozen):
    """A milestone that is not as it was; dates as running text writes them."""

    change: str
    title: str
    before: str | None
    now: str | None


class MovementLine(Frozen):
    """One action in both editions; keys are stable. Statuses are None where nobody reported."""

    action: str
    title: str
    formerly: str | None
    before: str | None
    now: str | None
    direction: str
    milestones: tuple[MilestoneLine, ...]
    money_before: Decimal | None
    money_now: Decimal | None


class ObservationsLine(Frozen):
    """How much there is to see with all contributions side by side.

    Attributes:
        contradictions: what is to be settled, by subject.
        pointers, doubles: how many doubts and how many examples that are told twice.
        unreported, owed: actions of which nobody reported, and of which a partner delivers the report later.
        page: where the whole stands in the outbox; None: it was not made yet.
    """

    contradictions: tuple[str, ...]
    settled: int
    pointers: int
    doubles: int
    unreported: tuple[str, ...]
    owed: tuple[str, ...]
    page: str | None


def movement_lines(movement: Iterable[ActionMovement]) -> tuple[MovementLine, ...]:
    """A line for every action, in the order in which they come."""
    return tuple(
        MovementLine(
            action=moved.action,
            title=moved.title,
            formerly=moved.formerly,
            before=None if moved.before is None else moved.before.value,
            now=None if moved.now is None else moved.now.value,
            direction=moved.direction.value,
            milestones=tuple(_milestone(milestone) for milestone in moved.milestones),
            money_before=None if moved.money is None else moved.money.before,
            money_now=None if moved.money is None else moved.money.now,
        )
        for moved in movement
    )


def _milestone(move: MilestoneMove) -> MilestoneLine:
    before, now = (None if day is None else dutch_date(day) for day in (move.before, move.now))
    return MilestoneLine(change=move.change.value, title=move.title, before=before, now=now)


def movement_counts(lines: Iterable[MovementLine]) -> dict[str, int]:
    """How many actions went which way, by the word for it; directions that no action went are left out."""
    return dict(sorted(Counter(line.direction for line in lines).items()))


def observations_line(seen: Observations, page: str | None) -> ObservationsLine:
    """The observations in figures.

    Args:
        page: as a person can open it.
    """
    return ObservationsLine(
        contradictions=tuple(one.subject for one in seen.contradictions),
        settled=len(seen.settled),
        pointers=len(seen.pointers),
        doubles=len(seen.doubles),
        unreported=tuple(action for lack in seen.lacks for action in lack.unreported),
        owed=tuple(action for lack in seen.lacks for action in lack.owed),
        page=page,
    )
