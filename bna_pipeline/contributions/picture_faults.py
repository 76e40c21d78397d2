"""Why a picture cannot be used; apart from who looks at pictures, whose library takes long to load."""

from __future__ import annotations

from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits, in_megabytes


class PictureUnusable(IntakeError):
    """No whole PNG or JPEG within the limits."""


def too_many_bytes(size: int, limits: IntakeLimits) -> PictureUnusable:
    """The refusal of a picture of so many bytes."""
    said, most = in_megabytes(size, at_least=True), in_megabytes(limits.picture_bytes)
    return PictureUnusable(
        f"De afbeelding is {said} groot; {most} is de grens.",
        "Maak haar kleiner: klik in Word op de afbeelding, kies Afbeeldingen comprimeren, of sla haar op als JPEG.",
    )
