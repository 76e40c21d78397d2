"""Idempotency keys: the same thing to the same place is one act, however often it is tried."""

from __future__ import annotations

from bna_pipeline.model.base import EditionId, Sha256, Slug


def delivery_key(edition: EditionId, digest: Sha256, channel: Slug) -> str:
    """The key under which something is delivered on a channel.

    Args:
        digest: of what is delivered: the package's, or the report's at the hand-over.
        channel: the channel's id.
    """
    return f"{edition}:{channel}:{digest}"
