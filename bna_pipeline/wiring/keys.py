"""Which key signs for whom: the one that the settings name, or a throwaway one of a sample."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bna_pipeline import ports
from bna_pipeline.errors import KeyUnusable
from bna_pipeline.model.programme import Edition, Programme, Signatory
from bna_pipeline.settings import KeySetting, Settings
from bna_pipeline.storage.outbox import write_atomic

UNLOCK_FILE = "ontgrendelen.txt"


def authority_of(settings: Settings) -> Path:
    """Where the throwaway keys' certificate authority is (PEM)."""
    from bna_pipeline.signing.throwaway import AUTHORITY_FILE

    return _folder_of(settings) / AUTHORITY_FILE


def signer_of(
    settings: Settings, typesetter: ports.Typesetter, programme: Programme, edition: Edition, templates: Path
) -> Callable[[Signatory], ports.Signer]:
    """Gives the key of a signatory of an edition; it is read when it is asked for.

    Args:
        typesetter: makes the visible stamp.
        templates: the programme's folder, with `letter/stamp.typ`.
    """

    def signer(signatory: Signatory) -> ports.Signer:
        from bna_pipeline.signing.keys import load_pkcs12
        from bna_pipeline.signing.letter_signer import LetterSigner

        key = settings.keys.get(signatory.field)
        if key is None:
            key = _throwaway_key(settings, programme, edition, signatory)
        return LetterSigner(load_pkcs12(key.pkcs12, key.passphrase()), typesetter, templates / "letter" / "stamp.typ")

    return signer


def _folder_of(settings: Settings) -> Path:
    return settings.state / "keys"


def _throwaway_key(settings: Settings, programme: Programme, edition: Edition, signatory: Signatory) -> KeySetting:
    if not (programme.sample and edition.sample):
        raise KeyUnusable(
            f"Er is geen sleutel ingesteld voor {signatory.field}.",
            f"Zet onder [keys.{signatory.field}] in .bna/settings.toml waar het PKCS#12-bestand staat.",
        )
    folder = _folder_of(settings)
    passphrase_file = folder / UNLOCK_FILE
    path = folder / f"TEST-{signatory.field}.p12"
    if not (path.exists() and passphrase_file.exists()):
        from bna_pipeline.signing.throwaway import throwaway_authority, write_throwaway

        passphrase = secrets.token_urlsafe(24)
        # Valid from the sample's own time: its played clock may stand years back.
        start = datetime.combine(edition.period_start, datetime.min.time(), tzinfo=UTC)
        keys = throwaway_authority(programme.letter.signatories, at=start, passphrase=passphrase.encode())
        write_throwaway(keys, folder)
        write_atomic(passphrase_file, passphrase.encode())
        passphrase_file.chmod(0o600)
    return KeySetting(pkcs12=path, passphrase_file=passphrase_file)
