"""Status and story for people and programs: folds of the ledger."""

from bna_pipeline.views.chronicle import Actor, Chapter, Life, Told, chapters, lives, tell
from bna_pipeline.views.figures import Figures, figures
from bna_pipeline.views.movement import MovementLine, ObservationsLine, observations_line
from bna_pipeline.views.release import ChannelLine, ChannelState, DoubtLine, ReleaseLine
from bna_pipeline.views.release_timeline import Second, release_timeline
from bna_pipeline.views.status import (
    EditionStatus,
    PartnerLine,
    ReviewerLine,
    SignatureLine,
    StageLine,
    edition_status,
    signature_lines,
)
from bna_pipeline.views.story import StoryLine, story
from bna_pipeline.views.told import day_in_words, minute_in

__all__ = [
    "Actor",
    "ChannelLine",
    "ChannelState",
    "Chapter",
    "DoubtLine",
    "EditionStatus",
    "Figures",
    "Life",
    "MovementLine",
    "ObservationsLine",
    "PartnerLine",
    "ReleaseLine",
    "ReviewerLine",
    "Second",
    "SignatureLine",
    "StageLine",
    "StoryLine",
    "Told",
    "chapters",
    "day_in_words",
    "edition_status",
    "figures",
    "lives",
    "minute_in",
    "observations_line",
    "release_timeline",
    "signature_lines",
    "story",
    "tell",
]
