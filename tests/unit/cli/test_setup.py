"""Setting up: a project from nothing, its configuration told whole, and the schemas that are committed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline import wiring
from tests.programmes.layout import EDITION, lay_out
from tests.unit.cli.command import bna

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    return tmp_path


def programme_of(project: Path) -> Path:
    return project / "templates" / "regiodeal" / "programme.yaml"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# -- init ------------------------------------------------------------------------------------------------


def test_a_new_project_is_in_order_from_the_start_and_says_what_comes_next(tmp_path: Path) -> None:
    said = bna("init", tmp_path / "nieuw")
    assert said.code == 0 and f"bna --dir {tmp_path / 'nieuw'} check" in said.out
    checked = bna("--dir", tmp_path / "nieuw", "check")
    assert (checked.code, checked.err) == (0, "") and checked.out.startswith("In orde: bna-2020")


def test_init_overwrites_nothing(project: Path) -> None:
    before = programme_of(project).read_bytes()
    assert bna("init", project).code == 0
    assert programme_of(project).read_bytes() == before
    assert bna("init", project).out.startswith(f"{project}: 0 files")


# -- check -----------------------------------------------------------------------------------------------


def test_a_sound_project_ends_with_0(project: Path) -> None:
    said = bna("--dir", project, "check")
    assert (said.code, said.out, said.err) == (0, f"In orde: {EDITION}.\n", "")


def test_a_broken_programme_is_told_with_line_and_field(project: Path) -> None:
    change(programme_of(project), "province: noord-brabant", "province: zuid-brabant\nkleur: rood")
    said = bna("--dir", project, "check")
    assert (said.code, said.out) == (1, "")
    assert "regel 8, kleur" in said.err and "regel 7" not in said.err.split("kleur")[0]


def test_every_misconfiguration_is_named_at_once(project: Path) -> None:
    """No reviewer for a section, no key for the signatory, no template, no deadline: four faults of one edition."""
    path = programme_of(project)
    change(path, "sample: true\nprovince", "sample: false\nprovince")
    change(path, "    deadline: 2020-02-14\n", "")
    change(path, "      - {person: programmadirecteur}", "      - {person: programmadirecteur, scope: [rapport.*]}")
    (path.parent / "letter" / "letter.docx").unlink()
    said = bna("--dir", project, "check", EDITION)
    assert (said.code, said.out) == (1, "")
    for fault in ("letter/letter.docx ontbreekt", "brief.bevoegdheid", "geen deadline", "sleutel ingesteld"):
        assert fault in said.err, fault
    assert all(line.startswith(f"{EDITION}: ") for line in said.err.splitlines())


def test_settings_that_are_open_to_others_or_wrong_end_with_1(project: Path) -> None:
    settings = project / ".bna" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text("tick_seconds = 1\n", encoding="utf-8")
    settings.chmod(0o644)
    assert "chmod 600" in bna("--dir", project, "check").err
    settings.chmod(0o600)
    said = bna("--dir", project, "check")
    assert said.code == 1 and "tick_seconds" in said.err


def test_a_store_that_cannot_be_opened_is_named_before_a_round_opens(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BNA_BLOBS", "bestaatniet://emmer")
    said = bna("--dir", project, "check")
    assert said.code == 1 and said.err.startswith(f"{EDITION}: [STO-001]") and "bestaatniet" in said.err
    monkeypatch.delenv("BNA_BLOBS")
    monkeypatch.setenv("BNA_DATABASE", "bestaatniet://logboek")
    said = bna("--dir", project, "check")
    assert said.code == 1 and said.err.startswith(f"{EDITION}: [STO-001]") and "logboek" in said.err


def test_a_project_without_a_running_edition_is_in_order(project: Path) -> None:
    change(programme_of(project), "    deadline: 2020-02-14\n", "    letter_sent: 2020-03-24\n")
    assert bna("--dir", project, "check").out == "In orde: er is geen lopende editie.\n"


# -- schema ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(wiring.pipeline.schemas()))
def test_the_committed_schemas_are_those_of_the_code(tmp_path: Path, name: str) -> None:
    """When this fails: `make schema`, and look at what changed for those who write programmes and contributions."""
    assert bna("schema", "--into", tmp_path).code == 0
    assert (tmp_path / name).read_text(encoding="utf-8") == (DOCS / name).read_text(encoding="utf-8")


def test_schemas_go_into_docs_of_the_project_unless_told_otherwise(project: Path) -> None:
    said = bna("--dir", project, "schema")
    assert said.code == 0
    assert {path.name for path in (project / "docs").iterdir()} == set(wiring.pipeline.schemas())
