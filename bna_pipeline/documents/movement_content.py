"""What moved since the edition before, in the words of the report's overview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypedDict

from bna_pipeline.documents.dutch import euros, number_words
from bna_pipeline.documents.letter_text import REPORT_TEXT, MovementText
from bna_pipeline.documents.patterns import Facts, fill_line
from bna_pipeline.model.base import PillarId
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.content import ChangeLine, OverviewMovement
from bna_pipeline.model.movement import ActionMovement, Direction, MilestoneChange, MilestoneMove, MoneyMove
from bna_pipeline.model.programme import Status

_PLACE: Final = f"{REPORT_TEXT}, movement.introduction"


class Marks(TypedDict):
    """What a row of the overview says of the edition before."""

    before: str | None
    change: str | None


def row_marks(moved: ActionMovement | None, not_reported: str) -> Marks:
    """The status then and the word for the change; nothing when the edition before is not known.

    Args:
        not_reported: how the status of an action is said about which nobody reported.
    """
    if moved is None:
        return Marks(before=None, change=None)
    if moved.direction is Direction.NEW:
        return Marks(before=None, change=moved.direction.value)
    before = not_reported if moved.before is None else moved.before.value
    change = None if moved.direction is Direction.UNREPORTED else moved.direction.value
    return Marks(before=before, change=change)


def standings_before(movement: Iterable[ActionMovement], pillar: PillarId | None = None) -> Counter[Status | None]:
    """How many actions had each status in the edition before; None: nobody reported. A new action is not counted.

    Args:
        pillar: of this pillar alone.
    """
    return Counter(
        moved.before
        for moved in movement
        if moved.direction is not Direction.NEW and (pillar is None or moved.pillar == pillar)
    )


def overview_movement(text: MovementText, movement: Sequence[ActionMovement], facts: Facts) -> OverviewMovement:
    """The words, figures and lines of what moved.

    Raises:
        TemplateInvalid: the programme's sentence names what is not there.
    """
    known = {**facts, "movement": {"counts": counts_since(movement)}}
    found = ((moved, tuple(_changes(moved))) for moved in movement)
    return OverviewMovement(
        column=text.column,
        introduction=fill_line(text.introduction, known, _PLACE),
        heading=text.heading,
        what=text.what,
        lines=tuple(ChangeLine(action=m.action, title=m.title, changes=changes) for m, changes in found if changes),
    )


def counts_since(movement: Iterable[ActionMovement]) -> list[str]:
    """How many actions went which way, in words: what the programme's sentence knows as `movement.counts`."""
    return list(_counts(movement))


def _counts(movement: Iterable[ActionMovement]) -> Iterator[str]:
    counted = Counter(moved.direction for moved in movement)
    for direction in Direction:
        if count := counted[direction]:
            yield f"{number_words(count)} {'actie' if count == 1 else 'acties'} {direction.value}"


def _changes(moved: ActionMovement) -> Iterator[str]:
    if moved.direction is Direction.ENDED:
        last = "" if moved.before is None else f"; de laatste status was {moved.before.value}"
        yield f"Staat niet meer in de agenda{last}."
        return
    if moved.formerly is not None:
        yield f"Heette vorig jaar: {moved.formerly}."
    for milestone in moved.milestones:
        yield from _milestone(milestone)
    if moved.money is not None:
        yield from _money(moved.money)


def _milestone(move: MilestoneMove) -> Iterator[str]:
    """A sentence on what became of a milestone of the edition before; a new one stands in its chapter."""
    before, now = ("" if day is None else dutch_date(day) for day in (move.before, move.now))
    match move.change:
        case MilestoneChange.REACHED:
            planned = "" if before == now else f", gepland op {before}"
            yield f"Gehaald: {move.title} ({now}{planned})."
        case MilestoneChange.MOVED:
            yield f"Verschoven: {move.title}, van {before} naar {now}."
        case MilestoneChange.DROPPED:
            yield f"Niet meer genoemd: {move.title}, gepland op {before}."
        case MilestoneChange.NEW:
            return


def _money(move: MoneyMove) -> Iterator[str]:
    before, now = ("geen bedrag" if amount is None else euros(amount) for amount in (move.before, move.now))
    if before != now:
        yield f"Opgegeven: {now}; vorig jaar {before}."
