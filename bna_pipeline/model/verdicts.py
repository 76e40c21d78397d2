"""What a check of signed files and packages has to say, row by row."""

from __future__ import annotations

from enum import StrEnum

from bna_pipeline.model.base import FileDigest, Frozen, Line, Moment, Sha256
from bna_pipeline.model.validation import ChainLink, Indication, Judgement, RevisionFound, TimestampFound


class Holds(StrEnum):
    """Only a failed row makes `bna verify` exit 1."""

    YES = "klopt"
    NO = "klopt niet"
    UNKNOWN = "niet vast te stellen"


class Row(Frozen):
    """One thing that was looked at.

    Attributes:
        subject: what was looked at, such as a file's name or "handtekening Voorzitter".
        holds: the verdict.
        detail: why, in Dutch; names the file when a row fails.
    """

    subject: Line
    holds: Holds
    detail: Line


class Verification(Frozen):
    """The table of `bna verify`."""

    package: Line
    rows: tuple[Row, ...]

    @property
    def holds(self) -> bool:
        return all(row.holds is not Holds.NO for row in self.rows)


class SignatureFound(Frozen):
    """One signature in a letter, as checked.

    What stands after `covers` is for the validation report; a checker that does not look that far leaves it out.

    Attributes:
        printed: whose signature it is as the adopted letter says, such as "Handtekening van de voorzitter, A. Naam".
        claimed_at: the signer's own word.
        timestamp: the token that an authority put to it.
        chain: from the signer's certificate up.
        algorithm, key: such as "RSA met SHA-256" and "RSA, 2048 bits".
        byte_range: what is signed: two stretches of the file, as start and length.
        revision: the update of the adopted letter that it closes, from 1.
    """

    field: Line
    subject: Line
    certificate: Sha256
    intact: bool  # the signed bytes are those that were signed
    valid: bool  # the cryptographic signature verifies
    trusted: bool | None  # None: no trust anchor was given
    throwaway: bool
    at: Moment | None  # from the signature itself, so claimed; from a timestamp when `timestamped`
    timestamped: bool
    covers: int = 0  # length in bytes of the file as it was signed
    printed: Line | None = None
    claimed_at: Moment | None = None
    timestamp: TimestampFound | None = None
    judgement: Judgement | None = None
    chain: tuple[ChainLink, ...] = ()
    algorithm: Line | None = None
    key: Line | None = None
    byte_range: tuple[int, ...] = ()
    revision: int | None = None


class SignatureReport(Frozen):
    """A signed letter held against the adopted one.

    Attributes:
        signatures: in the order of the file's revisions.
        begins_with_adopted: the file begins with exactly the adopted bytes.
        changes: what the file holds beyond signatures and validation data, in words; empty when nothing.
        timestamps: archive timestamps, in the order of the file's revisions.
        revisions: the updates of the adopted letter; empty when the file cannot be read.
        unsigned: the fields that are empty, as the letter names them.
    """

    signatures: tuple[SignatureFound, ...]
    begins_with_adopted: bool
    changes: tuple[Line, ...]
    timestamps: tuple[TimestampFound, ...] = ()
    revisions: tuple[RevisionFound, ...] = ()
    unsigned: tuple[Line, ...] = ()

    @property
    def byte_rule_holds(self) -> bool:
        return self.begins_with_adopted and not self.changes


class ValidationReport(Frozen):
    """What can be said of a letter's signatures at one moment, for a reader and for the archive.

    Attributes:
        file: the letter that was looked at.
        moment: that of the check.
        adopted: length and SHA-256 of the letter before its first signature.
        adopted_known: these are the adopted ones, as manifest or ledger say; False: as the file itself shows them.
        indication: the worst of all signatures, and of the byte rule (ETSI TS 119 102-1).
        trust: SHA-256 of the certificates (DER) that the reader trusts.
        test_keys: a throwaway key signed; the file has no legal meaning.
        found: what the check found.
        open: what could not be established, in Dutch.
    """

    file: FileDigest
    moment: Moment
    adopted: FileDigest
    adopted_known: bool
    indication: Indication
    trust: tuple[Sha256, ...]
    test_keys: bool
    found: SignatureReport
    open: tuple[Line, ...]
