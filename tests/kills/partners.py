"""What partners do with the mails they get: look for the form, fill it in, answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from functools import cache

from bna_pipeline.contributions.zips import normalised
from tests.kills.post_office import PostOffice
from tests.sample.filling import fill_form
from tests.support.filling_excel import fill_excel

File = tuple[str, bytes]
Answers = Mapping[str, str]


def got(post: PostOffice, address: str, words: str) -> EmailMessage:
    """The first mail to an address with these words in its subject.

    Raises:
        StopIteration: there is none.
    """
    sent = (message_from_bytes(mail.data, policy=default) for mail in post.now().sent if address in mail.to)
    return next(mail for mail in sent if words in mail["Subject"])


def filled_word(mail: EmailMessage, answers: Answers, at: datetime) -> File:
    """The Word form in a mail, with these answers."""
    name, form = _form(mail, ".docx")
    return name, _word(form, tuple(answers.items()), at)


def filled_excel(mail: EmailMessage, answers: Answers, at: datetime) -> File:
    """The Excel form in a mail, with these answers."""
    name, form = _form(mail, ".xlsx")
    return name, _excel(form, tuple(answers.items()), at)


def reply(to: EmailMessage, text: str, at: datetime, *files: File, **headers: str) -> bytes:
    """An answer as a mail program makes it: to the Reply-To, about the same subject.

    Args:
        headers: others, with `_` for `-`.
    """
    mail = _mail(str(to["To"]), str(to["Reply-To"]), f"RE: {to['Subject']}", at)
    mail["In-Reply-To"] = mail["References"] = str(to["Message-ID"])
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    return _written(mail, text, *files)


def unannounced(sender: str, text: str, at: datetime, *files: File) -> bytes:
    """A new mail to the general address, of which nobody can tell what it is about."""
    return _written(_mail(sender, "bna@example.org", "Ons formulier", at), text, *files)


def returned(mail: EmailMessage, at: datetime) -> bytes:
    """The report of a mail server that a mail of ours cannot be delivered (RFC 3464)."""
    head = (
        f"From: MAILER-DAEMON@mail.example.org\r\nTo: bna@example.org\r\nSubject: Niet bezorgd\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: <bounce-{at:%m%d}@mail.example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    )
    status = f"Final-Recipient: rfc822; {mail['To']}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    parts = (
        ("text/plain", "Uw mail is niet bezorgd.\r\n"),
        ("message/delivery-status", f"Reporting-MTA: dns; mail.example.org\r\n\r\n{status}"),
        ("text/rfc822-headers", f"Message-ID: {mail['Message-ID']}\r\nSubject: Uitvraag\r\n"),
    )
    body = "".join(f"--b\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts)
    return f"{head}{body}--b--\r\n".encode()


def _form(mail: EmailMessage, ending: str) -> File:
    part = next(p for p in mail.iter_attachments() if str(p.get_filename()).endswith(ending))
    return str(part.get_filename()), part.get_content()


@cache
def _word(form: bytes, answers: tuple[tuple[str, str], ...], at: datetime) -> bytes:
    return fill_form(form, dict(answers), at)


@cache
def _excel(form: bytes, answers: tuple[tuple[str, str], ...], at: datetime) -> bytes:
    return normalised(fill_excel(form, dict(answers), at))


def _mail(sender: str, to: str, subject: str, at: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{at:%Y%m%d%H%M}.{sender}>"
    return mail


def _written(mail: EmailMessage, text: str, *files: File) -> bytes:
    mail.set_content(text)
    for name, data in files:
        subtype = "octet-stream"  # a mail program that knows no forms
        mail.add_attachment(data, maintype="application", subtype=subtype, filename=name)
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_deel-{number}")  # the library would draw lots for it
    return mail.as_bytes()
