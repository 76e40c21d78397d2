"""Bytes under the SHA-256 of themselves, on any file system that fsspec knows."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bna_pipeline.errors import BlobDamaged, BlobMissing, StillArriving, StorageError
from bna_pipeline.model.base import Sha256, sha256_hex
from bna_pipeline.ports import Kept
from bna_pipeline.storage.outbox import write_atomic, writing

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

CHUNK = 1024 * 1024
"""Bytes held in memory at a time of what is longer."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_WHOLE_PUTS = frozenset({"s3", "gs", "gcs", "abfs", "az", "memory"})
"""Stores in which an object appears whole under its key when it is put, and a rename is a copy and a removal."""


class FsspecBlobs:
    """Blobs as `<root>/ab/cdef...`, the digest cut after two digits.

    Args:
        url: a local folder or any fsspec URL (`file:///...`, `memory://...`, `s3://bucket/prefix`).
    """

    def __init__(self, url: str) -> None:
        # Imported here: a command that only looks at the ledger must not wait for it.
        from fsspec.core import url_to_fs

        try:
            fs, root = url_to_fs(url)
        except (ImportError, ValueError) as fault:
            raise StorageError(
                f"De opslag {url} is niet te openen: {fault}.", "Controleer het adres in de instellingen."
            ) from fault
        self._fs: AbstractFileSystem = fs
        self._root = str(root).rstrip("/")
        kinds = frozenset(self._fs.protocol if isinstance(self._fs.protocol, tuple) else (self._fs.protocol,))
        self._local = "file" in kinds
        self._whole_puts = bool(kinds & _WHOLE_PUTS)

    def put(self, data: bytes) -> Sha256:
        """Keep bytes; the same bytes twice are one blob.

        Raises:
            BlobDamaged: other bytes stand under this digest; they are left as evidence, not mended in silence.
            StorageError: the store cannot be written.
        """
        digest = sha256_hex(data)
        if self.has(digest):
            self.get(digest)
            return digest
        path = self._path(digest)
        if self._local:
            write_atomic(Path(path), data)
        else:
            self._place(path, data)
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
        first = _copied(source, None)
        if self.has(first.sha256):
            self._check(first.sha256)
            return first
        source.seek(start)
        with self._writing(self._path(first.sha256)) as target:
            if _copied(source, target) != first:
                raise StillArriving("De bytes veranderden tijdens het bewaren.", "Probeer het straks opnieuw.")
        return first

    def get(self, digest: Sha256) -> bytes:
        """The bytes again, hashed once more on the way out.

        Raises:
            BlobMissing: nothing under this digest.
            BlobDamaged: the bytes are not those that were kept.
            StorageError: the store cannot be read.
        """
        path = self._path(digest)
        with self._reading(path):
            data = bytes(self._fs.cat_file(path))
        if sha256_hex(data) != digest:
            raise _damaged(path)
        return data

    def has(self, digest: Sha256) -> bool:
        """Whether something stands under this digest; `get` says whether it is whole."""
        try:
            return bool(self._fs.exists(self._path(digest)))
        except OSError as fault:
            raise StorageError(f"De opslag {self._root} is niet te lezen: {fault}.") from fault

    def _check(self, digest: Sha256) -> None:
        path = self._path(digest)
        with self._reading(path), self._fs.open(path, "rb") as kept:
            found = _copied(kept, None)
        if found.sha256 != digest:
            raise _damaged(path)

    @contextmanager
    def _reading(self, path: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as fault:
            raise BlobMissing(
                f"Het bewaarde bestand {path} is er niet.", "Zet het terug uit een reservekopie."
            ) from fault
        except OSError as fault:
            raise StorageError(f"Het bewaarde bestand {path} is niet te lezen: {fault}.") from fault

    def _place(self, path: str, data: bytes) -> None:
        part = path if self._whole_puts else f"{path}.deel-{uuid.uuid4().hex}"
        try:
            self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._fs.pipe_file(part, data)
            if part != path:
                self._fs.mv(part, path)
        except OSError as fault:
            raise StorageError(f"Het schrijven van {path} lukt niet: {fault}.") from fault

    @contextmanager
    def _writing(self, path: str) -> Iterator[BinaryIO]:
        """A stream whose bytes stand under this path when the block ends well, and nowhere when it does not."""
        if self._local:
            with writing(Path(path)) as target:
                yield target
            return
        try:
            self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            target = self._fs.open(path, "wb", autocommit=False)
            try:
                yield target
                target.close()
                target.commit()
            except BaseException:
                target.discard()
                raise
        except OSError as fault:
            raise StorageError(f"Het schrijven van {path} lukt niet: {fault}.") from fault

    def _path(self, digest: Sha256) -> str:
        if not _DIGEST.fullmatch(digest):
            raise BlobMissing(f"{digest!r} is geen SHA-256 van een bewaard bestand.")
        return f"{self._root}/{digest[:2]}/{digest[2:]}"


def _copied(source: BinaryIO, target: BinaryIO | None) -> Kept:
    """What a stream holds from where it stands, copied to another one when there is one."""
    total, size = hashlib.sha256(), 0
    for chunk in iter(partial(source.read, CHUNK), b""):
        total.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return Kept(size, total.hexdigest())


def _damaged(path: str) -> BlobDamaged:
    return BlobDamaged(
        f"Het bewaarde bestand {path} is veranderd sinds het is opgeslagen.", "Zet het terug uit een reservekopie."
    )
