"""Status and story for people and programs: folds of the ledger."""

from bna_pipeline.views.movement import MovementLine, ObservationsLine, observations_line
from bna_pipeline.views.status import (
    EditionStatus,
    PartnerLine,
    ReleaseLine,
    ReviewerLine,
    SignatureLine,
    StageLine,
    edition_status,
    signature_lines,
)
from bna_pipeline.views.story import StoryLine, story

__all__ = [
    "EditionStatus",
    "MovementLine",
    "ObservationsLine",
    "PartnerLine",
    "ReleaseLine",
    "ReviewerLine",
    "SignatureLine",
    "StageLine",
    "StoryLine",
    "edition_status",
    "observations_line",
    "signature_lines",
    "story",
]
