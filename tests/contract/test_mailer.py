"""A real SMTP server, and everything it can answer: what the mailer says is what became of the mail."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bna_pipeline.errors import MailError, MailNotTaken, MailRefusedForGood, MailUnsure
from bna_pipeline.mail.server import Server
from bna_pipeline.mail.smtp import SmtpMailer
from tests.support.mail_servers import PASSWORD, USER, Certificates, Point, Security, SmtpServer

pytestmark = pytest.mark.xdist_group("mail")

MAIL = b"Subject: Uitvraag\r\nMessage-ID: <een@example.org>\r\n\r\nBeste collega,\r\n.een punt\r\n..twee\r\n"
ANNE, BO = "anne@example.org", "bo@example.org"


@pytest.fixture(scope="module")
def running() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def smtp(running: SmtpServer) -> SmtpServer:
    running.works()
    running.mails.clear()
    running.connections = 0
    return running


@pytest.fixture
def mailer(smtp: SmtpServer) -> Iterator[SmtpMailer]:
    found = mailer_for(server_of(smtp))
    yield found
    found.close()


def server_of(smtp: SmtpServer) -> Server:
    return Server(smtp.host, smtp.port, smtp.security, USER, lambda: PASSWORD, smtp.ca_file, seconds=5)


def mailer_for(server: Server) -> SmtpMailer:
    return SmtpMailer(server, "bna@example.org", "Redactie", "bna+{reference}@example.org", final_seconds=5)


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_mail_arrives_byte_for_byte_however_the_line_is_secured(security: Security) -> None:
    with SmtpServer(security) as smtp:
        mailer = mailer_for(server_of(smtp))
        taken = mailer.send(MAIL, [ANNE, BO])
        mailer.close()
    assert taken.refused == {} and taken.server == "250 2.0.0 Ok: queued as 1"
    (mail,) = smtp.mails
    assert (mail.sender, mail.to, mail.data) == ("bna@example.org", (ANNE, BO), MAIL)


def test_a_server_without_accounts_is_asked_for_none() -> None:
    with SmtpServer("none", auth=False) as smtp:
        mailer_for(replace(server_of(smtp), user="")).send(MAIL, [ANNE])
    assert len(smtp.mails) == 1


def test_a_server_that_knows_only_login_is_signed_on_to_and_one_that_knows_neither_is_told() -> None:
    with SmtpServer(without=("PLAIN",)) as smtp:
        mailer = mailer_for(server_of(smtp))
        mailer.send(MAIL, [ANNE])
        mailer.close()
        with pytest.raises(MailError, match="niet toe: 535"):
            mailer_for(replace(server_of(smtp), password=lambda: "anders")).check()
        smtp.without = ("PLAIN", "LOGIN")
        with pytest.raises(MailError, match="op een manier die hier kan"):
            mailer_for(server_of(smtp)).check()
    assert len(smtp.mails) == 1


def test_loose_line_ends_leave_as_crlf_and_the_last_line_is_ended(smtp: SmtpServer, mailer: SmtpMailer) -> None:
    """A lone LF followed by a dot must not end the mail for a server further on."""
    mailer.send(b"Subject: x\n\na\n.\nb\r.\rc", [ANNE])
    assert smtp.mails[0].data == b"Subject: x\r\n\r\na\r\n.\r\nb\r\n.\r\nc\r\n"


def test_many_mails_go_over_one_connection(smtp: SmtpServer, mailer: SmtpMailer) -> None:
    for _ in range(5):
        mailer.send(MAIL, [ANNE])
    assert (len(smtp.mails), smtp.connections) == (5, 1)


def test_a_connection_that_the_server_cut_meanwhile_is_opened_anew(smtp: SmtpServer, mailer: SmtpMailer) -> None:
    mailer.send(MAIL, [ANNE])
    smtp.stop()
    smtp.start()
    mailer.send(MAIL, [ANNE])
    smtp.answers("mail", "421 4.4.2 idle too long")
    mailer.send(MAIL, [ANNE])
    assert (len(smtp.mails), smtp.connections) == (3, 3)


@pytest.mark.parametrize("point", ["mail", "rcpt", "data", "dot"])
def test_what_the_server_puts_off_was_surely_not_taken_and_goes_the_next_time(
    smtp: SmtpServer, mailer: SmtpMailer, point: Point
) -> None:
    smtp.answers(point, "451 4.3.0 even geduld")
    with pytest.raises(MailNotTaken, match=r"451 4\.3\.0 even geduld"):
        mailer.send(MAIL, [ANNE])
    assert smtp.mails == []
    mailer.send(MAIL, [ANNE])
    assert (len(smtp.mails), smtp.connections) == (1, 1)


@pytest.mark.parametrize("point", ["rcpt", "data", "dot"])
def test_what_the_server_refuses_for_good_names_every_address(
    smtp: SmtpServer, mailer: SmtpMailer, point: Point
) -> None:
    smtp.answers(point, "550 5.1.1 nooit", times=2)
    with pytest.raises(MailRefusedForGood, match=r"550 5\.1\.1 nooit") as refused:
        mailer.send(MAIL, [ANNE, BO])
    assert refused.value.addresses == (ANNE, BO) and smtp.mails == []
    smtp.works()
    mailer.send(MAIL, [ANNE])
    assert len(smtp.mails) == 1


def test_when_some_addresses_are_refused_the_others_have_the_mail(smtp: SmtpServer, mailer: SmtpMailer) -> None:
    smtp.answers("rcpt", "550 5.1.1 onbekend", about=BO)
    taken = mailer.send(MAIL, [ANNE, BO])
    assert taken.refused == {BO: "550 5.1.1 onbekend"}
    assert [mail.to for mail in smtp.mails] == [(ANNE,)]


def test_when_one_address_is_put_off_nobody_gets_the_mail_yet(smtp: SmtpServer, mailer: SmtpMailer) -> None:
    """Else the next attempt would bring it to the others a second time."""
    smtp.answers("rcpt", "452 4.2.2 vol", about=BO)
    with pytest.raises(MailNotTaken, match="452"):
        mailer.send(MAIL, [ANNE, BO])
    assert smtp.mails == []
    mailer.send(MAIL, [ANNE, BO])
    assert [mail.to for mail in smtp.mails] == [(ANNE, BO)]


@pytest.mark.parametrize("point", ["rcpt", "data"])
def test_a_line_that_breaks_before_the_text_left_the_mail_here(
    smtp: SmtpServer, mailer: SmtpMailer, point: Point
) -> None:
    smtp.breaks(point)
    with pytest.raises(MailNotTaken, match="geen verbinding te houden"):
        mailer.send(MAIL, [ANNE])
    mailer.send(MAIL, [ANNE])
    assert (len(smtp.mails), smtp.connections) == (1, 2)


def test_a_line_that_breaks_in_the_middle_of_a_long_text_left_the_mail_here(
    smtp: SmtpServer, mailer: SmtpMailer
) -> None:
    smtp.breaks("text")
    with pytest.raises(MailNotTaken):
        mailer.send(MAIL + b"tekst\r\n" * 2_000_000, [ANNE])
    assert smtp.mails == []


@pytest.mark.parametrize("kept", [True, False])
def test_a_line_that_breaks_after_the_final_dot_leaves_it_unsure(
    smtp: SmtpServer, mailer: SmtpMailer, kept: bool
) -> None:
    smtp.breaks("dot", kept=kept)
    with pytest.raises(MailUnsure, match="nadat de mail was overgedragen"):
        mailer.send(MAIL, [ANNE])
    assert len(smtp.mails) == kept
    mailer.send(MAIL, [ANNE])
    assert len(smtp.mails) == kept + 1


def test_a_server_that_no_longer_answers_is_given_up(smtp: SmtpServer) -> None:
    mailer = SmtpMailer(replace(server_of(smtp), seconds=1.5), "bna@example.org", "x", "", final_seconds=1.5)
    smtp.hangs("rcpt")
    with pytest.raises(MailNotTaken):
        mailer.send(MAIL, [ANNE])
    smtp.hangs("dot")
    with pytest.raises(MailUnsure):
        mailer.send(MAIL, [ANNE])
    mailer.close()


def test_an_answer_that_is_none_leaves_it_unsure_after_the_dot_and_sure_before(
    smtp: SmtpServer, mailer: SmtpMailer
) -> None:
    smtp.answers("dot", "hallo daar")
    with pytest.raises(MailUnsure):
        mailer.send(MAIL, [ANNE])
    smtp.answers("data", "hallo daar")
    with pytest.raises(MailNotTaken):
        mailer.send(MAIL, [ANNE])
    mailer.send(MAIL, [ANNE])
    assert len(smtp.mails) == 1


def test_a_server_that_is_not_there_has_nothing(smtp: SmtpServer) -> None:
    smtp.stop()
    try:
        with pytest.raises(MailNotTaken, match="geen verbinding te houden"):
            mailer_for(server_of(smtp)).send(MAIL, [ANNE])
    finally:
        smtp.start()
    with pytest.raises(MailNotTaken, match=r"bestaat-niet\.invalid:25"):
        mailer_for(Server("bestaat-niet.invalid", 25, "starttls", seconds=5)).send(MAIL, [ANNE])


def test_a_sender_that_the_server_does_not_take_is_a_matter_of_settings(smtp: SmtpServer, mailer: SmtpMailer) -> None:
    smtp.answers("mail", "553 5.7.1 niet van u")
    with pytest.raises(MailError, match=r"neemt geen mail aan van bna@example\.org") as wrong:
        mailer.send(MAIL, [ANNE])
    assert type(wrong.value) is MailError


def test_a_mail_over_the_servers_own_limit_is_not_even_offered() -> None:
    with SmtpServer("none", most_bytes=1_000) as smtp:
        mailer = mailer_for(server_of(smtp))
        with pytest.raises(MailRefusedForGood, match="te groot") as refused:
            mailer.send(MAIL + b"x" * 1_000, [ANNE])
        assert refused.value.addresses == (ANNE,)
        mailer.send(MAIL, [ANNE])
        mailer.close()
    assert len(smtp.mails) == 1


@pytest.mark.parametrize(
    "addresses", [[], ["ü@example.org"], ["a b@example.org"], ["a@b>\r\nRCPT TO:<c@example.org"], ["geen adres"]]
)
def test_what_is_no_address_in_ascii_never_reaches_the_server(
    smtp: SmtpServer, mailer: SmtpMailer, addresses: list[str]
) -> None:
    with pytest.raises(MailRefusedForGood):
        mailer.send(MAIL, [ANNE, *addresses] if addresses else [])
    assert smtp.connections == 0


def test_a_wrong_password_is_a_matter_of_settings_and_is_never_told(
    smtp: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bna_pipeline")
    server = replace(server_of(smtp), password=lambda: "verkeerd-geheim")
    with pytest.raises(MailError, match=f"laat {USER} niet toe: 535") as wrong:
        mailer_for(server).send(MAIL, [ANNE])
    assert type(wrong.value) is MailError
    assert "verkeerd-geheim" not in f"{wrong.value}{server!r}{wrong.value.__cause__!r}"
    with pytest.raises(MailError, match="zonder account niet toe: 530"):
        mailer_for(replace(server_of(smtp), user="")).send(MAIL, [ANNE])


def test_a_certificate_of_an_unknown_authority_is_refused(smtp: SmtpServer, tmp_path: Path) -> None:
    (tmp_path / "anders").mkdir()
    other = Certificates.make(tmp_path / "anders").authority
    for server in (replace(server_of(smtp), ca_file=None), replace(server_of(smtp), ca_file=other)):
        with pytest.raises(MailError, match=r"Het certificaat van .* is niet te vertrouwen") as wrong:
            mailer_for(server).send(MAIL, [ANNE])
        assert type(wrong.value) is MailError
    assert smtp.mails == []


def test_a_certificate_for_another_address_is_refused(tmp_path: Path) -> None:
    with SmtpServer("none") as smtp:
        smtp.security, smtp.certificates = "tls", Certificates.make(tmp_path, "127.0.0.9")
        smtp.stop()
        smtp.start()
        with pytest.raises(MailError, match="niet te vertrouwen"):
            mailer_for(server_of(smtp)).send(MAIL, [ANNE])


def test_a_file_of_certificates_that_is_none_is_named(smtp: SmtpServer, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    with pytest.raises(MailError, match=f"{file} is niet te gebruiken: het bestaat niet"):
        mailer_for(replace(server_of(smtp), ca_file=file)).check()
    file.write_text("geen certificaat")
    with pytest.raises(MailError, match="er staat geen certificaat in"):
        mailer_for(replace(server_of(smtp), ca_file=file)).check()


def test_a_line_that_cannot_be_secured_carries_no_password() -> None:
    with SmtpServer("none") as smtp:
        with pytest.raises(MailError, match="biedt geen STARTTLS"):
            mailer_for(replace(server_of(smtp), security="starttls")).check()
        with pytest.raises(MailError, match="geen beveiligde verbinding"):
            mailer_for(replace(server_of(smtp), security="tls")).check()


def test_checking_signs_on_and_sends_nothing(smtp: SmtpServer, mailer: SmtpMailer) -> None:
    mailer.check()
    assert (smtp.mails, smtp.connections) == ([], 1)


def test_the_reply_address_carries_the_reference(mailer: SmtpMailer) -> None:
    assert mailer.reply_address("abc") == "bna+abc@example.org"
    assert (mailer.sender, mailer.sender_name) == ("bna@example.org", "Redactie")
