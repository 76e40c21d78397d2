"""What the rooms say of an edition's state, for a status."""

from __future__ import annotations

from dataclasses import dataclass

from bna_pipeline.model.base import Sha256
from bna_pipeline.model.errata import Relation
from bna_pipeline.model.movement import ActionMovement
from bna_pipeline.model.observations import Observations
from bna_pipeline.model.route_watch import StageWatch
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.waits import Wait
from bna_pipeline.model.watch import RoundStatus
from bna_pipeline.pipeline.approval import drafts_of
from bna_pipeline.pipeline.comparing import last_summary
from bna_pipeline.pipeline.correcting import relation_of
from bna_pipeline.pipeline.counting import conflict_sentence, counting_versions, open_conflicts
from bna_pipeline.pipeline.moving import movement_now
from bna_pipeline.pipeline.observing import last_observations
from bna_pipeline.pipeline.route_watching import route_watch
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.pipeline.waiting import waiting
from bna_pipeline.pipeline.watching import round_status
from bna_pipeline.review.standing import StageStanding, standing


@dataclass(frozen=True)
class Position:
    """Where an edition stands.

    Attributes:
        counting: per partner (and the redactie) the original that counts; of departments the last one.
        conflicts: open contradictions, each as a Dutch phrase.
        round: the collection round; None when there is none to watch.
        stages: the route against the last draft; empty before there is one.
        course: the same stages in time.
        movement: what moved since the edition before; empty when its answers are not on record here.
        observations: what was seen at the last collection with all contributions side by side.
        changed: the changes of the last draft since the one before, in one phrase; None when there are no two.
        relation: what it corrects, and what corrects it.
    """

    state: EditionState
    counting: dict[str, Sha256]
    conflicts: tuple[str, ...]
    stages: tuple[StageStanding, ...]
    course: tuple[StageWatch, ...]
    waits: tuple[Wait, ...]
    round: RoundStatus | None
    movement: tuple[ActionMovement, ...]
    observations: Observations | None
    changed: str | None
    relation: Relation


def position(tools: Tools) -> Position:
    """The edition's state and what the rooms say of it, read-only."""
    now = state(tools)
    review = None if now.draft is None else standing(tools.programme, now.decisions, drafts_of(now), now.draft)
    conflicts = tuple(conflict_sentence(now, c) for c in open_conflicts(tools, now))
    return Position(
        now,
        _shown(tools, now),
        conflicts,
        () if review is None else review.stages,
        route_watch(tools, now, review),
        waiting(tools, now),
        round_status(tools, now),
        movement_now(tools, now),
        last_observations(tools),
        last_summary(tools, now),
        relation_of(tools),
    )


def _shown(tools: Tools, now: EditionState) -> dict[str, Sha256]:
    versions = sorted(counting_versions(tools, now).items(), key=lambda item: (str(item[1].sent_at), item[0].name))
    return {seat.partner: checked.original for seat, checked in versions}
