"""A mail channel: nothing before the release, then one mail to each address, and the server's word for a receipt."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from email.base64mime import body_encode
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline import pipeline
from bna_pipeline.delivery.patience import FIRST_PAUSE
from bna_pipeline.errors import MailNotTaken, MailUnsure
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF, Receipt
from bna_pipeline.model.events import EffectDone, EffectIntended
from bna_pipeline.model.release_events import DeliveryPutOff, ReleaseFired
from bna_pipeline.model.round import OutgoingMail, Purpose
from bna_pipeline.model.round_events import MailSent
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.channels import package_files
from bna_pipeline.pipeline.post_after import WATCHED
from bna_pipeline.pipeline.sending import attempted
from bna_pipeline.pipeline.tools import Actor, Tools
from bna_pipeline.rounds.release_values import sent_size
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import reply_to
from tests.unit.pipeline.world import SYSTEM, World, actor, programme_data

GRIFFIE, PARTNER = "griffie@example.org", "communicatie@example.org"
COORDINATOR = actor("coordinator")


def channels(*mailed_to: str, attach_up_to: int = 20) -> dict[str, Any]:
    """The programme with a mail channel to these addresses, and one folder beside it."""
    data = programme_data()
    to = [{"function": f"Functie {number}", "mail": mail} for number, mail in enumerate(mailed_to, start=1)]
    mail = {"id": "post", "name": "Griffie en partners", "kind": "mail", "to": to, "attach_up_to": attach_up_to}
    folder = {"id": "archief", "name": "Archief", "kind": "folder", "target": "archief", "files": "package"}
    data["delivery"]["channels"] = [mail, folder]
    return data


Armed = Callable[..., World]

_ARMED: dict[str, World] = {}


@pytest.fixture
def armed(at: At) -> Armed:
    """A world whose release is armed, with a mail channel to these addresses."""

    def made(*mailed_to: str, attach_up_to: int = 20) -> World:
        data = channels(*(mailed_to or (GRIFFIE, PARTNER)), attach_up_to=attach_up_to)
        name = digest_of(data["delivery"])
        if name not in _ARMED:
            _ARMED[name] = at(Phase.SIGNED).with_programme(data)
            pipeline.arm(_ARMED[name].tools, COORDINATOR)
        return _ARMED[name].copy().with_mail()

    return made


def released(world: World) -> World:
    world.see_kamerbrief()
    pipeline.deliver(world.tools, SYSTEM)
    return world


def mails(world: World) -> list[tuple[EmailMessage, tuple[str, ...]]]:
    """What the server took of what was released, each with who has it."""
    ids = {line.mail.message_id for line in world.state.post.lines.values() if line.mail.purpose is Purpose.RELEASED}
    taken = [(world.mailer.read(number), to) for number, (_, to) in enumerate(world.mailer.taken)]
    return [(mail, to) for mail, to in taken if str(mail["Message-ID"]).strip("<>") in ids]


def receipt(world: World) -> Receipt | None:
    found = [done.receipt for done in world.events(EffectDone) if done.receipt.channel == "post"]
    assert len(found) <= 1
    return found[0] if found else None


def put_off(world: World) -> list[DeliveryPutOff]:
    return [event for event in world.events(DeliveryPutOff) if event.channel == "post"]


def bounce(mail: EmailMessage) -> bytes:
    """What a mail server says of a mail that it could not deliver (RFC 3464)."""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\r\nTo: agenda@example.org\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nDate: Tue, 24 Mar 2020 10:00:00 +0100\r\n"
        "Message-ID: <bounce@mx.example.net>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nniet bezorgd\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
        f"Final-Recipient: rfc822; {mail['To']}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail['Message-ID']}\r\n\r\n--b--\r\n"
    ).encode()


def files_in(mail: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_content() for part in mail.iter_attachments()}


def test_no_mail_with_what_is_to_be_released_is_written_before_it_is(armed: Armed) -> None:
    world = armed()
    pipeline.hold(world.tools, COORDINATOR, reason="het debat is uitgesteld")
    world.see_kamerbrief()
    world.advance()
    assert mails(world) == [] and not any(key.startswith("vrijgave") for key in world.state.post.lines)
    assert not any(
        name in data for data, _ in world.mailer.taken for name in (LETTER_PDF.encode(), REPORT_PDF.encode())
    )


def test_each_address_gets_a_mail_of_its_own_with_exactly_the_two_frozen_files(armed: Armed) -> None:
    """No address sees another; the subject has what the griffie files it under, and no reference of ours."""
    world = released(armed())
    bag = package_files(world.tools, world.state)
    found = mails(world)
    assert [to for _, to in found] == [(GRIFFIE,), (PARTNER,)]
    for mail, to in found:
        assert str(mail["To"]) == to[0] and mail["Cc"] is None
        assert files_in(mail) == {LETTER_PDF: bag[f"data/{LETTER_PDF}"], REPORT_PDF: bag[f"data/{REPORT_PDF}"]}
        assert world.tools.edition.title in str(mail["Subject"]) and "RD-12" in str(mail["Subject"])
        assert "kenmerk" not in str(mail["Subject"])


def test_the_servers_word_is_the_receipt_and_the_edition_is_finished_by_it(armed: Armed) -> None:
    world = released(armed())
    got = receipt(world)
    assert got is not None and {file.name for file in got.files} == {LETTER_PDF, REPORT_PDF}
    assert got.target == f"mailto:{GRIFFIE}, mailto:{PARTNER}"
    for mail, (to,) in mails(world):
        assert f"{mail['Message-ID']} aan {to}: 250 aangenomen" in got.proof
    assert len([e for e in world.events(EffectIntended) if e.key == got.key]) == 1
    world.advance()
    assert world.phase() is Phase.FINISHED and len(mails(world)) == 2


def test_everything_goes_within_the_run_that_sees_the_signal(armed: Armed) -> None:
    world = armed()
    world.see_kamerbrief()
    world.advance()
    assert world.phase() is Phase.FINISHED and receipt(world) is not None


def test_a_server_that_is_away_keeps_no_other_channel_and_is_asked_again_in_the_same_bytes(armed: Armed) -> None:
    """What the server does not take now surely has not gone: the mail after it is not offered, and nothing is sent
    twice.
    """
    world = armed()
    world.mailer.failing = [MailNotTaken("421 dicht."), MailNotTaken("421 dicht.")]
    released(world)
    assert receipt(world) is None and mails(world) == []
    assert {done.receipt.channel for done in world.events(EffectDone)} >= {"archief"}
    assert [(event.attempt, event.key in world.state.release.late) for event in put_off(world)] == [(1, True)]
    before = [line.mail.message for line in world.state.post.lines.values() if line.mail.channel]
    pipeline.deliver(world.tools, SYSTEM)
    pipeline.post(world.tools, SYSTEM)
    assert mails(world) == [], "not before the pause is over, and not with the other post either"
    world.clock.moment += FIRST_PAUSE
    pipeline.deliver(world.tools, SYSTEM)
    assert receipt(world) is not None and world.state.release.late == {}
    assert [line.mail.message for line in world.state.post.lines.values() if line.mail.channel] == before
    assert len(mails(world)) == 2 and not any(sent.again for sent in world.events(MailSent))


def test_who_runs_it_by_hand_waits_for_no_pause(armed: Armed) -> None:
    world = armed()
    world.mailer.failing = [MailNotTaken("421 dicht."), MailNotTaken("421 dicht.")]
    released(world)
    pipeline.deliver(world.tools, COORDINATOR)
    assert receipt(world) is not None


def test_a_line_that_broke_after_the_final_dot_may_give_one_mail_twice_with_one_id(armed: Armed) -> None:
    world = armed(GRIFFIE)
    world.mailer.failing = [MailUnsure("verbroken")]
    released(world)
    assert receipt(world) is None
    pipeline.deliver(world.tools, COORDINATOR)
    assert receipt(world) is not None
    assert [sent.again for sent in world.events(MailSent) if sent.key.startswith("vrijgave")] == [True]


def test_whoever_is_killed_after_the_server_took_it_sends_the_same_mail_again_and_says_so(armed: Armed) -> None:
    world = armed(GRIFFIE)

    def killed() -> None:
        raise KeyboardInterrupt

    world.see_kamerbrief()
    world.mailer.after = killed
    with pytest.raises(KeyboardInterrupt):
        pipeline.deliver(world.tools, SYSTEM)
    world.mailer.after = None
    pipeline.deliver(world.tools, SYSTEM)
    (first, _), (second, _) = mails(world)
    assert first["Message-ID"] == second["Message-ID"] and first.as_bytes() == second.as_bytes()
    assert receipt(world) is not None and world.events(MailSent)[-1].again


def test_an_address_that_is_refused_for_good_keeps_the_channel_open_until_somebody_mends_it(armed: Armed) -> None:
    """The other addresses have their mail and do not get it again; nothing is put on record over and over."""
    world = armed()
    world.mailer.refuses[GRIFFIE] = "550 bestaat niet"
    released(world)
    assert [to for _, to in mails(world)] == [(PARTNER,)] and receipt(world) is None
    said = put_off(world)[-1].said
    assert "550 bestaat niet" in said and "stuur nog eens" in said
    assert any("550" in trouble.what for trouble in pipeline.troubles(world.tools, world.state))
    seq = world.state.seq
    for _ in range(3):
        world.clock.moment += FIRST_PAUSE * 1000
        pipeline.deliver(world.tools, SYSTEM)
        pipeline.deliver(world.tools, COORDINATOR)
    assert world.state.seq == seq
    assert pipeline.next_wake(world.tools, world.clock.now()) is None, "only a person can mend it"
    (key,) = [line.mail.key for line in world.state.post.failed]
    world.mailer.refuses.clear()
    pipeline.resend(world.tools, COORDINATOR, key=key)
    assert pipeline.next_wake(world.tools, world.clock.now()) is not None
    pipeline.deliver(world.tools, SYSTEM)
    assert receipt(world) is not None and sorted(to for _, to in mails(world)) == [(PARTNER,), (GRIFFIE,)]
    world.advance()
    assert world.phase() is Phase.FINISHED


def test_mails_that_another_process_is_sending_put_the_channel_off_and_stop_nothing_else(
    armed: Armed, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = armed()

    def by_another(tools: Tools, someone: Actor, mail: OutgoingMail) -> None:
        attempted(tools, someone, mail)

    monkeypatch.setattr("bna_pipeline.pipeline.mailing_out.attempted", by_another)
    released(world)
    assert "een ander proces is met deze mail bezig" in put_off(world)[-1].said
    assert receipt(world) is None and mails(world) == [] and world.events(ReleaseFired)
    assert any(channel.delivered for channel in world.channels), "the other channel has it"


def test_a_new_address_in_the_programme_takes_the_place_of_one_that_is_refused(armed: Armed) -> None:
    world = armed()
    world.mailer.refuses[GRIFFIE] = "550 bestaat niet"
    released(world)
    mended = world.with_programme(channels("statengriffie@example.org", PARTNER)).with_mail()
    mended.references = world.references
    pipeline.deliver(mended.tools, SYSTEM)
    got = receipt(mended)
    assert got is not None and "statengriffie@example.org: 250" in got.proof
    assert [to for _, to in mended.mailer.taken] == [("statengriffie@example.org",)], "the partner has it already"


def test_a_mail_that_comes_back_after_the_receipt_is_told_and_can_be_sent_once_more(armed: Armed) -> None:
    world = armed(GRIFFIE)
    world.channels[1].closed = True  # the archive is late, so the edition is not finished
    released(world)
    (key,) = (line.mail.key for line in world.state.post.lines.values() if line.mail.channel)
    assert receipt(world) is not None
    (mail, _), *_ = mails(world)
    world.mailbox.arrive(bounce(mail))
    world.advance()
    assert [line.mail.key for line in world.state.post.failed] == [key]
    pipeline.resend(world.tools, COORDINATOR, key=key)
    world.advance()
    assert [to for _, to in mails(world)] == [(GRIFFIE,), (GRIFFIE,)] and len(world.events(EffectDone)) >= 1
    assert [done.receipt.channel for done in world.events(EffectDone)].count("post") == 1


def test_an_answer_from_the_griffie_is_kept_and_shown_to_the_coordinator(armed: Armed) -> None:
    world = armed(GRIFFIE)
    world.channels[1].closed = True
    released(world)
    (mail, _), *_ = mails(world)
    world.mailbox.arrive(reply_to(mail, sender=GRIFFIE, text="Ontvangen, dank."))
    world.advance()
    told = [trouble.what for trouble in pipeline.troubles(world.tools, world.state) if GRIFFIE in trouble.what]
    assert told == [f"De mail van {GRIFFIE} met onderwerp ‘Re: {mail['Subject']}’ antwoordt op de mail met de stukken."]


def test_what_is_too_long_to_attach_goes_as_a_link_to_the_page_or_says_where_else_it_is(armed: Armed) -> None:
    data = channels(GRIFFIE, attach_up_to=0)
    data["delivery"]["channels"][1] = {"id": "pagina", "name": "Openbare pagina", "kind": "page"}
    for address, told in (("https://bna.example.org", "https://bna.example.org/openbaar/"), (None, "Openbare pagina")):
        world = armed(GRIFFIE, attach_up_to=0).with_programme(data).with_mail()
        world.tools = replace(world.tools, public_address=address)
        released(world)
        (mail, _) = mails(world)[0]
        assert files_in(mail) == {}
        body = mail.get_body(("plain",))
        assert body is not None and told in body.get_content()


def test_without_a_mail_server_the_channel_waits_and_says_what_to_do(armed: Armed) -> None:
    world = armed()
    world.tools = replace(world.tools, mailer=None)
    released(world)
    assert "settings.toml" in put_off(world)[-1].said and receipt(world) is None


@given(st.integers(min_value=0, max_value=100_000))
def test_the_size_of_an_attachment_is_that_of_its_base64(size: int) -> None:
    assert sent_size(size) == len(body_encode(b"a" * size, eol="\r\n"))


def test_attachments_are_counted_as_they_are_sent(armed: Armed) -> None:
    world = released(armed(GRIFFIE))
    (mail, _) = mails(world)[0]
    sent = sum(len(str(part.get_payload())) for part in mail.iter_attachments())
    assert sent == sum(sent_size(len(data)) for data in files_in(mail).values())


def test_killed_before_or_after_any_entry_each_mail_goes_once_or_says_that_it_may_have_gone_twice(armed: Armed) -> None:
    """And never under another Message-ID; in the end the channel has one receipt."""
    start = armed()
    start.see_kamerbrief()
    for number in range(1, 100):
        for early in (True, False):
            world = start.copy().with_mail()
            if not _killed_at(world, number, early=early):
                assert number > 8, "two mails, three intents, three receipts at the least"
                return
            pipeline.deliver(world.tools, SYSTEM)
            assert receipt(world) is not None
            sent = [str(mail["Message-ID"]) for mail, _ in mails(world)]
            again = sum(event.again for event in world.events(MailSent) if event.key.startswith("vrijgave"))
            assert len(set(sent)) == 2 and len(sent) - 2 <= again, (number, early)
    raise AssertionError("it never came to an end")


def _killed_at(world: World, number: int, *, early: bool) -> bool:
    """Deliver, and be killed around the entry of this number; False: there were not so many."""
    append, count = world.ledger.append, itertools.count(1)

    def appended(*arguments: Any, **named: Any) -> Any:
        due = next(count) == number
        if due and early:
            raise KeyboardInterrupt
        done = append(*arguments, **named)
        if due:
            raise KeyboardInterrupt
        return done

    world.ledger.append = appended  # type: ignore[method-assign]
    try:
        pipeline.deliver(world.tools, SYSTEM)
    except KeyboardInterrupt:
        return True
    finally:
        world.ledger.append = append  # type: ignore[method-assign]
    return False


def test_a_mail_that_comes_back_after_everything_is_finished_is_told_and_can_be_sent_once_more(armed: Armed) -> None:
    """A finished edition whose package went by mail is looked at for two weeks more, and its trail grows on."""
    world = released(armed(GRIFFIE))
    world.advance()
    assert world.phase() is Phase.FINISHED and not pipeline.at_rest(world.tools)
    (mail, _), *_ = mails(world)
    world.mailbox.arrive(bounce(mail))
    world.advance()
    (failed,) = world.state.post.failed
    assert f"bna post {EDITION} --again {failed.mail.key}" in " ".join(world.waits_for())
    pipeline.resend(world.tools, COORDINATOR, key=failed.mail.key)
    world.advance()
    assert [to for _, to in mails(world)] == [(GRIFFIE,), (GRIFFIE,)] and world.state.post.failed == ()
    assert world.waits_for() == () and world.phase() is Phase.FINISHED
    seq = world.state.seq
    world.advance()
    assert world.state.seq == seq
    world.clock.moment += WATCHED
    assert pipeline.at_rest(world.tools)


def test_a_finished_edition_that_sent_nothing_out_by_mail_has_no_post_any_more(at: At) -> None:
    world = at(Phase.FINISHED).with_mail()
    assert pipeline.at_rest(world.tools) and not pipeline.takes_post(world.state)
    world.mailbox.arrive(b"From: x@example.org\r\nSubject: nog iets\r\n\r\nhallo\r\n")
    seq = world.state.seq
    world.advance()
    assert world.state.seq == seq and world.mailer.taken == []
