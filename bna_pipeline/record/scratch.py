"""A temporary folder that the next run takes away when its own was killed: a bag holds what is under embargo."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "bna-bag-"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder of one's own below the system's temporary one, gone after the block; what killed runs left goes first.

    Raises:
        OSError: the temporary folder cannot be written.
    """
    _sweep(Path(tempfile.gettempdir()))
    folder, lock = _made()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _made() -> tuple[Path, int]:
    """A new folder, and the lock on it that the kernel lets go of when this process ends, however it ends."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:  # another run swept it before it was locked
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder, lock
        os.close(lock)


def _sweep(parent: Path) -> None:
    """Take away the folders of ours that no living process holds."""
    for left in parent.glob(f"{_PREFIX}*"):
        try:
            # No link is followed: the system's temporary folder belongs to everybody.
            lock = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:  # somebody else's, or gone meanwhile
            continue
        try:
            if os.fstat(lock).st_uid == os.getuid() and _free(lock):
                shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(lock)


def _free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
