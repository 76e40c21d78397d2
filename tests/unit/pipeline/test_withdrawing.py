"""The one way back: GS's decision is withdrawn, its signatures are thrown away, and the draft is a draft again."""

from __future__ import annotations

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import (
    NotAllowed,
    NotApproved,
    NothingToWithdraw,
    OutsideStage,
    TransitionRefused,
    WrongUse,
)
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF, Outcome, Verdict
from bna_pipeline.model.events import AdoptionWithdrawn, EffectDone
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import When
from bna_pipeline.pipeline.signing import LETTER_PATH
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import MARK
from tests.unit.pipeline.test_reviewing import decide
from tests.unit.pipeline.test_rounds import CITY
from tests.unit.pipeline.world import SYSTEM, World, actor, inbox_files, programme_data

SECRETARY, COORDINATOR = actor("kabinetschef"), actor("coordinator")
WHY = "de gedeputeerde tekent niet"


def withdraw(world: World, reason: str = WHY) -> pipeline.Step:
    return pipeline.withdraw_adoption(world.tools, SECRETARY, reason=reason)


def test_before_a_signature_the_draft_waits_for_gs_again_with_every_approval_standing(at: At) -> None:
    world = at(Phase.ADOPTED)
    assert withdraw(world).said[0] == "Besluit RD-12 is ingetrokken."
    assert (world.phase(), world.state.adoption) == (Phase.CONCEPT, None)
    world.advance()
    assert world.phase() is Phase.FOR_ADOPTION
    assert [a.number for a in world.state.adoptions] == ["RD-12"]


def test_signatures_go_with_the_decision_and_do_not_come_back(at: At) -> None:
    world = at(Phase.ADOPTED)
    pipeline.sign(world.tools, actor("gedeputeerde"))
    signed = world.outbox.files[LETTER_PATH]
    assert withdraw(world).said[1] == "De brief met handtekening Gedeputeerde geldt niet meer."
    assert world.events(AdoptionWithdrawn)[0].signatures == ("Gedeputeerde",)
    world.advance()
    world.adopt()
    world.advance()
    assert world.outbox.files[LETTER_PATH] == signed[: signed.index(MARK)]
    with pytest.raises(NotApproved, match="weggegooid"):
        pipeline.import_signed(world.tools, actor("gedeputeerde"), signed)
    assert world.state.signatures == ()


def test_the_ministry_is_told_and_handed_the_report_anew_under_the_next_decision(at: At) -> None:
    world = at(Phase.ADOPTED)
    assert "ALARM" in withdraw(world).said[-1]
    world.advance()
    pipeline.adopt(
        world.tools,
        SECRETARY,
        on=world.state.adoptions[0].date,
        number="RD-13",
        outcome=Outcome.ADOPTED,
    )
    assert [w.act for w in pipeline.waits(world.tools)] == [Act.SIGN, Act.HAND_OVER]
    world.advance()
    assert len([e for e in world.events(EffectDone) if e.effect == "hand-over"]) == 2


def test_only_the_secretary_with_a_reason_and_never_under_an_armed_or_past_release(at: At) -> None:
    world = at(Phase.SIGNED)
    with pytest.raises(NotAllowed):
        pipeline.withdraw_adoption(world.tools, COORDINATOR, reason=WHY)
    with pytest.raises(WrongUse):
        withdraw(world, " ")
    pipeline.arm(world.tools, COORDINATOR)
    with pytest.raises(TransitionRefused, match="klaar"):
        withdraw(world)
    pipeline.abort(world.tools, COORDINATOR, reason="fout")
    assert withdraw(world).changed
    with pytest.raises(NothingToWithdraw):
        withdraw(world)
    with pytest.raises(TransitionRefused):
        withdraw(at(Phase.FINISHED))


def test_an_open_mandate_is_settled_or_withdrawn_and_not_overtaken(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.adopt(Outcome.MANDATE, holder="gedeputeerde")
    with pytest.raises(TransitionRefused, match="--withdraw"):
        world.adopt()
    data = programme_data()
    next(p for p in data["people"] if p["id"] == "gedeputeerde")["roles"].remove("mandate-holder")
    left = world.with_programme(data)
    left.advance()
    (wait,) = pipeline.waits(left.tools)
    assert (wait.act, wait.who) == (Act.WITHDRAW_ADOPTION, ("kabinetschef",))
    withdraw(left)
    left.advance()
    assert left.phase() is Phase.FOR_ADOPTION and left.state.adoption is None


def test_another_signer_is_another_printed_name_and_so_another_adoption(at: At) -> None:
    data = programme_data()
    data["letter"]["signatories"][0]["name"] = "dr. W. Neming (waarnemend)"
    world = at(Phase.ADOPTED).with_programme(data)
    with pytest.raises(NotApproved, match="andere ondertekenaars"):
        pipeline.sign(world.tools, actor("gedeputeerde"))
    assert pipeline.waits(world.tools)[0].act is Act.WITHDRAW_ADOPTION
    withdraw(world)
    world.advance()
    assert world.state.drafts[-1].draft.version == 2


def test_a_delegation_that_was_ended_counts_no_more_and_what_was_decided_under_it_stands(at: At) -> None:
    world = at(Phase.CONCEPT)
    today = world.clock.moment.date()
    between = {"principal": "lezer-rijk", "deputy": "lezer-ruimte"}
    pipeline.delegate(world.tools, COORDINATOR, **between, valid_from=today, valid_until=today, reason="verlof")
    decide(world, "lezer-ruimte", Verdict.APPROVE, on_behalf="lezer-rijk")
    with pytest.raises(NotAllowed):
        pipeline.end_delegation(world.tools, actor("lezer-ruimte"), **between, reason="terug")
    with pytest.raises(WrongUse):
        pipeline.end_delegation(world.tools, COORDINATOR, **between, reason="")
    said = pipeline.end_delegation(world.tools, actor("lezer-rijk"), **between, reason="terug").said
    assert said == ("lezer-ruimte beslist niet langer namens lezer-rijk.",)
    assert (len(world.state.delegations), world.state.in_force) == (1, ())
    with pytest.raises(OutsideStage):
        decide(world, "lezer-ruimte", Verdict.WITHDRAW, on_behalf="lezer-rijk")
    assert len(world.state.decisions) == 1
    with pytest.raises(NothingToWithdraw):
        pipeline.end_delegation(world.tools, COORDINATOR, **between, reason="terug")


def test_who_never_sends_does_not_keep_an_edition_open_for_ever(at: At) -> None:
    world = at(Phase.NONE)
    pipeline.open_edition(world.tools, COORDINATOR)
    world.inbox.files = {key: data for key, data in inbox_files().items() if key[0] != CITY}
    pipeline.collect(world.tools, SYSTEM)
    missing, instead = pipeline.waits(world.tools)
    assert (missing.subject, instead.act, instead.when) == (CITY, Act.CLOSE, When.INSTEAD)
    assert "--reason REDEN" in (instead.command or "")


def test_the_files_of_the_adopted_draft_are_what_adoption_waits_for_when_one_was_changed(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.outbox.files[f"concept/v1/{REPORT_PDF}"] += b" "
    (wait,) = pipeline.waits(world.tools)
    assert REPORT_PDF in wait.sentence and LETTER_PDF not in wait.sentence
    del world.outbox.files[f"concept/v1/{REPORT_PDF}"]
    world.advance()
    assert pipeline.waits(world.tools)[0].act is Act.ADOPT
