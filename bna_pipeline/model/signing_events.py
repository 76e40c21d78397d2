"""What the ledger holds around signatures: who will not sign, what was taken back, and what makes them last."""

from __future__ import annotations

from datetime import date
from typing import Literal

from bna_pipeline.model.base import FileDigest, Frozen, Line, PersonId, Sha256
from bna_pipeline.model.draft import StampMade


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


class StampIntended(Frozen):
    """An archive timestamp is about to be asked for. It stays open, and is not written again, until there is one."""

    kind: Literal["letter.timestamping"] = "letter.timestamping"
    before: FileDigest


class LetterTimestamped(Frozen):
    """The signed letter has its archive timestamp (PAdES B-LTA)."""

    kind: Literal["letter.timestamped"] = "letter.timestamped"
    stamp: StampMade


class ReadinessProbed(Frozen):
    """Keys and outside services were looked at, long before they are needed.

    `day` is the day in the Netherlands; `configuration` a digest over what is configured: the same day is only looked
    at again when it changed. `faults` are Dutch sentences, `looked_at` what was looked at.
    """

    kind: Literal["signing.probed"] = "signing.probed"
    day: date
    configuration: Sha256
    looked_at: tuple[Line, ...]
    faults: tuple[Line, ...]
