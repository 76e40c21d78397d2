"""A programme through the years: each edition has its own actions and titles, and later years change none of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bna_pipeline.model.base import digest_of
from bna_pipeline.model.lineage import pillars_without_action, title_in
from bna_pipeline.model.programme import Programme
from tests.unit.model.small import programme, programme_data

FIRST = 2030
YEARS = st.integers(FIRST, FIRST + 4)


def edition_data(year: int) -> dict[str, Any]:
    number = year - FIRST
    return {
        **programme_data()["editions"][0],
        "id": f"delta-{year}",
        "year": year,
        "ordinal": number + 1,
        "period_start": f"{year - 1}-01-01",
        "period_end": f"{year - 1}-12-31",
    }


def data_with(*extra: dict[str, Any], last: int = FIRST) -> dict[str, Any]:
    """The small programme up to an edition, with actions more than it has."""
    data = programme_data()
    data["editions"] = [edition_data(year) for year in range(FIRST, last + 1)]
    data["actions"] = [*data["actions"], *extra]
    return data


def action(number: int, **years: Any) -> dict[str, Any]:
    usual = {"pillar": "water", "title": f"Actie {number}", "owner": "waterland", "role": "partner"}
    return {"id": f"A-{number:02}", **usual, **years}


@st.composite
def lineages(draw: st.DrawFn) -> dict[str, Any]:
    """An action with years that hold together."""
    since = draw(st.none() | YEARS)
    until = draw(st.none() | st.integers(since or FIRST, FIRST + 4))
    low, high = since or FIRST, (until or FIRST + 5) - 1
    years = draw(st.lists(st.integers(low, high), unique=True, max_size=3)) if low <= high else []
    return {
        "since": since,
        "until": until,
        "formerly": [{"until": year, "title": f"Heette tot {year}"} for year in sorted(years)],
    }


LISTS = st.lists(lineages(), max_size=5)


def with_lineages(found: list[dict[str, Any]], last: int) -> Programme:
    actions = [action(number, **years) for number, years in enumerate(found, start=10)]
    return Programme.model_validate(data_with(*actions, last=last))


@settings(max_examples=60, deadline=None)
@given(LISTS, YEARS)
def test_the_programme_of_an_edition_is_that_of_itself(found: list[dict[str, Any]], year: int) -> None:
    whole = with_lineages(found, FIRST + 4)
    then = whole.of(whole.edition(f"delta-{year}"))
    assert then.of(then.edition(f"delta-{year}")) == then
    assert then == Programme.model_validate(then.model_dump(mode="json"))


def changed_after(found: dict[str, Any], number: int, year: int, what: str) -> dict[str, Any]:
    """The action after it was ended with, or renamed after, the edition of a year; as it was where that cannot be."""
    goes_on = found["until"] is None and (found["since"] or FIRST) <= year
    if what == "ends" and goes_on and all(former["until"] < year for former in found["formerly"]):
        return {**found, "until": year}
    if what == "renamed" and goes_on and all(former["until"] < year for former in found["formerly"]):
        return {
            **found,
            "title": "Heet nu anders",
            "formerly": [*found["formerly"], {"until": year, "title": f"Actie {number}"}],
        }
    return found


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(lineages(), st.sampled_from(["ends", "renamed", "stays"])), max_size=5), YEARS)
def test_what_comes_later_changes_nothing_in_an_earlier_edition(
    found: list[tuple[dict[str, Any], str]], year: int
) -> None:
    """Neither later editions, nor an action that begins later, nor that others end or get another name after it."""
    before = with_lineages([years for years, _ in found], year)
    later = [changed_after(years, number, year, what) for number, (years, what) in enumerate(found, start=10)]
    begins: dict[str, Any] = {"since": year + 1, "until": None, "formerly": []}
    after = with_lineages([*later, begins], FIRST + 4)
    edition = f"delta-{year}"
    assert digest_of(after.of(after.edition(edition))) == digest_of(before.of(before.edition(edition)))


def test_a_programme_without_years_is_the_same_in_its_last_edition() -> None:
    whole = programme()
    assert digest_of(whole.of(whole.editions[-1])) == digest_of(whole)


def test_an_edition_knows_the_editions_up_to_itself() -> None:
    whole = Programme.model_validate(data_with(last=2032))
    assert [e.year for e in whole.of(whole.edition("delta-2031")).editions] == [2030, 2031]


def test_a_title_is_that_of_the_year() -> None:
    formerly = [{"until": 2030, "title": "Eerst"}, {"until": 2032, "title": "Daarna"}]
    found = Programme.model_validate(data_with(action(10, formerly=formerly))).action("A-10")
    assert [title_in(found, year) for year in range(2030, 2035)] == [
        "Eerst",
        "Daarna",
        "Daarna",
        "Actie 10",
        "Actie 10",
    ]


def test_a_department_keeps_the_actions_of_the_year_and_goes_when_none_is_left() -> None:
    contact = {"function": "Programmamanager", "mail": "afdeling@example.org"}
    data = data_with(action(10, since=2031), action(11, until=2030), last=2031)
    data["partners"][0]["departments"] = [
        {"id": "oud", "name": "Oud", "contact": contact, "actions": ["A-11"]},
        {"id": "rest", "name": "Rest", "contact": contact, "actions": ["A-01", "B-01", "A-10"]},
    ]
    whole = Programme.model_validate(data)
    first, second = (whole.of(whole.edition(f"delta-{year}")).partners[0].departments for year in (2030, 2031))
    assert [(d.id, d.actions) for d in first] == [("oud", ("A-11",)), ("rest", ("A-01", "B-01"))]
    assert [(d.id, d.actions) for d in second] == [("rest", ("A-01", "B-01", "A-10"))]


def refused(data: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as said:
        Programme.model_validate(data)
    return str(said.value)


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ({"since": 2031, "until": 2030}, "action A-10: until 2030 lies before since 2031"),
        (
            {"formerly": [{"until": 2031, "title": "Een"}, {"until": 2030, "title": "Twee"}]},
            "action A-10: formerly 2030 must come after 2031",
        ),
        (
            {"formerly": [{"until": 2030, "title": "Een"}, {"until": 2030, "title": "Twee"}]},
            "action A-10: formerly 2030 must come after 2030",
        ),
        (
            {"until": 2031, "formerly": [{"until": 2031, "title": "Een"}]},
            "action A-10: formerly 2031 must lie before until 2031",
        ),
        (
            {"since": 2031, "formerly": [{"until": 2030, "title": "Een"}]},
            "action A-10: formerly 2030 lies before since 2031",
        ),
    ],
)
def test_years_that_contradict_each_other_are_refused(years: dict[str, Any], said: str) -> None:
    assert said in refused(data_with(action(10, **years), last=2031))


def test_an_id_is_never_given_to_another_action() -> None:
    """An action that ended stays in the programme, so its id is taken."""
    assert "action 'A-10' stands here twice" in refused(data_with(action(10, until=2030), action(10, since=2031)))


def test_no_pillar_is_empty_in_an_edition() -> None:
    data = data_with(last=2031)
    data["actions"][0]["until"] = 2030
    assert "pillar water: has no action in edition delta-2031" in refused(data)
    data["editions"].pop()
    whole = Programme.model_validate(data)  # nothing is wrong until there is such an edition
    assert [p.id for p in pillars_without_action(whole, 2031)] == ["water"]
    assert pillars_without_action(whole, 2030) == ()


def test_ordinals_follow_the_years() -> None:
    data = data_with(last=2031)
    data["editions"][1]["ordinal"] = 1
    assert "edition delta-2031: ordinal 1 must come after 1" in refused(data)


@pytest.mark.parametrize(
    ("departments", "said"),
    [
        ([("a", ["A-01"])], "action 'B-01' is asked of no department"),
        ([("a", ["A-01", "B-01"]), ("b", ["B-01"])], "action 'B-01' is asked of two departments"),
        ([("a", ["A-01"]), ("a", ["B-01"])], "department 'a' stands there twice"),
        ([("a", ["A-01", "B-01", "C-01"])], "'C-01' is no action of this partner"),
    ],
)
def test_each_action_of_a_partner_is_asked_of_one_department(
    departments: list[tuple[str, list[str]]], said: str
) -> None:
    contact = {"function": "Programmamanager", "mail": "afdeling@example.org"}
    data = data_with()
    data["partners"][0]["departments"] = [
        {"id": name, "name": name, "contact": contact, "actions": actions} for name, actions in departments
    ]
    assert f"partner waterland: {said}" in refused(data)
