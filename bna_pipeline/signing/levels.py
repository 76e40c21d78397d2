"""What makes a signature last: validation data in the file (B-LT), and an archive timestamp over all (B-LTA).

Source: ETSI EN 319 142-1, clauses 5.4 (document security store), 5.5 (document timestamp) and 6.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError as EngineError
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from bna_pipeline.errors import BnaError, CertificateExpired, CertificateRevoked, SigningError
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.ports import ArchiveStamp
from bna_pipeline.signing.apart import apart
from bna_pipeline.signing.fetching import Web
from bna_pipeline.signing.keys import KeyMaterial, certificate_digest, subject_of
from bna_pipeline.signing.tsa import HttpTimeStamper, TimestampAuthority
from bna_pipeline.signing.validity import (
    SLACK,
    offline,
    online,
    require_use,
    require_valid,
    roots_of,
    translated,
    validate_path,
)
from bna_pipeline.signing.writer import QuietWriter

T = TypeVar("T")
DIGEST = "sha256"
TSA = "van de tijdstempeldienst"
ARCHIVE_FIELD = "Archieftijdstempel"


@dataclass(frozen=True)
class SigningProfile:
    """How signatures are made.

    Attributes:
        level: what each of them must reach.
        authority: gives timestamps; there is one from B-T on.
        trust: PEM files with the CA certificates that signers and authority must lead to; from B-LT on there are some.
        timeout_seconds: how long each answer is waited for.
    """

    level: SignatureLevel = SignatureLevel.B_B
    authority: TimestampAuthority | None = None
    trust: tuple[bytes, ...] = ()
    timeout_seconds: float = 30

    def web(self) -> Web:
        return Web(self.timeout_seconds)

    def timestamper(self, web: Web, at: datetime) -> HttpTimeStamper:
        assert self.authority is not None  # the settings refuse such a level without one
        return HttpTimeStamper(self.authority, web, at)


PLAIN = SigningProfile()
"""A signature alone, with no look at who issued its certificate."""


def require_signer(material: KeyMaterial, profile: SigningProfile, *, whose: str, at: datetime) -> None:
    """Refuse a key whose certificate is no good for signing at a moment, as far as the profile can tell.

    Raises:
        CertificateExpired, CertificateRevoked, CertificateUntrusted, RevocationUnknown.
    """
    certificate = asn1_x509.Certificate.load(material.certificate.public_bytes(Encoding.DER))
    require_use(certificate, whose=whose)
    if not profile.trust:
        return
    web, roots, others = profile.web(), roots_of(profile.trust), list(material.signer.cert_registry)
    context = online(roots, at, web) if profile.level.holds_validation_data else offline(roots, at)
    require_valid(certificate, context, whose=whose, at=at, web=web, others=others)


class Preserver:
    """Implements `ports.Preserver` with pyHanko."""

    def __init__(self, profile: SigningProfile) -> None:
        self._profile = profile

    @property
    def level(self) -> SignatureLevel:
        return self._profile.level

    @property
    def trust(self) -> tuple[bytes, ...]:
        return self._profile.trust

    def with_validation_data(self, letter: bytes, at: datetime) -> bytes:
        """The letter with everything in it that its signatures lack for B-LT, in one update; the same when nothing.

        Raises:
            CertificateExpired, CertificateRevoked, CertificateUntrusted, RevocationUnknown: see `ports.Preserver`.
            SigningError: the letter cannot be read.
        """
        if not self.level.holds_validation_data:
            return letter
        return _guarded(lambda: with_validation_data(letter, self._profile, at))

    def archive(self, letter: bytes, at: datetime) -> tuple[bytes, ArchiveStamp]:
        """The letter with an archive timestamp behind it, and what it lacked before.

        Raises:
            TimestampFailed: see `ports.Preserver`; and as `with_validation_data`.
        """
        return _guarded(lambda: _archived(_refreshed(letter, self._profile, at), self._profile, at))

    def concerns(self, letter: bytes, at: datetime) -> tuple[str, ...]:
        """What became of the certificates since they signed, in Dutch.

        Raises:
            CertificateRevoked: one was revoked before it signed.
        """
        return _guarded(lambda: tuple(_concerns(letter, self._profile, at)))


def with_validation_data(letter: bytes, profile: SigningProfile, at: datetime) -> bytes:
    """As `Preserver.with_validation_data`; pyHanko's own errors come out as they are."""
    roots, web = roots_of(profile.trust), profile.web()
    for signature in signatures_in(PdfFileReader(io.BytesIO(letter))):
        if not _holds_validation_data(signature, roots, at):
            letter = _with_data_of(letter, signature, online(roots, at, web), web, at)
    return letter


def _refreshed(letter: bytes, profile: SigningProfile, at: datetime) -> bytes:
    """The letter with what issuers say of every signature now.

    What they said at the sitting stays, and is enough where a certificate ended or was revoked since.
    """
    roots, web = roots_of(profile.trust), profile.web()
    for signature in signatures_in(PdfFileReader(io.BytesIO(letter))):
        try:
            letter = _with_data_of(letter, signature, online(roots, at, web), web, at)
        except (CertificateExpired, CertificateRevoked):
            if not _holds_validation_data(signature, roots, at):
                raise
    return letter


def signatures_in(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    """The signatures of persons, in the order in which they were put; timestamps of the document are none."""
    return list(reader.embedded_regular_signatures)


def signed_at(signature: EmbeddedPdfSignature) -> datetime | None:
    """The time in its timestamp, or what the signer says."""
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        stamped: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return stamped
    told: datetime | None = signature.self_reported_timestamp
    return told


def _with_data_of(
    letter: bytes, signature: EmbeddedPdfSignature, context: ValidationContext, web: Web, at: datetime
) -> bytes:
    whose = f"van {signature.field_name}"
    paths = [
        require_valid(signature.signer_cert, context, whose=whose, at=at, web=web, others=_others(signature)).path,
        *(_tsa_path(token, context, web, at) for token in extract_tst_data_iter(signature.signer_info, signed=False)),
    ]
    return _with_store(letter, signature, context, paths)


def _tsa_path(token: object, context: ValidationContext, web: Web, at: datetime) -> ValidationPath:
    found = extract_certificate_info(token)
    return require_valid(found.signer_cert, context, whose=TSA, at=at, web=web, others=list(found.other_certs)).path


def _with_store(
    letter: bytes, signature: EmbeddedPdfSignature, context: ValidationContext, paths: Sequence[ValidationPath]
) -> bytes:
    writer = QuietWriter(io.BytesIO(letter))
    contents = signature.pkcs7_content.hex().encode("ascii")
    try:
        known = DocumentSecurityStore.read_dss(writer).vri_entries
    except ValidationInfoReadingError:
        known = {}
    # What a signature was tied to once must stay as it is (ISO 32000-2, 12.8.4.4); more goes into the store alone.
    again = DocumentSecurityStore.sig_content_identifier(contents) in known
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None if again else contents, paths=paths, validation_context=context
    )
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _others(signature: EmbeddedPdfSignature) -> list[asn1_x509.Certificate]:
    return list(signature.other_embedded_certs)


def _holds_validation_data(
    signature: EmbeddedPdfSignature, roots: Sequence[asn1_x509.Certificate], at: datetime
) -> bool:
    """Whether the file proves the certificates of a signature without going online, at the moment that it was put."""
    try:
        store = DocumentSecurityStore.read_dss(signature.reader)
        then = {"trust_roots": list(roots), "moment": signed_at(signature) or at, "time_tolerance": SLACK}
        context = store.as_validation_context({**then, "allow_fetching": False, "revocation_mode": "hard-fail"})
    except ValidationInfoReadingError:
        return False
    chains = [(signature.signer_cert, _others(signature))]
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        found = extract_certificate_info(token)
        chains.append((found.signer_cert, list(found.other_certs)))
    try:
        for certificate, others in chains:
            require_valid(certificate, context, whose="", at=at, others=others)
    except BnaError:
        return False
    return True


def _archived(letter: bytes, profile: SigningProfile, at: datetime) -> tuple[bytes, ArchiveStamp]:
    web = profile.web()
    stamper = profile.timestamper(web, at)
    context = online(roots_of(profile.trust), at, web)
    out = io.BytesIO()
    reader = PdfFileReader(io.BytesIO(letter))
    engine = PdfTimeStamper(
        stamper, field_name=f"{ARCHIVE_FIELD}{len(reader.embedded_timestamp_signatures) + 1}",
        readable_field_name=ARCHIVE_FIELD,
    )  # fmt: skip
    try:
        apart(
            lambda: engine.timestamp_pdf(
                QuietWriter(io.BytesIO(letter)),
                DIGEST,
                validation_context=context,
                dss_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
                output=out,
            )
        )
    except (PathError, ValidationError) as fault:
        raise translated(fault, whose=TSA, at=at, web=web) from fault
    stamped = out.getvalue()
    made = PdfFileReader(io.BytesIO(stamped)).embedded_timestamp_signatures[-1]
    certificate = x509.load_der_x509_certificate(made.signer_cert.dump())
    assert stamper.last is not None  # there is a token in the file
    return stamped, ArchiveStamp(
        authority=subject_of(certificate), certificate=certificate_digest(certificate), at=stamper.last
    )


def _concerns(letter: bytes, profile: SigningProfile, at: datetime) -> Iterator[str]:
    web, roots = profile.web(), roots_of(profile.trust)
    if not roots:
        return
    context = online(roots, at, web) if profile.level.timestamped else offline(roots, at)
    for signature in signatures_in(PdfFileReader(io.BytesIO(letter))):
        whose = f"van {signature.field_name}"
        try:
            validate_path(signature.signer_cert, context, _others(signature))
        except RevokedError as revoked:
            yield _revoked(signature, revoked, at)
        except (PathError, ValidationError) as fault:
            told = translated(fault, whose=whose, at=at, web=web)
            kept = " De handtekening zelf is gezet toen het nog gold." if isinstance(told, CertificateExpired) else ""
            yield f"LET OP: {told.message}{kept}"


def _revoked(signature: EmbeddedPdfSignature, revoked: RevokedError, at: datetime) -> str:
    put = signed_at(signature) or at
    day = f"{revoked.revocation_dt.astimezone(UTC):%d-%m-%Y %H:%M} UTC"
    if revoked.revocation_dt <= put:
        raise CertificateRevoked(
            f"Het certificaat van {signature.field_name} was al ingetrokken ({day}) toen er mee werd ondertekend.",
            "Trek die handtekening in, of het besluit van GS, en laat opnieuw ondertekenen met een geldige sleutel.",
        )
    return f"LET OP: het certificaat van {signature.field_name} is na de ondertekening ingetrokken ({day})."


def _guarded(work: Callable[[], T]) -> T:
    """What `work` gives; what pyHanko says of a file becomes our own error.

    Raises:
        SigningError: the file cannot be read or written.
    """
    try:
        return work()
    except (EngineError, PdfError, OSError, ValueError) as error:
        raise SigningError(
            f"De brief is niet aan te vullen met controlegegevens of een tijdstempel: {error}.",
            "Er is niets vastgelegd; los de oorzaak op en probeer het opnieuw.",
        ) from error
