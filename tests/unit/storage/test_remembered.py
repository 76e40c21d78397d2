"""A memory says what was kept or nothing, stays small, and never stands in the way."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.storage.remembered import FolderMemory

KEYS = [sha256_hex(str(n).encode()) for n in range(20)]
DAY = 24 * 60 * 60


def aged(folder: Path, key: str, days: float) -> None:
    at = time.time() - days * DAY
    os.utime(folder / key, (at, at))


def test_what_was_kept_comes_back_and_an_unknown_key_is_nothing(tmp_path: Path) -> None:
    memory = FolderMemory(tmp_path / "geheugen")
    assert memory.recall(KEYS[0]) is None
    memory.remember(KEYS[0], b"een")
    memory.remember(KEYS[0], b"twee")
    assert FolderMemory(tmp_path / "geheugen").recall(KEYS[0]) == b"twee"
    assert [p.name for p in (tmp_path / "geheugen").iterdir()] == [KEYS[0]]


@given(st.binary(max_size=99), st.data())
def test_no_changed_byte_comes_back(tmp_path_factory: pytest.TempPathFactory, kept: bytes, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("geheugen")
    memory = FolderMemory(folder)
    memory.remember(KEYS[0], kept)
    file = folder / KEYS[0]
    whole = bytearray(file.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    file.write_bytes(bytes(whole))
    assert memory.recall(KEYS[0]) is None
    assert not file.exists()


def test_what_was_used_longest_ago_goes_first_when_there_is_too_much(tmp_path: Path) -> None:
    memory = FolderMemory(tmp_path, most_bytes=4_000)
    for number, key in enumerate(KEYS[:3]):
        memory.remember(key, b"x" * 1_000)
        aged(tmp_path, key, 10 - number)
    assert memory.recall(KEYS[0]) is not None  # used again just now
    memory.remember(KEYS[3], b"x" * 1_900)
    assert [memory.recall(key) is not None for key in KEYS[:4]] == [True, False, True, True]


def test_what_was_not_used_for_long_and_what_was_left_by_a_kill_goes(tmp_path: Path) -> None:
    FolderMemory(tmp_path).remember(KEYS[0], b"oud")
    (tmp_path / ".deel-afgebroken").write_bytes(b"half")
    aged(tmp_path, KEYS[0], 61)
    aged(tmp_path, ".deel-afgebroken", 2)
    (tmp_path / ".deel-bezig").write_bytes(b"half")
    FolderMemory(tmp_path).remember(KEYS[1], b"nieuw")
    assert {p.name for p in tmp_path.iterdir()} == {KEYS[1], ".deel-bezig"}


def test_a_folder_that_cannot_be_made_is_logged_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    (tmp_path / "geheugen").write_bytes(b"een bestand")
    memory = FolderMemory(tmp_path / "geheugen")
    memory.remember(KEYS[0], b"een")
    assert memory.recall(KEYS[0]) is None
    assert "not kept for next time" in caplog.text


def test_many_at_once_find_what_was_kept_or_nothing(tmp_path: Path) -> None:
    """Twenty writers with a memory of their own on one folder that is too small for what they keep."""

    def write_and_read(number: int) -> bool:
        memory = FolderMemory(tmp_path, most_bytes=3_000)
        key = KEYS[number % 5]
        memory.remember(key, key.encode() * 20)
        return memory.recall(key) in (None, key.encode() * 20)

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert all(pool.map(write_and_read, range(60)))
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) <= 2 * 3_000
