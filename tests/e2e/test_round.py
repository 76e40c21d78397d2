"""A whole round over real SMTP and IMAP servers: asked, answered, mended, reminded, closed, and one too late."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.model.round import IncomingKind, Purpose
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.wiring import pipeline
from tests.e2e.project import EDITION, Project
from tests.support.budget import where_there_is_time
from tests.support.mail_servers import ImapServer, SmtpServer, mail_toml
from tests.unit.pipeline.fakes import reply_to

OPENED = datetime.fromisoformat("2020-03-09T10:00:00+01:00")
NO_FORM = b"Alleen tekst, geen formulier."


@dataclass
class Round:
    """The sample as a round by mail.

    Attributes:
        files: what each partner sends, by partner, oldest first.
        seen: how many of the mails that the server took were looked at before.
    """

    project: Project
    smtp: SmtpServer
    imap: ImapServer
    files: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)
    seen: int = 0

    def run(self, at: datetime) -> list[EmailMessage]:
        """Everything that goes by itself at a moment; the mails that the server took meanwhile."""
        app = wiring.open_app(self.project.root, at)
        for step in pipeline.advance(app.tools(EDITION), app.system()):
            assert step.fault is None, step.fault
        return self.new()

    def new(self) -> list[EmailMessage]:
        """The mails about contributions that the server took since the last look; not those to people who decide."""
        found = [message_from_bytes(m.data, policy=policy.default) for m in self.smtp.mails[self.seen :]]
        self.seen = len(self.smtp.mails)
        to_people = {line.mail.message_id for line in self.project.state().post.lines.values() if line.mail.person}
        return [mail for mail in found if str(mail["Message-ID"]).strip("<>") not in to_people]

    def request(self, partner: str) -> EmailMessage:
        """The mail by which a partner was asked."""
        state = self.project.state()
        line = state.post.line(f"uitvraag:{partner}")
        assert line is not None
        return message_from_bytes(self.project.blob(line.mail.message).read_bytes(), policy=policy.default)

    def reply(
        self, partner: str, *files: tuple[str, bytes], at: datetime, text: str = "Hierbij.", **headers: str
    ) -> None:
        """A partner answers its request."""
        date = at.strftime("%a, %d %b %Y %H:%M:%S %z")
        self.imap.append(
            reply_to(self.request(partner), *files, at=date, text=f"{text} {partner}", sender="x@elders.nl", **headers)
        )


@pytest.fixture
def by_mail(tmp_path: Path) -> Iterator[Round]:
    """The sample with mail servers, and nothing of a partner in its inbox."""
    root = tmp_path / "project"
    wiring.lay_out_sample(root)
    inbox = root / "inbox" / EDITION
    files: dict[str, list[tuple[str, bytes]]] = {}
    for folder in sorted(p for p in inbox.iterdir() if p.is_dir() and p.name != "redactie"):
        files[folder.name] = [(p.name, p.read_bytes()) for p in sorted(folder.iterdir())]
        shutil.rmtree(folder)
    with SmtpServer() as smtp, ImapServer() as imap:
        settings = root / ".bna" / "settings.toml"
        settings.parent.mkdir(exist_ok=True)
        settings.touch(mode=0o600)
        settings.write_text(mail_toml(smtp, imap), encoding="utf-8")
        yield Round(Project(root), smtp, imap, files)


def purposes(project: Project) -> dict[str, list[str]]:
    """Of each purpose the mails that were sent, by key."""
    found: dict[str, list[str]] = {}
    for key, line in project.state().post.lines.items():
        assert line.sent_at is not None and not line.again, key
        found.setdefault(line.mail.purpose.value, []).append(key)
    return found


@where_there_is_time
def test_a_round_goes_over_the_post_from_the_request_to_a_version_that_comes_too_late(by_mail: Round) -> None:
    project, partners = by_mail.project, sorted(by_mail.files)
    # -- 14 requests go out, each with both forms and a reference of its own
    app = wiring.open_app(project.root, OPENED)
    pipeline.open_edition(app.tools(EDITION), app.actor(EDITION, None, Act.OPEN))
    asked = by_mail.run(OPENED)
    assert len(asked) == 14
    assert len({m["Reply-To"] for m in asked}) == 14
    for mail in asked:
        names = [str(part.get_filename()) for part in mail.iter_attachments()]
        assert [n.rpartition(".")[2] for n in names] == ["docx", "xlsx"]
    assert by_mail.run(OPENED + timedelta(minutes=5)) == [], "nothing is asked twice"

    # -- five working days before the deadline everyone is reminded, once, and not before nine
    before = datetime.fromisoformat("2020-05-08T00:00:00+02:00")
    assert [len(by_mail.run(before + timedelta(hours=hour))) for hour in (8, 10, 16)] == [0, 14, 0]

    # -- answers come in: first versions, one without a form, one from a machine, one of nobody
    late = {"bzk", "vws"}
    sent = datetime.fromisoformat("2020-05-12T09:00:00+02:00")
    for n, partner in enumerate(p for p in partners if p not in late):
        by_mail.reply(partner, by_mail.files[partner][0], at=sent + timedelta(minutes=n))
    by_mail.reply("bzk", at=sent, text="Wij werken eraan.")
    by_mail.reply("vws", at=sent, text="Ik ben er even niet.", Auto_Submitted="auto-replied")
    stray = EmailMessage(policy=policy.SMTP)
    stray["From"], stray["To"], stray["Subject"] = "iemand@elders.nl", "bna@example.org", "Vraagje"
    stray["Date"], stray["Message-ID"] = "Tue, 12 May 2020 10:00:00 +0200", "<1@elders.nl>"
    stray.set_content("Van wie ben ik?")
    stray.add_attachment(by_mail.files["vws"][0][1], maintype="application", subtype="pdf", filename="vws.docx")
    by_mail.imap.append(stray.as_bytes())
    answered = by_mail.run(sent + timedelta(hours=6))
    assert by_mail.imap.mails() == (), "what was handled waits no more"
    assert len(by_mail.imap.mails("Verwerkt")) == 15
    found = purposes(project)
    assert [k.split(":")[1] for k in found[Purpose.UNUSABLE.value]] == ["bzk"]
    told = {k.split(":")[1] for k in found[Purpose.FINDINGS.value] + found[Purpose.THANKS.value]}
    assert told == set(partners) - late
    assert len(answered) == 13, "nobody answers a machine, nor who is not known"
    kinds = [m.kind for m in project.state().post.received]
    assert kinds.count(IncomingKind.AUTOMATIC) == 1 and kinds.count(IncomingKind.STRAY) == 1

    # -- a version with errors comes back with the page of findings and the form with remarks in it
    faulty = [c.partner for c in project.state().checked if c.errors]
    assert faulty
    for partner in faulty:
        findings = next(m for m in answered if f"[kenmerk {_reference(project, partner)}]" in _folded(m["Subject"]))
        names = [str(part.get_filename()) for part in findings.iter_attachments()]
        assert names[0] == "bevindingen.html" and all("-met-opmerkingen." in n for n in names[1:])

    # -- the coordinator says whose the stray mail is; the mended versions come in
    (message,) = project.state().post.strays
    app = wiring.open_app(project.root, sent + timedelta(days=1))
    actor = app.actor(EDITION, None, Act.POST)
    pipeline.assign(app.tools(EDITION), actor, message=message.message.sha256[:12], partner="vws")
    for partner in partners:
        for file in by_mail.files[partner][1:]:
            by_mail.reply(partner, file, at=sent + timedelta(days=1))
    by_mail.run(sent + timedelta(days=1, hours=1))
    standing = {p.partner: p.state for p in app.status(EDITION).partners}
    assert [p for p, state in standing.items() if state != "aangenomen"] == ["bzk"]

    # -- bzk alone is reminded after the deadline, on the days that were planned, and at last whoever can speed it up
    reminded = []
    for day in range(14, 22):
        for hour in (8, 10, 16):
            at = datetime.fromisoformat("2020-05-01T00:00:00+02:00") + timedelta(days=day, hours=hour)
            reminded += [(at.date().isoformat(), hour, m["To"]) for m in by_mail.run(at)]
    assert reminded == [
        ("2020-05-18", 10, "brainport.bzk@example.org"),
        ("2020-05-20", 10, "directie@bzk.example.org"),
    ]

    # -- the round is closed; what comes after it is kept, answered and offered
    closing = datetime.fromisoformat("2020-05-22T09:00:00+02:00")
    app = wiring.open_app(project.root, closing)
    for wait in [w for w in pipeline.waits(app.tools(EDITION)) if w.act is Act.SETTLE]:
        actor = app.actor(EDITION, None, Act.SETTLE)
        pipeline.settle(app.tools(EDITION), actor, subject=wait.subject, chosen=wait.choices[0], reason="nagevraagd")
    pipeline.close(app.tools(EDITION), app.actor(EDITION, None, Act.CLOSE), reason="bzk volgt niet meer")
    by_mail.run(closing)
    assert project.state().phase is Phase.CONCEPT
    by_mail.reply("bzk", by_mail.files["bzk"][0], at=closing + timedelta(days=1))
    receipt = by_mail.run(closing + timedelta(days=1, hours=1))
    assert [m["To"] for m in receipt] == ["brainport.bzk@example.org"]
    waits = [w for w in pipeline.waits(project.tools()) if w.act is Act.ADMIT]
    assert [w.subject for w in waits] == ["bzk"]
    assert len(project.state().drafts) == 1
    app = wiring.open_app(project.root, closing + timedelta(days=2))
    pipeline.admit(app.tools(EDITION), app.actor(EDITION, None, Act.ADMIT), partner="bzk", reason="toch nog")
    by_mail.run(closing + timedelta(days=2))
    assert len(project.state().drafts) == 2
    assert by_mail.run(closing + timedelta(days=3)) == []

    # -- everything went once
    ids = [message_from_bytes(m.data)["Message-ID"] for m in by_mail.smtp.mails]
    assert len(ids) == len(set(ids)) == len(project.state().post.lines)
    said = project.bna("post", EDITION, "--json")
    assert said.code == 0, said.err
    assert {m["state"] for m in json.loads(said.out)["sent"]} == {"verzonden"}


def _reference(project: Project, partner: str) -> str:
    request = project.state().post.request(partner)
    assert request is not None
    return request.reference


def _folded(text: str) -> str:
    return " ".join(str(text).split())
