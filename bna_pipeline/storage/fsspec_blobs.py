"""Bytes under the SHA-256 of themselves, in an object store or on another file system that fsspec knows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from bna_pipeline.errors import StorageError
from bna_pipeline.model.base import Sha256
from bna_pipeline.storage.blob_bytes import CHUNK, BlobStore, copied, missing, place_of
from bna_pipeline.storage.store_faults import (
    MISSING_BUCKET,
    NO_ENDPOINT,
    cut_off,
    driver_faults,
    fault_code,
    told,
    without_secrets,
)

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_PIECE = 16 * CHUNK  # of an upload in pieces; S3 takes at most 10,000 of them
_S3 = ("s3", "s3a")
_ATTEMPTS = 4  # at a store that is busy, silent or in trouble, or that cuts its answers off
_Read = TypeVar("_Read")
_S3_PATIENCE = {
    "connect_timeout": 5,  # seconds
    "read_timeout": 30,  # seconds
    "retries": {"mode": "standard", "total_max_attempts": _ATTEMPTS},
}


class FsspecBlobs(BlobStore):
    """Blobs as `<root>/ab/cdef...`, the digest cut after two digits.

    Args:
        url: an fsspec URL (`s3://bucket/prefix`, `memory://...`); a folder on this machine is `FolderBlobs`'s.

    Raises:
        StorageError: the address is of no known kind, or its driver is not installed.
    """

    def __init__(self, url: str) -> None:
        self._fs, self._root, self._kinds = _opened(url)
        # An object appears whole under its key when it is put, and a rename would be a copy and a removal.
        self._whole_puts = "s3" in self._kinds
        self._seen = False  # the bucket

    def has(self, digest: Sha256) -> bool:
        """Whether something stands under this digest; `get` says whether it is whole.

        Raises:
            StorageError: the store cannot be read, or is not there at all.
        """
        path = self._path(digest)
        with self._saying():
            return bool(self._fs.exists(path)) or self._absent()

    def forget(self, digest: Sha256) -> None:
        path = self._path(digest)
        with self._saying(), suppress(FileNotFoundError):
            self._fs.rm_file(path)

    def _absent(self) -> bool:
        """False; a bucket that does not exist is no store in which something is absent."""
        if "s3" in self._kinds and not self._seen:
            # HEAD on an object says no more than 404, so the bucket itself is asked for, once.
            self._fs.call_s3("list_objects_v2", Bucket=self._root.partition("/")[0], MaxKeys=1)
            self._seen = True
        return False

    def _read(self, digest: Sha256) -> bytes:
        path = self._path(digest)
        with self._found(path):
            return self._whole(lambda: bytes(self._fs.cat_file(path)))

    def _standing(self, digest: Sha256) -> Sha256:
        path = self._path(digest)
        with self._found(path):
            return self._whole(lambda: self._hashed(path))

    def _hashed(self, path: str) -> Sha256:
        with self._fs.open(path, "rb") as kept:
            return copied(kept).sha256

    def _whole(self, read: Callable[[], _Read]) -> _Read:
        """What is read from a body; begun anew when it was cut off, which the library's own tries do not cover."""
        for _ in range(_ATTEMPTS - 1):
            with suppress(*cut_off(self._kinds)):
                return read()
        return read()

    @contextmanager
    def _found(self, path: str) -> Iterator[None]:
        """Faults of reading as errors of ours."""
        with self._saying():
            try:
                yield
            except FileNotFoundError as fault:
                if fault_code(fault) == MISSING_BUCKET:
                    raise
                raise missing(path) from fault

    @contextmanager
    def _saying(self) -> Iterator[None]:
        try:
            self._connect()
            yield
        except driver_faults(self._kinds) as fault:
            raise StorageError(*told(fault, self._root)) from fault

    def _connect(self) -> None:
        """Have the driver of S3 make its client (once): an endpoint that is no address is a bare ValueError there."""
        if "s3" not in self._kinds:
            return
        try:
            self._fs.connect()
        except ValueError as fault:
            raise StorageError(*NO_ENDPOINT) from fault

    def _place(self, digest: Sha256, data: bytes) -> None:
        with self._saying():
            self._put_whole(self._path(digest), data)
        self.get(digest)  # a store elsewhere is believed when it gives the bytes back

    def _put_whole(self, path: str, data: bytes) -> None:
        if self._whole_puts:  # no folder is made: there are none, and the driver would make the bucket instead
            self._fs.pipe_file(path, data)
            return
        part = f"{path}.deel-{uuid.uuid4().hex}"
        self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._fs.pipe_file(part, data)
        self._fs.mv(part, path)

    @contextmanager
    def _writing(self, digest: Sha256) -> Iterator[BinaryIO]:
        path = self._path(digest)
        with self._saying(), self._in_pieces(path) if self._whole_puts else self._beside(path) as target:
            yield target
        self._check(digest)

    @contextmanager
    def _in_pieces(self, path: str) -> Iterator[BinaryIO]:
        """An upload in pieces, which the store joins under the key when all of them are there."""
        target = self._fs.open(path, "wb", autocommit=False, block_size=_PIECE)
        try:
            yield target
            target.close()
            target.commit()
        except BaseException:
            target.closed = True  # else the last piece would be sent when it is cleared away
            target.discard()
            raise

    @contextmanager
    def _beside(self, path: str) -> Iterator[BinaryIO]:
        part = f"{path}.deel-{uuid.uuid4().hex}"
        self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
        try:
            with self._fs.open(part, "wb") as target:
                yield target
            self._fs.mv(part, path)
        except BaseException:
            if self._fs.exists(part):
                self._fs.rm_file(part)
            raise

    def _path(self, digest: Sha256) -> str:
        return f"{self._root}/{place_of(digest)}"


def _opened(url: str) -> tuple[AbstractFileSystem, str, frozenset[str]]:
    """The file system of an address, the path in it, and its protocols."""
    # Imported here: a command that only looks at the ledger must not wait for it.
    from fsspec.config import conf
    from fsspec.core import split_protocol, url_to_fs

    protocol = split_protocol(url)[0] or "file"
    wishes: dict[str, object] = {}
    if protocol in _S3:
        # What another process put must be seen, so nothing is remembered. What the operator sets himself, holds.
        wishes = {
            "use_listings_cache": False,
            "config_kwargs": {**_S3_PATIENCE, **conf.get("s3", {}).get("config_kwargs", {})},
        }
    try:
        fs, root = url_to_fs(url, **wishes)
    except ImportError as fault:
        raise StorageError(
            f"Voor de opslag {without_secrets(url)} ontbreekt het stuurprogramma.",
            "Voer uit: pip install 'bna-pipeline[server]'." if protocol in _S3 else f"{fault}.",
        ) from fault
    except (ValueError, OSError) as fault:
        raise StorageError(
            f"De opslag {without_secrets(url)} is niet te openen: {without_secrets(str(fault))}.",
            "Controleer het adres in de instellingen.",
        ) from fault
    if protocol in _S3:
        fs.retries = 1  # tries of the driver around those of its library, which would multiply them
    kinds = frozenset(fs.protocol if isinstance(fs.protocol, tuple) else (fs.protocol,))
    return fs, str(root).rstrip("/"), kinds
