"""What does not go by itself, on record: one entry when a step gets stuck, one when it goes again."""

from __future__ import annotations

import logging

from bna_pipeline.errors import BnaError, StorageError
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.step_events import StepRecovered, StepStuck
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.tools import Actor, Tools, record

log = logging.getLogger(__name__)


def note_trouble(tools: Tools, actor: Actor, step: str, trouble: BnaError | None) -> None:
    """Record that a step does not go, or goes again.

    Another text of the same error (a time, a path) is no other trouble. What cannot be recorded, because the store is
    what is broken, is said by who calls.
    """

    def noted(now: EditionState) -> StepStuck | StepRecovered | None:
        before = next((s for s in now.stuck if s.step == step), None)
        if trouble is None:
            return None if before is None else StepRecovered(step=step)
        if now.phase in (Phase.NONE, Phase.FINISHED) or (before is not None and before.code == trouble.code):
            return None
        return StepStuck(step=step, code=trouble.code, said=str(trouble))

    try:
        record(tools, actor, noted)
    except StorageError as broken:
        log.info("%s: %s", step, broken)
