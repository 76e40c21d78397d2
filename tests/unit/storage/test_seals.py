"""The key of a ledger: one for all, never overwritten, made whole or not at all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.errors import StorageError
from bna_pipeline.storage.seals import LedgerKey, Seal

ONE, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map" / "ledger.key"


def test_reading_makes_no_key(file: Path) -> None:
    assert LedgerKey(file).read() is None
    assert not file.parent.exists()


def test_a_new_key_is_pending_until_it_is_confirmed_and_stays_the_same(file: Path) -> None:
    made = LedgerKey(file).read_or_make()
    assert made.pending and not file.exists()
    assert LedgerKey(file).read_or_make() == made
    LedgerKey(file).confirm()
    found = LedgerKey(file).read()
    assert found is not None and found.key == made.key and not found.pending
    LedgerKey(file).confirm()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_of_many_that_make_a_key_at_once_all_have_the_same(file: Path) -> None:
    together = threading.Barrier(8)
    keys: list[bytes] = []

    def make() -> None:
        key = LedgerKey(file)
        together.wait()
        keys.append(key.read_or_make().key)
        key.confirm()
        keys.append(key.read_or_make().key)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16 and len(set(keys)) == 1
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_key_in_use_is_never_overwritten_by_one_that_somebody_just_made(file: Path) -> None:
    """He looked before the key was confirmed and made his own after: then the confirmed one is his too."""
    file.parent.mkdir()
    for name, key in ((file.name, ONE), (f"{file.name}.new", OTHER)):
        (file.parent / name).write_text(key)
        (file.parent / name).chmod(0o600)
    LedgerKey(file).confirm()
    assert file.read_text() == ONE
    found = LedgerKey(file).read()
    assert found is not None and found.key.hex() == ONE


def test_a_second_name_that_a_kill_left_goes_with_the_next_entry(file: Path) -> None:
    """Else the old key came back from it when somebody sets the first aside."""
    LedgerKey(file).read_or_make()
    os.link(file.with_name(f"{file.name}.new"), file)
    key = LedgerKey(file)
    assert key.read_or_make().pending is False
    key.confirm()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_key_from_the_settings_needs_no_file(file: Path) -> None:
    key = LedgerKey(file, ONE)
    assert key.read_or_make().key.hex() == ONE
    key.confirm()
    assert not file.parent.exists()


@pytest.mark.parametrize("text", ["", "geen sleutel", "ab" * 31, "ab" * 33, "\xff" * 64])
def test_what_is_no_key_is_refused(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, encoding="latin-1")
    file.chmod(0o600)
    with pytest.raises(StorageError, match="geen sleutel"):
        LedgerKey(file).read()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("x")
    with pytest.raises(StorageError, match="sleutel van het logboek"):
        LedgerKey(tmp_path / "bestand" / "ledger.key").read_or_make()


@given(st.data())
def test_a_seal_is_of_one_edition_entry_and_kind_under_one_key(data: st.DataObject) -> None:
    what = st.tuples(
        st.sampled_from([ONE, OTHER]), st.booleans(), st.sampled_from("ab"), st.integers(1, 3), st.sampled_from("xy")
    )
    first, second = data.draw(what), data.draw(what)
    assert (sealed(*first) == sealed(*second)) == (first == second)


def sealed(key: str, head: bool, edition: str, seq: int, entry: str) -> str:
    seal = Seal(bytes.fromhex(key))
    return (seal.of_head if head else seal.of_entry)(edition, seq, entry * 64)


def test_a_key_does_not_stand_in_what_is_printed_of_it() -> None:
    assert ONE not in repr(Seal(bytes.fromhex(ONE)))
    assert Seal(bytes.fromhex(ONE)).fingerprint not in ONE
