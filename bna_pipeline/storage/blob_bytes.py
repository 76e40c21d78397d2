"""What every store of blobs does the same: names, digests of streams, and what is said of a blob that is not right."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import BinaryIO

from bna_pipeline.errors import BlobDamaged, BlobMissing
from bna_pipeline.model.base import Sha256
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


def damaged(path: str) -> BlobDamaged:
    """The error for a blob whose bytes have another digest than its name."""
    return BlobDamaged(
        f"Het bewaarde bestand {path} is veranderd sinds het is opgeslagen.", "Zet het terug uit een reservekopie."
    )


def missing(path: str) -> BlobMissing:
    """The error for a blob that is not there."""
    return BlobMissing(f"Het bewaarde bestand {path} is er niet.", "Zet het terug uit een reservekopie.")
