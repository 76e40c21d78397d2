"""Which key signs for whom: the one that the settings name, or a throwaway one of a sample."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bna_pipeline import ports
from bna_pipeline.errors import KeyUnusable
from bna_pipeline.model.programme import Edition, Programme, Signatory
from bna_pipeline.settings import KeySetting, Settings
from bna_pipeline.storage.lease import alone_at
from bna_pipeline.wiring.engines import LazyPreserver

if TYPE_CHECKING:
    from bna_pipeline.signing.keys import KeyMaterial
    from bna_pipeline.signing.levels import SigningProfile
    from bna_pipeline.signing.tsa import TimestampAuthority

UNLOCK_FILE = "ontgrendelen.txt"


def authority_of(settings: Settings, programme: Programme) -> Path:
    """Where the certificate authority of a programme's throwaway keys is (PEM)."""
    from bna_pipeline.signing.throwaway import AUTHORITY_FILE

    return _folder_of(settings, programme) / AUTHORITY_FILE


def signer_of(
    settings: Settings, typesetter: ports.Typesetter, programme: Programme, edition: Edition, templates: Path
) -> Callable[[Signatory], ports.Signer]:
    """Gives the key of a signatory of an edition; it is read when it is asked for.

    Args:
        typesetter: makes the visible stamp.
        templates: the programme's folder, with `letter/stamp.typ`.
    """

    def signer(signatory: Signatory) -> ports.Signer:
        from bna_pipeline.signing.letter_signer import LetterSigner
        from bna_pipeline.signing.levels import PLAIN

        key = settings.keys.get(signatory.field)
        # A throwaway key has no issuer that answers for it: it makes a signature alone.
        profile = PLAIN if key is None else profile_of(settings)
        if key is None:
            key = _throwaway_key(settings, programme, edition, signatory)
        return LetterSigner(material_of(key), typesetter, templates / "letter" / "stamp.typ", profile)

    return signer


def material_of(key: KeySetting) -> KeyMaterial:
    """The key that a setting names, in a file or on a card.

    Raises:
        KeyUnusable.
    """
    if key.pkcs11_module is not None:
        from bna_pipeline.signing.card import Card, load_card

        return load_card(Card(key.pkcs11_module, key.token_label, key.key_label, key.cert_label, key.pin()))
    from bna_pipeline.signing.keys import load_pkcs12

    assert key.pkcs12 is not None  # the settings see to it that there is one of both
    return load_pkcs12(key.pkcs12, key.passphrase())


def profile_of(settings: Settings) -> SigningProfile:
    """How the settings want signatures.

    Raises:
        SettingsInvalid: a file that they name is missing or open to others.
    """
    from bna_pipeline.signing.levels import SigningProfile

    asked = settings.signing
    authority = authority_of_time(settings) if asked.level.timestamped else None
    return SigningProfile(asked.level, authority, asked.trusted(), asked.timeout_seconds)


def authority_of_time(settings: Settings) -> TimestampAuthority:
    """The timestamp authority that the settings name.

    Raises:
        SettingsInvalid: its secret is missing or open to others.
    """
    from bna_pipeline.signing.tsa import TimestampAuthority

    asked, secret = settings.signing, settings.signing.secret()
    return TimestampAuthority(
        asked.timestamp_url,
        auth=(asked.timestamp_user, secret) if asked.timestamp_user else None,
        headers=((asked.timestamp_header, secret),) if asked.timestamp_header else (),
    )


def preserver_of(settings: Settings, *, sample: bool) -> ports.Preserver | None:
    """What makes signatures last; None where nothing is asked of them.

    Args:
        sample: the edition is a sample; without keys of its own its throwaway ones ask for nothing.
    """
    asked = settings.signing
    if (sample and not settings.keys) or not (asked.level.timestamped or asked.trust):
        return None
    return LazyPreserver(lambda: profile_of(settings), asked.level)


def _folder_of(settings: Settings, programme: Programme) -> Path:
    return settings.state / "keys" / programme.id


def _throwaway_key(settings: Settings, programme: Programme, edition: Edition, signatory: Signatory) -> KeySetting:
    if not (programme.sample and edition.sample):
        raise KeyUnusable(
            f"Er is geen sleutel ingesteld voor {signatory.field}.",
            f"Zet onder [keys.{signatory.field}] in .bna/settings.toml waar het PKCS#12-bestand of de kaart is.",
        )
    folder = _folder_of(settings, programme)
    key = KeySetting(pkcs12=folder / f"TEST-{signatory.field}.p12", passphrase_file=folder / UNLOCK_FILE)
    if not _whole(key):
        with alone_at(folder.with_name(f"{folder.name}.lock")):
            if not _whole(key):  # another process may have made them while this one waited
                _make_throwaway_keys(folder, programme, edition)
    return key


def _whole(key: KeySetting) -> bool:
    """Whether a set of throwaway keys was made to its end: its passphrase is written last."""
    return key.pkcs12 is not None and key.pkcs12.exists() and (key.passphrase_file or key.pkcs12).exists()


def _make_throwaway_keys(folder: Path, programme: Programme, edition: Edition) -> None:
    from bna_pipeline.signing.throwaway import throwaway_authority, write_throwaway

    passphrase_file = folder / UNLOCK_FILE
    passphrase_file.unlink(missing_ok=True)
    passphrase = secrets.token_urlsafe(24).encode()
    # Valid from the sample's own time: its played clock may stand years back.
    start = datetime.combine(edition.period_start, datetime.min.time(), tzinfo=UTC)
    write_throwaway(throwaway_authority(programme.letter.signatories, at=start, passphrase=passphrase), folder)
    part = passphrase_file.with_suffix(".deel")
    part.touch(mode=0o600)
    part.write_bytes(passphrase)
    part.replace(passphrase_file)
