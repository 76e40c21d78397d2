"""Who opened what while it was under embargo: from adoption until the release, once a day for each person and file."""

from __future__ import annotations

from datetime import date
from typing import Literal

from bna_pipeline.model.base import FileDigest, Moment
from bna_pipeline.model.release_events import EmbargoedRead
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.tools import Actor, Tools, record
from bna_pipeline.rounds.terms import ZONE

How = Literal["loket", "API"]
_UNDER_EMBARGO = (Phase.ADOPTED, Phase.SIGNED)


def reading_is_noted(tools: Tools, now: EditionState, person: str, file: FileDigest) -> bool:
    """Whether nothing is to be recorded when this person opens this file: no embargo, or it stands there today."""
    return now.phase not in _UNDER_EMBARGO or _stands(now, person, file, _day(tools.clock.now()))


def note_reading(tools: Tools, actor: Actor, file: FileDigest, how: How) -> bool:
    """Have it on record that somebody opens a file under embargo. False: nothing was to be recorded.

    Whoever shows the file does so only once this came back: what cannot be recorded is not shown.

    Raises:
        StorageError: it cannot be recorded.
    """

    def opened(now: EditionState) -> EmbargoedRead | None:
        if reading_is_noted(tools, now, actor.person, file):
            return None
        return EmbargoedRead(person=actor.person, file=file, how=how)

    return record(tools, actor, opened) is not None


def _stands(now: EditionState, person: str, file: FileDigest, today: date) -> bool:
    mine = (at for at, read in now.release.reads if (read.person, read.file.sha256) == (person, file.sha256))
    return any(_day(at) == today for at in mine)


def _day(at: Moment) -> date:
    return at.astimezone(ZONE).date()
