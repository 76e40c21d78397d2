"""Writing files for people: whole or not at all, and nothing when nothing changed."""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from bna_pipeline.errors import StorageError
from bna_pipeline.storage.exchange import exchanged
from bna_pipeline.system_words import in_words

_PART = ".deel-"  # of a file or folder that is still being written
_OLD = ".oud-"  # of a folder that is making room


def write_atomic(path: Path, data: bytes) -> bool:
    """Write one file so that a reader finds the old bytes or the new ones, also after a power cut.

    Args:
        path: where; missing parent folders are made.
        data: the whole content.

    Returns:
        False when exactly these bytes stood there already, and nothing was touched.

    Raises:
        StorageError: the folder cannot be written.
    """
    with _saying("schrijven", path):
        if _holds(path, data):
            return False
        with writing(path) as file:
            file.write(data)
    return True


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes its place when the block ends well, and leaves nothing behind when it does not.

    Raises:
        StorageError: the folder cannot be written.
    """
    with _saying("schrijven", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(path)
        with _new_part(path) as (part, file):
            yield file
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        _sync_folder(path.parent)


@contextmanager
def _new_part(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A file beside this one, locked for as long as its writer lives; gone after the block unless it was renamed."""
    part = _beside(path, _PART)
    try:
        with part.open("xb") as file:
            # Between making and locking it, another writer may have taken it for abandoned.
            if _locked(file.fileno(), wait=True) and os.fstat(file.fileno()).st_nlink == 0:
                with _new_part(path) as again:
                    yield again
            else:
                yield part, file
    finally:
        part.unlink(missing_ok=True)


def _remove_abandoned(path: Path) -> None:
    """Take away the parts of this file whose writer was killed."""
    for left in _abandoned(path, _PART):
        with suppress(OSError):  # such as a folder that only bears such a name
            left.unlink()


def _abandoned(path: Path, mark: str) -> Iterator[Path]:
    """What killed writers of this file or folder left beside it: the kernel let go of their locks."""
    beginning = f".{path.name}{mark}"
    with os.scandir(path.parent) as entries:  # no glob: a pattern is compiled anew for every file's name
        parts = [path.with_name(entry.name) for entry in entries if entry.name.startswith(beginning)]
    for left in parts:
        try:
            descriptor = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:  # its writer was just done, or it is a link, a pipe or another account's
            continue
        try:
            if _locked(descriptor, wait=False):
                yield left
        finally:
            os.close(descriptor)


def _locked(descriptor: int, *, wait: bool) -> bool:
    """Whether the lock was had; never on a file system that knows no locks, where nothing is taken away either."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def replace_tree(target: Path, files: Mapping[str, bytes]) -> bool:
    """Put a whole folder in place at once; what stood there is gone.

    Args:
        target: the folder.
        files: its entire content by posix path relative to it.

    Returns:
        False when exactly these files stood there already, and nothing was touched.

    Raises:
        StorageError: a name leads out of the folder or is taken twice, or the folder cannot be written.
    """
    wanted = {checked_name(name): data for name, data in files.items()}
    _refuse_file_as_folder(wanted)
    with _saying("schrijven", target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        if _tree_holds(target, wanted):
            return False
        with _new_folder(target) as part:
            _fill_folder(part, wanted)
            _swap(part, target)
    return True


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """A folder beside this one, locked for as long as its writer lives; gone after the block unless it was renamed."""
    while True:
        part = _beside(target, _PART)
        part.mkdir()
        try:
            descriptor = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:  # between making and locking it, another writer took it for abandoned
            continue
        except OSError:
            part.rmdir()
            raise
        _locked(descriptor, wait=True)
        if part.exists():
            break
        os.close(descriptor)
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)
        os.close(descriptor)


def _fill_folder(part: Path, wanted: Mapping[PurePosixPath, bytes]) -> None:
    # Every folder once, and never with its parents: a part that somebody took away must not come back with half of it.
    folders = sorted({folder for name in wanted for folder in name.parents if folder.parts})
    for folder in folders:
        (part / folder).mkdir()
    for name, data in wanted.items():
        _write_new(part / name, data)
    for folder in (*folders, PurePosixPath()):
        _sync_folder(part / folder)


def checked_name(name: str) -> PurePosixPath:
    """A relative posix path that stays below its folder.

    Raises:
        StorageError: it is empty, absolute, climbs with `..`, or holds what no file system should be given.
    """
    path = PurePosixPath(name)
    if not name or path.is_absolute() or name != str(path) or ".." in path.parts or "\\" in name or "\0" in name:
        raise StorageError(
            f"De naam {name!r} leidt niet naar een bestand binnen de map.",
            "Gebruik een naam zonder '..' en zonder schuine streep aan het begin.",
        )
    return path


def _refuse_file_as_folder(wanted: Mapping[PurePosixPath, bytes]) -> None:
    for name in wanted:
        for parent in name.parents:
            if parent in wanted:
                raise StorageError(f"De naam '{parent}' is zowel een bestand als een map.")


def _swap(part: Path, target: Path) -> None:
    # A folder cannot be renamed over a full one. Where they cannot change places, nothing stands there between the two
    # renames; a crash at that moment is mended by the next run, which finds it missing and sweeps what made room.
    if target.is_dir() and not target.is_symlink() and exchanged(part, target):
        _sync_folder(target.parent)
    elif target.is_symlink() or target.exists():
        aside = _beside(target, _OLD)
        aside.mkdir()
        target.rename(aside / target.name)
        part.rename(target)
        _sync_folder(target.parent)
        shutil.rmtree(aside)
    else:
        part.rename(target)
        _sync_folder(target.parent)


def _beside(path: Path, mark: str) -> Path:
    # Not from `tempfile`: that closes what it makes to all but the owner, where the umask should decide.
    return path.with_name(f".{path.name}{mark}{uuid.uuid4().hex}")


def _sweep(target: Path) -> None:
    for mark in (_PART, _OLD):
        for left in _abandoned(target, mark):
            shutil.rmtree(left, ignore_errors=True)


def _tree_holds(target: Path, wanted: Mapping[PurePosixPath, bytes]) -> bool:
    if not target.is_dir() or target.is_symlink():
        return False
    standing = {PurePosixPath(p.relative_to(target)) for p in target.rglob("*") if p.is_symlink() or not p.is_dir()}
    return standing == set(wanted) and all(_holds(target / name, data) for name, data in wanted.items())


def _holds(path: Path, data: bytes) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != len(data):
        return False
    return path.read_bytes() == data


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        _fill(file.fileno(), data)


def _fill(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _saying(act: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StorageError(
            f"Het {act} van {path} lukt niet: {in_words(fault)}.",
            "Kijk of de map bestaat, of er ruimte is en of dit account er mag schrijven.",
        ) from fault
