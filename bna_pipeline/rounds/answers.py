"""What a partner is told after its files were looked at: which mail, about which version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from bna_pipeline.model.base import Frozen, Line, Moment, PartnerId, Sha256, Slug
from bna_pipeline.model.round import Purpose
from bna_pipeline.rounds.values import ReceiptReason


class Outcome(StrEnum):
    """What became of one version."""

    ERRORS = "fouten"  # it does not count
    ACCEPTED = "geaccepteerd"  # it counts, or would if nothing else were in the way
    DEFECT = "onze fout"  # the program failed on it


class VersionFacts(Frozen):
    """What is known of one version of a contribution after a run.

    Attributes:
        original: SHA-256 of the file.
        sent_at: its moment; None: none is known.
        outcome, errors, warnings: of its last check.
        findings: SHA-256 of the findings' blob: another judgement with the same findings says nothing again.
        late: it came after the round was closed, and is not admitted.
        awaits_sign_off: nobody within the house agreed with it yet.
        undecided: another version was sent at the same moment, and nobody chose.
        counts: it is the version that counts now.
        by_mail: it came by mail (what lay in the inbox folder is answered in the outbox folder, and by mail as well).
    """

    original: Sha256
    sent_at: Moment | None
    outcome: Outcome
    errors: int = 0
    warnings: int = 0
    findings: Sha256
    late: bool = False
    awaits_sign_off: bool = False
    undecided: bool = False
    counts: bool = False
    waived: bool = False


class Answer(Frozen):
    """A mail to make.

    Attributes:
        key: its idempotency key.
        purpose: which mail.
        original: the version it is about.
        receipt: for a receipt: why there is no more to say.
    """

    key: Line
    purpose: Purpose
    original: Sha256
    receipt: ReceiptReason | None = None


def answers_for(
    partner: PartnerId,
    department: Slug | None,
    versions: Sequence[VersionFacts],
    said: Collection[str],
) -> tuple[Answer, ...]:
    """The mails to send now about a partner's (or department's) versions, in the order of the versions.

    Args:
        versions: every judged version, in order of arrival.
        said: keys of the mails that were intended before.
    """
