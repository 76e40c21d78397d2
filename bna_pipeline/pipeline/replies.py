"""What people of the programme write back: a reply decides nothing, and says so; the coordinator sees it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.round import Purpose
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.pipeline.due_mail import Due
from bna_pipeline.pipeline.person_letters import contact_of_person, reply_letter
from bna_pipeline.pipeline.tools import Actor, Tools, state
from bna_pipeline.pipeline.turn_mails import TO_DECIDE
from bna_pipeline.pipeline.written_back import refused_with, returned_with
from bna_pipeline.rounds.keys import mail_key


def due_replies(tools: Tools, now: EditionState) -> Iterator[Due]:
    """The answers to what people wrote back; a coordinator who answers his own digest gets none."""
    for mail in now.post.from_people:
        line = None if mail.about is None else now.post.line(mail.about)
        to = None if mail.person is None else contact_of_person(tools, mail.person)
        if mail.person is None or to is None or not mail.answerable:
            continue
        if line is not None and line.mail.purpose is Purpose.DIGEST:
            continue
        key = mail_key(Purpose.REPLIED, mail.person, about=mail.message.sha256[:12])
        subject = None if mail.subject is None else masked_name(mail.subject)
        remarks = (*mail.remarks, *refused_with(now, mail))
        asked = _way(tools) if now.post.lines_to_person(mail.person, *TO_DECIDE) else None
        write = partial(reply_letter, tools, to, mail, subject, asked, returned_with(now, mail), remarks)
        yield Due(key, Purpose.REPLIED, mail.person, to, write, mail)


def _way(tools: Tools) -> Literal["link", "coordinator"]:
    """How who is asked to decide does that."""
    return "coordinator" if tools.links is None else "link"


def take_replies(tools: Tools, actor: Actor) -> list[str]:
    """Read the Word drafts that came with what people wrote back, each once; what there is to say of them."""
    now = state(tools)
    if not allowed(now.phase, Act.RETURN_WORD):
        return []
    from bna_pipeline.pipeline.proposing import returned_by_mail  # here, because it takes Word to read

    known = {r.file.sha256 for r in now.proposals.returned}
    said: list[str] = []
    for mail in now.post.from_people:
        if mail.person is None:
            continue
        refused = {r.file.sha256 for r in now.proposals.refused if r.person == mail.person}
        if any(file.sha256 not in known | refused for file in mail.attachments):
            said += returned_by_mail(tools, actor, mail, mail.person)
    return said
