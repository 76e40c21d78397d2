"""Whether what a link was used for is on record: the ledger says so, whatever the link says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from bna_pipeline.model.access import Link, LinkPurpose
from bna_pipeline.model.base import Frozen
from bna_pipeline.model.events import AdoptionRecorded, ContributionReceived, DecisionGiven, Entry, LetterSigned
from bna_pipeline.model.signing_events import SigningRefused

AN_ACT_TAKES: Final = timedelta(minutes=2)
"""So long after its use what a link is for may still be on its way to the ledger."""

USES_UP: Final[Mapping[LinkPurpose, tuple[type[Frozen], ...]]] = {
    LinkPurpose.REVIEW: (DecisionGiven,),
    LinkPurpose.SUBMIT: (ContributionReceived,),
    LinkPurpose.ADOPT: (AdoptionRecorded,),
    LinkPurpose.SIGN: (LetterSigned, SigningRefused),
    LinkPurpose.SETTLE_MANDATE: (AdoptionRecorded,),
}
"""What each purpose leaves in the ledger. A remark, or a signing that was begun, is none of these; a link to sign in is
used up by that, and leaves nothing.
"""


def on_record(link: Link, entries: Iterable[Entry]) -> bool:
    """Whether the ledger holds what this link was for.

    Args:
        entries: of the link's edition.
    """
    uses_up = USES_UP[link.purpose]
    return any(names(entry.account, link) and isinstance(entry.event, uses_up) for entry in entries)


def names(account: str, link: Link) -> bool:
    """Whether an account in the ledger is who came by this link, whoever handed it out."""
    return account.split(":")[:2] == ["link", link.id]
