"""At the set minute a real timestamp authority is asked (RFC 3161 over HTTP): its clock decides, not the machine's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bna_pipeline import pipeline
from bna_pipeline.model.release_events import ClockDoubted, MomentReached
from bna_pipeline.model.transitions import Phase
from bna_pipeline.signing.tsa import TimestampAuthority
from bna_pipeline.signing.vouching import AuthorityTimestamper
from tests.support.budget import where_there_is_time
from tests.support.pki import Pki
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.conftest import at as at
from tests.unit.pipeline.conftest import played as played
from tests.unit.pipeline.kamer import COORDINATOR, NOON, fired, signalled
from tests.unit.pipeline.test_moment import TWO

pytestmark = where_there_is_time


def test_a_machine_whose_clock_was_set_forward_lets_nothing_go_and_one_day_later_it_does(at: At, pki: Pki) -> None:
    world = signalled(at, Phase.SIGNED, armed=True, moment={})
    pipeline.plan_release(world.tools, COORDINATOR, at=TWO)
    authority = AuthorityTimestamper(TimestampAuthority(pki.tsa_url), world.clock, 5)
    world.tools = replace(world.tools, timestamper=authority)
    minute = TWO.astimezone(UTC)

    world.clock.moment, pki.now = minute + timedelta(seconds=5), NOON
    assert not fired(world)
    (doubted,) = world.events(ClockDoubted)
    assert abs(doubted.vouched - NOON) < timedelta(minutes=1)

    pki.fails("tsa")
    assert not fired(world)
    pki.works("tsa")
    pki.now = minute - timedelta(seconds=3)
    assert not fired(world), "not yet by the authority's clock"

    pki.now = minute + timedelta(seconds=1)
    assert fired(world)
    (reached,) = world.events(MomentReached)
    assert reached.vouched is not None and reached.vouched >= minute
    assert isinstance(reached.vouched, datetime) and reached.token is not None
    assert len(world.blobs.get(reached.token)) > 500, "the token itself is kept"
