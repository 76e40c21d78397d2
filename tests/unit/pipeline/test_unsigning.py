"""Before the last signature a signatory may refuse, and whoever signed last may take his signature back."""

from __future__ import annotations

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import (
    FieldMissing,
    NotApproved,
    NothingToWithdraw,
    OutOfTurn,
    SignatureRefused,
    TransitionRefused,
    WrongUse,
)
from bna_pipeline.model.events import LetterSigned, SigningDiscarded, SigningIntended
from bna_pipeline.model.signing_events import RefusalEnded, SignatureWithdrawn, SigningRefused
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import When
from bna_pipeline.pipeline.signing_folder import LETTER_PATH
from bna_pipeline.views.status import signature_lines
from bna_pipeline.views.story import sentence_of
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import MARK
from tests.unit.pipeline.world import World, actor

FIRST, SECOND = "gedeputeerde", "kabinetschef"
WHY = "de cijfers kloppen niet"


def sign(world: World, person: str = FIRST) -> pipeline.Step:
    return pipeline.sign(world.tools, actor(person))


def refuse(world: World, person: str = SECOND) -> pipeline.Step:
    return pipeline.refuse_signing(world.tools, actor(person), reason=WHY)


def withdraw(world: World, person: str = FIRST) -> pipeline.Step:
    return pipeline.withdraw_signature(world.tools, actor(person), reason=WHY)


# -- refusing --------------------------------------------------------------------------------------------


def test_after_a_refusal_nobody_signs_exports_or_reads_in_until_it_is_taken_back(at: At) -> None:
    world = at(Phase.ADOPTED)
    letter = world.outbox.files[LETTER_PATH]
    assert refuse(world).changed
    for act in (
        lambda: sign(world),
        lambda: pipeline.export(world.tools, actor(FIRST)),
        lambda: pipeline.import_signed(world.tools, actor(FIRST), letter + MARK + b"Gedeputeerde"),
    ):
        with pytest.raises(SignatureRefused, match=rf"kabinetschef weigert te ondertekenen: {WHY}\..*--resume"):
            act()
    assert world.events(LetterSigned) == world.events(SigningIntended) == []
    assert pipeline.resume_signing(world.tools, actor(SECOND)).changed
    assert sign(world).changed and sign(world, SECOND).changed
    assert world.phase() is Phase.SIGNED


def test_refusing_and_taking_back_twice_is_once(at: At) -> None:
    world = at(Phase.ADOPTED)
    assert [refuse(world).changed, refuse(world).changed] == [True, False]
    resumed = [pipeline.resume_signing(world.tools, actor(SECOND)).changed for _ in range(2)]
    assert resumed == [True, False]
    assert (len(world.events(SigningRefused)), len(world.events(RefusalEnded))) == (1, 1)


def test_only_who_refused_takes_it_back_and_two_refusals_need_two(at: At) -> None:
    world = at(Phase.ADOPTED)
    refuse(world, FIRST)
    refuse(world, SECOND)
    assert not pipeline.resume_signing(world.tools, actor("gedeputeerde")).said[0].startswith("de kabinetschef")
    assert [r.person for r in world.state.refusals] == [SECOND]
    with pytest.raises(SignatureRefused):
        sign(world)


def test_the_wait_names_who_refuses_and_why_and_both_ways_on(at: At) -> None:
    world = at(Phase.ADOPTED)
    refuse(world)
    resume, instead = pipeline.waits(world.tools)
    assert (resume.act, resume.who, resume.when) == (Act.RESUME, (SECOND,), When.NOW)
    assert WHY in resume.sentence and f"`bna sign {world.tools.id} --as {SECOND} --resume`" in resume.sentence
    assert (instead.act, instead.when) == (Act.WITHDRAW_ADOPTION, When.INSTEAD)


def test_withdrawing_the_decision_ends_every_refusal(at: At) -> None:
    world = at(Phase.ADOPTED)
    refuse(world)
    pipeline.withdraw_adoption(world.tools, actor("kabinetschef"), reason=WHY)
    assert world.state.refusals == ()
    world.advance()
    world.adopt()
    assert sign(world).changed


def test_a_refusal_throws_an_unfinished_signing_away_and_one_under_way_lands_no_more(at: At) -> None:
    world = at(Phase.ADOPTED)

    def meanwhile() -> None:
        refuse(world, FIRST)

    world.signers["Gedeputeerde"].before_return = meanwhile
    with pytest.raises(SignatureRefused):
        sign(world)
    assert len(world.events(SigningDiscarded)) == 1 and world.events(LetterSigned) == []
    assert world.state.signing is None


def test_who_has_signed_withdraws_and_does_not_refuse(at: At) -> None:
    world = at(Phase.ADOPTED)
    sign(world)
    with pytest.raises(SignatureRefused, match="--withdraw"):
        refuse(world, FIRST)


def test_a_refusal_and_a_withdrawal_have_a_reason_and_a_signatory(at: At) -> None:
    world = at(Phase.ADOPTED)
    with pytest.raises(WrongUse, match="reden"):
        pipeline.refuse_signing(world.tools, actor(FIRST), reason=" ")
    with pytest.raises(WrongUse, match="reden"):
        pipeline.withdraw_signature(world.tools, actor(FIRST), reason="")
    for act in (refuse, withdraw):
        with pytest.raises(FieldMissing):
            act(world, "coordinator")


def test_the_report_does_not_go_out_under_embargo_while_a_signatory_refuses(at: At) -> None:
    world = at(Phase.ADOPTED)
    pipeline.withdraw_adoption(world.tools, actor("kabinetschef"), reason=WHY)
    world.advance()
    world.adopt()
    refuse(world)
    assert not any("overgedragen" in said for step in world.advance() for said in step.said)
    pipeline.resume_signing(world.tools, actor(SECOND))
    assert any("overgedragen" in said for step in world.advance() for said in step.said)


# -- withdrawing a signature -----------------------------------------------------------------------------


def test_the_first_signer_takes_his_signature_back_and_the_letter_is_the_adopted_one_again(at: At) -> None:
    world = at(Phase.ADOPTED)
    adopted = world.outbox.files[LETTER_PATH]
    sign(world)
    signed = world.outbox.files[LETTER_PATH]
    assert withdraw(world).said[0] == "De handtekening van de gedeputeerde is ingetrokken en weggegooid."
    assert world.outbox.files[LETTER_PATH] == adopted != signed
    assert world.state.signatures == () and world.phase() is Phase.ADOPTED
    assert [w.who for w in pipeline.waits(world.tools) if w.act is Act.SIGN] == [(FIRST,)]
    (gone,) = world.events(SignatureWithdrawn)
    assert world.blobs.get(gone.letter.sha256) == signed, "what was thrown away stays on record"
    assert sign(world).changed and sign(world, SECOND).changed


def test_a_signature_that_was_withdrawn_is_not_read_in_again_nor_another_of_before(at: At) -> None:
    world = at(Phase.ADOPTED)
    sign(world)
    signed = world.outbox.files[LETTER_PATH]
    withdraw(world)
    with pytest.raises(NotApproved, match="weggegooid"):
        pipeline.import_signed(world.tools, actor(FIRST), signed)
    assert world.state.signatures == ()


def test_withdrawing_twice_is_once_and_lays_out_what_a_crash_kept(at: At) -> None:
    world = at(Phase.ADOPTED)
    adopted = world.outbox.files[LETTER_PATH]
    sign(world)
    signed = world.outbox.files[LETTER_PATH]
    withdraw(world)
    world.outbox.files[LETTER_PATH] = signed  # as it stood when the process died behind the ledger
    again = withdraw(world)
    assert again.said == ("De handtekening van de gedeputeerde is al ingetrokken.",)
    assert world.outbox.files[LETTER_PATH] == adopted
    world.outbox.files[LETTER_PATH] = signed
    world.advance()
    assert world.outbox.files[LETTER_PATH] == adopted
    assert len(world.events(SignatureWithdrawn)) == 1


def test_who_did_not_sign_has_nothing_to_withdraw(at: At) -> None:
    world = at(Phase.ADOPTED)
    with pytest.raises(NothingToWithdraw):
        withdraw(world)
    sign(world)
    with pytest.raises(NothingToWithdraw):
        withdraw(world, SECOND)
    assert [s.person for s in world.state.signatures] == [FIRST]


@pytest.mark.parametrize(
    ("phase", "left"),
    [(Phase.SIGNED, "bna adopt .* --withdraw"), (Phase.FINISHED, "schrijf een nieuwe"), (Phase.CONCEPT, "vastgesteld")],
)
def test_after_the_last_signature_it_is_refused_with_the_way_that_is_left(at: At, phase: Phase, left: str) -> None:
    world = at(phase)
    for act in (withdraw, refuse):
        with pytest.raises(TransitionRefused, match=left):
            act(world)
    assert world.events(SignatureWithdrawn) == world.events(SigningRefused) == []


def test_once_the_release_is_armed_the_way_left_begins_with_the_coordinator(at: At) -> None:
    world = at(Phase.SIGNED)
    pipeline.arm(world.tools, actor("coordinator"))
    with pytest.raises(TransitionRefused, match=r"abort .* --withdraw"):
        withdraw(world)


def test_a_second_signature_under_way_does_not_land_on_a_letter_whose_first_is_gone(at: At) -> None:
    world = at(Phase.ADOPTED)
    sign(world)

    def meanwhile() -> None:
        withdraw(world)

    world.signers["Kabinetschef"].before_return = meanwhile
    with pytest.raises(OutOfTurn, match="intussen een andere"):
        sign(world, SECOND)
    assert world.state.signatures == () and len(world.events(LetterSigned)) == 1


def test_the_story_and_the_status_tell_it(at: At) -> None:
    world = at(Phase.ADOPTED)
    sign(world)
    withdraw(world)
    refuse(world, FIRST)
    told = [sentence_of(e.event) for e in pipeline.entries(world.tools)[-2:]]
    assert told == [
        f"gedeputeerde trok handtekening Gedeputeerde in; die is weggegooid. Reden: {WHY}",
        f"gedeputeerde weigert te ondertekenen in veld Gedeputeerde. Reden: {WHY}",
    ]
    line = signature_lines(world.tools.programme, world.state)[0]
    assert (line.refused, line.withdrawn, line.signed_at) == (WHY, WHY, None)
