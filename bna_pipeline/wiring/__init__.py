"""The composition root: the one place that builds adapters and hands them to the pipeline.

Rims reach everything through here: `open_app` for an edition's ports, `pipeline` for the steps, `views` for status.

Adapters that stand on a library that takes long to load are imported where they are built, and built when they are
first used: `bna status` and most acts of a person need none of them.
"""

from __future__ import annotations

from bna_pipeline import pipeline, views
from bna_pipeline.settings import find_root
from bna_pipeline.wiring.app import App, open_app, trigger_of
from bna_pipeline.wiring.editions import prepare_edition
from bna_pipeline.wiring.following import Asked, Followed, ask, follow_up
from bna_pipeline.wiring.handing_out import hand_out_link, make_key, take_back
from bna_pipeline.wiring.packages import (
    check_export,
    export,
    validation_file,
    validation_of,
    verification_table,
    verify_package,
)
from bna_pipeline.wiring.retention import EditionEraser
from bna_pipeline.wiring.sample import lay_out_sample
from bna_pipeline.wiring.watching import figures, last_look, note_look

__all__ = [
    "App",
    "Asked",
    "EditionEraser",
    "Followed",
    "ask",
    "check_export",
    "export",
    "figures",
    "find_root",
    "follow_up",
    "hand_out_link",
    "last_look",
    "lay_out_sample",
    "make_key",
    "note_look",
    "open_app",
    "pipeline",
    "prepare_edition",
    "take_back",
    "trigger_of",
    "validation_file",
    "validation_of",
    "verification_table",
    "verify_package",
    "views",
]
