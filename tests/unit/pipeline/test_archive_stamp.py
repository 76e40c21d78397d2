"""The archive timestamp: after the last signature, before arming, once, and gone with its decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import CertificateRevoked, EmbargoStands, OutOfTurn, TimestampFailed, TransitionRefused
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.events import LetterSigned
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.signing_events import LetterTimestamped, StampIntended
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline.archive_stamp import put_archive_stamp
from bna_pipeline.pipeline.signing import signed_now
from bna_pipeline.pipeline.signing_folder import LETTER_PATH
from bna_pipeline.ports import ArchiveStamp
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import MARK, MarkChecker
from tests.unit.pipeline.world import World, actor

STAMP = b"%TIJDSTEMPEL"


class MarkPreserver:
    """Writes a mark behind the letter; `silent` is how often the authority does not answer."""

    level = SignatureLevel.B_LTA
    trust: tuple[bytes, ...] = ()

    def __init__(self) -> None:
        self.silent = 0
        self.adds = STAMP
        self.asked = 0
        self.lacks = b""
        self.worries: tuple[str, ...] = ()
        self.revoked = False
        self.before_return: Callable[[], None] | None = None

    def with_validation_data(self, letter: bytes, at: datetime) -> bytes:
        return letter + self.lacks

    def archive(self, letter: bytes, at: datetime) -> tuple[bytes, ArchiveStamp]:
        self.asked += 1
        if self.silent:
            self.silent -= 1
            raise TimestampFailed("De tijdstempeldienst antwoordt niet.", "Probeer het later opnieuw.")
        if self.before_return is not None:
            self.before_return()
        return letter + self.adds, ArchiveStamp("CN=Tsa", sha256_hex(b"tsa"), at)

    def concerns(self, letter: bytes, at: datetime) -> tuple[str, ...]:
        if self.revoked:
            raise CertificateRevoked("Het certificaat was al ingetrokken.", "")
        return self.worries


class StampChecker(MarkChecker):
    """Takes the stamp's mark for validation data, and nothing else."""

    def check(self, signed: bytes, adopted: bytes, **options: object):  # type: ignore[no-untyped-def]
        return super().check(signed.replace(STAMP, b""), adopted, **options)  # type: ignore[arg-type]


def lasting(world: World) -> MarkPreserver:
    """The same world where the settings ask for B-LTA."""
    preserver = MarkPreserver()
    world.tools = replace(world.tools, preserver=preserver, checker=StampChecker())
    return preserver


@pytest.fixture
def signed(at: At) -> tuple[World, MarkPreserver]:
    """Both have signed, and nothing ran since."""
    world = at(Phase.ADOPTED)
    preserver = lasting(world)
    pipeline.sign(world.tools, actor("gedeputeerde"))
    pipeline.sign(world.tools, actor("kabinetschef"))
    return world, preserver


def letter(world: World) -> bytes:
    assert world.state.letter is not None
    return world.blobs.get(world.state.letter.sha256)


def test_the_next_run_stamps_the_letter_once_and_lays_it_out(signed: tuple[World, MarkPreserver]) -> None:
    world, preserver = signed
    both = letter(world)
    said = [line for step in world.advance() for line in step.said]
    assert "De ondertekende brief heeft zijn archieftijdstempel, van CN=Tsa." in said
    assert letter(world) == both + STAMP == world.outbox.files[LETTER_PATH]
    world.advance()
    assert (preserver.asked, len(world.events(LetterTimestamped)), len(world.events(StampIntended))) == (1, 1, 1)
    made = signed_now(world.tools, world.state)
    assert made.stamp is not None and made.letter == made.stamp.after and made.stamp.before == made.signatures[-1].after


def test_without_a_stamp_nothing_is_armed_and_the_edition_waits_for_it(signed: tuple[World, MarkPreserver]) -> None:
    world, _ = signed
    with pytest.raises(EmbargoStands, match="nog geen archieftijdstempel"):
        pipeline.arm(world.tools, actor("coordinator"))
    waits = pipeline.waits(world.tools)
    assert "archieftijdstempel" in [w.subject for w in waits]
    assert Act.ARM not in [w.act for w in waits]
    world.advance()
    pipeline.arm(world.tools, actor("coordinator"))
    assert world.state.armed is not None
    assert world.state.letter is not None and world.state.letter.sha256 in {
        f.sha256 for f in world.state.armed.files if f.name == f"data/{LETTER_PDF}"
    }


def test_a_silent_authority_is_said_tried_again_and_leaves_one_intent(signed: tuple[World, MarkPreserver]) -> None:
    world, preserver = signed
    preserver.silent = 2
    for _ in range(2):
        steps = world.advance()
        assert any("antwoordt niet" in line for step in steps for line in step.said)
    assert any("is gevraagd, maar er is nog geen" in wait for wait in world.waits_for())
    world.advance()
    assert (len(world.events(StampIntended)), len(world.events(LetterTimestamped))) == (1, 1)


def test_a_stamp_that_was_made_and_not_recorded_is_no_part_of_the_letter(signed: tuple[World, MarkPreserver]) -> None:
    world, preserver = signed
    both = letter(world)

    def crash() -> None:
        raise SystemExit

    preserver.before_return = crash
    with pytest.raises(SystemExit):
        world.advance()
    assert letter(world) == both and world.state.stamping is not None
    preserver.before_return = None
    world.advance()
    assert letter(world) == both + STAMP and len(world.events(LetterTimestamped)) == 1


def test_what_is_more_than_a_stamp_is_thrown_away(signed: tuple[World, MarkPreserver]) -> None:
    world, preserver = signed
    preserver.adds = STAMP + b"%EEN BALK"
    steps = world.advance()
    assert any("draagt andere handtekeningen dan verwacht" in line for s in steps for line in s.said)
    assert world.events(LetterTimestamped) == []
    with pytest.raises(OutOfTurn):
        put_archive_stamp(world.tools, actor("systeem"))


def test_a_decision_that_is_withdrawn_takes_the_stamp_along_and_its_letter_out_of_the_folder(
    signed: tuple[World, MarkPreserver],
) -> None:
    world, _ = signed
    world.advance()
    stamped = letter(world)
    pipeline.withdraw_adoption(world.tools, actor("kabinetschef"), reason="een fout in de brief")
    assert world.state.stamp is None and world.state.stamping is None
    assert FileDigest.of(LETTER_PDF, stamped).sha256 in world.state.earlier_letters
    world.advance()
    assert LETTER_PATH not in world.outbox.files


def test_a_letter_that_another_decision_took_meanwhile_is_not_stamped(signed: tuple[World, MarkPreserver]) -> None:
    world, preserver = signed

    def withdraw() -> None:
        pipeline.withdraw_adoption(world.tools, actor("kabinetschef"), reason="intussen")

    preserver.before_return = withdraw
    with pytest.raises(TransitionRefused, match="weggegooid"):
        put_archive_stamp(world.tools, actor("systeem"))
    assert world.events(LetterTimestamped) == []


def test_a_package_that_stands_armed_is_not_changed_by_a_level_that_was_raised_later(at: At) -> None:
    world = at(Phase.SIGNED)
    pipeline.arm(world.tools, actor("coordinator"))
    preserver = lasting(world)
    world.advance()
    assert preserver.asked == 0 and world.state.stamp is None


def test_what_became_of_a_certificate_is_said_at_the_second_signing_and_at_arming(at: At) -> None:
    world = at(Phase.ADOPTED)
    preserver = lasting(world)
    preserver.worries = ("LET OP: het certificaat van Gedeputeerde is verlopen.",)
    assert preserver.worries[0] not in pipeline.sign(world.tools, actor("gedeputeerde")).said
    assert preserver.worries[0] in pipeline.sign(world.tools, actor("kabinetschef")).said
    world.advance()
    assert preserver.worries[0] in pipeline.arm(world.tools, actor("coordinator")).said


def test_nobody_signs_over_and_nothing_is_armed_with_a_signature_of_a_revoked_certificate(at: At) -> None:
    world = at(Phase.ADOPTED)
    preserver = lasting(world)
    pipeline.sign(world.tools, actor("gedeputeerde"))
    preserver.revoked = True
    with pytest.raises(CertificateRevoked):
        pipeline.sign(world.tools, actor("kabinetschef"))
    assert len(world.events(LetterSigned)) == 1
    preserver.revoked = False
    pipeline.sign(world.tools, actor("kabinetschef"))
    world.advance()
    preserver.revoked = True
    with pytest.raises(CertificateRevoked):
        pipeline.arm(world.tools, actor("coordinator"))


def test_a_letter_signed_elsewhere_is_read_in_with_what_it_lacks_and_only_once(at: At) -> None:
    world = at(Phase.ADOPTED)
    preserver = lasting(world)
    preserver.level = SignatureLevel.B_B
    preserver.lacks = STAMP
    back = letter(world) + MARK + b"Gedeputeerde"
    step = pipeline.import_signed(world.tools, actor("gedeputeerde"), back)
    assert "Ontbrekende controlegegevens zijn aan de brief toegevoegd." in step.said
    assert letter(world) == back + STAMP
    assert not pipeline.import_signed(world.tools, actor("gedeputeerde"), back).changed
