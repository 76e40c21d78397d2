"""The mails of a round as one list: what went, what came in, and what goes next."""

from __future__ import annotations

from datetime import date

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.base import Frozen, Line, Moment, Sha256
from bna_pipeline.model.correspondence import MailLine
from bna_pipeline.model.round import IncomingKind, IncomingMail, Mail
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.awaiting import awaiting_sign_off
from bna_pipeline.pipeline.mailroom import asked_about
from bna_pipeline.pipeline.post_after import takes_post
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.pipeline.watching import request_state, round_status
from bna_pipeline.pipeline.written_back import to_be_seen
from bna_pipeline.rounds.asked import Seat


class SentMail(Frozen):
    """One of our mails.

    Attributes:
        state: "verzonden", "uitgesteld", "geweigerd", "onbestelbaar" or "nog niet verzonden".
        at: when the server took it; why: what stands in the way.
        again: the server may have it twice.
        needs_person: it was refused or came back, and nothing took its place.
    """

    key: Line
    state: Line
    at: Moment | None
    to: tuple[Mail, ...]
    subject: Line
    why: str | None
    again: bool
    needs_person: bool


class ReceivedMail(Frozen):
    """A mail that came in.

    Attributes:
        message: its SHA-256.
        seat: whose it is, `<partner>[.<department>]` or a person's id; None: nobody's.
        files: names of its attachments.
        words: its text, cut.
        needs_person: nobody knows whose it is, or whether it agrees; or a person wrote back, and nobody has read it.
    """

    message: Sha256
    kind: Line
    seat: Line | None
    sender: Line | None
    subject: Line | None
    sent_at: Moment
    files: tuple[str, ...]
    words: Line | None
    needs_person: bool


class DueMail(Frozen):
    """A mail that goes at the next run."""

    key: Line
    to: tuple[Mail, ...]


class ComingReminder(Frozen):
    """A reminder that goes on a later day, when nothing comes in before it."""

    on: date
    name: Line
    to: Mail


class MailList(Frozen):
    """Everything that was mailed in an edition, in order, and what comes next."""

    sent: tuple[SentMail, ...]
    received: tuple[ReceivedMail, ...]
    due: tuple[DueMail, ...]
    coming: tuple[ComingReminder, ...]


def mail_list(tools: Tools) -> MailList:
    """The mails of an edition; nothing is sent."""
    now = state(tools)
    watched = round_status(tools, now)
    lines = () if watched is None else watched.lines
    coming = {
        ComingReminder(on=line.next_reminder, name=line.name, to=line.reminder_to)
        for line in lines
        if line.next_reminder is not None and line.reminder_to is not None
    }
    return MailList(
        sent=tuple(_sent(line) for line in now.post.lines.values()),
        received=tuple(_received(tools, now, mail) for mail in now.post.received),
        due=_due(tools, now),
        coming=tuple(sorted(coming, key=lambda c: (c.on, c.name))),
    )


def _due(tools: Tools, now: EditionState) -> tuple[DueMail, ...]:
    if tools.mailer is None or not takes_post(now):
        return ()
    from bna_pipeline.pipeline.due import due_mails  # here, because a list of what went needs no templates

    return tuple(DueMail(key=due.key, to=(due.to.mail,)) for due in due_mails(tools, now))


def _sent(line: MailLine) -> SentMail:
    return SentMail(
        key=line.mail.key,
        state=request_state(line).value,
        at=line.sent_at,
        to=line.mail.to,
        subject=line.mail.subject,
        why=line.refused or line.put_off,
        again=line.again,
        needs_person=line.failed,
    )


def _received(tools: Tools, now: EditionState, mail: IncomingMail) -> ReceivedMail:
    return ReceivedMail(
        message=mail.message.sha256,
        kind=mail.kind.value,
        seat=mail.person if mail.partner is None else Seat(mail.partner, mail.department).name,
        sender=mail.sender,
        subject=_shown(mail.subject),
        sent_at=mail.sent_at,
        files=tuple(masked_name(file.name) for file in mail.attachments),
        words=_shown(mail.words),
        needs_person=mail in now.post.strays or mail in to_be_seen(now) or _unclear(tools, now, mail),
    )


def _shown(text: str | None) -> str | None:
    return None if text is None else masked_name(text)


def _unclear(tools: Tools, now: EditionState, mail: IncomingMail) -> bool:
    """Whether an answer to our question for agreement leaves the question open."""
    if mail.kind is not IncomingKind.SIGN_OFF or mail.partner is None:
        return False
    original = asked_about(now.post, now, mail)
    return original is not None and original in awaiting_sign_off(tools, now, mail.partner)
