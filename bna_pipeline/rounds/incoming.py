"""A mail that came in: what kind it is, whose it is, and which files came with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bna_pipeline.model.base import PartnerId, PersonId, Slug
from bna_pipeline.model.intake import IntakeLimits, in_megabytes
from bna_pipeline.model.round import IncomingKind, OutgoingMail, Purpose
from bna_pipeline.rounds.attached import MailFile, files_of, is_attached
from bna_pipeline.rounds.mail_headers import Headers, addresses, author, date_of, decoded, line, message_ids, text_of
from bna_pipeline.rounds.mail_signs import Signs, signs_of
from bna_pipeline.rounds.mail_text import agrees, own_lines, text_of_html
from bna_pipeline.rounds.mime import MOST_PARTS, Part, head_of, message_of

__all__ = ["MailFile", "ReadMail", "Whose", "read_mail"]

WORDS = 2_000  # characters of a mail's text that go on record
_MOST_TEXT = 400_000  # bytes of one text part
_MOST_IDS = 100
_SUBJECT, _SENDER, _ID = 300, 200, 250
_REFERENCE = re.compile(r"(?<![a-z0-9])[a-z2-7]{20}(?![a-z0-9])")
_IN_SUBJECT = re.compile(r"\[\s*kenmerk([^\[\]]{1,80})\]", re.IGNORECASE)
_RECEIVING = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "resent-to")
_FIRST_YEAR = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(hours=1)


@dataclass(frozen=True)
class Whose:
    """What a reference stands for: a request to a partner, the question for agreement in a mail of ours, a mail to a
    person of the programme, or one with what was released (neither a partner nor a person).

    Attributes:
        about: key of the mail of ours; None for the request itself.
    """

    partner: PartnerId | None
    department: Slug | None = None
    about: str | None = None
    person: PersonId | None = None


@dataclass(frozen=True)
class ReadMail:
    """What a mail says of itself; the fields of `IncomingMail`, with the files themselves.

    Attributes:
        sender: its address, when it names one.
        may_answer: whether an answer cannot start a loop: it is no automatic mail, no report, nothing from a list, and
            not our own.
        agrees: for an answer to a question for agreement: yes, no, or None when it does not say so clearly.
        files: every attachment, in the mail's order; none of a report or of our own mail that came back.
        remarks: Dutch sentences about the mail itself (too long, beyond a limit, two references).
    """

    kind: IncomingKind
    message_id: str | None
    subject: str | None
    sender: str | None
    partner: PartnerId | None
    department: Slug | None
    about: str | None
    sent_at: datetime
    words: str | None
    may_answer: bool
    person: PersonId | None = None
    agrees: bool | None = None
    files: tuple[MailFile, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def usable(self) -> tuple[MailFile, ...]:
        """The files that are judged as a contribution."""
        return tuple(file for file in self.files if file.usable)


@dataclass(frozen=True)
class _Owner:
    """Whose a mail is, and which mail of ours it is about."""

    partner: PartnerId | None = None
    department: Slug | None = None
    about: str | None = None
    asked_agreement: bool = False
    remark: str = ""
    person: PersonId | None = None

    @property
    def known(self) -> bool:
        return self.partner is not None or self.person is not None


def read_mail(
    data: bytes,
    *,
    arrived_at: datetime,
    whose: Callable[[str], Whose | None],
    sent: Callable[[str], OutgoingMail | None],
    own_addresses: Collection[str],
    limits: IntakeLimits,
    size: int | None = None,
) -> ReadMail:
    """Read a mail; whatever the bytes are, the answer is the same every time and never an error.

    Whose it is follows from a reference in a receiving address, else in the subject, else from the Message-ID of a mail
    of ours that it answers: all three cannot be guessed. Its sender and its text never say so, for anyone can write
    those.

    Args:
        data: RFC 5322 bytes, with any line ends.
        arrived_at: aware; the mail's own Date counts when it is not before 2000 and not over an hour later than this.
        whose: what a reference (20 characters) stands for; None: nothing.
        sent: our own mail with this Message-ID (without angle brackets); None: not ours.
        own_addresses: from which we send.
        limits: of a mail over `mail_bytes` only the headers are read.
        size: of the whole mail, when `data` is only its beginning.
    """
    message = message_of(data if len(data) <= limits.mail_bytes else head_of(data))
    root, headers = message.root, message.root.headers
    signs = signs_of(root)
    owner = _owner(headers, signs, whose, sent)
    own_mail = any(sent(found) for found in message_ids(headers.all("message-id"))[:_MOST_IDS])
    files = () if own_mail or signs.report else files_of(root, lambda found: sent(found) is not None)
    if signs.answered_by_itself:
        files = tuple(replace(file, usable=False, remark="") for file in files)
    kind = _kind(signs, owner, own_mail, any(file.usable for file in files))
    senders, known = addresses(headers.all("from")), author(headers.all("from"))
    person = not (signs.machine or own_mail or headers.has("x-auto-response-suppress"))
    text = _body(root)
    return ReadMail(
        kind=kind,
        message_id=line("".join(message_ids(headers.all("message-id"))[:1]), _ID),
        subject=line(decoded(headers.first("subject")), _SUBJECT),
        sender=_sender(headers, known),
        partner=owner.partner,
        department=owner.department,
        about=owner.about,
        sent_at=_sent_at(headers, arrived_at),
        words=line(" ".join(own_lines(text)) or text, WORDS),
        person=owner.person,
        may_answer=person and known is not None and not {*senders} & {own.lower() for own in own_addresses},
        agrees=agrees(text) if kind is IncomingKind.SIGN_OFF else None,
        files=files,
        remarks=tuple(_remarks(owner, message.beyond, max(size or 0, len(data)), len(data), limits)),
    )


def _kind(signs: Signs, owner: _Owner, own_mail: bool, usable: bool) -> IncomingKind:
    if own_mail:
        return IncomingKind.AUTOMATIC
    if signs.undelivered:
        return IncomingKind.BOUNCE if owner.known or owner.about is not None else IncomingKind.STRAY
    if signs.answered_by_itself or (signs.machine and not usable):
        return IncomingKind.AUTOMATIC
    if not owner.known:
        return IncomingKind.STRAY
    return IncomingKind.SIGN_OFF if owner.asked_agreement else IncomingKind.REPLY


def _sender(headers: Headers, known: str | None) -> str | None:
    """The address that a mail says it is from; else what it says there, in quotes where it looks like an address."""
    if known is not None:
        return line(known, _SENDER)
    said = line(decoded(", ".join(headers.all("from"))), _SENDER - 2)
    return f"‘{said}’" if said is not None and "@" in said else said


def _owner(
    headers: Headers, signs: Signs, whose: Callable[[str], Whose | None], sent: Callable[[str], OutgoingMail | None]
) -> _Owner:
    answered = _answered(headers, signs, sent)
    for references in _references(headers):
        found = [one for one in map(whose, references) if one is not None]
        if len({(one.partner, one.department, one.person) for one in found}) > 1:
            return _Owner(remark="De mail noemt kenmerken van meer dan één aanvraag; kijk van wie hij is.")
        if found:
            first = found[0]
            same = answered is not None and (answered.partner, answered.department, answered.person) == (
                first.partner,
                first.department,
                first.person,
            )
            answered = answered if same else None
            asked = first.about is not None or (answered is not None and answered.purpose is Purpose.SIGN_OFF)
            about = first.about or (answered.key if answered else None)
            asked = asked and first.partner is not None
            return _Owner(first.partner, first.department, about, asked, person=first.person)
    if answered is None:
        return _Owner()
    asked = answered.purpose is Purpose.SIGN_OFF
    return _Owner(answered.partner, answered.department, answered.key, asked, person=answered.person)


def _references(headers: Headers) -> Iterator[tuple[str, ...]]:
    """References in the receiving addresses, then those in the subject."""
    receiving = " ".join(addresses(headers.all(*_RECEIVING)))
    yield tuple(dict.fromkeys(_REFERENCE.findall(receiving)))[:_MOST_IDS]
    in_subject = _IN_SUBJECT.findall(decoded(headers.first("subject")))
    # A program that folds a long subject may have put a space in it.
    yield tuple(dict.fromkeys(re.sub(r"[\s:]", "", found.lower()) for found in in_subject))[:_MOST_IDS]


def _answered(headers: Headers, signs: Signs, sent: Callable[[str], OutgoingMail | None]) -> OutgoingMail | None:
    """The mail of ours that a mail answers or reports on: the nearest one first."""
    if signs.report:
        ids: tuple[str, ...] = signs.returned
    else:
        ids = (*message_ids(headers.all("in-reply-to")), *reversed(message_ids(headers.all("references"))))
    return next((mail for mail in map(sent, ids[:_MOST_IDS]) if mail is not None), None)


def _sent_at(headers: Headers, arrived_at: datetime) -> datetime:
    said = date_of(headers.first("date"))
    if said is None or not _FIRST_YEAR <= said <= arrived_at + _AHEAD:
        return arrived_at
    return said.astimezone(UTC)


def _body(root: Part) -> str:
    """The text that a person reads first: plain text where there is any, else the words of the HTML."""
    parts = [part for part in root.walk(into_messages=False) if not part.children and not is_attached(part)]
    plain = "\n".join(_text(part) for part in parts if part.media_type != "text/html")
    if plain.strip():
        return plain
    return "\n".join(text_of_html(_text(part)) for part in parts if part.media_type == "text/html")


def _text(part: Part) -> str:
    return text_of(part.content()[:_MOST_TEXT], part.headers.parameter("content-type", "charset"))


def _remarks(owner: _Owner, beyond: bool, size: int, read: int, limits: IntakeLimits) -> Iterator[str]:
    if owner.remark:
        yield owner.remark
    if size > min(read, limits.mail_bytes):
        most = in_megabytes(limits.mail_bytes)
        yield (
            f"De mail is {in_megabytes(size, at_least=True)} groot; boven {most} worden alleen de kopregels gelezen. "
            "Stuur het bestand in een kleinere mail, met kleinere afbeeldingen."
        )
    if beyond:
        yield (
            f"De mail heeft meer dan {MOST_PARTS} onderdelen, of te veel mails in mails; wat daarna kwam, is niet "
            "gelezen. Stuur het bestand in een nieuwe mail."
        )
