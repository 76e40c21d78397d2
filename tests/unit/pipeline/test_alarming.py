"""What counts in minutes is mailed to the coordinator in the same run, once, and holds nothing under embargo."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, timedelta
from email import message_from_string
from email.policy import default
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import KamerAway
from bna_pipeline.model.round import Purpose
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.alarming import LONG, alarms_of
from bna_pipeline.pipeline.approval import content_of, current_draft
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.kamer import COORDINATOR, NOON, HandAuthority, MemoryKamer, fired, report_of, signalled
from tests.unit.pipeline.test_moment import TWO
from tests.unit.pipeline.world import SYSTEM, World

RULE = {"attachment": "must"}


def mailing(at: At, phase: Phase, *, armed: bool = False, **signal: Any) -> World:
    world = signalled(at, phase, armed=armed, **signal).with_mail()
    world.tools = replace(world.tools, memory=None)
    return world


def alarms(world: World) -> list[str]:
    """The texts of the alarm mails that went, in order."""
    pipeline.post(world.tools, SYSTEM)
    lines = [line.mail for line in world.state.post.lines.values() if line.mail.purpose is Purpose.ALARM]
    return [world.blobs.get(mail.message.sha256).decode() for mail in lines]


@pytest.mark.parametrize("phase", [Phase.CONCEPT, Phase.ADOPTED, Phase.SIGNED])
def test_the_kamerbrief_that_is_out_too_early_is_mailed_once_for_each_reason(at: At, phase: Phase) -> None:
    world = mailing(at, phase)
    assert alarms(world) == []
    world.see_kamerbrief()
    (mail,) = alarms(world)
    wanted = "nog niet ondertekend" if phase is not Phase.SIGNED else "vrijgave staat nog niet klaar"
    assert wanted in mail.replace("=\r\n", "") and "Subject: ALARM" in mail
    assert len(alarms(world)) == 1


def test_another_reason_is_another_mail(at: At) -> None:
    world = mailing(at, Phase.SIGNED, armed=True)
    pipeline.hold(world.tools, COORDINATOR, reason="Wacht op de griffie.")
    world.see_kamerbrief()
    assert "aangehouden: Wacht op de griffie" in alarms(world)[0]
    pipeline.abort(world.tools, COORDINATOR, reason="Een fout.")
    assert len(alarms(world)) == 2 and "staat nog niet klaar" in alarms(world)[1]
    pipeline.arm(world.tools, COORDINATOR)
    assert fired(world) and len(alarms(world)) == 2


def test_a_release_that_goes_at_once_alarms_nobody(at: At) -> None:
    world = mailing(at, Phase.SIGNED, armed=True)
    world.see_kamerbrief()
    assert fired(world) and alarms(world) == []


def test_a_doubted_letter_is_mailed_in_the_run_that_found_it_and_again_when_it_became_another_doubt(at: At) -> None:
    world, kamer = mailing(at, Phase.SIGNED, armed=True, tweede_kamer=RULE), MemoryKamer()
    world.tools = replace(world.tools, kamer=kamer)
    kamer.publish(id="brief")
    assert not fired(world)
    (mail,) = alarms(world)
    assert "gepubliceerd in de open data" in mail and "leg hem dan" in mail
    kamer.publish(b"%PDF-1.7 anders %%EOF", id="brief")
    assert not fired(world) and len(alarms(world)) == 2
    kamer.publish(report_of(world), id="brief")
    assert fired(world) and len(alarms(world)) == 2


def test_a_clock_that_is_doubted_is_mailed_and_one_that_passed_a_held_release_too(at: At) -> None:
    world = mailing(at, Phase.SIGNED, armed=True, moment={})
    pipeline.plan_release(world.tools, COORDINATOR, at=TWO)
    world.tools = replace(world.tools, timestamper=HandAuthority(NOON))
    world.clock.moment = TWO.astimezone(UTC) + timedelta(seconds=30)
    assert not fired(world)
    (mail,) = alarms(world)
    assert "klok van de computer" in mail
    pipeline.hold(world.tools, COORDINATOR, reason="Eerst de klok.")
    assert any("moment van vertrek is aangebroken" in one and "aangehouden" in one for one in alarms(world))


def test_a_package_that_changed_on_disk_is_an_alarm_when_it_must_go(at: At) -> None:
    world = mailing(at, Phase.SIGNED, armed=True)
    world.see_kamerbrief()
    assert world.state.armed is not None
    world.blobs.kept[world.state.armed.files[0].sha256] += b" "
    world.advance()
    assert world.state.fired is None
    assert any("afleveren" in one and "lukt niet" in one.replace("=\r\n", "") for one in alarms(world))


def test_no_alarm_holds_a_word_or_a_byte_of_what_is_under_embargo(at: At) -> None:
    world, kamer = mailing(at, Phase.SIGNED, tweede_kamer=RULE), MemoryKamer()
    world.tools = replace(world.tools, kamer=kamer)
    kamer.publish(b"%PDF-1.7 anders %%EOF")
    assert not fired(world) and len(alarms(world)) == 1
    world.see_kamerbrief()
    mails = alarms(world)
    assert len(mails) == 2
    written = content_of(world.tools, current_draft(world.state)).model_dump_json()
    known = world.programme.model_dump_json()
    secret = [text for text in re.findall(r'"([^"\\]{40,})"', written) if text not in known]
    assert len(secret) > 50, "there is a lot to find"
    for mail in mails:
        assert "multipart/mixed" not in mail and "filename" not in mail
        parts = [p for p in message_from_string(mail, policy=default).walk() if p.get_content_maintype() == "text"]
        told = " ".join(" ".join(part.get_content() for part in parts).split())
        assert "Kamerbrief" in told and not [text for text in secret if text in told]


def test_without_a_coordinators_address_the_provinces_desk_is_told(at: At) -> None:
    world = mailing(at, Phase.SIGNED)
    people = tuple(p.model_copy(update={"mail": None}) for p in world.tools.programme.people)
    world.tools = replace(world.tools, programme=world.tools.programme.model_copy(update={"people": people}))
    world.see_kamerbrief()
    pipeline.post(world.tools, SYSTEM)
    desk = world.programme.partner(world.programme.province).contact.mail
    assert [line.mail.to for line in world.state.post.lines.values() if line.mail.purpose is Purpose.ALARM] == [(desk,)]


def test_nothing_is_to_be_heard_when_nothing_is_wrong(at: At) -> None:
    for phase in (Phase.OPEN, Phase.CONCEPT, Phase.SIGNED, Phase.FINISHED):
        world = at(phase)
        assert alarms_of(world.tools, world.state) == ()


def test_while_a_release_stands_armed_a_service_that_is_away_for_minutes_is_told_once(at: At) -> None:
    world, kamer = mailing(at, Phase.SIGNED, armed=True, tweede_kamer=RULE), MemoryKamer()
    world.tools = replace(world.tools, kamer=kamer)
    kamer.fault = KamerAway("De open data van de Tweede Kamer zijn niet te bereiken.")
    world.advance()
    assert alarms(world) == []
    world.clock.moment += LONG
    (mail,) = alarms(world)
    assert "antwoorden niet sinds" in mail.replace("=\r\n", "") and len(alarms(world)) == 1
    kamer.fault = None
    kamer.publish(report_of(world))
    assert fired(world) and len(alarms(world)) == 1
