"""A partial contribution is drafted with its gaps in sight, and such a draft is never adopted."""

from __future__ import annotations

import pytest
import yaml

from bna_pipeline import pipeline
from bna_pipeline.errors import ConflictOpen, ReportOwed
from bna_pipeline.model.draft import Outcome
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.approval import content_of, current_draft
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_rounds import CITY, SENT, arrive, settle
from tests.unit.pipeline.world import READERS, World, actor

COORDINATOR = actor("coordinator")
SAID = "Bericht volgt nog van Gemeente Eindhoven"


def contribution(**changes: str) -> bytes:
    """The city's contribution an hour later, without the action that it leads in the living environment."""
    data = yaml.safe_load(SENT)
    data["reports"] = [r for r in data["reports"] if r["action"] != "VL-03"]
    data["sent_at"] = data["sent_at"].isoformat().replace("T13", "T14")
    return yaml.safe_dump({**data, **changes}, allow_unicode=True).encode()


def approve(world: World) -> None:
    world.approve("lezers", *READERS)
    world.approve("directie", "programmadirecteur")
    world.advance()


@pytest.fixture
def owing(at: At) -> World:
    """A draft is approved by all, while the city still owes a report."""
    world = at(Phase.OPEN)
    arrive(world, CITY, "deel.yaml", contribution())
    pipeline.close(world.tools, COORDINATOR)
    world.advance()
    approve(world)
    return world


def test_the_sample_owes_nothing_though_partners_call_their_contribution_partial(at: At) -> None:
    world = at(Phase.CONCEPT)
    assert content_of(world.tools, current_draft(world.state)).gaps == ()


def test_the_gap_stands_in_overview_and_chapter_and_the_draft_goes_round(owing: World) -> None:
    content = content_of(owing.tools, current_draft(owing.state))
    assert content.gaps == (("VL-03", SAID),)
    assert [row.gap for row in content.report.overview.rows if row.gap] == [SAID]
    assert owing.phase() is Phase.FOR_ADOPTION


def test_a_draft_with_a_gap_is_not_adopted_and_the_refusal_says_who_what_and_how(owing: World) -> None:
    with pytest.raises(ReportOwed) as refused:
        owing.adopt()
    assert f"VL-03: {SAID}." in refused.value.message
    assert "bna settle regiodeal-2020 VL-03:melding --choose zonder" in refused.value.mend
    with pytest.raises(ReportOwed):
        owing.adopt(Outcome.MANDATE, "kabinetschef")


def test_gs_may_still_hold_it(owing: World) -> None:
    assert owing.adopt(Outcome.HELD).changed


def test_what_is_waited_for_is_the_report_and_not_the_decision(owing: World) -> None:
    (wait,) = pipeline.waits(owing.tools)
    assert (wait.subject, wait.choices) == ("VL-03:melding", ("zonder",))
    assert SAID in wait.sentence


def test_a_whole_contribution_fills_the_gap(at: At) -> None:
    world = at(Phase.OPEN)
    arrive(world, CITY, "deel.yaml", contribution())
    arrive(world, CITY, "heel.yaml", SENT.replace(b"2020-02-13T13", b"2020-02-13T15"))
    pipeline.close(world.tools, COORDINATOR)
    world.advance()
    approve(world)
    assert world.adopt().changed


def test_a_report_that_will_not_come_is_let_go_with_a_reason_and_the_next_draft_is_adopted(owing: World) -> None:
    step = settle(owing, "VL-03:melding", "zonder", "de gemeente levert dit jaar niets")
    assert step.said == ("Op VL-03:melding wordt niet meer gewacht.",)
    owing.advance()
    assert content_of(owing.tools, current_draft(owing.state)).gaps == ()
    approve(owing)
    assert owing.adopt().changed


def test_nothing_else_can_be_chosen_of_a_gap(owing: World) -> None:
    with pytest.raises(ConflictOpen, match="geen partij"):
        settle(owing, "VL-03:melding", CITY)
