"""Programmes with reminders, and the mails that went out in a round, as plain values."""

from __future__ import annotations

from datetime import date, datetime

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.correspondence import Correspondence, MailLine
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.round import Contact, Department, OutgoingMail, Purpose, Recipient, Reminder, RoundRules
from bna_pipeline.model.round_events import RequestMade
from tests.unit.contributions import small

DEADLINE, OPENED = date(2020, 5, 15), date(2020, 3, 9)
DIRECTOR = Contact(function="Directeur", mail="directeur@example.org")
REMINDERS = (
    Reminder(on=date(2020, 4, 20)),
    Reminder(working_days=-5),
    Reminder(working_days=0),
    Reminder(working_days=2),
    Reminder(working_days=2, to=Recipient.ESCALATION),
    Reminder(working_days=5, to=Recipient.ESCALATION),
)


def programme(reminders: tuple[Reminder, ...] = REMINDERS, **school: object) -> Programme:
    """The small programme with these reminders; the keywords change its partner `school`."""
    partners = tuple(
        partner.model_copy(update=school) if partner.id == "school" else partner for partner in small.PROGRAMME.partners
    )
    return small.PROGRAMME.model_copy(update={"partners": partners, "round": RoundRules(reminders=reminders)})


def department(name: str, mail: str, *actions: str) -> Department:
    return Department(id=name, name=name.title(), contact=Contact(function="Hoofd", mail=mail), actions=actions)


REFERENCES = tuple(f"abcdefghijklmnopqrs{letter}" for letter in "abcdefg")


def asked(*whose: tuple[str, str | None], lines: tuple[MailLine, ...] = ()) -> Correspondence:
    """What was mailed when these were asked and these mails went out."""
    return Correspondence(
        requests=tuple(
            RequestMade(partner=partner, department=unit, reference=reference)
            for (partner, unit), reference in zip(whose, REFERENCES, strict=False)
        ),
        lines={line.mail.key: line for line in lines},
    )


def line(
    key: str, to: str, at: datetime, partner: str = "school", unit: str | None = None, *, sent: bool = True
) -> MailLine:
    """A mail under this key, handed over at this moment, or put off then."""
    mail = OutgoingMail(
        key=key,
        purpose=Purpose(key.partition(":")[0]),
        partner=partner,
        department=unit,
        to=(to,),
        subject="Onderwerp",
        reference=REFERENCES[0],
        message_id="1@example.org",
        message=FileDigest.of("mail.eml", key.encode()),
    )
    return MailLine(mail=mail, intended_at=at, tried_at=at, unsure=False, sent_at=at if sent else None)
