"""One process at a time moves an edition on: a lock of the operating system on a file per edition.

The kernel lets go of the lock when its holder ends, however it ends; so nothing needs a term that could run out under a
slow holder, and nobody can hold an edition for ever after a kill.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bna_pipeline.errors import LeaseTaken, StorageError
from bna_pipeline.storage.outbox import checked_name
from bna_pipeline.system_words import in_words


class FileLease:
    """Leases as files in one folder on a local disk.

    Two holders exclude each other also within one process, so threads are safe; one thread must not take the same
    edition's lease twice.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self, edition: str) -> Iterator[None]:
        """Hold the edition's lease for a `with` block.

        Look at `marked` after the block, not only inside it: a mark set between the last look and letting go would
        otherwise wait for the next tick.

        Raises:
            LeaseTaken: another holder has it; a mark is left for it.
            StorageError: the folder cannot be written, or its file system knows no locks.
        """
        descriptor = self._open(edition)
        try:
            self._take(edition, descriptor)
            yield
        finally:
            os.close(descriptor)

    def marked(self, edition: str) -> bool:
        """Whether somebody came by since the lease was taken; asking takes the mark away.

        Raises:
            StorageError: the folder cannot be written.
        """
        with self._saying():
            try:
                self._mark(edition).unlink()
            except FileNotFoundError:
                return False
        return True

    def _open(self, edition: str) -> int:
        with self._saying():
            self._folder.mkdir(parents=True, exist_ok=True)
            # The file stays when the lease ends: a lock on a name that another process just removed holds nothing.
            return os.open(self._folder / f"{checked_name(edition)}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def _take(self, edition: str, descriptor: int) -> None:
        with self._saying():
            if _locked(descriptor):
                return
            self._mark(edition).touch()
            # The holder may have let go, and looked for marks, before ours was there: then it is ours.
            if not _locked(descriptor):
                raise taken(edition)
            self.marked(edition)

    @contextmanager
    def _saying(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise StorageError(
                f"De map {self._folder} is niet te gebruiken: {in_words(fault)}.",
                "Kijk of er ruimte is, of dit account er mag schrijven en of het een lokale schijf is.",
            ) from fault

    def _mark(self, edition: str) -> Path:
        return self._folder / f"{checked_name(edition)}.mark"


@contextmanager
def alone_at(lock: Path) -> Iterator[None]:
    """Let one process in at a time, and the others wait: for work that takes a second and must be done once.

    Args:
        lock: a file that stands for the work; it is made, with its folder (closed to others), and stays.
    """
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def taken(edition: str) -> LeaseTaken:
    """The error for an edition that another holder works on."""
    return LeaseTaken(
        f"Een ander proces werkt nu aan editie {edition}.",
        "Dat proces kijkt straks nog een keer; u kunt het ook zelf zo opnieuw proberen.",
    )


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
