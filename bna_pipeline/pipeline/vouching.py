"""A timestamp authority's word for a digest, held against the machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from bna_pipeline import ports
from bna_pipeline.errors import TimestampFailed
from bna_pipeline.model.base import Sha256

CLOCKS_APART: Final = timedelta(minutes=10)
"""How far the authority's clock and ours may differ: beyond it a trail would tell other times than its own tokens."""


def vouched(timestamper: ports.Timestamper, digest: Sha256, now: datetime) -> ports.Vouch:
    """A token for a digest.

    Raises:
        TimestampFailed: the authority gives none, or its clock and this machine's lie apart.
    """
    vouch = timestamper.vouch(digest)
    if abs(vouch.at - now) > CLOCKS_APART:
        raise TimestampFailed(
            f"De klok van de tijdstempeldienst ({vouch.at.astimezone(UTC):%d-%m-%Y %H:%M} UTC) en die van deze "
            f"computer ({now.astimezone(UTC):%d-%m-%Y %H:%M} UTC) lopen te ver uiteen.",
            "Zet de klok van deze computer goed; het wordt vanzelf opnieuw geprobeerd.",
        )
    return vouch
