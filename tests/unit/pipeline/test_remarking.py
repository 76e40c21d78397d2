"""Remarks at a section: who may make them, what they are bound to, what becomes of them, and what they explain."""

from __future__ import annotations

from datetime import date

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import DraftMoved, NotAllowed, NothingToWithdraw, OutsideStage, TransitionRefused, WrongUse
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.events import DecisionGiven
from bna_pipeline.model.remark_events import RemarkAnswered, RemarkMade, RemarkStanding, RemarkWithdrawn
from bna_pipeline.model.transitions import Phase
from bna_pipeline.record.dossier import decisions_of
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_editing import COORDINATOR
from tests.unit.pipeline.test_reading import TECHNICIAN, next_draft, of, read
from tests.unit.pipeline.world import World, actor

SUMMARY = "rapport.samenvatting"


def remark(
    world: World,
    text: str = "Noem de buurtbatterij.",
    *,
    person: str = TECHNICIAN,
    section: str = SUMMARY,
    quote: str | None = None,
    on_behalf: str | None = None,
) -> pipeline.Step:
    return pipeline.make_remark(
        world.tools, actor(person), stage="lezers", section=section, text=text, quote=quote, on_behalf=on_behalf
    )


def only(world: World) -> RemarkStanding:
    (found,) = world.state.remarks
    return found


def test_a_remark_is_bound_to_the_section_as_it_was(at: At) -> None:
    world = at(Phase.CONCEPT)
    step = remark(world, "Te kort.\n\nEn te laat.", quote="loket voor  nieuwkomers")
    made = only(world).remark
    section = of(read(world), SUMMARY)
    assert (made.section, made.sha256, made.draft) == (SUMMARY, section.sha256, 1)
    assert (made.text, made.quote) == (("Te kort.", "En te laat."), "loket voor nieuwkomers")
    assert step.said == (f"{TECHNICIAN}: opmerking {made.id[:8]} bij {SUMMARY} is geplaatst.",)
    assert of(read(world), SUMMARY).remarks == (only(world),)


def test_the_same_remark_again_is_one(at: At) -> None:
    world = at(Phase.CONCEPT)
    remark(world)
    assert not remark(world).changed
    assert len(world.events(RemarkMade)) == 1


def test_nobody_remarks_outside_his_scope_or_stage_or_quotes_what_does_not_stand_there(at: At) -> None:
    world = at(Phase.CONCEPT)
    for how in ({"section": "rapport.voorwoord"}, {"section": "rapport.niets"}, {"person": "kabinetschef"}):
        with pytest.raises(OutsideStage):
            remark(world, **how)
    with pytest.raises(WrongUse, match="aangehaalde woorden"):
        remark(world, quote="woorden die er niet staan")
    with pytest.raises(WrongUse, match="mag niet leeg zijn"):
        remark(world, " \n\n ")
    assert world.state.remarks == ()


def test_hidden_characters_in_a_remark_are_written_out(at: At) -> None:
    world = at(Phase.CONCEPT)
    remark(world, "links\u202erechts")
    assert only(world).remark.text == ("linksU+202Erechts",)


def test_a_remark_from_a_page_that_showed_another_draft_is_refused(at: At) -> None:
    world = at(Phase.CONCEPT)
    next_draft(world)
    with pytest.raises(DraftMoved):
        pipeline.make_remark(
            world.tools, actor(TECHNICIAN), stage="lezers", section=SUMMARY, text="Op concept 1.", draft=1
        )


def test_there_is_nothing_to_remark_on_before_a_draft_and_after_adoption(at: At) -> None:
    for phase in (Phase.OPEN, Phase.ADOPTED):
        with pytest.raises(TransitionRefused):
            remark(at(phase))


def test_a_remark_is_answered_and_says_whether_it_was_taken_over(at: At) -> None:
    world = at(Phase.CONCEPT)
    remark(world)
    name = only(world).remark.id

    def answer(text: str) -> pipeline.Step:
        return pipeline.answer_remark(world.tools, COORDINATOR, remark=name[:8], answer=text, taken_over=True)

    assert answer("Staat er nu.").changed
    assert not answer("Staat er nu.").changed
    assert not only(world).open
    assert answer("Staat er nu, in de tweede alinea.").changed
    given = world.events(RemarkAnswered)[-1]
    assert (given.taken_over, given.by, given.answer) == (True, "coordinator", "Staat er nu, in de tweede alinea.")
    with pytest.raises(NothingToWithdraw, match="al afgehandeld"):
        pipeline.withdraw_remark(world.tools, actor(TECHNICIAN), remark=name)


def test_only_whose_it_is_takes_a_remark_back_and_made_anew_it_is_open_again(at: At) -> None:
    world = at(Phase.CONCEPT)
    remark(world)
    name = only(world).remark.id
    with pytest.raises(NotAllowed):
        pipeline.withdraw_remark(world.tools, actor("lezer-rijk"), remark=name)
    assert pipeline.withdraw_remark(world.tools, actor(TECHNICIAN), remark=name).changed
    assert not pipeline.withdraw_remark(world.tools, actor(TECHNICIAN), remark=name).changed
    assert len(world.events(RemarkWithdrawn)) == 1
    with pytest.raises(WrongUse, match="ingetrokken"):
        pipeline.answer_remark(world.tools, COORDINATOR, remark=name, answer="Ja.", taken_over=False)
    assert remark(world).changed
    assert only(world).open


def test_a_deputy_remarks_in_anothers_name_and_both_are_recorded(at: At) -> None:
    world = at(Phase.CONCEPT)
    pipeline.delegate(
        world.tools,
        COORDINATOR,
        principal=TECHNICIAN,
        deputy="lezer-rijk",
        valid_from=date(2020, 1, 1),
        valid_until=date(2020, 12, 31),
        reason="verlof",
    )
    remark(world, person="lezer-rijk", on_behalf=TECHNICIAN)
    made = only(world).remark
    assert (made.reviewer, made.given_by) == (TECHNICIAN, "lezer-rijk")
    assert pipeline.withdraw_remark(world.tools, actor(TECHNICIAN), remark=made.id).changed


@pytest.mark.parametrize("verdict", [Verdict.REMARK, Verdict.RETURN])
def test_an_open_remark_of_ones_own_on_this_draft_explains_a_decision(at: At, verdict: Verdict) -> None:
    world = at(Phase.CONCEPT)

    def decide() -> pipeline.Step:
        return pipeline.decide(world.tools, actor(TECHNICIAN), stage="lezers", verdict=verdict)

    pipeline.make_remark(world.tools, actor("lezer-rijk"), stage="lezers", section=SUMMARY, text="Van een ander.")
    with pytest.raises(WrongUse, match="toelichting"):
        decide()
    remark(world)
    name = world.state.remarks[-1].remark.id
    pipeline.withdraw_remark(world.tools, actor(TECHNICIAN), remark=name)
    with pytest.raises(WrongUse, match="toelichting"):
        decide()
    remark(world)
    assert decide().changed
    assert world.events(DecisionGiven)[-1].decision.comment == ""


def test_a_remark_on_an_earlier_draft_explains_no_decision_on_this_one(at: At) -> None:
    world = at(Phase.CONCEPT)
    remark(world)
    next_draft(world)
    assert read(world).open_remarks == 0
    with pytest.raises(WrongUse, match="toelichting"):
        pipeline.decide(world.tools, actor(TECHNICIAN), stage="lezers", verdict=Verdict.REMARK)


def test_remarks_stand_in_the_dossiers_decisions_with_the_people_they_name(at: At) -> None:
    world = at(Phase.CONCEPT)
    remark(world)
    pipeline.answer_remark(
        world.tools, COORDINATOR, remark=only(world).remark.id, answer="Wij houden het kort.", taken_over=False
    )
    told = decisions_of(world.programme, world.state, pipeline.entries(world.tools))
    assert told.remarks == world.state.remarks
    assert {p.id for p in told.people} == {TECHNICIAN, "coordinator"}


@pytest.mark.parametrize("name", ["", "abc", "ffffffff", "geen"])
def test_a_name_that_no_remark_has_is_wrong_use(at: At, name: str) -> None:
    with pytest.raises(WrongUse):
        pipeline.answer_remark(at(Phase.CONCEPT).tools, COORDINATOR, remark=name, answer="Ja.", taken_over=True)
