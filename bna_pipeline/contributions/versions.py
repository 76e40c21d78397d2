"""Which of a partner's versions counts (`design.md`, "Which version counts")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bna_pipeline.contributions.conflicts import VERSION, settlement_for
from bna_pipeline.model.base import PartnerId
from bna_pipeline.model.consolidation import Conflict, Settlement
from bna_pipeline.model.events import ContributionChecked

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Standing:
    """How a partner's versions stand.

    Attributes:
        counting: the version that counts; None when none is accepted, or when a conflict is open.
        superseded: accepted versions that no longer count, oldest first.
        conflict: two accepted versions with the same sending moment and other bytes, not settled yet.
    """

    counting: ContributionChecked | None
    superseded: tuple[ContributionChecked, ...] = ()
    conflict: Conflict | None = None


def which_counts(
    partner: PartnerId,
    checked: Sequence[ContributionChecked],
    settlements: Iterable[Settlement],
    *,
    subject: str | None = None,
) -> Standing:
    """The accepted version that was sent last; a later one with errors does not replace it.

    Args:
        checked: all checks of the edition in ledger order; those of other partners are passed over. Of one original
            only its latest check is looked at.
        subject: how a conflict names whose versions they are; None: by the partner's id.
    """
    latest = {c.original: c for c in checked if c.partner == partner}
    accepted = sorted((c for c in latest.values() if _accepted(c)), key=lambda c: (_moment(c), c.original))
    if not accepted:
        return Standing(None)
    last = _moment(accepted[-1])
    rivals = [c for c in accepted if _moment(c) == last]
    earlier = tuple(c for c in accepted if _moment(c) != last)
    if len(rivals) == 1:
        return Standing(rivals[0], earlier)
    conflict = Conflict(field=VERSION, subject=subject or partner, values=tuple((partner, c.original) for c in rivals))
    settlement = settlement_for(conflict, settlements)
    chosen = next((c for c in rivals if settlement is not None and c.original == settlement.chosen), None)
    if chosen is None:
        return Standing(None, earlier, conflict)
    return Standing(chosen, (*earlier, *(c for c in rivals if c is not chosen)))


def _accepted(checked: ContributionChecked) -> bool:
    return checked.errors == 0 and checked.contribution is not None and checked.sent_at is not None


def _moment(checked: ContributionChecked) -> datetime:
    return checked.sent_at or _LONG_AGO
