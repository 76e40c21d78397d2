"""A folder of bytes that can be made again, kept because making them takes long. Nothing depends on it."""

from __future__ import annotations

import hashlib
import logging
import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

from bna_pipeline.model.base import Sha256
from bna_pipeline.system_words import in_words

log = logging.getLogger(__name__)

MOST_BYTES: Final = 128 * 1024 * 1024
MOST_DAYS: Final = 60
_DAY = 24 * 60 * 60
_PART = ".deel-"
_SWEEP_AFTER = 8  # the folder is looked through when a part of this size of what it may hold was added


class FolderMemory:
    """Implements `ports.Memory` with a file for each key.

    A file begins with a digest over its key and its bytes. What does not fit (a disk that failed, a write that was cut
    off, a file put there by hand or under another name) is said, taken away, and made anew by whoever asked for it. So
    nothing needs to be synced, two processes may write the same key at once, and the folder may be deleted any time.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES, most_days: int = MOST_DAYS) -> None:
        """
        Args:
            folder: made when something is first kept.
            most_bytes: what was used longest ago goes when more than this is there.
            most_days: what was not used for so long goes.
        """
        self._folder, self._most_bytes, self._most_days = folder, most_bytes, most_days
        self._added = most_bytes  # so that the first addition looks what earlier processes left

    def recall(self, key: Sha256) -> bytes | None:
        """The bytes of this key, held against their digest; None when they are not there or not sound."""
        path = self._folder / key
        try:
            kept = path.read_bytes()
        except OSError:
            return None  # not there, or not to be read: whoever asked makes it
        digest, data = kept[: hashlib.sha256().digest_size], kept[hashlib.sha256().digest_size :]
        if digest != _digest(key, data):
            log.warning("%s is not what was kept there: it is taken away and made anew", path)
            with suppress(OSError):  # then it is found unsound again, which is said again
                path.unlink()
            return None
        with suppress(OSError):  # it only goes sooner
            os.utime(path)
        return data

    def remember(self, key: Sha256, data: bytes) -> None:
        """Keep bytes under a key, if the disk lets us; when not, that is logged and nothing else."""
        part = self._folder / f"{_PART}{uuid.uuid4().hex}"
        try:
            self._folder.mkdir(0o700, parents=True, exist_ok=True)  # drafts under embargo are in it
            try:
                part.write_bytes(_digest(key, data) + data)
                part.replace(self._folder / key)
            finally:
                part.unlink(missing_ok=True)
            self._added += len(data)
            if self._added > self._most_bytes // _SWEEP_AFTER:
                self._added = 0
                self._sweep()
        except OSError as fault:
            # No warning: a disk that fails is told to the operator by what must be kept.
            log.info("not kept for next time: %s", in_words(fault))

    def _sweep(self) -> None:
        now = time.time()
        left = 0
        for used, size, path in sorted(self._there(), reverse=True):
            abandoned = path.name.startswith(_PART) and now - used > _DAY
            left += size
            if abandoned or left > self._most_bytes or now - used > self._most_days * _DAY:
                path.unlink(missing_ok=True)

    def _there(self) -> list[tuple[float, int, Path]]:
        """When each file was last used, its size and its place; one that another process took away is left out."""
        found = []
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
        return found


def _digest(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\n" + data).digest()
