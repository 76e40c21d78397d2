"""What the settings ask of signing reaches those who sign; a sample with throwaway keys is asked nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bna_pipeline.errors import KeyUnusable, SettingsInvalid, TimestampFailed
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.settings import KeySetting, Settings, SigningSettings
from bna_pipeline.wiring.engines import SystemClock
from bna_pipeline.wiring.keys import material_of, preserver_of, profile_of
from bna_pipeline.wiring.outside import timestamper_of
from bna_pipeline.wiring.readiness import readiness_of
from tests.unit.model.small import programme

KEY = KeySetting(pkcs12=Path("/nergens/v.p12"))
LASTING = SigningSettings(
    level=SignatureLevel.B_LTA, timestamp_url="https://tsa.example.org", trust=(Path("/weg.pem"),)
)


def settings(root: Path, signing: SigningSettings | None = None, **keys: KeySetting) -> Settings:
    return Settings(root=root, signing=signing or SigningSettings(), keys=keys)


def test_without_a_level_or_trust_nobody_is_asked_anything(tmp_path: Path) -> None:
    plain = settings(tmp_path)
    assert preserver_of(plain, sample=False) is None
    assert readiness_of(plain, programme(), sample=False) is None
    assert profile_of(plain).authority is None


def test_a_sample_with_throwaway_keys_is_asked_nothing_whatever_the_settings_say(tmp_path: Path) -> None:
    asked = settings(tmp_path, LASTING)
    assert preserver_of(asked, sample=True) is None
    assert readiness_of(asked, programme(), sample=True) is None
    assert preserver_of(asked, sample=False) is not None
    assert readiness_of(asked, programme(), sample=False) is not None


def test_a_sample_with_keys_of_its_own_is_held_to_the_settings(tmp_path: Path) -> None:
    asked = settings(tmp_path, LASTING, Voorzitter=KEY)
    preserver = preserver_of(asked, sample=True)
    assert preserver is not None and preserver.level is SignatureLevel.B_LTA
    assert readiness_of(asked, programme(), sample=True) is not None
    with pytest.raises(SettingsInvalid, match=r"weg\.pem"):
        _ = preserver.trust


def test_an_authority_vouches_at_any_level_and_what_of_it_is_gone_is_an_authority_that_is_away(tmp_path: Path) -> None:
    """Nothing but the dossier waits for that: neither a release nor the steps behind it."""
    plain = SigningSettings(timestamp_url="https://tsa.example.org", trust=(Path("/weg.pem"),))
    stamper = timestamper_of(settings(tmp_path, plain), SystemClock(), sample=False)
    assert stamper is not None
    with pytest.raises(TimestampFailed, match=r"weg\.pem"):
        stamper.vouch("0" * 64)
    assert timestamper_of(settings(tmp_path, plain), SystemClock(), sample=True) is None
    assert timestamper_of(settings(tmp_path, plain, Voorzitter=KEY), SystemClock(), sample=True) is not None
    assert timestamper_of(settings(tmp_path), SystemClock(), sample=False) is None


def test_keys_of_nobody_who_signs_here_are_nothing_to_look_at(tmp_path: Path) -> None:
    assert readiness_of(settings(tmp_path, Griffier=KEY), programme(), sample=False) is None


def test_a_changed_file_is_another_configuration_and_no_secret_is_in_it(tmp_path: Path) -> None:
    secret = tmp_path / "pin"
    secret.write_text("1234")
    key = KeySetting(pkcs11_module=Path("/nergens/kaart.so"), key_label="hand", pin_file=secret)

    def configuration() -> str:
        readiness = readiness_of(settings(tmp_path, Voorzitter=key), programme(), sample=False)
        assert readiness is not None
        return readiness.configuration

    before = configuration()
    assert configuration() == before
    was = secret.stat()
    secret.write_text("9999")

    os.utime(secret, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert configuration() == before  # what a file holds cannot be guessed back from what is on record
    os.utime(secret, ns=(was.st_atime_ns, was.st_mtime_ns + 1_000_000_000))
    assert configuration() != before


def test_a_card_whose_library_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="bibliotheek van de kaart ontbreekt"):
        material_of(KeySetting(pkcs11_module=tmp_path / "kaart.so", key_label="hand"))
