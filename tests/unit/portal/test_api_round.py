"""What the coordinator does by hand in the round is done over the API as at the desk: once, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.events import ContributionChecked, ContributionReceived, EditionClosed, EditionOpened, Event
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.round import IncomingKind, IncomingMail, OutgoingMail, Purpose
from bna_pipeline.model.round_events import (
    FileWaived,
    LateAdmitted,
    MailAssigned,
    MailIntended,
    MailReceived,
    MailRefused,
    MailResent,
    SignedOff,
)
from bna_pipeline.portal.api import PREFIX
from bna_pipeline.wiring import pipeline
from tests.support.desk import AT, EDITION, SmallDesk, small_desk

HERE = f"{PREFIX}/editions/{EDITION}"
PEOPLE = ("coordinator", "beleid", "voorzitter", "ander")
FAULTY = FileDigest.of("123456782 kapot.yaml", b"kapot")
GOOD = FileDigest.of("goed.yaml", b"goed")
LATE = FileDigest.of("laat.yaml", b"laat")
REQUEST = OutgoingMail(
    key="uitvraag:school",
    purpose=Purpose.REQUEST,
    partner="school",
    to=("hv@example.org",),
    subject="Uitvraag",
    reference="a" * 20,
    message_id="a@example.org",
    message=FileDigest.of("mail.eml", b"uitvraag"),
)
STRAY = IncomingMail(
    message=FileDigest.of("mail.eml", b"zomaar"), kind=IncomingKind.STRAY, sent_at=AT, sender="iemand@example.org"
)

Ask = Callable[..., Any]


@dataclass(frozen=True)
class Asked:
    """An act of the coordinator.

    Attributes:
        again: what the same request is answered once it is done.
        records: what it puts on record.
    """

    path: str
    json: dict[str, Any] | None
    again: int
    records: Event | None


ACTS = {
    "admit": Asked(
        "/partners/school/admissions",
        {"version": LATE.sha256, "reason": "Een dag te laat."},
        409,
        LateAdmitted(partner="school", original=LATE.sha256, reason="Een dag te laat."),
    ),
    "waive": Asked(
        "/partners/school/waivers",
        {"version": FAULTY.sha256, "reason": "Er kwam een betere."},
        200,
        FileWaived(partner="school", original=FAULTY.sha256, reason="Er kwam een betere."),
    ),
    "sign-off": Asked(
        "/partners/school/sign-offs",
        {"version": GOOD.sha256, "by": "Lid van het college"},
        409,
        SignedOff(partner="school", original=GOOD.sha256, by="Lid van het college"),
    ),
    "assign": Asked(
        "/mails/assignments",
        {"message": STRAY.message.sha256, "partner": "school"},
        409,
        MailAssigned(message=STRAY.message.sha256, partner="school"),
    ),
    "resend": Asked("/mails/repeats", {"key": REQUEST.key}, 409, MailResent(key=REQUEST.key)),
    "collect": Asked("/collections", None, 200, None),
}


def checked(desk: SmallDesk, file: FileDigest, errors: int) -> ContributionChecked:
    report = FindingsReport(partner="school", file=file.name, original=file.sha256, findings=())
    found = desk.app.tools(EDITION).blobs.put(report.model_dump_json().encode())
    return ContributionChecked(
        partner="school",
        original=file.sha256,
        programme="3" * 64,
        carrier=None,
        sent_at=AT,
        errors=errors,
        warnings=0,
        findings=found,
        contribution=None if errors else "4" * 64,
    )


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    root = tmp_path_factory.mktemp("round")
    found = small_desk(root)
    programme = root / "templates" / "demo" / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    contact, asks = "hv@example.org}", "\n    sign_off: {function: Bestuur, mail: bestuur@example.org}"
    programme.write_text(text.replace(contact, contact + asks), encoding="utf-8")
    events: tuple[Event, ...] = (
        EditionOpened(programme="3" * 64, sample=False, deadline=AT.date(), forms=(), previous=None),
        MailIntended(mail=REQUEST),
        MailRefused(key=REQUEST.key, to=REQUEST.to, reason="onbekend"),
        MailReceived(mail=STRAY),
        ContributionReceived(partner="school", file=FAULTY),
        checked(found, FAULTY, errors=2),
        ContributionReceived(partner="school", file=GOOD),
        checked(found, GOOD, errors=0),
        EditionClosed(used=(), missing=("school",), reason="proef"),
        ContributionReceived(partner="school", file=LATE),
        checked(found, LATE, errors=0),
    )
    for after, event in enumerate(events):
        found.app.ledger.append(EDITION, event, actor="coordinator", account="proef", at=AT, after=after)
    return found


@pytest.fixture
def ask(desk: SmallDesk) -> Ask:
    keys = {p: desk.app.access.make_key(p, p, "demo", desk.clock.now()) for p in PEOPLE}
    browser = desk.browser()

    def asked(person: str, method: str, path: str, **more: Any) -> Any:
        return browser.ask(method, f"{HERE}{path}", headers={"authorization": f"Bearer {keys[person]}"}, **more)

    return asked


def recorded(desk: SmallDesk) -> list[Event]:
    return [e.event for e in desk.app.ledger.entries(EDITION)]


@pytest.mark.parametrize("name", ACTS)
def test_it_is_done_once_and_the_edition_moves_on_behind_it(desk: SmallDesk, ask: Ask, name: str) -> None:
    act, before = ACTS[name], recorded(desk)
    first = ask("coordinator", "POST", act.path, json=act.json)
    assert first.status_code == 200, first.json()
    assert first.json()["changed"] is (act.records is not None)
    assert recorded(desk) == [*before, *([] if act.records is None else [act.records])]
    assert desk.followed == [(EDITION, "collect")]
    again = ask("coordinator", "POST", act.path, json=act.json)
    assert (again.status_code, again.json().get("changed", False)) == (act.again, False), again.json()
    assert len(recorded(desk)) == len(before) + (act.records is not None)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("person", [p for p in PEOPLE if p != "coordinator"])
def test_it_is_the_coordinators_alone(desk: SmallDesk, ask: Ask, name: str, person: str) -> None:
    before = recorded(desk)
    assert ask(person, "POST", ACTS[name].path, json=ACTS[name].json).status_code == 403
    assert (recorded(desk), desk.followed) == (before, [])


def test_a_mail_that_is_nobodys_is_put_aside(desk: SmallDesk, ask: Ask) -> None:
    asked = {"message": STRAY.message.sha256, "partner": None}
    assert ask("coordinator", "POST", "/mails/assignments", json=asked).json()["changed"]
    assert recorded(desk)[-1] == MailAssigned(message=STRAY.message.sha256, partner=None)
    nobody = ask("coordinator", "POST", "/mails/assignments", json={**asked, "department": "lab"})
    assert nobody.status_code == 422


def test_who_decides_reads_first_what_there_is(ask: Ask) -> None:
    for person in ("coordinator", "ander"):
        files = ask(person, "GET", "/partners/school/files").json()["files"]
        assert [f["sha256"] for f in files] == [FAULTY.sha256, GOOD.sha256, LATE.sha256]
        assert [(f["late"], f["awaits_sign_off"]) for f in files] == [(False, False), (False, True), (True, True)]
        assert "123456782" not in str(files), "a personal number in a name is not shown"
        mails = ask(person, "GET", "/mails").json()
        assert [m["key"] for m in mails["sent"] if m["needs_person"]] == [REQUEST.key]
        assert [m["message"] for m in mails["received"] if m["needs_person"]] == [STRAY.message.sha256]
    for path in ("/partners/school/files", "/mails"):
        assert ask("beleid", "GET", path).status_code == 403


def test_a_partner_that_does_not_take_part_is_not_there(ask: Ask) -> None:
    for name in ("admit", "waive", "sign-off"):
        path = ACTS[name].path.replace("school", "nergens")
        assert ask("coordinator", "POST", path, json=ACTS[name].json).status_code == 404


def test_a_finding_is_accepted_as_it_was_read(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def accept(_tools: pipeline.Tools, _actor: pipeline.Actor, **how: Any) -> pipeline.Step:
        asked.append(how)
        return pipeline.Step("accept", True, ("Aanvaard.",))

    monkeypatch.setattr(pipeline, "accept", accept)
    accepted = {"rule": "TAAL-101", "place": "Brief", "reason": "Zo heet het."}
    assert ask("coordinator", "POST", "/findings/acceptances", json=accepted).status_code == 422, "seen by nobody"
    whole = {**accepted, "seen": ["5" * 64]}
    assert ask("coordinator", "POST", "/findings/acceptances", json=whole).status_code == 200
    assert asked == [{**accepted, "seen": ("5" * 64,)}]


def test_what_the_redactie_sent_is_listed_and_given_too(desk: SmallDesk, ask: Ask) -> None:
    file = FileDigest.of("redactie.yaml", b"redactie")
    desk.app.tools(EDITION).blobs.put(b"redactie")
    assert ask("ander", "GET", "/partners/redactie/files").json() == {"files": []}
    path = f"/partners/redactie/files/{file.sha256}"
    assert ask("coordinator", "GET", path).status_code == 404, "nobody sent it yet"
    received = ContributionReceived(partner="redactie", file=file)
    after = len(recorded(desk))
    desk.app.ledger.append(EDITION, received, actor="coordinator", account="proef", at=AT, after=after)
    (line,) = ask("ander", "GET", "/partners/redactie/files").json()["files"]
    assert (line["sha256"], line["errors"]) == (file.sha256, None)
    assert {person: ask(person, "GET", path).status_code for person in PEOPLE} == {
        "coordinator": 200,
        "beleid": 403,
        "voorzitter": 403,
        "ander": 200,
    }
    assert ask("ander", "GET", path).content == b"redactie"
