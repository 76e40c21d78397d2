"""An edition is looked at again by itself when something may be due, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bna_pipeline import pipeline
from bna_pipeline.delivery.patience import FIRST_PAUSE
from bna_pipeline.model.transitions import Phase
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.kamer import COORDINATOR, NOON, fired, report_of, signalled, watched
from tests.unit.pipeline.test_moment import TWO
from tests.unit.pipeline.world import World


def wake(world: World) -> datetime | None:
    return pipeline.next_wake(world.tools, NOON)


def test_nothing_waits_where_only_people_move_an_edition_on(at: At) -> None:
    for phase in (Phase.NONE, Phase.OPEN, Phase.SIGNED, Phase.FINISHED):
        assert wake(at(phase)) is None
    assert wake(signalled(at, Phase.ADOPTED, inbox=True)) is None, "a tick is soon enough before a release"


def test_the_set_minute_is_waited_for_once_it_can_let_something_go(at: At) -> None:
    world = signalled(at, Phase.SIGNED, armed=True, moment={"confirmed": True})
    assert wake(world) is None
    pipeline.plan_release(world.tools, COORDINATOR, at=TWO)
    assert wake(world) is None, "nobody confirmed it"
    pipeline.confirm_release(world.tools, COORDINATOR)
    assert wake(world) == TWO.astimezone(UTC)
    assert pipeline.next_wake(world.tools, TWO + timedelta(minutes=3)) == TWO + timedelta(minutes=3)
    pipeline.hold(world.tools, COORDINATOR, reason="Wacht even.")
    assert wake(world) is None


def test_the_kamer_is_asked_when_its_pause_is_over(at: At) -> None:
    world, kamer = watched(at)
    assert wake(world) == NOON, "at the next look"
    kamer.pace.until = NOON + timedelta(seconds=20)
    assert wake(world) == kamer.pace.until
    world.see_kamerbrief()
    assert wake(world) == NOON, "it is out, and nothing went yet"
    assert fired(world) and wake(world) is None


def test_a_doubt_waits_for_a_person_and_the_kamer_is_asked_on(at: At) -> None:
    world, kamer = watched(at)
    kamer.publish(report_of(world) + b"x")
    assert not fired(world)
    kamer.pace.until = NOON + timedelta(seconds=20)
    assert wake(world) == kamer.pace.until


def test_inbox_and_mailbox_are_looked_into_at_every_look_once_the_release_is_armed(at: At) -> None:
    assert wake(signalled(at, Phase.SIGNED, armed=True, inbox=True)) == NOON


def test_a_channel_that_was_put_off_is_tried_when_its_pause_is_over(at: At) -> None:
    world = signalled(at, Phase.SIGNED, armed=True, inbox=True)
    world.see_kamerbrief()
    world.channels[0].closed = True
    assert fired(world)
    (late,) = world.state.release.late.values()
    assert wake(world) == late.after >= NOON + FIRST_PAUSE
