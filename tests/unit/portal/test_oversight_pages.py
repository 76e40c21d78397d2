"""What coordinator and auditor see of the machine behind the desk: files from the project on, and the ledger itself."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import get_args

import pytest

from bna_pipeline.errors import StorageError
from bna_pipeline.model.access import Visitor
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.events import EditionOpened, Event
from bna_pipeline.model.round import IncomingKind, IncomingMail
from bna_pipeline.model.round_events import MailReceived
from bna_pipeline.model.step_events import StepStuck
from bna_pipeline.model.waits import Outside, Wait
from bna_pipeline.pipeline import from_project
from bna_pipeline.pipeline.tools import Actor, record
from bna_pipeline.portal.places import steps_told, waits_told
from bna_pipeline.portal.routes.ledger import _KINDS
from tests.support.desk import AT, EDITION, Browser, SmallDesk, small_desk

BASE = f"/e/{EDITION}"
SYSTEM = Actor("systeem", "proef")


@pytest.fixture
def desk(tmp_path: Path) -> SmallDesk:
    """A desk whose edition is open."""
    made = small_desk(tmp_path / "het project & meer")
    note(made, EditionOpened(programme="0" * 64, sample=False, deadline=AT.date(), forms=()))
    return made


def note(desk: SmallDesk, event: Event) -> None:
    record(desk.app.tools(EDITION), SYSTEM, lambda _now: event)


def staff(desk: SmallDesk) -> Browser:
    """The coordinator, signed in."""
    visitor = Visitor(
        person="coordinator", how="oidc:login.example.org:1", programme="demo", claim="coordinator@example.org"
    )
    return desk.browser({"bna": desk.app.access.open_session(visitor, desk.clock.now())})


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_a_file_is_named_from_the_project_on(desk: SmallDesk) -> None:
    """In what does not go by itself, and in the ledger; the record keeps the whole path, as the command shows it."""
    file = desk.app.root / "outbox" / EDITION / "ondertekening" / "statenmededeling.pdf"
    note(desk, StepStuck(step="sign", code="STO-001", said=f"Het schrijven van {file} lukt niet: geen ruimte."))
    for page in (BASE, f"{BASE}/logboek"):
        told = said(staff(desk).get(page).text)
        assert f"Het schrijven van outbox/{EDITION}/ondertekening/statenmededeling.pdf lukt niet" in told
        assert str(desk.app.root) not in told
    assert str(file) in staff(desk).get(f"{BASE}/logboek/audit.jsonl").text


def test_a_program_elsewhere_is_told_of_files_from_the_project_on_and_of_no_command(desk: SmallDesk) -> None:
    """In where the edition stands; its ledger says what was recorded, so that hashes can be counted again."""
    file = desk.app.root / "outbox" / EDITION / "dossier.zip"
    note(desk, StepStuck(step="sign", code="REF-008", said=f"[REF-008] {file} is gewijzigd. Voer `bna run` uit."))
    key = desk.app.access.make_key("proef", "coordinator", "demo", desk.clock.now())

    def asked(path: str) -> str:
        answer = desk.browser().get(f"/api/v1/editions/{EDITION}{path}", headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == 200
        return answer.text

    status = json.loads(asked(""))
    assert status["stuck"][0]["said"] == (
        f"outbox/{EDITION}/dossier.zip is gewijzigd. Vraag de beheerder om dit te herstellen."
    )
    assert [w["sentence"] for w in status["waits"]] == status["waits_for"]
    for path in ("", "/waits"):
        found = json.loads(asked(path))["waits"]
        assert found and not any("`" in wait["sentence"] for wait in found)
    assert str(file) in asked("/ledger")


def test_a_wait_has_its_command_beside_it_for_who_does_sit_at_the_machine() -> None:
    command = "bna run x"
    wait = Wait(act=Outside.RUN, subject="x", command=command, sentence=f"`{command}`: /srv/bna/outbox/x komt terug")
    (told,) = waits_told("/srv/bna", (wait,))
    assert (told.command, told.sentence) == (command, "outbox/x komt terug")


def test_what_a_step_says_holds_no_path_of_the_machine_and_no_command() -> None:
    said = ("Concept 2 staat in /srv/bna/outbox/x. Voer `bna run x` uit.", "Lees hem in met `--import`.", "Klaar.")
    assert steps_told("/srv/bna", said) == ("Concept 2 staat in outbox/x.", "Klaar.")


@pytest.mark.parametrize("path", [f"{BASE}/ronde", f"/api/v1/editions/{EDITION}"])
def test_a_refusal_names_a_file_from_the_project_on(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """As a page, and as JSON."""
    file = desk.app.root / ".bna" / "ledger.sqlite"
    key = desk.app.access.make_key("proef", "coordinator", "demo", desk.clock.now())

    def broken(*_: object) -> None:
        raise StorageError(f"Het logboek {file} is niet te openen.", f"Kijk naar sqlite:///{file}.")

    monkeypatch.setattr(type(desk.app), "status", broken)
    answer = (
        staff(desk).get(path)
        if path.startswith("/e/")
        else desk.browser().get(path, headers={"authorization": f"Bearer {key}"})
    )
    assert answer.status_code == 503
    assert "Het logboek .bna/ledger.sqlite is niet te openen." in answer.text
    assert "Kijk naar .bna/ledger.sqlite." in answer.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("in /srv/bna/outbox/x.pdf.", "in outbox/x.pdf."),
        ("(/srv/bna/outbox/x.pdf)", "(outbox/x.pdf)"),
        ("sqlite:////srv/bna/.bna/l.sqlite", ".bna/l.sqlite"),
        ("in /mnt/srv/bna/outbox/x.pdf", "in /mnt/srv/bna/outbox/x.pdf"),
        ("in /srv/bna2/x.pdf", "in /srv/bna2/x.pdf"),
    ],
)
def test_only_what_lies_in_the_project_is_named_from_there(text: str, shown: str) -> None:
    assert from_project("/srv/bna", text) == shown


def test_every_kind_of_entry_can_be_chosen_in_dutch() -> None:
    kinds = {entry.model_fields["kind"].default.partition(".")[0] for entry in get_args(get_args(Event)[0])}
    assert len(kinds) > 10
    assert kinds == set(_KINDS)


def test_a_ledger_that_was_changed_while_the_desk_runs_is_not_said_to_be_whole(desk: SmallDesk) -> None:
    """The page counts the whole chain anew, also where it was read before."""
    for number in range(3):
        note(desk, StepStuck(step="sign", code=f"STO-00{number}", said="De schijf is vol."))
    visiting = staff(desk)
    assert "De keten is heel" in visiting.get(f"{BASE}/logboek").text
    (file,) = (desk.app.root / ".bna").glob("ledger*.sqlite")
    with closing(sqlite3.connect(file)) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE ledger_entry SET entry = replace(entry, 'schijf', 'kast') WHERE seq = 2")
        database.commit()
    for path in (f"{BASE}/logboek", f"{BASE}/logboek/audit.jsonl"):
        answer = visiting.get(path)
        assert answer.status_code == 503
        assert "De keten is heel" not in answer.text


def test_a_kamerbrief_that_cannot_be_read_is_told_on_the_page_that_asked_for_it(desk: SmallDesk) -> None:
    """With what the coordinator can do about it there, and without a command."""
    coordinator = staff(desk)
    token = re.findall(r'name="_token" value="([^"]+)"', coordinator.get(f"{BASE}/vrijgave").text)[-1]
    answer = coordinator.post(
        f"{BASE}/vrijgave/kamerbrief",
        data={"_token": token, "nummer": "29697 nr. 88"},
        files={"bestand": ("brief.pdf", b"%PDF-1.7\nniets\n%%EOF\n")},
    )
    assert answer.status_code == 400
    assert "brief.pdf is beschadigd en niet te lezen." in said(answer.text)
    assert "vul zelf de datum en het nummer in" in answer.text
    assert ">Vrijgave</h1>" in answer.text
    assert "--date" not in answer.text


def test_who_is_away_hears_that_his_deputy_is_away_as_well(desk: SmallDesk) -> None:
    page, coordinator = f"{BASE}/afwezigheid", staff(desk)
    for person, deputy in (("tweede", "-"), ("beleid", "tweede")):
        sent = coordinator.send(f"{page}/{person}", eerste="2020-06-08", laatste="2020-06-12", vervanger=deputy)
        assert sent.status_code == 303, said(sent.text)
        told = said(coordinator.get(f"{page}/{person}").text)
    assert "Let op: Tweede beoordelaar is zelf afwezig van 08-06-2020 tot en met 12-06-2020." in told


def test_what_a_person_wrote_back_can_be_read_and_put_aside(desk: SmallDesk) -> None:
    """It is no answer to the question whether a house agrees, and there is no partner's page behind it."""
    mail = IncomingMail(
        message=FileDigest(name="antwoord.eml", size=10, sha256="ab" * 32),
        kind=IncomingKind.REPLY,
        subject="Re: U bent aan de beurt",
        sender="beleid@example.org",
        person="beleid",
        sent_at=AT,
        words="Wat mij betreft akkoord.",
    )
    note(desk, MailReceived(mail=mail))
    coordinator = staff(desk)
    page = coordinator.get(f"{BASE}/post").text
    told = said(page)
    assert "Een mail is geen besluit" in told
    assert "Beleidsmedewerker" in told
    assert "Wat mij betreft akkoord." in told
    assert "akkoord of niet?" not in told
    assert "/ronde/beleid" not in page
    sent = coordinator.send(f"{BASE}/post", doe="toewijzen", mail=mail.message.sha256, partner="-")
    assert sent.status_code == 303
    assert "Een mail is geen besluit" not in coordinator.get(f"{BASE}/post").text
