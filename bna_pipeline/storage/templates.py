"""What documents are made from, as one digest: a changed template makes a new draft."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from bna_pipeline.model.base import Sha256
from bna_pipeline.storage.edition_files import EDITIONS_FOLDER
from bna_pipeline.storage.programmes import PROGRAMME_FILE

NOT_RENDERED = (PROGRAMME_FILE, EDITIONS_FOLDER, "mails", "demo.yaml", "demo")
"""What stands in a programme's folder and in no document: its data have a digest of their own."""

_TICK: Final = 100_000_000  # nanoseconds


def folder_digest(*folders: Path) -> Sha256:
    """SHA-256 over the names and bytes of everything in these folders that documents are made from.

    A desk asks at every request: files are read again when the file system says that one of them is another.
    """
    files = tuple(_files(folders))
    newest = max((file.changed for file in files), default=0)
    # Written just now, a file may be written once more before the file system's clock moves on.
    return _digest(files) if newest < time.time_ns() - _TICK else _digest.__wrapped__(files)


class _File(NamedTuple):
    """A file as the file system knows it; `changed` is set by the kernel alone (POSIX, `st_ctime`)."""

    name: str
    path: str
    inode: int
    size: int
    changed: int


def _files(folders: Sequence[Path]) -> Iterator[_File]:
    for folder in folders:
        for name, entry in sorted(_below(folder, ""), key=lambda found: found[0].split("/")):
            status = entry.stat()
            yield _File(name, entry.path, status.st_ino, status.st_size, status.st_ctime_ns)


def _below(folder: Path | str, start: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{start}{entry.name}"
            if not start and entry.name in NOT_RENDERED:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{name}/")
            elif entry.is_file() and not entry.name.startswith("."):
                yield name, entry


@lru_cache(maxsize=16)
def _digest(files: tuple[_File, ...]) -> Sha256:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name}\0".encode())
        total.update(hashlib.sha256(Path(file.path).read_bytes()).digest())
    return total.hexdigest()
