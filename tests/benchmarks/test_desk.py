"""The bench of the desk in its small form: all who come at once are served, and everybody's decision is on record."""

from __future__ import annotations

from pathlib import Path

from benchmarks import desk
from tests.support.budget import where_there_is_time


def test_times_are_those_of_a_run() -> None:
    found = desk.Times.of([number / 1000 for number in range(1, 101)])
    assert (found.count, found.p50, found.longest) == (100, 50.5, 100.0)
    assert 95.0 <= found.p95 <= 96.0


@where_there_is_time
def test_reviewers_at_once_are_all_served_and_all_on_record(tmp_path: Path) -> None:
    found = desk.measured(tmp_path, 5, 1)
    assert (found.reviewers, found.recorded) == (5, 5)
    assert found.page.count == found.plain.count == found.decide.count == 5
    assert found.bytes > 100_000
    assert len(list(found.lines())) == 8
