"""Keys that sign: PKCS#12 files of signatories, and the loud throwaway keys of a sample."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer, SimpleSigner

from bna_pipeline.errors import KeyUnusable
from bna_pipeline.model.base import Sha256, sha256_hex
from bna_pipeline.ports import SignerIdentity
from bna_pipeline.signing.throwaway import is_throwaway

FORBIDDEN_MODE = 0o177
"""Permission bits that a key's file may not have: it is 600 or stricter."""


@dataclass(frozen=True)
class KeyMaterial:
    """A private key with its certificate and the certificates above it."""

    signer: Signer
    certificate: x509.Certificate

    @property
    def identity(self) -> SignerIdentity:
        return SignerIdentity(
            subject=subject_of(self.certificate),
            certificate=certificate_digest(self.certificate),
            throwaway=is_throwaway(self.certificate),
        )


def subject_of(certificate: x509.Certificate) -> str:
    """The subject as one line (RFC 4514), or a dash when it is empty."""
    return certificate.subject.rfc4514_string() or "-"


def certificate_digest(certificate: x509.Certificate) -> Sha256:
    """SHA-256 of the certificate's DER."""
    return sha256_hex(certificate.public_bytes(Encoding.DER))


def load_pkcs12(path: Path, passphrase: bytes | None) -> KeyMaterial:
    """Read a signatory's key.

    Raises:
        KeyUnusable: says which of these: the file is missing, readable for others, damaged, holds no key with its
            certificate, or the passphrase is wrong.
    """
    data = _read_private(path)
    if not _looks_whole(data):
        raise KeyUnusable(
            f"Het sleutelbestand {path.name} is beschadigd of geen PKCS#12.",
            "Zet het bestand opnieuw neer, zoals u het van de uitgever kreeg.",
        )
    try:
        signer = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=passphrase)
        certificate = x509.load_der_x509_certificate(signer.signing_cert.dump())
    except AttributeError as error:  # pyHanko takes a file without key or without certificate for a whole one
        raise _no_key(path) from error
    except ValueError as error:
        if isinstance(error.__cause__, AttributeError | TypeError):
            raise _no_key(path) from error
        raise KeyUnusable(
            f"De wachtzin past niet bij het sleutelbestand {path.name}.",
            "Controleer de wachtzin. Klopt die wel, dan is het bestand beschadigd.",
        ) from error
    return KeyMaterial(signer=signer, certificate=certificate)


def _read_private(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & FORBIDDEN_MODE:
            raise KeyUnusable(
                f"Het sleutelbestand {path.name} is ook voor anderen toegankelijk (rechten {mode:o}).",
                f"Beperk de rechten met `chmod 600 {path}`.",
            )
        return path.read_bytes()
    except OSError as error:
        raise KeyUnusable(
            f"Het sleutelbestand {path} ontbreekt of is niet te lezen.", "Controleer het pad in de instellingen."
        ) from error


def _looks_whole(data: bytes) -> bool:
    """Whether the outer structure is PKCS#12; what lies inside is only readable with the passphrase."""
    try:
        pfx = asn1_pkcs12.Pfx.load(data, strict=True)
        return pfx["version"].native == "v3" and len(pfx.authenticated_safe) > 0
    except (ValueError, TypeError, KeyError):
        return False


def _no_key(path: Path) -> KeyUnusable:
    return KeyUnusable(
        f"In het sleutelbestand {path.name} staat geen sleutel met zijn certificaat.",
        "Vraag de uitgever om een PKCS#12-bestand met sleutel en certificaat.",
    )
