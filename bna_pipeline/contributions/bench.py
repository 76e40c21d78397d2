"""What the checks of one file share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bna_pipeline.contributions.picture_faults import PictureUnusable
from bna_pipeline.contributions.rules import Findings
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.intake import IntakeLimits, in_megabytes
from bna_pipeline.model.programme import Edition

_LOCAL = ZoneInfo("Europe/Amsterdam")


@dataclass
class Bench:
    """What the checks of one file share: the edition, the limit, when it was sent, and where results go."""

    edition: Edition
    text_limit: int
    sent_at: datetime | None
    findings: Findings
    limits: IntakeLimits = field(default_factory=IntakeLimits)
    pictures: dict[Sha256, bytes] = field(default_factory=dict)

    @property
    def sent_on(self) -> date | None:
        """The day of sending in the Netherlands."""
        return self.sent_at.astimezone(_LOCAL).date() if self.sent_at else None

    def require_room(self, picture: bytes) -> None:
        """See that one more picture stays within what a file may hold.

        Raises:
            PictureUnusable: it does not.
        """
        kept = sum(map(len, self.pictures.values()))
        if kept + len(picture) > self.limits.pictures_bytes:
            raise PictureUnusable(
                f"De afbeeldingen zijn samen groter dan {in_megabytes(self.limits.pictures_bytes)}.",
                "Maak ze kleiner.",
            )
