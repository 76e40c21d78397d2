"""Mails as bytes: read back by another parser, the same every time, and not to be forged by what stands in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import ConfigurationError
from bna_pipeline.model.round import Purpose
from bna_pipeline.rounds.letters import Composed, compose
from bna_pipeline.rounds.message import Attachment, address_fault, message_id_of, message_of
from bna_pipeline.rounds.specimens import SPECIMENS
from bna_pipeline.rounds.values import MailValues
from bna_pipeline.rounds.visible import one_line
from tests.unit.rounds.sample_mails import TEMPLATES, first_of

REFERENCE = "abcdefghij234567klmn"
AT = datetime(2020, 5, 8, 7, 0, tzinfo=UTC)
HEADERS: dict[str, Any] = {
    "sender": "programma@example.org",
    "sender_name": "Programmacoördinator, Water",
    "to": ("water@example.org", "haven@example.org"),
    "reply_to": f"programma+{REFERENCE}@example.org",
    "reference": REFERENCE,
    "message_id": message_id_of("dank:waterstad:0123456789ab", REFERENCE, "example.org"),
    "at": AT,
}
FILES = (
    Attachment("formulier één.docx", b"PK\x03\x04" + bytes(range(256))),
    Attachment("formulier.xlsx", b"PK\x03\x04\x00"),
    Attachment("bevindingen.html", b"<!DOCTYPE html>\n<p>\xc3\xa9</p>\r\n.\r\n"),
    Attachment("brief.pdf", b"%PDF-1.7\n\xff"),
)


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_mail_is_read_back_as_it_was_made(purpose: Purpose) -> None:
    composed = compose(TEMPLATES, first_of(purpose))
    message = read(message_of(composed, **HEADERS, attachments=FILES))
    assert message["Subject"] == f"{composed.subject} [kenmerk {REFERENCE}]"
    assert message["From"].addresses[0].addr_spec == "programma@example.org"
    assert message["From"].addresses[0].display_name == "Programmacoördinator, Water"
    assert [a.addr_spec for a in message["To"].addresses] == ["water@example.org", "haven@example.org"]
    assert [a.addr_spec for a in message["Reply-To"].addresses] == [HEADERS["reply_to"]]
    assert message["Date"].datetime == AT
    assert body(message, "plain") == composed.text
    assert body(message, "html") == composed.html
    attached = list(message.iter_attachments())
    assert [part.get_filename() for part in attached] == [file.name for file in FILES]
    assert [part.get_payload(decode=True) for part in attached] == [file.data for file in FILES]
    assert [part.get_content_type() for part in attached] == [
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/html",
        "application/pdf",
    ]


def test_a_mail_says_that_no_program_should_answer_it() -> None:
    message = read(message_of(compose(TEMPLATES, SPECIMENS[0]), **HEADERS))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "nl"


def test_a_mail_is_lines_of_seven_bits_that_end_in_crlf() -> None:
    data = message_of(compose(TEMPLATES, first_of(Purpose.EDITED)), **HEADERS, attachments=FILES)
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 76 + len("Content-Type: application/vnd.openxmlformats")


def test_the_same_values_give_the_same_bytes() -> None:
    composed = compose(TEMPLATES, SPECIMENS[2])
    assert message_of(composed, **HEADERS, attachments=FILES) == message_of(composed, **HEADERS, attachments=FILES)


def test_a_message_id_is_the_same_for_the_same_key_and_says_nothing_of_the_reference() -> None:
    one = message_id_of("dank:school:1", REFERENCE, "example.org")
    assert one == message_id_of("dank:school:1", REFERENCE, "example.org")
    others = {
        message_id_of("dank:school:1#2", REFERENCE, "example.org"),
        message_id_of("dank:school:1", REFERENCE[::-1], "example.org"),
    }
    assert len({one, *others}) == 3
    assert re.fullmatch(r"[0-9a-f]{40}@example\.org", one) and REFERENCE not in one


@pytest.mark.parametrize("answered", ["x" * 200 + "@mail.example.org", "AM0PR0123456789.eurprd01@example.org"])
def test_what_is_answered_is_named_whole_however_long_its_id_is(answered: str) -> None:
    data = message_of(compose(TEMPLATES, SPECIMENS[0]), **HEADERS, in_reply_to=answered)
    assert f"In-Reply-To: <{answered}>\r\n".encode() in data
    assert f"References: <{answered}>\r\n".encode() in data


@pytest.mark.parametrize("forged", ["a@b>\r\nBcc: x@example.org", "a b@c", "é@example.org", "", "<a@b>"])
def test_an_id_that_is_none_is_left_out(forged: str) -> None:
    message = read(message_of(compose(TEMPLATES, SPECIMENS[0]), **HEADERS, in_reply_to=forged))
    assert message["In-Reply-To"] is None and message["Bcc"] is None


@pytest.mark.parametrize(
    "address", ["a,b@example.org", "a@b.example.org>", "é@example.org", "a@exa\nmple.org", "a\\@b.nl"]
)
def test_an_address_that_not_every_server_takes_is_refused_and_said_beforehand(address: str) -> None:
    assert address_fault(address)
    with pytest.raises(ConfigurationError, match="mailadres"):
        message_of(compose(TEMPLATES, SPECIMENS[0]), **{**HEADERS, "to": (address,)})


@pytest.mark.parametrize("address", ["a@example.org", "bna+abc234@mail.example.org", "o'neill.x_y-z@example.nl"])
def test_an_ordinary_address_is_fine(address: str) -> None:
    assert address_fault(address) is None


TEXT = st.text(st.characters(), max_size=120)
FORGED = ["x\r\nBcc: y@example.org", "\r\n\r\n--=_", "=?utf-8?q?=0D=0ABcc?=", "=?utf-8?q?a?= b", '"; x="']
ANY = TEXT | st.sampled_from([*FORGED, "é" * 200, "a" * 300, "../../etc/passwd"])


@settings(max_examples=150, deadline=None)
@given(subject=ANY, name=ANY, text=ANY, files=st.lists(st.tuples(ANY, st.binary(max_size=40)), max_size=3))
def test_no_value_makes_a_header_a_recipient_or_a_part_of_its_own(
    subject: str, name: str, text: str, files: list[tuple[str, bytes]]
) -> None:
    composed = Composed(subject=subject, text="", html="")
    body_text = "".join(c for c in text if c.isprintable()) + "\n"
    composed = composed.model_copy(update={"text": body_text, "html": f"<p>{body_text}</p>\n"})
    attachments = [Attachment(file, data) for file, data in files]
    data = message_of(composed, **{**HEADERS, "sender_name": name}, attachments=attachments)
    assert data.isascii()
    message = read(data)
    known = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"]
    assert sorted(message.keys()) == sorted([*known, "MIME-Version", "Content-Type", "Content-Language"])
    assert len(message["To"].addresses) == 2
    assert len(message["From"].addresses) == 1
    assert message["From"].addresses[0].addr_spec == "programma@example.org"
    # Without spaces: this parser leaves one between two encoded words of a name, against RFC 2047, 6.2.
    assert message["From"].addresses[0].display_name.replace(" ", "") == one_line(name).replace(" ", "")
    assert message["Subject"] == f"{one_line(subject)} [kenmerk {REFERENCE}]".strip()
    assert body(message, "plain") == body_text
    parts = list(message.iter_attachments())
    assert [part.get_payload(decode=True) for part in parts] == [data for _, data in files]
    assert all(re.fullmatch(r'[^/\\:*?"<>|\r\n]{1,120}', part.get_filename() or "") for part in parts)


@pytest.mark.parametrize("values", SPECIMENS[::7], ids=lambda values: values.purpose.value)
def test_a_mail_of_every_kind_is_one_that_a_parser_has_no_remarks_on(values: MailValues) -> None:
    message = read(message_of(compose(TEMPLATES, values), **HEADERS, attachments=FILES))
    assert all(not part.defects for part in message.walk())
