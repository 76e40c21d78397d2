"""A service of others is asked at most as often as agreed, by all processes together, and less often while away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bna_pipeline.outside.pace import LONGEST, FilePace

NOW = datetime(2020, 7, 1, 12, tzinfo=UTC)
NEAR, BEFORE = timedelta(seconds=30), timedelta(seconds=300)


class Hand:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def pace(tmp_path: Path, clock: Hand) -> FilePace:
    return FilePace(tmp_path / "pace" / "dienst.json", clock, NEAR, BEFORE)


def test_it_may_be_asked_when_it_never_was_and_after_the_pause(pace: FilePace, clock: Hand) -> None:
    assert pace.not_before(near=True) is None
    pace.asking()
    pace.answered()
    assert (pace.not_before(near=True), pace.not_before(near=False)) == (NOW + NEAR, NOW + BEFORE)
    clock.at += NEAR
    assert (pace.not_before(near=True), pace.not_before(near=False)) == (None, NOW + BEFORE)


def test_another_process_keeps_to_what_this_one_asked(pace: FilePace, clock: Hand, tmp_path: Path) -> None:
    pace.asking()
    assert FilePace(tmp_path / "pace" / "dienst.json", clock, NEAR, BEFORE).not_before(near=True) == NOW + NEAR


def test_while_it_is_away_the_pause_doubles_up_to_a_ceiling_which_is_lower_near_a_release(
    pace: FilePace, clock: Hand
) -> None:
    near, before = list[float](), list[float]()
    for _ in range(7):
        pace.asking()
        pace.away(None)
        for pauses, which in ((near, True), (before, False)):
            again = pace.not_before(near=which)
            assert again is not None
            pauses.append((again - clock.at).total_seconds())
        clock.at += timedelta(hours=1)
    assert near == [60, 120, 120, 120, 120, 120, 120]
    assert before == [600, 900, 900, 900, 900, 900, 900]
    pace.asking()
    pace.answered()
    assert pace.not_before(near=True) == clock.at + NEAR


def test_the_patience_that_it_asks_for_is_given_up_to_a_ceiling(pace: FilePace) -> None:
    pace.asking()
    pace.away(timedelta(minutes=5))
    assert pace.not_before(near=True) == NOW + timedelta(minutes=5)
    pace.away(timedelta(days=1))
    assert pace.not_before(near=True) == NOW + LONGEST


def test_a_clock_that_was_set_back_and_a_damaged_file_keep_nobody_waiting(
    pace: FilePace, clock: Hand, tmp_path: Path
) -> None:
    pace.asking()
    clock.at -= timedelta(days=1)
    assert pace.not_before(near=True) is None
    path = tmp_path / "pace" / "dienst.json"
    for damaged in ("", "[]", '{"at": 3}', '{"at": "2020-07-01T12:00:00"}', '{"at": "x"}', "\x00"):
        path.write_text(damaged, encoding="utf-8")
        assert FilePace(path, clock, NEAR, BEFORE).not_before(near=True) is None


def test_where_nothing_can_be_written_this_process_remembers(tmp_path: Path, clock: Hand) -> None:
    (tmp_path / "bestand").write_bytes(b"")
    pace = FilePace(tmp_path / "bestand" / "dienst.json", clock, NEAR, BEFORE)
    pace.asking()
    assert pace.not_before(near=True) == NOW + NEAR
