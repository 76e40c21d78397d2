"""What is counted over all actions: statuses, the claim they carry, and the province's share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bna_pipeline.model.claim_words import level_for
from bna_pipeline.model.consolidation import (
    ConsolidatedAction,
    Figures,
    PillarFigures,
    ProgressClaim,
    RoleCount,
    Share,
    StatusCount,
)
from bna_pipeline.model.programme import ClaimRules, Programme, ProvinceRole, Status
from bna_pipeline.model.shares import share_in_words


def figures_of(programme: Programme, actions: Sequence[ConsolidatedAction]) -> Figures:
    """All figures over the consolidated actions; an action that nobody reported counts as not on schedule."""
    roles = Counter(action.role for action in actions)
    taking_part = sum(roles[role] for role in set(programme.claims.participation))
    return Figures(
        actions=len(actions),
        counts=_counts(actions),
        pillars=tuple(
            PillarFigures(pillar=pillar.id, counts=_counts(own), progress=_progress(programme.claims, own))
            for pillar in programme.pillars
            for own in [[a for a in actions if a.pillar == pillar.id]]
        ),
        progress=_progress(programme.claims, actions),
        participation=Share(part=taking_part, total=len(actions), words=share_in_words(taking_part, len(actions))),
        roles=tuple(RoleCount(role=role, count=roles[role]) for role in ProvinceRole),
    )


def _progress(rules: ClaimRules, actions: Sequence[ConsolidatedAction]) -> ProgressClaim:
    on_schedule = sum(action.status in rules.on_schedule for action in actions)
    level = level_for(rules, on_schedule, len(actions))
    return ProgressClaim(words=level.words, on_schedule=on_schedule, total=len(actions))


def _counts(actions: Sequence[ConsolidatedAction]) -> tuple[StatusCount, ...]:
    counted = Counter(action.status for action in actions)
    known = tuple(StatusCount(status=status, count=counted[status]) for status in Status)
    silent = (StatusCount(status=None, count=counted[None]),) if counted[None] else ()
    return known + silent
