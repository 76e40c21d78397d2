"""Closing a round: who is missing, and whether it may close."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bna_pipeline.errors import ConflictOpen, ContributionsMissing
from bna_pipeline.model.base import PartnerId
from bna_pipeline.model.consolidation import Conflict
from bna_pipeline.model.programme import Programme
from bna_pipeline.rounds.asked import asked


def missing(programme: Programme, counting: Collection[PartnerId]) -> tuple[PartnerId, ...]:
    """Partners that were asked and of whom no contribution counts, in the programme's order.

    Args:
        counting: ids of partners with a contribution that counts.
    """
    return tuple(p.id for p in asked(programme) if p.id not in counting)


def require_closable(
    absent: Sequence[PartnerId], open_conflicts: Sequence[Conflict], has_editorial: bool, reason: str
) -> None:
    """Refuse to close a round that is not complete.

    A coordinator may close without a partner when he gives a reason, which goes on record; never without the
    redactie, and never with a contradiction open: the documents could not be made.

    Args:
        absent: what `missing` found.
        reason: why the round closes without them; empty when no reason was given.

    Raises:
        ConflictOpen: names the subjects.
        ContributionsMissing: names the partners, or the redactie.
    """
    if open_conflicts:
        subjects = ", ".join(conflict.subject for conflict in open_conflicts)
        raise ConflictOpen(
            f"De ronde kan niet dicht: er is nog tegenspraak over {subjects}.",
            "Kies per geval wat geldt, met een reden (bna settle), en sluit daarna.",
        )
    if not has_editorial:
        raise ContributionsMissing(
            "De ronde kan niet dicht: er is nog geen redactie zonder fouten.",
            "Zet de redactie in de map redactie/ van de inbox en haal haar op (bna collect).",
        )
    if absent and not reason.strip():
        raise ContributionsMissing(
            f"De ronde kan niet dicht: er is nog geen bijdrage zonder fouten van {', '.join(absent)}.",
            "Wacht op deze partners, of sluit zonder hen en geef daarvoor een reden (--reason).",
        )
