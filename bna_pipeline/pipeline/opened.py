"""When a round was opened."""

from __future__ import annotations

from datetime import date

from bna_pipeline.pipeline.tools import Tools, entries
from bna_pipeline.rounds.terms import local_day


def opened_on(tools: Tools) -> date:
    """The day in the Netherlands on which the round was opened; the edition must be open."""
    return local_day(entries(tools)[0].at)
