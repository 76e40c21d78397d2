"""What the mails about a partner's files say, and what they leave out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bna_pipeline import pipeline
from bna_pipeline.model.events import ContributionReceived
from bna_pipeline.pipeline.returning import MARKED
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import reply_to
from tests.unit.pipeline.test_agreements import go_on, words_of
from tests.unit.pipeline.test_mailroom import AGENCY, SENT, request
from tests.unit.pipeline.test_posting import CITY, opened
from tests.unit.pipeline.world import SYSTEM, World

LOGO = b"\x89PNG\r\n\x1a\n" + b"logo" * 100
PDF = b"%PDF-1.7 scan"
NUMBER = "123456782"  # passes the eleven-test


@pytest.fixture
def asked(at: At) -> World:
    world = opened(at)
    pipeline.post(world.tools, SYSTEM)
    world.clock.moment += timedelta(days=30)
    return world


def attachments(world: World) -> dict[str, bytes]:
    """Of the last mail, by name."""
    parts = list(world.mailer.read().iter_attachments())
    return {str(part.get_filename()): bytes(part.get_payload(decode=True)) for part in parts}


def send(world: World, name: str, data: bytes, day: int) -> None:
    world.mailbox.arrive(reply_to(request(world), (name, data), at=f"Wed, {day} Jan 2020 10:00:00 +0100"))
    go_on(world)


def test_of_a_logo_in_a_signature_nothing_is_said_beside_a_file_that_is_of_no_use(asked: World) -> None:
    mail = reply_to(request(asked), ("scan.pdf", PDF), ("logo.png", LOGO))
    asked.mailbox.arrive(mail.replace(b'attachment; filename="logo.png"', b'inline; filename="logo.png"'))
    go_on(asked)
    said = words_of(asked.mailer.read())
    assert "scan.pdf" in said and "is een pdf" in said
    assert "logo.png" not in said and "Dit is geen formulier." not in said


def test_a_citizen_number_in_a_files_name_is_on_record_and_in_no_mail_or_page(asked: World) -> None:
    send(asked, f"gegevens_{NUMBER}.yaml", SENT.replace(b"gerealiseerd", b"goed"), 15)
    mail = reply_to(request(asked), (f"scan-{NUMBER}.pdf", PDF))
    asked.mailbox.arrive(mail.replace(b"Subject: Re:", f"Subject: {NUMBER}".encode()))
    go_on(asked)
    assert asked.events(ContributionReceived)[0].file.name == f"gegevens_{NUMBER}.yaml"
    taken = [asked.mailer.read(n) for n in range(5, len(asked.mailer.taken))]
    said = [*map(words_of, taken), *(str(mail.get_body(("html",))) for mail in taken)]
    assert "gegevens_xxxxxxx82.yaml" in said[0] and "scan-xxxxxxx82.pdf" in said[1]
    pages = [page.decode() for name, page in asked.outbox.files.items() if name.endswith((".html", ".json"))]
    assert pages and not [text for text in (*said, *pages, *asked.outbox.files) if NUMBER in text]


def test_mail_and_page_say_the_same_of_what_is_solved_and_nothing_of_a_version_that_was_not_read_whole(
    asked: World,
) -> None:
    faulty = SENT.replace(b"gerealiseerd", b"goed")
    assert faulty != SENT
    send(asked, "eerste.yaml", faulty, 15)
    send(asked, "tweede.yaml", b"edition: [onleesbaar\nreports:\n", 16)
    assert "opgelost" not in words_of(asked.mailer.read())
    assert "opgelost" not in attachments(asked)["bevindingen.html"].decode()
    send(asked, "derde.yaml", faulty.replace(b"goed", b"prima"), 17)
    assert "opgelost" not in words_of(asked.mailer.read()), "against a version that could not be read"
    send(asked, "vierde.yaml", faulty.replace(b"goed", b"top"), 18)
    said, page = words_of(asked.mailer.read()), attachments(asked)["bevindingen.html"].decode()
    assert "geen punten opgelost" in said
    assert "nog niet opgelost" in page


def test_what_came_along_with_a_good_form_and_is_not_read_is_named_and_our_own_empty_form_is_not(asked: World) -> None:
    form = next(iter(request(asked).iter_attachments()))
    empty = (str(form.get_filename()), bytes(form.get_payload(decode=True)))
    asked.mailbox.arrive(reply_to(request(asked), ("bijdrage.yaml", SENT), ("kaart.pdf", PDF), empty))
    go_on(asked)
    said = words_of(asked.mailer.read())
    assert "Dank u wel" in said and "kaart.pdf" in said and "lezen alleen het formulier" in said
    assert empty[0] not in said


def test_who_sent_a_mail_that_is_too_long_hears_that_and_not_that_nothing_came_with_it(asked: World) -> None:
    limits = asked.tools.limits.model_copy(update={"mail_bytes": 4096})
    world = replace(asked, tools=replace(asked.tools, limits=limits))
    world.mailbox.arrive(reply_to(request(world), ("bijdrage.docx", b"x" * 9000)))
    go_on(world)
    said = words_of(world.mailer.read())
    assert "worden alleen de kopregels gelezen" in said and "kleinere mail" in said
    assert "geen bijlage bij" not in said


def test_a_form_that_comes_back_with_our_remarks_goes_back_under_the_same_name(asked: World) -> None:
    form = next(iter(request(asked).iter_attachments()))
    filled = saved_again(bytes(form.get_payload(decode=True)))
    send(asked, "bijdrage.docx", filled, 15)
    (marked,) = [(name, data) for name, data in attachments(asked).items() if MARKED in name]
    send(asked, *marked, 16)
    assert marked[0] == f"bijdrage{MARKED}.docx" and marked[0] in attachments(asked)


def test_a_sender_to_whom_no_mail_can_go_keeps_no_answer_from_the_contact(asked: World) -> None:
    house = asked.programme.partner(CITY).contact.mail.partition("@")[2]
    mail = reply_to(request(asked), ("scan.pdf", PDF), sender=f"andr@{house}")
    asked.mailbox.arrive(mail.replace(b"From: andr@", "From: andré@".encode()))
    go_on(asked)
    assert asked.mailer.read()["To"] == asked.programme.partner(CITY).contact.mail
    assert "scan.pdf" in words_of(asked.mailer.read())


def test_a_form_of_somebody_else_does_not_go_back_to_be_mended(asked: World) -> None:
    form = next(iter(request(asked, AGENCY).iter_attachments()))
    send(asked, "bijdrage.docx", saved_again(bytes(form.get_payload(decode=True))), 15)
    assert list(attachments(asked)) == ["bevindingen.html"]


def saved_again(form: bytes) -> bytes:
    """The same form in other bytes: a program that saves it packs it in its own way."""
    out = BytesIO()
    with ZipFile(BytesIO(form)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()
