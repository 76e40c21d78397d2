"""Last year's answers stand beside this year's in the draft, and a change of last year's makes a new one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from bna_pipeline import pipeline
from bna_pipeline.documents.content import write_content
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.movement import Direction
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.approval import content_of, current_draft
from bna_pipeline.pipeline.consolidating import consolidation_of
from bna_pipeline.pipeline.counting import draft_inputs, draft_is_current
from bna_pipeline.pipeline.moving import movement_now
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_rounds import CITY, SENT
from tests.unit.pipeline.world import World, actor, inbox_files, programme_data

COORDINATOR = actor("coordinator")
NEXT = "regiodeal-2021"


def two_years() -> dict[str, Any]:
    """The programme with an edition more; one action ends, one is renamed and one is new in it."""
    data = programme_data()
    this = data["editions"][1]
    year = {"id": NEXT, "year": 2021, "ordinal": 3, "period_start": "2020-01-01", "period_end": "2020-12-31"}
    data["editions"].append({**this, **year, "opens": "2021-01-13", "deadline": "2021-02-14"})
    actions = {a["id"]: a for a in data["actions"]}
    actions["MV-02"]["until"] = 2020
    actions["PT-02"].update(title="Buurtbatterij in twee straten", formerly=[{"until": 2020, "title": "Buurtbatterij"}])
    actions["PT-03"]["since"] = 2021
    return data


def next_year(partner: str, text: bytes) -> bytes:
    """What a partner sent, a year later: of a milestone that was planned, the one that came of it."""
    data = yaml.safe_load(text.replace(b"2020-", b"2021-").replace(b"2019-", b"2020-").replace(b"regiodeal-2020", b"x"))
    data["edition"] = NEXT
    gone = "MV-02"
    data["reports"] = [r for r in data.get("reports", []) if r["action"] != gone]
    if partner == REDACTIE:
        del data["reports"]
        data["edits"] = []
    return yaml.safe_dump(data, allow_unicode=True).encode()


@pytest.fixture
def second(at: At) -> World:
    """The first edition is in; the second is open, closed and drafted on the same ledger."""
    world = at(Phase.NONE).with_programme(two_years())
    whole = Programme.model_validate(two_years())
    first = replace(world.tools, programme=whole.of(whole.edition(EDITION)), whole=whole)
    pipeline.open_edition(first, COORDINATOR)
    for (partner, name), data in inbox_files().items():
        kept = yaml.safe_load(data)
        kept["reports"] = [r for r in kept.get("reports", []) if r["action"] != "PT-03"]
        world.inbox.files[partner, name] = data if partner == REDACTIE else yaml.safe_dump(kept).encode()
    pipeline.collect(first, COORDINATOR)
    world.inbox.files.clear()
    for (partner, name), data in inbox_files().items():
        world.inbox.files[partner, name] = next_year(partner, data)
    world.tools = replace(
        world.tools, edition=whole.edition(NEXT), programme=whole.of(whole.edition(NEXT)), whole=whole
    )
    pipeline.open_edition(world.tools, COORDINATOR)
    pipeline.collect(world.tools, COORDINATOR)
    return world


def test_every_action_stands_beside_what_it_was(second: World) -> None:
    made, _ = consolidation_of(second.tools, second.state)
    moved = {m.action: m for m in made.movement}
    assert list(moved)[-1] == "MV-02"
    assert moved["MV-02"].direction is Direction.ENDED
    assert moved["PT-03"].direction is Direction.NEW
    assert moved["PT-02"].formerly == "Buurtbatterij"
    assert moved["VL-03"].direction is Direction.SAME
    assert movement_now(second.tools, second.state) == made.movement


def test_the_first_edition_knows_no_year_before_it(at: At) -> None:
    world = at(Phase.CONCEPT)
    made, _ = consolidation_of(world.tools, world.state)
    assert made.movement == movement_now(world.tools, world.state) == ()
    assert content_of(world.tools, current_draft(world.state)).report.overview.movement is None


def made_in_word(standings: dict[str, str]) -> dict[str, Any]:
    """The programme whose edition before was made without this software."""
    data = programme_data()
    data["editions"][0]["standings"] = standings
    return data


def test_an_edition_that_was_made_in_word_stands_beside_this_one_by_its_standings(at: At) -> None:
    then = {"VL-03": "conform planning", "PT-02": "vertraagd"}
    world = at(Phase.CONCEPT).with_programme(made_in_word(then))
    made, _ = consolidation_of(world.tools, world.state)
    moved = {m.action: m for m in made.movement}
    assert made.since == "regiodeal-2019"
    assert {action: m.before.value for action, m in moved.items() if m.before is not None} == then
    assert moved["VL-03"].direction is Direction.BACK
    assert all(m.money is None and m.milestones == () for m in made.movement), "nothing is known of these"
    text = load_letter_text(world.tools.templates)
    summary = write_content(world.tools.programme, world.tools.edition, made, text).report.summary
    assert summary.years is not None and (summary.years.now, summary.years.before) == ("2020", "2019")
    assert sum(line.before or 0 for line in summary.counts) == len(made.movement)


def test_other_standings_make_the_draft_old_and_without_them_nothing_is_hashed(at: At) -> None:
    world = at(Phase.CONCEPT)
    plain = draft_inputs(world.tools, world.state)
    assert "standings" not in world.tools.edition.model_dump()
    one = world.with_programme(made_in_word({"VL-03": "conform planning"}))
    other = world.with_programme(made_in_word({"VL-03": "vertraagd"}))
    assert len({plain, *(draft_inputs(w.tools, w.state) for w in (one, other))}) == 3


def test_a_change_of_last_year_makes_the_draft_old(second: World) -> None:
    pipeline.draft(second.tools, COORDINATOR)
    assert draft_is_current(second.tools, second.state)
    overview = content_of(second.tools, current_draft(second.state)).report.overview
    assert overview.movement is not None and "één actie beëindigd" in overview.movement.introduction
    before = draft_inputs(second.tools, second.state)
    whole = second.tools.whole
    assert whole is not None
    first = replace(second.tools, edition=whole.edition(EDITION), programme=whole.of(whole.edition(EDITION)))
    second.inbox.files[CITY, "beter.yaml"] = SENT.replace(b"status: vertraagd", b"status: stopgezet").replace(
        b"2020-02-13T13", b"2020-02-14T13"
    )
    pipeline.collect(first, COORDINATOR)
    assert draft_inputs(second.tools, second.state) != before
    assert not draft_is_current(second.tools, second.state)
    made, _ = consolidation_of(second.tools, second.state)
    assert next(m for m in made.movement if m.action == "VL-03").direction is Direction.FORWARD
