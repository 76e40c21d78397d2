"""Partners that date or count one thing differently are a contradiction; what only looks alike is none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.contributions.conflicts import choices, conflicts, every_conflict
from bna_pipeline.contributions.consolidate import consolidate
from bna_pipeline.contributions.gaps import gap_in, gaps
from bna_pipeline.contributions.likeness import grouped, same_thing, slug
from bna_pipeline.errors import ConflictOpen
from bna_pipeline.model.consolidation import Conflict, ConsolidatedAction, Settlement
from bna_pipeline.model.contribution import Contribution
from tests.unit.contributions import small

OPENING = {"date": "2020-04-01", "title": "Opening van de campus", "reached": True}


def school(**changes: Any) -> dict[str, Any]:
    return small.data(small.report("T-01", **changes))


def provincie(**changes: Any) -> dict[str, Any]:
    return small.data(small.report("T-01", **changes), partner="provincie")


def said(*values: dict[str, Any]) -> dict[str, Contribution]:
    return {partner: contribution for partner, (_, contribution) in small.used(*values).items()}


def found(*values: dict[str, Any]) -> tuple[Conflict, ...]:
    return every_conflict(small.PROGRAMME, said(*values))


def settled(conflict: Conflict, chosen: str) -> Settlement:
    return Settlement(
        field=conflict.field, subject=conflict.subject, values=conflict.values, chosen=chosen, reason="Nagevraagd."
    )


def first_action(*values: dict[str, Any], settlements: tuple[Settlement, ...] = ()) -> ConsolidatedAction:
    whole = consolidate(small.PROGRAMME, small.EDITION, small.used(*values), small.editorial(), settlements)
    return whole.actions[0]


# -- what names the same thing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Opening van de campus", "opening campus"),
        ("Eén jaarplan vastgesteld", "Een jaarplan vastgesteld"),
        ("Investeringen in de proeflijn", "Investering in de proeflijn"),
    ],
)
def test_articles_accents_and_the_bending_of_a_word_change_nothing_in_what_is_named(one: str, other: str) -> None:
    assert same_thing(one, other) and same_thing(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fase 1 gereed", "Fase 2 gereed"),
        ("Eerste ronde open", "Tweede ronde open"),
        ("Zeventiende school doet mee", "Negentiende school doet mee"),
        ("Plan haalbaar", "Plan onhaalbaar"),
        ("Besluit voor de proef", "Besluit na de proef"),
        ("Start van het mbo", "Start van het hbo"),
        ("Opening van de campus", "Opening van de campus en het plein"),
    ],
)
def test_another_number_a_short_word_or_a_word_more_is_another_thing(one: str, other: str) -> None:
    assert not same_thing(one, other)


@given(st.permutations(["Opening campus", "Fase 1", "opening van de campus", "Fase 2", "De opening", "fase 1"]))
@settings(max_examples=15)
def test_what_belongs_together_does_not_hang_on_what_comes_first(texts: list[str]) -> None:
    groups = {frozenset(texts[place].casefold() for place in group) for group in grouped(texts)}
    assert groups == {
        frozenset({"opening campus", "opening van de campus"}),
        frozenset({"fase 1"}),
        frozenset({"fase 2"}),
        frozenset({"de opening"}),
    }


def test_a_name_can_be_typed_and_is_the_same_whoever_speaks_first() -> None:
    assert slug(["Opening van de campus", "opening campus"]) == slug(["opening campus", "Opening van de campus"])
    assert slug(["Één jaarplan voor álle opleidingen in de regio en daarbuiten"]) == "jaarplan-alle-opleidingen-regio"
    assert slug(["!?"]) == "zonder-naam"


# -- milestones ------------------------------------------------------------------------------------------


def test_one_milestone_on_two_dates_is_a_contradiction_that_names_itself() -> None:
    later = {**OPENING, "date": "2020-05-01", "title": "De opening van de campus"}
    (conflict,) = found(school(milestones=[OPENING]), provincie(milestones=[later]))
    assert (conflict.field, conflict.subject) == ("mijlpaal", "T-01:mijlpaal-opening-campus")
    assert conflict.about == "Opening van de campus"
    assert conflict.values == (("provincie", "1 mei 2020, gehaald"), ("school", "1 april 2020, gehaald"))
    assert choices(conflict) == ("provincie", "school")


def test_reached_for_one_and_still_to_come_for_another_is_a_contradiction() -> None:
    coming = {"date": "2020-05-20", "title": "Opening", "reached": False}
    (conflict,) = found(
        school(milestones=[coming]), provincie(milestones=[{**coming, "date": "2020-05-01", "reached": True}])
    )
    assert [value for _, value in conflict.values] == ["1 mei 2020, gehaald", "20 mei 2020, nog niet gehaald"]


def test_the_date_of_the_partner_that_was_chosen_goes_into_the_report() -> None:
    later = {**OPENING, "date": "2020-05-01"}
    both = (school(milestones=[OPENING]), provincie(milestones=[later]))
    (conflict,) = found(*both)
    with pytest.raises(ConflictOpen, match="T-01:mijlpaal-opening-campus"):
        first_action(*both)
    for chosen, day in (("provincie", "2020-05-01"), ("school", "2020-04-01")):
        action = first_action(*both, settlements=(settled(conflict, chosen),))
        assert [m.date.isoformat() for m in action.milestones] == [day]


def test_a_settlement_lapses_when_a_partner_gives_another_date() -> None:
    later = {**OPENING, "date": "2020-05-01"}
    (conflict,) = found(school(milestones=[OPENING]), provincie(milestones=[later]))
    now = said(school(milestones=[OPENING]), provincie(milestones=[{**OPENING, "date": "2020-05-02"}]))
    assert len(conflicts(small.PROGRAMME, now, (settled(conflict, "school"),))) == 1


def test_an_event_that_comes_back_is_no_contradiction() -> None:
    twice = [{**OPENING, "title": "Overleg"}, {**OPENING, "title": "Overleg", "date": "2020-02-01"}]
    once = [{**OPENING, "title": "Overleg", "date": "2020-03-01"}]
    assert found(school(milestones=twice), provincie(milestones=once)) == ()


def test_the_same_title_in_two_actions_is_no_contradiction() -> None:
    other = small.data(small.report("K-01", milestones=[{**OPENING, "date": "2020-05-01"}]), partner="stad")
    assert found(school(milestones=[OPENING]), other) == ()


# -- money -----------------------------------------------------------------------------------------------


def money(amount: int, purpose: str = "bouw van de proeflijn") -> dict[str, Any]:
    return {"money": {"amount": amount, "purpose": purpose}}


def test_two_amounts_for_one_purpose_are_a_contradiction_of_which_both_may_count() -> None:
    both = (school(**money(100_000)), provincie(**money(250_000, "Bouw proeflijn")))
    (conflict,) = found(*both)
    assert conflict.subject == "T-01:bedrag-bouw-proeflijn"
    assert conflict.values == (("provincie", "€ 250.000"), ("school", "€ 100.000"))
    assert choices(conflict) == ("provincie", "school", "alle")
    chosen = first_action(*both, settlements=(settled(conflict, "provincie"),))
    assert [(m.partner, m.money.amount) for m in chosen.money] == [("provincie", Decimal(250_000))]
    together = first_action(*both, settlements=(settled(conflict, "alle"),))
    assert sum(m.money.amount for m in together.money) == 350_000


def test_amounts_for_different_purposes_stand_beside_each_other() -> None:
    assert found(school(**money(100)), provincie(**money(250, "subsidie voor de proeflijn"))) == ()


# -- what is owed ----------------------------------------------------------------------------------------


def test_who_sent_a_part_owes_the_actions_that_it_owns_and_no_others() -> None:
    partial = said(school(), small.data(small.report("K-02"), partner="stad"))
    assert [gap.subject for gap in gaps(small.PROGRAMME, partial, ())] == ["T-02:melding", "K-01:melding"]
    assert gap_in(small.PROGRAMME.action("K-02"), partial) is None


def test_who_sent_nothing_owes_nothing_that_is_on_its_way() -> None:
    assert gaps(small.PROGRAMME, said(provincie()), ()) == ()


def test_a_gap_that_was_let_go_is_gone_and_stays_gone_with_a_next_partial_version() -> None:
    partial = said(school())
    (gap,) = gaps(small.PROGRAMME, partial, ())
    let_go = (settled(gap, "zonder"),)
    assert gaps(small.PROGRAMME, partial, let_go) == ()
    assert gaps(small.PROGRAMME, said(school(achieved="Meer.")), let_go) == ()
    assert first_action(school(), settlements=let_go).gap is None


def test_an_owed_report_stands_on_its_action() -> None:
    whole = consolidate(small.PROGRAMME, small.EDITION, small.used(school()), small.editorial(), ())
    assert {a.id: a.gap for a in whole.actions} == {"T-01": None, "T-02": "school", "K-01": None, "K-02": None}
