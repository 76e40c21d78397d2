"""What a channel's other side asks for is read from files that nobody else can read, and said well when it is not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from bna_pipeline.errors import DeliveryFailed, SettingsInvalid
from bna_pipeline.model.delivery import Delivery, StoreRule
from bna_pipeline.model.programme import Edition
from bna_pipeline.settings import ChannelSetting, KamerSetting, Settings, load_settings
from bna_pipeline.wiring.channels import channel_elsewhere

DOCS = Path(__file__).parents[2] / "docs"


def secret_in(folder: Path, text: str = "geheim\n", mode: int = 0o600) -> Path:
    file = folder / "geheim"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def test_a_secret_is_the_text_of_its_file_or_a_variable_and_else_empty(tmp_path: Path) -> None:
    assert ChannelSetting(secret_file=secret_in(tmp_path)).secret("plek") == "geheim"
    assert ChannelSetting(secret_env="GEHEIM").secret("plek", {"GEHEIM": "x"}) == "x"
    assert ChannelSetting().secret("plek") == ""


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_secret_or_key_that_others_can_read_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, mode: int
) -> None:
    file = secret_in(tmp_path, mode=mode)
    for read in (
        lambda: ChannelSetting(secret_file=file).secret("plek"),
        lambda: ChannelSetting(key_file=file).require_private("plek"),
    ):
        with pytest.raises(SettingsInvalid, match="chmod 600"):
            read()


def test_what_is_missing_empty_or_no_text_is_said(tmp_path: Path) -> None:
    gone = tmp_path / "weg"
    with pytest.raises(SettingsInvalid, match="ontbreekt"):
        ChannelSetting(secret_file=gone).secret("plek")
    with pytest.raises(SettingsInvalid, match="ontbreekt"):
        ChannelSetting(key_file=gone).require_private("plek")
    with pytest.raises(SettingsInvalid, match="GEHEIM is leeg"):
        ChannelSetting(secret_env="GEHEIM").secret("plek", {})
    binary = secret_in(tmp_path)
    binary.write_bytes(b" \n")
    with pytest.raises(SettingsInvalid, match="is leeg"):
        ChannelSetting(secret_file=binary).secret("plek")
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsInvalid, match="geen tekst"):
        ChannelSetting(secret_file=binary).secret("plek")


def test_paths_are_taken_from_the_projects_folder(tmp_path: Path) -> None:
    below = ChannelSetting(secret_file=Path(".bna/a"), key_file=Path("/etc/b")).below(tmp_path)
    assert (below.secret_file, below.key_file, below.known_hosts) == (tmp_path / ".bna/a", Path("/etc/b"), None)


def test_a_fault_in_the_settings_of_a_channel_is_a_fault_of_its_delivery_alone(tmp_path: Path) -> None:
    rule = StoreRule(id="plek", name="Plek", kind="store", target="sftp://a.example.org/b")
    edition = Edition.model_construct(id="demo-2020", title="Tweede")
    settings = Settings(root=tmp_path, channels={"plek": ChannelSetting(secret_file=tmp_path / "weg")})
    with pytest.raises(DeliveryFailed, match="ontbreekt"):
        channel_elsewhere(settings, rule, edition)


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("http://kamer.example.org/OData/", "moet met https:// beginnen"),
        ("https://kamer.example.org/OData", "schuine streep"),
        ("https://u:p@kamer.example.org/OData/", "moet een adres zijn"),
    ],
)
def test_what_lets_a_release_go_is_asked_where_nobody_on_the_way_can_answer_for_it(
    tmp_path: Path, root: str, said: str
) -> None:
    file = tmp_path / ".bna" / "settings.toml"
    file.parent.mkdir()
    file.touch(mode=0o600)
    file.write_text(f'[tweede_kamer]\nroot = "{root}"\n', encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=f"tweede_kamer.root: .*{said}"):
        load_settings(tmp_path, {})
    assert KamerSetting(root="http://127.0.0.1:8000/OData/").root and KamerSetting().root.startswith("https://")


def test_the_examples_of_the_page_are_good_settings_and_a_good_programme() -> None:
    page = (DOCS / "channels.md").read_text(encoding="utf-8")
    (programme,), (settings,) = (re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("yaml", "toml"))
    delivery = Delivery.model_validate({"kamerbrief_dossier": "29697", **yaml.safe_load(programme)["delivery"]})
    channels = {name: ChannelSetting(**table) for name, table in tomllib.loads(settings)["channels"].items()}
    assert {rule.kind for rule in delivery.channels} == {"folder", "store", "mail", "page", "webhook"}
    assert channels.keys() <= {rule.id for rule in delivery.channels}
