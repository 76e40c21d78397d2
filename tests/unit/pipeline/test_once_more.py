"""Who saw no answer does it once more: it is on record already, and nothing is there twice."""

from __future__ import annotations

from datetime import date, timedelta

from bna_pipeline import pipeline
from bna_pipeline.model.draft import Outcome, Verdict
from bna_pipeline.model.events import AdoptionRecorded, DecisionGiven, DelegationGiven
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.model.transitions import Phase
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import World, actor


def later(world: World) -> None:
    world.clock.moment += timedelta(minutes=7)


def test_the_same_decision_is_recorded_once_and_another_one_is_recorded(at: At) -> None:
    world = at(Phase.CONCEPT)
    for changed in (True, False):
        step = pipeline.decide(world.tools, actor("lezer-rijk"), stage="lezers", verdict=Verdict.APPROVE)
        assert step.changed is changed
        later(world)
    pipeline.decide(world.tools, actor("lezer-rijk"), stage="lezers", verdict=Verdict.WITHDRAW)
    pipeline.decide(world.tools, actor("lezer-rijk"), stage="lezers", verdict=Verdict.APPROVE)
    verdicts = [e.decision.verdict for e in world.events(DecisionGiven)]
    assert verdicts == [Verdict.APPROVE, Verdict.WITHDRAW, Verdict.APPROVE]


def test_the_same_delegation_is_recorded_once(at: At) -> None:
    world = at(Phase.CONCEPT)
    for changed in (True, False):
        step = pipeline.delegate(
            world.tools,
            actor("coordinator"),
            principal="lezer-rijk",
            deputy="lezer-ruimte",
            valid_from=date(2020, 1, 1),
            valid_until=date(2020, 3, 1),
            reason="Verlof",
        )
        assert step.changed is changed
    assert len(world.events(DelegationGiven)) == 1


def test_what_gs_held_is_held_once_though_it_has_gone_round_again(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    for changed in (True, False):
        assert world.adopt(Outcome.HELD).changed is changed
        world.advance()
        assert world.phase() is Phase.FOR_ADOPTION
    assert len(world.events(AdoptionRecorded)) == 1


def test_a_release_is_held_once_for_one_reason(at: At) -> None:
    world = at(Phase.SIGNED)
    pipeline.arm(world.tools, actor("coordinator"))
    for reason, changed in (("vraag", True), ("vraag", False), ("nog een vraag", True)):
        assert pipeline.hold(world.tools, actor("coordinator"), reason=reason).changed is changed
    assert [e.reason for e in world.events(ReleaseHeld)] == ["vraag", "nog een vraag"]
