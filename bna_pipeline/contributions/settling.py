"""What the coordinator chose where partners say different things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bna_pipeline.model.base import PartnerId
from bna_pipeline.model.consolidation import ALL, AMOUNT, REPORT, VERSION, WITHOUT, Conflict, Settlement
from bna_pipeline.model.contribution import ActionReport, Contribution
from bna_pipeline.model.programme import Action

Voices = tuple[tuple[PartnerId, ActionReport], ...]
"""Who says what about one action, the owner first."""


def voices(action: Action, contributions: Mapping[str, Contribution]) -> Voices:
    """Every report on an action by those who may report on it: the owner first, then the others by id."""
    return tuple(
        (partner, report)
        for partner in (action.owner, *sorted(action.partners))
        if partner in contributions and (report := contributions[partner].report(action.id)) is not None
    )


def choices(conflict: Conflict) -> tuple[str, ...]:
    """What can be chosen: a partner; an original's digest (version); of amounts also all; of an owed report none."""
    if conflict.field == VERSION:
        return tuple(value for _, value in conflict.values)
    if conflict.field == REPORT:
        return (WITHOUT,)
    partners = tuple(partner for partner, _ in conflict.values)
    return (*partners, ALL) if conflict.field == AMOUNT else partners


def settlement_for(conflict: Conflict, settlements: Iterable[Settlement]) -> Settlement | None:
    """The latest settlement for exactly this conflict; a settlement for other values does not hold."""
    same = [
        s
        for s in settlements
        if (s.field, s.subject) == (conflict.field, conflict.subject) and sorted(s.values) == sorted(conflict.values)
    ]
    return same[-1] if same else None


def told_apart(subjects: Iterable[str]) -> tuple[str, ...]:
    """Subjects of one action, each with a number behind it where several are called the same."""
    seen: dict[str, int] = {}
    found = []
    for subject in subjects:
        seen[subject] = seen.get(subject, 0) + 1
        found.append(subject if seen[subject] == 1 else f"{subject}-{seen[subject]}")
    return tuple(found)
