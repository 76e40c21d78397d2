"""The release is measured from the signal to the last receipt, and only one that delivered what was armed counts."""

from __future__ import annotations

import pytest

from benchmarks.release_drill import main, table
from tests.support.budget import where_there_is_time
from tests.support.release_drill import CHANNELS


def test_the_table_shows_the_median_and_the_longest() -> None:
    lines = table([{"to last receipt": seconds} for seconds in (1.0, 2.0, 9.0)]).splitlines()
    assert lines[0].startswith("| 3 releases") and lines[2] == "| to last receipt | 2.00 s | 9.00 s |"


@where_there_is_time
@pytest.mark.xdist_group("release drill")
def test_a_release_is_measured_over_real_servers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--runs", "1"]) == 0
    printed = capsys.readouterr().out
    assert all(f"receipt: {channel} |" in printed for channel in CHANNELS)
