"""Which store an address means."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bna_pipeline.storage.blob_bytes import BlobStore
from bna_pipeline.storage.folder_blobs import FolderBlobs


def open_blobs(url: str) -> BlobStore:
    """The store of blobs at an address.

    Args:
        url: a folder on this machine (a path or `file:///...`), or any other fsspec URL (`s3://bucket/prefix`).

    Raises:
        StorageError: the address is of no known kind, or its driver is not installed.
    """
    folder = folder_of(url)
    if folder is not None:
        return FolderBlobs(folder)
    from bna_pipeline.storage.fsspec_blobs import FsspecBlobs

    return FsspecBlobs(url)


def folder_of(url: str) -> Path | None:
    """The folder on this machine that an address of blobs means; None: they stand elsewhere."""
    if "://" not in url:
        return Path(url)
    return Path(unquote(urlsplit(url).path)) if url.startswith("file://") else None
