"""Settings come from the environment, then from a file that only its owner can read, and every fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.errors import KeyUnusable, NoProject, SettingsInvalid
from bna_pipeline.settings import KeySetting, find_root, load_settings


def write_settings(root: Path, text: str, mode: int = 0o600) -> Path:
    path = root / ".bna" / "settings.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_without_a_file_everything_lies_in_the_projects_own_folder(tmp_path: Path) -> None:
    found = load_settings(tmp_path, {})
    assert found.database_url == f"sqlite:///{tmp_path}/.bna/ledger.sqlite"
    assert found.blobs_url == f"{tmp_path}/.bna/blobs"
    assert (found.templates, found.prefect_api, found.tick_seconds) == (tmp_path / "templates", "", 300)


def test_what_the_file_says_holds(tmp_path: Path) -> None:
    write_settings(tmp_path, 'database = "postgresql://db.example.org/bna"\ntick_seconds = 60\n')
    found = load_settings(tmp_path, {})
    assert (found.database_url, found.tick_seconds) == ("postgresql://db.example.org/bna", 60)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("database", '"sqlite:////a"', "sqlite:////b"),
        ("blobs", '"/a"', "memory://b"),
        ("prefect_api", '"http://a"', "http://b"),
        ("tick_seconds", "60", "90"),
    ],
)
def test_the_environment_wins_over_the_file_and_an_empty_variable_says_nothing(
    tmp_path: Path, name: str, text: str, value: str
) -> None:
    write_settings(tmp_path, f"{name} = {text}\n")
    variable = f"BNA_{name.upper()}"
    assert str(getattr(load_settings(tmp_path, {variable: value}), name)) == value
    assert str(getattr(load_settings(tmp_path, {variable: ""}), name)) == text.strip('"')


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    path = write_settings(tmp_path, "tick_seconds = 60\n", mode)
    with pytest.raises(SettingsInvalid, match=f"chmod 600 {path}"):
        load_settings(tmp_path, {})


def test_a_file_that_is_no_toml_or_no_text_is_named(tmp_path: Path) -> None:
    path = write_settings(tmp_path, "tick_seconds = \n")
    with pytest.raises(SettingsInvalid, match=f"{path} is geen goede TOML"):
        load_settings(tmp_path, {})
    path.write_bytes(b'database = "caf\xe9"')
    with pytest.raises(SettingsInvalid, match="geen goede TOML"):
        load_settings(tmp_path, {})


def test_a_folder_where_the_file_should_be_is_named(tmp_path: Path) -> None:
    path = tmp_path / ".bna" / "settings.toml"
    path.mkdir(parents=True, mode=0o700)
    with pytest.raises(SettingsInvalid, match=f"{path} is niet te lezen"):
        load_settings(tmp_path, {})


def test_all_wrong_values_are_named_at_once(tmp_path: Path) -> None:
    write_settings(tmp_path, 'tick_seconds = 1\nkleur = "rood"\n[keys.Voorzitter]\npassphrase_env = "X"\n')
    with pytest.raises(SettingsInvalid) as raised:
        load_settings(tmp_path, {})
    for name in ("tick_seconds", "kleur", "keys.Voorzitter: een sleutel staat in pkcs12"):
        assert name in str(raised.value)


@pytest.mark.parametrize("key", ["geheim", "ab" * 31, "ab" * 33, "zz" * 32])
def test_a_key_of_the_record_that_is_none_is_named_and_not_repeated(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsInvalid, match="ledger_key: moet uit 64 hexadecimale cijfers bestaan") as raised:
        load_settings(tmp_path, {"BNA_LEDGER_KEY": key})
    assert key not in str(raised.value)


def test_the_root_is_not_for_the_file_to_say(tmp_path: Path) -> None:
    write_settings(tmp_path, 'root = "/ergens/anders"\n')
    assert load_settings(tmp_path, {}).root == tmp_path


def test_a_keys_paths_are_below_the_project_wherever_the_command_is_run(tmp_path: Path) -> None:
    write_settings(
        tmp_path,
        '[keys.Voorzitter]\npkcs12 = "sleutels/v.p12"\npassphrase_file = "sleutels/v.txt"\n'
        '[keys.Secretaris]\npkcs12 = "/kluis/s.p12"\n',
    )
    keys = load_settings(tmp_path, {}).keys
    assert keys["Voorzitter"].pkcs12 == tmp_path / "sleutels" / "v.p12"
    assert keys["Voorzitter"].passphrase_file == tmp_path / "sleutels" / "v.txt"
    assert (keys["Secretaris"].pkcs12, keys["Secretaris"].passphrase_file) == (Path("/kluis/s.p12"), None)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("sqlite:///data/a.sqlite", "sqlite:///{root}/data/a.sqlite"),
        ("sqlite+pysqlite:///a.sqlite?timeout=3", "sqlite+pysqlite:///{root}/a.sqlite?timeout=3"),
        ("sqlite:////srv/a.sqlite", "sqlite:////srv/a.sqlite"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
        ("postgresql://db.example.org/bna", "postgresql://db.example.org/bna"),
    ],
)
def test_a_relative_file_of_the_record_is_below_the_project_wherever_the_command_is_run(
    tmp_path: Path, given: str, meant: str
) -> None:
    """From a folder deeper it would be a second record, and nobody would see it."""
    assert load_settings(tmp_path, {"BNA_DATABASE": given}).database_url == meant.format(root=tmp_path)


@pytest.mark.parametrize(
    ("given", "meant"), [("data", "{root}/data"), ("/srv/data", "/srv/data"), ("s3://emmer/data", "s3://emmer/data")]
)
def test_a_relative_folder_of_blobs_is_below_the_project_as_well(tmp_path: Path, given: str, meant: str) -> None:
    assert load_settings(tmp_path, {"BNA_BLOBS": given}).blobs_url == meant.format(root=tmp_path)


# -- passphrases -----------------------------------------------------------------------------------------


def test_a_passphrase_comes_from_its_file_without_the_newline_behind_it(tmp_path: Path) -> None:
    secret = tmp_path / "wachtwoord.txt"
    secret.write_bytes(b"zand over zee\n")
    secret.chmod(0o600)
    assert KeySetting(pkcs12=tmp_path / "k", passphrase_file=secret).passphrase({}) == b"zand over zee"


def test_a_passphrase_file_that_is_missing_unreadable_or_open_to_others_is_refused_by_name(tmp_path: Path) -> None:
    secret = tmp_path / "wachtwoord.txt"
    key = KeySetting(pkcs12=tmp_path / "k", passphrase_file=secret)
    with pytest.raises(KeyUnusable, match=r"wachtwoord\.txt ontbreekt"):
        key.passphrase({})
    secret.write_bytes(b"x")
    secret.chmod(0o644)
    with pytest.raises(KeyUnusable, match=r"leesbaar voor anderen.*chmod 600"):
        key.passphrase({})
    secret.unlink()
    secret.mkdir(mode=0o700)
    with pytest.raises(KeyUnusable, match=r"wachtwoord\.txt is niet te lezen"):
        key.passphrase({})


def test_a_passphrase_comes_from_its_variable_and_an_empty_one_is_refused_by_name(tmp_path: Path) -> None:
    key = KeySetting(pkcs12=tmp_path / "k", passphrase_env="SLEUTEL_VOORZITTER")
    assert key.passphrase({"SLEUTEL_VOORZITTER": "zand over zee"}) == b"zand over zee"
    for environment in ({}, {"SLEUTEL_VOORZITTER": ""}):
        with pytest.raises(KeyUnusable, match="SLEUTEL_VOORZITTER"):
            key.passphrase(environment)


def test_a_key_may_have_no_passphrase(tmp_path: Path) -> None:
    assert KeySetting(pkcs12=tmp_path / "k").passphrase({}) is None


# -- the project's folder --------------------------------------------------------------------------------


def test_the_root_is_the_nearest_folder_upwards_that_holds_templates(tmp_path: Path) -> None:
    inner = tmp_path / "buiten" / "binnen"
    (inner / "templates").mkdir(parents=True)
    (tmp_path / "buiten" / "templates").mkdir()
    (inner / "diep" / "dieper").mkdir(parents=True)
    assert find_root(inner / "diep" / "dieper") == inner
    assert find_root(inner) == inner
    assert find_root(tmp_path / "buiten") == tmp_path / "buiten"


def test_a_file_called_templates_is_no_project_and_the_refusal_says_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("x", encoding="utf-8")
    with pytest.raises(NoProject, match=r"bna init"):
        find_root(tmp_path)


def test_limits_of_the_intake_come_from_their_table(tmp_path: Path) -> None:
    write_settings(tmp_path, "[intake]\nfile_bytes = 20000000\n")
    found = load_settings(tmp_path, {}).intake
    assert (found.file_bytes, found.entries) == (20_000_000, 2_000)


def test_a_limit_that_is_none_is_named(tmp_path: Path) -> None:
    write_settings(tmp_path, "[intake]\nfile_bytes = 1\nonbekend = 2\n")
    with pytest.raises(SettingsInvalid, match=r"intake\.file_bytes.*intake\.onbekend"):
        load_settings(tmp_path, {})
