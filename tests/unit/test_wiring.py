"""The composition root: who acts, which clock and store an edition gets, whose key, and what a sample may that a real
edition may not.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
import yaml

from bna_pipeline import ports, wiring
from bna_pipeline.errors import (
    KeyUnusable,
    LedgerDamaged,
    NoProject,
    NotAllowed,
    Refused,
    StorageError,
    UnknownEdition,
    UnknownPerson,
    WrongUse,
)
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.model.transitions import Act
from bna_pipeline.settings import KeySetting
from bna_pipeline.storage.lease import FileLease
from bna_pipeline.storage.session_lease import SessionLease
from bna_pipeline.storage.templates import folder_digest
from tests.programmes.layout import EDITION, lay_out

MOMENT = datetime(2020, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second programme as a project of its own; for tests that leave it as it is."""
    root = tmp_path_factory.mktemp("project")
    lay_out(root)
    return root


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The same, for a test that does something to it."""
    lay_out(tmp_path)
    return tmp_path


def no_sample(root: Path) -> Path:
    """Make a real programme of it."""
    path = root / "templates" / "regiodeal" / "programme.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("sample: true", "sample: false", 1), encoding="utf-8")
    return root


# -- which project, edition, clock and store -------------------------------------------------------------


def test_an_edition_that_no_programme_has_is_refused_with_those_that_there_are(project: Path) -> None:
    with pytest.raises(UnknownEdition, match=EDITION):
        wiring.open_app(project).tools("regiodeal-2031")


def test_a_sample_is_kept_apart_from_what_is_real(project: Path) -> None:
    app = wiring.open_app(project)
    assert app.tools(EDITION).ledger is app.sample_ledger
    assert app.sample_ledger is not app.ledger


def test_a_real_edition_goes_into_the_real_ledger(own: Path) -> None:
    app = wiring.open_app(no_sample(own))
    assert app.tools(EDITION).ledger is app.ledger


def test_with_a_database_of_its_own_everything_goes_into_that(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BNA_DATABASE", f"sqlite:///{own / 'elders.sqlite'}")
    app = wiring.open_app(own)
    assert app.sample_ledger is app.ledger
    wiring.pipeline.open_edition(app.tools(EDITION), app.actor(EDITION, None, Act.OPEN))
    assert app.editions() == (EDITION,)
    assert (own / "elders.sqlite").exists()


def test_the_lease_is_for_one_machine_or_for_all_that_work_on_a_database(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(wiring.open_app(project).tools(EDITION).lease, FileLease)
    monkeypatch.setenv("BNA_DATABASE", "postgresql://db.example.org/ledger")
    assert isinstance(wiring.open_app(project).tools(EDITION).lease, SessionLease)


def test_a_key_from_the_settings_seals_the_record_and_leaves_no_file(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BNA_DATABASE", f"sqlite:///{own / 'elders.sqlite'}")
    monkeypatch.setenv("BNA_LEDGER_KEY", "ab" * 32)
    app = wiring.open_app(own)
    wiring.pipeline.open_edition(app.tools(EDITION), app.actor(EDITION, None, Act.OPEN))
    assert not (own / "elders.sqlite.key").exists()
    assert "ab" * 32 not in repr(app)
    monkeypatch.setenv("BNA_LEDGER_KEY", "cd" * 32)
    with pytest.raises(LedgerDamaged, match="andere sleutel"):
        wiring.open_app(own).status(EDITION)


def test_a_played_clock_stands_still_and_is_for_samples_only(own: Path) -> None:
    assert wiring.open_app(own, MOMENT).tools(EDITION).clock.now() == MOMENT
    real = wiring.open_app(own).tools(EDITION).clock.now()
    assert abs(datetime.now(UTC) - real) < timedelta(minutes=5)
    with pytest.raises(Refused, match="geen voorbeeld"):
        wiring.open_app(no_sample(own), MOMENT).tools(EDITION)


def test_reading_a_project_writes_nothing_in_it(own: Path) -> None:
    before = sorted(own.rglob("*"))
    app = wiring.open_app(own)
    assert (app.editions(), app.status(EDITION).phase) == ((), "niet geopend")
    assert sorted(own.rglob("*")) == before


def test_only_a_sample_is_forgotten_and_only_in_its_own_store(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = wiring.open_app(own, MOMENT)
    wiring.pipeline.open_edition(app.tools(EDITION), app.actor(EDITION, None, Act.OPEN))
    assert app.editions() == (EDITION,)
    app.forget_sample(EDITION)
    assert app.editions() == ()
    assert not (own / "outbox" / EDITION).exists() and (own / "inbox" / EDITION).exists()
    wiring.pipeline.open_edition(app.tools(EDITION), app.actor(EDITION, None, Act.OPEN))
    monkeypatch.setenv("BNA_BLOBS", str(own / "elders"))
    with pytest.raises(NotAllowed, match="eigen opslag"):
        wiring.open_app(own).forget_sample(EDITION)
    monkeypatch.delenv("BNA_BLOBS")
    with pytest.raises(NotAllowed, match="nooit weggegooid"):
        wiring.open_app(no_sample(own)).forget_sample(EDITION)


# -- who acts --------------------------------------------------------------------------------------------


def test_the_only_person_whose_role_opens_an_act_need_not_be_named(project: Path) -> None:
    app = wiring.open_app(project)
    assert app.actor(EDITION, None, Act.OPEN).person == "coordinator"
    assert app.actor(EDITION, None, Act.ADOPT).person == "kabinetschef"


def test_where_more_than_one_may_act_the_choice_is_listed(project: Path) -> None:
    with pytest.raises(WrongUse, match=r"--as.*lezer-mensen, lezer-ruimte"):
        wiring.open_app(project).actor(EDITION, None, Act.DECIDE)


def test_a_person_without_the_role_or_without_a_name_in_the_programme_does_not_act(project: Path) -> None:
    app = wiring.open_app(project)
    with pytest.raises(NotAllowed):
        app.actor(EDITION, "kabinetschef", Act.OPEN)
    with pytest.raises(UnknownPerson):
        app.actor(EDITION, "niemand", Act.OPEN)


def test_the_account_beside_the_person_is_the_operating_systems_own(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = wiring.open_app(project).system()
    monkeypatch.setenv("USER", "iemand-anders")
    assert wiring.open_app(project).system() == before
    assert before.person == "systeem" and before.account not in ("", "iemand-anders")


# -- whose key -------------------------------------------------------------------------------------------


def test_a_sample_gets_throwaway_keys_that_say_so_once_and_closed_to_others(own: Path) -> None:
    app = wiring.open_app(own)
    tools = app.tools(EDITION)
    who = tools.programme.letter.signatories[0]
    first = tools.signer(who).identity
    assert first.throwaway and "TEST" in first.subject
    assert tools.signer(who).identity == first
    assert (own / ".bna" / "keys" / "regiodeal" / "ontgrendelen.txt").stat().st_mode & 0o077 == 0
    assert app.authority(EDITION).exists()


def test_of_many_who_ask_for_a_samples_keys_at_once_one_makes_them(own: Path) -> None:
    """Else the passphrase of one stands beside the keys of another, and nobody can sign any more."""
    at_once = Barrier(4)

    def asked(_number: int) -> ports.SignerIdentity:
        tools = wiring.open_app(own).tools(EDITION)
        at_once.wait()
        return tools.signer(tools.programme.letter.signatories[0]).identity

    with ThreadPoolExecutor(4) as several:
        assert len(set(several.map(asked, range(4)))) == 1


def test_a_samples_keys_whose_making_was_cut_off_are_made_again(own: Path) -> None:
    tools = wiring.open_app(own).tools(EDITION)
    who = tools.programme.letter.signatories[0]
    first = tools.signer(who).identity
    (own / ".bna" / "keys" / "regiodeal" / "ontgrendelen.txt").unlink()
    assert tools.signer(who).identity != first


def test_a_real_edition_without_a_key_is_refused_with_where_to_put_it(own: Path) -> None:
    tools = wiring.open_app(no_sample(own)).tools(EDITION)
    with pytest.raises(KeyUnusable, match=r"\[keys\.Gedeputeerde\]"):
        tools.signer(tools.programme.letter.signatories[0])
    assert not (own / ".bna" / "keys").exists()


def test_a_throwaway_key_that_somebody_set_for_a_real_edition_is_found_by_the_check(own: Path) -> None:
    tools = wiring.open_app(own).tools(EDITION)
    tools.signer(tools.programme.letter.signatories[0])
    keys = own / ".bna" / "keys" / "regiodeal"
    setting = KeySetting(pkcs12=keys / "TEST-Gedeputeerde.p12", passphrase_file=keys / "ontgrendelen.txt")
    app = wiring.open_app(no_sample(own))
    app = replace(app, settings=app.settings.model_copy(update={"keys": {"Gedeputeerde": setting}}))
    assert [f for f in wiring.pipeline.check(app.tools(EDITION)) if "wegwerpsleutel" in f]


# -- the configuration as a whole ------------------------------------------------------------------------


def test_the_faults_of_every_programme_are_told_not_only_the_first_ones(own: Path) -> None:
    """One programme cannot be read, another has a fault of its own, and a third is sound."""
    templates = own / "templates"
    for name in ("aaa", "zzz"):
        shutil.copytree(templates / "regiodeal", templates / name)
    (templates / "aaa" / "programme.yaml").write_text("id: aaa\nkleur: rood\n", encoding="utf-8")
    data = yaml.safe_load((templates / "zzz" / "programme.yaml").read_text(encoding="utf-8"))
    data["id"] = "zzz"
    data["editions"] = [{**data["editions"][1], "id": "zzz-2020"}]
    (templates / "zzz" / "programme.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    (templates / "zzz" / "report" / "report.typ").unlink()
    editions, faults = wiring.open_app(own).faults()
    assert editions == (EDITION, "zzz-2020")
    assert len(faults) == 2
    assert "aaa/programme.yaml" in faults[0] and "kleur" in faults[0]
    assert faults[1] == "zzz-2020: zzz/report/report.typ ontbreekt."
    assert wiring.open_app(own).faults(EDITION) == ((EDITION,), ())


def test_what_a_document_is_made_from_has_another_digest_when_any_byte_or_name_changes(own: Path) -> None:
    folder = own / "templates" / "regiodeal"
    digests = [folder_digest(folder)]
    (folder / "demo.yaml").write_text("niet voor documenten", encoding="utf-8")
    (folder / ".verborgen").write_text("x", encoding="utf-8")
    assert folder_digest(folder) == digests[0]
    (folder / "letter" / "stamp.typ").rename(folder / "letter" / "stempel.typ")
    digests.append(folder_digest(folder))
    (folder / "letter" / "stempel.typ").write_text("anders", encoding="utf-8")
    digests.append(folder_digest(folder))
    assert len(set(digests)) == 3


# -- the sample ------------------------------------------------------------------------------------------


def test_a_new_project_gets_what_it_lacks_and_keeps_what_it_has(tmp_path: Path) -> None:
    mine = tmp_path / "templates" / "bna" / "programme.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("van mij", encoding="utf-8")
    made = wiring.lay_out_sample(tmp_path)
    assert made > 20 and mine.read_text(encoding="utf-8") == "van mij"
    assert (tmp_path / "outbox").is_dir() and list((tmp_path / "inbox").iterdir())
    assert wiring.lay_out_sample(tmp_path) == 0


def test_no_project_is_found_where_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoProject):
        wiring.open_app()


def test_a_server_is_asked_only_when_the_settings_name_one(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wiring.trigger_of(wiring.open_app(own)) is None
    monkeypatch.setenv("BNA_PREFECT_API", "http://127.0.0.1:9/api")
    assert wiring.trigger_of(wiring.open_app(own)) is not None


# -- forgetting a sample ---------------------------------------------------------------------------------


def test_a_sample_that_another_process_began_anew_is_read_anew(own: Path) -> None:
    """A desk that is served while somebody plays the demo once more: another key, another chain."""
    desk, demo = wiring.open_app(own), wiring.open_app(own)
    for number in (1, 2, 3):
        demo.sample_ledger.append(
            EDITION, ReleaseHeld(reason=f"{number}"), actor="x", account="x", at=desk.clock.now(), after=0
        )
        found = wiring.pipeline.state(desk.tools(EDITION))
        assert (found.seq, found.held) == (1, f"{number}")
        demo.forget_sample(EDITION)
    assert wiring.pipeline.state(desk.tools(EDITION)).seq == 0


def test_a_sample_that_was_half_forgotten_stops_no_other_edition(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill while its files go: what is left of them lies aside, and goes at the next forgetting."""
    app = wiring.open_app(own)
    app.sample_ledger.append(EDITION, ReleaseHeld(reason="proef"), actor="a", account="b", at=MOMENT, after=0)

    def killed(folder: Path, **_: object) -> None:
        if folder.exists():
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            app.forget_sample(EDITION)
    assert wiring.open_app(own).editions() == ()
    assert list((own / ".bna").glob("sample*")) != []
    wiring.open_app(own).forget_sample(EDITION)
    assert list((own / ".bna").glob("sample*")) == []


def test_a_sample_that_cannot_be_set_aside_is_said(own: Path) -> None:
    app = wiring.open_app(own)
    app.sample_store.mkdir(parents=True)
    app.sample_store.with_name("sample.weg").write_text("in de weg", encoding="utf-8")
    with pytest.raises(StorageError, match="niet weg te halen") as raised:
        app.forget_sample(EDITION)
    assert "sample.weg" in raised.value.mend
