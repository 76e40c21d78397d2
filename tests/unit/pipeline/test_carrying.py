"""What an edition takes along: last year's answers of whoever gave them, and what the programme was like then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.contribution import Carrier, Completeness, Contribution
from bna_pipeline.model.events import ContributionChecked, EditionOpened
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline import Tools
from bna_pipeline.pipeline.carrying import answers_before, previous_contributions, programme_before
from bna_pipeline.pipeline.counting import counting
from bna_pipeline.pipeline.tools import keep
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import World, actor, programme_data

COORDINATOR = actor("coordinator")
CITY, AGENCY = "gemeente-eindhoven", "brainport-development"
NEXT = "regiodeal-2021"


def next_year(data: dict[str, Any] | None = None) -> dict[str, Any]:
    """The programme with an edition more."""
    found = programme_data() if data is None else data
    last = found["editions"][-1]
    found["editions"].append(
        {
            **last,
            "id": NEXT,
            "year": 2021,
            "ordinal": last["ordinal"] + 1,
            "deadline": "2021-02-12",
            "period_start": "2020-02-01",
            "period_end": "2021-01-31",
        }
    )
    return found


def tools_for(world: World, data: dict[str, Any]) -> Tools:
    whole = Programme.model_validate(data)
    edition = whole.edition(NEXT)
    return replace(world.tools, edition=edition, programme=whole.of(edition), whole=whole)


def test_the_answers_are_those_that_counted_in_the_last_edition_that_has_any(at: At) -> None:
    world = at(Phase.CONCEPT)
    data = next_year()
    data["editions"].append(
        {**data["editions"][-1], "id": "regiodeal-2022", "year": 2022, "ordinal": 4, "deadline": "2022-02-11"}
    )
    whole = Programme.model_validate(data)
    edition = whole.edition("regiodeal-2022")
    tools = replace(world.tools, edition=edition, programme=whole.of(edition), whole=whole)
    answers = answers_before(tools)  # nothing came in for 2021, so those of 2020 are the last
    assert (answers.edition, answers.final) == (EDITION, True)
    counted = counting(world.tools, world.state)
    assert answers.by_partner == {partner: contribution for partner, (_, contribution) in counted.items()}


def test_without_an_earlier_edition_on_record_there_are_no_answers(at: At) -> None:
    tools = tools_for(at(Phase.NONE), next_year())
    assert answers_before(tools) == (None, {}, True)
    assert previous_contributions(tools) == {}


def test_a_round_that_is_still_open_is_said_when_the_next_one_opens(at: At) -> None:
    world = at(Phase.OPEN)
    tools = tools_for(world, next_year())
    assert not answers_before(tools).final
    said = pipeline.open_edition(tools, COORDINATOR).said
    assert [s for s in said if s.startswith(f"De ronde van {EDITION} is nog open")]
    opened = pipeline.state(tools).opened
    assert isinstance(opened, EditionOpened) and opened.previous == EDITION


def test_answers_of_departments_are_the_partners_together(at: At) -> None:
    """Also when the partner has no departments any more, or others."""
    world = at(Phase.OPEN)
    whole = counting(world.tools, world.state)[CITY][1]
    assert len(whole.reports) > 1
    for name, reports in (("ruimte", whole.reports[:1]), ("zorg", whole.reports[1:])):
        part = Contribution(
            edition=EDITION,
            partner=CITY,
            completeness=Completeness.COMPLETE,
            sent_at=datetime(2020, 2, 14, 12, tzinfo=UTC),
            author=f"Adviseur {name}",
            reports=reports,
        )
        world.note(
            ContributionChecked(
                partner=CITY,
                department=name,
                original=sha256_hex(name.encode()),
                programme=world.tools.judging_digest,
                carrier=Carrier.YAML,
                sent_at=part.sent_at,
                errors=0,
                warnings=0,
                findings=sha256_hex(b"geen"),
                contribution=keep(world.tools, part),
            )
        )
    found = previous_contributions(tools_for(world, next_year()))[CITY]
    assert {r.action for r in found.reports} == {r.action for r in whole.reports}
    assert all(found.report(r.action) == r for r in whole.reports)


def test_a_partner_that_is_new_is_asked_and_has_no_answers(at: At) -> None:
    data = next_year()
    data["partners"].append({**data["partners"][-1], "id": "nieuw", "name": "Nieuwe Partner", "short": "Nieuw"})
    data["actions"][0].setdefault("partners", []).append("nieuw")
    world = at(Phase.OPEN)
    tools = tools_for(world, data)
    assert "nieuw" not in previous_contributions(tools)
    said = pipeline.open_edition(tools, COORDINATOR).said
    opened = pipeline.state(tools).opened
    assert opened is not None and "nieuw" in {form.partner for form in opened.forms}
    assert [s for s in said if s.startswith(f"Gewijzigd: {data['actions'][0]['id']}") and "Nieuw (was: " in s]


def test_who_owned_an_action_last_year_is_known_from_when_that_round_opened(at: At) -> None:
    world = at(Phase.OPEN)
    data = next_year()
    first = data["actions"][0]
    before = first["owner"]
    first["owner"] = next(p["id"] for p in data["partners"] if p["id"] not in (before, *first.get("partners", [])))
    kept = programme_before(tools_for(world, data))
    assert kept is not None and kept.action(first["id"]).owner == before


@pytest.mark.parametrize("lost", ["gone", "of another version"])
def test_where_it_was_not_kept_the_programme_is_what_its_years_say(at: At, lost: str) -> None:
    world = at(Phase.OPEN)
    opened = world.state.opened
    assert opened is not None
    if lost == "gone":
        del world.blobs.kept[opened.programme]
    else:
        world.blobs.kept[opened.programme] = b'{"id": "regiodeal", "colour": "red"}'
    data = next_year()
    data["actions"][1] |= {"until": 2020}
    data["actions"][2] |= {"title": "Anders", "formerly": [{"until": 2020, "title": data["actions"][2]["title"]}]}
    tools = tools_for(world, data)
    before = programme_before(tools)
    assert before is not None and len(before.actions) == len(tools.programme.actions) + 1
    assert before.actions[2].title != "Anders"
