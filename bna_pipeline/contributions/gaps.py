"""What is still owed: an action whose owner sent a part of its contribution, without this action in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bna_pipeline.contributions.settling import settlement_for
from bna_pipeline.model.base import ActionId, PartnerId
from bna_pipeline.model.consolidation import REPORT, WITHOUT, Conflict, Settlement
from bna_pipeline.model.contribution import Completeness, Contribution
from bna_pipeline.model.programme import Action, Programme

LATER = "levert dit later aan"


def gap_in(action: Action, contributions: Mapping[str, Contribution]) -> Conflict | None:
    """The report that an action's owner still owes, as something that the coordinator may settle.

    Only the owner owes one: what other partners add is up to them. Who sent nothing at all, or a whole contribution,
    owes nothing that is on its way.
    """
    theirs = contributions.get(action.owner)
    if theirs is None or theirs.completeness is not Completeness.PARTIAL or theirs.report(action.id) is not None:
        return None
    return Conflict(field=REPORT, subject=gap_subject(action.id), values=((action.owner, LATER),), about=action.title)


def gap_subject(action: ActionId) -> str:
    """What the gap in an action is called where it is settled."""
    return f"{action}:{REPORT}"


def gaps(
    programme: Programme, contributions: Mapping[str, Contribution], settlements: Iterable[Settlement]
) -> tuple[Conflict, ...]:
    """All that is owed, in the programme's order, but for what the coordinator let go."""
    settled = tuple(settlements)
    found = (gap_in(action, contributions) for action in programme.actions)
    return tuple(gap for gap in found if gap is not None and _stands(gap, settled))


def owed_by(
    action: Action, contributions: Mapping[str, Contribution], settlements: Iterable[Settlement]
) -> PartnerId | None:
    """Who still owes a report on this action; None when nobody does."""
    gap = gap_in(action, contributions)
    return action.owner if gap is not None and _stands(gap, settlements) else None


def _stands(gap: Conflict, settlements: Iterable[Settlement]) -> bool:
    settlement = settlement_for(gap, settlements)
    return settlement is None or settlement.chosen != WITHOUT
