"""Whether what a link was used for is on record: the ledger says so, whatever the link says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from bna_pipeline.model.access import Link, LinkPurpose
from bna_pipeline.model.base import Frozen
from bna_pipeline.model.draft import Decision, Verdict
from bna_pipeline.model.events import (
    AdoptionRecorded,
    ContributionChecked,
    ContributionReceived,
    DecisionGiven,
    Entry,
    LetterSigned,
)
from bna_pipeline.model.signing_events import SigningRefused

AN_ACT_TAKES: Final = timedelta(minutes=2)
"""So long after its use what a link is for may still be on its way to the ledger."""

USES_UP: Final[Mapping[LinkPurpose, tuple[type[Frozen], ...]]] = {
    LinkPurpose.REVIEW: (DecisionGiven,),
    LinkPurpose.ADOPT: (AdoptionRecorded,),
    LinkPurpose.SIGN: (LetterSigned, SigningRefused),
    LinkPurpose.SETTLE_MANDATE: (AdoptionRecorded,),
}
"""What each purpose leaves in the ledger. A remark, or a signing that was begun, is none of these; a link to sign in is
used up by that, and leaves nothing. Of a link to send in `on_record` looks at what became of the file.
"""


def on_record(link: Link, entries: Iterable[Entry]) -> bool:
    """Whether the ledger holds what this link was for. A decision that was taken back with it uses it up no more.

    A link to send in is for a file without errors: as long as the one that was sent last with it has some, or nobody
    looked inside yet, there may be something to mend.

    Args:
        entries: of the link's edition, in order.
    """
    if link.purpose is LinkPurpose.SUBMIT:
        return _sent_well(link, entries)
    uses_up = USES_UP[link.purpose]
    done = [e.event for e in entries if names(e.account, link) and isinstance(e.event, uses_up)]
    return bool(done) and not (isinstance(done[-1], DecisionGiven) and done[-1].decision.verdict is Verdict.WITHDRAW)


def _sent_well(link: Link, entries: Iterable[Entry]) -> bool:
    sent: ContributionReceived | None = None
    errors: dict[tuple[str, str], int] = {}
    for entry in entries:
        match entry.event:
            case ContributionReceived() as received if names(entry.account, link):
                sent = received
            case ContributionChecked() as checked:
                errors[checked.partner, checked.original] = checked.errors
    return sent is not None and errors.get((sent.partner, sent.file.sha256)) == 0


def own_decision(link: Link, entries: Iterable[Entry], *, stage: str, reviewer: str) -> Decision | None:
    """What was decided last in a stage in this reviewer's name; None: nothing, or it was not with this link."""
    last = None
    for entry in entries:
        match entry.event:
            case DecisionGiven(decision=given) if (given.stage, given.reviewer) == (stage, reviewer):
                last = given if names(entry.account, link) else None
    return last


def names(account: str, link: Link) -> bool:
    """Whether an account in the ledger is who came by this link, whoever handed it out."""
    return account.split(":")[:2] == ["link", link.id]
