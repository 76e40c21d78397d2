"""Before a round opens, everything that is wrong with the configuration is told at once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bna_pipeline import pipeline, ports
from bna_pipeline.errors import KeyUnusable, StorageError
from bna_pipeline.model.events import Entry
from bna_pipeline.model.programme import Signatory
from bna_pipeline.model.transitions import Phase
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import MemoryLedger, MemoryMailer
from tests.unit.pipeline.world import programme_data


class DeadLedger(MemoryLedger):
    def entries(self, edition: str, after: Entry | None = None) -> tuple[Entry, ...]:
        raise StorageError("Het logboek is niet te gebruiken.")


def no_key(signatory: Signatory) -> ports.Signer:
    raise KeyUnusable(f"Er is geen sleutel ingesteld voor {signatory.field}.")


def test_a_sound_programme_has_no_faults(at: At) -> None:
    assert pipeline.check(at(Phase.NONE).tools) == ()


def test_all_faults_are_told_at_once(at: At, tmp_path: Path) -> None:
    """A template is missing, a section has no reviewer, nobody records GS's decision, there is no key and no store."""
    data = programme_data()
    del data["editions"][1]["deadline"]
    for stage in data["review"]:
        stage["reviewers"] = [{"person": "lezer-mensen", "scope": ["rapport.*"]}]
        stage["needed"] = "all"
    next(p for p in data["people"] if p["id"] == "kabinetschef")["roles"] = ["signer"]
    world = at(Phase.NONE).with_programme(data)
    folder = tmp_path / world.templates.name
    shutil.copytree(world.templates, folder)
    (folder / "letter" / "stamp.typ").unlink()
    (folder / "letter" / "text.yaml").write_text("kapot: [", encoding="utf-8")
    faults = pipeline.check(replace(world.tools, templates=folder, signer=no_key, ledger=DeadLedger()))
    for part in (
        "letter/stamp.typ ontbreekt",
        "text.yaml",
        "brief.kernboodschap",
        "geen deadline",
        "de rol secretary",
        "sleutel ingesteld voor Gedeputeerde",
        "sleutel ingesteld voor Kabinetschef",
        "logboek is niet te gebruiken",
    ):
        assert any(part in fault for fault in faults), part


def test_a_throwaway_key_is_a_fault_unless_it_is_a_sample(at: At) -> None:
    data = programme_data()
    data["sample"] = False
    faults = pipeline.check(at(Phase.NONE).with_programme(data).tools)
    assert len([f for f in faults if "wegwerpsleutel" in f]) == 2
    assert len(faults) == 3  # and it must say how it is kept, as below


def test_a_broken_blob_store_is_a_fault(at: At) -> None:
    world = at(Phase.NONE)

    def broken(digest: str) -> bool:
        raise StorageError("De opslag is niet te lezen.")

    world.blobs.has = broken  # type: ignore[method-assign]
    assert pipeline.check(world.tools) == ("[STO-001] De opslag is niet te lezen.",)


@pytest.mark.parametrize("name", ["programme.schema.json", "contribution.schema.json"])
def test_there_is_a_schema_of_what_people_write(name: str) -> None:
    assert pipeline.schemas()[name]["type"] == "object"


def test_a_rule_that_is_set_wrong_is_refused(at: At) -> None:
    """An unknown rule, one that cannot be set, and the same rule twice."""
    reason = "Zo is het afgesproken."
    rules = [("BIJ-999", "uit"), ("BIJ-030", "uit"), ("BIJ-070", "let op"), ("BIJ-070", "uit"), ("BIJ-055", "uit")]
    data = programme_data()
    data["rules"] = [{"rule": code, "severity": severity, "reason": reason} for code, severity in rules]
    faults = pipeline.check(at(Phase.NONE).with_programme(data).tools)
    assert len(faults) == 3
    for part in ("geen regel BIJ-999", "BIJ-030 is niet in te stellen", "BIJ-070 staat er 2 keer"):
        assert any(part in fault for fault in faults), part


def test_what_is_wrong_with_the_rounds_mails_is_told_where_mail_is_set_up(at: At, tmp_path: Path) -> None:
    """A template with an unknown field, an address that no server takes, a reminder that has nobody to go to."""
    data = programme_data()
    data["partners"][0]["contact"]["mail"] = "één@example.org"
    data["people"][1]["mail"] = "twéé@example.org"
    data["round"] = {"reminders": [{"working_days": 2, "to": "escalatie"}]}
    world = at(Phase.NONE).with_programme(data)
    folder = tmp_path / world.templates.name
    shutil.copytree(world.templates, folder)
    template = folder / "mails" / "dank.txt.jinja"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("{% block tekst %}", "{% block tekst %}{{ onbekend }}"), encoding="utf-8")
    by_mail = replace(world.tools, templates=folder, mailer=MemoryMailer())
    faults = pipeline.check(by_mail)
    for part in ("dank.txt.jinja", "één@", "twéé@", "geen `escalation`"):
        assert any(part in fault for fault in faults), (part, faults)
    assert pipeline.check(replace(by_mail, mailer=None)) == ()


def test_a_real_edition_says_how_it_is_kept_and_found_and_a_sample_need_not(at: At) -> None:
    data = programme_data()
    del data["publication"]
    data["delivery"]["channels"][0] = {"id": "pagina", "name": "Openbare pagina", "kind": "page"}
    assert not [f for f in pipeline.check(at(Phase.NONE).with_programme(data).tools) if "ontbreekt" in f]
    faults = pipeline.check(at(Phase.NONE).with_programme(data | {"sample": False}).tools)
    assert len([f for f in faults if "ontbreekt archive" in f or "ontbreekt publication" in f]) == 2
