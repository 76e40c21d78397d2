"""The coordinator finds the contributions side by side in the outbox, and what was settled there as settled."""

from __future__ import annotations

import json
from typing import Any

from bna_pipeline import pipeline
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.observing import COHERENCE, last_observations, observations, write_observations
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_rounds import AGENCY, CITY, arrive, settle
from tests.unit.pipeline.world import SYSTEM, World, inbox_files

STOPPED = inbox_files()[AGENCY, "bijdrage.yaml"].replace(b"status: versneld", b"status: conform planning")


def contradict(world: World) -> None:
    arrive(world, AGENCY, "nieuw.yaml", STOPPED.replace(b"2020-02-12T10", b"2020-02-13T10"))


def page(world: World) -> Any:
    return json.loads(world.outbox.files[f"{COHERENCE}.json"])


def test_a_contradiction_stands_on_the_page_as_soon_as_it_is_collected_and_goes_when_it_is_settled(at: At) -> None:
    world = at(Phase.OPEN)
    assert page(world)["contradictions"] == []
    contradict(world)
    assert [c["subject"] for c in page(world)["contradictions"]] == ["PT-01"]
    settle(world, "PT-01", CITY)
    assert (page(world)["contradictions"], [c["chosen"] for c in page(world)["settled"]]) == ([], [CITY])


def test_a_page_that_is_of_now_is_left_alone_and_one_that_was_thrown_away_is_made_again(at: At) -> None:
    world = at(Phase.OPEN)
    assert not write_observations(world.tools, world.state)
    whole = world.outbox.files.pop(f"{COHERENCE}.html")
    assert pipeline.collect(world.tools, SYSTEM).changed
    assert world.outbox.files[f"{COHERENCE}.html"] == whole


def test_what_was_seen_last_is_read_back_and_what_somebody_wrote_there_is_not(at: At) -> None:
    world = at(Phase.OPEN)
    assert last_observations(world.tools) == observations(world.tools, world.state)
    for edited in (b"{}", b"[]", b"geen json"):
        world.outbox.files[f"{COHERENCE}.json"] = edited
        assert last_observations(world.tools) is None
    assert pipeline.collect(world.tools, SYSTEM).changed
    assert last_observations(world.tools) is not None


def test_before_anything_came_in_there_is_no_page(at: At) -> None:
    world = at(Phase.NONE)
    world.inbox.files.clear()
    pipeline.open_edition(world.tools, SYSTEM)
    pipeline.collect(world.tools, SYSTEM)
    assert not [path for path in world.outbox.files if path.startswith(COHERENCE)]
