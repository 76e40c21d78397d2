"""Real mails to spoil, as partners' programs make them, and what must be true of whatever becomes of them."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from random import Random

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.round import IncomingKind, IncomingMail, OutgoingMail, Purpose
from bna_pipeline.rounds.incoming import ReadMail, Whose, read_mail
from tests.fuzz.mutant import Mutant, Mutator

REFERENCE, QUESTION = "abcdefghijklmnopqrst", "zyxwvutsrqponmlkjihg"
OUR_ID = "0123456789abcdef0123456789abcdef@example.org"
ARRIVED = datetime(2020, 3, 1, 12, tzinfo=UTC)
FORM = b"PK\x03\x04\x14\x00[Content_Types].xml word/document.xml" + bytes(range(256)) * 8
LIMITS = IntakeLimits()


def sent(message_id: str) -> OutgoingMail | None:
    """Our own mail with this Message-ID."""
    if message_id != OUR_ID:
        return None
    return OutgoingMail(
        key="uitvraag:school",
        purpose=Purpose.REQUEST,
        partner="school",
        reference=REFERENCE,
        to=("school@example.org",),
        subject="Uitvraag",
        message_id=OUR_ID,
        message=FileDigest.of("uitvraag.eml", b""),
    )


def whose(reference: str) -> Whose | None:
    """What a reference stands for."""
    return {REFERENCE: Whose("school"), QUESTION: Whose("school", None, "akkoordvraag:school")}.get(reference)


def read(data: bytes, size: int | None = None) -> ReadMail:
    """The mail as the intake reads it."""
    return read_mail(
        data,
        arrived_at=ARRIVED,
        whose=whose,
        sent=sent,
        own_addresses=("bna@example.org",),
        limits=LIMITS,
        size=size,
    )


def mail(
    to: str = f"bna+{REFERENCE}@example.org", text: str = "Hierbij het formulier.\n", **headers: str
) -> EmailMessage:
    """A mail of a partner; `_` in a header's name stands for a hyphen."""
    made = EmailMessage()
    usual = {"From": "Beleid <beleid@example.org>", "Subject": "Re: Uitvraag", "Message-ID": "<antwoord@example.org>"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in {**usual, "To": to, "Date": "Mon, 24 Feb 2020 10:00:00 +0100", **given}.items():
        made[name] = value
    made.set_content(text)
    return made


def with_form(made: EmailMessage, name: str = "formulier-school.docx", data: bytes = FORM) -> EmailMessage:
    """The mail with a file."""
    made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made


def report(action: str = "failed", *, returned: str = OUR_ID) -> bytes:
    """A report of a mail server about a mail (RFC 3464)."""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@example.org\r\nTo: bna@example.org\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: {action}\r\n"
        "Status: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{returned}>\r\nSubject: Uitvraag\r\n\r\nx\r\n"
        "--b--\r\n"
    ).encode()


@cache
def bases() -> dict[str, bytes]:
    """Mails that are read right as they are."""
    rich = with_form(mail())
    rich.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Bijláge één.pdf")
    both = mail()
    both.add_alternative("<html><style>p{}</style><p>Hierbij &eacute;&eacute;n formulier.</p></html>", subtype="html")
    page = both.get_body(("html",))
    assert page is not None
    page.add_related(b"\x89PNG\r\n\x1a\n..", "image", "png", cid="<logo>", filename="logo.png")
    forwarded = mail()
    forwarded.add_attachment(with_form(mail(to="ander@example.org", Message_ID="<x@example.org>")))
    made = {
        "formulier": rich,
        "html met logo": with_form(both),
        "doorgestuurd": forwarded,
        "akkoord": mail(to=f"bna+{QUESTION}@example.org", text="Akkoord\n\n> Gaat u akkoord?\n"),
        "onderwerp": with_form(mail(to="bna@example.org", Subject=f"Re: Uitvraag [kenmerk {REFERENCE}]")),
        "draad": with_form(mail(to="bna@example.org", In_Reply_To=f"<{OUR_ID}>")),
        "afwezig": mail(Auto_Submitted="auto-replied", Subject="Automatisch antwoord: weg"),
    }
    return {**{name: _bytes_of(one) for name, one in made.items()}, "onbestelbaar": report()}


def _bytes_of(made: EmailMessage) -> bytes:
    """The same every time: the library draws its boundaries by lot."""
    data = made.as_bytes(policy=SMTP)
    for number, drawn in enumerate(dict.fromkeys(re.findall(rb"={15}\d+==", data))):
        data = data.replace(drawn, b"=grens-%d=" % number)
    return data


# -- what must be true -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MailTrial:
    """What came of one bad mail."""

    name: str
    mutant: Mutant
    kind: IncomingKind | None
    faults: tuple[str, ...] = ()
    traceback: bool = False


def tried_mail(name: str, mutators: tuple[Mutator, ...], seed: int, *, twice: bool = True) -> MailTrial:
    """Spoil a base and read it; never raises for what the intake does."""
    rng = Random(seed)
    mutant = Mutant(bases()[name])
    for mutator in mutators:
        after = mutator.mutate(mutant.data, rng)
        mutant = Mutant(after.data, mutant.unsafe or after.unsafe)
    told = f"{name}: {', then '.join(m.name for m in mutators)} ({seed})"
    try:
        found = read(mutant.data)
        faults = tuple(_faults(mutant, found, read if twice else None))
    except Exception:  # noqa: BLE001 - whatever it is, it is what the fuzzer looks for
        return MailTrial(told, mutant, None, (traceback.format_exc(),), traceback=True)
    return MailTrial(told, mutant, found.kind, faults)


def _faults(mutant: Mutant, found: ReadMail, again: Callable[[bytes], ReadMail] | None) -> Iterator[str]:
    if mutant.unsafe and found.partner is not None:
        yield "assigned to a partner by what anyone can write"
    if mutant.unsafe and found.kind not in (IncomingKind.STRAY, IncomingKind.AUTOMATIC):
        yield f"without a reference: {found.kind}"
    if found.partner is not None and found.partner != "school":
        yield "assigned to somebody who was never asked"
    if (found.kind is IncomingKind.STRAY) and found.partner is not None:
        yield "a stray of a partner"
    if found.may_answer and found.kind in (IncomingKind.AUTOMATIC, IncomingKind.BOUNCE):
        yield "a machine would be answered"
    if not datetime(2000, 1, 1, tzinfo=UTC) <= found.sent_at <= ARRIVED + timedelta(hours=1):
        yield f"a moment that cannot be: {found.sent_at}"
    yield from _about_texts(found)
    weight = sum(len(file.data) for file in found.files)
    if weight > 2 * len(mutant.data) + 1_000:
        yield f"{weight} bytes of files out of a mail of {len(mutant.data)}"
    IncomingMail(
        message=FileDigest.of("mail.eml", mutant.data),
        kind=found.kind,
        message_id=found.message_id,
        subject=found.subject,
        sender=found.sender,
        partner=found.partner,
        department=found.department,
        about=found.about,
        sent_at=found.sent_at,
        attachments=tuple(FileDigest.of(file.name, file.data) for file in found.files),
        words=found.words,
    ).model_dump_json().encode()
    if again is not None and again(mutant.data) != found:
        yield "the same bytes were read otherwise the second time"


def _about_texts(found: ReadMail) -> Iterator[str]:
    for text in (found.message_id, found.subject, found.sender, found.words):
        if text is not None and (not text.strip() or len(text) > 2_000 or not text.isprintable()):
            yield f"not fit for the record: {text[:80]!r}"
    names = [file.name.casefold() for file in found.files]
    if len(set(names)) != len(names):
        yield f"two files of one name: {names}"
    for file in found.files:
        if {*file.name} & {*"/\\\n"} or file.name in (".", "..") or len(file.name) > 160 or not file.name.isprintable():
            yield f"not fit for a name: {file.name!r}"
    for sentence in (*found.remarks, *(file.remark for file in found.files if file.remark)):
        if sentence.rstrip()[-1] not in ".!?)":
            yield f"no sentence: {sentence!r}"
