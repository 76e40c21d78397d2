"""What the ledger holds of people who will not sign, and of signatures that were taken back before the last one."""

from __future__ import annotations

from typing import Literal

from bna_pipeline.model.base import FileDigest, Frozen, Line, PersonId


class SigningRefused(Frozen):
    """A signatory will not sign: nobody signs until he takes this back, or the decision of GS is withdrawn."""

    kind: Literal["letter.refused"] = "letter.refused"
    field: Line
    person: PersonId
    reason: Line


class RefusalEnded(Frozen):
    """The signatory who refused will sign after all."""

    kind: Literal["letter.refusal-ended"] = "letter.refusal-ended"
    field: Line
    person: PersonId


class SignatureWithdrawn(Frozen):
    """The last signature put is thrown away by whoever put it, while another is still missing.

    `letter` is the letter with that signature, which is never read in again.
    """

    kind: Literal["letter.signature-withdrawn"] = "letter.signature-withdrawn"
    field: Line
    person: PersonId
    letter: FileDigest
    reason: Line
