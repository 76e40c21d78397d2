"""Which mails are due: all of it follows from the state, nothing is queued."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bna_pipeline.contributions.edits import applied
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.round import Contact, IncomingKind, Purpose
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.pipeline.alarming import due_alarms
from bna_pipeline.pipeline.counting import counting, counting_editorial, draft_is_current, missing_by_partner
from bna_pipeline.pipeline.digest import due_digests
from bna_pipeline.pipeline.due_mail import Due, said, with_number
from bna_pipeline.pipeline.letters import Writer
from bna_pipeline.pipeline.opened import opened_on
from bna_pipeline.pipeline.released_mails import once_more
from bna_pipeline.pipeline.replies import due_replies
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.turn_mails import due_to_people
from bna_pipeline.pipeline.versions import Versions
from bna_pipeline.rounds.answers import answers_for
from bna_pipeline.rounds.asked import Seat, everyone_asked
from bna_pipeline.rounds.keys import mail_key
from bna_pipeline.rounds.reminders import due_reminders
from bna_pipeline.rounds.values import EditedText


def due_mails(tools: Tools, now: EditionState) -> tuple[Due, ...]:
    """Every mail that must go now and is not on record yet, in a fixed order.

    What counts in minutes goes first. Mails about contributions go for as long as these can still be sent in, those to
    people until the edition is finished. Those with the released package go with the other channels
    (`mailing_out.py`); here are only those that the coordinator has sent once more.
    """
    before = said(now.post)
    found = (
        *due_alarms(tools, now),
        *(_about_contributions(tools, now, before) if allowed(now.phase, Act.COLLECT) else ()),
        *due_replies(tools, now),
        *due_to_people(tools, now),
        *due_digests(tools, now),
        *once_more(tools, now),
    )
    return tuple(with_number(now.post, due) for due in found if due.key not in before and _can_be_answered(now, due))


def _can_be_answered(now: EditionState, due: Due) -> bool:
    """Whether a reply would be found: who was asked without mail has no reference, and is told through his folder."""
    if due.purpose in (Purpose.REQUEST, Purpose.SIGN_OFF) or due.seat is None:
        return True
    return any(request.partner == due.seat.partner for request in now.post.requests)


def _about_contributions(tools: Tools, now: EditionState, before: frozenset[str]) -> Iterator[Due]:
    versions = Versions.of(tools, now)
    writer = Writer(tools, now, versions)
    yield from _requests(tools, now, writer)
    yield from _answers(tools, versions, writer, before)
    yield from _unusable(tools, now, writer)
    yield from _reminders(tools, now, writer)
    yield from _edited(tools, now, writer)


def _requests(tools: Tools, now: EditionState, writer: Writer) -> Iterator[Due]:
    if now.phase is not Phase.OPEN or tools.edition.corrects is not None:
        return  # an erratum asks nobody: whoever has something to mend hears it from the coordinator
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
