"""At the set minute the package goes by itself, once every clock that is asked says that it has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline import pipeline
from bna_pipeline.errors import (
    BytesChanged,
    DraftMoved,
    EmbargoStands,
    TimestampFailed,
    TransitionRefused,
    WrongUse,
)
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.release_events import ClockDoubted, MomentReached, ReleaseFired, ReleasePlanned
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import When
from bna_pipeline.pipeline.alarming import alarms_of
from bna_pipeline.pipeline.moment import _require_one
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.kamer import COORDINATOR, NOON, SENDER, HandAuthority, fired, signalled
from tests.unit.pipeline.world import World, actor

ZONE = ZoneInfo("Europe/Amsterdam")
TWO = datetime(2020, 7, 2, 14, 0, tzinfo=ZONE)


def planned(at: At, **rule: bool) -> World:
    """An armed edition that goes on 2 July at 14:00."""
    world = signalled(at, Phase.SIGNED, armed=True, moment=rule)
    pipeline.plan_release(world.tools, COORDINATOR, at=TWO)
    return world


def test_the_package_goes_at_the_minute_and_not_before(at: At) -> None:
    world = planned(at)
    world.clock.moment = TWO.astimezone(UTC) - timedelta(seconds=8)
    assert not fired(world)
    world.clock.moment = TWO.astimezone(UTC)
    assert fired(world)
    assert world.events(MomentReached)[0].planned == TWO
    assert world.events(ReleaseFired)[0].kamerbrief is None


def test_the_dossier_waits_for_the_kamerbrief_which_may_still_come_by_hand(at: At) -> None:
    world = planned(at)
    world.clock.moment = TWO.astimezone(UTC)
    world.advance()
    assert world.phase() is Phase.RELEASED and all(channel.delivered for channel in world.channels)
    acts = {wait.act: wait for wait in pipeline.waits(world.tools)}
    assert acts[Act.NOTE_KAMERBRIEF].sentence.startswith("voor het dossier: de Kamerbrief")
    assert acts[Act.ARCHIVE].when is When.LATER
    world.see_kamerbrief()
    world.advance()
    assert world.phase() is Phase.FINISHED
    assert any("kamerbrief/" in path for path in world.outbox.files if path.startswith("dossier/"))


def test_what_went_with_its_kamerbrief_takes_no_other(at: At) -> None:
    world = signalled(at, Phase.SIGNED, armed=True, moment={})
    world.see_kamerbrief()
    assert fired(world)
    with pytest.raises(EmbargoStands, match="is vertrokken"):
        world.see_kamerbrief("901")
    assert not world.see_kamerbrief().changed


def test_a_minute_may_be_set_before_the_signatures_and_moved_and_taken_back(at: At) -> None:
    world = signalled(at, Phase.ADOPTED, moment={})
    assert pipeline.plan_release(world.tools, COORDINATOR, at=TWO).changed
    assert not pipeline.plan_release(world.tools, COORDINATOR, at=TWO).changed
    assert pipeline.plan_release(world.tools, COORDINATOR, at=TWO + timedelta(days=1)).changed
    assert [event.zone for event in world.events(ReleasePlanned)] == ["Europe/Amsterdam"] * 2
    with pytest.raises(WrongUse):
        pipeline.unplan_release(world.tools, COORDINATOR, reason="")
    with pytest.raises(DraftMoved, match="intussen een ander moment"):
        pipeline.unplan_release(world.tools, COORDINATOR, reason="Het debat schuift.", at=TWO)
    pipeline.unplan_release(world.tools, COORDINATOR, reason="Het debat schuift.", at=TWO + timedelta(days=1))
    assert world.state.release.planned is None
    with pytest.raises(EmbargoStands):
        pipeline.unplan_release(world.tools, COORDINATOR, reason="Nog eens.")


def test_a_minute_that_was_taken_back_lets_nothing_go(at: At) -> None:
    world = planned(at)
    pipeline.unplan_release(world.tools, COORDINATOR, reason="Het debat schuift.")
    world.clock.moment = TWO.astimezone(UTC) + timedelta(days=1)
    assert not fired(world)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (datetime(2020, 7, 2, 14, 0, tzinfo=UTC), "tijdzone"),
        (datetime(2020, 7, 2, 14, 0, 1, tzinfo=ZONE), "hele minuut"),
        (datetime(2020, 7, 1, 14, 0, tzinfo=ZONE), "al voorbij"),
        (datetime(2021, 7, 3, 14, 0, tzinfo=ZONE), "meer dan een jaar"),
        (datetime(2021, 3, 28, 2, 30, tzinfo=ZONE), "bestaat niet"),
        (datetime(2021, 3, 28, 2, 30, fold=1, tzinfo=ZONE), "bestaat niet"),
        (datetime(2020, 10, 25, 2, 30, tzinfo=ZONE), "tweemaal.*00:30 of 01:30"),
    ],
)
def test_what_is_no_one_minute_to_come_is_refused(at: At, when: datetime, why: str) -> None:
    world = signalled(at, Phase.SIGNED, armed=True, moment={})
    with pytest.raises(WrongUse, match=why):
        pipeline.plan_release(world.tools, COORDINATOR, at=when)


def test_of_a_minute_that_comes_twice_either_can_be_told(at: At) -> None:
    world = signalled(at, Phase.SIGNED, armed=True, moment={})
    second = datetime(2020, 10, 25, 2, 30, fold=1, tzinfo=ZONE)
    first = datetime(2020, 10, 25, 0, 30, tzinfo=ZoneInfo("UTC"))
    for which, moment in ((second, (1, 30)), (first, (0, 30))):
        pipeline.plan_release(world.tools, COORDINATOR, at=which)
        held = world.state.release.planned
        assert held is not None and (held.at.hour, held.at.minute) == moment


CHANGES = [
    ("Europe/Amsterdam", datetime(2021, 3, 28, 2, tzinfo=UTC)),
    ("Europe/Amsterdam", datetime(2020, 10, 25, 2, tzinfo=UTC)),
    ("America/New_York", datetime(2020, 11, 1, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2021, 4, 4, 1, tzinfo=UTC)),
    ("UTC", datetime(2021, 4, 4, 1, tzinfo=UTC)),
]
"""Zones, and when their clocks change, as those clocks show it."""


@given(st.sampled_from(CHANGES), st.integers(-180, 180))
def test_a_minute_that_is_accepted_is_shown_by_the_clock_exactly_once(
    change: tuple[str, datetime], minutes: int
) -> None:
    zone, about = change
    there = (about + timedelta(minutes=minutes)).replace(tzinfo=ZoneInfo(zone))
    moments = {there.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    shown = [m for m in moments if m.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == there.replace(tzinfo=None)]
    try:
        _require_one(there)
    except WrongUse:
        assert len(shown) != 1
    else:
        assert len(shown) == 1


def test_a_programme_without_moments_sets_none_and_an_open_edition_neither(at: At) -> None:
    with pytest.raises(WrongUse, match="niet op een vast moment"):
        pipeline.plan_release(at(Phase.SIGNED).tools, COORDINATOR, at=TWO)
    early = signalled(at, Phase.CONCEPT, moment={})
    with pytest.raises(TransitionRefused):
        pipeline.plan_release(early.tools, COORDINATOR, at=TWO)


# -- confirmed ---------------------------------------------------------------------------------------------


def test_where_it_must_be_confirmed_nothing_goes_without(at: At) -> None:
    world = planned(at, confirmed=True)
    (wait,) = (w for w in pipeline.waits(world.tools) if w.act is Act.CONFIRM_RELEASE)
    assert wait.command is not None and wait.command.startswith(f"bna release {world.tools.id} confirm")
    world.clock.moment = TWO.astimezone(UTC)
    assert not fired(world)
    assert pipeline.confirm_release(world.tools, COORDINATOR).changed
    assert not pipeline.confirm_release(world.tools, COORDINATOR).changed
    assert fired(world)


def test_a_confirmation_is_of_this_package_at_this_minute(at: At) -> None:
    world = planned(at, confirmed=True)
    with pytest.raises(DraftMoved):
        pipeline.confirm_release(world.tools, COORDINATOR, package=sha256_hex(b"een ander"))
    pipeline.confirm_release(world.tools, COORDINATOR)
    pipeline.plan_release(world.tools, COORDINATOR, at=TWO + timedelta(minutes=1))
    assert world.state.release.confirmed is None
    pipeline.confirm_release(world.tools, COORDINATOR)
    pipeline.abort(world.tools, COORDINATOR, reason="Een fout.")
    with pytest.raises(EmbargoStands):
        pipeline.confirm_release(world.tools, COORDINATOR)
    pipeline.arm(world.tools, COORDINATOR)
    world.clock.moment = TWO.astimezone(UTC) + timedelta(hours=1)
    assert not fired(world), "another package, and nobody confirmed it"


def test_a_minute_that_was_reached_lets_no_other_package_go(at: At) -> None:
    world = planned(at, confirmed=True)
    pipeline.confirm_release(world.tools, COORDINATOR)
    world.clock.moment = TWO.astimezone(UTC)
    assert pipeline.reach_moment(world.tools, COORDINATOR).changed
    pipeline.abort(world.tools, COORDINATOR, reason="Een fout.")
    pipeline.arm(world.tools, COORDINATOR)
    assert not fired(world)


def test_a_hold_keeps_the_package_at_its_minute_until_it_is_lifted(at: At) -> None:
    world = planned(at)
    pipeline.hold(world.tools, COORDINATOR, reason="Wacht even.")
    world.clock.moment = TWO.astimezone(UTC)
    assert not fired(world)
    pipeline.arm(world.tools, COORDINATOR)
    assert fired(world)


# -- the authority's clock ---------------------------------------------------------------------------------


def vouched(at: At, says: datetime) -> tuple[World, HandAuthority]:
    world, authority = planned(at), HandAuthority(says)
    world.tools = replace(world.tools, timestamper=authority)
    return world, authority


def test_a_clock_that_is_set_forward_lets_nothing_go_and_is_doubted_once(at: At) -> None:
    world, authority = vouched(at, NOON)
    world.clock.moment = TWO.astimezone(UTC) + timedelta(hours=1)
    assert not fired(world) and not fired(world)
    (doubted,) = world.events(ClockDoubted)
    assert (doubted.planned, doubted.vouched) == (TWO, NOON)
    kept = set(world.blobs.kept)
    assert not fired(world) and set(world.blobs.kept) == kept, "no token is kept that says nothing"
    authority.at = TWO.astimezone(UTC)
    assert fired(world) and world.state.release.clock_doubted is None
    (reached,) = world.events(MomentReached)
    assert reached.vouched == TWO and world.blobs.get(reached.token).startswith(b"token over ")


def test_two_clocks_that_are_seconds_apart_are_no_doubt_and_the_later_one_decides(at: At) -> None:
    world, authority = vouched(at, TWO.astimezone(UTC) - timedelta(seconds=5))
    world.clock.moment = TWO.astimezone(UTC)
    assert not fired(world) and world.events(ClockDoubted) == []
    authority.at = TWO.astimezone(UTC)
    assert fired(world)


def test_an_authority_that_is_away_lets_nothing_go_and_is_asked_again(at: At) -> None:
    world, authority = vouched(at, NOON)
    authority.at = TimestampFailed("De dienst antwoordt niet.")
    world.clock.moment = TWO.astimezone(UTC)
    world.advance()
    assert world.phase() is Phase.SIGNED and "moment" in {s.step for s in world.state.stuck}
    wake = pipeline.next_wake(world.tools, world.clock.moment)
    assert wake is not None and wake <= world.clock.moment, "at the next look"
    authority.at = TWO.astimezone(UTC) + timedelta(seconds=40)
    world.advance()
    assert world.phase() is not Phase.SIGNED and "moment" not in {s.step for s in world.state.stuck}


# -- what changes a byte disarms -----------------------------------------------------------------------------


def test_after_another_decision_neither_minute_nor_kamerbrief_lets_the_old_package_go(at: At) -> None:
    world = planned(at)
    with pytest.raises(TransitionRefused, match="staat klaar"):
        pipeline.withdraw_adoption(world.tools, actor("kabinetschef"), reason="Een fout.")
    pipeline.abort(world.tools, COORDINATOR, reason="Een ander besluit.")
    pipeline.withdraw_adoption(world.tools, actor("kabinetschef"), reason="Een fout.")
    world.play_to(Phase.FOR_ADOPTION)
    world.adopt()
    for person in ("gedeputeerde", "kabinetschef"):
        pipeline.sign(world.tools, actor(person))
    world.clock.moment = TWO.astimezone(UTC)
    world.see_kamerbrief()
    assert world.phase() is Phase.SIGNED and not fired(world)
    assert [alarm.about.rpartition("-")[2] for alarm in alarms_of(world.tools, world.state)] == ["klaarzetten"]
    pipeline.arm(world.tools, COORDINATOR)
    assert fired(world)


def test_a_byte_of_the_package_that_changed_in_the_store_keeps_it_here_at_its_minute(at: At) -> None:
    world = planned(at)
    assert world.state.armed is not None
    world.blobs.kept[world.state.armed.files[-1].sha256] += b" "
    world.clock.moment = TWO.astimezone(UTC)
    pipeline.reach_moment(world.tools, COORDINATOR)
    with pytest.raises(BytesChanged):
        pipeline.deliver(world.tools, COORDINATOR)
    assert world.events(ReleaseFired) == []


def test_everything_that_may_let_it_go_is_named_with_its_command(at: At) -> None:
    world = signalled(
        at, Phase.SIGNED, armed=True, inbox=True, senders=[SENDER], tweede_kamer={}, moment={"confirmed": True}
    )
    said = world.waits_for()
    edition = world.tools.id
    assert said[0] == (
        "de Kamerbrief (de open data van de Tweede Kamer worden nagekeken; "
        f"leg hem in inbox/{edition}/kamerbrief/; laat hem mailen door {SENDER}): "
        f"`bna release {edition} --kamerbrief BESTAND`"
    )
    assert f'`bna release {edition} at "JJJJ-MM-DDTUU:MM" --zone Europe/Amsterdam`' in said[1]
    pipeline.plan_release(world.tools, COORDINATOR, at=TWO)
    said = world.waits_for()
    assert said[1] == "of 02-07-2020 14:00 (Europe/Amsterdam)"
    assert said[2].endswith(f"`bna release {edition} confirm`")


def test_a_programme_that_hands_it_in_alone_waits_in_the_words_that_it_had(at: At) -> None:
    world = at(Phase.SIGNED)
    pipeline.arm(world.tools, COORDINATOR)
    assert world.waits_for() == (f"de Kamerbrief: `bna release {world.tools.id} --kamerbrief BESTAND`",)
