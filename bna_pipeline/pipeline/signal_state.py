"""Whether a signal is waited for, and how near a release is: what a status asks, without a library that reads PDF."""

from __future__ import annotations

from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.pipeline.tools import Tools


def waited_for(now: EditionState) -> bool:
    """Whether the Kamerbrief is looked for: from the first draft on, for who hears then that it is out can still hurry;
    and after a release by the clock, for the dossier needs it.
    """
    return now.kamerbrief is None and allowed(now.phase, Act.NOTE_KAMERBRIEF)


def near(now: EditionState) -> bool:
    """Whether a minute counts: everything is signed and armed, and waits for a signal."""
    return now.phase is Phase.SIGNED and now.armed is not None and now.held is None


def kamerbrief_owed(tools: Tools, now: EditionState) -> bool:
    """Whether the package went by the clock and its Kamerbrief still must come: the archive keeps both.

    An erratum may have none of its own.
    """
    return now.phase is Phase.RELEASED and now.kamerbrief is None and tools.edition.corrects is None
