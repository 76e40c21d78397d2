"""The Kamer's open data let the package go when letter and attachment are ours to the byte; else a person looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import EmbargoStands, KamerAway, WrongUse
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.release_events import KamerbriefSeen, ReleaseFired, SignalDoubted, SignalSource
from bna_pipeline.model.transitions import Act, Phase
from tests.support.remembering import shared_memory
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.kamer import COORDINATOR, MemoryKamer, fired, report_of, watched
from tests.unit.pipeline.world import KAMERBRIEF, SYSTEM, World


def stuck_steps(world: World) -> list[str]:
    return [stuck.step for stuck in world.state.stuck]


def noted(world: World) -> bool:
    return world.state.kamerbrief is not None


def test_the_letter_with_our_report_lets_the_package_go_by_itself(at: At) -> None:
    world, kamer = watched(at)
    assert not fired(world)
    letter = kamer.publish(report_of(world))
    assert fired(world)
    (seen,) = world.events(KamerbriefSeen)
    assert (seen.source, seen.document) == (SignalSource.TWEEDE_KAMER, letter)
    assert (seen.kamerbrief.number, seen.kamerbrief.date) == ("29697 nr. 901", date(2020, 7, 1))
    assert seen.kamerbrief.file.sha256 == sha256_hex(KAMERBRIEF) and world.blobs.get(seen.kamerbrief.file.sha256)
    assert world.events(ReleaseFired)[0].kamerbrief == seen.kamerbrief.file.sha256
    assert world.phase() is Phase.RELEASED


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"attached": (b"%PDF-1.7 een ander rapport %%EOF",)}, "niet de vastgestelde rapportage"),
        ({"attached": ()}, "hangt niet bij"),
        ({"data": b"%PDF-1.7 half"}, "geen hele PDF"),
        ({"data": KAMERBRIEF[:3000] + KAMERBRIEF[9000:]}, ""),
        ({"published": date(2019, 12, 1)}, "van voor het einde"),
        ({"long": True}, "te lang"),
    ],
)
def test_what_is_not_ours_to_the_byte_keeps_everything_back_until_somebody_looked(
    at: At, what: dict[str, Any], why: str
) -> None:
    world, kamer = watched(at)
    attached = what.pop("attached", (report_of(world),))
    if what.pop("long", False):
        kamer.long.add("letter-0-0")
    letter = kamer.publish(*attached, **what)
    assert not fired(world)
    (doubt,) = world.events(SignalDoubted)
    assert doubt.document == letter and why in doubt.why
    assert all(world.blobs.has(file.sha256) for file in doubt.files), "what was fetched is kept"
    (wait,) = (w for w in pipeline.waits(world.tools) if w.act is Act.SETTLE_DOUBT)
    assert wait.command is not None and f"release {world.tools.id} settle {letter} --reason REDEN" in wait.command
    assert not fired(world) and len(world.events(SignalDoubted)) == 1, "told once"


def test_another_subject_is_no_letter_of_ours_and_nobody_is_told(at: At) -> None:
    world, kamer = watched(at)
    kamer.publish(report_of(world), subject="Regionale luchthavens")
    assert not fired(world) and world.events(SignalDoubted) == [] and kamer.fetched == []


def test_a_doubt_is_over_when_the_kamer_hangs_the_right_file_by_it(at: At) -> None:
    """The letter is often there some minutes before what hangs by it."""
    world, kamer = watched(at)
    kamer.publish(id="brief")
    assert not fired(world) and list(world.state.release.doubts) == ["brief"]
    kamer.publish(report_of(world), id="brief")
    assert fired(world) and world.state.release.doubts == {}


def test_one_letter_that_is_doubted_keeps_back_what_another_would_let_go(at: At) -> None:
    world, kamer = watched(at)
    kamer.publish(report_of(world), id="goed")
    kamer.publish(b"%PDF-1.7 anders %%EOF", id="fout")
    assert not fired(world) and world.state.kamerbrief is not None
    pipeline.settle_doubt(world.tools, COORDINATOR, document="fout", reason="Een oude brief.")
    assert fired(world)


def test_what_was_put_aside_never_lets_the_package_go_and_is_not_fetched_again(at: At) -> None:
    world, kamer = watched(at)
    kamer.publish(b"%PDF-1.7 anders %%EOF", id="fout")
    assert not fired(world)
    with pytest.raises(WrongUse):
        pipeline.settle_doubt(world.tools, COORDINATOR, document="fout", reason=" ")
    with pytest.raises(EmbargoStands, match="fout"):
        pipeline.settle_doubt(world.tools, COORDINATOR, document="iets anders", reason="Nee.")
    assert pipeline.settle_doubt(world.tools, COORDINATOR, document="fou", reason="Nee.").changed
    assert not pipeline.settle_doubt(world.tools, COORDINATOR, document="fout", reason="Nee.").changed
    kamer.fetched.clear()
    kamer.publish(report_of(world), id="fout")
    assert not fired(world) and kamer.fetched == [] and world.state.kamerbrief is None


def test_who_hands_in_the_kamerbrief_himself_has_looked(at: At) -> None:
    world, kamer = watched(at)
    kamer.publish(b"%PDF-1.7 anders %%EOF")
    assert not fired(world)
    world.see_kamerbrief()
    assert world.state.release.doubts == {} and fired(world)


def test_a_service_that_is_away_is_a_clear_state_until_it_answers_and_stops_nothing_else(at: At) -> None:
    world, kamer = watched(at)
    kamer.fault = KamerAway("De open data van de Tweede Kamer zijn niet te bereiken.", retry_after=timedelta(seconds=9))
    world.advance()
    assert [(s.step, s.code) for s in world.state.stuck] == [("kamer", "DEL-003")]
    assert kamer.pace.fell == [timedelta(seconds=9)]
    kamer.pace.until = world.clock.moment + timedelta(hours=1)
    world.advance()
    assert stuck_steps(world) == ["kamer"] and kamer.pace.asked == 1, "not asked, so not over"
    kamer.pace.until, kamer.fault = None, None
    world.advance()
    assert stuck_steps(world) == [] and kamer.pace.fell == []


def test_a_service_that_is_away_keeps_no_handed_in_kamerbrief_back(at: At) -> None:
    world, kamer = watched(at)
    kamer.fault = KamerAway("weg")
    world.see_kamerbrief()
    assert fired(world)


def test_nobody_asks_before_the_pause_is_over_however_often_the_edition_is_looked_at(at: At) -> None:
    world, kamer = watched(at)
    kamer.publish(report_of(world))
    kamer.pace.until = world.clock.moment + timedelta(hours=1)
    for _ in range(3):
        assert not fired(world)
    assert kamer.pace.asked == 0


def test_what_was_doubted_is_not_fetched_again_while_the_kamer_says_that_it_did_not_change(at: At) -> None:
    world, kamer = watched(at)
    world.tools = replace(world.tools, memory=shared_memory())
    kamer.publish(b"%PDF-1.7 een ander rapport voor deze proef %%EOF", id="proef-niet-opnieuw")
    world.advance()
    kamer.fetched.clear()
    world.advance()
    assert kamer.fetched == []
    kamer.publish(report_of(world), id="proef-niet-opnieuw")
    assert fired(world)


def test_a_letter_before_the_college_decided_is_told_and_judged_again_after(at: At) -> None:
    """The same letter, with the report by it that the college is about to adopt."""
    world, kamer = watched(at, Phase.CONCEPT)
    assert world.state.draft is not None
    kamer.publish(world.blobs.get(world.state.draft.file(REPORT_PDF).sha256), id="vroeg")
    world.advance()
    assert "nog niets vastgesteld" in world.state.release.doubts["vroeg"].why
    world.play_to(Phase.SIGNED)
    assert world.state.release.doubts == {}
    pipeline.arm(world.tools, COORDINATOR)
    assert fired(world)


def test_with_another_decision_the_letter_is_held_against_the_new_report(at: At) -> None:
    world, kamer = watched(at)
    pipeline.hold(world.tools, COORDINATOR, reason="Wacht even.")
    kamer.publish(report_of(world))
    world.advance()
    assert noted(world) and world.state.fired is None
    pipeline.abort(world.tools, COORDINATOR, reason="Een fout.")
    pipeline.withdraw_adoption(world.tools, pipeline.Actor("kabinetschef", "proef"), reason="Een fout.")
    assert not noted(world), "it was held against a report that is adopted no more"
    assert pipeline.watch_kamer(world.tools, SYSTEM).changed
    assert "nog niets vastgesteld" in next(iter(world.state.release.doubts.values())).why


def test_a_report_that_may_lack_may_lack_but_another_one_is_doubted(at: At) -> None:
    world, kamer = watched(at, tweede_kamer={"attachment": "may lack"})
    kamer.publish()
    assert fired(world)
    other, kamer = watched(at, tweede_kamer={"attachment": "may lack"})
    kamer.publish(b"%PDF-1.7 anders %%EOF")
    assert not fired(other)


def test_where_no_person_may_hand_it_in_he_is_refused_until_the_package_went(at: At) -> None:
    world, kamer = watched(at, by_hand=False)
    with pytest.raises(WrongUse, match="by_hand"):
        world.see_kamerbrief()
    kamer.publish(report_of(world))
    assert fired(world)


def test_without_the_rule_or_without_the_service_nobody_asks(at: At) -> None:
    world, kamer = watched(at)
    world.tools = replace(world.tools, kamer=None)
    assert not pipeline.watch_kamer(world.tools, SYSTEM).changed
    plain = at(Phase.SIGNED)
    plain.tools = replace(plain.tools, kamer=MemoryKamer())
    assert not pipeline.watch_kamer(plain.tools, SYSTEM).changed and kamer.pace.asked == 0


def test_the_letter_of_the_edition_that_is_corrected_is_passed_over_in_silence(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It still stands in the open data, in the same dossier and about the same."""
    world, kamer = watched(at)
    world.tools = replace(world.tools, memory=shared_memory())
    monkeypatch.setattr("bna_pipeline.pipeline.kamer_watch.is_former", lambda _tools, file: file.size != 0)
    kamer.publish(report_of(world), id="proef-eerdere-brief")
    assert not fired(world) and world.events(SignalDoubted) == []
    kamer.fetched.clear()
    assert not fired(world) and kamer.fetched == []
