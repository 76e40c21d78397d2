"""What no signature covers: the container that it stands in itself. Nothing may hide there.

A signature is the hexadecimal string between the two stretches that it covers (ISO 32000-1, 12.8.1): its own bytes,
zeros behind them, and the certificates that it brings along are bound by nothing but their own issuers' signatures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from asn1crypto import cms, parser
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from bna_pipeline.signing.evidence import Evidence, certificates_in, plain

_NULL = b"\x05\x00"
_ONE_CASE = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")


def container_faults(data: bytes, embedded: EmbeddedPdfSignature, evidence: Evidence) -> Iterator[str]:
    """What is odd about the container of a signature or timestamp, in Dutch.

    Args:
        data: the whole file.
        evidence: the certificates among which issuers are looked for.
    """
    start, first, then, _ = (int(part) for part in embedded.byte_range)
    gap = data[start + first : then]
    where = f"De ruimte voor de handtekening in het veld {embedded.field_name}"
    if start != 0 or _ONE_CASE.fullmatch(gap) is None or len(gap) % 2:
        yield f"{where} bevat iets anders dan die handtekening."
        return
    contents = bytes.fromhex(gap[1:-1].decode("ascii"))
    _, _, _, header, body, trailer = parser.parse(contents)
    length = len(header) + len(body) + len(trailer)
    if contents[length:].strip(b"\0"):
        yield f"{where} bevat meer dan die handtekening."
    signed = [embedded.signed_data, *extract_tst_data_iter(embedded.signer_info, signed=False)]
    if _other_digests(embedded.signed_data) or any(_other_version(each) for each in signed):
        yield f"{where} is anders opgebouwd dan de standaard voorschrijft."
    if any(not_issued(certificate, evidence) for each in signed for certificate in _certificates(each)):
        yield f"{where} bevat een certificaat dat na de uitgifte is veranderd."


def not_issued(certificate: x509.Certificate, evidence: Evidence) -> bool:
    """Whether this is no certificate of any known issuer of its name, though there is one; or there are two of it."""
    known = [plain(c) for c in evidence.certificates]
    named = [each for each in known if each.subject == certificate.issuer]
    if named and not any(_issued(each, certificate) for each in named):
        return True
    same = (certificate.subject, certificate.serial_number)
    return any((each.subject, each.serial_number) == same and each != certificate for each in known)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _certificates(signed: cms.SignedData) -> list[x509.Certificate]:
    return [plain(c) for c in certificates_in(signed)]


def _other_digests(signed: cms.SignedData) -> bool:
    """Whether the list of digest algorithms, which nothing covers, says something else than the signer used."""
    listed = signed["digest_algorithms"]
    used = {each["digest_algorithm"]["algorithm"].native for each in signed["signer_infos"]}
    bare = all(each["parameters"].dump() in (b"", _NULL) for each in listed)
    return not bare or {each["algorithm"].native for each in listed} != used


def _other_version(signed: cms.SignedData) -> bool:
    """Whether a version number, which nothing covers, is not the one that goes with the contents.

    RFC 5652, 5.1 and 5.3: of a signer 3 when he is named by his key, else 1; of the whole 3 when a signer has 3 or when
    something else than plain data is signed, such as a timestamp, else 1.
    """
    infos = list(signed["signer_infos"])
    of_signers = ["v3" if info["sid"].name == "subject_key_identifier" else "v1" for info in infos]
    plain_data = signed["encap_content_info"]["content_type"].native == "data"
    whole = "v1" if plain_data and "v3" not in of_signers else "v3"
    return signed["version"].native != whole or [info["version"].native for info in infos] != of_signers
