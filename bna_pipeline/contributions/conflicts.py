"""Partners that contradict each other, and what the coordinator settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bna_pipeline.contributions.amounts import amount_conflicts
from bna_pipeline.contributions.milestones import milestone_conflicts
from bna_pipeline.contributions.settling import choices, settlement_for, voices
from bna_pipeline.model.base import Line, PartnerId
from bna_pipeline.model.consolidation import STATUS, VERSION, Conflict, Settlement
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.programme import Action, Programme, Status

__all__ = [
    "STATUS",
    "VERSION",
    "agreed_status",
    "choices",
    "conflicts",
    "every_conflict",
    "settlement_for",
    "status_conflict",
    "statuses",
]


def conflicts(
    programme: Programme, contributions: Mapping[str, Contribution], settlements: Iterable[Settlement]
) -> tuple[Conflict, ...]:
    """What partners contradict each other on, as far as that is not settled for exactly these values.

    Args:
        contributions: the counting contribution of each partner, by partner id.

    Returns:
        open conflicts in the programme's order; of one action its status, its milestones, its money.
    """
    settled = tuple(settlements)
    return tuple(c for c in every_conflict(programme, contributions) if settlement_for(c, settled) is None)


def every_conflict(programme: Programme, contributions: Mapping[str, Contribution]) -> tuple[Conflict, ...]:
    """As `conflicts`, with those that were settled."""
    return tuple(conflict for action in programme.actions for conflict in _of(action, contributions))


def _of(action: Action, contributions: Mapping[str, Contribution]) -> Iterable[Conflict]:
    said = voices(action, contributions)
    if len(said) < 2:
        return ()
    status = status_conflict(action, contributions)
    return (
        *(() if status is None else (status,)),
        *milestone_conflicts(action.id, said),
        *amount_conflicts(action.id, said),
    )


def status_conflict(action: Action, contributions: Mapping[str, Contribution]) -> Conflict | None:
    """The contradiction about one action's status; None when its reporters agree or are silent."""
    said = statuses(action, contributions)
    if len({value for _, value in said}) < 2:
        return None
    return Conflict(field=STATUS, subject=action.id, values=said)


def statuses(action: Action, contributions: Mapping[str, Contribution]) -> tuple[tuple[PartnerId, Line], ...]:
    """Which partner gives which status, by partner id."""
    return tuple(
        (partner, report.status.value)
        for partner in sorted(action.reporters)
        if partner in contributions and (report := contributions[partner].report(action.id)) is not None
    )


def agreed_status(
    action: Action, contributions: Mapping[str, Contribution], settlements: Iterable[Settlement]
) -> Status | None:
    """An action's status: the settled one, else the one on which all reporters agree; None when nobody reported.

    Where a conflict is open the owner's, if it reported; who must not go by that has refused it before.
    """
    said = statuses(action, contributions)
    if not said:
        return None
    conflict = status_conflict(action, contributions)
    settlement = settlement_for(conflict, settlements) if conflict else None
    speaker = action.owner if settlement is None else settlement.chosen
    return Status(dict(said).get(speaker, said[0][1]))
