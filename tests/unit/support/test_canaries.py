"""What is looked for is found again, however it is packed: else that nothing was found would say nothing."""

from __future__ import annotations

import base64
import gzip
import io
import json
import urllib.parse
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from tests.support.canaries import Secrets, canary, digests_of, planted
from tests.unit.record.story import tiny_pdf

PLACE = "school.reports[0].achieved"
WORD = canary(PLACE)
FILE = bytes(range(256)) * 8
SECRETS = Secrets({WORD: PLACE}, {"rapport.pdf": FILE}, digests_of([("rapport.pdf", "a1" * 32)]))


def zipped(text: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", text)
    return made.getvalue()


def mailed(text: bytes) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "Stukken"
    mail.set_content("In de bijlage.")
    mail.add_attachment(zipped(text), maintype="application", subtype="zip", filename="stuk.docx")
    return mail.as_bytes()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda text: b"<p>" + text + b".</p>",
    "in capitals": bytes.upper,
    "percent-encoded": lambda text: "".join(f"%{byte:02x}" for byte in text).encode(),
    "in an address": lambda text: b"/e/x?naar=" + urllib.parse.quote(text + b" en").encode(),
    "as entities": lambda text: "".join(f"&#{byte};" for byte in text).encode(),
    "in JSON, escaped": lambda text: b'"' + "".join(f"\\u{byte:04x}" for byte in text).encode() + b'"',
    "in UTF-16": lambda text: text.decode().encode("utf-16"),
    "packed with gzip": gzip.compress,
    "in a Word file": zipped,
    "in a PDF": lambda text: tiny_pdf(f"Bereikt: {text.decode()}."),
    "in a PDF in a zip": lambda text: zipped(tiny_pdf(text.decode())),
    "in base64": lambda text: json.dumps({"data": base64.b64encode(b"het woord: " + text).decode()}).encode(),
    "in base64 in base64": lambda text: base64.b64encode(base64.b64encode(b"het woord is hier " + text + b" gezet")),
    "in base64 of a zip": lambda text: b"data:;base64," + base64.urlsafe_b64encode(zipped(text)),
    "in what hangs by a mail": mailed,
}


@pytest.mark.parametrize("how", PACKED)
def test_a_word_is_found_however_it_is_packed(how: str) -> None:
    assert SECRETS.shown_in(PACKED[how](WORD.encode())) == {PLACE}
    assert SECRETS.shown_in(PACKED[how](b"een gewoon woord in een gewone tekst")) == set()


def test_a_part_of_a_file_is_known_again_and_so_is_its_digest() -> None:
    third = len(FILE) // 3
    assert "bytes of rapport.pdf" in SECRETS.shown_in(FILE[third : third * 2])
    assert SECRETS.shown_in(f'ETag: "{"A1" * 32}"') == {"SHA-256 of rapport.pdf"}
    assert SECRETS.words_only().shown_in("a1" * 32) == set()
    assert SECRETS.without("school.").shown_in(WORD) == set()


def test_every_text_that_somebody_sends_gets_a_word_of_its_own() -> None:
    sent = b"reports:\n  - {action: A, status: gerealiseerd, achieved: Het is klaar., example: {title: Hier}}\n"
    made, words = planted("school", sent)
    assert sorted(words.values()) == ["school.reports[0].achieved", "school.reports[0].example.title"]
    assert Secrets(words).shown_in(made) == set(words.values())
    assert b"gerealiseerd" in made and b"status: gerealiseerd kanarie" not in made
