"""The same Word file by mail from two people: what the one may not send, the other may."""

from __future__ import annotations

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import REPORT_DOCX
from bna_pipeline.model.proposal_events import WordRefused
from bna_pipeline.model.round import IncomingKind, IncomingMail
from bna_pipeline.model.round_events import MailReceived
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.editorial_versions import standing
from bna_pipeline.pipeline.replies import take_replies
from bna_pipeline.pipeline.tools import Actor, blob_of, record
from bna_pipeline.pipeline.written_back import refused_with, returned_with
from tests.support.word_edits import added, edited, kept
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import World

SYSTEM = Actor("systeem", "proef")


def _mail(world: World, person: str, file: FileDigest) -> IncomingMail:
    mail = IncomingMail(
        message=FileDigest.of(f"{person}.eml", person.encode()),
        kind=IncomingKind.REPLY,
        sent_at=world.clock.now(),
        attachments=(file,),
        usable=(file.sha256,),
        answerable=True,
        person=person,
    )
    record(world.tools, SYSTEM, lambda _now: MailReceived(mail=mail))
    return mail


def test_a_reviewer_who_forwards_what_a_colleague_sent_in_vain_is_heard(at: At) -> None:
    world = at(Phase.CONCEPT)
    made = world.state.draft
    assert made is not None
    text = standing(world.tools, world.state).editorial.foreword[0]
    draft = blob_of(world.tools, made.file(REPORT_DOCX))
    data = edited(draft, lambda e: e.rewrite(text[:30], kept(text), added(" Zo is het.")))
    world.tools.blobs.put(data)
    file = FileDigest.of("concept.docx", data)
    first = _mail(world, "kabinetschef", file)
    (said,) = take_replies(world.tools, SYSTEM)
    assert "geen beoordelaar" in said and "Vraag" in said and "kabinetschef" not in said
    assert take_replies(world.tools, SYSTEM) == []
    second = _mail(world, "lezer-mensen", file)
    assert any("één voorstel" in line for line in take_replies(world.tools, SYSTEM))
    assert returned_with(world.state, second) and not refused_with(world.state, second)
    assert refused_with(world.state, first) and len(world.events(WordRefused)) == 1
    assert take_replies(world.tools, SYSTEM) == []
