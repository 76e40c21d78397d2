"""What stands in the store of validation data is held against its issuers' signatures, of whatever kind these are."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from asn1crypto import algos, core, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as ocsp_made
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader

from bna_pipeline.signing.evidence import Evidence
from bna_pipeline.signing.store_rule import store_faults

NOW = datetime(2030, 5, 1, tzinfo=UTC)
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
KEYS: dict[str, Any] = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "pss": rsa.generate_private_key(65537, 2048),
    "ec": ec.generate_private_key(ec.SECP256R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
}


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def how(kind: str) -> dict[str, Any]:
    """How an issuer with a key of this kind signs what cryptography makes."""
    digest = None if kind == "ed25519" else hashes.SHA256()
    return {"algorithm": digest, **({"rsa_padding": PSS} if kind == "pss" else {})}


def certificate(kind: str, subject: str) -> x509.Certificate:
    key = KEYS[kind]
    made = x509.CertificateBuilder(
        issuer_name=named(f"Uitgever {kind}"),
        subject_name=named(subject),
        public_key=key.public_key(),
        serial_number=7 if subject.startswith("Uitgever") else 8,
        not_valid_before=NOW - timedelta(days=1),
        not_valid_after=NOW + timedelta(days=1),
    )
    return made.sign(key, **how(kind))


def answer(kind: str, about: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """An issuer's answer that a certificate was not revoked."""
    built = ocsp_made.OCSPResponseBuilder().responder_id(ocsp_made.OCSPResponderEncoding.NAME, issuer)
    built = built.add_response(
        cert=about, issuer=issuer, algorithm=hashes.SHA256(), cert_status=ocsp_made.OCSPCertStatus.GOOD,
        this_update=NOW, next_update=NOW + timedelta(hours=1), revocation_time=None, revocation_reason=None,
    )  # fmt: skip
    key = KEYS[kind]
    made: bytes = built.sign(key, how(kind)["algorithm"]).public_bytes(Encoding.DER)
    return _signed_with_pss(made, key) if kind == "pss" else made


def _signed_with_pss(made: bytes, key: rsa.RSAPrivateKey) -> bytes:
    whole = ocsp.OCSPResponse.load(made)
    basic = whole["response_bytes"]["response"].parsed
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    parameters = {
        "hash_algorithm": digest,
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": digest},
        "salt_length": 32,
    }
    basic["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
    signature = key.sign(basic["tbs_response_data"].dump(), PSS, hashes.SHA256())
    basic["signature"] = core.OctetBitString(signature)
    whole["response_bytes"]["response"] = core.ParsableOctetString(basic.dump(force=True))
    made_anew: bytes = whole.dump(force=True)
    return made_anew


def revocations(kind: str) -> bytes:
    """An issuer's list, with nothing on it."""
    built = x509.CertificateRevocationListBuilder(
        issuer_name=named(f"Uitgever {kind}"), last_update=NOW, next_update=NOW + timedelta(days=1)
    )
    return built.sign(KEYS[kind], **how(kind)).public_bytes(Encoding.DER)


def faults(stored: dict[str, bytes], *certificates: x509.Certificate) -> list[str]:
    """What is said of a letter with these in its store, whose signature brings these certificates along."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.DSS = pdf.make_indirect(
            pikepdf.Dictionary({key: pikepdf.Array([pdf.make_stream(data)]) for key, data in stored.items()})
        )
        out = io.BytesIO()
        pdf.save(out)
    own = Evidence(tuple(asn1_x509.Certificate.load(c.public_bytes(Encoding.DER)) for c in certificates))
    return list(store_faults(PdfFileReader(out), [], own, ()))


@pytest.mark.parametrize("kind", KEYS)
def test_what_an_issuer_signed_may_stand_there_and_one_changed_bit_of_its_signature_is_seen(kind: str) -> None:
    issuer, leaf = certificate(kind, f"Uitgever {kind}"), certificate(kind, "Ondertekenaar")
    kept = {"/OCSPs": answer(kind, leaf, issuer), "/CRLs": revocations(kind)}
    assert faults(kept, issuer, leaf) == []
    for key, data in kept.items():
        spoilt = data[:-1] + bytes([data[-1] ^ 1])
        (said,) = faults({**kept, key: spoilt}, issuer, leaf)
        assert ("OCSP" in said, "CRL" in said) == (key == "/OCSPs", key == "/CRLs")


def test_an_issuer_with_another_kind_of_key_says_nothing_of_it() -> None:
    """Its name is that of the issuer, and its key cannot have signed."""
    issuer, leaf = certificate("rsa", "Uitgever rsa"), certificate("rsa", "Ondertekenaar")
    others = [certificate(kind, f"Uitgever {kind}") for kind in KEYS if kind != "rsa"]
    kept = {"/OCSPs": answer("rsa", leaf, issuer), "/CRLs": revocations("rsa")}
    assert faults(kept, *others, issuer, leaf) == []
    assert len(faults({"/OCSPs": answer("ec", leaf, others[1])}, others[0], issuer, leaf)) == 1
