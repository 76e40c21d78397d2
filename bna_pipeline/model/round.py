"""The collection round as data: what a programme says of it, and the mails that go and come."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bna_pipeline.model.base import ActionId, FileDigest, Frozen, Line, Moment, PartnerId, PersonId, Sha256, Slug
from bna_pipeline.model.finding import Severity, Weight

Mail = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Reference = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{20}$")]
"""What a reply is matched by: 100 random bits in base32, so that it cannot be guessed."""


def absent(value: Any) -> bool:
    """Whether an optional field says nothing.

    Such a field stays out of the canonical JSON (`exclude_if=absent`), so that a value which was hashed before the
    field existed keeps its digest.
    """
    return value is None or value == ()


class Contact(Frozen):
    function: Line
    mail: Mail


class Department(Frozen):
    """A part of a partner that gets a form of its own, with its own actions out of the partner's."""

    id: Slug
    name: Line
    contact: Contact
    actions: tuple[ActionId, ...] = Field(min_length=1)


class Recipient(StrEnum):
    """Who is reminded."""

    PARTNER = "partner"
    ESCALATION = "escalatie"


class Reminder(Frozen):
    """A reminder: on a date, or so many working days after the deadline (before it: a negative number)."""

    on: date | None = None
    working_days: int | None = Field(default=None, ge=-60, le=60)
    to: Recipient = Recipient.PARTNER

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.on is None) == (self.working_days is None):
            raise ValueError("give either `on` (a date) or `working_days`")
        return self


class RoundRules(Frozen):
    """How a round is watched.

    Attributes:
        reminders: for every partner that has none of its own.
        hour: from which hour of the day (Europe/Amsterdam) reminders go out.
    """

    reminders: tuple[Reminder, ...] = ()
    hour: int = Field(default=9, ge=0, le=23)


class RuleSetting(Frozen):
    """How heavy a rule weighs in this programme, and why it differs from the usual.

    A rule of the intake (BIJ, RED) has a Severity, or "uit": it is not applied. One of the letter (BRF) has a Weight.
    Rules without which nothing can be read, or without which there is no letter, cannot be set.
    """

    rule: Annotated[str, StringConstraints(pattern=r"^(BIJ|RED|BRF)-\d{3}$")]
    severity: Severity | Weight | Literal["uit"]
    reason: Line

    @property
    def of_letter(self) -> bool:
        """Whether it sets a rule of the letter, and not one of the intake."""
        return self.rule.startswith("BRF-")

    @model_validator(mode="after")
    def _one_scale(self) -> Self:
        if self.of_letter != isinstance(self.severity, Weight):
            scale = [w.value for w in Weight] if self.of_letter else [*(s.value for s in Severity), "uit"]
            raise ValueError(f"{self.rule}: severity is one of {', '.join(repr(word) for word in scale)}")
        return self


# -- mails -----------------------------------------------------------------------------------------------


class Purpose(StrEnum):
    """Why a mail goes out; also the first part of its key."""

    REQUEST = "uitvraag"
    RECEIPT = "ontvangst"
    FINDINGS = "bevindingen"
    REMINDER = "herinnering"
    THANKS = "dank"
    EDITED = "bewerking"
    SIGN_OFF = "akkoordvraag"
    UNUSABLE = "onbruikbaar"
    YOUR_TURN = "beurt"
    TERM = "termijn"
    OVERDUE = "escalatie"
    DIGEST = "overzicht"
    REPLIED = "antwoord"
    RELEASED = "vrijgave"
    ALARM = "alarm"


class OutgoingMail(Frozen):
    """A mail that is about to go out, whole: about a partner, to a person of the programme, or what was released.

    Attributes:
        key: idempotency key, `<purpose>:<partner>[.<department>][:<what it is about>]`, or with the person's or the
            channel's id in the partner's place; a key is sent once.
        person: to whom it goes as somebody who decides or coordinates; None: to nobody such.
        channel: on which channel it carries the released package; None: on none.
        turns: what it told him to decide, each by its id (`pipeline/whose_turn.py`): told once.
        to: addresses.
        reference: by which a reply to it is found: that of the partner's request, or of this very mail for a sign-off,
            a mail to a person and what was released.
        message_id: without angle brackets; the same at every attempt.
        message: the RFC 5322 bytes, kept as a blob.
        up_to: of a digest, the number of the last entry of which it tells; None: of a digest that was made before this
            was kept, and of any other mail.
    """

    key: Line
    purpose: Purpose
    partner: PartnerId | None = Field(default=None, exclude_if=absent)
    department: Slug | None = None
    person: PersonId | None = Field(default=None, exclude_if=absent)
    channel: Slug | None = Field(default=None, exclude_if=absent)
    turns: tuple[Line, ...] = Field(default=(), exclude_if=absent)
    up_to: int | None = Field(default=None, ge=0, exclude_if=absent)
    to: tuple[Mail, ...] = Field(min_length=1)
    subject: Line
    reference: Reference
    message_id: Line
    message: FileDigest

    @model_validator(mode="after")
    def _about_one(self) -> Self:
        if sum(about is not None for about in (self.partner, self.person, self.channel)) != 1:
            raise ValueError("a mail is about a partner, to a person, or of a channel")
        return self


class IncomingKind(StrEnum):
    REPLY = "antwoord"
    SIGN_OFF = "akkoord"
    AUTOMATIC = "automatisch antwoord"
    BOUNCE = "onbestelbaar"
    STRAY = "zonder kenmerk"  # nobody can say whose it is
    ASIDE = "terzijde"  # nobody's, as the coordinator said
    KAMERBRIEF = "Kamerbrief"  # of somebody from whom a Kamerbrief is taken


class IncomingMail(Frozen):
    """A mail that arrived, as far as its headers and structure tell.

    Attributes:
        message: the RFC 5322 bytes, kept as a blob; its SHA-256 says whether it is the same mail.
        message_id, subject, sender: as it says itself; None when it does not.
        partner, department: whose it is, by a reference that cannot be guessed; None when nobody's, or a person's.
        person: who of the programme's people it is from, by the reference of a mail to him.
        about: key of our own mail that it answers or reports on.
        sent_at: the mail's Date; the moment of arrival when it has none, or one that cannot be.
        attachments: every attachment, kept as a blob, in the mail's order.
        usable: those of them (SHA-256) that are judged as a contribution.
        answerable: whether an answer to it cannot start a loop.
        agrees: what it says to our question whether the house agrees; None: not clearly yes or no.
        words: the plain text, cut, for the coordinator.
        remarks: Dutch sentences about the mail as a whole, for who sent it: too long, too many parts.
    """

    message: FileDigest
    kind: IncomingKind
    message_id: Line | None = None
    subject: Line | None = None
    sender: Line | None = None
    partner: PartnerId | None = None
    department: Slug | None = None
    person: PersonId | None = Field(default=None, exclude_if=absent)
    about: Line | None = None
    sent_at: Moment
    attachments: tuple[FileDigest, ...] = ()
    usable: tuple[Sha256, ...] = ()
    answerable: bool = True
    agrees: bool | None = None
    words: Line | None = None
    remarks: tuple[Line, ...] = Field(default=(), exclude_if=absent)
