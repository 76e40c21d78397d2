"""One function per step, and `advance`: from Contribution to Receipt, one direction."""

from bna_pipeline.pipeline.advancing import advance
from bna_pipeline.pipeline.checking import check, schemas
from bna_pipeline.pipeline.collecting import close, collect, open_edition, settle
from bna_pipeline.pipeline.drafting import draft
from bna_pipeline.pipeline.releasing import abort, arm, assemble, deliver, hold, note_kamerbrief
from bna_pipeline.pipeline.reviewing import adopt, decide, delegate, finish_mandate, review
from bna_pipeline.pipeline.signing import export, import_signed, sign
from bna_pipeline.pipeline.tools import Actor, Step, Tools, entries, state
from bna_pipeline.pipeline.waiting import waits_for

__all__ = [
    "Actor",
    "Step",
    "Tools",
    "abort",
    "adopt",
    "advance",
    "arm",
    "assemble",
    "check",
    "close",
    "collect",
    "decide",
    "delegate",
    "deliver",
    "draft",
    "entries",
    "export",
    "finish_mandate",
    "hold",
    "import_signed",
    "note_kamerbrief",
    "open_edition",
    "review",
    "schemas",
    "settle",
    "sign",
    "state",
    "waits_for",
]
