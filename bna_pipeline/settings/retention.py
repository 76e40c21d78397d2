"""The table `[retention]` of the settings: how long personal data is kept outside the dossier."""

from __future__ import annotations

from pydantic import Field

from bna_pipeline.model.base import Frozen


class RetentionSettings(Frozen):
    """When `bna forget` may delete.

    Attributes:
        days: after the release of an edition.
    """

    days: int = Field(default=90, ge=1, le=3650)
