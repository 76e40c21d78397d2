"""A mail costs the same, however many came before it: a round of a thousand partners is no square of it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from bna_pipeline import pipeline
from bna_pipeline.model.round_events import MailReceived
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import reply_to
from tests.unit.pipeline.test_posting import CITY, opened
from tests.unit.pipeline.world import SYSTEM, World


@pytest.fixture
def asked(at: At) -> World:
    world = opened(at)
    pipeline.post(world.tools, SYSTEM)
    return world


def readings(world: World, request: EmailMessage, numbers: range) -> int:
    """How often the ledger is read while these replies come in, each with a file that nobody sent before."""
    for number in numbers:
        world.mailbox.arrive(reply_to(request, (f"{number}.yaml", b"nummer: %d" % number)))
    before = len(world.ledger.asked)
    pipeline.collect(world.tools, SYSTEM)
    return len(world.ledger.asked) - before


def test_a_mail_asks_no_more_of_the_ledger_when_many_came_before_it(asked: World) -> None:
    address = asked.programme.partner(CITY).contact.mail
    mails = [asked.mailer.read(n) for n in range(len(asked.mailer.taken))]
    request = next(mail for mail in mails if mail["To"] == address)
    first = readings(asked, request, range(5))
    assert readings(asked, request, range(5, 10)) <= first
    assert len(asked.events(MailReceived)) == 10


def test_the_mailbox_is_let_go_of_after_every_look(asked: World) -> None:
    """A server that stays open for weeks would else hold its connection as long."""
    before = asked.mailbox.closed
    pipeline.collect(asked.tools, SYSTEM)
    asked.mailbox.away = True
    pipeline.collect(asked.tools, SYSTEM)
    assert asked.mailbox.closed == before + 2
