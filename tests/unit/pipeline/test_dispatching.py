"""A channel that does not take the package keeps no other waiting, is tried again for ever, and is told of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from bna_pipeline import pipeline
from bna_pipeline.delivery.patience import ALARMING, FIRST_PAUSE, LATER_PAUSE, LONGEST_PAUSE, next_try
from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.events import EffectDone, EffectIntended
from bna_pipeline.model.release_events import DeliveryPutOff, DossierMade
from bna_pipeline.model.step_events import StepRecovered, StepStuck
from bna_pipeline.model.transitions import Phase
from bna_pipeline.wiring.together import SideBySide
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.desk_world import MONDAY, desk, mails_to, run, text_of
from tests.unit.pipeline.fakes import MemoryChannel
from tests.unit.pipeline.world import SYSTEM, World, actor

DAY = timedelta(days=1)


@pytest.fixture
def going(at: At) -> World:
    """A release that is about to go, of which the first channel refuses."""
    return refusing(at(Phase.SIGNED))


def refusing(world: World) -> World:
    pipeline.arm(world.tools, actor("coordinator"))
    world.see_kamerbrief()
    world.channels[0].closed = True
    return world


def deliver(world: World, moment: datetime | None = None) -> pipeline.Step:
    if moment is not None:
        world.clock.moment = moment
    return pipeline.deliver(world.tools, SYSTEM)


def put_off(world: World) -> list[DeliveryPutOff]:
    return world.events(DeliveryPutOff)


def test_the_others_have_it_and_who_refuses_is_on_record_with_his_words_and_the_next_moment(going: World) -> None:
    said = deliver(going).said
    (late,) = put_off(going)
    assert late.channel == "statengriffie" and late.attempt == 1
    assert "statengriffie is dicht. Probeer het later opnieuw." in late.said
    assert any("heeft het nog niet" in sentence for sentence in said)
    assert [e.receipt.channel for e in going.events(EffectDone)][-1] == "archief"
    assert late.after > going.ledger.kept[-1].at - timedelta(seconds=5) + FIRST_PAUSE / 2


def test_what_happens_by_itself_waits_for_the_pause_and_a_person_does_not(going: World) -> None:
    deliver(going)
    first = put_off(going)[0]
    assert not deliver(going, first.after - timedelta(seconds=3)).changed
    assert len(put_off(going)) == 1
    going.tools = replace(going.tools, patient=False)
    deliver(going)
    assert [late.attempt for late in put_off(going)] == [1, 2]
    going.tools = replace(going.tools, patient=True)
    deliver(going, put_off(going)[-1].after)
    assert [late.attempt for late in put_off(going)] == [1, 2, 3]
    assert len(going.events(EffectIntended)) == 3, "the hand-over and two channels, each intended once"


def test_a_pause_of_a_clock_that_ran_ahead_keeps_nobody_waiting(going: World) -> None:
    right = going.clock.moment
    deliver(going, right + 40 * DAY)
    going.channels[0].closed = False
    deliver(going, right)
    assert going.channels[0].delivered


def test_a_channel_that_refuses_for_good_is_never_given_up_and_fills_no_ledger(going: World) -> None:
    """Forty days at a tick of five minutes: 11,520 looks."""
    deliver(going)
    begin, before = going.clock.moment, going.state.seq
    for _ in range(400):  # each look that finds it is time; those in between do nothing, as the test above shows
        late = put_off(going)[-1]
        if late.after > begin + 40 * DAY:
            break
        deliver(going, late.after)
    tries = len(put_off(going))
    assert 55 + 39 * 6 - 10 < tries < 55 + 39 * 6 + 10
    assert going.state.seq - before == tries - 1, "an attempt is one line, and nothing else is written"
    assert put_off(going)[-1].after - going.clock.moment <= LATER_PAUSE
    assert going.phase() is Phase.RELEASED and going.events(DossierMade) == []
    going.channels[0].closed = False
    deliver(going, put_off(going)[-1].after)
    pipeline.archive(going.tools, SYSTEM)
    assert going.phase() is Phase.FINISHED and not going.state.release.late


def test_it_is_a_trouble_from_the_fourth_time_on_and_recovers_by_itself(going: World) -> None:
    going.advance()
    for attempt in range(2, ALARMING):
        going.clock.moment = put_off(going)[-1].after
        going.advance()
        assert len(put_off(going)) == attempt and going.events(StepStuck) == []
    for _ in range(3):
        going.clock.moment = put_off(going)[-1].after
        going.advance()
    (stuck,) = going.events(StepStuck)
    assert stuck.step == "deliver" and "statengriffie is dicht" in stuck.said
    going.channels[0].closed = False
    going.clock.moment += LONGEST_PAUSE
    going.advance()
    assert len(going.events(StepRecovered)) == 1 and going.phase() is Phase.FINISHED


def test_the_coordinator_reads_in_the_digest_which_channel_is_late_until_it_is_not(at: At) -> None:
    world = refusing(desk(at, Phase.SIGNED)[0])
    run(world)
    for _ in range(ALARMING):
        run(world, put_off(world)[-1].after)
    run(world, MONDAY + DAY)
    told = " ".join(text_of(mails_to(world, "coordinator")[-1]).split())
    late = put_off(world)[-1]
    assert "Vrijgegeven; 1 van 2 kanalen moet nog. Statengriffie heeft het pakket nog niet" in told
    assert "statengriffie is dicht" in told
    assert told.count("heeft het pakket nog niet") == 1, "one line for a channel, however often it was tried"
    world.channels[0].closed = False
    run(world, late.after + DAY)
    assert world.phase() is Phase.FINISHED


def test_two_processes_that_fail_at_once_leave_one_attempt(going: World) -> None:
    deliver(going)
    before = put_off(going)[-1]

    def other() -> None:
        going.note(before.model_copy(update={"attempt": 2, "after": next_try(2, going.clock.now())}))

    going.clock.moment = before.after
    going.ledger.busy, going.ledger.others = 1, other
    deliver(going)
    assert [late.attempt for late in put_off(going)] == [1, 2]


# -- side by side ----------------------------------------------------------------------------------------


class _Meeting(MemoryChannel):
    """Takes the package when the other channels are at it too."""

    def __init__(self, name: str, barrier: Barrier) -> None:
        super().__init__(name)
        self._barrier = barrier

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        self._barrier.wait(10)
        return super().deliver(key, files, at)


class _Broken(MemoryChannel):
    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        raise ZeroDivisionError


def test_all_channels_are_served_at_once_and_one_thread_writes_what_came_of_it(going: World) -> None:
    barrier = Barrier(2)
    names = [channel.id for channel in going.channels]
    together = tuple(_Meeting(name, barrier) for name in names)
    going.tools = replace(going.tools, release_channels=together, together=SideBySide())
    assert len([s for s in deliver(going).said if s.startswith("Afgeleverd bij")]) == 2
    assert not put_off(going) and {e.receipt.channel for e in going.events(EffectDone)} >= set(names)


def test_a_fault_of_our_own_in_one_channel_keeps_no_receipt_of_another_from_the_record(going: World) -> None:
    broken = (_Broken(going.channels[0].id), going.channels[1])
    going.tools = replace(going.tools, release_channels=broken, together=SideBySide())
    with pytest.raises(ZeroDivisionError):
        deliver(going)
    assert [e.receipt.channel for e in going.events(EffectDone)][-1] == "archief"


def test_side_by_side_gives_each_outcome_its_place_and_nothing_for_nothing() -> None:
    assert list(SideBySide()([])) == []
    assert sorted(SideBySide()([lambda: "a", lambda: "b"])) == [(0, "a"), (1, "b")]

    def fails() -> str:
        raise DeliveryFailed("weg", "later")

    came: list[tuple[int, str]] = []
    with pytest.raises(DeliveryFailed):
        came.extend(SideBySide()([fails, lambda: "b"]))
    assert came == [(1, "b")]
