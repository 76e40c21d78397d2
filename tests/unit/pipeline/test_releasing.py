"""Nothing leaves before the Kamerbrief does; then exactly what was armed leaves, once, on every channel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bna_pipeline import pipeline
from bna_pipeline.delivery.keys import delivery_key
from bna_pipeline.delivery.patience import LONGEST_PAUSE
from bna_pipeline.errors import BytesChanged, DraftMoved, EmbargoStands, TransitionRefused, WrongUse
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.events import EffectDone, EffectIntended
from bna_pipeline.model.release_events import (
    DossierMade,
    KamerbriefSeen,
    ReleaseAborted,
    ReleaseArmed,
    ReleaseFired,
    ReleaseHeld,
)
from bna_pipeline.model.transitions import Phase
from bna_pipeline.model.waits import Outside
from bna_pipeline.pipeline.channels import armed_package
from bna_pipeline.pipeline.signing_folder import LETTER_PATH
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import SYSTEM, World, actor

COORDINATOR = actor("coordinator")


def arm(world: World) -> pipeline.Step:
    return pipeline.arm(world.tools, COORDINATOR)


def deliver(world: World) -> pipeline.Step:
    """Every channel whose turn it is, and the dossier when all have it."""
    sent = pipeline.deliver(world.tools, SYSTEM)
    made = pipeline.archive(world.tools, SYSTEM)
    return replace(sent, changed=sent.changed or made.changed, said=(*sent.said, *made.said))


@pytest.fixture
def armed(at: At) -> World:
    world = at(Phase.SIGNED)
    arm(world)
    return world


def released(world: World) -> bool:
    return any(path.startswith("pakket/") for path in world.outbox.files) or any(c.delivered for c in world.channels)


# -- the hand-over ---------------------------------------------------------------------------------------


def test_the_adopted_report_is_handed_over_once_and_nothing_else_leaves(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    assert world.ministry.delivered == []
    world.adopt()
    said = pipeline.assemble(world.tools, SYSTEM).said
    assert said == ("De vastgestelde rapportage is onder embargo overgedragen: bij bzk.",)
    assert not pipeline.assemble(world.tools, SYSTEM).changed
    assert len(world.ministry.delivered) == 1 and not released(world)
    assert [f.name for f in world.events(EffectDone)[0].receipt.files] == ["begeleidende-tekst.txt", REPORT_PDF]


def test_there_is_nothing_to_assemble_before_adoption(at: At) -> None:
    assert not pipeline.assemble(at(Phase.FOR_ADOPTION).tools, SYSTEM).changed


# -- arm, hold, abort ------------------------------------------------------------------------------------


def test_arming_freezes_the_package_and_arming_again_does_nothing(armed: World) -> None:
    package = armed_package(armed.state)
    for file in package.files:
        assert FileDigest.of(file.name, armed.blobs.get(file.sha256)) == file
    again = arm(armed)
    assert (again.changed, again.said) == (False, ("De vrijgave staat al klaar.",))
    assert not released(armed)


def test_a_hold_stops_the_release_until_the_same_package_is_armed_again(armed: World) -> None:
    before = armed_package(armed.state)
    pipeline.hold(armed.tools, COORDINATOR, reason="vraag van het kabinet")
    armed.see_kamerbrief()
    assert not deliver(armed).changed and not released(armed)
    assert "aangehouden (vraag van het kabinet)" in " ".join(armed.waits_for())
    assert arm(armed).changed
    assert armed_package(armed.state) == before
    deliver(armed)
    assert released(armed)
    assert [len(armed.events(kind)) for kind in (ReleaseArmed, ReleaseHeld, ReleaseFired)] == [2, 1, 1]


def test_after_an_abort_a_new_package_is_frozen(armed: World) -> None:
    """The trail has grown, so its head in the package is another."""
    before = armed_package(armed.state)
    pipeline.abort(armed.tools, COORDINATOR, reason="verkeerde bijlage")
    with pytest.raises(EmbargoStands, match="geen vrijgave"):
        armed_package(armed.state)
    arm(armed)
    assert armed_package(armed.state).digest != before.digest
    assert armed_package(armed.state).content_digest == before.content_digest


def test_a_package_that_the_actor_did_not_see_is_not_called_off(armed: World) -> None:
    before = armed_package(armed.state).digest
    pipeline.abort(armed.tools, COORDINATOR, reason="verkeerde bijlage", package=before)
    arm(armed)
    with pytest.raises(DraftMoved, match="intussen een ander pakket klaar"):
        pipeline.abort(armed.tools, COORDINATOR, reason="verkeerde bijlage", package=before)
    assert armed_package(armed.state).digest != before


def test_holding_and_aborting_need_something_armed_and_a_reason(at: At) -> None:
    world = at(Phase.SIGNED)
    for act in (pipeline.hold, pipeline.abort):
        with pytest.raises(EmbargoStands):
            act(world.tools, COORDINATOR, reason="zomaar")
        with pytest.raises(WrongUse, match="reden"):
            act(world.tools, COORDINATOR, reason="  ")
    assert world.events(ReleaseHeld) == world.events(ReleaseAborted) == []


def test_nothing_is_armed_before_the_last_signature_or_after_the_release(at: At) -> None:
    for phase in (Phase.ADOPTED, Phase.FINISHED):
        with pytest.raises(TransitionRefused):
            arm(at(phase))


def test_a_letter_that_changed_in_the_folder_is_not_armed(at: At) -> None:
    world = at(Phase.SIGNED)
    world.outbox.files[LETTER_PATH] += b" "
    with pytest.raises(BytesChanged, match=LETTER_PATH):
        arm(world)


def test_of_two_processes_that_arm_one_package_is_armed(at: At) -> None:
    world = at(Phase.SIGNED)

    def other() -> None:
        arm(world)

    world.ledger.busy, world.ledger.others = 1, other
    assert arm(world).said == ("Een ander proces heeft de vrijgave intussen klaargezet.",)
    assert len(world.events(ReleaseArmed)) == 1


def test_a_held_package_that_is_aborted_meanwhile_is_not_armed_again(armed: World) -> None:
    pipeline.hold(armed.tools, COORDINATOR, reason="vraag van het kabinet")

    def other() -> None:
        pipeline.abort(armed.tools, COORDINATOR, reason="verkeerde bijlage")

    armed.ledger.busy, armed.ledger.others = 1, other
    with pytest.raises(EmbargoStands, match="intussen"):
        arm(armed)
    assert armed.state.armed is None


def test_a_hold_that_the_actor_did_not_see_is_not_lifted(armed: World) -> None:
    """His page, or what a program sends again, is from before it; or the hold is another by the time it arrives."""
    letter, reason = armed.state.letter, "vraag van het kabinet"
    assert letter is not None
    pipeline.hold(armed.tools, COORDINATOR, reason=reason)
    for held in (None, "het debat"):
        with pytest.raises(DraftMoved, match=f"intussen aangehouden: {reason}. Er is niets klaargezet"):
            pipeline.arm(armed.tools, COORDINATOR, letter=letter.sha256, held=held)

    def other() -> None:
        pipeline.hold(armed.tools, COORDINATOR, reason="een tweede vraag")

    armed.ledger.busy, armed.ledger.others = 1, other
    with pytest.raises(EmbargoStands, match="intussen"):
        pipeline.arm(armed.tools, COORDINATOR, letter=letter.sha256, held=reason)
    assert armed.state.held == "een tweede vraag"
    assert pipeline.arm(armed.tools, COORDINATOR, letter=letter.sha256, held="een tweede vraag").changed
    pipeline.hold(armed.tools, COORDINATOR, reason=reason)
    pipeline.abort(armed.tools, COORDINATOR, reason="verkeerde bijlage")
    with pytest.raises(DraftMoved, match="intussen afgebroken"):
        pipeline.arm(armed.tools, COORDINATOR, letter=letter.sha256, held=reason)


def test_a_file_of_the_package_that_is_gone_is_to_be_restored_and_is_named(armed: World) -> None:
    armed.see_kamerbrief()
    gone = next(f for f in armed_package(armed.state).files if f.name == "data/approvals.json")
    data = armed.blobs.kept.pop(gone.sha256)
    (wait,) = pipeline.waits(armed.tools)
    assert wait.act is Outside.RESTORE and "data/approvals.json" in wait.sentence
    armed.blobs.kept[gone.sha256] = data
    armed.channels[0].closed = True
    armed.advance()
    assert armed.phase() is Phase.RELEASED
    del armed.blobs.kept[gone.sha256]
    assert [w.act for w in pipeline.waits(armed.tools)] == [Outside.RESTORE]


def test_a_release_without_a_hand_over_says_that_there_never_was_one(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.ministry.closed = True
    world.adopt()
    for person in ("gedeputeerde", "kabinetschef"):
        pipeline.sign(world.tools, actor(person))
    arm(world)
    world.see_kamerbrief()
    said = deliver(world).said
    assert said[1] == "ALARM: de rapportage is nooit onder embargo overgedragen (bij bzk); stuur haar zelf alsnog."


# -- the Kamerbrief --------------------------------------------------------------------------------------


def test_a_kamerbrief_that_is_out_too_early_gives_the_alarm_and_releases_nothing(at: At) -> None:
    for phase, lack in ((Phase.CONCEPT, "nog niet ondertekend"), (Phase.SIGNED, "staat nog niet klaar")):
        world = at(phase)
        said = world.see_kamerbrief().said
        assert said[1].startswith("ALARM") and lack in said[1]
        world.advance()
        assert not released(world)


def test_a_kamerbrief_while_the_release_is_held_gives_the_alarm_with_the_reason(armed: World) -> None:
    pipeline.hold(armed.tools, COORDINATOR, reason="vraag van het kabinet")
    assert "vraag van het kabinet" in armed.see_kamerbrief().said[1]


def test_the_same_kamerbrief_twice_is_seen_once_and_a_corrected_number_is_recorded(armed: World) -> None:
    assert len(armed.see_kamerbrief().said) == 1
    assert not armed.see_kamerbrief().changed
    assert armed.see_kamerbrief("81").changed
    assert [e.kamerbrief.number for e in armed.events(KamerbriefSeen)] == ["80", "81"]


def test_without_a_kamerbrief_nothing_fires(armed: World) -> None:
    assert not deliver(armed).changed
    assert armed.events(ReleaseFired) == [] and not released(armed)


def test_a_frozen_file_that_changed_is_named_and_nothing_fires(armed: World) -> None:
    armed.see_kamerbrief()
    file = next(f for f in armed_package(armed.state).files if f.name == f"data/{LETTER_PDF}")
    report = next(f for f in armed_package(armed.state).files if f.name == "data/manifest.json")
    armed.blobs.kept[report.sha256] += b" "
    with pytest.raises(BytesChanged, match=r"manifest\.json"):
        deliver(armed)
    assert armed.events(ReleaseFired) == [] and file.size > 0


# -- the channels ----------------------------------------------------------------------------------------


def test_the_release_goes_to_every_channel_once_and_the_dossier_closes_it(armed: World) -> None:
    armed.see_kamerbrief()
    said = deliver(armed).said
    assert said[0] == "Het pakket is vrijgegeven." and said[-1].startswith("Het dossier staat in")
    griffie, archive = armed.channels
    assert [f.name for f in next(iter(griffie.held.values()))] == [LETTER_PDF, REPORT_PDF]
    assert next(iter(archive.held.values())) == tuple(sorted(armed_package(armed.state).files, key=lambda f: f.name))
    assert armed.phase() is Phase.FINISHED
    assert any(path.startswith("dossier/data/pakket/data/") for path in armed.outbox.files)
    before = armed.state
    assert not deliver(armed).changed
    assert armed.state == before and [len(c.delivered) for c in armed.channels] == [1, 1]


def test_an_intent_without_a_receipt_is_settled_by_asking_the_other_side(armed: World) -> None:
    """The process died between delivering and recording: the channel holds it already and gets no second one."""
    armed.see_kamerbrief()
    griffie = armed.channels[0]
    package = armed_package(armed.state)
    key = delivery_key(EDITION, package.digest, griffie.id)
    files = tuple(
        FileDigest(name=f.name.removeprefix("data/"), size=f.size, sha256=f.sha256)
        for f in sorted(package.files, key=lambda f: f.name)
        if f.name in (f"data/{LETTER_PDF}", f"data/{REPORT_PDF}")
    )
    armed.note(EffectIntended(effect="delivery", key=key, target=griffie.target, files=files))
    griffie.held[key] = files
    deliver(armed)
    assert griffie.delivered == []
    assert len([e for e in armed.events(EffectIntended) if e.key == key]) == 1
    assert armed.state.receipt(key) is not None and armed.state.intents == ()
    assert armed.phase() is Phase.FINISHED


def test_an_intent_of_which_nothing_arrived_is_delivered_after_all(armed: World) -> None:
    armed.see_kamerbrief()
    griffie = armed.channels[0]
    key = delivery_key(EDITION, armed_package(armed.state).digest, griffie.id)
    armed.note(EffectIntended(effect="delivery", key=key, target=griffie.target, files=()))
    deliver(armed)
    assert griffie.delivered == [key]


def test_a_closed_channel_keeps_no_other_waiting_and_the_dossier_waits_for_it(armed: World) -> None:
    armed.see_kamerbrief()
    griffie, archive = armed.channels
    griffie.closed = True
    assert any("statengriffie is dicht" in said for said in deliver(armed).said)
    assert len(archive.delivered) == 1
    assert armed.phase() is Phase.RELEASED and armed.events(DossierMade) == []
    assert "de ontvangst door Statengriffie" in armed.waits_for()
    assert "de ontvangst door Archief" not in armed.waits_for()
    griffie.closed = False
    armed.clock.moment += LONGEST_PAUSE
    said = deliver(armed).said
    assert said[0] == "Afgeleverd bij Statengriffie: bij statengriffie."
    assert armed.phase() is Phase.FINISHED and len(archive.delivered) == 1


def test_a_package_that_was_disturbed_before_the_end_is_put_back_whole(armed: World) -> None:
    armed.see_kamerbrief()
    armed.channels[0].closed = True
    deliver(armed)
    whole = armed.outbox.files["pakket/data/manifest.json"]
    armed.outbox.files["pakket/data/manifest.json"] = b"{}"
    armed.outbox.files["pakket/vreemd.txt"] = b"x"
    deliver(armed)
    assert armed.outbox.files["pakket/data/manifest.json"] == whole
    assert "pakket/vreemd.txt" not in armed.outbox.files
