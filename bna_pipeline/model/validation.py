"""What a file shows of its signatures: levels, certificates, revocation, timestamps, and what came after what."""

from __future__ import annotations

from enum import StrEnum

from bna_pipeline.model.base import Frozen, Line, Moment, Sha256
from bna_pipeline.model.signature_level import SignatureLevel


class Indication(StrEnum):
    """The main status of a validation (ETSI TS 119 102-1, clause 5.1.3)."""

    PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    FAILED = "TOTAL-FAILED"


class RevocationFound(Frozen):
    """What the file says about the revocation of one certificate.

    Attributes:
        kind: "OCSP" or "CRL".
        made_at: when whoever says so made it.
        revoked_at: since when it is revoked; None: it is not.
        known: False: the responder does not know the certificate.
    """

    kind: Line
    made_at: Moment
    revoked_at: Moment | None = None
    known: bool = True


class ChainLink(Frozen):
    """One certificate of a chain.

    Attributes:
        sha256: of its DER.
        anchor: it is one that the reader trusts, or the one he would have to trust.
    """

    subject: Line
    sha256: Sha256
    valid_from: Moment
    valid_until: Moment
    anchor: bool = False
    revocation: tuple[RevocationFound, ...] = ()


class TimestampFound(Frozen):
    """A token of a timestamp authority (RFC 3161).

    Attributes:
        field: the field of an archive timestamp; None: it belongs to a signature.
        covers: length in bytes of the file that an archive timestamp stands for; 0 for a signature's.
        trusted: None: no trust anchor was given.
        revision: the file's revision that it closes, from 1; None for a signature's.
    """

    field: Line | None = None
    authority: Line
    at: Moment
    holds: bool
    trusted: bool | None = None
    covers: int = 0
    revision: int | None = None
    algorithm: Line | None = None
    chain: tuple[ChainLink, ...] = ()


class RevisionKind(StrEnum):
    """What one update of the adopted letter brought."""

    SIGNATURE = "handtekening"
    TIMESTAMP = "archieftijdstempel"
    DATA = "controlegegevens"
    STRANGE = "iets anders"


class RevisionFound(Frozen):
    """One update of the adopted letter, in order.

    Attributes:
        number: from 1.
        ends_at: the file's length in bytes with it.
        fields: signature fields that are filled in it.
        wrong: what it does that it should not, in Dutch.
    """

    number: int
    kind: RevisionKind
    ends_at: int
    fields: tuple[Line, ...] = ()
    wrong: tuple[Line, ...] = ()


class Judgement(Frozen):
    """What one signature comes to.

    Attributes:
        level: that the file shows; None: it is no PAdES baseline signature at all.
        indication, reason: main status and sub-indication (ETSI TS 119 102-1); no reason when it passed.
        if_trusted: the main status if the last certificate of the chain were trusted; None: trust was given.
        at: the moment as of which it was judged: that of the timestamps and revocation data, else that of the check.
    """

    level: SignatureLevel | None
    indication: Indication
    reason: Line | None = None
    if_trusted: Indication | None = None
    if_trusted_reason: Line | None = None
    at: Moment
