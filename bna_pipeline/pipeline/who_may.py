"""Who may do an act, as a wait and its command say it."""

from __future__ import annotations

from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.transitions import Act
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.review.delegation import delegation_for


def people(tools: Tools, act: Act) -> tuple[str, ...]:
    """Ids of the programme's people whose role opens an act."""
    return tuple(p.id for p in tools.programme.people if MAY[act] & set(p.roles))


def as_who(tools: Tools, act: Act) -> str:
    """What a command needs behind it to know who acts: nothing, where only one person may."""
    return " --as WIE" if len(people(tools, act)) > 1 else ""


def stages_of(tools: Tools, person: str) -> tuple[str, ...]:
    """Ids of the stages in which a person decides now, for himself or in another's place, in the route's order."""
    given, at = state(tools).in_force, tools.clock.now()
    return tuple(
        stage.id
        for stage in tools.programme.review
        if any(
            r.person == person or delegation_for(given, principal=r.person, deputy=person, at=at) is not None
            for r in stage.reviewers
        )
    )


def principals_of(tools: Tools, person: str, stage: str) -> tuple[str, ...]:
    """Ids of those for whom a person decides in a stage now: himself first, then whom he stands in for."""
    given, at = state(tools).in_force, tools.clock.now()
    reviewers = [r.person for r in tools.programme.stage(stage).reviewers]
    lent = [r for r in reviewers if delegation_for(given, principal=r, deputy=person, at=at) is not None]
    return (*(r for r in reviewers if r == person), *lent)
