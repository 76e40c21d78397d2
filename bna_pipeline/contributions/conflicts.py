"""Partners that contradict each other, and what the coordinator settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bna_pipeline.model.base import Line, PartnerId
from bna_pipeline.model.consolidation import Conflict, Settlement
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.programme import Action, Programme, Status

STATUS = "status"
VERSION = "version"


def conflicts(
    programme: Programme, contributions: Mapping[str, Contribution], settlements: Iterable[Settlement]
) -> tuple[Conflict, ...]:
    """Actions on which partners give different statuses, as far as that is not settled for exactly these values.

    Args:
        contributions: the counting contribution of each partner, by partner id.

    Returns:
        open conflicts in the programme's order.
    """
    settled = tuple(settlements)
    found = (status_conflict(action, contributions) for action in programme.actions)
    return tuple(c for c in found if c is not None and settlement_for(c, settled) is None)


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


def settlement_for(conflict: Conflict, settlements: Iterable[Settlement]) -> Settlement | None:
    """The latest settlement for exactly this conflict; a settlement for other values does not hold."""
    same = [
        s
        for s in settlements
        if (s.field, s.subject) == (conflict.field, conflict.subject) and sorted(s.values) == sorted(conflict.values)
    ]
    return same[-1] if same else None


def agreed_status(
    action: Action, contributions: Mapping[str, Contribution], settlements: Iterable[Settlement]
) -> Status | None:
    """An action's status: the settled one, else the one on which all reporters agree; None when nobody reported.

    The caller has made sure that no conflict is open.
    """
    said = statuses(action, contributions)
    if not said:
        return None
    conflict = status_conflict(action, contributions)
    settlement = settlement_for(conflict, settlements) if conflict else None
    chosen = dict(said).get(settlement.chosen) if settlement else None
    return Status(chosen or said[0][1])
