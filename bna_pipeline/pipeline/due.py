"""Which mails are due: all of it follows from the state, nothing is queued."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from bna_pipeline.contributions.edits import applied
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.round import Contact, IncomingKind, IncomingMail, Purpose
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.counting import counting, counting_editorial, draft_is_current, missing_seats
from bna_pipeline.pipeline.letters import Letter, Writer
from bna_pipeline.pipeline.opened import opened_on
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.versions import Versions
from bna_pipeline.rounds.answers import answers_for
from bna_pipeline.rounds.asked import Seat, everyone_asked
from bna_pipeline.rounds.keys import mail_key, resent_key
from bna_pipeline.rounds.reminders import due_reminders
from bna_pipeline.rounds.values import EditedText

ANSWERS = frozenset({Purpose.RECEIPT, Purpose.FINDINGS, Purpose.THANKS, Purpose.UNUSABLE})
"""Mails that a mail of somebody else brings about, and that could so go round in circles."""

Write = Callable[[str], Letter]
"""Writes a mail, given the reference by which a reply to it is found."""


@dataclass(frozen=True)
class Due:
    """A mail to send now.

    Attributes:
        key: its idempotency key, of a mail that is sent once more with its number.
        seat: whom it is about.
        to: who reads it.
        answers: the mail that it answers; its sender, when of the same house, reads it too.
    """

    key: str
    purpose: Purpose
    seat: Seat
    to: Contact
    write: Write
    answers: IncomingMail | None = None


def said(post: Correspondence) -> frozenset[str]:
    """Keys of the mails that went or are about to, without the numbers of those that were sent once more.

    A mail that the coordinator wants sent once more is not said yet.
    """
    return frozenset(key.partition("#")[0] for key, line in post.lines.items() if not line.resent)


def numbered(post: Correspondence, key: str) -> str:
    """The key under which a mail goes now: with the next number, when the coordinator wants it sent once more."""
    line = post.line(key)
    while line is not None and line.resent:
        key = resent_key(key)
        line = post.line(key)
    return key


def due_mails(tools: Tools, now: EditionState) -> tuple[Due, ...]:
    """Every mail that must go now and is not on record yet, in a fixed order."""
    versions = Versions.of(tools, now)
    writer = Writer(tools, now, versions)
    before = said(now.post)
    found = (
        *_requests(tools, now, writer),
        *_answers(tools, versions, writer, before),
        *_unusable(tools, now, writer),
        *_reminders(tools, now, writer),
        *_edited(tools, now, writer),
    )
    return tuple(_numbered(now.post, due) for due in found if due.key not in before)


def _numbered(post: Correspondence, due: Due) -> Due:
    return Due(numbered(post, due.key), due.purpose, due.seat, due.to, due.write, due.answers)


def _requests(tools: Tools, now: EditionState, writer: Writer) -> Iterator[Due]:
    if now.phase is not Phase.OPEN:
        return
    for one in everyone_asked(tools.programme):
        key = mail_key(Purpose.REQUEST, *one.seat)
        yield Due(key, Purpose.REQUEST, one.seat, one.contact, partial(writer.request, one))


def contact_of(tools: Tools, seat: Seat) -> Contact:
    """Who reads the mails about a partner or one of its departments."""
    partner = tools.programme.partner(seat.partner)
    return next((d.contact for d in partner.departments if d.id == seat.department), partner.contact)


def _answers(tools: Tools, versions: Versions, writer: Writer, before: frozenset[str]) -> Iterator[Due]:
    known = {p.id for p in tools.programme.partners}
    for seat in versions.seats():
        if seat.partner not in known:
            continue
        own = frozenset(key for key in before if key.split(":")[1] == seat.name)
        for answer in answers_for(*seat, versions.facts(seat), own):
            to, mail = contact_of(tools, seat), versions.mail_of(seat.partner, answer.original)
            if answer.purpose is Purpose.SIGN_OFF:
                asked = tools.programme.partner(seat.partner).sign_off
                if asked is None:
                    continue
                to, mail = asked, None
            yield Due(answer.key, answer.purpose, seat, to, partial(writer.answer, seat, to, answer), mail)


def _unusable(tools: Tools, now: EditionState, writer: Writer) -> Iterator[Due]:
    known = {p.id for p in tools.programme.partners}
    for mail in now.post.received:
        if mail.partner not in known or mail.kind is not IncomingKind.REPLY or mail.usable or not mail.answerable:
            continue
        seat = Seat(mail.partner or "", mail.department)
        key = mail_key(Purpose.UNUSABLE, *seat, mail.message.sha256[:12])
        to = contact_of(tools, seat)
        yield Due(key, Purpose.UNUSABLE, seat, to, partial(writer.unusable, seat, to, mail), mail)


def missing_by_partner(tools: Tools, now: EditionState) -> dict[str, list[str | None]]:
    """Whose contribution is not in: by partner its departments, or None where it has none."""
    missing: dict[str, list[str | None]] = {}
    for seat in missing_seats(tools, now):
        missing.setdefault(seat.partner, []).append(seat.department)
    return missing


def _reminders(tools: Tools, now: EditionState, writer: Writer) -> Iterator[Due]:
    if now.phase is not Phase.OPEN or now.opened is None:
        return
    moment = tools.clock.now()
    found = due_reminders(
        tools.programme,
        now.post,
        missing_by_partner(tools, now),
        now=moment,
        deadline=now.opened.deadline,
        opened=opened_on(tools),
    )
    for reminder in found:
        seat = Seat(reminder.partner, reminder.department)
        yield Due(reminder.key, Purpose.REMINDER, seat, reminder.contact, partial(writer.reminder, reminder))


def _edited(tools: Tools, now: EditionState, writer: Writer) -> Iterator[Due]:
    """A partner reads how its text was changed, once a draft says so."""
    if now.draft is None or not draft_is_current(tools, now):
        return
    editorial = counting_editorial(tools, now)
    contributions = counting(tools, now)
    if editorial is None:
        return
    titles = {action.id: f"{action.id} {action.title}" for action in tools.programme.actions}
    for partner, (_, contribution) in contributions.items():
        edits = tuple(
            EditedText(action=titles[edit.action], field=name, original=original, text=edit.text, reason=edit.reason)
            for edit, name, original in applied(editorial[1].edits, contribution)
        )
        if edits:
            seat = Seat(partner)
            about = digest_of([edit.model_dump(mode="json") for edit in edits])[:12]
            to = contact_of(tools, seat)
            key = mail_key(Purpose.EDITED, partner, None, about)
            yield Due(key, Purpose.EDITED, seat, to, partial(writer.edited, seat, to, edits))
