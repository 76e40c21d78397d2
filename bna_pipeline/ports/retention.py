"""What the pipeline needs in order to delete: what can go of one edition, and taking it away for good."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from bna_pipeline.model.base import Sha256


class Eraser(Protocol):
    """The desk's store of links and the store of blobs, as far as one edition goes. Each raises StorageError."""

    def links(self) -> int:
        """How many one-time links of the edition there are, used or not, with the sessions that they opened."""

    def forget_links(self) -> None:
        """Take them away."""

    def kept(self, digests: Collection[Sha256]) -> frozenset[Sha256]:
        """Those of these blobs that are there and that no other edition's ledger names."""

    def forget_blob(self, digest: Sha256) -> None:
        """Take bytes away; of what is not there nothing happens."""
