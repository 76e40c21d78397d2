"""Which versions wait for a word: of the partner's own house, or of the coordinator."""

from __future__ import annotations

from bna_pipeline.model.base import Sha256
from bna_pipeline.model.events import ContributionChecked
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.counting import needs_sign_off
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.rounds.asked import Seat


def late_versions(now: EditionState, partner: str) -> tuple[Sha256, ...]:
    """What a partner sent after the round was closed and nobody admitted, in order of arrival."""
    found = (r.file.sha256 for r in now.received_from(partner))
    return tuple(original for original in found if (partner, original) in now.late)


def awaiting_sign_off(tools: Tools, now: EditionState, partner: str) -> tuple[Sha256, ...]:
    """Good versions of a partner with which its own house must still agree, by moment of sending.

    A version that was sent before one with which the house agreed needs no agreement any more.
    """
    good = [c for c in now.checked_from(partner) if not c.errors and c.contribution is not None]
    found = [c for c in good if needs_sign_off(tools, now, partner, c.original)]
    agreed = [c for c in good if c not in found and (partner, c.original) not in now.late] if found else []
    found = [c for c in found if not any(_replaces(other, c) for other in agreed)]
    return tuple(c.original for c in sorted(found, key=lambda c: (str(c.sent_at), c.original)))


def _replaces(other: ContributionChecked, checked: ContributionChecked) -> bool:
    both = other.department == checked.department and other.sent_at is not None and checked.sent_at is not None
    return both and str(other.sent_at) > str(checked.sent_at)


def seats_awaiting_sign_off(tools: Tools, now: EditionState) -> frozenset[Seat]:
    """Who sent a good version with which its own house must still agree."""
    asking = (p.id for p in tools.programme.partners if p.sign_off is not None)
    found = {partner: awaiting_sign_off(tools, now, partner) for partner in asking}
    return frozenset(Seat(c.partner, c.department) for c in now.checked if c.original in found.get(c.partner, ()))
