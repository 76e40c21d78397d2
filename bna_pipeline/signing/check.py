"""The judge of signed letters: every signature on its own, and the byte rule over the whole file."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from bna_pipeline.errors import ConfigurationError
from bna_pipeline.model.verdicts import SignatureFound, SignatureReport
from bna_pipeline.signing.apart import apart
from bna_pipeline.signing.byte_rule import UNREADABLE, changes, first_difference
from bna_pipeline.signing.keys import certificate_digest, subject_of
from bna_pipeline.signing.throwaway import is_throwaway

# The report says what is wrong with a file; pyHanko would print a traceback about it as well.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
Judged = tuple[SignatureFound | None, list[str]]
"""A signature as found (None for a timestamp or something unreadable), and what is wrong with its place in the file."""

SIGNING_USES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)


class PyhankoChecker:
    """Implements `ports.SignatureChecker`."""

    def check(
        self, signed: bytes, adopted: bytes, *, fields: Sequence[str], trust: Sequence[bytes] = ()
    ) -> SignatureReport:
        """Hold a signed letter against the adopted one. Whatever the file holds, the answer is a report.

        Trust is judged at the moment of the signature (of its timestamp when it has one), without going online:
        revocation is only looked at as far as the file brings it along.

        Raises:
            ConfigurationError: `trust` holds no certificate in PEM.
        """
        roots = [root for pem in trust for root in _certificates(pem)]
        difference = first_difference(signed, adopted)
        judged = _guarded(lambda: [_judge(name, e, roots) for name, e in _embedded(PdfFileReader(io.BytesIO(signed)))])
        beyond = _guarded(lambda: changes(signed, adopted, fields)) if difference is None else (difference,)
        problems = [UNREADABLE] if judged is None or beyond is None else []
        problems += [problem for _, wrong in judged or () for problem in wrong]
        problems += beyond or ()
        return SignatureReport(
            signatures=tuple(found for found, _ in judged or () if found is not None),
            begins_with_adopted=difference is None,
            changes=tuple(dict.fromkeys(problems)),
        )


def _guarded(look: Callable[[], T]) -> T | None:
    """What looking at a file gives, or None when it cannot be read."""
    try:
        return apart(look)
    except Exception:  # noqa: BLE001 - a hostile file makes a parser fail in ways that the parser does not declare
        _LOG.debug("a signed file could not be read", exc_info=True)
        return None


def _certificates(pem: bytes) -> list[asn1_x509.Certificate]:
    try:
        return [asn1_x509.Certificate.load(c.public_bytes(Encoding.DER)) for c in x509.load_pem_x509_certificates(pem)]
    except ValueError as error:
        raise ConfigurationError(
            "Het bestand met vertrouwde certificaten bevat geen certificaat in PEM.", "Geef een CA-certificaat in PEM."
        ) from error


def _embedded(reader: PdfFileReader) -> Iterator[tuple[str, EmbeddedPdfSignature | None]]:
    """Every filled signature field in the order of the revisions; None for a value that is no readable signature."""
    found: list[tuple[int, str, EmbeddedPdfSignature | None]] = []
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        signature = _guarded(partial(EmbeddedPdfSignature, reader, field, name))
        found.append((signature.signed_revision if signature else reader.xrefs.total_revisions, name, signature))
    for _, name, readable in sorted(found, key=lambda item: item[:2]):
        yield name, readable


def _judge(name: str, embedded: EmbeddedPdfSignature | None, roots: Sequence[asn1_x509.Certificate]) -> Judged:
    judged = None
    if embedded is not None:
        judge = _judge_timestamp if embedded.sig_object_type == "/DocTimeStamp" else _judge_signature
        judged = _guarded(lambda: judge(name, embedded, roots))
    return judged or (None, [f"De handtekening in het veld {name} is niet te lezen."])


def _judge_signature(name: str, embedded: EmbeddedPdfSignature, roots: Sequence[asn1_x509.Certificate]) -> Judged:
    status = validate_pdf_signature(
        embedded,
        _context(roots, embedded.self_reported_timestamp),
        _context(roots, None),
        key_usage_settings=SIGNING_USES,
        skip_diff=True,
    )
    certificate = x509.load_der_x509_certificate(embedded.signer_cert.dump())
    stamped = _timestamp(status)
    found = SignatureFound(
        field=name,
        subject=subject_of(certificate),
        certificate=certificate_digest(certificate),
        intact=status.intact,
        valid=status.valid,
        trusted=status.trusted if roots else None,
        throwaway=is_throwaway(certificate),
        at=stamped or embedded.self_reported_timestamp,
        timestamped=stamped is not None,
        covers=_covered(embedded),
    )
    return found, _coverage(name, embedded)


def _judge_timestamp(name: str, embedded: EmbeddedPdfSignature, roots: Sequence[asn1_x509.Certificate]) -> Judged:
    status = validate_pdf_timestamp(embedded, _context(roots, None), skip_diff=True)
    wrong = [] if status.intact and status.valid else [f"Het tijdstempel in het veld {name} klopt niet."]
    return None, wrong + _coverage(name, embedded)


def _context(roots: Sequence[asn1_x509.Certificate], moment: datetime | None) -> ValidationContext:
    return ValidationContext(trust_roots=list(roots), moment=moment, allow_fetching=False, revocation_mode="soft-fail")


def _timestamp(status: PdfSignatureStatus) -> datetime | None:
    token = status.timestamp_validity
    return token.timestamp if token is not None and token.intact and token.valid else None


def _covered(embedded: EmbeddedPdfSignature) -> int:
    """Length of the file as it was signed, from the signature's ByteRange."""
    return int(embedded.byte_range[2]) + int(embedded.byte_range[3])


def _coverage(name: str, embedded: EmbeddedPdfSignature) -> list[str]:
    if embedded.evaluate_signature_coverage() >= SignatureCoverageLevel.ENTIRE_REVISION:
        return []
    return [f"De handtekening in het veld {name} dekt niet het hele bestand zoals het toen was."]
