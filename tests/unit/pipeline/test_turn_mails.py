"""Whose turn it is hears so once, in one mail, with one link a decision; who stands in for another hears it for him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import MailError, MailNotTaken
from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.review_events import AbsenceNoted, TermExtended
from bna_pipeline.model.round import Purpose
from bna_pipeline.model.transitions import Phase
from bna_pipeline.ports import Taken
from bna_pipeline.rounds.terms import ZONE, working_days_from
from tests.support.budget import where_there_is_time
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.desk_world import MONDAY, NotedLinks, desk, mails_to, run, text_of, told
from tests.unit.pipeline.fakes import reply_to
from tests.unit.pipeline.test_reading import next_draft
from tests.unit.pipeline.world import World, actor

FIRST = ("lezer-mensen", "lezer-ruimte", "lezer-techniek", "lezer-rijk")
DAY = timedelta(days=1)
TURN, TERM, OVERDUE = Purpose.YOUR_TURN, Purpose.TERM, Purpose.OVERDUE


@pytest.fixture
def opened(at: At) -> tuple[World, NotedLinks]:
    """The first stage is reached, and everyone in it was told."""
    world, links = desk(at)
    run(world)
    return world, links


def keys(world: World, *purposes: Purpose) -> list[str]:
    return [key for key, line in world.state.post.lines.items() if line.mail.purpose in purposes]


def test_everyone_in_the_stage_that_is_reached_is_told_once_with_what_by_when_and_a_link(
    opened: tuple[World, NotedLinks],
) -> None:
    world, links = opened
    assert keys(world, TURN) == [f"beurt:{person}:lezers:1" for person in FIRST]
    assert set(links.given.values()) == {(person, LinkPurpose.REVIEW, "lezers") for person in FIRST}
    (mail,) = mails_to(world, "lezer-ruimte")
    text = text_of(mail)
    assert "uiterlijk maandag 20 januari 2020" in text, "five working days after the stage was opened"
    assert "leefomgeving" in text and text.count("https://toetsing.example.org/link/") == 1
    assert "concept 1" in str(mail["Subject"]) and mail["Auto-Submitted"] == "auto-generated"
    before = len(world.mailer.taken)
    for hours in (1, 5, 23):
        run(world, MONDAY + timedelta(hours=hours))
    assert len(mails_to(world, "lezer-ruimte")) == 1 and len(keys(world, TURN)) == len(FIRST)
    assert len(world.mailer.taken) >= before


def test_a_mail_that_is_sent_once_more_has_a_link_of_its_own(at: At) -> None:
    """The first one went to another address, and may have passed by now."""
    world, links = desk(at)
    world.mailer.refuses["lezer-ruimte@example.org"] = "550 onbekend"
    run(world)
    world.mailer.refuses.clear()
    (line,) = world.state.post.failed
    pipeline.resend(world.tools, actor("coordinator"), key=line.mail.key)
    run(world, MONDAY + 30 * DAY)
    assert len([who for who, _, _ in links.given.values() if who == "lezer-ruimte"]) == 2
    first, again = sorted(links.expiry[key] for key, (who, _, _) in links.given.items() if who == "lezer-ruimte")
    assert first < world.clock.moment < again
    assert f"werkt tot en met {dutch_date((again - DAY).date())}" in text_of(mails_to(world, "lezer-ruimte")[-1])


def test_who_has_decided_hears_nothing_more_and_the_next_stage_hears_that_it_is_its_turn(
    opened: tuple[World, NotedLinks],
) -> None:
    world, _ = opened
    world.approve("lezers", "lezer-mensen", "lezer-rijk")
    run(world)
    assert keys(world, TURN)[len(FIRST) :] == ["beurt:programmadirecteur:directie:1"]
    for days in range(1, 12):
        run(world, MONDAY + days * DAY)
    assert {line.mail.person for line in world.state.post.lines.values() if line.mail.purpose is TERM} == {
        "programmadirecteur"
    }


def test_a_deputy_is_told_for_whom_while_somebody_is_away_and_he_himself_when_he_is_back(at: At) -> None:
    world, links = desk(at)
    world.note(
        AbsenceNoted(person="programmadirecteur", first=date(2020, 1, 12), last=date(2020, 1, 15), deputy="lezer-rijk")
    )
    world.approve("lezers", "lezer-mensen", "lezer-rijk")
    run(world)
    assert keys(world, TURN) == ["beurt:lezer-rijk:directie:1:namens-programmadirecteur"]
    assert list(links.given.values()) == [("lezer-rijk", LinkPurpose.REVIEW, "directie")]
    assert "namens Programmadirecteur Regio" in text_of(mails_to(world, "lezer-rijk")[0])
    run(world, MONDAY + 3 * DAY)
    assert keys(world, TURN)[1:] == ["beurt:programmadirecteur:directie:1"]


def test_a_reader_who_has_two_turns_gets_one_mail(at: At) -> None:
    """He stands in for a colleague in the stage in which he decides himself."""
    world, links = desk(at)
    days = (date(2020, 1, 12), date(2020, 1, 20))
    world.note(AbsenceNoted(person="lezer-mensen", first=days[0], last=days[1], deputy="lezer-rijk"))
    run(world)
    (line,) = told(world, "lezer-rijk")
    assert line.mail.turns == ("lezers:1:namens-lezer-mensen", "lezers:1")
    assert "twee besluiten gevraagd" in line.mail.subject
    assert sum(person == "lezer-rijk" for person, _, _ in links.given.values()) == 2
    assert told(world, "lezer-mensen") == ()


def test_a_second_turn_of_one_day_waits_for_the_next_working_day_and_a_newer_draft_does_not(at: At) -> None:
    world, _ = desk(at)
    world.note(
        AbsenceNoted(person="programmadirecteur", first=date(2020, 1, 12), last=date(2020, 1, 31), deputy="lezer-rijk")
    )
    friday = MONDAY + 4 * DAY
    run(world, friday)
    world.approve("lezers", "lezer-mensen", "lezer-rijk")
    for hours in (1, 20, 40):  # later that day, on Saturday, on Sunday
        run(world, friday + timedelta(hours=hours))
    assert len(told(world, "lezer-rijk", TURN)) == 1
    early = (friday + 3 * DAY).astimezone(ZONE).replace(hour=world.programme.round.hour - 1)
    run(world, early)
    assert len(told(world, "lezer-rijk", TURN)) == 1, "not before the hour"
    run(world, early + timedelta(hours=1))
    assert [line.mail.turns for line in told(world, "lezer-rijk", TURN)][1:] == [
        ("directie:1:namens-programmadirecteur",)
    ]


def test_a_new_draft_says_what_must_be_looked_at_again_and_only_that(opened: tuple[World, NotedLinks]) -> None:
    world, _ = opened
    world.approve("lezers", "lezer-mensen", "lezer-rijk")
    (name,) = (name for name in world.inbox.files if name[0] == "redactie")
    old = world.inbox.files[name]
    new = old.replace(b"foreword: |\n", b"foreword: |\n  Een nieuwe zin.\n\n", 1)
    new = new.replace(b"sent_at: 2020-02-17T09", b"sent_at: 2020-02-17T10", 1)
    assert new.count(b"T10:00:00") == 1 and len(new) > len(old)
    world.inbox.files["redactie", "nieuw.yaml"] = new
    run(world, MONDAY + timedelta(hours=2))
    assert world.state.draft is not None and world.state.draft.version == 2
    (_, again) = told(world, "lezer-mensen", TURN)
    assert again.mail.turns == ("lezers:2",), "a newer draft does not wait for the next day"
    body = text_of(mails_to(world, "lezer-mensen")[-1])
    assert "Dat akkoord blijft staan, behalve voor" in body and "- Voorwoord: de tekst is gewijzigd" in body
    assert "leefomgeving" not in body


@where_there_is_time
def test_where_only_what_follows_from_elsewhere_moved_the_mail_promises_one_click(
    opened: tuple[World, NotedLinks],
) -> None:
    world, _ = opened
    world.approve("lezers", "lezer-techniek")
    next_draft(world)
    run(world, MONDAY + timedelta(hours=2))
    mail = mails_to(world, "lezer-techniek")[-1]
    assert "bevestigen" in str(mail["Subject"]) and "- Overzicht van alle acties" in text_of(mail)
    assert "bevestigt dat met één klik" in text_of(mail)
    pipeline.reconfirm(world.tools, actor("lezer-techniek"), stage="lezers", draft=2)
    assert "met één klik" not in text_of(mails_to(world, "lezer-mensen")[-1]), "he has not seen it yet"


def test_reminders_go_on_their_days_to_who_has_not_decided_and_older_ones_lapse(
    opened: tuple[World, NotedLinks],
) -> None:
    world, _ = opened
    due = working_days_from(MONDAY.date(), 5)
    for days in range(1, 6):
        run(world, MONDAY + days * DAY)
    first = working_days_from(due, -2).isoformat()
    assert keys(world, TERM) == [f"termijn:{person}:lezers:1@{first}" for person in FIRST]
    world.approve("lezers", "lezer-ruimte")
    for days in range(6, 12):
        run(world, MONDAY + days * DAY)
    later = [key for key in keys(world, TERM) if not key.endswith(first)]
    after = working_days_from(due, 1).isoformat()
    assert later == [f"termijn:{person}:lezers:1@{after}" for person in FIRST if person != "lezer-ruimte"]
    assert "is voorbij" in str(mails_to(world, "lezer-mensen")[-1]["Subject"])


@where_there_is_time
def test_after_standing_still_only_the_last_reminder_goes(opened: tuple[World, NotedLinks]) -> None:
    world, _ = opened
    run(world, MONDAY + 10 * DAY)
    assert len(told(world, "lezer-mensen", TERM)) == 1


@where_there_is_time
def test_an_expired_term_is_told_once_and_once_more_when_it_was_extended(opened: tuple[World, NotedLinks]) -> None:
    world, _ = opened
    for days in range(1, 12):
        run(world, MONDAY + days * DAY)
    assert keys(world, OVERDUE) == ["escalatie:gedeputeerde:lezers:1:2020-01-20"]
    assert "- Beleidsmedewerker Ruimte" in text_of(mails_to(world, "gedeputeerde")[0])
    world.note(TermExtended(stage="lezers", draft=1, until=date(2020, 1, 29), reason="ziekte"))
    for days in range(12, 19):
        run(world, MONDAY + days * DAY)
    assert keys(world, OVERDUE)[1:] == ["escalatie:gedeputeerde:lezers:1:2020-01-29"]


def test_who_is_only_told_that_a_term_passed_is_not_sent_to_a_link_when_he_writes_back(
    opened: tuple[World, NotedLinks],
) -> None:
    world, _ = opened
    run(world, MONDAY + 8 * DAY)
    for person in ("gedeputeerde", "lezer-ruimte"):
        told_of_it = mails_to(world, person)[-1]
        world.mailbox.arrive(reply_to(told_of_it, text="Dank.", sender=f"{person}@example.org"))
    run(world, MONDAY + 8 * DAY + timedelta(hours=1))
    answers = {person: text_of(mails_to(world, person)[-1]) for person in ("gedeputeerde", "lezer-ruimte")}
    assert all("geen besluit" in text for text in answers.values())
    assert ["Gebruik dan de link" in " ".join(text.split()) for text in answers.values()] == [False, True]


def test_that_a_term_has_passed_is_not_told_once_it_was_extended(opened: tuple[World, NotedLinks]) -> None:
    world, _ = opened
    take = world.mailer.send

    def put_off(message: bytes, to: Sequence[str]) -> Taken:
        if "gedeputeerde@example.org" in to:
            raise MailNotTaken("451 later.")
        return take(message, to)

    world.mailer.send = put_off  # type: ignore[method-assign]
    run(world, MONDAY + 8 * DAY)
    assert [line.put_off is not None for line in told(world, "gedeputeerde", OVERDUE)] == [True]
    world.note(TermExtended(stage="lezers", draft=1, until=date(2020, 1, 29), reason="ziekte"))
    world.mailer.send = take  # type: ignore[method-assign]
    run(world, MONDAY + 9 * DAY)
    assert mails_to(world, "gedeputeerde") == []


def test_secretary_and_signers_are_told_each_in_his_turn(at: At) -> None:
    world, links = desk(at, Phase.FOR_ADOPTION)
    run(world)
    assert keys(world, TURN) == ["beurt:kabinetschef:vaststelling:1"]
    world.adopt()
    run(world)
    assert keys(world, TURN)[1:] == ["beurt:gedeputeerde:Gedeputeerde:1"]
    pipeline.sign(world.tools, actor("gedeputeerde"))
    run(world)
    run(world, MONDAY + DAY)  # he was told of the adoption today
    assert keys(world, TURN)[2:] == ["beurt:kabinetschef:Kabinetschef:1"]
    assert [purpose for _, purpose, _ in links.given.values()] == [
        LinkPurpose.ADOPT,
        LinkPurpose.SIGN,
        LinkPurpose.SIGN,
    ]
    before = len(world.mailer.taken)
    pipeline.sign(world.tools, actor("kabinetschef"))
    run(world)
    assert len(world.mailer.taken) == before


@where_there_is_time
def test_a_mail_that_nobody_took_before_the_decision_never_goes(at: At) -> None:
    world, _ = desk(at)
    world.mailer.failing = [MailError("Het wachtwoord klopt niet.") for _ in range(9)]
    run(world)
    assert world.mailer.taken == []
    world.approve("lezers", "lezer-mensen", "lezer-rijk")
    world.mailer.failing = []
    run(world, MONDAY + timedelta(hours=3))
    assert {line.mail.person for line in world.state.post.lines.values() if line.sent_at} & set(FIRST) == set()


@where_there_is_time
def test_who_returned_the_draft_waits_for_the_next_one_himself(opened: tuple[World, NotedLinks]) -> None:
    world, _ = opened
    pipeline.decide(
        world.tools, actor("lezer-mensen"), stage="lezers", verdict=Verdict.RETURN, comment="Het voorwoord klopt niet."
    )
    for days in range(1, 9):
        run(world, MONDAY + days * DAY)
    assert told(world, "lezer-mensen", TERM) == ()


def test_without_a_desk_the_mail_says_whom_to_ask_and_has_no_link(at: At) -> None:
    world, _ = desk(at)
    world = world.copy().with_mail()  # no links
    world.clock.moment = MONDAY
    run(world)
    text = text_of(mails_to(world, "lezer-mensen")[0])
    assert "https://" not in text and "Vraag de coördinator (coordinator@example.org) om de stukken" in text


def test_a_person_without_an_address_gets_nothing_and_nothing_is_recorded(at: At) -> None:
    world = at(Phase.CONCEPT).with_mail()
    world.clock.moment = MONDAY
    run(world)
    assert [line for line in world.state.post.lines.values() if line.mail.person is not None] == []
