"""Why a picture cannot be used; apart from who looks at pictures, whose library takes long to load."""

from __future__ import annotations

from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits


class PictureUnusable(IntakeError):
    """No whole PNG or JPEG within the limits."""


def too_many_bytes(size: int, limits: IntakeLimits) -> PictureUnusable:
    """The refusal of a picture of so many bytes."""
    return PictureUnusable(
        f"De afbeelding is {-(-size // 1024)} kB groot.",
        f"Maak haar kleiner dan {limits.picture_bytes // (1024 * 1024)} MB.",
    )
