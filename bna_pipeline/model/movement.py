"""Last year beside this year: what moved in an action between two editions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from bna_pipeline.model.base import ActionId, Frozen, Line, PillarId
from bna_pipeline.model.programme import Status
from bna_pipeline.model.round import absent


class Direction(StrEnum):
    """Which way an action went since the edition before."""

    FORWARD = "vooruit"
    SAME = "gelijk"
    BACK = "achteruit"
    NEW = "nieuw"
    ENDED = "beëindigd"
    UNREPORTED = "niet gemeld"  # in one of both editions nobody gave a status


class MilestoneChange(StrEnum):
    """What became of a milestone since the edition before."""

    REACHED = "gehaald"
    MOVED = "verschoven"
    NEW = "nieuw"
    DROPPED = "niet meer genoemd"


class MilestoneMove(Frozen):
    """A milestone that is not as it was; `before` and `now` are its dates in both editions."""

    change: MilestoneChange
    title: Line
    before: date | None = None
    now: date | None = None


class MoneyMove(Frozen):
    """What all partners together reported for an action, in euros; None: no amount."""

    before: Decimal | None
    now: Decimal | None


class ActionMovement(Frozen):
    """One action in both editions.

    Attributes:
        title: as it is called now; of an action that ended, as it was called.
        formerly: what it was called in the edition before, when that is something else.
        before, now: its status in both editions; None: not in that edition, or nobody reported.
        milestones: those that changed, by date; that an old one which was reached is not told again is no change.
        money: None when no partner reported an amount in either edition.
    """

    action: ActionId
    title: Line
    pillar: PillarId
    formerly: Line | None = Field(default=None, exclude_if=absent)
    before: Status | None
    now: Status | None
    direction: Direction
    milestones: tuple[MilestoneMove, ...] = ()
    money: MoneyMove | None = None


# "nog niet gestart" stands below what was begun: who goes back to it has lost ground, also from "vertraagd".
_RANK: dict[Status, int] = {
    Status.STOPPED: 0,
    Status.NOT_STARTED: 1,
    Status.DELAYED: 2,
    Status.ON_SCHEDULE: 3,
    Status.AHEAD: 4,
    Status.DONE: 5,
}


def direction(before: Status | None, now: Status | None) -> Direction:
    """Which way a status went.

    From "nog niet gestart" to "vertraagd" is back: the work did not begin when it should have.
    """
    if before is None or now is None:
        return Direction.UNREPORTED
    if before is now:
        return Direction.SAME
    if (before, now) == (Status.NOT_STARTED, Status.DELAYED):
        return Direction.BACK
    return Direction.FORWARD if _RANK[now] > _RANK[before] else Direction.BACK
