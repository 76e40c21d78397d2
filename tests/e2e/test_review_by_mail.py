"""A review over real SMTP and IMAP servers: turns are told, a Word draft comes back, and a failure is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.model.draft import REPORT_DOCX
from bna_pipeline.model.round import Purpose
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.rounds.terms import ZONE, is_working_day
from bna_pipeline.wiring import pipeline
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project
from tests.e2e.test_approvals import send_again
from tests.support.budget import where_there_is_time
from tests.support.mail_servers import ImapServer, SmtpServer, mail_toml
from tests.unit.pipeline.fakes import reply_to

DESK = "https://toetsing.example.org"


@dataclass
class Review:
    """The sample, its round over, with mail servers and an address of the desk."""

    project: Project
    smtp: SmtpServer
    imap: ImapServer
    moment: datetime

    def run(self, moment: datetime | None = None) -> None:
        self.moment = moment or self.moment
        app = wiring.open_app(self.project.root, self.moment)
        for step in pipeline.advance(app.tools(EDITION), app.system()):
            assert step.fault is None, step.fault

    def next_day(self) -> datetime:
        """Ten o'clock on the next working day."""
        day = self.moment.astimezone(ZONE).date() + timedelta(1)
        while not is_working_day(day):
            day += timedelta(1)
        return datetime.combine(day, time(10), tzinfo=ZONE)

    def mails(self, address: str) -> list[EmailMessage]:
        """What the server took for an address, oldest first."""
        return [message_from_bytes(m.data, policy=policy.default) for m in self.smtp.mails if address in m.to]


@pytest.fixture
def review(project_in: ProjectIn) -> Iterator[Review]:
    project = project_in(Phase.FOR_ADOPTION)
    with SmtpServer() as smtp, ImapServer() as imap:
        settings = Path(project.root) / ".bna" / "settings.toml"
        settings.touch(mode=0o600)
        settings.write_text(f'{mail_toml(smtp, imap)}\n[desk]\naddress = "{DESK}"\n', encoding="utf-8")
        made = Review(project, smtp, imap, project.entries[-1].at)
        made.moment = made.next_day()
        yield made


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


@where_there_is_time
def test_turns_replies_and_failures_go_over_the_post(review: Review) -> None:
    project = review.project
    # -- the secretary hears that it is GS's turn, the coordinator how it stands, each once
    review.run()
    review.run(review.moment + timedelta(hours=2))
    (told,) = review.mails("bestuurssecretaris@example.org")
    assert text_of(told).count(f"{DESK}/link/") == 1
    (digest,) = review.mails("coordinator@example.org")
    kinds = [part.get_content_type() for part in digest.walk()]
    assert "multipart/related" in kinds and "image/png" in kinds

    # -- a late contribution makes another draft: whose section it touches looks at that again, and nobody else
    send_again(project)
    app = wiring.open_app(project.root, review.moment)
    pipeline.collect(app.tools(EDITION), app.system())
    pipeline.admit(app.tools(EDITION), app.actor(EDITION, None, Act.ADMIT), partner="brabantstad", reason="nagekomen")
    review.smtp.answers("rcpt", "550 5.1.1 onbekend", times=9, about="adviseur-digitalisering@")
    review.run()
    (line,) = project.state().post.failed
    assert line.mail.person == "adviseur-digitalisering" and line.mail.turns == ("beleid:2",)
    assert {m.mail.person for m in project.state().post.lines.values() if m.mail.purpose is Purpose.YOUR_TURN} == {
        "bestuurssecretaris",
        "adviseur-digitalisering",
    }

    # -- the failure is in the digest of the next day; mended, the mail goes once more and is told no longer
    review.run(review.next_day())
    assert "550 5.1.1 onbekend" in text_of(review.mails("coordinator@example.org")[-1])
    review.smtp.works()
    app = wiring.open_app(project.root, review.moment)
    pipeline.resend(app.tools(EDITION), app.actor(EDITION, None, Act.POST), key=line.mail.key)
    review.run(review.moment + timedelta(hours=1))
    (again,) = review.mails("adviseur-digitalisering@example.org")
    assert "Dat akkoord blijft staan, behalve voor" in text_of(again) and "- Pijler Digitalisering" in text_of(again)

    # -- he sends the draft back in Word: it is read, and he is told that this was no decision
    draft = project.draft_file(REPORT_DOCX).read_bytes()
    at = review.moment.strftime("%a, %d %b %Y %H:%M:%S %z")
    review.imap.append(reply_to(again, ("rapport met opmerkingen.docx", draft), at=at, text="Akkoord!"))
    review.run(review.moment + timedelta(hours=1))
    assert [r.person for r in project.state().proposals.returned] == ["adviseur-digitalisering"]
    answer = review.mails("adviseur-digitalisering@example.org")[-1]
    assert str(answer["Subject"]).startswith("Wij hebben uw Word-bestand") and "geen besluit" in text_of(answer)
    given = [d for d in project.state().decisions if d.draft == 2]
    assert given == [] and project.state().phase is Phase.CONCEPT

    # -- whatever was taken went once
    ids = [message_from_bytes(m.data)["Message-ID"] for m in review.smtp.mails]
    assert len(ids) == len(set(ids))
