"""Bytes under the SHA-256 of themselves, in a folder on a local disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bna_pipeline.errors import StillArriving, StorageError, in_words
from bna_pipeline.model.base import Sha256, sha256_hex
from bna_pipeline.ports import Kept
from bna_pipeline.storage.blob_bytes import CHUNK, copied, damaged, missing, place_of
from bna_pipeline.storage.outbox import write_atomic, writing


class FolderBlobs:
    """Blobs as `<root>/ab/cdef...`. Without fsspec: a command that only reads must not wait for its import."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> Sha256:
        """Keep bytes; the same bytes twice are one blob.

        Raises:
            BlobDamaged: other bytes stand under this digest; they are left as evidence, not mended in silence.
            StorageError: the folder cannot be written.
        """
        digest = sha256_hex(data)
        if self.has(digest):
            self.get(digest)
        else:
            write_atomic(self._path(digest), data)
        return digest

    def put_stream(self, source: BinaryIO) -> Kept:
        """Keep what a stream holds from where it stands, a mebibyte in memory at a time.

        A long one is read twice, first for its digest: so bytes that are kept already are not written again.

        Args:
            source: seekable.

        Raises:
            StillArriving: the second reading gave other bytes; nothing was kept.
            BlobDamaged, StorageError: as in `put`.
        """
        start = source.tell()
        head = source.read(CHUNK + 1)
        if len(head) <= CHUNK:
            return Kept(len(head), self.put(head))
        source.seek(start)
        first = copied(source)
        path = self._path(first.sha256)
        if self.has(first.sha256):
            with _reading(path), path.open("rb") as kept:
                found = copied(kept)
            if found.sha256 != first.sha256:
                raise damaged(str(path))
            return first
        source.seek(start)
        with writing(path) as target:
            if copied(source, target) != first:
                raise StillArriving("De bytes veranderden tijdens het bewaren.", "Probeer het straks opnieuw.")
        return first

    def get(self, digest: Sha256) -> bytes:
        """The bytes again, hashed once more on the way out.

        Raises:
            BlobMissing: nothing under this digest.
            BlobDamaged: the bytes are not those that were kept.
            StorageError: the folder cannot be read.
        """
        path = self._path(digest)
        with _reading(path):
            data = path.read_bytes()
        if sha256_hex(data) != digest:
            raise damaged(str(path))
        return data

    def has(self, digest: Sha256) -> bool:
        """Whether something stands under this digest; `get` says whether it is whole.

        Raises:
            StorageError: the folder cannot be read.
        """
        path = self._path(digest)
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as fault:
            raise _unreadable(path, fault) from fault
        return True

    def _path(self, digest: Sha256) -> Path:
        return self._root / place_of(digest)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise missing(str(path)) from fault
    except OSError as fault:
        raise _unreadable(path, fault) from fault


def _unreadable(path: Path, fault: OSError) -> StorageError:
    return StorageError(
        f"Het bewaarde bestand {path} is niet te lezen: {in_words(fault)}.",
        "Kijk of de schijf er is en of dit account er mag lezen.",
    )
