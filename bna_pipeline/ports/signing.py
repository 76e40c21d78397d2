"""What the pipeline needs of signing: keys, their check, and what makes signatures last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bna_pipeline.model.base import Sha256
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.verdicts import SignatureReport


@dataclass(frozen=True)
class SignerIdentity:
    """Whose key it is: certificate subject, SHA-256 of its DER, and whether it is a throwaway test key."""

    subject: str
    certificate: Sha256
    throwaway: bool


class Signer(Protocol):
    """A key that can sign a prepared letter."""

    @property
    def identity(self) -> SignerIdentity: ...

    def sign(self, pdf: bytes, *, field_name: str, printed_name: str, at: datetime, certify: bool) -> bytes:
        """Fill one prepared signature field in an incremental update.

        Args:
            pdf: the letter as it stands.
            field_name: which prepared field.
            printed_name: what the visible stamp says.
            at: signing time, aware.
            certify: the first signature certifies (only filling in forms stays allowed).

        Raises:
            FieldMissing: no such empty field.
            SigningError: the engine refused.
        """


@dataclass(frozen=True)
class ArchiveStamp:
    """An archive timestamp: the authority's subject, SHA-256 of its certificate's DER, and the time it says."""

    authority: str
    certificate: Sha256
    at: datetime


class Preserver(Protocol):
    """What makes signatures last, beyond the signing itself: validation data and timestamps from outside services."""

    @property
    def level(self) -> SignatureLevel:
        """What signatures must reach."""

    @property
    def trust(self) -> tuple[bytes, ...]:
        """CA certificates (PEM) that must stand behind every signature; empty: not looked at."""

    def with_validation_data(self, letter: bytes, at: datetime) -> bytes:
        """The letter with everything in it that its signatures lack for their level; the same when nothing.

        Raises:
            CertificateExpired, CertificateRevoked, CertificateUntrusted: a certificate does not hold at `at`.
            RevocationUnknown: an issuer does not answer; may be tried again.
            SigningError: the letter cannot be read.
        """

    def archive(self, letter: bytes, at: datetime) -> tuple[bytes, ArchiveStamp]:
        """The letter with what it lacks and an archive timestamp behind it.

        Raises:
            TimestampFailed: the authority gave none that is good; may be tried again.
            as `with_validation_data`.
        """

    def concerns(self, letter: bytes, at: datetime) -> tuple[str, ...]:
        """What became of the signers' certificates since they signed, in Dutch sentences.

        Raises:
            CertificateRevoked: one was revoked before it signed.
        """


@dataclass(frozen=True)
class Probed:
    """What a look at keys and outside services found: what was looked at, and a Dutch sentence for each fault."""

    looked_at: tuple[str, ...]
    faults: tuple[str, ...]


class Readiness(Protocol):
    """Keys and outside services, looked at long before they are needed."""

    @property
    def configuration(self) -> Sha256:
        """Digest over what is configured; another one makes another look worth while."""

    def probe(self, at: datetime, until: date) -> Probed:
        """Look at every configured key and at the timestamp authority.

        Args:
            at: now.
            until: the day on which the last signature is expected; certificates must hold until then.
        """


class SignatureChecker(Protocol):
    def check(
        self,
        signed: bytes,
        adopted: bytes,
        *,
        fields: Sequence[str],
        trust: Sequence[bytes] = (),
        moment: datetime | None = None,
    ) -> SignatureReport:
        """Hold a signed letter against the adopted one.

        Args:
            signed: PDF with zero or more signatures.
            adopted: the prepared letter as adopted.
            fields: signature fields that may be filled, in order.
            trust: CA certificates (PEM) that the reader trusts; empty: trust is not established.
            moment: as of when a signature is judged whose moment nobody else says (aware); None: now.
        """


@dataclass(frozen=True)
class TokenFound:
    """A timestamp token (RFC 3161) as it stands by itself.

    Attributes:
        algorithm, imprint: the digest that it vouches for, in hexadecimal, and how that was made, such as "sha256".
        at: the time in it.
        authority: the subject of the certificate that signed it.
        holds: the signature over it is good.
        trusted: whether that certificate leads to an issuer that the reader trusts, as of `at`; None: none was given.
            Whether it was revoked is not looked at: a token brings nothing about that along.
    """

    algorithm: str
    imprint: str
    at: datetime
    authority: str
    holds: bool
    trusted: bool | None


class TokenReader(Protocol):
    def read(self, token: bytes, *, trust: Sequence[bytes] = ()) -> TokenFound | None:
        """What a token says, and whether it holds; None: these bytes are no token. Nothing goes online.

        Args:
            token: DER: the token (`TimeStampToken`), or the answer of an authority with one in it (`TimeStampResp`).
            trust: CA certificates (PEM) that the reader trusts; empty: trust is not established.
        """
