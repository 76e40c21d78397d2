"""What may stand in the document security store: what proves a signature in this file, and nothing else.

Anybody can add to the store after the last signature, and pyHanko's rules look at its shape alone: a stream in it may
hold anything at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from asn1crypto import algos, crl, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import ocsp as plain_ocsp
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.sig_validate import DEFAULT_SIGNATURE_VALIDATOR

from bna_pipeline.signing.containers import not_issued
from bna_pipeline.signing.diff_rules import value_of
from bna_pipeline.signing.evidence import Evidence, plain

T = TypeVar("T", asn1_x509.Certificate, ocsp.OCSPResponse, crl.CertificateList)
_STREAM_KEYS = frozenset({"/Length", "/Filter", "/DecodeParms", "/Type"})
_FOREIGN = "In de controlegegevens staat iets wat niet bij een handtekening in deze brief hoort"


def store_faults(
    reader: PdfFileReader,
    signatures: Sequence[EmbeddedPdfSignature],
    own: Evidence,
    roots: Iterable[asn1_x509.Certificate],
) -> Iterator[str]:
    """What in the store proves nothing of the file's signatures, in Dutch.

    Args:
        signatures: all of them, archive timestamps too.
        own: what they bring along themselves.
        roots: that the reader trusts.
    """
    store = value_of(reader.root, "/DSS")
    if not isinstance(store, DictionaryObject):
        return
    entries = value_of(store, "/VRI")
    if isinstance(entries, DictionaryObject) and not set(entries) <= set(_names(signatures)):
        yield f"{_FOREIGN}: een verwijzing naar een andere handtekening."
    try:
        certificates = _streams(store, "/Certs", asn1_x509.Certificate.load)
        answers = _streams(store, "/OCSPs", ocsp.OCSPResponse.load)
        lists = _streams(store, "/CRLs", crl.CertificateList.load)
    except (ValueError, TypeError):
        yield f"{_FOREIGN}: een stuk dat geen certificaat en geen intrekkingsgegeven is."
        return
    known = own.and_also(Evidence((*certificates, *_responders(answers), *roots)))
    needed = _needed(own, known, answers)
    if any(c.dump() not in needed or not_issued(plain(c), known) for c in certificates):
        yield f"{_FOREIGN}: een certificaat."
    if any(not _about(answer, needed.values()) or not _answered(answer, known) for answer in answers):
        yield f"{_FOREIGN}: een antwoord over intrekking (OCSP)."
    issuers = {c.issuer.dump() for c in needed.values()}
    if any(issued.issuer.dump() not in issuers or not _listed(issued, known) for issued in lists):
        yield f"{_FOREIGN}: een lijst van ingetrokken certificaten (CRL)."


def _names(signatures: Iterable[EmbeddedPdfSignature]) -> Iterator[str]:
    """Under what a signature's data may stand in `/VRI`: programs differ in what of it they take the SHA-1."""
    for signature in signatures:
        contents = signature.pkcs7_content
        bare = contents.rstrip(b"\0")
        for each in (contents, bare, contents.hex().encode(), contents.hex().upper().encode(), bare.hex().encode()):
            yield f"/{hashlib.sha1(each, usedforsecurity=False).hexdigest().upper()}"


def _streams(store: DictionaryObject, key: str, load: Callable[..., T]) -> list[T]:
    """Every item of a list in the store.

    Raises:
        ValueError, TypeError: one is something else.
    """
    listed = value_of(store, key)
    found = []
    for each in listed if isinstance(listed, ArrayObject) else ():
        stream = each.get_object()
        if not isinstance(stream, StreamObject) or not set(stream) <= _STREAM_KEYS:
            raise ValueError(key)
        item = load(stream.data, strict=True)
        # asn1crypto parses what it is asked for; the list of a CRL may have a million entries.
        _ = item.issuer if isinstance(item, crl.CertificateList) else item.native
        found.append(item)
    return found


def _responders(answers: Iterable[ocsp.OCSPResponse]) -> Iterator[asn1_x509.Certificate]:
    for answer in answers:
        if answer["response_status"].native == "successful":
            yield from answer["response_bytes"]["response"].parsed["certs"] or ()


def _needed(own: Evidence, known: Evidence, answers: Iterable[ocsp.OCSPResponse]) -> dict[bytes, asn1_x509.Certificate]:
    """The certificates that signatures bring along, whoever answered, and all above them; by their DER."""
    found = {c.dump(): c for c in (*own.certificates, *_responders(answers))}
    while True:
        above = {name.issuer.dump() for name in found.values()} | _answering(answers)
        more = {c.dump(): c for c in known.certificates if c.subject.dump() in above and c.dump() not in found}
        if not more:
            return found
        found |= more


def _answering(answers: Iterable[ocsp.OCSPResponse]) -> set[bytes]:
    """Names of whoever answered."""
    ids = [a["response_bytes"]["response"].parsed["tbs_response_data"]["responder_id"] for a in answers if _whole(a)]
    return {each.chosen.dump() for each in ids if each.name == "by_name"}


def _whole(answer: ocsp.OCSPResponse) -> bool:
    return bool(answer["response_status"].native == "successful")


def _about(answer: ocsp.OCSPResponse, certificates: Iterable[asn1_x509.Certificate]) -> bool:
    """Whether an answer is about one of these certificates, and about no other."""
    if not _whole(answer):
        return False
    serials = {c.serial_number for c in certificates}
    asked = answer["response_bytes"]["response"].parsed["tbs_response_data"]["responses"]
    return len(asked) > 0 and all(each["cert_id"]["serial_number"].native in serials for each in asked)


def _answered(answer: ocsp.OCSPResponse, known: Evidence) -> bool:
    """Whether an answer is really signed by a certificate that is known."""
    its = plain_ocsp.load_der_ocsp_response(answer.dump())  # stricter about the encoding than asn1crypto
    algorithm = answer["response_bytes"]["response"].parsed["signature_algorithm"]
    return any(_verifies(c, its.signature, its.tbs_response_bytes, algorithm) for c in known.certificates)


def _verifies(
    certificate: asn1_x509.Certificate, signature: bytes, data: bytes, algorithm: algos.SignedDigestAlgorithm
) -> bool:
    try:
        DEFAULT_SIGNATURE_VALIDATOR.validate_signature(signature, data, certificate.public_key, algorithm)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, AssertionError):
        return False  # it asserts that key and algorithm are of one kind
    return True


def _listed(issued: crl.CertificateList, known: Evidence) -> bool:
    """Whether a list is really signed by its issuer; one whose issuer is not in the file cannot be held against it."""
    its = x509.load_der_x509_crl(issued.dump())
    issuers = [plain(c) for c in known.certificates if c.subject.dump() == issued.issuer.dump()]
    return not issuers or any(_signed_by(its, each) for each in issuers)


def _signed_by(its: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return its.is_signature_valid(issuer.public_key())  # type: ignore[arg-type] # a TypeError for a key that cannot
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return False
