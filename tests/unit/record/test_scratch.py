"""A bag is under embargo while it is made: nothing of it stays in the system's temporary folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.record.scratch import scratch_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_run_left_is_taken_away_and_what_is_another_s_stays(temporary: Path) -> None:
    elsewhere = temporary / "elders"
    elsewhere.mkdir()
    (elsewhere / "brief.pdf").write_bytes(b"van een ander")
    left = temporary / "bna-bag-dood"
    left.mkdir()
    (left / "brief.pdf").write_bytes(b"onder embargo")
    (temporary / "bna-bag-wijzer").symlink_to(elsewhere)
    with scratch_folder():
        assert not left.exists()
    assert (elsewhere / "brief.pdf").exists()


def test_a_folder_that_is_in_use_is_left_alone() -> None:
    with scratch_folder() as mine, scratch_folder() as other:
        assert mine.is_dir() and other.is_dir() and mine != other
    assert not mine.exists() and not other.exists()


def test_the_folder_goes_also_when_the_work_fails() -> None:
    with pytest.raises(ValueError, match="mis"), scratch_folder() as folder:
        raise ValueError("mis")
    assert not folder.exists()
