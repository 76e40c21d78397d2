"""A release that is killed between any two effects goes on as if nothing had happened; nothing is delivered twice.

The small form of `python -m tests.kills --edition release`, which kills processes over real servers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.delivery.patience import LONGEST_PAUSE
from bna_pipeline.model.events import EffectDone, EffectIntended, Event
from bna_pipeline.model.release_events import (
    ClockDoubted,
    DossierMade,
    KamerbriefSeen,
    MomentReached,
    ReleaseFired,
    SignalDoubted,
)
from bna_pipeline.model.transitions import Phase
from tests.support.budget import budget
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.kamer import COORDINATOR, NOON, HandAuthority, report_of, signalled, watched
from tests.unit.pipeline.test_moment import TWO
from tests.unit.pipeline.world import KAMERBRIEF, World, actor

EFFECTS = {"append", "put", "write", "replace", "deliver"}


class Killed(BaseException):
    """As SIGKILL: nobody may catch it."""


@dataclass
class Reaper:
    """Counts the moments before and after each effect, and strikes at one of them."""

    at: int | None = None
    passed: list[str] = field(default_factory=list)

    def pass_by(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) - 1 == self.at:
            raise Killed


@dataclass(frozen=True)
class Watched:
    """A port that tells the reaper of its effects."""

    inner: Any
    name: str
    reaper: Reaper

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self.inner, attribute)
        return self._around(found, attribute) if attribute in EFFECTS else found

    def _around(self, act: Callable[..., Any], attribute: str) -> Callable[..., Any]:
        def watched(*arguments: Any, **how: Any) -> Any:
            self.reaper.pass_by(f"before {self.name}.{attribute}")
            done = act(*arguments, **how)
            self.reaper.pass_by(f"after {self.name}.{attribute}")
            return done

        return watched


def run(world: World, reaper: Reaper) -> None:
    """What happens by itself, in a process of its own that the reaper watches."""
    ports = {name: Watched(getattr(world.tools, name), name, reaper) for name in ("ledger", "blobs", "outbox")}
    channels = tuple(Watched(channel, channel.id, reaper) for channel in world.channels)
    tools = replace(world.tools, release_channels=channels, **ports)  # type: ignore[arg-type]
    pipeline.advance(tools, actor("systeem"))


@pytest.fixture
def going(at: At) -> World:
    world = at(Phase.SIGNED)
    pipeline.arm(world.tools, actor("coordinator"))
    world.see_kamerbrief()
    return world


def test_a_release_that_is_killed_anywhere_ends_in_the_same_state_with_one_of_everything(going: World) -> None:
    undisturbed = Reaper()
    whole = going.copy()
    run(whole, undisturbed)
    assert whole.phase() is Phase.FINISHED
    points = undisturbed.passed
    assert {"before statengriffie.deliver", "after archief.deliver", "after outbox.replace"} <= set(points)
    for number in range(0, len(points), budget(9, 1)):
        world = going.copy()
        with pytest.raises(Killed):
            run(world, Reaper(number))
        run(world, Reaper())
        assert world.phase() is Phase.FINISHED, points[number]
        for kind in (ReleaseFired, DossierMade, EffectIntended, EffectDone):
            assert len(world.events(kind)) == len(whole.events(kind)), (points[number], kind)
        assert [channel.delivered for channel in world.channels] == [c.delivered for c in whole.channels]
        assert {p: d for p, d in world.outbox.files.items() if p.startswith("pakket/")} == {
            p: d for p, d in whole.outbox.files.items() if p.startswith("pakket/")
        }


def test_a_release_that_is_killed_while_a_channel_is_away_loses_no_attempt_and_no_receipt(going: World) -> None:
    undisturbed = Reaper()
    whole = going.copy()
    whole.channels[0].closed = True
    run(whole, undisturbed)
    assert {"before statengriffie.deliver", "after archief.deliver"} <= set(undisturbed.passed)
    for number in range(0, len(undisturbed.passed), budget(17, 1)):
        world = going.copy()
        world.channels[0].closed = True
        with pytest.raises(Killed):
            run(world, Reaper(number))
        run(world, Reaper())
        assert world.state.release.late and len(world.channels[1].delivered) == 1
        world.channels[0].closed = False
        world.clock.moment += LONGEST_PAUSE
        run(world, Reaper())
        assert world.phase() is Phase.FINISHED
        assert [len(channel.delivered) for channel in world.channels] == [1, 1]


# -- every other signal ------------------------------------------------------------------------------------


def in_the_open_data(at: At) -> World:
    world, kamer = watched(at)
    kamer.publish(report_of(world))
    return world


def in_the_inbox(at: At) -> World:
    world = signalled(at, Phase.SIGNED, armed=True, inbox=True)
    world.inbox.files["kamerbrief", "brief.pdf"] = KAMERBRIEF
    return world


def at_its_minute(at: At) -> World:
    world = signalled(at, Phase.SIGNED, armed=True, moment={})
    pipeline.plan_release(world.tools, COORDINATOR, at=TWO)
    world.clock.moment = TWO.astimezone(UTC)
    world.tools = replace(world.tools, timestamper=HandAuthority(TWO.astimezone(UTC)))
    return world


def doubted(at: At) -> World:
    world, kamer = watched(at)
    kamer.publish(b"%PDF-1.7 anders %%EOF")
    return world


def clock_ahead(at: At) -> World:
    world = at_its_minute(at)
    world.tools = replace(world.tools, timestamper=HandAuthority(NOON))
    return world


ON_RECORD = (KamerbriefSeen, SignalDoubted, MomentReached, ClockDoubted, ReleaseFired, EffectIntended, EffectDone)


@pytest.mark.parametrize(
    ("begin", "seen"),
    [
        (in_the_open_data, KamerbriefSeen),
        (in_the_inbox, KamerbriefSeen),
        (at_its_minute, MomentReached),
        (doubted, SignalDoubted),
        (clock_ahead, ClockDoubted),
    ],
)
def test_a_signal_during_which_it_is_killed_is_on_record_once_and_lets_go_what_it_lets_go(
    at: At, begin: Callable[[At], World], seen: type[Event]
) -> None:
    undisturbed, whole = Reaper(), begin(at)
    run(whole, undisturbed)
    assert len(whole.events(seen)) == 1
    for number in range(0, len(undisturbed.passed), budget(13, 1)):
        world = begin(at)
        with pytest.raises(Killed):
            run(world, Reaper(number))
        run(world, Reaper())
        for kind in ON_RECORD:
            assert len(world.events(kind)) == len(whole.events(kind)), (undisturbed.passed[number], kind)
        assert [channel.delivered for channel in world.channels] == [c.delivered for c in whole.channels]
        now, then = world.state.release, whole.state.release
        assert (now.doubts, now.clock_doubted, now.late) == (then.doubts, then.clock_doubted, then.late)
