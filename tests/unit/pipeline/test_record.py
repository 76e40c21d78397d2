"""The one way in which steps write: against the state as it stands, again when another was first, and nothing twice."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import BytesChanged, LedgerDamaged, Refused, StorageError, WrongUse
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.events import Event
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.model.state import EditionState, fold
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.tools import ATTEMPTS, Tools, blob_of, record, require_reason
from bna_pipeline.storage.ledger import SqlLedger
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import HandClock
from tests.unit.pipeline.world import SYSTEM, World

HELD = ReleaseHeld(reason="proef")


def hold(_now: EditionState) -> Event:
    return HELD


@pytest.mark.parametrize("losses", [1, ATTEMPTS - 1])
def test_a_writer_that_was_too_late_looks_again_and_its_entry_lands_once(at: At, losses: int) -> None:
    world = at(Phase.NONE)
    world.ledger.busy = losses
    entry = record(world.tools, SYSTEM, hold)
    assert entry is not None and (entry.seq, len(world.ledger.kept)) == (1, 1)


def test_a_writer_that_is_always_too_late_gives_up_and_says_so(at: At) -> None:
    world = at(Phase.NONE)
    world.ledger.busy = ATTEMPTS
    with pytest.raises(StorageError, match="bezet"):
        record(world.tools, SYSTEM, hold)
    assert world.ledger.kept == []


def test_the_rule_is_asked_again_of_what_the_other_writer_left(at: At) -> None:
    """What held a moment ago need not hold now: the second answer is the one that counts."""
    world = at(Phase.NONE)
    world.ledger.busy = 1
    world.ledger.others = lambda: world.note(HELD)
    asked: list[int] = []

    def unless_held(now: EditionState) -> Event | None:
        asked.append(now.seq)
        return None if now.held else HELD

    assert record(world.tools, SYSTEM, unless_held) is None
    assert asked == [0, 1]


def test_a_refusal_of_the_rule_comes_through_and_leaves_nothing_behind(at: At) -> None:
    world = at(Phase.NONE)

    def refuse(_now: EditionState) -> Event:
        raise Refused("Dit mag niet.")

    with pytest.raises(Refused, match="mag niet"):
        record(world.tools, SYSTEM, refuse)
    assert world.ledger.kept == []


def test_threads_on_one_ledger_lose_nothing_and_leave_one_chain(at: At, tmp_path: Path) -> None:
    """Two share one set of tools, and so its journal; a third has its own."""
    world = at(Phase.NONE)
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    shared, own = on(world, SqlLedger(url)), on(world, SqlLedger(url))
    together = threading.Barrier(3)

    def write(tools: Tools, name: str) -> None:
        together.wait()
        for number in range(8):
            assert record(tools, SYSTEM, partial(_said, f"{name} {number}")) is not None

    threads = [threading.Thread(target=write, args=a) for a in ((shared, "een"), (shared, "twee"), (own, "drie"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = SqlLedger(url).entries(EDITION)
    said = [e.event.reason for e in kept if isinstance(e.event, ReleaseHeld)]
    assert sorted(said) == sorted(f"{name} {n}" for name in ("een", "twee", "drie") for n in range(8))
    assert pipeline.entries(shared) == pipeline.entries(own) == kept


def _said(reason: str, _now: EditionState) -> Event:
    return ReleaseHeld(reason=reason)


def on(world: World, ledger: SqlLedger) -> Tools:
    """The world's tools on a ledger of their own."""
    return replace(world.tools, ledger=ledger, clock=HandClock(world.clock.moment))


# -- the journal -----------------------------------------------------------------------------------------


def test_each_look_asks_only_for_what_came_after_the_last_one(at: At) -> None:
    world = at(Phase.NONE)
    for _ in range(3):
        record(world.tools, SYSTEM, hold)
    assert world.ledger.asked == [0, 0, 1]
    assert pipeline.state(world.tools).seq == 3


def test_what_is_remembered_is_what_a_fresh_reading_tells(at: At) -> None:
    world = at(Phase.FINISHED)
    remembered = [pipeline.state(world.tools)]
    world.note(HELD)
    remembered.append(pipeline.state(world.tools))
    for state in remembered:
        entries = [e for e in world.ledger.kept if e.seq <= state.seq]
        assert state == fold(EDITION, entries, signatures_needed=2)
    assert pipeline.entries(world.tools) == tuple(world.ledger.kept)


def test_an_entry_that_was_read_and_is_another_now_is_damage(at: At, tmp_path: Path) -> None:
    world = at(Phase.NONE)
    first, second = (SqlLedger(f"sqlite:///{tmp_path / name}.sqlite") for name in ("een", "twee"))
    tools = on(world, first)
    record(tools, SYSTEM, hold)
    assert pipeline.state(tools).seq == 1
    second.append(EDITION, HELD, actor="x", account="x", at=world.clock.now() + timedelta(days=1), after=0)
    (tmp_path / "twee.sqlite").replace(tmp_path / "een.sqlite")
    for beside in tmp_path.glob("een.sqlite-*"):
        beside.unlink()
    with pytest.raises(LedgerDamaged, match="Regel 1"):
        pipeline.state(tools)


# -- what steps have in common ---------------------------------------------------------------------------


def test_a_blob_that_is_not_the_file_on_record_is_named(at: At) -> None:
    world = at(Phase.NONE)
    file = FileDigest.of("rapport.pdf", b"zoals het was")
    world.blobs.kept[file.sha256] = b"anders"
    with pytest.raises(BytesChanged, match=r"rapport\.pdf"):
        blob_of(world.tools, file)


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_white_space_is_no_reason(reason: str) -> None:
    with pytest.raises(WrongUse, match="reden"):
        require_reason(reason)
