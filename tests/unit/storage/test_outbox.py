"""Files for people appear whole or not at all, and stay untouched when nothing changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import StorageError
from bna_pipeline.storage import outbox
from bna_pipeline.storage.outbox import replace_tree, write_atomic, writing
from tests.faults.namespace import as_other_account


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    assert write_atomic(tmp_path / "a" / "b.txt", b"een")
    assert content(tmp_path) == {"a/b.txt": b"een"}


def test_equal_bytes_touch_nothing(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    write_atomic(path, b"een")
    before = path.stat()
    assert not write_atomic(path, b"een")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("old", [b"", b"eenn", b"twe"])
def test_other_bytes_are_replaced_and_nothing_half_written_stays(tmp_path: Path, old: bytes) -> None:
    path = tmp_path / "b.txt"
    path.write_bytes(old)
    assert write_atomic(path, b"een")
    assert content(tmp_path) == {"b.txt": b"een"}


def test_a_link_is_replaced_and_what_it_points_at_stays_as_it_was(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elders.txt"
    elsewhere.write_bytes(b"een")
    link = tmp_path / "b.txt"
    link.symlink_to(elsewhere)
    assert write_atomic(link, b"een")
    assert not link.is_symlink()
    assert elsewhere.read_bytes() == b"een"


def test_the_umask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomic(tmp_path / "b.txt", b"een")
        replace_tree(tmp_path / "map", {"c.txt": b"twee"})
    finally:
        os.umask(before)
    modes = [oct((tmp_path / name).stat().st_mode & 0o777) for name in ("b.txt", "map", "map/c.txt")]
    assert modes == ["0o640", "0o750", "0o640"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"geen map")
    with pytest.raises(StorageError, match=r"a/b\.txt"):
        write_atomic(tmp_path / "a" / "b.txt", b"een")
    with pytest.raises(StorageError, match="a/map"):
        replace_tree(tmp_path / "a" / "map", {"b.txt": b"een"})


def test_a_tree_is_exactly_the_given_files(tmp_path: Path) -> None:
    target = tmp_path / "pakket"
    assert replace_tree(target, {"a.txt": b"een", "data/b.txt": b"twee"})
    assert replace_tree(target, {"data/b.txt": b"drie"})
    assert content(tmp_path) == {"pakket/data/b.txt": b"drie"}


def test_an_equal_tree_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "pakket"
    files = {"a.txt": b"een", "data/b.txt": b"twee"}
    replace_tree(target, files)
    before = target.stat().st_ino
    assert not replace_tree(target, files)
    assert target.stat().st_ino == before


@pytest.mark.parametrize("change", ["flip", "extra", "gone", "link"])
def test_a_tree_that_somebody_changed_is_put_right(tmp_path: Path, change: str) -> None:
    target = tmp_path / "pakket"
    replace_tree(target, {"a.txt": b"een"})
    path = target / "a.txt"
    if change == "flip":
        path.write_bytes(b"eem")
    elif change == "extra":
        (target / "b.txt").write_bytes(b"")
    else:
        path.unlink()
        if change == "link":
            (tmp_path / "elders").write_bytes(b"een")
            path.symlink_to(tmp_path / "elders")
    assert replace_tree(target, {"a.txt": b"een"})
    assert content(target) == {"a.txt": b"een"}
    assert not path.is_symlink()


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../a", "a/../../b", "/a", "a//b", "./a", "a/", "a\\b", "a\0b", "a/../b"]
)
def test_a_name_that_climbs_out_or_is_not_plain_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match="naam"):
        replace_tree(tmp_path / "pakket", {"goed.txt": b"een", name: b"twee"})
    assert content(tmp_path) == {}


def test_a_name_that_is_file_and_folder_at_once_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="zowel"):
        replace_tree(tmp_path / "pakket", {"a": b"", "a/b": b""})


class _PowerCut(BaseException):
    """The process ends here."""


@pytest.fixture(params=range(1, 5))
def cut_after_renames(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Ends the work just before the nth time that a folder or file is put in its place."""
    count = 0
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == request.param:
            raise _PowerCut
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    yield request.param
    monkeypatch.setattr(Path, "rename", real)


def test_a_cut_at_any_moment_leaves_the_old_or_no_tree_and_the_next_run_mends_it(
    tmp_path: Path, cut_after_renames: int
) -> None:
    target = tmp_path / "pakket"
    old, new = {"a.txt": b"oud"}, {"a.txt": b"nieuw", "b.txt": b"nieuw"}
    try:
        replace_tree(target, old)
        replace_tree(target, new)
    except _PowerCut:
        assert not target.exists() or content(target) in (old, new)
    replace_tree(target, new)
    assert content(tmp_path) == {"pakket/a.txt": b"nieuw", "pakket/b.txt": b"nieuw"}


@pytest.mark.parametrize("left", [".pakket.deel-0123", ".pakket.oud-0123"])
def test_what_a_killed_run_left_beside_the_folder_is_swept_and_nothing_else(tmp_path: Path, left: str) -> None:
    target = tmp_path / "pakket"
    replace_tree(target, {"a.txt": b"een"})
    for name in (left, ".ander.deel-0123"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "half.txt").write_bytes(b"ha")
    assert not replace_tree(target, {"a.txt": b"een"})
    assert sorted(p.name for p in tmp_path.iterdir()) == [".ander.deel-0123", "pakket"]


names = st.from_regex(r"[a-z]{1,3}(/[a-z]{1,3}){0,2}", fullmatch=True)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.dictionaries(names, st.binary(max_size=4)), second=st.dictionaries(names, st.binary(max_size=4)))
def test_whatever_stood_there_the_last_tree_is_what_stands_there_now(
    tmp_path: Path, first: dict[str, bytes], second: dict[str, bytes]
) -> None:
    target = tmp_path / "pakket"
    for files in (first, second):
        try:
            replace_tree(target, files)
        except StorageError:
            continue  # a name that is both a file and a folder
        assert content(target) == files
        assert not replace_tree(target, files)
    assert [p.name for p in tmp_path.iterdir()] in ([], ["pakket"])


def abandoned(path: Path) -> Path:
    """What a killed writer leaves of a file."""
    part = path.with_name(f".{path.name}.deel-0123")
    part.write_bytes(b"half")
    return part


def test_the_part_of_a_killed_writer_goes_when_the_file_is_written_again(tmp_path: Path) -> None:
    part = abandoned(tmp_path / "a.txt")
    other = abandoned(tmp_path / "a.txt.bak")
    assert write_atomic(tmp_path / "a.txt", b"heel")
    assert not part.exists()
    assert other.exists(), "that is a part of another file"


def test_the_part_of_a_writer_that_is_still_at_it_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with writing(path) as slow:
        slow.write(b"langzaam")
        assert write_atomic(path, b"snel")
        assert path.read_bytes() == b"snel"
    assert path.read_bytes() == b"langzaam"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_block_that_ends_badly_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomic(path, b"oud")

    def break_off() -> None:
        with writing(path) as file:
            file.write(b"nieuw")
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert path.read_bytes() == b"oud"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_part_that_another_takes_away_before_it_is_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between making and locking it looks like that of a killed writer."""
    locked, taken = outbox._locked, list[Path]()

    def late(descriptor: int, *, wait: bool) -> bool:
        if wait and not taken:
            taken.append(next(tmp_path.glob(".a.txt.deel-*")))
            taken[0].unlink()
        return locked(descriptor, wait=wait)

    monkeypatch.setattr(outbox, "_locked", late)
    assert write_atomic(tmp_path / "a.txt", b"heel")
    assert taken and [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "another account's"])
def test_what_only_bears_the_name_of_a_part_keeps_no_file_from_being_written(tmp_path: Path, kind: str) -> None:
    """Nor is a pipe waited for that nobody writes to."""
    beside = tmp_path / ".a.txt.deel-0123"
    if kind == "link":
        beside.symlink_to(tmp_path / "elders")
    elif kind == "pipe":
        os.mkfifo(beside)
    elif kind == "folder":
        beside.mkdir()
        (beside / "van-een-ander.txt").write_bytes(b"x")
    else:
        beside.write_bytes(b"half")
        beside.chmod(0)
    tmp_path.chmod(0o777)
    as_other_account(tmp_path, lambda: write_atomic(Path("a.txt"), b"heel"))
    assert (tmp_path / "a.txt").read_bytes() == b"heel"


ONE, OTHER = ({f"data/{n}.txt": who for n in range(4)} | {"bag.txt": who} for who in (b"een", b"ander"))


@pytest.fixture
def in_between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Has something happen when the third file of a tree is about to be written."""

    def plan(act: Callable[[], object]) -> None:
        write, seen = outbox._write_new, list[Path]()

        def late(path: Path, data: bytes) -> None:
            seen.append(path)
            if len(seen) == 3:
                act()
            write(path, data)

        monkeypatch.setattr(outbox, "_write_new", late)

    return plan


def test_of_two_writers_of_one_folder_each_puts_its_own_one_there_whole(
    tmp_path: Path, in_between: Callable[[Callable[[], object]], None]
) -> None:
    target, seen = tmp_path / "pakket", list[dict[str, bytes]]()

    def other() -> None:
        assert replace_tree(target, OTHER)
        seen.append(content(target))

    in_between(other)
    assert replace_tree(target, ONE)
    assert seen == [OTHER]
    assert content(target) == ONE
    assert [p.name for p in tmp_path.iterdir()] == ["pakket"]


def test_a_part_that_is_taken_away_while_it_is_written_is_said_and_what_stood_there_stays(
    tmp_path: Path, in_between: Callable[[Callable[[], object]], None]
) -> None:
    """As on a file system without locks, or by hand."""
    target = tmp_path / "pakket"
    replace_tree(target, OTHER)
    in_between(lambda: shutil.rmtree(next(tmp_path.glob(".pakket.deel-*"))))
    with pytest.raises(StorageError, match="pakket"):
        replace_tree(target, ONE)
    assert content(tmp_path) == {f"pakket/{name}": data for name, data in OTHER.items()}


def test_a_folder_that_another_takes_away_before_it_is_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, taken = outbox._locked, list[Path]()

    def late(descriptor: int, *, wait: bool) -> bool:
        if wait and not taken:
            taken.append(next(tmp_path.glob(".pakket.deel-*")))
            taken[0].rmdir()
        return locked(descriptor, wait=wait)

    monkeypatch.setattr(outbox, "_locked", late)
    assert replace_tree(tmp_path / "pakket", ONE)
    assert taken and content(tmp_path / "pakket") == ONE
    assert [p.name for p in tmp_path.iterdir()] == ["pakket"]
