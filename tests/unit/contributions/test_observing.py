"""All contributions side by side: the same whatever the order, whoever speaks, and nothing that is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.contributions.observations_page import observations_html, observations_json
from bna_pipeline.contributions.observing import observe
from bna_pipeline.model.consolidation import Settlement
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.observations import Observations, PointerKind, Side
from tests.unit.contributions import small

GOLDEN = Path(__file__).parent / "samenhang.html"
STORY = (
    "Een groep metaalbedrijven wilde samen een vakschool op de werkvloer beginnen. Vroeger had zij daarvoor bij vier "
    "loketten een aanvraag moeten doen, met vier verschillende formulieren en vier termijnen.\n\n"
    "Nu zat iedereen één middag aan tafel, en zes weken later lag het besluit er."
)
OPENING = {"date": "2020-04-01", "title": "Opening", "reached": True}


def one(partner: str, action: str = "T-01", **changes: Any) -> dict[str, Any]:
    return small.data(small.report(action, **changes), partner=partner)


def said(*values: dict[str, Any]) -> dict[str, Contribution]:
    return {partner: contribution for partner, (_, contribution) in small.used(*values).items()}


def seen(contributions: dict[str, Contribution], *settlements: Settlement) -> Observations:
    return observe(small.PROGRAMME, small.EDITION, contributions, settlements)


def example(title: str, text: str = STORY) -> dict[str, str]:
    return {"title": title, "text": text}


ROUND = said(
    small.data(
        small.report(
            "T-01",
            achieved="Op SmartwayZ.NL doen 120 studenten mee.",
            milestones=[OPENING],
            example=example("Van vier loketten naar één gesprek"),
            money={"amount": 100, "purpose": "bouw"},
        ),
        small.report("K-01"),
    ),
    small.data(
        small.report(
            "T-01",
            status="versneld",
            achieved="Er doen 150 studenten mee op Smartways NL.",
            milestones=[{**OPENING, "date": "2020-05-01"}],
            money={"amount": 250, "purpose": "bouw"},
        ),
        small.report("T-02", example=example("Anders verteld", f"{STORY} En dat was het.")),
        partner="provincie",
    ),
)


# -- laws ------------------------------------------------------------------------------------------------


@given(st.permutations(sorted(ROUND)))
@settings(max_examples=4)
def test_contributions_in_any_order_give_the_same_value_and_the_same_page(order: list[str]) -> None:
    shuffled = seen({partner: ROUND[partner] for partner in order})
    assert shuffled == seen(ROUND)
    assert _page(shuffled) == _page(seen(ROUND))


_STATUS = st.sampled_from(["conform planning", "versneld", "gerealiseerd"])
_DAY = st.sampled_from(["2020-04-01", "2020-05-01"])
_AMOUNT = st.sampled_from([100, 250])


@given(st.tuples(_STATUS, _DAY, _AMOUNT), st.tuples(_STATUS, _DAY, _AMOUNT))
@settings(max_examples=25, deadline=None)
def test_who_of_two_says_which_changes_nothing_but_the_names(
    mine: tuple[str, str, int], theirs: tuple[str, str, int]
) -> None:
    def told(partner: str, values: tuple[str, str, int]) -> dict[str, Any]:
        status, day, amount = values
        return one(
            partner,
            status=status,
            milestones=[{**OPENING, "date": day}],
            money={"amount": amount, "purpose": "bouw"},
        )

    here = seen(said(told("school", mine), told("provincie", theirs)))
    there = seen(said(told("school", theirs), told("provincie", mine)))
    other = {"school": "provincie", "provincie": "school"}

    def swapped(sides: tuple[Side, ...]) -> set[tuple[str | None, str]]:
        return {(other[side.partner or ""], side.value) for side in sides}

    assert [(c.subject, swapped(c.sides)) for c in here.contradictions] == [
        (c.subject, {(s.partner, s.value) for s in c.sides}) for c in there.contradictions
    ]
    assert len(here.contradictions) == sum(a != b for a, b in zip(mine, theirs, strict=True))
    assert len(here.pointers) == (mine[2] == theirs[2])


@given(st.sets(st.integers(0, 2)))
@settings(max_examples=8)
def test_a_settled_contradiction_is_no_longer_open_and_stands_among_the_settled(which: set[int]) -> None:
    every = seen(ROUND).contradictions
    settlements = [
        Settlement(
            field=every[place].field,
            subject=every[place].subject,
            values=tuple((s.partner or "", s.value) for s in every[place].sides),
            chosen="school",
            reason="Nagevraagd.",
        )
        for place in sorted(which)
    ]
    after = seen(ROUND, *settlements)
    assert [c.subject for c in after.contradictions] == [c.subject for n, c in enumerate(every) if n not in which]
    assert [(c.subject, c.chosen) for c in after.settled] == [(every[n].subject, "school") for n in sorted(which)]


def test_partners_that_agree_are_seen_to_agree() -> None:
    quiet = seen(said(one("school", milestones=[OPENING]), one("provincie", milestones=[OPENING])))
    assert (quiet.contradictions, quiet.settled, quiet.pointers, quiet.doubles) == ((), (), (), ())


# -- pointers --------------------------------------------------------------------------------------------


def pointers(kind: PointerKind, mine: str, theirs: str) -> list[set[str]]:
    found = seen(said(one("school", achieved=mine), one("provincie", achieved=theirs))).pointers
    return [{side.value for side in p.sides} for p in found if p.kind is kind]


def test_another_number_of_the_same_thing_is_pointed_out() -> None:
    assert pointers(PointerKind.FIGURE, "Er doen 120 studenten mee.", "Nu 150 nieuwe studenten.") == [
        {"120 studenten", "150 nieuwe studenten"}
    ]
    assert pointers(PointerKind.FIGURE, "Er kwamen twaalf bedrijven.", "Elf bedrijven kwamen.") == [
        {"twaalf bedrijven", "Elf bedrijven"}
    ]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Er doen 120 studenten mee.", "Er doen honderdtwintig studenten mee."),  # a word that is not known
        ("Er doen twaalf studenten mee.", "Er doen 12 studenten mee."),
        ("Eerst 100 studenten, later 120 studenten.", "Nu 150 studenten."),  # which of both is meant?
        ("Het duurde zes maanden.", "Het duurde acht maanden."),
        ("Op 12 oktober begon het.", "Op 13 oktober begon het."),
        ("In 2019 studenten geworven.", "In 2020 studenten geworven."),
        ("Er doen 120 studenten mee.", "Er doen 150 docenten mee."),
    ],
)
def test_where_it_is_not_sure_that_the_same_is_counted_nothing_is_pointed_out(mine: str, theirs: str) -> None:
    assert pointers(PointerKind.FIGURE, mine, theirs) == []


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Wij werken in SmartwayZ.NL samen.", "Wij werken in Smartways NL samen."),
        ("Het fieldlab DVC-SI groeit.", "Het fieldlab DVC SI groeit."),
        ("De Brabant Startup Alliance groeit.", "Bij Brabant Start-up Alliance werkt men."),
        ("Wij bouwen aan de BrabantRing.", "Wij bouwen aan de Brabant Ring."),
    ],
)
def test_a_name_that_is_written_in_two_ways_is_pointed_out(mine: str, theirs: str) -> None:
    (found,) = pointers(PointerKind.NAME, mine, theirs)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Vragen uit de Brabantse steden.", "Vragen uit de Brabants steden."),
        ("Bij het Nederlands beleid.", "Bij het Nederlandse beleid."),
        ("Wegen A58 en N69.", "Wegen A67 en N69."),
        ("Bedrijven doen mee.", "BEDRIJF doet mee."),
        ("Wij zien Talent groeien.", "wij zien talent groeien."),
    ],
)
def test_a_bent_word_another_number_or_a_capital_of_the_sentence_is_no_other_spelling(mine: str, theirs: str) -> None:
    assert pointers(PointerKind.NAME, mine, theirs) == []


def test_one_partner_that_writes_a_name_in_two_ways_is_left_to_its_own_text() -> None:
    assert seen(said(one("school", achieved="Eerst DVC-SI en dan DVC SI in de zaal."))).pointers == ()


def test_the_same_amount_for_the_same_purpose_may_be_one_payment() -> None:
    paid: dict[str, Any] = {"money": {"amount": 100, "purpose": "bouw"}}
    (pointer,) = seen(said(one("school", **paid), one("provincie", **paid))).pointers
    assert (pointer.kind, pointer.about) == (PointerKind.MONEY, "bouw")


# -- doubles ---------------------------------------------------------------------------------------------


def doubled(mine: dict[str, str], theirs: dict[str, str]) -> list[tuple[bool, int]]:
    found = seen(said(one("school", example=mine), one("provincie", "T-02", example=theirs))).doubles
    return [(double.exact, len(double.examples)) for double in found]


def test_a_story_that_two_partners_tell_is_pointed_out() -> None:
    assert doubled(example("Een"), example("Twee")) == [(True, 2)]
    assert doubled(example("Een"), example("Twee", f"Kort gezegd. {STORY} Zo ging dat.")) == [(False, 2)]
    assert doubled(example("Van vier naar één"), example("Van vier naar één", "Heel iets anders.")) == [(False, 2)]


def test_different_stories_are_different() -> None:
    assert doubled(example("Een"), example("Twee", "Op een donderdag liepen bezoekers mee met de ploeg.")) == []
    assert doubled(example("Voorbeeld"), example("Voorbeeld", "Op een donderdag liepen bezoekers mee.")) == []


# -- what is missing -------------------------------------------------------------------------------------


def test_what_a_pillar_lacks_is_said_pillar_by_pillar() -> None:
    talent, kennis = seen(ROUND).lacks
    assert (talent.unreported, talent.owed) == ((), ("T-02",))
    assert (talent.without_example, talent.without_milestone, talent.silent) == ((), ("T-02",), ("stad",))
    assert (kennis.unreported, kennis.without_example, kennis.silent) == (("K-02",), ("K-01",), ("stad",))


# -- the page --------------------------------------------------------------------------------------------


def _page(found: Observations) -> bytes:
    return observations_html(small.PROGRAMME, small.EDITION.title, found)


def test_the_page_says_all_of_it_to_the_letter() -> None:
    """Look at the page in a browser before you write this file anew."""
    assert _page(seen(ROUND)).decode() == GOLDEN.read_text(encoding="utf-8")


def test_what_partners_wrote_is_text_and_never_markup() -> None:
    paid: dict[str, Any] = {"money": {"amount": 100, "purpose": "<script>alert(1)</script>"}}
    page = _page(seen(said(one("school", **paid), one("provincie", **paid)))).decode()
    assert "<script" not in page and "&lt;script&gt;" in page


def test_the_data_say_what_they_were_made_from() -> None:
    data = observations_json(seen(ROUND), "0" * 64)
    assert data.startswith(b'{\n  "inputs": "0000')
    assert Observations.model_validate_json(data.replace(b'  "inputs": "' + b"0" * 64 + b'",\n', b"")) == seen(ROUND)
