"""What a letter brings along for checking it later: certificates, OCSP answers and CRLs, and what they say of whom.

Source: RFC 5280 (certificates, CRLs), RFC 6960 (OCSP), ETSI EN 319 142-1, clause 5.4 (document security store).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from asn1crypto import cms, core, crl, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, StreamObject
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import LocalKnowledge
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from bna_pipeline.model.validation import ChainLink, RevocationFound
from bna_pipeline.signing.diff_rules import value_of
from bna_pipeline.signing.keys import certificate_digest, subject_of

LONGEST_CHAIN = 10

D = TypeVar("D", bound=core.Asn1Value)


@dataclass(frozen=True)
class Evidence:
    """Certificates and revocation data, in the order in which the file holds them."""

    certificates: tuple[asn1_x509.Certificate, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()

    def and_also(self, other: Evidence) -> Evidence:
        """Both; what is the same stands in it once."""
        return Evidence(
            _distinct(self.certificates, other.certificates),
            _distinct(self.ocsps, other.ocsps),
            _distinct(self.crls, other.crls),
        )

    def knowledge(self) -> LocalKnowledge:
        """As pyHanko takes it."""
        answers = [container for answer in self.ocsps for container in OCSPContainer.load_multi(answer)]
        return LocalKnowledge(
            known_certs=list(self.certificates), known_ocsps=answers, known_crls=[CRLContainer(c) for c in self.crls]
        )

    def moments(self) -> Iterator[datetime]:
        """When each answer was made and each CRL issued, in UTC."""
        for answer in self._answers:
            yield answer["tbs_response_data"]["produced_at"].native
            for single in answer["tbs_response_data"]["responses"]:
                yield single["this_update"].native
        for issued in self.crls:
            yield issued["tbs_cert_list"]["this_update"].native

    def chain_of(
        self, certificate: asn1_x509.Certificate, roots: Iterable[asn1_x509.Certificate] = ()
    ) -> tuple[asn1_x509.Certificate, ...]:
        """From a certificate up, as far as issuers are known and really signed it; a root ends it."""
        chain, known = [certificate], [*roots, *self.certificates]
        while chain[-1].issuer != chain[-1].subject and len(chain) < LONGEST_CHAIN:
            above = next((c for c in known if c.subject == chain[-1].issuer and issued(chain[-1], c)), None)
            if above is None:
                break
            chain.append(above)
        return tuple(chain)

    def revocation_of(
        self, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate | None
    ) -> tuple[RevocationFound, ...]:
        """Everything that the file says of one certificate's revocation, oldest first."""
        found = [*self._from_ocsp(certificate, issuer), *self._from_crls(certificate)]
        return tuple(sorted(found, key=lambda each: (each.made_at, each.kind)))

    def links(
        self, certificate: asn1_x509.Certificate, roots: Iterable[asn1_x509.Certificate]
    ) -> tuple[ChainLink, ...]:
        """The chain of a certificate as a report shows it; the last that is nobody else's is its anchor."""
        trusted = {root.dump() for root in roots}
        chain = self.chain_of(certificate, roots)
        found = []
        for place, each in enumerate(chain):
            issuer = chain[place + 1] if place + 1 < len(chain) else None
            anchor = each.dump() in trusted or (issuer is None and (not trusted or each.issuer == each.subject))
            found.append(self._link(each, issuer, anchor=anchor))
            if anchor:
                break
        return tuple(found)

    def _link(
        self, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate | None, *, anchor: bool
    ) -> ChainLink:
        its = plain(certificate)
        return ChainLink(
            subject=subject_of(its),
            sha256=certificate_digest(its),
            valid_from=its.not_valid_before_utc,
            valid_until=its.not_valid_after_utc,
            anchor=anchor,
            revocation=() if anchor else self.revocation_of(certificate, issuer),
        )

    @cached_property
    def _answers(self) -> tuple[ocsp.BasicOCSPResponse, ...]:
        whole = (answer for answer in self.ocsps if answer["response_status"].native == "successful")
        return tuple(answer["response_bytes"]["response"].parsed for answer in whole)

    def _from_ocsp(
        self, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate | None
    ) -> Iterator[RevocationFound]:
        for answer in self._answers:
            made = answer["tbs_response_data"]["produced_at"].native
            for single in answer["tbs_response_data"]["responses"]:
                if not _about(single["cert_id"], certificate, issuer):
                    continue
                said = single["cert_status"]
                since = said.chosen["revocation_time"].native if said.name == "revoked" else None
                yield RevocationFound(kind="OCSP", made_at=made, revoked_at=since, known=said.name != "unknown")

    def _from_crls(self, certificate: asn1_x509.Certificate) -> Iterator[RevocationFound]:
        for issued_list in self.crls:
            if issued_list.issuer != certificate.issuer:
                continue
            listed = issued_list["tbs_cert_list"]
            since = next(
                (
                    entry["revocation_date"].native
                    for entry in listed["revoked_certificates"] or ()
                    if entry["user_certificate"].native == certificate.serial_number
                ),
                None,
            )
            yield RevocationFound(kind="CRL", made_at=listed["this_update"].native, revoked_at=since)


def plain(certificate: asn1_x509.Certificate) -> x509.Certificate:
    """The same certificate, as the library that verifies takes it."""
    return _loaded_once(certificate.dump())


@lru_cache(maxsize=256)
def _loaded_once(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def issued(certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate) -> bool:
    """Whether this certificate is really signed by that one's key."""
    try:
        plain(certificate).verify_directly_issued_by(plain(issuer))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def evidence_in(handler: PdfFileReader | HistoricalResolver) -> Evidence:
    """What stands in a file's document security store; what cannot be read is left out."""
    store = value_of(handler.root, "/DSS")
    if not isinstance(store, DictionaryObject):
        return Evidence()
    return Evidence(
        tuple(_loaded(store, "/Certs", asn1_x509.Certificate.load)),
        tuple(_loaded(store, "/OCSPs", ocsp.OCSPResponse.load)),
        tuple(_loaded(store, "/CRLs", crl.CertificateList.load)),
    )


def evidence_of(signature: EmbeddedPdfSignature) -> Evidence:
    """What a signature brings along itself: certificates, those of its timestamp, and revocation data (Adobe's way)."""
    found = Evidence((signature.signer_cert, *signature.other_embedded_certs))
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        found = found.and_also(Evidence(certificates_in(token)))
    for archival in find_cms_attribute_iter(signature.signer_info["signed_attrs"], "adobe_revocation_info_archival"):
        found = found.and_also(Evidence((), tuple(archival["ocsp"] or ()), tuple(archival["crl"] or ())))
    return found


def certificates_in(signed: cms.SignedData) -> tuple[asn1_x509.Certificate, ...]:
    """The certificates in a CMS structure."""
    return tuple(c.chosen for c in signed["certificates"] or () if c.name == "certificate")


def _distinct(one: Iterable[D], other: Iterable[D]) -> tuple[D, ...]:
    return tuple({each.dump(): each for each in (*one, *other)}.values())


def _loaded(store: DictionaryObject, key: str, load: Callable[..., Any]) -> Iterator[Any]:
    streams = value_of(store, key)
    for each in streams if isinstance(streams, ArrayObject) else ():
        stream = each.get_object()
        if isinstance(stream, StreamObject):
            with contextlib.suppress(ValueError, TypeError):
                found = load(stream.data, strict=True)
                # asn1crypto parses what it is asked for; the list of a CRL may have a million entries.
                _ = found.issuer if isinstance(found, crl.CertificateList) else found.native
                yield found


def _about(asked: ocsp.CertId, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate | None) -> bool:
    if asked["serial_number"].native != certificate.serial_number:
        return False
    if issuer is None:
        return True
    algorithm = asked["hash_algorithm"]["algorithm"].native
    if algorithm not in ("sha1", "sha256"):
        return False
    return bool(
        asked["issuer_name_hash"].native == getattr(issuer.subject, algorithm)
        and asked["issuer_key_hash"].native == getattr(issuer.public_key, algorithm)
    )
