"""Keys, the level of signatures and the timestamp authority as the settings name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.errors import KeyUnusable, SettingsInvalid
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.settings import KeySetting, Settings, SigningSettings, load_settings
from bna_pipeline.settings.signing import USUAL_SECRET

URL = "https://tsa.example.org/stempel"


def loaded(root: Path, text: str, environment: dict[str, str] | None = None) -> Settings:
    path = root / ".bna" / "settings.toml"
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
    return load_settings(root, environment or {})


def test_without_a_word_a_signature_stands_alone_and_nothing_outside_is_asked(tmp_path: Path) -> None:
    found = load_settings(tmp_path, {}).signing
    assert (found.level, found.timestamp_url, found.trust) == (SignatureLevel.B_B, "", ())


def test_everything_is_read_and_paths_are_below_the_project(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        f'[signing]\nlevel = "B-LTA"\ntimestamp_url = "{URL}"\ntimestamp_user = "bna"\ntimeout_seconds = 5\n'
        'timestamp_secret_file = "tsa.txt"\ntrust = ["ca.pem", "/etc/ca.pem"]\n',
    ).signing
    assert found.level.archived and found.level.holds_validation_data and found.level.timestamped
    assert found.trust == (tmp_path / "ca.pem", Path("/etc/ca.pem"))
    assert found.timestamp_secret_file == tmp_path / "tsa.txt"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environment = {"BNA_SIGNING_LEVEL": "B-T", "BNA_TIMESTAMP_URL": URL}
    found = loaded(
        tmp_path, '[signing]\nlevel = "B-B"\ntimestamp_url = "http://oud.example.org"\n', environment
    ).signing
    assert (found.level, found.timestamp_url) == (SignatureLevel.B_T, URL)
    assert loaded(tmp_path, "", environment).signing == found


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('level = "B-T"', "level B-T vraagt een tijdstempeldienst"),
        (f'level = "B-LT"\ntimestamp_url = "{URL}"', "level B-LT vraagt vertrouwde uitgevers"),
        ('level = "B-X"', "signing.level"),
        ('timestamp_url = "ftp://tsa.example.org"', "signing.timestamp_url"),
        ('timestamp_url = "http://tsa.example.org"\ntimestamp_user = "bna"', "alleen over https"),
        (f'timestamp_url = "{URL}"\ntimestamp_user = "bna"\ntimestamp_header = "X-Api-Key"', "niet allebei"),
        ("timeout_seconds = 0", "signing.timeout_seconds"),
    ],
)
def test_what_cannot_work_is_refused_and_named(tmp_path: Path, wrong: str, said: str) -> None:
    with pytest.raises(SettingsInvalid, match=said):
        loaded(tmp_path, f"[signing]\n{wrong}\n")


def test_the_secret_comes_from_a_private_file_or_a_variable(tmp_path: Path) -> None:
    file = tmp_path / "tsa.txt"
    file.touch(mode=0o600)
    file.write_text("geheim\n")
    settings = SigningSettings(timestamp_url=URL, timestamp_user="bna", timestamp_secret_file=file)
    assert settings.secret({}) == "geheim"
    file.chmod(0o640)
    with pytest.raises(SettingsInvalid, match="leesbaar voor anderen"):
        settings.secret({})
    variable = SigningSettings(timestamp_url=URL, timestamp_header="X-Api-Key")
    assert variable.secret({USUAL_SECRET: "sleutel"}) == "sleutel"
    with pytest.raises(SettingsInvalid, match=f"{USUAL_SECRET} is leeg"):
        variable.secret({})
    assert SigningSettings(timestamp_url=URL).secret({}) == ""


def test_a_missing_file_of_trusted_issuers_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"weg\.pem"):
        SigningSettings(trust=(tmp_path / "weg.pem",)).trusted()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "een van de twee"),
        ('pkcs12 = "a.p12"\npkcs11_module = "b.so"\nkey_label = "c"', "een van de twee"),
        ('pkcs12 = "a.p12"\npin_file = "pin"', "horen bij pkcs11_module"),
        ('pkcs11_module = "b.so"\nkey_label = "c"\npassphrase_env = "P"', "passphrase_"),
        ('pkcs11_module = "b.so"', "hoort key_label of cert_label"),
    ],
)
def test_a_key_is_in_a_file_or_on_a_card(tmp_path: Path, table: str, said: str) -> None:
    with pytest.raises(SettingsInvalid, match=said):
        loaded(tmp_path, f"[keys.Voorzitter]\n{table}\n")


def test_a_card_is_named_with_where_its_pin_is(tmp_path: Path) -> None:
    key = loaded(
        tmp_path,
        '[keys.Voorzitter]\npkcs11_module = "/usr/lib/kaart.so"\ntoken_label = "Pas"\n'
        'key_label = "hand"\npin_file = "pin"\n',
    ).keys["Voorzitter"]
    assert (key.pkcs11_module, key.pin_file) == (Path("/usr/lib/kaart.so"), tmp_path / "pin")
    with pytest.raises(KeyUnusable, match="ontbreekt"):
        key.pin({})
    assert KeySetting(pkcs11_module=Path("/k.so"), key_label="k", pin_env="PIN").pin({"PIN": "1234"}) == "1234"
    assert KeySetting(pkcs11_module=Path("/k.so"), key_label="k").pin({}) is None
