"""Signatures are put in turn, over the approved bytes only, and one that was never recorded is none."""

from __future__ import annotations

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import (
    ByteRuleBroken,
    BytesChanged,
    FieldMissing,
    NotApproved,
    OutOfTurn,
    SigningError,
    ThrowawayRefused,
    TransitionRefused,
)
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.events import LetterExported, LetterSigned, SigningDiscarded, SigningIntended
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.signing import signed_now
from bna_pipeline.pipeline.signing_folder import LETTER_PATH
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import MARK
from tests.unit.pipeline.world import World, actor, programme_data

FIRST, SECOND = "gedeputeerde", "kabinetschef"


def sign(world: World, person: str = FIRST) -> pipeline.Step:
    return pipeline.sign(world.tools, actor(person))


def letter(world: World) -> bytes:
    """The letter as the ledger says it stands."""
    assert world.state.letter is not None
    return world.blobs.get(world.state.letter.sha256)


def test_each_signs_in_turn_and_the_letter_in_the_folder_follows(at: At) -> None:
    world = at(Phase.ADOPTED)
    adopted = letter(world)
    assert world.outbox.files[LETTER_PATH] == adopted
    said = sign(world).said
    assert said[0] == "de gedeputeerde heeft ondertekend." and "WEGWERPSLEUTEL" in said[1]
    sign(world, SECOND)
    assert [e.signature.person for e in world.events(LetterSigned)] == [FIRST, SECOND]
    assert world.outbox.files[LETTER_PATH] == letter(world) == adopted + MARK + b"Gedeputeerde" + MARK + b"Kabinetschef"
    assert world.phase() is Phase.SIGNED
    assert [s.field for s in signed_now(world.tools, world.state).signatures] == ["Gedeputeerde", "Kabinetschef"]


def test_a_second_signature_of_the_same_person_changes_nothing(at: At) -> None:
    world = at(Phase.ADOPTED)
    sign(world)
    again = sign(world)
    assert (again.changed, again.said) == (False, ("de gedeputeerde heeft al ondertekend.",))
    assert len(world.events(SigningIntended)) == 1


def test_who_signs_out_of_turn_or_signs_nothing_here_is_refused(at: At) -> None:
    world = at(Phase.ADOPTED)
    with pytest.raises(OutOfTurn, match="Nu ondertekent de gedeputeerde"):
        sign(world, SECOND)
    with pytest.raises(FieldMissing, match="Ondertekenaars zijn: gedeputeerde, kabinetschef"):
        sign(world, "coordinator")
    assert world.events(SigningIntended) == []


def test_an_unapproved_letter_is_not_signed_and_the_refusal_names_the_missing_approvals(at: At) -> None:
    with pytest.raises(NotApproved, match=r"Accounthouder Regio Deals.*Programmadirectie"):
        sign(at(Phase.CONCEPT))
    with pytest.raises(NotApproved, match="nog niet vastgesteld"):
        sign(at(Phase.FOR_ADOPTION))


def test_a_signing_that_was_interrupted_is_thrown_away_said_and_done_again(at: At) -> None:
    """The process died with the signature made and not recorded: a card or key may have signed, the ledger has not."""
    world = at(Phase.ADOPTED)

    def die() -> None:
        raise KeyboardInterrupt

    world.signers["Gedeputeerde"].before_return = die
    with pytest.raises(KeyboardInterrupt):
        sign(world)
    assert world.state.signing is not None
    world.signers["Gedeputeerde"].before_return = None
    said = sign(world).said
    assert said[0] == "Een onderbroken ondertekening van Gedeputeerde is weggegooid."
    assert len(world.events(SigningDiscarded)) == 1 and len(world.events(LetterSigned)) == 1


def test_an_interrupted_signing_is_said_too_when_the_letter_comes_back_signed_elsewhere(at: At) -> None:
    world = at(Phase.ADOPTED)
    before = world.state.letter
    assert before is not None
    world.note(SigningIntended(field="Gedeputeerde", person=FIRST, before=before))
    said = pipeline.import_signed(world.tools, actor(FIRST), letter(world) + MARK + b"Gedeputeerde").said
    assert "weggegooid" in said[0] and "ingelezen" in said[1]


def test_a_refused_signing_throws_nothing_away(at: At) -> None:
    """Whose turn it is not must not be able to discard another's signature under way."""
    world = at(Phase.ADOPTED)
    before = world.state.letter
    assert before is not None
    world.note(SigningIntended(field="Gedeputeerde", person=FIRST, before=before))
    with pytest.raises(OutOfTurn):
        sign(world, SECOND)
    assert world.events(SigningDiscarded) == []


def test_of_two_processes_that_sign_for_one_person_one_signature_stays_and_the_other_is_said(at: At) -> None:
    world = at(Phase.ADOPTED)
    other = world.signers["Gedeputeerde"]

    def meanwhile() -> None:
        other.before_return = None
        sign(world)

    other.before_return = meanwhile
    assert "deze tweede handtekening is weggegooid" in sign(world).said[-1]
    assert len(world.events(LetterSigned)) == 1


def test_a_crash_after_the_signature_was_recorded_does_not_stand_in_the_next_ones_way(at: At) -> None:
    """The folder still holds the letter without the signature: an earlier letter, not a changed one."""
    world = at(Phase.ADOPTED)
    before = world.outbox.files[LETTER_PATH]
    sign(world)
    world.outbox.files[LETTER_PATH] = before
    sign(world, SECOND)
    assert world.outbox.files[LETTER_PATH] == letter(world)


@pytest.mark.parametrize("signed", [False, True])
def test_a_changed_letter_in_the_folder_is_refused_by_name_and_left_there(at: At, signed: bool) -> None:
    world = at(Phase.ADOPTED)
    if signed:
        sign(world)
    world.outbox.files[LETTER_PATH] += b"balk over bladzijde 1"
    with pytest.raises(BytesChanged, match=LETTER_PATH):
        sign(world, SECOND if signed else FIRST)
    world.advance()
    assert world.outbox.files[LETTER_PATH].endswith(b"balk over bladzijde 1")


def test_a_changed_draft_or_blob_is_refused_by_name(at: At) -> None:
    world = at(Phase.ADOPTED)
    world.outbox.files[f"concept/v1/{REPORT_PDF}"] += b" "
    with pytest.raises(BytesChanged, match=f"concept/v1/{REPORT_PDF}"):
        sign(world)
    world = at(Phase.ADOPTED)
    assert world.state.letter is not None
    world.blobs.kept[world.state.letter.sha256] += b" "
    with pytest.raises(BytesChanged, match=LETTER_PDF):
        sign(world)


def test_a_throwaway_key_signs_only_a_sample(at: At) -> None:
    data = programme_data()
    data["sample"] = False
    world = at(Phase.ADOPTED).with_programme(data)
    with pytest.raises(ThrowawayRefused):
        sign(world)
    assert world.events(LetterSigned) == []


# -- elsewhere -------------------------------------------------------------------------------------------


def test_the_letter_goes_out_and_comes_back_and_both_are_on_record(at: At) -> None:
    world = at(Phase.ADOPTED)
    step, data = pipeline.export(world.tools, actor(FIRST))
    assert step.changed and data == letter(world)
    again, _ = pipeline.export(world.tools, actor(FIRST))
    assert not again.changed
    assert world.events(LetterExported)[0].file == FileDigest.of(LETTER_PDF, data)
    signed = data + MARK + b"Gedeputeerde"
    assert pipeline.import_signed(world.tools, actor(FIRST), signed).changed
    assert world.events(LetterSigned)[0].signature.imported is True
    assert world.state.exported is None and letter(world) == signed
    assert not pipeline.import_signed(world.tools, actor(FIRST), signed).changed


def test_both_signatures_may_come_back_at_once(at: At) -> None:
    world = at(Phase.ADOPTED)
    _, data = pipeline.export(world.tools, actor(FIRST))
    pipeline.import_signed(world.tools, actor(FIRST), data + MARK + b"Gedeputeerde" + MARK + b"Kabinetschef")
    assert [e.signature.field for e in world.events(LetterSigned)] == ["Gedeputeerde", "Kabinetschef"]


def test_a_letter_that_was_signed_in_the_folder_itself_is_read_in(at: At) -> None:
    world = at(Phase.ADOPTED)
    sign(world)
    world.outbox.files[LETTER_PATH] += MARK + b"Kabinetschef"
    assert pipeline.import_signed(world.tools, actor(SECOND), world.outbox.files[LETTER_PATH]).changed
    assert world.phase() is Phase.SIGNED


@pytest.mark.parametrize(
    ("added", "refusal"),
    [(b"", SigningError), (b"iets anders", ByteRuleBroken), (MARK + b"Kabinetschef", OutOfTurn)],
)
def test_what_is_no_signature_in_turn_is_not_read_in(at: At, added: bytes, refusal: type[Exception]) -> None:
    world = at(Phase.ADOPTED)
    with pytest.raises(refusal):
        pipeline.import_signed(world.tools, actor(FIRST), letter(world) + added)
    assert world.events(LetterSigned) == []


def test_a_letter_that_is_not_wholly_signed_is_no_signed_letter(at: At) -> None:
    world = at(Phase.ADOPTED)
    sign(world)
    with pytest.raises(TransitionRefused):
        signed_now(world.tools, world.state)


def test_a_letter_that_is_read_in_while_its_signatory_signs_here_is_thrown_away(at: At) -> None:
    world = at(Phase.ADOPTED)
    signed = letter(world) + MARK + b"Gedeputeerde"

    def other() -> None:
        sign(world)

    world.ledger.busy, world.ledger.others = 1, other
    step = pipeline.import_signed(world.tools, actor(FIRST), signed)
    assert (step.changed, [e.signature.imported for e in world.events(LetterSigned)]) == (False, [False])
    assert "weggegooid" in step.said[-1]


def test_outside_a_sample_the_wait_for_a_signature_names_the_way_around_as_well(at: At) -> None:
    """The key that is here may be a TEST key."""
    data = programme_data()
    data["sample"] = False
    (sentence,) = at(Phase.ADOPTED).with_programme(data).waits_for()
    assert sentence.startswith("de gedeputeerde: onderteken met") and "--export" in sentence and "--import" in sentence
