"""From draft to approved: who decides, what GS adopt, and what a mandate may still change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import (
    BytesChanged,
    NotAllowed,
    NotApproved,
    OutsideStage,
    StageNotReached,
    TransitionRefused,
    WrongUse,
)
from bna_pipeline.model.draft import LETTER_PDF, REPORT_DOCX, Outcome, Verdict
from bna_pipeline.model.events import AdoptionRecorded, DecisionGiven, DelegationGiven, ReviewCompleted
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.approval import approved_now, current_draft
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_rounds import CITY, SENT, arrive
from tests.unit.pipeline.world import READERS, SYSTEM, World, actor

CHANGED = SENT.replace(b"2020-02-13T13", b"2020-02-14T13").replace(b"drie sporthallen", b"vier sporthallen")


def decide(
    world: World,
    person: str,
    verdict: Verdict,
    stage: str = "lezers",
    *,
    comment: str = "",
    on_behalf: str | None = None,
) -> pipeline.Step:
    return pipeline.decide(
        world.tools, actor(person), stage=stage, verdict=verdict, comment=comment, on_behalf=on_behalf
    )


def test_a_decision_is_said_in_dutch_and_recorded_for_the_draft_as_it_stands(at: At) -> None:
    world = at(Phase.CONCEPT)
    step = decide(world, "lezer-rijk", Verdict.REMARK, comment="Graag een bron.")
    assert step.said == ("lezer-rijk: akkoord met opmerkingen in stap lezers.",)
    given = world.events(DecisionGiven)[0].decision
    assert (given.draft, given.comment, given.at) == (1, "Graag een bron.", given.at)
    assert {mark.sha256 for mark in given.covers} <= {s.sha256 for s in current_draft(world.state).sections}


def test_nobody_decides_before_his_turn_outside_his_stage_or_before_there_is_a_draft(at: At) -> None:
    world = at(Phase.CONCEPT)
    with pytest.raises(StageNotReached):
        decide(world, "programmadirecteur", Verdict.APPROVE, stage="directie")
    with pytest.raises(OutsideStage):
        decide(world, "programmadirecteur", Verdict.APPROVE)
    with pytest.raises(TransitionRefused):
        decide(at(Phase.OPEN), "lezer-rijk", Verdict.APPROVE)
    with pytest.raises(NotApproved, match="nog geen concept"):
        current_draft(at(Phase.OPEN).state)


def test_a_deputy_decides_while_the_delegation_lasts(at: At) -> None:
    world = at(Phase.CONCEPT)
    today = world.clock.moment.date()
    with pytest.raises(OutsideStage, match="geen geldige vervanging"):
        decide(world, "lezer-ruimte", Verdict.APPROVE, on_behalf="lezer-rijk")
    pipeline.delegate(
        world.tools,
        actor("coordinator"),
        principal="lezer-rijk",
        deputy="lezer-ruimte",
        valid_from=today,
        valid_until=today,
        reason="verlof",
    )
    assert world.events(DelegationGiven)[0].delegation.deputy == "lezer-ruimte"
    step = decide(world, "lezer-ruimte", Verdict.APPROVE, on_behalf="lezer-rijk")
    assert step.said == ("lezer-ruimte namens lezer-rijk: akkoord in stap lezers.",)


def test_a_delegation_whose_days_are_over_is_refused_for_nobody_could_use_it(at: At) -> None:
    world = at(Phase.CONCEPT)
    today = world.clock.moment.date()
    given: dict[str, Any] = {
        "principal": "lezer-rijk",
        "deputy": "lezer-ruimte",
        "reason": "verlof",
    }
    with pytest.raises(WrongUse, match="al voorbij"):
        pipeline.delegate(
            world.tools,
            actor("coordinator"),
            **given,
            valid_from=today - timedelta(days=9),
            valid_until=today - timedelta(days=1),
        )
    assert not world.events(DelegationGiven)
    assert pipeline.delegate(world.tools, actor("coordinator"), **given, valid_from=today, valid_until=today).changed
    world.clock.moment += timedelta(days=3)
    assert not pipeline.delegate(
        world.tools, actor("coordinator"), **given, valid_from=today, valid_until=today
    ).changed


def test_the_review_is_complete_once_every_stage_is_and_only_then(at: At) -> None:
    world = at(Phase.CONCEPT)
    world.approve("lezers", *READERS)
    pipeline.review(world.tools, SYSTEM)
    assert not pipeline.review(world.tools, SYSTEM).changed and world.phase() is Phase.CONCEPT
    world.approve("directie", "programmadirecteur")
    assert pipeline.review(world.tools, SYSTEM).changed
    assert world.phase() is Phase.FOR_ADOPTION
    assert not pipeline.review(world.tools, SYSTEM).changed
    assert len(world.events(ReviewCompleted)) == 1


def test_a_review_is_not_completed_over_a_draft_that_something_came_in_after(at: At) -> None:
    world = at(Phase.CONCEPT)
    world.approve("lezers", *READERS)
    world.approve("directie", "programmadirecteur")
    arrive(world, CITY, "later.yaml", CHANGED)
    assert not pipeline.review(world.tools, SYSTEM).changed
    assert world.phase() is Phase.CONCEPT


def test_there_is_nothing_to_review_before_a_draft_and_after_adoption(at: At) -> None:
    for phase in (Phase.OPEN, Phase.ADOPTED, Phase.FINISHED):
        assert not pipeline.review(at(phase).tools, SYSTEM).changed


def test_gs_adopt_exactly_the_files_that_were_reviewed(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    step = world.adopt()
    assert step.said == ("Besluit RD-12 van 17-03-2020 is vastgelegd: vastgesteld.",)
    assert world.events(AdoptionRecorded)[0].adoption.files == current_draft(world.state).files
    assert world.phase() is Phase.ADOPTED


@pytest.mark.parametrize("what", ["ontbreekt", "is gewijzigd"])
def test_adoption_refuses_a_draft_in_the_outbox_that_is_gone_or_changed_and_names_the_file(at: At, what: str) -> None:
    world = at(Phase.FOR_ADOPTION)
    path = f"concept/v1/{REPORT_DOCX}"
    if what == "ontbreekt":
        del world.outbox.files[path]
    else:
        world.outbox.files[path] += b" "
    with pytest.raises(BytesChanged, match=rf"{path} {what}"):
        world.adopt()
    assert world.events(AdoptionRecorded) == []


def test_adoption_refuses_a_changed_blob_and_names_the_file(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    letter = current_draft(world.state).file(LETTER_PDF)
    world.blobs.kept[letter.sha256] += b" "
    with pytest.raises(BytesChanged, match=LETTER_PDF):
        world.adopt()


def test_a_held_decision_leaves_the_draft_approved_and_waiting_for_gs(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.adopt(Outcome.HELD)
    world.advance()
    assert world.phase() is Phase.FOR_ADOPTION
    assert world.state.adoption is None


def test_under_a_mandate_only_its_holder_fixes_the_final_bytes_and_what_changed_is_kept(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.adopt(Outcome.MANDATE, holder="gedeputeerde")
    assert world.phase() is Phase.FOR_ADOPTION
    assert "gedeputeerde: rond het mandaat af" in " ".join(world.waits_for())
    with pytest.raises(NotApproved, match="mandaat"):
        approved_now(world.tools, world.state)
    arrive(world, CITY, "later.yaml", CHANGED)
    world.advance()
    world.approve("lezers", *READERS)
    world.approve("directie", "programmadirecteur")
    world.advance()
    with pytest.raises(NotAllowed):
        pipeline.finish_mandate(world.tools, actor("kabinetschef"))
    finished = pipeline.finish_mandate(world.tools, actor("gedeputeerde"))
    assert finished.said[1:] == ("Van concept 1 naar concept 2: 1 actie gewijzigd.",)
    assert "concept/vergelijking-v1-v2/wijzigingen-voortgangsrapportage.docx" in world.outbox.files
    adoption = world.state.adoption
    assert adoption is not None and (adoption.draft, adoption.settled) == (2, True)
    assert adoption.comparison is not None and b"<ins>vier</ins> sporthallen" in world.blobs.get(adoption.comparison)


def test_a_mandate_that_cannot_be_finished_yet_lays_nothing_out(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.adopt(Outcome.MANDATE, holder="gedeputeerde")
    arrive(world, CITY, "later.yaml", CHANGED)
    world.advance()
    assert world.phase() is Phase.CONCEPT
    files = dict(world.outbox.files)
    with pytest.raises(TransitionRefused):
        pipeline.finish_mandate(world.tools, actor("gedeputeerde"))
    assert world.outbox.files == files


def test_a_mandate_that_nobody_gave_cannot_be_finished(at: At) -> None:
    with pytest.raises(NotApproved, match="geen mandaat"):
        pipeline.finish_mandate(at(Phase.FOR_ADOPTION).tools, actor("gedeputeerde"))


def test_before_adoption_nothing_is_approved_and_the_refusal_says_who_must_still_decide(at: At) -> None:
    world = at(Phase.CONCEPT)
    with pytest.raises(NotApproved, match="Accounthouder Regio Deals"):
        approved_now(world.tools, world.state)
    with pytest.raises(NotApproved, match="nog niet vastgesteld"):
        approved_now(at(Phase.FOR_ADOPTION).tools, at(Phase.FOR_ADOPTION).state)
