"""What moved since the edition before and what is to be looked at, as lines for a terminal, in Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from bna_pipeline.model.movement import Direction

if TYPE_CHECKING:
    from bna_pipeline.wiring import views


def moved_lines(status: views.EditionStatus) -> Iterator[str]:
    """The figures, and a line for every action of which something changed; nothing when there is no edition before.

    Of an action that nobody reported on yet the figures say enough: what it lacks is asked of its partners anyway.
    """
    if not status.movement:
        return
    counts = ", ".join(f"{word}: {count}" for word, count in status.movement_counts.items())
    yield f"Sinds de vorige editie ({counts})"
    for line in status.movement:
        if line.now is None and line.direction == Direction.UNREPORTED.value:
            continue
        if said := list(_changes(line)):
            yield f"  {line.action} {line.title}: {'; '.join(said)}"


def _changes(line: views.MovementLine) -> Iterator[str]:
    if line.direction != "gelijk":
        statuses = [said for said in (line.before, line.now) if said is not None]
        yield f"{line.direction} ({' -> '.join(statuses)})" if statuses else line.direction
    if line.formerly is not None:
        yield f"heette {line.formerly}"
    yield from (f"{m.change}: {m.title}" for m in line.milestones if m.before is not None)
    if line.money_before != line.money_now:
        yield f"bedrag: {_euros(line.money_before)} -> {_euros(line.money_now)}"


def _euros(amount: Decimal | None) -> str:
    return "geen" if amount is None else f"€ {amount:,.0f}".replace(",", ".")


def seen_lines(seen: views.ObservationsLine | None) -> Iterator[str]:
    """What the coordinator finds with all contributions side by side; nothing when there is nothing to look at."""
    if seen is None or not (seen.pointers or seen.doubles or seen.unreported or seen.owed):
        return
    yield "Samenhang"
    if seen.pointers:
        yield f"  om na te kijken: {seen.pointers}"
    if seen.doubles:
        yield f"  voorbeelden die op elkaar lijken: {seen.doubles}"
    if seen.unreported:
        yield f"  nog niets gemeld over: {', '.join(seen.unreported)}"
    if seen.owed:
        yield f"  wordt later aangeleverd: {', '.join(seen.owed)}"
    if seen.page is not None:
        yield f"  {seen.page}"
