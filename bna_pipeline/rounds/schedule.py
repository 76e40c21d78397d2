"""Which reminders a programme plans in a round, and what is to be said of the plan before it opens."""

from __future__ import annotations

from datetime import date, timedelta

from bna_pipeline.model.base import Frozen
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.programme import Partner, Programme
from bna_pipeline.model.round import Recipient, Reminder
from bna_pipeline.rounds.terms import deadline_warning, is_working_day, with_weekday, working_days_from

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


def planned(programme: Programme, partner: Partner, deadline: date, opened: date) -> tuple[PlannedReminder, ...]:
    """A partner's reminders, by date: its own, or else the programme's.

    Left out are days before the round opened or over 120 days after the deadline, and those to an escalation contact
    that the partner does not have. Two rules that give the same day for the same recipient are one reminder.
    """
    found = {
        (reminder.on, reminder.to): reminder
        for reminder in (_dated(rule, deadline) for rule in reversed(_rules(programme, partner)))
        if reminder.to is Recipient.PARTNER or partner.escalation is not None
    }
    return tuple(found[key] for key in sorted(found) if opened <= key[0] <= deadline + LAST)


def reminder_warnings(programme: Programme, deadline: date, opened: date) -> tuple[str, ...]:
    """What `bna check` says of the terms of a round, in Dutch: a deadline or a reminder on a day on which nobody works,
    a reminder that falls outside the round, and an escalation that has nobody to go to.
    """
    said = [deadline_warning(deadline)]
    own = [(f"van partner {p.id}", p.reminders) for p in programme.partners if p.reminders is not None]
    for whose, rules in (("van het programma", programme.round.reminders), *own):
        for reminder in (_dated(rule, deadline) for rule in rules):
            if not opened <= reminder.on <= deadline + LAST:
                said.append(
                    f"De herinnering {whose} {reminder.rule} ({with_weekday(reminder.on)}) valt buiten de ronde "
                    "en gaat niet uit."
                )
            elif not is_working_day(reminder.on):
                day = with_weekday(reminder.on)
                said.append(f"De herinnering {whose} {reminder.rule} valt op {day}, geen werkdag.")
    said += [
        f"Partner {partner.id} heeft geen `escalation`: herinneringen daaraan gaan naar niemand."
        for partner in programme.partners
        if partner.escalation is None and any(r.to is Recipient.ESCALATION for r in _rules(programme, partner))
    ]
    return tuple(sentence for sentence in said if sentence is not None)


def _rules(programme: Programme, partner: Partner) -> tuple[Reminder, ...]:
    return programme.round.reminders if partner.reminders is None else partner.reminders


def _dated(rule: Reminder, deadline: date) -> PlannedReminder:
    if rule.on is not None:
        return PlannedReminder(on=rule.on, to=rule.to)
    assert rule.working_days is not None  # the model has one of both
    return PlannedReminder(
        on=working_days_from(deadline, rule.working_days), to=rule.to, working_days=rule.working_days
    )
