"""What was mailed and what came back: a fold over the mail entries of an edition's ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from bna_pipeline.model.base import FileDigest, Frozen, Moment, PartnerId, PersonId, Sha256, Slug
from bna_pipeline.model.events import Entry
from bna_pipeline.model.round import IncomingKind, IncomingMail, OutgoingMail, Purpose
from bna_pipeline.model.round_events import (
    MailAssigned,
    MailIntended,
    MailPutOff,
    MailReceived,
    MailRefused,
    MailResent,
    MailSent,
    RequestMade,
)


class MailLine(Frozen):
    """One outgoing mail and what became of it.

    Attributes:
        intended_at: when it was first about to be handed over.
        tried_at: when it was last about to be.
        tries: how often it was.
        unsure: it was handed over, or was about to be, and nobody knows what came of it.
        sent_at: when the server took it.
        server: what it said then.
        again: the server may have taken it twice.
        put_off: why the server did not take it the last time; it is tried again.
        refused: why the server will never take it, for `refused_to`.
        bounced: the mail (SHA-256) that reported it undeliverable.
    """

    mail: OutgoingMail
    intended_at: Moment
    tried_at: Moment
    tries: int = 1
    unsure: bool = True
    sent_at: Moment | None = None
    server: str | None = None
    again: bool = False
    put_off: str | None = None
    refused: str | None = None
    refused_to: tuple[str, ...] = ()
    bounced: Sha256 | None = None
    resent: bool = False  # a later mail takes its place

    @property
    def open(self) -> bool:
        """Whether it still has to be handed over."""
        return self.sent_at is None and (self.refused is None or self.partly)

    @property
    def partly(self) -> bool:
        """Whether it was refused for some of its addresses only."""
        return bool(set(self.mail.to) - set(self.refused_to)) and self.refused is not None

    @property
    def failed(self) -> bool:
        """Whether a person must look: refused or bounced, and nothing took its place."""
        return (self.refused is not None or self.bounced is not None) and not self.resent


class Correspondence(Frozen):
    """Everything that was mailed and received in one edition.

    Attributes:
        requests: who is asked, each with its reference.
        lines: outgoing mails by key, in the order in which they were intended.
        received: incoming mails, in the order in which they were recorded; an assigned one carries its partner.
    """

    requests: tuple[RequestMade, ...] = ()
    lines: Mapping[str, MailLine] = Field(default_factory=dict)
    received: tuple[IncomingMail, ...] = ()

    def line(self, key: str) -> MailLine | None:
        return self.lines.get(key)

    def request(self, partner: PartnerId, department: Slug | None = None) -> RequestMade | None:
        return next((r for r in self.requests if (r.partner, r.department) == (partner, department)), None)

    def asked_by(self, reference: str) -> RequestMade | None:
        """The request that a reply with this reference belongs to."""
        return next((r for r in self.requests if r.reference == reference), None)

    def sign_off_asked_by(self, reference: str) -> OutgoingMail | None:
        """Our question whether the partner's house agrees, to which a reply with this reference belongs."""
        found = (line.mail for line in self.lines.values() if line.mail.purpose is Purpose.SIGN_OFF)
        return next((mail for mail in found if mail.reference == reference), None)

    def to_person_as(self, reference: str) -> OutgoingMail | None:
        """Our mail to a person of the programme to which a reply with this reference belongs."""
        found = (line.mail for line in self.lines.values() if line.mail.person is not None)
        return next((mail for mail in found if mail.reference == reference), None)

    def of_channel_as(self, reference: str) -> OutgoingMail | None:
        """Our mail with what was released to which a reply with this reference belongs."""
        found = (line.mail for line in self.lines.values() if line.mail.channel is not None)
        return next((mail for mail in found if mail.reference == reference), None)

    def lines_to_person(self, person: PersonId, *purposes: Purpose) -> tuple[MailLine, ...]:
        """The mails to a person of the programme, for one of these purposes (none: all), in order."""
        return tuple(
            line
            for line in self.lines.values()
            if line.mail.person == person and (not purposes or line.mail.purpose in purposes)
        )

    def sent_as(self, message_id: str) -> OutgoingMail | None:
        """Our mail with this Message-ID (without angle brackets)."""
        return next((line.mail for line in self.lines.values() if line.mail.message_id == message_id), None)

    def has(self, message: Sha256) -> bool:
        """Whether exactly this mail was received before."""
        return any(mail.message.sha256 == message for mail in self.received)

    def sent_with(self, partner: PartnerId, original: Sha256) -> Moment | None:
        """The latest moment at which a mail of the partner carried this file; None: no mail did."""
        moments = [
            mail.sent_at
            for mail in self.received
            if mail.partner == partner and any(a.sha256 == original for a in mail.attachments)
        ]
        return max(moments, default=None)

    def answers_about(self, partner: PartnerId, original: Sha256) -> tuple[IncomingMail, ...]:
        """What came back to our question whether the house agrees with a version, by moment of sending."""
        found = (
            mail
            for mail in self.received
            if mail.kind is IncomingKind.SIGN_OFF
            and mail.partner == partner
            and mail.about is not None
            and mail.about in self.lines
            and original.startswith(_version_of(mail.about))
        )
        return tuple(sorted(found, key=lambda mail: (mail.sent_at, mail.message.sha256)))

    def last_word(self, partner: PartnerId, original: Sha256) -> IncomingMail | None:
        """The last of those that says yes or no; where none does, the last of them; None: nothing came back."""
        answers = self.answers_about(partner, original)
        clear = [mail for mail in answers if mail.agrees is not None]
        return next(reversed(clear or answers), None)

    def files_of(self, partner: PartnerId) -> tuple[FileDigest, ...]:
        """Every file that came by mail from a partner, in order of arrival."""
        return tuple(file for mail in self.received if mail.partner == partner for file in mail.attachments)

    def lines_to(
        self, partner: PartnerId, department: Slug | None = None, purpose: Purpose | None = None
    ) -> tuple[MailLine, ...]:
        """The mails to a partner (or one of its departments), in order."""
        return tuple(
            line
            for line in self.lines.values()
            if (line.mail.partner, line.mail.department) == (partner, department)
            and (purpose is None or line.mail.purpose is purpose)
        )

    @property
    def failed(self) -> tuple[MailLine, ...]:
        """Mails that a person must look at."""
        return tuple(line for line in self.lines.values() if line.failed)

    @property
    def strays(self) -> tuple[IncomingMail, ...]:
        """Mails of which nobody knows whose they are."""
        return tuple(mail for mail in self.received if mail.kind is IncomingKind.STRAY and mail.partner is None)

    @property
    def from_people(self) -> tuple[IncomingMail, ...]:
        """What people of the programme wrote back to a mail to them, and nobody put aside or gave to a partner."""
        return tuple(m for m in self.received if m.kind is IncomingKind.REPLY and m.person is not None)


def _version_of(key: str) -> str:
    """The first digits of the version that a mail with this key is about."""
    return key.partition("#")[0].split(":")[2]


def after(post: Correspondence, entry: Entry) -> Correspondence:
    """The correspondence after one entry; the same object when the entry says nothing of it."""
    event = entry.event
    match event:
        case RequestMade():
            return post.model_copy(update={"requests": (*post.requests, event)})
        case MailIntended(mail=mail):
            before = post.lines.get(mail.key)
            first, tries = (entry.at, 0) if before is None else (before.intended_at, before.tries)
            line = MailLine(mail=mail, intended_at=first, tried_at=entry.at, tries=tries + 1)
            return _with(post, line)
        case MailSent():
            return _changed(
                post, event.key, unsure=False, sent_at=entry.at, server=event.server, again=event.again, put_off=None
            )
        case MailPutOff():
            return _changed(post, event.key, unsure=False, put_off=event.reason)
        case MailRefused():
            return _changed(post, event.key, unsure=False, refused=event.reason, refused_to=event.to, put_off=None)
        case MailResent():
            return _changed(post, event.key, resent=True)
        case MailReceived(mail=mail):
            received = post.model_copy(update={"received": (*post.received, mail)})
            if mail.kind is IncomingKind.BOUNCE and mail.about is not None and mail.about in post.lines:
                return _changed(received, mail.about, bounced=mail.message.sha256)
            return received
        case MailAssigned():
            kind = IncomingKind.ASIDE if event.partner is None else IncomingKind.REPLY
            whose = {"partner": event.partner, "department": event.department, "kind": kind}
            whose |= {} if event.partner is None else {"person": None}
            return post.model_copy(
                update={
                    "received": tuple(
                        m.model_copy(update=whose) if m.message.sha256 == event.message else m for m in post.received
                    )
                }
            )
        case _:
            return post


def _with(post: Correspondence, line: MailLine) -> Correspondence:
    return post.model_copy(update={"lines": {**post.lines, line.mail.key: line}})


def _changed(
    post: Correspondence, key: str, **update: str | bool | datetime | tuple[str, ...] | None
) -> Correspondence:
    line = post.lines.get(key)
    return post if line is None else _with(post, line.model_copy(update=update))
