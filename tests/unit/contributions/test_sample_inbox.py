"""The sample inbox is what the readable data say, and nobody edited it by hand."""

from __future__ import annotations

from pathlib import Path

from tests.sample.make import ROOT, differences, sample_files


def test_the_inbox_is_what_make_sample_writes() -> None:
    assert differences(sample_files(), ROOT / "inbox") == []


def test_a_changed_a_missing_and_a_strange_file_are_each_named(tmp_path: Path) -> None:
    for name in ("e/a/een.json", "e/a/vreemd.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"anders")
    assert differences({"e/a/een.json": b"een", "e/a/twee.json": b"twee"}, tmp_path) == [
        "e/a/twee.json is missing",
        "e/a/vreemd.json does not belong there",
        "e/a/een.json differs",
    ]
