"""Reminders: which are planned, which is due now, and which comes next. Nothing here knows what time it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from bna_pipeline.model.base import Frozen, Line, PartnerId, Slug
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.programme import Partner, Programme
from bna_pipeline.model.round import Contact, Recipient
from bna_pipeline.rounds.terms import local_day, local_hour

LAST = timedelta(days=120)
"""So long after the deadline nobody is reminded any more."""


class PlannedReminder(Frozen):
    """A reminder with its date.

    Attributes:
        on: the day in the Netherlands.
        to: who is reminded.
        working_days: after the deadline (negative: before it), where the rule says so; None: a date was given.
    """

    on: date
    to: Recipient
    working_days: int | None = None

    @property
    def rule(self) -> str:
        """Why it is this day, in Dutch."""
        count = self.working_days
        if count is None:
            return f"op {dutch_date(self.on)}"
        if count == 0:
            return "op de inleverdatum"
        days = f"{abs(count)} {'werkdag' if abs(count) == 1 else 'werkdagen'}"
        return f"{days} {'na' if count > 0 else 'voor'} de inleverdatum"


class DueReminder(Frozen):
    """A reminder to send now.

    Attributes:
        key: the mail's idempotency key.
        partner: whose contribution is not in.
        department: to which department it goes; None: to the partner's contact, or its escalation.
        contact: whom it goes to.
        missing: the departments whose contribution is not in; empty when the partner has none.
    """

    key: Line
    reminder: PlannedReminder
    partner: PartnerId
    department: Slug | None
    contact: Contact
    missing: tuple[Slug, ...] = ()


Missing = Mapping[PartnerId, Collection[Slug | None]]
"""Whose contribution is not in: by partner its departments, or None where it has none."""


def planned(programme: Programme, partner: Partner, deadline: date, opened: date) -> tuple[PlannedReminder, ...]:
    """A partner's reminders, by date: its own, or else the programme's.

    Left out are days before the round opened or over 120 days after the deadline, and those to an escalation contact
    that the partner does not have. Two rules that give the same day for the same recipient are one reminder.
    """
    rules = programme.round.reminders if partner.reminders is None else partner.reminders
    found = {
        (reminder.on, reminder.to): reminder
        for rule in reversed(rules)
        if (reminder := _dated(rule, deadline)).to is Recipient.PARTNER or partner.escalation is not None
    }
    return tuple(found[key] for key in sorted(found) if opened <= key[0] <= deadline + LAST)


def due(
    planned: Sequence[PlannedReminder],
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
    last = max(gone, default=date.min)
    return next((r for r in reversed(planned) if r.to is to and last < r.on <= today), None)


def due_reminders(
    programme: Programme, post: Correspondence, missing: Missing, *, now: datetime, deadline: date, opened: date
) -> tuple[DueReminder, ...]:
    """Every reminder that must go now, in the programme's order; no address gets two in a day.

    A partner is reminded once it was asked (its request went into the ledger). Where an address stands for two, the
    second reminder waits for the next day. A reminder to an escalation contact is about the whole partner.

    Args:
        missing: whose contribution is not in; who is not named is complete.
    """


def next_after(
    planned: Sequence[PlannedReminder], now: datetime, *, gone: Collection[date] = ()
) -> PlannedReminder | None:
    """The first reminder that is still to come, for a status; today's counts until it went.

    Args:
        gone: planned dates of those that went.
    """


def reminder_key(partner: PartnerId, department: Slug | None, reminder: PlannedReminder) -> str:
    """The idempotency key of a reminder: `herinnering:<partner>[.<department>]:<date>-<recipient>`."""


def reminder_warnings(programme: Programme, deadline: date, opened: date) -> tuple[str, ...]:
    """What `bna check` says of the reminders, in Dutch: who is told nothing, and what is planned on a free day."""
