"""A small letter signed at any level against the infrastructure on loopback."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bna_pipeline.model.programme import Signatory
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.signing.keys import KeyMaterial, load_pkcs12
from bna_pipeline.signing.letter_signer import LetterSigner
from bna_pipeline.signing.levels import Preserver, SigningProfile
from bna_pipeline.signing.tsa import TimestampAuthority
from tests.support.pki import PASSPHRASE, Pki
from tests.unit.signing.workshop import AT, SECRETARIS, STAMP, TYPESETTER, VOORZITTER, adopted

SECOND_SITTING = AT + timedelta(days=7)
ARCHIVED = SECOND_SITTING + timedelta(minutes=5)


def profile(pki: Pki, level: SignatureLevel, *, timeout: float = 5) -> SigningProfile:
    """As the settings would give it."""
    authority = TimestampAuthority(pki.tsa_url, auth=pki.password) if level.timestamped else None
    return SigningProfile(level, authority, (pki.pem("root"),), timeout)


_KEYS: dict[bytes, KeyMaterial] = {}


def key_of(pki: Pki, label: str) -> KeyMaterial:
    """A person's key with its certificate of now; unpacking a PKCS#12 file is slow on purpose."""
    certificate = pki.pem(label)
    if certificate not in _KEYS:
        _KEYS[certificate] = _read_key(pki, label)
    return _KEYS[certificate]


def _read_key(pki: Pki, label: str) -> KeyMaterial:
    with TemporaryDirectory() as folder:
        return load_pkcs12(pki.write_key(label, Path(folder)), PASSPHRASE)


def sign(
    pki: Pki, letter: bytes, who: Signatory, level: SignatureLevel, *, at: datetime, key: str | None = None
) -> bytes:
    """One signature, with the services' clock at its moment.

    Args:
        key: whose key signs; None: the signatory's own.
    """
    pki.now = at
    signer = LetterSigner(key_of(pki, key or who.person), TYPESETTER, STAMP, profile(pki, level))
    return signer.sign(
        letter, field_name=who.field, printed_name=who.name, at=at, certify=who.field == VOORZITTER.field
    )


def signed_in_two_sittings(pki: Pki, level: SignatureLevel) -> bytes:
    """Both signatures a week apart, and the archive timestamp where the level asks for it."""
    first = sign(pki, adopted(), VOORZITTER, level, at=AT)
    both = sign(pki, first, SECRETARIS, level, at=SECOND_SITTING)
    return archived(pki, both) if level.archived else both


def archived(pki: Pki, both: bytes) -> bytes:
    """A letter that has all its signatures with the archive timestamp behind it."""
    pki.now = ARCHIVED
    return Preserver(profile(pki, SignatureLevel.B_LTA)).archive(both, ARCHIVED)[0]
