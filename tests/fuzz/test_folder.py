"""A folder with far more bad files than good ones: every good one counts, every bad one is kept and told about."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from tests.fuzz.folder import NAMES, gather
from tests.support.budget import where_there_is_time


@where_there_is_time
def test_bad_files_beside_good_ones_disturb_nothing(tmp_path: Path) -> None:
    found = gather(tmp_path)
    assert found.bad > 90
    assert found.counting == found.counting_without
    assert len(found.counting) == 15
    assert found.kept == found.bad
    assert found.told == found.bad
    said = "".join(found.said)
    assert "BIJ-009" not in said
    assert not [c for c in said if unicodedata.category(c) in ("Cc", "Cf", "Cs")]
    assert len(NAMES) <= len(found.said)
