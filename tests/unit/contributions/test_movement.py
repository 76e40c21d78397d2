"""Last year beside this year: what is told of it, and that nothing moved where nothing did."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.contributions.consolidate import consolidated_actions
from bna_pipeline.contributions.movement import movements
from bna_pipeline.model.base import canonical_json
from bna_pipeline.model.consolidation import ConsolidatedAction, Consolidation
from bna_pipeline.model.contribution import Milestone
from bna_pipeline.model.movement import ActionMovement, Direction, MilestoneChange, MoneyMove, direction
from bna_pipeline.model.programme import Programme, Status
from tests.unit.contributions import small

Actions = dict[str, ConsolidatedAction]


def consolidated(*values: dict[str, Any]) -> Actions:
    said = {partner: contribution for partner, (_, contribution) in small.used(*values).items()}
    return {action.id: action for action in consolidated_actions(small.PROGRAMME, said, ())}


def year(**changes: Any) -> Actions:
    return consolidated(small.data(small.report("T-01", **changes)))


def moved(before: Actions, now: Actions, then: Programme = small.PROGRAMME) -> dict[str, ActionMovement]:
    return {one.action: one for one in movements(then, small.PROGRAMME, before, now)}


def milestone(title: str, day: str, reached: bool) -> dict[str, Any]:
    return {"title": title, "date": day, "reached": reached}


# -- status ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        ("nog niet gestart", "conform planning", "vooruit"),
        ("vertraagd", "conform planning", "vooruit"),
        ("stopgezet", "vertraagd", "vooruit"),
        ("versneld", "gerealiseerd", "vooruit"),
        ("nog niet gestart", "vertraagd", "achteruit"),
        ("vertraagd", "nog niet gestart", "achteruit"),
        ("gerealiseerd", "conform planning", "achteruit"),
        ("conform planning", "stopgezet", "achteruit"),
        ("vertraagd", "vertraagd", "gelijk"),
    ],
)
def test_which_way_an_action_went(before: str, now: str, way: str) -> None:
    assert direction(Status(before), Status(now)).value == way


@given(st.sampled_from(Status), st.sampled_from(Status))
@settings(max_examples=36)
def test_there_and_back_is_not_twice_forward(before: Status, now: Status) -> None:
    ways = {direction(before, now), direction(now, before)}
    assert ways == {Direction.SAME} if before is now else Direction.FORWARD not in ways or Direction.BACK in ways


def test_an_action_of_which_one_year_says_nothing_is_not_called_better_or_worse() -> None:
    assert direction(None, Status.DONE) is direction(Status.DONE, None) is Direction.UNREPORTED


# -- laws ------------------------------------------------------------------------------------------------

_MILESTONES = st.lists(
    st.builds(
        milestone,
        st.sampled_from(["Opening", "Eerste ronde", "Tweede ronde", "Meting", "Overleg"]),
        st.sampled_from(["2019-09-01", "2020-02-03", "2020-04-05"]),
        st.just(True),
    ),
    max_size=6,
)
_YEARS = st.builds(
    lambda status, milestones, amount: year(
        status=status,
        milestones=milestones,
        **({} if amount is None else {"money": {"amount": amount, "purpose": "werk"}}),
    ),
    st.sampled_from(["nog niet gestart", "conform planning", "versneld", "gerealiseerd"]),
    _MILESTONES,
    st.sampled_from([None, 100, 250]),
)


@given(_YEARS)
@settings(max_examples=25, deadline=None)
def test_beside_itself_nothing_moved(actions: Actions) -> None:
    for one in moved(actions, actions).values():
        assert one.direction is (Direction.SAME if actions[one.action].status else Direction.UNREPORTED)
        assert (one.milestones, one.formerly) == ((), None)
        assert one.money is None or one.money.before == one.money.now


@given(_YEARS, _YEARS)
@settings(max_examples=25, deadline=None)
def test_every_milestone_of_both_years_is_told_at_most_once(before: Actions, now: Actions) -> None:
    told = moved(before, now)["T-01"].milestones
    assert sum(one.now is not None for one in told) <= len(now["T-01"].milestones)
    assert sum(one.before is not None for one in told) <= len(before["T-01"].milestones)


# -- milestones and money --------------------------------------------------------------------------------


def test_what_became_of_each_milestone() -> None:
    before = year(
        milestones=[
            milestone("Opening van de campus", "2020-09-01", False),
            milestone("Meting", "2020-10-01", False),
            milestone("Vervolg", "2020-11-01", False),
            milestone("Begin", "2019-09-01", True),
        ]
    )
    now = year(milestones=[milestone("Plan", "2020-02-01", True), milestone("Meting", "2020-12-01", False)])
    later = Milestone(date=date(2020, 5, 20), title="opening campus", reached=True)
    now["T-01"] = now["T-01"].model_copy(update={"milestones": (*now["T-01"].milestones, later)})
    assert [(m.change, m.title, m.before, m.now) for m in moved(before, now)["T-01"].milestones] == [
        (MilestoneChange.NEW, "Plan", None, date(2020, 2, 1)),
        (MilestoneChange.REACHED, "opening campus", date(2020, 9, 1), date(2020, 5, 20)),
        (MilestoneChange.DROPPED, "Vervolg", date(2020, 11, 1), None),
        (MilestoneChange.MOVED, "Meting", date(2020, 10, 1), date(2020, 12, 1)),
    ]


def test_an_event_that_comes_back_is_paired_by_its_day_first() -> None:
    before = year(milestones=[milestone("Overleg", "2020-02-01", True), milestone("Overleg", "2020-03-01", True)])
    now = year(milestones=[milestone("Overleg", "2020-03-01", True), milestone("Overleg", "2020-04-01", True)])
    (only,) = moved(before, now)["T-01"].milestones
    assert (only.before, only.now) == (date(2020, 2, 1), date(2020, 4, 1))


def test_what_all_partners_reported_is_added_up_and_no_amount_is_not_nought() -> None:
    before = year(money={"amount": 100, "purpose": "werk"})
    assert moved(before, year())["T-01"].money == MoneyMove(before=Decimal(100), now=None)
    assert moved(year(), year())["T-01"].money is None


# -- actions that come, go and are called otherwise --------------------------------------------------------


def test_new_ended_and_renamed_actions_are_told_as_such() -> None:
    first, *rest = small.PROGRAMME.actions
    old = first.model_copy(update={"id": "T-09", "title": "Doel dat ophield"})
    renamed = rest[0].model_copy(update={"title": "Een oudere naam"})
    then = small.PROGRAMME.model_copy(update={"actions": (renamed, *rest[1:], old)})
    before = {**consolidated(), "T-09": year(status="conform planning")["T-01"]}
    found = moved(before, year(), then)
    assert found["T-01"].direction is Direction.NEW
    assert (found["T-02"].formerly, found["T-02"].title) == ("Een oudere naam", "Doel T-02")
    ended = found["T-09"]
    assert (ended.direction, ended.before, ended.now) == (Direction.ENDED, Status.ON_SCHEDULE, None)
    assert list(found)[-1] == "T-09"


def test_what_is_not_known_leaves_no_trace_in_what_is_hashed() -> None:
    """An edition without one before it keeps the digests that it had before there was a movement."""
    assert "movement" in Consolidation.model_fields and "gap" in ConsolidatedAction.model_fields
    plain = canonical_json(year()["T-01"])
    assert b"gap" not in plain and b"movement" not in plain
