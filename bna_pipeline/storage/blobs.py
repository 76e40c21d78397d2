"""Bytes under the SHA-256 of themselves, on any file system that fsspec knows."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from bna_pipeline.errors import BlobDamaged, BlobMissing, StorageError
from bna_pipeline.model.base import Sha256, sha256_hex
from bna_pipeline.storage.outbox import write_atomic

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_DIGEST = re.compile(r"[0-9a-f]{64}")


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
        self._local = "file" in (self._fs.protocol if isinstance(self._fs.protocol, tuple) else (self._fs.protocol,))

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

    def get(self, digest: Sha256) -> bytes:
        """The bytes again, hashed once more on the way out.

        Raises:
            BlobMissing: nothing under this digest.
            BlobDamaged: the bytes are not those that were kept.
            StorageError: the store cannot be read.
        """
        path = self._path(digest)
        try:
            data = bytes(self._fs.cat_file(path))
        except FileNotFoundError as fault:
            raise BlobMissing(
                f"Het bewaarde bestand {path} is er niet.", "Zet het terug uit een reservekopie."
            ) from fault
        except OSError as fault:
            raise StorageError(f"Het bewaarde bestand {path} is niet te lezen: {fault}.") from fault
        if sha256_hex(data) != digest:
            raise BlobDamaged(
                f"Het bewaarde bestand {path} is veranderd sinds het is opgeslagen.",
                "Zet het terug uit een reservekopie.",
            )
        return data

    def has(self, digest: Sha256) -> bool:
        """Whether something stands under this digest; `get` says whether it is whole."""
        try:
            return bool(self._fs.exists(self._path(digest)))
        except OSError as fault:
            raise StorageError(f"De opslag {self._root} is niet te lezen: {fault}.") from fault

    def _place(self, path: str, data: bytes) -> None:
        part = f"{path}.deel-{uuid.uuid4().hex}"
        try:
            self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._fs.pipe_file(part, data)
            self._fs.mv(part, path)
        except OSError as fault:
            raise StorageError(f"Het schrijven van {path} lukt niet: {fault}.") from fault

    def _path(self, digest: Sha256) -> str:
        if not _DIGEST.fullmatch(digest):
            raise BlobMissing(f"{digest!r} is geen SHA-256 van een bewaard bestand.")
        return f"{self._root}/{digest[:2]}/{digest[2:]}"
