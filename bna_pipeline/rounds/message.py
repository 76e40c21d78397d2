"""A mail as bytes: RFC 5322 in 7-bit lines, the same bytes for the same values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import PurePosixPath
from textwrap import wrap
from typing import Final, NamedTuple

from bna_pipeline.errors import ConfigurationError
from bna_pipeline.rounds.letters import Composed
from bna_pipeline.rounds.terms import ZONE
from bna_pipeline.rounds.visible import one_line

MEDIA_TYPES: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".yaml": "application/yaml",
}
"""What goes with our mails, by the end of its name."""

_ANY_BYTES = "application/octet-stream"
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,500}")
_LONGEST_NAME = 120


class Attachment(NamedTuple):
    """A file that goes with a mail; its media type follows from its name when none is given.

    Attributes:
        content_id: of a picture that the mail's HTML shows (RFC 2392), without angle brackets; None: it stands by
            itself.
    """

    name: str
    data: bytes
    media_type: str | None = None
    content_id: str | None = None


# 76, not the library's 78: no line of quoted-printable may be longer (RFC 2045, 6.7).
_LINE = 76
_POLICY = SMTP.clone(max_line_length=_LINE)


def message_id_of(key: str, reference: str, domain: str) -> str:
    """The Message-ID of a mail, without angle brackets: the same for the same key, and not to be guessed.

    Args:
        key: the mail's idempotency key.
        reference: of the request; nobody but its recipient knows it.
        domain: of the sender's address.
    """
    return f"{_hash(reference, key)[:40]}@{domain}"


def subject_line(subject: str, reference: str | None) -> str:
    """The subject as it goes out: one line, with the reference by which a reply is matched, where it shows that."""
    return one_line(subject) if reference is None else f"{one_line(subject)} [kenmerk {reference}]"


def address_fault(address: str) -> str | None:
    """Why no mail can go to an address, as a Dutch sentence; None: one can."""
    if _ADDRESS.fullmatch(address):
        return None
    return f"Het mailadres {one_line(address)} heeft tekens die niet elke mailserver aankan."


def message_of(
    composed: Composed,
    *,
    sender: str,
    sender_name: str,
    to: Sequence[str],
    reply_to: str,
    reference: str | None,
    message_id: str,
    at: datetime,
    in_reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """A mail with its text, its HTML and its attachments, in lines that end in CRLF.

    It says that a program made it, so that no other program answers it (RFC 3834).

    Args:
        to: addresses, each once.
        reply_to: the address by which a reply finds its request (`ports.Mailer.reply_address`).
        reference: stands in the subject too; None: a reply is found by its address, or by the mail that it answers.
        message_id, in_reply_to: without angle brackets; an `in_reply_to` that is no Message-ID is left out.
        at: becomes the Date; aware.

    Raises:
        ConfigurationError: an address that a mail cannot have.
    """
    mail = EmailMessage(policy=_POLICY)
    mail.set_content(composed.text, charset="utf-8", cte="quoted-printable")
    mail.add_alternative(composed.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for attachment, name in zip(attachments, _names(attachments), strict=True):
        if attachment.content_id is not None:
            _show(mail, attachment, name)
            continue
        media_type = attachment.media_type or MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), _ANY_BYTES)
        maintype, _, subtype = media_type.partition("/")
        params = {"charset": "utf-8"} if maintype == "text" else None
        mail.add_attachment(attachment.data, maintype=maintype, subtype=subtype, filename=name, params=params)
    _set_boundaries(mail, message_id)
    answered = f"<{in_reply_to}>" if in_reply_to is not None and _MESSAGE_ID.fullmatch(in_reply_to) else None
    headers = {
        "From": _mailbox("From", sender_name, sender),
        "To": ",\r\n ".join(_checked(address) for address in to),
        "Reply-To": _mailbox("Reply-To", sender_name, reply_to),
        "Subject": _text("Subject", subject_line(composed.subject, reference)),
        "Date": format_datetime(at.astimezone(ZONE)),
        "Message-ID": f"<{message_id}>",
        **({"In-Reply-To": answered, "References": answered} if answered else {}),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "nl",
    }
    # Written out here: the library takes `=?...?=` in a value for encoded text, and breaks up or encodes long ids.
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii") + mail.as_bytes()


def _show(mail: EmailMessage, picture: Attachment, name: str) -> None:
    """Put a picture beside the HTML that shows it (multipart/related, RFC 2387)."""
    page = mail.get_body(("html",))
    assert isinstance(page, EmailMessage) and picture.content_id is not None
    maintype, _, subtype = (picture.media_type or _ANY_BYTES).partition("/")
    page.add_related(
        picture.data,
        maintype=maintype,
        subtype=subtype,
        cid=f"<{picture.content_id}>",
        filename=name,
        disposition="inline",
    )


def _text(header: str, text: str) -> str:
    """One line of text as the value of a header: folded, and encoded (RFC 2047) where it cannot stand as it is."""
    words = text.split(" ")
    if text.isascii() and "=?" not in text and max(map(len, words)) < _LINE - len(header) - 2:
        lines = wrap(f"{header}: {text}", _LINE, break_long_words=False, break_on_hyphens=False)
        return "\r\n ".join(lines).removeprefix(f"{header}: ")
    return Header(text, "utf-8", maxlinelen=_LINE - 1, header_name=header).encode(linesep="\r\n")


def _mailbox(header: str, name: str, address: str) -> str:
    shown = one_line(name)
    if not shown:
        return _checked(address)
    plain = re.fullmatch(r"[A-Za-z0-9 '-]{1,40}", shown)
    phrase = shown if plain else Header(shown, "utf-8", _LINE - 1, header).encode(linesep="\r\n")
    return f"{phrase}\r\n <{_checked(address)}>"


def _checked(address: str) -> str:
    if fault := address_fault(address):
        raise ConfigurationError(fault, "Geef een adres met alleen gewone letters, cijfers en tekens, zoals . en -.")
    return address


def _names(attachments: Sequence[Attachment]) -> Iterator[str]:
    """File names that are names only: no folder, one line, not too long for a file system."""
    for number, attachment in enumerate(attachments, start=1):
        name = re.sub(r'[/\\:*?"<>|]', "-", one_line(attachment.name)).lstrip(". ")
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
        yield f"{stem[: _LONGEST_NAME - len(suffix)]}{suffix}" if stem else f"bijlage-{number}{suffix}"


def _set_boundaries(mail: EmailMessage, message_id: str) -> None:
    # The library would draw lots for them.
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{_hash(message_id, str(number))[:32]}")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
