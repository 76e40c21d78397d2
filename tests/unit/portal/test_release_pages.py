"""The release at the desk and over the API: what is no minute, doubts and what was fetched, clocks, seals, channels."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bna_pipeline.model.access import Visitor
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import Package, Receipt
from bna_pipeline.model.events import EditionOpened, EffectDone
from bna_pipeline.model.release_events import (
    ClockDoubted,
    DeliveryPutOff,
    DoubtSettled,
    Occasion,
    ReleaseArmed,
    ReleaseFired,
    ReleasePlanned,
    SealMade,
    SignalDoubted,
    SignalSource,
    TrailStamped,
)
from bna_pipeline.model.step_events import StepStuck
from bna_pipeline.pipeline.tools import Actor, record
from bna_pipeline.wiring import pipeline
from tests.support.desk import AT, EDITION, Browser, SmallDesk, small_desk
from tests.unit.portal.test_oversight_pages import note, said

pytestmark = pytest.mark.xdist_group("release pages")

BASE = f"/e/{EDITION}/vrijgave"
API = f"/api/v1/editions/{EDITION}/release"
PACKAGE = sha256_hex(b"pakket")
ARMED = ReleaseArmed(package=Package(edition=EDITION, files=(), digest=PACKAGE, content_digest=PACKAGE))
MINUTE = AT + timedelta(days=30, hours=3)
PLANNED = ReleasePlanned(at=MINUTE, zone="Europe/Amsterdam")
FETCHED = b"%PDF-1.7 niet de onze"
DOUBT = SignalDoubted(
    source=SignalSource.TWEEDE_KAMER,
    document="2020D27110",
    why="Geen van de bijlagen is de rapportage.",
    files=(FileDigest.of("2020D27110.pdf", FETCHED),),
)


def desk_with(root: Path, signal: dict[str, object]) -> SmallDesk:
    """A desk whose programme takes these signals; its edition is open."""
    made = small_desk(root)
    programme = made.app.root / "templates" / "demo" / "programme.yaml"
    data = yaml.safe_load(programme.read_text(encoding="utf-8"))
    data["delivery"]["signal"] = signal
    next(person for person in data["people"] if person["id"] == "ander")["mail"] = "auditor@example.org"
    programme.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    note(made, EditionOpened(programme="0" * 64, sample=False, deadline=AT.date(), forms=()))
    return made


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    """One for all tests here: a desk takes long to make. What one test records, those behind it may find."""
    return desk_with(tmp_path_factory.mktemp("project"), {"moment": {"confirmed": True}, "tweede_kamer": {}})


def come_in(desk: SmallDesk, person: str) -> Browser:
    claim = {"coordinator": "coordinator@example.org", "ander": "auditor@example.org"}[person]
    visitor = Visitor(person=person, how="oidc:login.example.org:1", programme="demo", claim=claim)
    return desk.browser({"bna": desk.app.access.open_session(visitor, desk.clock.now())})


def test_in_an_edition_that_is_still_open_no_minute_can_be_set_and_that_is_said(desk: SmallDesk) -> None:
    """How a minute is shown before it is set: tests/e2e/test_desk_release.py."""
    coordinator = come_in(desk, "coordinator")
    page = coordinator.get(f"{BASE}/moment?datum=2020-07-01&tijd=14:00")
    assert "Dat kan nu niet: de editie is ‘geopend’" in said(page.text)


def test_a_minute_that_is_none_is_said_and_nothing_is_recorded(desk: SmallDesk) -> None:
    coordinator, before = come_in(desk, "coordinator"), len(pipeline.entries(desk.app.tools(EDITION)))
    for query, complaint in (
        ("datum=2020-03-29&tijd=02:30", "bestaat niet in Europe/Amsterdam"),
        ("datum=2020-10-25&tijd=02:30", "tweemaal voor"),
        ("datum=2020-05-01&tijd=10:00", "al voorbij"),
        ("datum=2020-07-01", "Kies het tijdstip van vertrek."),
        ("tijd=14:00", "Kies de dag van vertrek."),
        ("datum=morgen&tijd=vroeg", "geen minuut"),
        ("datum=%00&tijd=%22%3E%3Cscript%3E", "geen minuut"),
    ):
        page = coordinator.get(f"{BASE}/moment?{query}")
        assert page.status_code in (400, 422), query
        assert complaint in said(page.text), query
        assert "<script" not in page.text.partition("<main")[2]
    assert len(pipeline.entries(desk.app.tools(EDITION))) == before


def test_an_act_that_nobody_knows_has_no_page(desk: SmallDesk) -> None:
    coordinator = come_in(desk, "coordinator")
    assert coordinator.get(f"{BASE}/lanceren").status_code == 404
    for act in ("kamerbrief", "twijfel"):
        assert coordinator.get(f"{BASE}/{act}").status_code == 303


def test_a_doubt_is_shown_with_why_and_its_files_open_for_coordinator_and_auditor_alone(desk: SmallDesk) -> None:
    desk.app.tools(EDITION).blobs.put(FETCHED)
    note(desk, DOUBT)
    file = f"{BASE}/bestand/{DOUBT.files[0].sha256}"
    for person in ("coordinator", "ander"):
        visiting = come_in(desk, person)
        page = visiting.get(BASE)
        assert DOUBT.why in said(page.text) and f'href="{file}"' in page.text
        assert visiting.get(file).content == FETCHED
        assert (f'action="{BASE}/twijfel"' in page.text) is False, "an open edition has nothing to settle"
    assert desk.browser().get(file).status_code in (303, 401)
    assert come_in(desk, "coordinator").get(f"{BASE}/bestand/{'0' * 64}").status_code == 404


def test_the_api_gives_the_same_file_and_the_same_doubt(desk: SmallDesk) -> None:
    desk.app.tools(EDITION).blobs.put(FETCHED)
    note(desk, DOUBT)
    key = desk.app.access.make_key("proef", "coordinator", "demo", desk.clock.now())
    headers = {"authorization": f"Bearer {key}"}
    told = desk.browser().get(API, headers=headers).json()
    assert [(d["document"], d["why"]) for d in told["doubts"]] == [(DOUBT.document, DOUBT.why)]
    answer = desk.browser().get(f"{API}/files/{DOUBT.files[0].sha256}", headers=headers)
    assert answer.content == FETCHED
    assert desk.browser().get(f"{API}/files/{'0' * 64}", headers=headers).status_code == 404


def test_the_clock_doubt_the_kamers_service_and_every_stamp_and_seal_are_told(desk: SmallDesk) -> None:
    note(desk, ARMED)
    note(desk, PLANNED)
    note(desk, ClockDoubted(planned=MINUTE, vouched=AT))
    note(desk, StepStuck(step="kamer", code="DEL-003", said="De open data zijn weg."))
    note(
        desk,
        TrailStamped(
            occasion=Occasion.SIGNING, seq=4, head=PACKAGE, token=PACKAGE, at=AT, authority="Tijdstempeldienst X"
        ),
    )
    seal = sha256_hex(b"zegel")
    note(desk, SealMade(bag="pakket", sealed=seal, token=PACKAGE, at=AT, authority="Tijdstempeldienst X"))
    told = said(come_in(desk, "ander").get(BASE).text)
    assert "De klok van deze computer klopt niet" in told
    assert "Volgens de tijdstempeldienst was het toen 1 juni 2020 om 11.00.00 uur." in told
    assert "Tweede Kamer geen antwoord sinds 1 juni 2020 om 11.00 uur" in told
    assert "bevestigd 1 juli 2020 om 14.00 uur, Nederlandse tijd" in told
    assert "Het logboek tot en met regel 4, bij de ondertekening" in told
    assert "Het hele pakket" in told and seal in told


def test_each_channel_says_how_far_it_is_and_a_file_is_named_from_the_project_on(desk: SmallDesk) -> None:
    tools = desk.app.tools(EDITION)
    (channel,) = tools.programme.delivery.channels
    key, place = f"{EDITION}:{channel.id}:{PACKAGE}", desk.app.root / "outbox" / EDITION / channel.id
    late = f"[DEL-001] In {place} staat al iets anders. Voer `bna run` uit."
    note(desk, ARMED)
    note(desk, ReleaseFired(package=PACKAGE))
    note(desk, DeliveryPutOff(key=key, channel=channel.id, said=late, attempt=3, after=AT + timedelta(seconds=65)))
    visiting = come_in(desk, "ander")
    told = said(visiting.get(BASE).text)
    assert "Vrijgegeven; 1 van 1 kanalen moet nog." in told
    assert f"Poging 3 lukte niet: In outbox/{EDITION}/{channel.id} staat al iets anders." in told
    assert "De volgende poging is na 1 juni 2020 om 11.01.05 uur." in told
    assert "Vrijgegeven; 1 van 1 kanalen moet nog." in said(visiting.get(f"/e/{EDITION}").text)
    assert "Vrijgegeven; 1 van 1 kanalen moet nog." in said(visiting.get("/").text)
    later = come_in(desk, "coordinator").get(BASE).text
    assert "De Kamerbrief hoort nog in het dossier." in said(later) and 'name="zeker"' not in later
    api = desk.app.access.make_key("kijker", "ander", "demo", desk.clock.now())
    status = desk.browser().get(f"/api/v1/editions/{EDITION}", headers={"authorization": f"Bearer {api}"}).json()
    line = status["release"]["lines"][0]
    assert (line["state"], line["attempt"]) == ("uitgesteld", 3)
    assert str(desk.app.root) not in json.dumps(status) and "`" not in line["said"]
    file = FileDigest.of("statenmededeling.pdf", b"brief")
    receipt = Receipt(channel=channel.id, key=key, target="map", files=(file,), at=AT, proof="map teruggelezen")
    note(desk, EffectDone(effect="delivery", receipt=receipt))
    told = said(visiting.get(BASE).text)
    assert "Vrijgegeven; alle kanalen hebben het (1 van 1)." in told
    assert "1 juni 2020 om 11.00.00 uur: map teruggelezen" in told and file.sha256 in told


def test_the_ledger_tells_in_which_role_and_how_somebody_came_in_and_can_be_read_by_part(desk: SmallDesk) -> None:
    """The role is the one that opens what was done."""
    by = Actor("coordinator", "key:proef")
    record(desk.app.tools(EDITION), by, lambda _now: DoubtSettled(document="2020D9", reason="Een ander dossier."))
    auditor, page = come_in(desk, "ander"), f"/e/{EDITION}/logboek"
    told = said(auditor.get(f"{page}?wie=coordinator").text)
    assert "Coordinator, als coördinator API-sleutel proef 2020D9 is niet de Kamerbrief van deze editie." in told
    assert "Geen regels met deze keuze." in said(auditor.get(f"{page}?wie=coordinator&deel=Ondertekening").text)
