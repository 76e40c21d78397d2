"""The tables `[desk]` and `[oidc]`: what they need, what they refuse, and where the secret is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bna_pipeline.errors import SettingsInvalid
from bna_pipeline.settings import DeskSettings, OidcSettings, Settings, load_settings

OIDC = '[oidc]\nissuer = "https://login.example.org"\nclient_id = "bna"\n'


def settings(root: Path, text: str, **environment: str) -> Settings:
    path = root / ".bna" / "settings.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load_settings(root, environment)


def test_without_tables_the_desk_is_for_this_machine_alone(tmp_path: Path) -> None:
    found = load_settings(tmp_path, {})
    assert (found.desk.address, found.desk.public, found.desk.secure) == (None, "http://127.0.0.1:8400", False)
    assert found.oidc is None and found.desk.link_days == 14


@pytest.mark.parametrize(
    ("given", "public"),
    [
        ("https://bna.example.org", "https://bna.example.org"),
        ("https://BNA.example.org/", "https://bna.example.org"),
        ("https://bna.example.org:8443", "https://bna.example.org:8443"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_an_address_is_kept_without_its_slash(tmp_path: Path, given: str, public: str) -> None:
    found = settings(tmp_path, f'[desk]\naddress = "{given}"\n').desk
    assert found.public == public and found.secure == public.startswith("https")


@pytest.mark.parametrize(
    "address",
    [
        "http://bna.example.org",
        "bna.example.org",
        "https://",
        "https://u:p@bna.example.org",
        "https://bna.example.org/pad",
        "https://bna.example.org?x=1",
        "https://bna.example.org:poort",
        "https://bna.example.org:0",
        "ftp://bna.example.org",
        "https://[::1",
    ],
)
def test_an_address_that_browsers_could_not_trust_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsInvalid, match=r"desk\.address"):
        settings(tmp_path, f'[desk]\naddress = "{address}"\n')


def test_who_listens_beyond_this_machine_says_under_which_address(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="zegt met address"):
        settings(tmp_path, '[desk]\nhost = "0.0.0.0"\n')
    found = settings(tmp_path, '[desk]\nhost = "0.0.0.0"\naddress = "https://bna.example.org"\n')
    assert found.desk.public == "https://bna.example.org"


def test_the_environment_says_it_too(tmp_path: Path) -> None:
    told = {"BNA_DESK_ADDRESS": "https://a.example.org", "BNA_DESK_PORT": "8500", "BNA_DESK_HOST": "::1"}
    found = settings(tmp_path, "[desk]\nport = 8000\nlink_days = 3\n", **told).desk
    assert (found.address, found.port, found.host, found.link_days) == ("https://a.example.org", 8500, "::1", 3)


def test_wrong_values_are_named_in_dutch(tmp_path: Path) -> None:
    text = '[desk]\nport = 0\nlink_days = 100\ntrusted_proxies = ["hier"]\nkleur = 1\n'
    with pytest.raises(SettingsInvalid) as raised:
        settings(tmp_path, text + '[oidc]\nissuer = "http://login.example.org"\nclient_id = ""\n')
    for name in ("desk.port", "desk.link_days", "hier is geen IP-adres", "desk.kleur", "oidc.issuer", "oidc.client_id"):
        assert name in str(raised.value)


def test_an_issuer_is_kept_to_the_letter(tmp_path: Path) -> None:
    """A provider whose name ends in a slash signs its tokens with that."""
    found = settings(tmp_path, OIDC.replace("example.org", "example.org/")).oidc
    assert found is not None and found.issuer == "https://login.example.org/"


def test_the_secret_comes_from_its_file_or_its_variable_and_is_refused_by_name(tmp_path: Path) -> None:
    found = settings(tmp_path, OIDC).oidc
    assert found is not None
    assert found.secret({"BNA_OIDC_CLIENT_SECRET": "geheim"}) == "geheim"
    with pytest.raises(SettingsInvalid, match="BNA_OIDC_CLIENT_SECRET"):
        found.secret({})
    filed = settings(tmp_path, OIDC + 'client_secret_file = "sleutels/oidc"\n').oidc
    assert filed is not None
    file = tmp_path / "sleutels" / "oidc"
    with pytest.raises(SettingsInvalid, match="ontbreekt"):
        filed.secret({})
    file.parent.mkdir()
    file.write_text("geheim\n", encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(SettingsInvalid, match="chmod 600"):
        filed.secret({})
    file.chmod(0o600)
    assert filed.secret({}) == "geheim"
    file.write_text(" \n", encoding="utf-8")
    with pytest.raises(SettingsInvalid, match="is leeg"):
        filed.secret({})


def test_a_public_client_has_no_secret(tmp_path: Path) -> None:
    found = settings(tmp_path, OIDC + "public_client = true\n").oidc
    assert found is not None and found.secret({}) is None


def test_the_page_on_settings_names_every_setting_of_the_desk_and_no_other() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    for table, known in (("desk", DeskSettings), ("oidc", OidcSettings)):
        block = page.partition(f"\n[{table}]\n")[2].partition("```")[0].partition("\n[")[0]
        named = re.findall(r"^#? ?([a-z_]+) = ", block, re.MULTILINE)
        assert sorted(named) == sorted(known.model_fields), table
    variables = ("BNA_DESK_ADDRESS", "BNA_DESK_HOST", "BNA_DESK_PORT", "BNA_OIDC_CLIENT_SECRET")
    assert all(f"| `{name}` |" in page for name in variables)
