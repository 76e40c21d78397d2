"""Each mail that is due goes at least once with the same bytes, and once only unless somebody was killed in between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import MailError, MailNotTaken, MailUnsure, Refused
from bna_pipeline.model.events import Event
from bna_pipeline.model.round_events import MailIntended, MailPutOff, MailRefused, MailSent, RequestMade
from bna_pipeline.model.transitions import Phase
from tests.support.budget import budget
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import reply_to
from tests.unit.pipeline.world import SYSTEM, World, actor, inbox_files

CITY = "gemeente-eindhoven"
COORDINATOR = actor("coordinator")
PARTNERS = 5


class Killed(Exception):
    """The process is gone."""


_OPENED: list[World] = []


def opened(at: At) -> World:
    """A world of its own in which the round is open, mail is there, and nothing went out yet."""
    if not _OPENED:  # the forms take longest, and are the same every time
        world = at(Phase.NONE)
        world.inbox.files.clear()
        pipeline.open_edition(world.tools, COORDINATOR)
        _OPENED.append(world)
    return _OPENED[0].copy().with_mail()


@pytest.fixture
def asked(at: At) -> World:
    """Everyone was asked by mail."""
    world = opened(at)
    pipeline.post(world.tools, SYSTEM)
    return world


def keys(world: World) -> list[str]:
    return list(world.state.post.lines)


def said(step: pipeline.Step) -> str:
    return " ".join(step.said)


def test_without_mail_nothing_is_asked_and_nothing_is_recorded(at: At) -> None:
    world = at(Phase.OPEN)
    before = world.state.seq
    assert pipeline.post(world.tools, SYSTEM) == pipeline.Step("post", False)
    assert world.state.seq == before


def test_everyone_is_asked_once_with_a_reference_and_both_forms(asked: World) -> None:
    assert len(asked.mailer.taken) == len({r.reference for r in asked.state.post.requests}) == PARTNERS
    for request in asked.events(RequestMade):
        assert any(request.reference in str(asked.mailer.read(n)["Reply-To"]) for n in range(PARTNERS))
    names = [str(part.get_filename()) for part in asked.mailer.read(0).iter_attachments()]
    assert [name.rpartition(".")[2] for name in names] == ["docx", "xlsx"]
    kinds = [part.get_content_type() for part in asked.mailer.read(0).iter_attachments()]
    assert [kind.rpartition(".")[2] for kind in kinds] == ["document", "sheet"]
    assert not pipeline.post(asked.tools, SYSTEM).changed
    assert len(asked.mailer.taken) == PARTNERS


def test_a_mail_that_the_server_puts_off_goes_later_in_the_same_bytes(at: At) -> None:
    world = opened(at)
    world.mailer.failing = [MailNotTaken("451 later.")]
    assert "451 later." in said(pipeline.post(world.tools, SYSTEM))
    assert len(world.mailer.taken) == PARTNERS - 1
    assert "nog niet verzonden" in " ".join(world.waits_for())
    pipeline.post(world.tools, SYSTEM)
    assert len(world.mailer.taken) == PARTNERS - 1, "a server that is busy is left alone for a while"
    world.clock.moment += timedelta(minutes=6)
    pipeline.post(world.tools, SYSTEM)
    first, second = [e.mail for e in world.events(MailIntended) if e.mail.key == keys(world)[0]]
    assert first == second and len(world.mailer.taken) == PARTNERS
    assert not any(e.again for e in world.events(MailSent))


def test_a_server_that_takes_nothing_is_left_alone_and_no_other_step_is_stopped(at: At) -> None:
    world = opened(at)
    world.mailer.failing = [MailError("Het wachtwoord klopt niet.")]
    world.inbox.files = inbox_files()
    steps = world.advance()
    assert "Het wachtwoord klopt niet." in " ".join(s for step in steps for s in step.said)
    assert not any(step.fault for step in steps)
    assert len(world.events(MailPutOff)) == 1 and world.mailer.taken == []
    assert len(world.state.checked) == PARTNERS + 1


def test_a_mail_of_which_nobody_knows_whether_it_went_goes_again_and_is_told_as_such(at: At) -> None:
    world = opened(at)
    world.mailer.failing = [MailUnsure("De verbinding brak af.")]
    pipeline.post(world.tools, SYSTEM)
    pipeline.post(world.tools, SYSTEM)
    first = next(e for e in world.events(MailSent) if e.key == keys(world)[0])
    assert first.again
    assert [e.again for e in world.events(MailSent) if e.key != first.key] == [False] * (PARTNERS - 1)


def test_a_refused_mail_waits_for_a_person_and_goes_once_more_to_the_address_of_now(at: At) -> None:
    world = opened(at)
    address = world.programme.partner(CITY).contact.mail
    world.mailer.refuses[address] = "550 onbekend"
    pipeline.post(world.tools, SYSTEM)
    (refused,) = world.events(MailRefused)
    assert (refused.key, refused.to) == (f"uitvraag:{CITY}", (address,))
    assert f"--again uitvraag:{CITY}" in " ".join(world.waits_for())
    pipeline.post(world.tools, SYSTEM)
    assert len(world.mailer.taken) == PARTNERS - 1
    world.mailer.refuses.clear()
    pipeline.resend(world.tools, COORDINATOR, key=refused.key)
    pipeline.post(world.tools, SYSTEM)
    assert keys(world)[-1] == f"uitvraag:{CITY}#2"
    assert len(world.mailer.taken) == PARTNERS and not world.state.post.failed
    with pytest.raises(Refused):
        pipeline.resend(world.tools, COORDINATOR, key=refused.key)


def dying(world: World, left: int) -> Callable[[], None]:
    """Count down at everything that is written or sent, and die at zero."""
    counted = [left]
    append = world.ledger.append

    def tick() -> None:
        counted[0] -= 1
        if counted[0] < 0:
            raise Killed

    def appending(edition: str, event: Event, **how: object) -> object:
        tick()
        made = append(edition, event, **how)  # type: ignore[arg-type]
        tick()
        return made

    world.ledger.append = appending  # type: ignore[assignment, method-assign]
    world.mailer.after = tick

    def alive() -> None:
        world.ledger.append = append  # type: ignore[method-assign]
        world.mailer.after = None

    return alive


def mails(world: World) -> set[tuple[str, ...]]:
    return {to for _, to in world.mailer.taken}


def test_whoever_is_killed_anywhere_no_mail_is_missing_and_a_second_copy_is_the_same_and_told(at: At) -> None:
    whole = opened(at)
    pipeline.post(whole.tools, SYSTEM)
    for left in range(0, 2 * PARTNERS * 4, budget(3, 1)):
        world = opened(at)
        alive = dying(world, left)
        with suppress(Killed):
            pipeline.post(world.tools, SYSTEM)
        alive()
        pipeline.post(world.tools, SYSTEM)
        assert mails(world) == mails(whole), left
        twice = len(world.mailer.taken) - PARTNERS
        assert twice == len(world.mailer.taken) - len(set(world.mailer.taken)), "the same bytes"
        again = [e.key for e in world.events(MailSent) if e.again]
        assert twice <= len(again) <= 1
        assert not pipeline.post(world.tools, SYSTEM).changed


def test_answers_to_one_address_stop_for_the_day_when_they_become_too_many(asked: World) -> None:
    mail = next(asked.mailer.read(n) for n in range(PARTNERS) if "eindhoven" in str(asked.mailer.read(n)["To"]))
    for number in range(25):
        asked.mailbox.arrive(reply_to(mail, text=f"Nog niets, {number}"))
    pipeline.collect(asked.tools, SYSTEM)
    step = pipeline.post(asked.tools, SYSTEM)
    assert len(asked.mailer.taken) == PARTNERS + 20
    assert "morgen verder" in said(step)
    asked.clock.moment += timedelta(days=1)
    pipeline.post(asked.tools, SYSTEM)
    assert len(asked.mailer.taken) == PARTNERS + 25
