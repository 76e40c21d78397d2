"""A real IMAP server: every mail is read once, none is lost, and what is handled stays handled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bna_pipeline.errors import MailboxUnreachable, MailError
from bna_pipeline.mail.imap import ImapMailbox
from bna_pipeline.mail.server import Server
from bna_pipeline.ports import MailWaiting
from tests.support.mail_servers import PASSWORD, USER, ImapServer, Security

pytestmark = pytest.mark.xdist_group("mail")

MOST = 10_000


def mail(number: int) -> bytes:
    return f"Subject: {number}\r\nMessage-ID: <{number}@example.org>\r\n\r\nMail {number}\r\n".encode()


@pytest.fixture
def imap() -> Iterator[ImapServer]:
    with ImapServer() as server:
        yield server


def server_of(imap: ImapServer) -> Server:
    return Server(imap.host, imap.port, imap.security, USER, lambda: PASSWORD, imap.ca_file, seconds=5)


def mailbox_of(imap: ImapServer, handled_folder: str | None = "Verwerkt") -> ImapMailbox:
    return ImapMailbox(server_of(imap), "INBOX", handled_folder)


def waiting(box: ImapMailbox) -> list[MailWaiting]:
    return list(box.waiting(MOST))


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
@pytest.mark.parametrize("folder", [None, "Verwerkt/bijdragen é"])
def test_mails_come_oldest_first_and_once_they_are_handled_no_more(security: Security, folder: str | None) -> None:
    with ImapServer(security) as imap:
        box = mailbox_of(imap, folder)
        for number in range(4):
            imap.append(mail(number))
        seen = []
        for found in box.waiting(MOST):
            seen.append(found.data)
            assert (found.size, found.cut) == (len(found.data), False)
            box.handled(found.name)
            box.handled(found.name)  # twice is once
        assert seen == [mail(number) for number in range(4)]
        assert waiting(box) == []
        box.close()
        kept = imap.mails(folder or "INBOX")
    assert list(kept) == seen, "everything stays in the mailbox"


@pytest.mark.parametrize("without", [("MOVE",), ("MOVE", "UIDPLUS")])
def test_a_server_without_move_copies(imap: ImapServer, without: tuple[str, ...]) -> None:
    with ImapServer(without=without) as imap:
        box = mailbox_of(imap)
        for number in range(3):
            imap.append(mail(number))
        first, second, _ = waiting(box)
        box.handled(second.name)
        box.handled(second.name)
        assert [found.data for found in waiting(box)] == [mail(0), mail(2)]
        assert imap.mails("Verwerkt") == (mail(1),)
        box.handled(first.name)
        assert imap.mails("Verwerkt") == (mail(1), mail(0))
        assert len(imap.flags()) == (1 if without == ("MOVE",) else 3)
        box.close()


def test_reading_leaves_a_mail_unread_for_a_person_and_reading_by_a_person_hides_none(imap: ImapServer) -> None:
    box = mailbox_of(imap, None)
    imap.append(mail(1))
    waiting(box)
    assert b"Seen" not in imap.flags()[0]
    box.close()


def test_a_kill_between_recording_and_handling_brings_the_mail_again_under_its_name(imap: ImapServer) -> None:
    imap.append(mail(1))
    before, after = mailbox_of(imap), mailbox_of(imap)
    (first,) = waiting(before)
    before.close()
    (again,) = waiting(after)
    assert again == first
    after.handled(first.name)
    assert waiting(after) == []
    after.close()


def test_a_line_that_broke_meanwhile_is_opened_anew(imap: ImapServer) -> None:
    box = mailbox_of(imap)
    imap.append(mail(1))
    (found,) = waiting(box)
    imap.stop()
    imap.start()
    box.handled(found.name)
    imap.stop()
    imap.start()
    assert waiting(box) == [] and imap.mails("Verwerkt") == (mail(1),)
    box.close()


def test_a_line_that_breaks_while_mails_are_read_is_said_and_the_rest_waits(imap: ImapServer) -> None:
    box = mailbox_of(imap)
    imap.append(mail(1))
    imap.append(mail(2))
    looking = box.waiting(MOST)
    box.handled(next(looking).name)
    imap.stop()
    with pytest.raises(MailboxUnreachable):
        next(looking)
    with pytest.raises(MailboxUnreachable):
        box.handled("1.101")
    imap.start()
    assert [found.data for found in waiting(box)] == [mail(2)]
    box.close()


def test_a_server_that_numbered_its_mails_anew_hides_none_and_loses_none(imap: ImapServer) -> None:
    box = mailbox_of(imap)
    imap.append(mail(1))
    imap.append(mail(2))
    first, _ = waiting(box)
    box.close()
    imap.renumbered()
    box.handled(first.name)  # a number of before says nothing now
    assert [found.data for found in waiting(box)] == [mail(1), mail(2)]
    box.close()


def test_a_mail_that_somebody_took_away_meanwhile_is_passed_over(imap: ImapServer) -> None:
    box, other = mailbox_of(imap), mailbox_of(imap)
    for number in range(3):
        imap.append(mail(number))
    looking = box.waiting(MOST)
    next(looking)
    other.handled(waiting(other)[1].name)
    assert [found.data for found in looking] == [mail(2)]
    box.close()
    other.close()


def test_of_a_mail_that_is_too_long_the_headers_come_and_a_text_that_says_so(imap: ImapServer) -> None:
    head = (
        b'Subject: Bijdrage\r\nTo: bna+x@example.org\r\nContent-Type: multipart/mixed;\r\n boundary="b"\r\nDate: nu\r\n'
    )
    whole = head + b"\r\n--b\r\n\r\n" + b"x" * 2 * MOST
    imap.append(whole)
    box = mailbox_of(imap)
    (found,) = waiting(box)
    assert found.cut and found.size == len(whole)
    assert found.data.startswith(b"Subject: Bijdrage\r\nTo: bna+x@example.org\r\nDate: nu\r\nMIME-Version: 1.0\r\n")
    assert b"multipart" not in found.data and b"te groot om te lezen (20 kB)" in found.data
    box.handled(found.name)
    assert imap.mails("Verwerkt") == (whole,)
    box.close()


def test_a_folder_that_keeps_no_keywords_must_be_given_another_beside_it() -> None:
    with ImapServer(keywords=False) as imap:
        imap.append(mail(1))
        with pytest.raises(MailError, match=r"onthoudt niet wat al gelezen is.*handled_folder"):
            waiting(mailbox_of(imap, None))
        box = mailbox_of(imap)
        assert len(waiting(box)) == 1
        box.close()


def test_wrong_settings_are_told_as_such(imap: ImapServer) -> None:
    wrong = {
        "laat bna niet toe": ImapMailbox(replace(server_of(imap), password=lambda: "verkeerd")),
        "De map Bijdragen .* niet te openen": ImapMailbox(server_of(imap), "Bijdragen"),
        "niet te vertrouwen": ImapMailbox(replace(server_of(imap), ca_file=None)),
    }
    for words, box in wrong.items():
        with pytest.raises(MailError, match=words) as told:
            box.check()
        assert type(told.value) is MailError and "verkeerd" not in str(told.value)
    mailbox_of(imap).check()
    assert imap.folders() == ("INBOX", "Verwerkt")


def test_a_mailbox_that_is_not_there_is_unreachable(imap: ImapServer) -> None:
    imap.stop()
    with pytest.raises(MailboxUnreachable, match="is niet te bereiken"):
        mailbox_of(imap).check()
    imap.start()
