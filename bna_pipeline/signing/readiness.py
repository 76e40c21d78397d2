"""Keys and outside services, looked at long before they are needed: as when signing, but without a letter."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data

from bna_pipeline.errors import BnaError, TimestampFailed
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.ports import Probed
from bna_pipeline.signing.apart import apart
from bna_pipeline.signing.keys import KeyMaterial
from bna_pipeline.signing.levels import DIGEST, TSA, SigningProfile, require_signer
from bna_pipeline.signing.validity import offline, online, require_valid, roots_of

_PROBE = hashlib.new(DIGEST, b"bna").digest()


class SigningReadiness:
    """Implements `ports.Readiness`."""

    def __init__(
        self,
        keys: Mapping[str, Callable[[], KeyMaterial]],
        profile: Callable[[], SigningProfile],
        configuration: Sha256,
    ) -> None:
        """
        Args:
            keys: by signature field, how each configured key is read.
            profile: level, authority and trust; read anew for every look.
        """
        self._keys, self._profile, self._configuration = keys, profile, configuration

    @property
    def configuration(self) -> Sha256:
        return self._configuration

    def probe(self, at: datetime, until: date) -> Probed:
        """See `ports.Readiness`."""
        try:
            profile = self._profile()
        except BnaError as fault:
            return Probed(("instellingen",), (str(fault),))
        faults: list[str] = []
        for field, key in self._keys.items():
            faults += _key_faults(field, key, profile, at, until)
        looked_at = [f"de sleutel van {field}" for field in self._keys]
        if profile.authority is not None:
            looked_at.append("de tijdstempeldienst")
            faults += _authority_faults(profile, at, until)
        return Probed(tuple(looked_at), tuple(dict.fromkeys(faults)))


def _key_faults(
    field: str, key: Callable[[], KeyMaterial], profile: SigningProfile, at: datetime, until: date
) -> Iterator[str]:
    try:
        material = key()
        require_signer(material, profile, whose=f"van {field}", at=at)
    except BnaError as fault:
        yield str(fault)
        return
    yield from _ending(f"De sleutel van {field}", [material.certificate, *_above(material)], at, until)


def _above(material: KeyMaterial) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(one.dump()) for one in material.signer.cert_registry]


def _authority_faults(profile: SigningProfile, at: datetime, until: date) -> Iterator[str]:
    web = profile.web()
    stamper = profile.timestamper(web, at)
    try:
        token = apart(lambda: asyncio.run(stamper.async_timestamp(_PROBE, DIGEST)))
        found = extract_certificate_info(token["content"])
        roots = roots_of(profile.trust)
        _require_token(token["content"], roots, at)
        _require_purpose(found.signer_cert)
        if roots:
            context = online(roots, at, web) if profile.level.holds_validation_data else offline(roots, at)
            require_valid(found.signer_cert, context, whose=TSA, at=at, web=web, others=list(found.other_certs))
    except BnaError as fault:
        yield str(fault)
        return
    certificates = [x509.load_der_x509_certificate(one.dump()) for one in (found.signer_cert, *found.other_certs)]
    yield from _ending("Het certificaat van de tijdstempeldienst", certificates, at, until)


def _require_token(signed: object, roots: Sequence[asn1_x509.Certificate], at: datetime) -> None:
    """Refuse a token whose signature does not hold; whether it is trusted is asked apart, for a sentence of its own."""
    try:
        status = apart(lambda: asyncio.run(validate_tst_signed_data(signed, offline(roots, at), lambda _: _PROBE)))
    except SignatureValidationError as fault:
        raise TimestampFailed(f"Het tijdstempel van de tijdstempeldienst klopt niet: {fault}.", "") from fault
    if not (status["intact"] and status["valid"]):
        raise TimestampFailed("De handtekening in het tijdstempel van de tijdstempeldienst klopt niet.", "")


def _require_purpose(certificate: asn1_x509.Certificate) -> None:
    purposes = certificate.extended_key_usage_value
    if purposes is None or "time_stamping" not in purposes.native:  # RFC 3161, 2.3
        raise TimestampFailed("Het certificaat van de tijdstempeldienst is niet bedoeld voor tijdstempels.", "")


def _ending(what: str, certificates: Sequence[x509.Certificate], at: datetime, until: date) -> Iterator[str]:
    """Says it when a certificate, or one above it, ends before the last signature is expected."""
    own, *above = certificates
    if own.not_valid_after_utc.date() < until:
        yield f"{what} verloopt op {_day(own)}, voor de verwachte ondertekening ({dutch_date(until)})."
        return
    for issuer in above:
        if at.astimezone(UTC) <= issuer.not_valid_after_utc and issuer.not_valid_after_utc.date() < until:
            yield (
                f"{what}: het certificaat van de uitgever verloopt op {_day(issuer)}, voor de verwachte ondertekening "
                f"({dutch_date(until)})."
            )


def _day(certificate: x509.Certificate) -> str:
    return dutch_date(certificate.not_valid_after_utc)
