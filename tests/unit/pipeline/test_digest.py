"""The coordinator's digest: once a working day, when something moved or is wrong.

A failure stays in it until somebody has dealt with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import MailboxUnreachable, MailNotTaken, TypesettingFailed
from bna_pipeline.model.review_events import AbsenceNoted
from bna_pipeline.model.round import IncomingKind, Purpose
from bna_pipeline.model.step_events import StepRecovered, StepStuck
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.posting import ANSWERS_A_DAY
from bna_pipeline.ports import Taken
from bna_pipeline.rounds.terms import ZONE
from tests.support.budget import where_there_is_time
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.desk_world import MONDAY, desk, mails_to, run, text_of, told
from tests.unit.pipeline.fakes import reply_to
from tests.unit.pipeline.world import World, actor

DAY = timedelta(days=1)
COORDINATOR = "coordinator"


@pytest.fixture
def world(at: At) -> World:
    return desk(at)[0]


def digests(world: World) -> list[EmailMessage]:
    sent = [line.mail for line in told(world, COORDINATOR, Purpose.DIGEST)]
    subjects = {mail.subject for mail in sent}
    return [m for m in mails_to(world, COORDINATOR) if str(m["Subject"]).split(" [kenmerk")[0] in subjects]


def last(world: World) -> str:
    return text_of(digests(world)[-1])


def test_a_day_has_one_digest_and_a_day_without_news_has_none(world: World) -> None:
    for hours in (0, 1, 12, 24, 25, 48):
        run(world, MONDAY + timedelta(hours=hours))
    assert [line.mail.key for line in told(world, COORDINATOR)] == ["overzicht:coordinator:2020-01-13"]
    world.approve("lezers", "lezer-mensen")
    run(world, MONDAY + 3 * DAY)
    assert [line.mail.key for line in told(world, COORDINATOR)][1:] == ["overzicht:coordinator:2020-01-16"]
    assert "Beleidsmedewerker Arbeidsmarkt: akkoord (concept 1, stap ‘Meelezers’)." in last(world)


def test_it_goes_on_working_days_from_the_hour_on(world: World) -> None:
    early = MONDAY.astimezone(ZONE).replace(hour=world.programme.round.hour - 1)
    for moment in (early, early + 5 * DAY + timedelta(hours=4), early + 6 * DAY + timedelta(hours=4)):
        run(world, moment)
    assert told(world, COORDINATOR) == ()
    run(world, early + 7 * DAY + timedelta(hours=1))
    assert len(told(world, COORDINATOR)) == 1


def test_it_says_who_is_waited_for_since_when_until_when_and_who_is_away(world: World) -> None:
    away = MONDAY.date()
    world.note(AbsenceNoted(person="lezer-ruimte", first=away, last=away + 3 * DAY, deputy=None))
    run(world)
    text = last(world)
    line = "- Beleidsmedewerker Ruimte: oordeel in stap ‘Meelezers’ over concept 1 (2 keer akkoord is genoeg)"
    line += ", sinds 13 januari 2020"
    assert f"{line}, uiterlijk 20 januari 2020 (afwezig tot en met 16 januari 2020)" in " ".join(text.split())
    assert "er is geen vervanger" in text, "a term that falls in an absence is warned of"


def test_its_picture_stands_in_the_mail_itself_and_is_told_in_words(world: World) -> None:
    run(world)
    mail = digests(world)[-1]
    (page,) = (part for part in mail.walk() if part.get_content_type() == "text/html")
    (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    html = page.get_content()
    assert f'src="cid:{str(picture["Content-ID"]).strip("<>")}"' in html
    assert picture.get_content().startswith(b"\x89PNG") and picture["Content-Disposition"].startswith("inline")
    assert 'alt="Tijdlijn op 13 januari 2020. Uitvraag: gesloten op' in html
    assert "- Meelezers: loopt tot en met 20 januari 2020" in text_of(mail)


def test_a_mail_that_came_back_stays_in_the_digest_until_it_is_sent_once_more(world: World) -> None:
    world.mailer.refuses["lezer-ruimte@example.org"] = "550 onbekend"
    for days in range(3):
        run(world, MONDAY + days * DAY)
        world.clock.moment = MONDAY + days * DAY
    sent = digests(world)
    assert "550 onbekend" in text_of(sent[-1]) and "Sinds 13 januari 2020" in text_of(sent[-1])
    assert "één ding gaat niet goed" in str(sent[-1]["Subject"])
    world.mailer.refuses.clear()
    (line,) = world.state.post.failed
    pipeline.resend(world.tools, actor(COORDINATOR), key=line.mail.key)
    before = len(digests(world))
    run(world, MONDAY + 3 * DAY)
    assert f"{line.mail.key}#2" in world.state.post.lines, "it went once more, under a new number"
    run(world, MONDAY + 4 * DAY)
    assert all("550" not in text_of(mail) for mail in digests(world)[before:])


def test_what_a_digest_told_that_never_went_stands_in_the_next_one(world: World) -> None:
    take = world.mailer.send

    def put_off(message: bytes, to: Sequence[str]) -> Taken:
        if "coordinator@example.org" in to:
            raise MailNotTaken("451 later.")
        return take(message, to)

    world.mailer.send = put_off  # type: ignore[method-assign]
    run(world)
    assert told(world, COORDINATOR)[0].put_off is not None
    world.mailer.send = take  # type: ignore[method-assign]
    world.mailer.refuses["coordinator@example.org"] = "550 vol"
    run(world, MONDAY + DAY)
    assert told(world, COORDINATOR)[1].refused is not None
    world.mailer.refuses.clear()
    run(world, MONDAY + 2 * DAY)
    (mail,) = digests(world)
    assert "Stap ‘Meelezers’ is aan de beurt" in text_of(mail), "nobody read it before"
    assert "nog niet weg" not in text_of(mail), "a digest of another day goes no more, and nobody waits for it"
    world.approve("lezers", "lezer-mensen")
    run(world, MONDAY + 3 * DAY)
    assert "Stap ‘Meelezers’ is aan de beurt" not in last(world)


def test_what_happens_while_a_digest_is_on_its_way_stands_in_the_next_one(world: World) -> None:
    whole = world.tools.typesetter

    class Slow:
        """Somebody decides while the picture is made."""

        def typeset(self, job: object) -> object:
            return whole.typeset(job)  # type: ignore[arg-type]

        def raster(self, svg: bytes, width_px: int) -> bytes:
            world.approve("lezers", "lezer-mensen")
            return whole.raster(svg, width_px)

    world.tools = replace(world.tools, typesetter=Slow())  # type: ignore[arg-type]
    run(world)
    world.tools = replace(world.tools, typesetter=whole)
    assert "Arbeidsmarkt: akkoord" not in last(world)
    run(world, MONDAY + DAY)
    assert "Beleidsmedewerker Arbeidsmarkt: akkoord" in last(world)


def test_a_digest_of_today_that_was_refused_goes_once_more(world: World) -> None:
    world.mailer.refuses["coordinator@example.org"] = "550 vol"
    run(world)
    world.mailer.refuses.clear()
    (line,) = world.state.post.failed
    pipeline.resend(world.tools, actor(COORDINATOR), key=line.mail.key)
    run(world, MONDAY + timedelta(hours=1))
    assert len(digests(world)) == 1
    (again,) = [key for key in world.state.post.lines if key.endswith("#2")]
    world.clock.moment = MONDAY + DAY
    (said,) = pipeline.resend(world.tools, actor(COORDINATOR), key=again).said
    assert "gaat niet nog eens" in said, "of another day it does not go, and nobody is told that it does"


def failing(world: World, name: str) -> Callable[[], None]:
    """Break the typesetter under a step; what mends it again."""
    whole = world.tools.typesetter

    class Broken:
        def typeset(self, job: object) -> object:
            raise TypesettingFailed(f"Het lettertype {name} ontbreekt.", "Zet het terug.")

        def raster(self, svg: bytes, width_px: int) -> bytes:
            return whole.raster(svg, width_px)

    world.tools = replace(world.tools, typesetter=Broken())  # type: ignore[arg-type]

    def mend() -> None:
        world.tools = replace(world.tools, typesetter=whole)

    return mend


@where_there_is_time
def test_a_step_that_is_stuck_is_on_record_once_and_in_every_digest_until_it_goes(world: World) -> None:
    (name,) = (name for name in world.inbox.files if name[0] == "redactie")
    new = world.inbox.files[name].replace(b"sent_at: 2020-02-17T09", b"sent_at: 2020-02-17T10", 1)
    world.inbox.files["redactie", "nieuw.yaml"] = new.replace(b"foreword: |\n", b"foreword: |\n  Nieuw.\n\n", 1)
    mend = failing(world, "Onvindbaar")
    for days in range(2):
        for hours in range(2):
            run(world, MONDAY + days * DAY + timedelta(hours=hours))
    assert len(world.events(StepStuck)) == 1, "however often it is tried"
    assert [s.step for s in world.state.stuck] == ["draft"]
    assert len(digests(world)) == 2 and all("Onvindbaar" in text_of(mail) for mail in digests(world))
    mend()
    run(world, MONDAY + 2 * DAY)
    assert [e.step for e in world.events(StepRecovered)] == ["draft"] and world.state.stuck == ()
    assert "Onvindbaar" not in last(world)


def test_what_does_not_go_is_told_without_the_machine_behind_it(world: World) -> None:
    """Who reads a mail can use neither where the project lies nor a command; the record keeps both."""
    root = world.tools.templates.parent.parent
    said = f"[REF-008] {root}/outbox/x/dossier.zip is gewijzigd. Voer `bna run x` uit."
    world.note(StepStuck(step="sign", code="REF-008", said=said))
    run(world)
    told = " ".join(last(world).split())
    assert "lukt niet: outbox/x/dossier.zip is gewijzigd. Vraag de beheerder om dit te herstellen." in told
    assert str(root) not in told and "bna run" not in told
    assert world.state.stuck[0].said == said


def test_a_mailbox_that_is_away_is_a_trouble_until_it_is_back(world: World) -> None:
    world.mailbox.away = True
    run(world)
    (stuck,) = world.events(StepStuck)
    assert (stuck.step, stuck.code) == ("collect", MailboxUnreachable.code)
    world.mailbox.away = False
    run(world, MONDAY + timedelta(hours=1))
    assert world.state.stuck == ()


def test_a_reply_decides_nothing_is_answered_and_stays_until_somebody_put_it_aside(world: World) -> None:
    run(world)
    mail = mails_to(world, "lezer-ruimte")[0]
    world.mailbox.arrive(reply_to(mail, text="Akkoord, wat mij betreft.", sender="lezer-ruimte@example.org"))
    run(world, MONDAY + timedelta(hours=1))
    (reply,) = world.state.post.from_people
    assert (reply.person, reply.kind, reply.about) == (
        "lezer-ruimte",
        IncomingKind.REPLY,
        "beurt:lezer-ruimte:lezers:1",
    )
    assert world.state.decisions == ()
    answer = mails_to(world, "lezer-ruimte")[-1]
    assert str(answer["Subject"]).startswith("Uw mail is geen besluit")
    assert answer["In-Reply-To"] is not None
    for days in (1, 2):
        run(world, MONDAY + days * DAY)
        assert "Beleidsmedewerker Ruimte schreef terug: ‘Akkoord, wat mij betreft.’" in last(world)
    assert "terugschreef" in " ".join(world.waits_for())
    pipeline.assign(world.tools, actor(COORDINATOR), message=reply.message.sha256[:12], partner=None)
    assert world.state.post.from_people == () and "terugschreef" not in " ".join(world.waits_for())
    run(world, MONDAY + 3 * DAY)
    assert len(told(world, "lezer-ruimte", Purpose.REPLIED)) == 1, "it was answered once"


def test_machines_that_answer_each_other_stop_and_an_absence_that_one_tells_is_passed_on(world: World) -> None:
    run(world)
    mail = mails_to(world, "lezer-rijk")[0]
    world.mailbox.arrive(reply_to(mail, text="Ik ben er niet.", Auto_Submitted="auto-replied"))
    run(world, MONDAY + DAY)
    assert len(mails_to(world, "lezer-rijk")) == 1
    assert "Accounthouder Regio Deals antwoordde automatisch: ‘Ik ben er niet.’" in last(world)


@where_there_is_time
def test_who_answers_every_mail_at_once_gets_so_many_answers_a_day_and_no_more(world: World) -> None:
    run(world)
    for number in range(ANSWERS_A_DAY + 3):
        newest = mails_to(world, "lezer-rijk")[-1]
        at = f"Mon, 13 Jan 2020 11:{number:02}:00 +0100"
        world.mailbox.arrive(reply_to(newest, text=f"Antwoord {number}", at=at))
        run(world, MONDAY + timedelta(hours=2, minutes=number))
    answers = [line for line in world.state.post.lines.values() if line.mail.purpose is Purpose.REPLIED]
    assert len(answers) == ANSWERS_A_DAY


@where_there_is_time
def test_after_the_adoption_replies_and_bounces_are_still_read(at: At) -> None:
    world, _ = desk(at, Phase.ADOPTED)
    run(world)
    mail = mails_to(world, "gedeputeerde")[0]
    world.mailbox.arrive(reply_to(mail, text="Wanneer is het?"))
    run(world, MONDAY + timedelta(hours=1))
    (reply,) = world.state.post.from_people
    assert reply.person == "gedeputeerde"
