"""Consolidation: one value, whatever the order, and nothing in it that nobody said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.contributions.conflicts import conflicts
from bna_pipeline.contributions.consolidate import consolidate
from bna_pipeline.contributions.editorial_checks import original_digest
from bna_pipeline.errors import ConflictOpen
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.consolidation import Consolidation, Settlement
from bna_pipeline.model.programme import Status
from tests.unit.contributions import small

EXAMPLE = {"title": "Titel", "text": "Eerste.\n\nTweede."}
SCHOOL = small.data(
    small.report("T-01", achieved="De school.", example=EXAMPLE),
    small.report("T-02", status="gerealiseerd", achieved="School over T-02."),
    small.report("K-01", achieved="School over K-01."),
)
STAD = small.data(
    small.report("K-01", achieved="Stad over K-01.", money={"amount": 100, "purpose": "werk"}),
    small.report("K-02", status="vertraagd", reason="Tijd.", measure="Meer tijd."),
    partner="stad",
)
PROVINCIE = small.data(small.report("T-01", achieved="Provincie over T-01."), partner="provincie")
ALL = small.used(SCHOOL, STAD, PROVINCIE)


def _whole(*values: dict[str, Any], settlements: tuple[Settlement, ...] = (), **changes: Any) -> Consolidation:
    used = small.used(*values) if values else ALL
    return consolidate(small.PROGRAMME, small.EDITION, used, small.editorial(**changes), settlements)


def _edit(field: str, original: str, text: str, partner: str = "school") -> dict[str, str]:
    return {
        "partner": partner,
        "action": "T-01",
        "field": field,
        "original": original,
        "text": text,
        "reason": "Duidelijker.",
    }


@given(st.permutations(sorted(ALL)))
@settings(max_examples=10)
def test_contributions_in_any_order_give_the_same_value_and_digest(order: list[str]) -> None:
    shuffled = {partner: ALL[partner] for partner in order}
    found = consolidate(small.PROGRAMME, small.EDITION, shuffled, small.editorial(), ())
    assert found == _whole()
    assert digest_of(found) == digest_of(_whole())


def test_the_owner_speaks_first_then_the_programmes_order() -> None:
    actions = {a.id: a for a in _whole().actions}
    assert [t.partner for t in actions["K-01"].achieved] == ["stad", "school"]
    assert [t.partner for t in actions["T-01"].achieved] == ["school", "provincie"]
    assert actions["T-02"].partners == ("provincie", "stad")
    assert [a.id for a in _whole().actions] == ["T-01", "T-02", "K-01", "K-02"]


def test_figures_are_counted_and_the_claim_follows_from_them() -> None:
    figures = _whole().figures
    assert {c.status: c.count for c in figures.counts if c.count} == {
        Status.ON_SCHEDULE: 2,
        Status.DELAYED: 1,
        Status.DONE: 1,
    }
    assert [c.status for c in figures.counts] == list(Status)
    assert (figures.progress.words, figures.progress.on_schedule, figures.progress.total) == ("volgens planning", 3, 4)
    assert [(p.pillar, p.progress.words) for p in figures.pillars] == [
        ("talent", "volgens planning"),
        ("kennis", "grotendeels volgens planning"),
    ]
    assert (figures.participation.part, figures.participation.words) == (3, "precies driekwart")


def test_an_action_that_nobody_reported_is_counted_apart_and_weakens_the_claim() -> None:
    found = _whole(PROVINCIE)
    assert [(c.status, c.count) for c in found.figures.counts][-1] == (None, 3)
    assert found.figures.progress.words == "later dan gepland"
    assert found.actions[1].status is None
    assert found.actions[1].reported_by == ()


def test_what_was_used_is_listed_by_partner_with_its_original() -> None:
    assert [(u.partner, u.original) for u in _whole().used] == [(p, ALL[p][0]) for p in sorted(ALL)]


def test_milestones_of_all_partners_are_merged_by_date_without_doubles() -> None:
    first = {"date": "2020-04-01", "title": "Opening", "reached": True}
    earlier = {"date": "2020-02-01", "title": "Begin", "reached": True}
    found = _whole(
        small.data(small.report("T-01", milestones=[first, earlier])),
        small.data(small.report("T-01", milestones=[{**first, "title": "opening"}]), partner="provincie"),
    )
    assert [m.title for m in found.actions[0].milestones] == ["Begin", "Opening"]


def test_an_edit_holds_while_its_original_is_the_partners_text() -> None:
    edits = [
        _edit("achieved", "De school.", "De hogeschool."),
        _edit("example.title", "Titel", "Betere titel"),
        _edit("example.text", "Eerste.\n\nTweede.", "Eén alinea."),
    ]
    action = _whole(edits=edits).actions[0]
    assert (action.achieved[0].text, action.achieved[0].edited) == (("De hogeschool.",), True)
    assert not action.achieved[1].edited
    assert action.examples[0].example.title == "Betere titel"
    assert action.examples[0].example.text == ("Eén alinea.",)
    assert action.examples[0].edited
    assert _whole(edits=edits).lapsed_edits == ()


def test_an_edit_lapses_when_the_original_changed_or_is_not_there_and_that_is_said() -> None:
    edits = [
        _edit("achieved", "Een eerdere tekst.", "Nieuw."),
        _edit("reason", "Een reden.", "Nieuw."),
        _edit("achieved", "x", "Nieuw.", partner="provincie"),
    ]
    found = _whole(edits=edits)
    assert found.actions[0].achieved[0].text == ("De school.",)
    assert len(found.lapsed_edits) == 3
    assert any(
        "wat is bereikt bij T-01 (school) is vervallen: de tekst van de partner is veranderd" in line
        for line in found.lapsed_edits
    )
    assert any(
        "de reden bij T-01 (school) is vervallen: de partner heeft hier geen tekst" in line
        for line in found.lapsed_edits
    )


def test_an_edit_is_tied_to_the_list_of_paragraphs() -> None:
    assert original_digest(("a", "b")) == digest_of(["a", "b"])
    assert original_digest(("a b",)) != original_digest(("a", "b"))


CONTRARY = small.data(small.report("T-01", status="versneld"), partner="provincie")


def test_partners_that_contradict_each_other_are_a_conflict_and_stop_everything() -> None:
    said = {p: c for p, (_, c) in small.used(SCHOOL, CONTRARY).items()}
    (conflict,) = conflicts(small.PROGRAMME, said, ())
    assert (conflict.field, conflict.subject) == ("status", "T-01")
    assert conflict.values == (("provincie", "versneld"), ("school", "conform planning"))
    with pytest.raises(ConflictOpen, match="T-01"):
        _whole(SCHOOL, CONTRARY)


def test_a_settlement_decides_for_exactly_these_values_and_the_last_one_holds() -> None:
    said = {p: c for p, (_, c) in small.used(SCHOOL, CONTRARY).items()}
    (conflict,) = conflicts(small.PROGRAMME, said, ())

    def settled(chosen: str) -> Settlement:
        return Settlement(**conflict.model_dump(), chosen=chosen, reason="Nagevraagd.")

    assert _whole(SCHOOL, CONTRARY, settlements=(settled("provincie"),)).actions[0].status is Status.AHEAD
    both = (settled("provincie"), settled("school"))
    assert _whole(SCHOOL, CONTRARY, settlements=both).actions[0].status is Status.ON_SCHEDULE
    other = small.data(small.report("T-01", status="gerealiseerd"), partner="provincie")
    with pytest.raises(ConflictOpen):
        _whole(SCHOOL, other, settlements=both)


def test_partners_that_agree_need_no_settlement() -> None:
    assert conflicts(small.PROGRAMME, {p: c for p, (_, c) in ALL.items()}, ()) == ()
