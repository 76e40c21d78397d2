"""What stands of decisions when the draft changes, and when a stage is satisfied."""

from __future__ import annotations

import pytest

from bna_pipeline.model.draft import Decision, Draft, Verdict
from bna_pipeline.model.sections import LAST_YEAR, SectionDigest, SectionInput
from bna_pipeline.review.route import dropped_by, missing_approvals, route_satisfied
from bna_pipeline.review.standing import ReviewerStanding, standing
from tests.unit.model.small import (
    OCCASION,
    SUMMARY,
    WATER,
    WIND,
    decision,
    draft,
    draft_of,
    everyone,
    programme,
)
from tests.unit.review.acts import FIRST, PROGRAMME

WATER_MOVED = draft(2, water="hoog", wind="hard", occasion="ja")


def of(person: str, decisions: tuple[Decision, ...], on: Draft, *drafts: Draft) -> ReviewerStanding:
    review = standing(PROGRAMME, decisions, drafts, on)
    return next(r for stage in review.stages for r in stage.reviewers if r.person == person)


def test_a_route_is_satisfied_when_everybody_approved_what_he_covers() -> None:
    assert route_satisfied(PROGRAMME, FIRST, everyone(PROGRAMME, FIRST))


def test_nothing_stands_before_anybody_decides() -> None:
    review = standing(PROGRAMME, (), (), FIRST)
    assert not review.satisfied
    assert [stage.reached for stage in review.stages] == [True, False]
    assert [stage.stage for stage in review.waiting] == ["beleid"]


def test_a_new_draft_keeps_approvals_of_unchanged_sections_and_drops_the_others() -> None:
    given = everyone(PROGRAMME, FIRST)
    assert [s.id for s in of("adviseur-wind", given, WATER_MOVED).standing] == [WIND]
    assert of("adviseur-water", given, WATER_MOVED).standing == ()
    director = of("directeur-een", given, WATER_MOVED, FIRST)
    assert {s.id for s in director.standing} == {WIND, OCCASION}
    assert {d.section.id for d in director.dropped} == {WATER, SUMMARY}


def test_a_derived_section_names_the_input_that_moved_it() -> None:
    director = of("directeur-een", everyone(PROGRAMME, FIRST), WATER_MOVED, FIRST)
    reasons = {d.section.id: d.reason for d in director.dropped}
    assert reasons[WATER] == "de tekst is gewijzigd sinds concept 1"
    assert reasons[SUMMARY].endswith("sinds concept 1: Pijler Water")


def test_a_derived_section_whose_own_text_changed_does_not_blame_its_inputs() -> None:
    changed = FIRST.sections[-1].model_copy(update={"sha256": "0" * 64})
    second = draft_of(2, [*FIRST.sections[:-1], changed])
    (dropped,) = of("adviseur-geheel", everyone(PROGRAMME, FIRST), second, FIRST).dropped
    assert (dropped.section.id, dropped.reason) == (SUMMARY, "de tekst is gewijzigd sinds concept 1")


def test_a_derived_section_that_moved_with_last_year_alone_says_so() -> None:
    def summary(sha256: str, last_year: str) -> SectionDigest:
        inputs = (SectionInput(title=LAST_YEAR, sha256=last_year),)
        return FIRST.sections[-1].model_copy(update={"sha256": sha256, "inputs": inputs})

    first = draft_of(1, [*FIRST.sections[:-1], summary("a" * 64, "1" * 64)])
    second = draft_of(2, [*FIRST.sections[:-1], summary("b" * 64, "2" * 64)])
    (dropped,) = of("adviseur-geheel", everyone(PROGRAMME, first), second, first).dropped
    assert dropped.reason == "de sectie volgt uit gegevens die zijn gewijzigd sinds concept 1: de vorige editie"


def test_a_new_section_is_simply_not_approved_yet() -> None:
    before, after = draft(1, water="laag", wind="hard"), draft_of(2, [*draft(1, water="laag", wind="hard").sections])
    after = draft_of(2, [*after.sections, FIRST.sections[2]])
    director = of("directeur-een", everyone(PROGRAMME, before), after, before)
    assert director.dropped == () and [s.id for s in director.needed] == [OCCASION]
    assert "de sectie is nieuw" in " ".join(missing_approvals(PROGRAMME, after, everyone(PROGRAMME, before)))


def test_a_section_that_disappears_drops_nothing_else() -> None:
    after = draft_of(2, [s for s in FIRST.sections if s.id != OCCASION])
    given = everyone(PROGRAMME, FIRST)
    assert route_satisfied(PROGRAMME, after, given)
    (gone,) = of("directeur-een", given, after, FIRST).dropped
    assert gone.section.title == "Brief: Aanleiding" and "geen akkoord meer nodig" in gone.reason


def test_of_one_reviewer_in_one_stage_only_the_latest_decision_counts() -> None:
    again = decision("beleid", "adviseur-water", FIRST, [WATER], Verdict.RETURN)
    assert not route_satisfied(PROGRAMME, FIRST, (*everyone(PROGRAMME, FIRST), again))
    third = decision("beleid", "adviseur-water", FIRST, [WATER], Verdict.REMARK)
    assert route_satisfied(PROGRAMME, FIRST, (*everyone(PROGRAMME, FIRST), again, third))


def test_a_decision_of_somebody_outside_the_stage_counts_for_nothing() -> None:
    given = [d for d in everyone(PROGRAMME, FIRST) if d.reviewer != "adviseur-water"]
    stranger = decision("beleid", "directeur-een", FIRST)
    elsewhere = decision("directie", "adviseur-water", FIRST)
    assert not route_satisfied(PROGRAMME, FIRST, [*given, stranger, elsewhere])


def test_an_approval_beyond_a_reviewers_scope_counts_only_within_it() -> None:
    given = [d for d in everyone(PROGRAMME, FIRST) if d.reviewer != "adviseur-water"]
    greedy = decision("beleid", "adviseur-wind", FIRST)
    assert [s.id for s in of("adviseur-wind", (*given, greedy), FIRST).standing] == [WIND]
    assert not route_satisfied(PROGRAMME, FIRST, [*given, greedy])


class TestReturn:
    GIVEN = everyone(PROGRAMME, FIRST)
    BACK = decision("directie", "directeur-drie", FIRST, verdict=Verdict.RETURN)

    def test_it_blocks_a_stage_whose_quorum_is_met(self) -> None:
        assert not route_satisfied(PROGRAMME, FIRST, (*self.GIVEN, self.BACK))

    def test_a_newer_draft_that_changes_nothing_in_his_part_lifts_nothing_and_says_what_helps(self) -> None:
        """Two of three are enough, and approve: without him the stage would close over his no."""
        second = FIRST.model_copy(update={"version": 2})
        him = of("directeur-drie", (*self.GIVEN, self.BACK), second)
        assert him.standing == () and him.returned and len(him.needed) == len(second.sections)
        (sentence,) = missing_approvals(PROGRAMME, second, (*self.GIVEN, self.BACK))
        assert sentence == (
            "Directeur drie (stap 'Directie') heeft concept 1 teruggestuurd. In concept 2 is dat deel nog hetzelfde, "
            "dus dat blijft gelden: wijzig dat deel, of vraag Directeur drie om een nieuw besluit."
        )

    def test_a_change_outside_his_part_lifts_nothing_and_one_in_it_does(self) -> None:
        back = decision("beleid", "adviseur-wind", FIRST, [WIND], Verdict.RETURN)
        assert of("adviseur-wind", (*self.GIVEN, back), WATER_MOVED).returned
        wind_moved = draft(3, water="hoog", wind="stil", occasion="ja")
        him = of("adviseur-wind", (*self.GIVEN, back), wind_moved)
        assert not him.returned and [s.id for s in him.needed] == [WIND]
        again = draft(4, water="hoog", wind="hard", occasion="ja")
        assert of("adviseur-wind", (*self.GIVEN, back), again).returned, "the words that he sent back are there again"

    def test_a_change_in_his_part_asks_him_again_and_the_others_may_make_up_the_number(self) -> None:
        given = (*self.GIVEN, self.BACK)
        him = of("directeur-drie", given, WATER_MOVED)
        assert not him.returned and him.standing == () and len(him.needed) == len(WATER_MOVED.sections)
        assert "Directeur drie" in " ".join(missing_approvals(PROGRAMME, WATER_MOVED, given))
        assert route_satisfied(PROGRAMME, WATER_MOVED, (*given, *everyone(PROGRAMME, WATER_MOVED)[:-1]))

    def test_a_draft_with_nothing_in_his_part_is_not_held_back_by_who_cannot_decide_on_it(self) -> None:
        back = decision("beleid", "adviseur-wind", FIRST, [WIND], Verdict.RETURN)
        without = draft(2, water="laag", occasion="ja")
        assert not of("adviseur-wind", (*self.GIVEN, back), without).returned
        programme_without = programme((("beleid", "all", {"adviseur-wind": ("rapport.pijler.lucht",)}),))
        (stage,) = standing(programme_without, (back,), (), FIRST.model_copy(update={"version": 2})).stages
        assert not stage.returned_by, "his part became another, of which this draft has nothing"

    def test_of_a_part_that_became_smaller_only_what_is_still_in_it_is_compared(self) -> None:
        smaller = programme((("directie", 1, {"directeur-drie": (WIND,), "directeur-een": ("*",)}),))
        (stage,) = standing(smaller, (self.BACK,), (), WATER_MOVED).stages
        assert [r.person for r in stage.returned_by] == ["directeur-drie"]

    def test_in_a_stage_that_needs_all_he_must_decide_again_for_his_whole_scope(self) -> None:
        back = decision("beleid", "adviseur-geheel", FIRST, [SUMMARY, OCCASION], Verdict.RETURN)
        second = draft(2, water="laag", wind="hard", occasion="nee")
        sentence, later = missing_approvals(PROGRAMME, second, (*self.GIVEN, back))
        assert "Samenvatting" in sentence and "Brief: Aanleiding" in sentence and "teruggestuurd" in sentence
        assert later.startswith("Daarna is stap 'Directie' aan de beurt")

    @pytest.mark.parametrize("version", [1, 2])
    @pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.REMARK, Verdict.WITHDRAW])
    def test_he_can_lift_it_by_deciding_again_or_by_taking_it_back(self, verdict: Verdict, version: int) -> None:
        on = FIRST.model_copy(update={"version": version})
        after_all = decision("directie", "directeur-drie", on, verdict=verdict)
        assert route_satisfied(PROGRAMME, on, (*self.GIVEN, self.BACK, after_all)), "two of three approve"


class TestQuorum:
    ADVICE = tuple(d for d in everyone(PROGRAMME, FIRST) if d.stage == "beleid")
    ONE, TWO, THREE = (d for d in everyone(PROGRAMME, FIRST) if d.stage == "directie")

    def test_two_of_three_are_enough_and_one_is_not(self) -> None:
        assert not route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, self.ONE))
        assert route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, self.THREE, self.ONE))

    def test_it_is_counted_section_by_section(self) -> None:
        """Two approvals of different halves are not two approvals of the whole."""
        half = decision("directie", "directeur-een", FIRST, [WATER, SUMMARY])
        other = decision("directie", "directeur-twee", FIRST, [WIND, OCCASION])
        assert not route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, half, other))
        assert route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, half, other, self.THREE))

    def test_where_fewer_cover_a_section_than_the_quorum_all_of_them_must_approve(self) -> None:
        route = (("een", 2, {"a": (WATER,), "b": ("*",), "c": ("*",)}),)
        who = programme(route)
        only_b = draft_of(1, FIRST.sections)
        narrow = programme((("een", 2, {"a": (WATER,), "b": (WATER, WIND), "c": (SUMMARY, OCCASION)}),))
        given = [decision("een", "b", only_b, [WATER, WIND]), decision("een", "c", only_b, [SUMMARY, OCCASION])]
        assert not route_satisfied(narrow, only_b, given), "two cover water, one approved it"
        assert route_satisfied(narrow, only_b, [*given, decision("een", "a", only_b, [WATER])])
        assert not route_satisfied(who, only_b, [decision("een", "b", only_b)])

    def test_one_person_who_decides_in_two_places_is_one_of_the_two(self) -> None:
        lent = self.TWO.model_copy(update={"given_by": "directeur-een"})
        for given in ((self.ONE, lent), (lent, self.ONE)):
            assert not route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, *given))
            (sentence,) = missing_approvals(PROGRAMME, FIRST, (*self.ADVICE, *given))
            assert "nog 1 keer akkoord nodig, van Directeur twee of Directeur drie, op" in sentence
            assert sentence.endswith(
                "Nodig zijn 2 verschillende mensen: Directeur een telt één keer mee, ook namens een ander."
            )
        assert route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, self.ONE, lent, self.THREE))
        assert route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, self.ONE, lent, self.TWO)), (
            "he decides himself after all"
        )

    def test_a_deputy_of_two_is_one_and_a_deputy_of_one_is_one_as_he_would_be_himself(self) -> None:
        one, two = (d.model_copy(update={"given_by": "plaatsvervanger"}) for d in (self.ONE, self.TWO))
        assert not route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, one, two))
        him = of("directeur-een", (*self.ADVICE, one, two), FIRST)
        assert him.repeated == him.standing and him.voice == "plaatsvervanger"
        assert route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, one, self.TWO))

    def test_where_all_must_approve_each_place_has_its_approval_whoever_gave_it(self) -> None:
        lent = tuple(d.model_copy(update={"given_by": "plaatsvervanger"}) for d in self.ADVICE)
        assert route_satisfied(PROGRAMME, FIRST, (*lent, self.ONE, self.TWO))
        assert of("adviseur-water", lent, FIRST).repeated == ()

    def test_silence_that_agreed_under_another_rule_is_each_ones_own(self) -> None:
        silent = tuple(
            d.model_copy(update={"given_by": "systeem", "verdict": Verdict.NO_OBJECTION}) for d in (self.ONE, self.TWO)
        )
        assert route_satisfied(PROGRAMME, FIRST, (*self.ADVICE, *silent))

    def test_what_is_missing_says_how_many_and_of_whom(self) -> None:
        (sentence,) = missing_approvals(PROGRAMME, FIRST, (*self.ADVICE, self.TWO))
        assert "nog 1 keer akkoord" in sentence and "Directeur een of Directeur drie" in sentence


def test_a_section_that_nobody_covers_keeps_the_route_unsatisfied_and_is_named() -> None:
    narrow = programme((("een", "all", {"a": ("rapport.*",)}),))
    given = everyone(narrow, FIRST)
    assert not route_satisfied(narrow, FIRST, given)
    assert missing_approvals(narrow, FIRST, given) == (
        "Niemand in de route beoordeelt Brief: Aanleiding; pas de route in het programma aan.",
    )


def test_what_is_missing_is_said_per_reviewer_with_the_reason() -> None:
    given = everyone(PROGRAMME, FIRST)
    sentences = missing_approvals(PROGRAMME, WATER_MOVED, given, (FIRST, WATER_MOVED))
    assert sentences == (
        "Adviseur water (stap 'Beleid') moet nog akkoord geven op Pijler Water (de tekst is gewijzigd sinds "
        "concept 1).",
        "Adviseur geheel (stap 'Beleid') moet nog akkoord geven op Samenvatting (de sectie volgt uit gegevens die "
        "zijn gewijzigd sinds concept 1: Pijler Water).",
        "Daarna is stap 'Directie' aan de beurt: Directeur een, Directeur twee en Directeur drie (in totaal 2 akkoord "
        "nodig) over Pijler Water en Samenvatting.",
    )


def test_a_deputys_decision_is_the_principals_and_names_both() -> None:
    lent = decision("directie", "directeur-een", FIRST).model_copy(update={"given_by": "plaatsvervanger"})
    him = of("directeur-een", (lent,), FIRST)
    assert him.deputy == "plaatsvervanger" and len(him.standing) == len(FIRST.sections)


def test_a_draft_says_by_name_which_approvals_it_drops() -> None:
    dropped = dropped_by(PROGRAMME, FIRST, WATER_MOVED, everyone(PROGRAMME, FIRST))
    assert {(d.reviewer, d.section.id) for d in dropped} == {
        ("adviseur-water", WATER),
        ("adviseur-geheel", SUMMARY),
        *((who, what) for who in ("directeur-een", "directeur-twee", "directeur-drie") for what in (WATER, SUMMARY)),
    }
    first = next(d for d in dropped if d.reviewer == "adviseur-water")
    assert first.sentence == (
        "Het akkoord van Adviseur water (stap 'Beleid') op 'Pijler Water' vervalt: de tekst is gewijzigd sinds "
        "concept 1."
    )


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.WITHDRAW])
def test_who_returned_or_withdrew_has_nothing_that_a_new_draft_could_drop(verdict: Verdict) -> None:
    given = (*everyone(PROGRAMME, FIRST), decision("directie", "directeur-een", FIRST, verdict=verdict))
    assert "directeur-een" not in {d.reviewer for d in dropped_by(PROGRAMME, FIRST, WATER_MOVED, given)}


def test_an_approval_that_an_earlier_draft_already_dropped_is_not_dropped_again() -> None:
    third = draft(3, water="hoger", wind="hard", occasion="ja")
    given = everyone(PROGRAMME, FIRST)
    assert {d.section.id for d in dropped_by(PROGRAMME, WATER_MOVED, third, given)} == set()
