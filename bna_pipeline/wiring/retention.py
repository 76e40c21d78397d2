"""What `bna forget` deletes from: the desk's links of an edition, and the blobs that no other edition names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from bna_pipeline.model.base import Sha256, canonical_json
from bna_pipeline.storage.blob_bytes import BlobStore
from bna_pipeline.wiring.access import has_access

if TYPE_CHECKING:
    from bna_pipeline.wiring.app import App


class EditionEraser:
    """Implements `ports.retention.Eraser` for one edition of a project."""

    def __init__(self, app: App, edition: str) -> None:
        self._app, self._edition = app, edition

    def links(self) -> int:
        return self._app.access.held(self._edition) if has_access(self._app.settings) else 0

    def forget_links(self) -> None:
        self._app.access.forget(self._edition)

    def kept(self, digests: Collection[Sha256]) -> frozenset[Sha256]:
        others = list(self._others())
        return frozenset(
            digest
            for digest in digests
            if self._blobs.has(digest) and not any(digest.encode() in ledger for ledger in others)
        )

    def forget_blob(self, digest: Sha256) -> None:
        self._blobs.forget(digest)

    @cached_property
    def _blobs(self) -> BlobStore:
        blobs = self._app.tools(self._edition).blobs
        assert isinstance(blobs, BlobStore)  # whatever the settings name is one
        return blobs

    def _others(self) -> Iterator[bytes]:
        """What the other editions' ledgers say, each as one text."""
        for edition in self._app.editions():
            if edition != self._edition:
                entries = self._app.tools(edition).ledger.entries(edition)
                yield b"\n".join(canonical_json(entry.event) for entry in entries)
