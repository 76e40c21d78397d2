"""Throwaway keys for a sample: made on the spot, and recognised for what they are wherever they turn up.

A throwaway certificate carries the certificate policy `THROWAWAY_POLICY`, and says TEST in its subject for people who
look at it with tools that are not ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from bna_pipeline.model.programme import Signatory

THROWAWAY_POLICY = x509.ObjectIdentifier("2.25.147690617089053943708805724984151558163")
"""Certificate policy of throwaway keys: a UUID of our own below 2.25, which needs no registration (ITU-T X.667)."""

WORDS = "TEST wegwerpsleutel"
AUTHORITY_FILE = "wegwerp-ca.pem"
VALID_FOR = timedelta(days=30 * 365)
_LOUD = re.compile(r"\bTEST\b|wegwerpsleutel")
_LONGEST_NAME = 64  # X.520, ub-common-name


@dataclass(frozen=True)
class ThrowawayKeys:
    """The authority's certificate (PEM), and per signature field a PKCS#12 file under the passphrase."""

    authority: bytes
    pkcs12: Mapping[str, bytes]
    passphrase: bytes


def throwaway_authority(signatories: Sequence[Signatory], *, at: datetime, passphrase: bytes) -> ThrowawayKeys:
    """Make an authority and one key a signatory; another pair of keys on every call.

    Args:
        at: the keys are good from a day before this moment, for thirty years (a sample may lie in the past).
        passphrase: protects the PKCS#12 files.
    """
    authority_key = _new_key()
    authority_name = _name("TEST wegwerp-CA")
    start = at - timedelta(days=1)
    authority = (
        _builder(authority_name, authority_name, authority_key.public_key(), start)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    files: dict[str, bytes] = {}
    for signatory in signatories:
        key = _new_key()
        certificate = (
            _builder(_name(f"TEST {signatory.label}"), authority_name, key.public_key(), start)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
            )
            .sign(authority_key, hashes.SHA256())
        )
        files[signatory.field] = pkcs12.serialize_key_and_certificates(
            WORDS.encode("ascii"), key, certificate, [authority], BestAvailableEncryption(passphrase)
        )
    return ThrowawayKeys(authority=authority.public_bytes(Encoding.PEM), pkcs12=files, passphrase=passphrase)


def write_throwaway(keys: ThrowawayKeys, folder: Path) -> dict[str, Path]:
    """Write the files, the keys with mode 600; returns the PKCS#12 file of each field.

    An earlier set in the folder is overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / AUTHORITY_FILE).write_bytes(keys.authority)
    paths: dict[str, Path] = {}
    for field, data in keys.pkcs12.items():
        path = folder / f"TEST-{field}.p12"
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_bytes(data)
        paths[field] = path
    return paths


def is_throwaway(certificate: x509.Certificate) -> bool:
    """Whether this is a test key: by the policy, or because subject or issuer say so in words."""
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
        if any(policy.policy_identifier == THROWAWAY_POLICY for policy in policies):
            return True
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        # Without a readable policy the words in the names decide.
        policies = None
    names = (certificate.subject, certificate.issuer)
    return any(_LOUD.search(str(attribute.value)) for name in names for attribute in name)


def _new_key() -> rsa.RSAPrivateKey:
    # RSA: with an elliptic curve pyHanko declares PDF 2.0 in the signed file, and PDF/A-3 is PDF 1.7.
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, WORDS),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:_LONGEST_NAME]),
        ]
    )


def _builder(subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, start: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.CertificatePolicies([x509.PolicyInformation(THROWAWAY_POLICY, policy_qualifiers=None)]),
            critical=False,
        )
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
