"""Whether a certificate may be relied on at a moment: its chain, its time, its use, its revocation (RFC 5280, 6)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathError,
    PathValidationError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath

from bna_pipeline.errors import (
    BnaError,
    CertificateExpired,
    CertificateRevoked,
    CertificateUntrusted,
    ConfigurationError,
    RevocationUnknown,
)
from bna_pipeline.signing.apart import apart
from bna_pipeline.signing.fetching import Web, fetchers

SIGNING: Final = frozenset({"digital_signature", "non_repudiation"})
"""A signer's certificate must be meant for at least one of these (ETSI EN 319 412-2, 4.3.2)."""

SLACK: Final = timedelta(minutes=5)
"""What an issuer answers is as a rule a few seconds younger than the moment that is asked about, and clocks differ."""

_NEW_KEY = "Gebruik een sleutel met een geldig certificaat."


@dataclass(frozen=True)
class Judgement:
    """A certificate that holds: its path, and the context with the revocation data that was got for it."""

    path: ValidationPath
    context: ValidationContext


def roots_of(trust: Iterable[bytes]) -> list[asn1_x509.Certificate]:
    """CA certificates out of PEM files.

    Raises:
        ConfigurationError: a file holds no certificate in PEM.
    """
    try:
        found = [certificate for pem in trust for certificate in x509.load_pem_x509_certificates(pem)]
    except ValueError as error:
        raise ConfigurationError(
            "Het bestand met vertrouwde certificaten bevat geen certificaat in PEM.", "Geef een CA-certificaat in PEM."
        ) from error
    return [asn1_x509.Certificate.load(c.public_bytes(Encoding.DER)) for c in found]


def online(
    roots: Sequence[asn1_x509.Certificate], at: datetime, web: Web, others: Iterable[asn1_x509.Certificate] = ()
) -> ValidationContext:
    """A context that goes online, and takes nothing for good that an issuer does not answer for.

    "hard-fail": what a certificate names for its revocation must be had; a certificate that names nothing, such as a
    responder's own with `id-pkix-ocsp-nocheck`, passes.
    """
    return ValidationContext(
        trust_roots=list(roots),
        moment=at,
        allow_fetching=True,
        fetchers=fetchers(web),
        revocation_mode="hard-fail",
        time_tolerance=SLACK,
        other_certs=list(others),
    )


def offline(
    roots: Sequence[asn1_x509.Certificate], at: datetime, others: Iterable[asn1_x509.Certificate] = ()
) -> ValidationContext:
    """A context for the chain alone."""
    return ValidationContext(
        trust_roots=list(roots), moment=at, allow_fetching=False, revocation_mode="soft-fail", other_certs=list(others)
    )


def require_valid(
    certificate: asn1_x509.Certificate,
    context: ValidationContext,
    *,
    whose: str,
    at: datetime,
    web: Web | None = None,
    others: Iterable[asn1_x509.Certificate] = (),
) -> Judgement:
    """The path from a certificate to a trusted root, at the context's moment.

    Args:
        whose: for the sentences, such as "van Voorzitter".
        web: what the context asks over, to name what did not answer.

    Raises:
        CertificateExpired, CertificateRevoked, CertificateUntrusted, RevocationUnknown.
    """
    try:
        path = validate_path(certificate, context, others)
    except (PathError, ValidationError) as fault:
        raise translated(fault, whose=whose, at=at, web=web) from fault
    return Judgement(path, context)


def validate_path(
    certificate: asn1_x509.Certificate, context: ValidationContext, others: Iterable[asn1_x509.Certificate] = ()
) -> ValidationPath:
    """The path from a certificate to a trusted root; the validator's own errors come out as they are."""
    validator = CertificateValidator(certificate, intermediate_certs=list(others), validation_context=context)
    return apart(lambda: asyncio.run(validator.async_validate_path()))


def translated(
    fault: PathError | ValidationError,
    *,
    whose: str,
    at: datetime,
    web: Web | None = None,
) -> BnaError:
    """What the validator refused, as our own error."""
    own = not isinstance(fault, PathValidationError) or fault.is_ee_cert
    what = f"Het certificaat {whose}" if own else f"Een uitgever van het certificaat {whose}"
    match fault:
        case RevokedError():
            said = f"{what} is ingetrokken op {fault.revocation_dt.astimezone(UTC):%d-%m-%Y}."
            return CertificateRevoked(said, "Vraag de uitgever om een nieuw certificaat en gebruik dat.")
        case ExpiredError():
            ended = f"{fault.expired_dt.astimezone(UTC):%d-%m-%Y}"
            return CertificateExpired(f"{what} is niet geldig op {at:%d-%m-%Y}: het liep tot en met {ended}.", _NEW_KEY)
        case NotYetValidError():
            starts = f"{fault.valid_from.astimezone(UTC):%d-%m-%Y}"
            return CertificateExpired(f"{what} is niet geldig op {at:%d-%m-%Y}: het gaat in op {starts}.", _NEW_KEY)
        case InsufficientRevinfoError():
            silent = "" if web is None or not web.failed else f": {web.failed[-1].address} {web.failed[-1].why}"
            return RevocationUnknown(
                f"Niet na te gaan of het certificaat {whose} is ingetrokken{silent}.",
                "Er is niets vastgelegd; probeer het later opnieuw.",
            )
        case _:
            return CertificateUntrusted(
                f"Het certificaat {whose} komt niet van een uitgever die de instellingen vertrouwen.",
                "Zet het certificaat van die uitgever (PEM) bij `trust` onder [signing], of neem een andere sleutel.",
            )


def require_use(certificate: asn1_x509.Certificate, *, whose: str) -> None:
    """Refuse a certificate that is not meant for signing.

    Raises:
        CertificateUntrusted.
    """
    usage = certificate.key_usage_value
    if usage is not None and not SIGNING & set(usage.native):
        raise CertificateUntrusted(
            f"Het certificaat {whose} is niet bedoeld om mee te ondertekenen (sleutelgebruik).",
            "Vraag de uitgever om een certificaat voor handtekeningen (non-repudiation of digital signature).",
        )
