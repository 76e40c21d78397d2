"""What the checks of one file share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bna_pipeline.contributions.picture_faults import PictureUnusable
from bna_pipeline.contributions.rules import Findings
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.intake import IntakeLimits, in_megabytes
from bna_pipeline.model.programme import Edition, Programme

_LOCAL = ZoneInfo("Europe/Amsterdam")


@dataclass
class Bench:
    """What the checks of one file share.

    Attributes:
        sent_at: when the file was sent, by its mail or its own word; None when neither can be read.
        findings: where results go.
        previous: what the partner said in the edition before, where that is known.
        pictures: cleaned pictures of good examples, by digest; filled by the checks.
    """

    programme: Programme
    edition: Edition
    sent_at: datetime | None
    findings: Findings
    limits: IntakeLimits = field(default_factory=IntakeLimits)
    previous: Contribution | None = None
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
