"""What moved since the edition before: whose answers those are, and what they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bna_pipeline.contributions.consolidate import consolidated_actions
from bna_pipeline.contributions.movement import movements, movements_from
from bna_pipeline.model.base import EditionId, Sha256, digest_of
from bna_pipeline.model.consolidation import ConsolidatedAction
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.movement import ActionMovement
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.carrying import as_corrected, as_opened, tools_of
from bna_pipeline.pipeline.counting import counting, originals
from bna_pipeline.pipeline.tools import Tools


class Movement(NamedTuple):
    """What moved in each action, and since which edition; nothing and None when no edition before is known here."""

    since: EditionId | None
    actions: tuple[ActionMovement, ...]


NOTHING = Movement(None, ())


class _Before(NamedTuple):
    """The edition before: its ports, its state, what counted in it, and the programme as its round was opened with.

    Where it was corrected, these are of its erratum, and `id` is that of the edition itself.
    Of an edition that was made without this software nothing counted, and its standings are in the programme.
    """

    id: EditionId
    tools: Tools
    state: EditionState
    originals: dict[str, Sha256]
    programme: Programme


def movement_since(tools: Tools, now: EditionState, actions: Sequence[ConsolidatedAction]) -> Movement:
    """What moved in each action since the edition before, by its answers on record here, else by its standings.

    Args:
        actions: as consolidated in this edition.
    """
    before = _before(tools, now)
    if before is None:
        return NOTHING
    here = {a.id: a for a in actions}
    if not before.originals:
        standings = before.tools.edition.standings
        return Movement(before.id, movements_from(before.programme, tools.programme, standings, here))
    said = {partner: contribution for partner, (_, contribution) in counting(before.tools, before.state).items()}
    then = consolidated_actions(before.programme, said, before.state.settlements)
    return Movement(before.id, movements(before.programme, tools.programme, {a.id: a for a in then}, here))


def movement_now(tools: Tools, now: EditionState) -> tuple[ActionMovement, ...]:
    """As `movement_since`, of what counts now; also without a redactie, and over contradictions that are open."""
    if _before(tools, now) is None:
        return ()
    said = {partner: contribution for partner, (_, contribution) in counting(tools, now).items()}
    return movement_since(tools, now, consolidated_actions(tools.programme, said, now.settlements)).actions


def inputs_before(tools: Tools, now: EditionState) -> Sha256 | None:
    """Digest over everything of the edition before that the movement is made from; None when there is no movement."""
    before = _before(tools, now)
    if before is None:
        return None
    if not before.originals:
        standings = {action: status.value for action, status in before.tools.edition.standings.items()}
        return digest_of({"edition": before.tools.id, "standings": standings})
    return digest_of(
        {
            "edition": before.tools.id,
            "programme": digest_of(before.programme),
            "contributions": before.originals,
            "settlements": [s.model_dump(mode="json") for s in before.state.settlements],
        }
    )


def _before(tools: Tools, now: EditionState) -> _Before | None:
    """The edition whose answers stand in this one's forms, else the last one of which anything is known here."""
    named = None if now.opened is None else now.opened.previous
    for edition in reversed(tools.programme.earlier(tools.edition)):
        if named is not None and edition.id != named:
            continue
        then = tools_of(tools, as_corrected(tools, edition))
        signatures = len(then.programme.letter.signatories)
        _, state = tools.journal.of(then.id).look(then.ledger, then.id, signatures_needed=signatures)
        counted = {partner: digest for partner, digest in originals(then, state).items() if partner != REDACTIE}
        if counted:
            return _Before(edition.id, then, state, counted, as_opened(then, state) or then.programme)
        if then.edition.standings:
            return _Before(edition.id, then, state, {}, then.programme)
    return None
