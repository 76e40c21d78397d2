"""What lies in the inbox is kept, judged once under each programme, and told about; a bad file disturbs no other."""

from __future__ import annotations

import json

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import TransitionRefused
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.events import ContributionChecked, ContributionReceived
from bna_pipeline.model.transitions import Phase
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import World, actor, inbox_files, programme_data

COORDINATOR = actor("coordinator")
CITY = "gemeente-eindhoven"
SENT = inbox_files()[CITY, "bijdrage.yaml"]


@pytest.fixture(scope="module")
def just_opened(played: dict[Phase, World]) -> World:
    world = played[Phase.NONE].copy()
    pipeline.open_edition(world.tools, COORDINATOR)
    world.inbox.files.clear()
    return world


@pytest.fixture
def opened(just_opened: World) -> World:
    """Open, with nothing in the inbox and nothing read yet."""
    return just_opened.copy()


def collect(world: World) -> pipeline.Step:
    return pipeline.collect(world.tools, COORDINATOR)


def page(world: World, path: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(world.outbox.files[path])
    return found


def test_the_same_bytes_twice_are_one_contribution_whatever_they_are_called(opened: World) -> None:
    opened.inbox.files = {(CITY, "bijdrage.yaml"): SENT, (CITY, "bijdrage (kopie).yaml"): SENT}
    assert collect(opened).changed
    assert [e.file.name for e in opened.events(ContributionReceived)] == ["bijdrage (kopie).yaml"]
    assert len(opened.events(ContributionChecked)) == 1


def test_looking_again_at_the_same_inbox_changes_and_says_nothing(opened: World) -> None:
    opened.inbox.files = inbox_files()
    collect(opened)
    before = (opened.state, dict(opened.outbox.files))
    again = collect(opened)
    assert (again.changed, again.said) == (False, ())
    assert (opened.state, opened.outbox.files) == before


def test_a_folder_of_nobody_is_said_each_time_and_is_no_change(opened: World) -> None:
    """The coordinator must move the file; until then nothing happened, however often one looks."""
    opened.inbox.files = {("onbekend", "brief.yaml"): b"x"}
    for _ in range(2):
        step = collect(opened)
        assert not step.changed
        assert "De map onbekend hoort bij geen partner" in " ".join(step.said)
    assert opened.events(ContributionReceived) == []


def test_a_bad_file_and_one_that_vanished_do_not_keep_the_others_from_being_read(opened: World) -> None:
    opened.inbox.files = {
        ("bzk", "foto.jpg"): b"\xff\xd8\xff geen formulier",
        (CITY, "bijdrage.yaml"): SENT,
        ("noord-brabant", "weg.yaml"): b"x",
    }
    opened.inbox.gone = {("noord-brabant", "weg.yaml")}
    said = " ".join(collect(opened).said)
    assert f"{CITY}: bijdrage.yaml is gelezen (aangenomen)." in said
    assert "bzk: foto.jpg is gelezen (fouten: 1)." in said
    assert "weg.yaml is niet te lezen" in said
    assert page(opened, "bzk/bevindingen.json")["accepted"] is False


def test_every_original_is_kept_before_anyone_looks_inside(opened: World) -> None:
    opened.inbox.files = {("bzk", "kapot.docx"): b"PK kapot", (CITY, "bijdrage.yaml"): SENT}
    collect(opened)
    kinds = [type(e.event) for e in opened.ledger.kept[1:]]
    assert kinds == [ContributionReceived] * 2 + [ContributionChecked] * 2
    assert opened.blobs.get(sha256_hex(b"PK kapot")) == b"PK kapot"


def test_what_was_received_before_a_crash_is_judged_by_the_next_look_even_when_the_file_is_gone(opened: World) -> None:
    opened.inbox.files = {(CITY, "bijdrage.yaml"): SENT}
    collect(opened)
    received = opened.events(ContributionReceived)[0]
    del opened.ledger.kept[-1]  # the crash came before the check was recorded
    crashed = opened.copy()
    crashed.inbox.files = {}
    assert collect(crashed).said == (f"{CITY}: bijdrage.yaml is gelezen (aangenomen).",)
    assert crashed.state.checked_from(CITY)[0].original == received.file.sha256


def test_a_changed_programme_has_every_original_judged_anew(opened: World) -> None:
    """The text limit comes down: what was fine is an error now, and says so in the partner's folder."""
    opened.inbox.files = {(CITY, "bijdrage.yaml"): SENT}
    collect(opened)
    assert opened.state.checked_from(CITY)[0].errors == 0
    opened.inbox.files = {}
    stricter = opened.with_programme({**programme_data(), "text_limit": 100})
    assert collect(stricter).changed
    assert stricter.state.checked_from(CITY)[0].errors > 0
    assert page(stricter, f"{CITY}/bevindingen.json")["accepted"] is False
    assert not collect(stricter).changed


def test_a_partner_that_left_the_programme_is_left_alone(opened: World) -> None:
    """What it sent stays on record; nobody judges it any more."""
    opened.inbox.files = {("brainport-development", "bijdrage.yaml"): SENT}
    collect(opened)
    data = programme_data()
    for action in data["actions"]:
        action["partners"] = [p for p in action["partners"] if p != "brainport-development"]
        if action["owner"] == "brainport-development":
            action["owner"] = "bzk"
            action["partners"] = [p for p in action["partners"] if p != "bzk"]
    data["partners"] = [p for p in data["partners"] if p["id"] != "brainport-development"]
    smaller = opened.with_programme(data)
    step = collect(smaller)
    assert not step.changed
    assert "hoort bij geen partner" in " ".join(step.said)


def test_findings_stand_beside_each_file_and_those_of_the_file_sent_last_on_top(opened: World) -> None:
    wrong = SENT.replace(b"status: gerealiseerd", b"status: klaar").replace(b"2020-02-13T13", b"2020-02-14T09")
    opened.inbox.files = {(CITY, "een.yaml"): SENT, (CITY, "twee.yaml"): wrong}
    collect(opened)
    assert page(opened, f"{CITY}/bevindingen.json")["original"] == sha256_hex(wrong)
    for name, data in (("een-yaml", SENT), ("twee-yaml", wrong)):
        digest = sha256_hex(data)
        assert page(opened, f"{CITY}/bevindingen/{digest[:12]}-{name}.json")["original"] == digest
        assert f"{CITY}/bevindingen/{digest[:12]}-{name}.html" in opened.outbox.files


def test_a_mended_version_is_held_against_the_one_before_it_and_stands_so_on_its_page(opened: World) -> None:
    wrong = SENT.replace(b"status: gerealiseerd", b"status: klaar")
    mended = SENT.replace(b"2020-02-13T13", b"2020-02-14T09")
    opened.inbox.files = {(CITY, "een.yaml"): wrong, (CITY, "twee.yaml"): mended}
    collect(opened)
    said = "Het punt uit uw vorige versie is opgelost."
    assert said in opened.outbox.files[f"{CITY}/bevindingen.html"].decode()
    digest = sha256_hex(wrong)[:12]
    assert "vorige versie" not in opened.outbox.files[f"{CITY}/bevindingen/{digest}-een-yaml.html"].decode()


def test_what_a_programme_switches_off_is_not_found(opened: World) -> None:
    later = SENT.replace(b"2020-02-13T13", b"2020-02-14T09")
    opened.inbox.files = {(CITY, "Bijdrage.yaml"): SENT, (CITY, "bijdrage.yaml"): later}
    collect(opened)
    assert [checked.warnings for checked in opened.state.checked_from(CITY)] == [0, 1]
    setting = {"rule": "BIJ-008", "severity": "uit", "reason": "Iedereen weet welke versie telt."}
    quiet = opened.with_programme({**programme_data(), "rules": [setting]})
    collect(quiet)
    assert [checked.warnings for checked in quiet.state.checked_from(CITY)] == [0, 0]


def test_an_edition_that_is_adopted_takes_nothing_more(at: At) -> None:
    with pytest.raises(TransitionRefused, match="ophalen"):
        collect(at(Phase.ADOPTED))
