"""Reminders: which go now, and which comes next. Nothing here knows what time it is by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from bna_pipeline.model.base import Frozen, Line, PartnerId, Slug
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.programme import Partner, Programme
from bna_pipeline.model.round import Contact, OutgoingMail, Purpose, Recipient
from bna_pipeline.rounds.keys import mail_key
from bna_pipeline.rounds.schedule import PlannedReminder, planned
from bna_pipeline.rounds.terms import local_day, local_hour

Missing = Mapping[PartnerId, Collection[Slug | None]]
"""Whose contribution is not in: by partner its departments, or None where it has none."""

Asked = Collection[tuple[PartnerId, Slug | None]]


class DueReminder(Frozen):
    """A reminder to send now.

    Attributes:
        key: the mail's idempotency key.
        partner: whose contribution is not in.
        department: the department that it goes to; None: it goes to the partner's own or its escalation contact.
        contact: whom it goes to.
        missing: the departments whose contribution is not in; empty when the partner has none.
    """

    key: Line
    reminder: PlannedReminder
    partner: PartnerId
    department: Slug | None
    contact: Contact
    missing: tuple[Slug, ...] = ()


def due(
    plan: Sequence[PlannedReminder],
    to: Recipient,
    *,
    now: datetime,
    hour: int,
    gone: Collection[date],
    reminded: Collection[date],
    complete: bool,
) -> PlannedReminder | None:
    """The reminder that goes to one recipient now; None: nothing goes.

    It is the last one planned up to today that comes after everything that went before: older ones lapse, so that
    nobody gets three at once after the program stood still.

    Args:
        now: aware.
        hour: from which hour of the day in the Netherlands reminders go.
        gone: planned dates of the reminders that went to this recipient.
        reminded: days in the Netherlands on which this recipient's address got any reminder.
        complete: whether the contribution is in.
    """
    today = local_day(now)
    if complete or local_hour(now) < hour or today in reminded:
        return None
    return _last_up_to(today, plan, to, gone)


def next_after(
    plan: Sequence[PlannedReminder], now: datetime, gone: Mapping[Recipient, Collection[date]]
) -> PlannedReminder | None:
    """The first reminder that is still to come, to whomever; one that should have gone by now comes first.

    Args:
        gone: planned dates of those that went, by recipient.
    """
    today = local_day(now)
    overdue = [r for to in Recipient if (r := _last_up_to(today, plan, to, gone.get(to, ()))) is not None]
    later = [r for r in plan if r.on > today and r.on > max(gone.get(r.to, ()), default=date.min)]
    return min([*overdue, *later], key=lambda r: (r.on, r.to), default=None)


def due_reminders(
    programme: Programme, post: Correspondence, missing: Missing, *, now: datetime, deadline: date, opened: date
) -> tuple[DueReminder, ...]:
    """Every reminder that must go now, in the programme's order; no address gets two in a day.

    Only who was asked is reminded (its request is on record). Where one address stands for two, the second reminder
    waits for the next day; while one to an address is not handed over yet, no other is made for it. A reminder to an
    escalation contact is about the partner as a whole.

    Args:
        missing: whose contribution is not in; who is not named is complete.
    """
    gone, reminded, found = _gone(post), _reminded(post, local_day(now)), []
    asked = {(request.partner, request.department) for request in post.requests}
    for partner in programme.partners:
        units = _asked_units(partner, asked, missing)
        if not units:
            continue
        dates = planned(programme, partner, deadline, opened)
        for department, to, contact in _addressees(partner, units):
            days = reminded[contact.mail.casefold()]
            went = gone[partner.id, department, to]
            reminder = due(dates, to, now=now, hour=programme.round.hour, gone=went, reminded=days, complete=False)
            if reminder is not None:
                days.add(local_day(now))
                found.append(
                    DueReminder(
                        key=reminder_key(partner.id, department, reminder),
                        reminder=reminder,
                        partner=partner.id,
                        department=department,
                        contact=contact,
                        missing=tuple(unit for unit in units if unit is not None),
                    )
                )
    return tuple(found)


def still_due(mail: OutgoingMail, missing: Missing) -> bool:
    """Whether a reminder that was not handed over yet still may be: not once the contribution is in."""
    absent = () if mail.partner is None else missing.get(mail.partner, ())
    whole = mail.department is None and mail.key.partition("#")[0].endswith(Recipient.ESCALATION.value)
    return bool(absent) if whole else mail.department in absent


def next_reminder(
    programme: Programme,
    post: Correspondence,
    partner: Partner,
    department: Slug | None = None,
    *,
    now: datetime,
    deadline: date,
    opened: date,
) -> PlannedReminder | None:
    """The next reminder about a partner (or one of its departments) that is not complete, for a status."""
    gone = _gone(post)
    went = {
        Recipient.PARTNER: gone[partner.id, department, Recipient.PARTNER],
        Recipient.ESCALATION: gone[partner.id, None, Recipient.ESCALATION],
    }
    return next_after(planned(programme, partner, deadline, opened), now, went)


def reminder_key(partner: PartnerId, department: Slug | None, reminder: PlannedReminder) -> str:
    """The idempotency key of a reminder: `herinnering:<partner>[.<department>]:<date>-<recipient>`."""
    return mail_key(Purpose.REMINDER, partner, department, f"{reminder.on.isoformat()}-{reminder.to.value}")


def _last_up_to(
    today: date, plan: Sequence[PlannedReminder], to: Recipient, gone: Collection[date]
) -> PlannedReminder | None:
    last = max(gone, default=date.min)
    return next((r for r in reversed(plan) if r.to is to and last < r.on <= today), None)


def _asked_units(partner: Partner, asked: Asked, missing: Missing) -> tuple[Slug | None, ...]:
    """What is missing of a partner and was asked, in the programme's order."""
    absent = missing.get(partner.id, ())
    units: tuple[Slug | None, ...] = tuple(d.id for d in partner.departments) or (None,)
    return tuple(unit for unit in units if unit in absent and (partner.id, unit) in asked)


def _addressees(partner: Partner, units: Sequence[Slug | None]) -> Iterator[tuple[Slug | None, Recipient, Contact]]:
    departments = {d.id: d.contact for d in partner.departments}
    for unit in units:
        yield unit, Recipient.PARTNER, partner.contact if unit is None else departments[unit]
    if partner.escalation is not None:
        yield None, Recipient.ESCALATION, partner.escalation


def _gone(post: Correspondence) -> defaultdict[tuple[PartnerId, Slug | None, Recipient], set[date]]:
    """The planned dates of the reminders that went, or are about to, by whom they were for."""
    found: defaultdict[tuple[PartnerId, Slug | None, Recipient], set[date]] = defaultdict(set)
    for line in post.lines.values():
        if line.mail.purpose is Purpose.REMINDER and line.mail.partner is not None:
            about = line.mail.key.rpartition(":")[2].partition("#")[0]
            found[line.mail.partner, line.mail.department, Recipient(about[11:])].add(date.fromisoformat(about[:10]))
    return found


def _reminded(post: Correspondence, today: date) -> defaultdict[str, set[date]]:
    """The days on which an address got a reminder, or may have; today for one that is still to be handed over."""
    found: defaultdict[str, set[date]] = defaultdict(set)
    for line in post.lines.values():
        if line.mail.purpose is Purpose.REMINDER:
            days = {
                local_day(moment) for moment in (line.intended_at, line.tried_at, line.sent_at) if moment is not None
            }
            days |= {today} if line.open else set()
            for address in line.mail.to:
                found[address.casefold()] |= days
    return found
