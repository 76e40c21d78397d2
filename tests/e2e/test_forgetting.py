"""`bna forget` on a real edition: links, sessions and mails go for good, and the dossier still holds."""

from __future__ import annotations

from datetime import timedelta

from bna_pipeline import wiring
from bna_pipeline.model.access import LinkPurpose, NewLink
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.round import IncomingKind, IncomingMail
from bna_pipeline.model.round_events import MailReceived
from bna_pipeline.model.transitions import Act, Phase
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION
from tests.support.budget import where_there_is_time

pytestmark = where_there_is_time
MAIL = b"From: partner@example.org\r\nSubject: vraag\r\n\r\nHebt u dit gezien?\r\n"


def test_after_the_term_links_and_mails_are_gone_and_the_dossier_holds(project_in: ProjectIn) -> None:
    project = project_in(Phase.SIGNED)
    steps, app = wiring.pipeline, project.app(project.entries[-1].at + timedelta(hours=1))
    tools, now = app.tools(EDITION), app.clock.now()
    tools.blobs.put(MAIL)
    came = IncomingMail(message=FileDigest.of("mail.eml", MAIL), kind=IncomingKind.ASIDE, sent_at=now)
    seq = steps.state(tools).seq
    tools.ledger.append(EDITION, MailReceived(mail=came), actor="systeem", account="proef", at=now, after=seq)
    steps.arm(tools, app.actor(EDITION, "coordinator", Act.ARM))
    coordinator, brief = app.actor(EDITION, "coordinator", Act.NOTE_KAMERBRIEF), project.kamerbrief.read_bytes()
    steps.note_kamerbrief(tools, coordinator, name="kamerbrief.pdf", data=brief)
    steps.advance(tools, app.system())
    wanted = NewLink(
        person="coordinator", edition=EDITION, purpose=LinkPurpose.SIGN_IN, expires=now + timedelta(days=1)
    )
    app.access.issue_link(wanted, now)

    told = project.bna("forget", EDITION, "--dry-run")
    assert told.code == 0, told.err
    assert "Zou gewist worden: mails" in told.out and "Zou gewist worden: links" in told.out
    assert tools.blobs.has(came.message.sha256)
    done = project.bna("forget", EDITION)
    assert done.code == 0 and "Gewist: mails" in done.out
    assert not tools.blobs.has(came.message.sha256) and project.app().access.held(EDITION) == 0
    assert "niets meer te wissen" in project.bna("forget", EDITION).out
    for bag in ("pakket", "dossier"):
        assert project.bna("verify", project.outbox(bag)).code == 0
    story = " ".join(project.bna("audit", EDITION).out.split())
    assert "1 gegeven is gewist: mails" in story and "1 gegeven is gewist: links" in story
    assert project.bna("run", EDITION).code == 0 and project.bna("status", EDITION).code == 0
