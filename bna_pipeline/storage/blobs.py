"""Which store an address means."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bna_pipeline import ports
from bna_pipeline.storage.folder_blobs import FolderBlobs


def open_blobs(url: str) -> ports.Blobs:
    """The store of blobs at an address.

    Args:
        url: a folder on this machine (a path or `file:///...`), or any other fsspec URL (`s3://bucket/prefix`).

    Raises:
        StorageError: the address is of no known kind, or its driver is not installed.
    """
    if "://" not in url:
        return FolderBlobs(Path(url))
    if url.startswith("file://"):
        return FolderBlobs(Path(unquote(urlsplit(url).path)))
    from bna_pipeline.storage.fsspec_blobs import FsspecBlobs

    return FsspecBlobs(url)
