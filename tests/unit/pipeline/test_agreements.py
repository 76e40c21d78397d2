"""A partner that asks for it counts once its own house agrees; no answer to that question is lost."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline import pipeline
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.round import Recipient
from bna_pipeline.model.round_events import SignedOff
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.counting import originals
from bna_pipeline.pipeline.letters import Writer
from bna_pipeline.pipeline.versions import Versions
from bna_pipeline.rounds.letters import compose
from bna_pipeline.rounds.reminders import DueReminder
from bna_pipeline.rounds.schedule import PlannedReminder
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import reply_to
from tests.unit.pipeline.test_mailroom import SENT, request, with_sign_off
from tests.unit.pipeline.test_posting import CITY, COORDINATOR
from tests.unit.pipeline.world import SYSTEM, World

SECOND = SENT + b"# twee"
DIRECTOR = "directeur@eindhoven.example.org"
_PUT: list[World] = []


@pytest.fixture
def put(at: At) -> World:
    """A good version came in, and the director was asked to agree with it."""
    return put_to_director(at)


def put_to_director(at: At) -> World:
    if not _PUT:
        world = with_sign_off(at(Phase.NONE))
        world.inbox.files.clear()
        pipeline.open_edition(world.tools, COORDINATOR)
        pipeline.post(world.tools, SYSTEM)
        world.mailbox.arrive(reply_to(request(world), ("bijdrage.yaml", SENT)))
        go_on(world)
        _PUT.append(world)
    made = _PUT[0].copy().with_mail()
    made.mailer.taken = list(_PUT[0].mailer.taken)
    made.references = islice(made.references, 100, None)  # those before are given out
    return made


def go_on(world: World) -> None:
    pipeline.collect(world.tools, SYSTEM)
    pipeline.post(world.tools, SYSTEM)


def mails_to(world: World, address: str) -> list[EmailMessage]:
    found = [world.mailer.read(n) for n in range(len(world.mailer.taken))]
    return [mail for mail in found if address in str(mail["To"])]


def words_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['Subject']}\n{body.get_content()}"


def told(world: World) -> list[str]:
    """What the partner's contact reads, a mail each, after the request."""
    return [words_of(mail) for mail in mails_to(world, world.programme.partner(CITY).contact.mail)[1:]]


def answers(world: World, text: str, hour: int = 10, original: bytes = SENT) -> None:
    (question,) = [mail for mail in mails_to(world, DIRECTOR) if _carries(mail, original)]
    at = f"Fri, 17 Jan 2020 {hour}:00:00 +0100"
    world.clock.moment = max(world.clock.moment, world.clock.moment.replace(month=2))
    world.mailbox.arrive(reply_to(question, text=text, sender=DIRECTOR, at=at))


def _carries(mail: EmailMessage, original: bytes) -> bool:
    return any(part.get_payload(decode=True) == original for part in mail.iter_attachments())


def test_who_sent_it_hears_of_a_no_once_and_the_version_does_not_count(put: World) -> None:
    before = len(told(put))
    answers(put, "Niet akkoord, de bedragen kloppen niet.")
    go_on(put)
    go_on(put)
    (mail,) = told(put)[before:]
    assert "Niet akkoord met bijdrage.yaml" in mail and "Directeur" in mail and "een nieuwe versie" in mail
    assert originals(put.tools, put.state) == {}
    assert any("niet akkoord met bijdrage.yaml" in said for said in put.waits_for())
    assert [m.needs_person for m in pipeline.mail_list(put.tools).received] == [False, True]


def test_a_reminder_after_a_no_asks_for_a_new_version(put: World) -> None:
    answers(put, "Niet akkoord.")
    go_on(put)
    versions = Versions.of(put.tools, put.state)
    reminder = DueReminder(
        key=f"herinnering:{CITY}:proef",
        partner=CITY,
        department=None,
        reminder=PlannedReminder(on=date(2020, 2, 7), to=Recipient.PARTNER),
        contact=put.programme.partner(CITY).contact,
    )
    letter = Writer(put.tools, put.state, versions).reminder(reminder, "a" * 20)
    said = compose(put.tools.templates, letter.values).text
    assert "niet akkoord" in said and "voeg het verbeterde formulier toe" in said


def test_after_a_no_a_new_version_is_put_to_the_director_and_counts_when_that_one_is_agreed_with(put: World) -> None:
    answers(put, "Niet akkoord.")
    go_on(put)
    put.mailbox.arrive(reply_to(request(put), ("beter.yaml", SECOND), at="Mon, 20 Jan 2020 10:00:00 +0100"))
    go_on(put)
    assert originals(put.tools, put.state) == {}
    answers(put, "Akkoord", original=SECOND)
    go_on(put)
    assert originals(put.tools, put.state) == {CITY: sha256_hex(SECOND)}
    assert not any("akkoord" in said for said in put.waits_for())
    assert not any(m.needs_person for m in pipeline.mail_list(put.tools).received)


def test_after_a_no_an_agreement_with_the_same_version_is_enough(put: World) -> None:
    answers(put, "Niet akkoord.", 10)
    go_on(put)
    answers(put, "Akkoord", 11)
    go_on(put)
    assert originals(put.tools, put.state) == {CITY: sha256_hex(SENT)}
    assert "Dank u wel" in told(put)[-1]


def test_who_takes_the_agreement_back_is_heard_and_the_coordinator_may_note_it_all_the_same(put: World) -> None:
    answers(put, "Akkoord", 10)
    go_on(put)
    answers(put, "Niet akkoord, ik zag een fout.", 11)
    go_on(put)
    assert originals(put.tools, put.state) == {} and "Niet akkoord met" in told(put)[-1]
    pipeline.sign_off(put.tools, COORDINATOR, partner=CITY, by="Directeur")
    assert originals(put.tools, put.state) == {CITY: sha256_hex(SENT)}


def test_an_answer_that_is_neither_yes_nor_no_is_told_to_who_sent_it_and_to_the_coordinator(put: World) -> None:
    before = len(told(put))
    answers(put, "Ik kijk er morgen naar.")
    go_on(put)
    (mail,) = told(put)[before:]
    assert "Nog geen akkoord" in mail and "geen duidelijk ja of nee" in mail
    (wait,) = [said for said in put.waits_for() if "akkoord" in said]
    assert "Ik kijk er morgen naar." in wait and "bna sign-off" in wait
    assert pipeline.mail_list(put.tools).received[-1].needs_person
    answers(put, "Akkoord", 11)
    go_on(put)
    assert originals(put.tools, put.state) == {CITY: sha256_hex(SENT)}


WORDS = ("Akkoord", "Niet akkoord", "Ik kijk er morgen naar.")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    order=st.randoms(use_true_random=False),
    cut=st.integers(0, 4),
)
def test_the_last_clear_word_counts_in_whatever_order_the_mails_come_in(
    at: At, said: list[str], order: object, cut: int
) -> None:
    arrivals = list(enumerate(said))
    order.shuffle(arrivals)  # type: ignore[attr-defined]
    world = put_to_director(at)
    for place, (hour, text) in enumerate(arrivals):
        answers(world, text, 10 + hour)
        if place == cut:
            go_on(world)
    go_on(world)
    clear = [text for text in said if text != WORDS[2]]
    assert bool(originals(world.tools, world.state)) == (clear[-1:] == ["Akkoord"])
    assert len(world.events(SignedOff)) <= 1
    before = world.state.seq
    go_on(world)
    assert world.state.seq == before
