"""Bytes under the SHA-256 of themselves, in a folder on a local disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from bna_pipeline.errors import StorageError
from bna_pipeline.model.base import Sha256
from bna_pipeline.storage.blob_bytes import BlobStore, copied, missing, place_of
from bna_pipeline.storage.outbox import write_atomic, writing
from bna_pipeline.system_words import in_words


class FolderBlobs(BlobStore):
    """Blobs as `<root>/ab/cdef...`. Without fsspec: a command that only reads must not wait for its import."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def has(self, digest: Sha256) -> bool:
        """Whether something stands under this digest; `get` says whether it is whole.

        Raises:
            StorageError: the folder cannot be read.
        """
        place = self._place_of(digest)
        try:
            place.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as fault:
            raise _unreadable(place, fault) from fault
        return True

    def forget(self, digest: Sha256) -> None:
        place = self._place_of(digest)
        try:
            place.unlink(missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as fault:
            raise StorageError(
                f"Het bewaarde bestand {place} is niet te wissen: {in_words(fault)}.",
                "Kijk of dit account er mag schrijven.",
            ) from fault

    def _place_of(self, digest: Sha256) -> Path:
        return self._root / place_of(digest)

    def _path(self, digest: Sha256) -> str:
        return str(self._place_of(digest))

    def _read(self, digest: Sha256) -> bytes:
        place = self._place_of(digest)
        with _told(place):
            return place.read_bytes()

    def _standing(self, digest: Sha256) -> Sha256:
        place = self._place_of(digest)
        with _told(place), place.open("rb") as kept:
            return copied(kept).sha256

    def _place(self, digest: Sha256, data: bytes) -> None:
        write_atomic(self._place_of(digest), data)

    def _writing(self, digest: Sha256) -> AbstractContextManager[BinaryIO]:
        return writing(self._place_of(digest))


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """Faults of reading as errors of ours."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise missing(str(place)) from fault
    except OSError as fault:
        raise _unreadable(place, fault) from fault


def _unreadable(place: Path, fault: OSError) -> StorageError:
    return StorageError(
        f"Het bewaarde bestand {place} is niet te lezen: {in_words(fault)}.",
        "Kijk of de schijf er is en of dit account er mag lezen.",
    )
