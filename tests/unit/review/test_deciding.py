"""Who may decide, when, in whose place; and what a decision is bound to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bna_pipeline.errors import (
    DecisionFixed,
    NotAllowed,
    NothingToWithdraw,
    OutsideStage,
    StageNotReached,
    UnknownPerson,
    UnknownStage,
    WrongUse,
)
from bna_pipeline.model.draft import Outcome, Verdict
from bna_pipeline.review.delegation import delegate
from tests.unit.model.small import (
    NOW,
    OCCASION,
    SUMMARY,
    WATER,
    WIND,
    adoption,
    decision,
    draft,
    everyone,
)
from tests.unit.review.acts import ADVICE, ALL, FIRST, PROGRAMME, SECOND, give


class TestWhoAndWhen:
    def test_a_decision_is_bound_to_the_digests_in_its_reviewers_scope(self) -> None:
        made = give("beleid", "adviseur-geheel")
        assert {m.id: m.sha256 for m in made.covers} == {
            SUMMARY: FIRST.digest_of_section(SUMMARY),
            OCCASION: FIRST.digest_of_section(OCCASION),
        }
        assert (made.draft, made.reviewer, made.given_by) == (1, "adviseur-geheel", "adviseur-geheel")

    def test_nobody_decides_outside_his_stage(self) -> None:
        with pytest.raises(OutsideStage, match="Adviseur water is geen beoordelaar in stap 'Directie'"):
            give("directie", "adviseur-water", ADVICE)

    def test_a_later_stage_waits_and_the_refusal_names_what_is_missing(self) -> None:
        with pytest.raises(StageNotReached) as refused:
            give("directie", "directeur-een", ADVICE[:2])
        assert "Adviseur geheel" in str(refused.value) and "Samenvatting" in str(refused.value)

    def test_a_later_stage_waits_again_when_a_new_draft_drops_an_earlier_approval(self) -> None:
        assert give("directie", "directeur-een", ADVICE).verdict is Verdict.APPROVE
        with pytest.raises(StageNotReached, match="Pijler Water"):
            give("directie", "directeur-een", ADVICE, on=SECOND)

    def test_unknown_stages_and_persons_are_wrong_use_and_say_what_there_is(self) -> None:
        with pytest.raises(UnknownStage) as stage:
            give("raad", "adviseur-water")
        assert "beleid, directie" in str(stage.value)
        with pytest.raises(UnknownPerson):
            give("beleid", "niemand")
        with pytest.raises(UnknownPerson):
            give("beleid", "adviseur-water", on_behalf="niemand")

    @pytest.mark.parametrize("verdict", [Verdict.REMARK, Verdict.RETURN])
    def test_a_remark_and_a_return_need_a_comment(self, verdict: Verdict) -> None:
        with pytest.raises(WrongUse, match="toelichting"):
            give("beleid", "adviseur-water", verdict=verdict, comment="  ")
        assert give("beleid", "adviseur-water", verdict=verdict, comment=" Cijfer klopt niet. ").comment == (
            "Cijfer klopt niet."
        )

    def test_a_moment_without_zone_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            give("beleid", "adviseur-water", at=NOW.replace(tzinfo=None))

    def test_a_decision_that_would_cover_nothing_is_refused(self) -> None:
        with pytest.raises(OutsideStage, match="geen sectie"):
            give("beleid", "adviseur-wind", on=draft(1, water="laag", occasion="ja"))


class TestWithdraw:
    def test_it_takes_back_the_standing_decision(self) -> None:
        taken = give("beleid", "adviseur-water", ADVICE, verdict=Verdict.WITHDRAW)
        with pytest.raises(StageNotReached, match="ingetrokken"):
            give("directie", "directeur-een", (*ADVICE, taken))

    def test_it_takes_back_a_return_too(self) -> None:
        back = decision("beleid", "adviseur-water", FIRST, [WATER], Verdict.RETURN)
        assert give("beleid", "adviseur-water", (back,), verdict=Verdict.WITHDRAW).verdict is Verdict.WITHDRAW

    def test_once_the_next_stage_has_decided_it_is_refused(self) -> None:
        director = decision("directie", "directeur-een", FIRST)
        with pytest.raises(DecisionFixed, match="Directeur een"):
            give("beleid", "adviseur-water", (*ADVICE, director), verdict=Verdict.WITHDRAW)

    def test_when_the_next_stages_decision_is_withdrawn_it_is_open_again(self) -> None:
        director = decision("directie", "directeur-een", FIRST)
        gone = decision("directie", "directeur-een", FIRST, verdict=Verdict.WITHDRAW)
        give("beleid", "adviseur-water", (*ADVICE, director, gone), verdict=Verdict.WITHDRAW)

    def test_a_stage_that_decided_on_an_older_draft_only_fixes_what_still_stands(self) -> None:
        third = draft(3, water="hoog", wind="zacht", occasion="nee")
        director = decision("directie", "directeur-een", FIRST)
        fresh = decision("beleid", "adviseur-water", third, [WATER])
        give("beleid", "adviseur-water", (*ADVICE, director, fresh), on=third, verdict=Verdict.WITHDRAW)

    def test_without_a_standing_decision_there_is_nothing_to_withdraw(self) -> None:
        with pytest.raises(NothingToWithdraw):
            give("beleid", "adviseur-water", verdict=Verdict.WITHDRAW)
        with pytest.raises(NothingToWithdraw):
            give("beleid", "adviseur-water", ADVICE, on=SECOND, verdict=Verdict.WITHDRAW)

    def test_the_last_stage_may_withdraw_until_adoption(self) -> None:
        give("directie", "directeur-een", ALL, verdict=Verdict.WITHDRAW)
        held = adoption(FIRST, Outcome.HELD)
        give("directie", "directeur-een", ALL, verdict=Verdict.WITHDRAW, adopted=held)
        for fixed in (adoption(FIRST), adoption(FIRST, Outcome.MANDATE, settled=False)):
            with pytest.raises(DecisionFixed, match="GS-7"):
                give("directie", "directeur-een", ALL, verdict=Verdict.WITHDRAW, adopted=fixed)

    def test_under_an_open_mandate_decisions_on_a_newer_draft_are_still_open(self) -> None:
        on_second = everyone(PROGRAMME, SECOND)
        mandate = adoption(FIRST, Outcome.MANDATE, settled=False)
        give("directie", "directeur-een", on_second, on=SECOND, verdict=Verdict.WITHDRAW, adopted=mandate)


class TestDelegation:
    LENT = delegate(
        PROGRAMME,
        "directeur-een",
        "plaatsvervanger",
        date(2030, 5, 1),
        date(2030, 5, 3),
        "Verlof",
        "directeur-een",
    )

    def test_a_deputy_decides_in_anothers_place_and_both_names_are_kept(self) -> None:
        made = give("directie", "plaatsvervanger", ADVICE, on_behalf="directeur-een", delegations=(self.LENT,))
        assert (made.reviewer, made.given_by) == ("directeur-een", "plaatsvervanger")

    def test_without_a_delegation_nobody_decides_for_another(self) -> None:
        with pytest.raises(OutsideStage, match="geen geldige vervanging"):
            give("directie", "directeur-twee", ADVICE, on_behalf="directeur-een")

    def test_a_deputy_says_for_whom_he_decides(self) -> None:
        with pytest.raises(OutsideStage) as refused:
            give("directie", "plaatsvervanger", ADVICE, delegations=(self.LENT,))
        assert "namens wie" in refused.value.mend and "Directeur een" in refused.value.mend

    def test_a_deputy_who_is_a_reviewer_himself_acts_for_whom_he_says(self) -> None:
        lent = self.LENT.model_copy(update={"deputy": "directeur-twee"})
        own = give("directie", "directeur-twee", ADVICE, delegations=(lent,))
        other = give("directie", "directeur-twee", ADVICE, delegations=(lent,), on_behalf="directeur-een")
        assert (own.reviewer, other.reviewer) == ("directeur-twee", "directeur-een")

    def test_a_delegation_opens_no_stage_that_the_principal_is_not_in(self) -> None:
        with pytest.raises(OutsideStage, match="Directeur een is geen beoordelaar"):
            give("beleid", "plaatsvervanger", on_behalf="directeur-een", delegations=(self.LENT,))

    @pytest.mark.parametrize(
        ("at", "valid"),
        [
            (datetime(2030, 4, 30, 21, 59, tzinfo=UTC), False),
            (datetime(2030, 4, 30, 22, 0, tzinfo=UTC), True),  # midnight at home
            (datetime(2030, 5, 3, 21, 59, tzinfo=UTC), True),
            (datetime(2030, 5, 3, 22, 0, tzinfo=UTC), False),
        ],
    )
    def test_its_dates_are_dutch_days_and_both_count(self, at: datetime, valid: bool) -> None:
        if valid:
            give("directie", "plaatsvervanger", ADVICE, on_behalf="directeur-een", delegations=(self.LENT,), at=at)
            return
        with pytest.raises(OutsideStage):
            give("directie", "plaatsvervanger", ADVICE, on_behalf="directeur-een", delegations=(self.LENT,), at=at)

    def test_a_delegation_cannot_be_passed_on(self) -> None:
        onward = self.LENT.model_copy(update={"principal": "plaatsvervanger", "deputy": "directeur-twee"})
        with pytest.raises(OutsideStage):
            give("directie", "directeur-twee", ADVICE, on_behalf="directeur-een", delegations=(self.LENT, onward))
        with pytest.raises(NotAllowed, match="mag geen vervanging regelen"):
            delegate(
                PROGRAMME,
                "directeur-een",
                "directeur-twee",
                date(2030, 5, 1),
                date(2030, 5, 3),
                "Doorgegeven",
                "plaatsvervanger",
            )

    def test_the_coordinator_may_give_it(self) -> None:
        day = date(2030, 5, 1)
        made = delegate(PROGRAMME, "directeur-een", "plaatsvervanger", day, day, " Ziek ", "coordinator")
        assert (made.valid_from, made.valid_until, made.reason) == (day, day, "Ziek")

    @pytest.mark.parametrize(
        ("principal", "deputy", "until", "reason", "error"),
        [
            ("directeur-een", "directeur-een", date(2030, 5, 3), "Verlof", WrongUse),
            ("directeur-een", "plaatsvervanger", date(2030, 4, 30), "Verlof", WrongUse),
            ("directeur-een", "plaatsvervanger", date(2030, 5, 3), " ", WrongUse),
            ("voorzitter", "plaatsvervanger", date(2030, 5, 3), "Verlof", OutsideStage),
            ("niemand", "plaatsvervanger", date(2030, 5, 3), "Verlof", UnknownPerson),
            ("directeur-een", "niemand", date(2030, 5, 3), "Verlof", UnknownPerson),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, principal: str, deputy: str, until: date, reason: str, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            delegate(PROGRAMME, principal, deputy, date(2030, 5, 1), until, reason, "coordinator")


def test_wind_and_water_are_other_peoples_scopes() -> None:
    assert {m.id for m in give("beleid", "adviseur-wind").covers} == {WIND}
