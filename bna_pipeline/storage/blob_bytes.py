"""What every store of blobs does the same: names, digests of streams, and what is said of a blob that is not right."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from functools import partial
from typing import BinaryIO

from bna_pipeline.errors import BlobDamaged, BlobMissing, StillArriving
from bna_pipeline.model.base import Sha256, sha256_hex
from bna_pipeline.ports import Kept

CHUNK = 1024 * 1024
"""Bytes held in memory at a time of what is longer."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


def place_of(digest: Sha256) -> str:
    """Where a blob stands below the store's root: `ab/cdef...`.

    Raises:
        BlobMissing: it is no digest, so nothing can stand under it.
    """
    if not _DIGEST.fullmatch(digest):
        raise BlobMissing(f"{digest!r} is geen SHA-256 van een bewaard bestand.")
    return f"{digest[:2]}/{digest[2:]}"


def copied(source: BinaryIO, target: BinaryIO | None = None) -> Kept:
    """What a stream holds from where it stands, copied to another one when there is one."""
    total, size = hashlib.sha256(), 0
    for chunk in iter(partial(source.read, CHUNK), b""):
        total.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return Kept(size, total.hexdigest())


class BlobStore(ABC):
    """Bytes under the SHA-256 of themselves; a subclass says how a path of its store is read and written.

    Each of its own methods raises StorageError when the store cannot be reached, read or written.
    """

    def put(self, data: bytes) -> Sha256:
        """Keep bytes; the same bytes twice are one blob.

        Raises:
            BlobDamaged: other bytes stand under this digest; they are left as evidence, not mended in silence.
            StorageError: the store cannot be written.
        """
        digest = sha256_hex(data)
        if self.has(digest):
            self.get(digest)
        else:
            self._place(digest, data)
        return digest

    def put_stream(self, source: BinaryIO) -> Kept:
        """Keep what a stream holds from where it stands, a mebibyte in memory at a time.

        A long one is read twice, first for its digest: so bytes that are kept already are not written again, and an
        object store is given them under their last name, for it cannot rename.

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
        if self.has(first.sha256):
            self._check(first.sha256)
            return first
        source.seek(start)
        with self._writing(first.sha256) as target:
            if copied(source, target) != first:
                raise StillArriving("De bytes veranderden tijdens het bewaren.", "Probeer het straks opnieuw.")
        return first

    def get(self, digest: Sha256) -> bytes:
        """The bytes again, hashed once more on the way out.

        Raises:
            BlobMissing: nothing under this digest.
            BlobDamaged: the bytes are not those that were kept.
            StorageError: the store cannot be read.
        """
        data = self._read(digest)
        if sha256_hex(data) != digest:
            raise damaged(self._path(digest))
        return data

    @abstractmethod
    def has(self, digest: Sha256) -> bool:
        """Whether something stands under this digest; `get` says whether it is whole.

        Raises:
            StorageError: the store cannot be read, or is not there at all.
        """

    @abstractmethod
    def forget(self, digest: Sha256) -> None:
        """Take bytes away for good, because their term ended (`pipeline/forgetting.py`); twice is once.

        Raises:
            StorageError: they cannot be taken away.
        """

    def _check(self, digest: Sha256) -> None:
        """Raise what `get` raises, without holding all bytes in memory."""
        if self._standing(digest) != digest:
            raise damaged(self._path(digest))

    @abstractmethod
    def _path(self, digest: Sha256) -> str: ...

    @abstractmethod
    def _read(self, digest: Sha256) -> bytes:
        """Whatever stands under this digest; BlobMissing when nothing does."""

    @abstractmethod
    def _standing(self, digest: Sha256) -> Sha256:
        """The SHA-256 of what stands under this digest, read a mebibyte at a time; BlobMissing when nothing does."""

    @abstractmethod
    def _place(self, digest: Sha256, data: bytes) -> None:
        """These bytes under this digest, where nothing stands: whole, or not at all."""

    @abstractmethod
    def _writing(self, digest: Sha256) -> AbstractContextManager[BinaryIO]:
        """A stream whose bytes stand under this digest when the block ends well, and nowhere when it does not."""


def damaged(path: str) -> BlobDamaged:
    """The error for a blob whose bytes have another digest than its name."""
    return BlobDamaged(
        f"Het bewaarde bestand {path} is veranderd sinds het is opgeslagen.", "Zet het terug uit een reservekopie."
    )


def missing(path: str) -> BlobMissing:
    """The error for a blob that is not there."""
    return BlobMissing(f"Het bewaarde bestand {path} is er niet.", "Zet het terug uit een reservekopie.")
