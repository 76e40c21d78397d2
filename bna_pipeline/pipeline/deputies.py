"""Who decides in whose place on a day, and whether as many different people can decide as a stage asks for."""

from __future__ import annotations

from datetime import date

from bna_pipeline.model.base import PersonId
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.review.delegation import deputies_of
from bna_pipeline.review.route import Missing, join
from bna_pipeline.rounds.terms import local_day


def deciding_for(tools: Tools, now: EditionState, principal: PersonId, day: date) -> PersonId:
    """Who decides in a person's place on a day: the deputy of his absence, who he lent it to, or himself."""
    away, able = now.course.away(principal, day), deputies_of(tools.programme, now.in_force, principal, day, day)
    if away is not None and away.deputy in able:
        return away.deputy
    return able[0] if able else principal


def too_few(tools: Tools, now: EditionState, missing: Missing) -> tuple[str, str] | None:
    """Why a number of different people is not reached as replacement is arranged today, and what helps, in Dutch.

    None: it can be reached.
    """
    if missing.stage is None or not missing.now or not missing.count:
        return None
    today = local_day(tools.clock.now())
    deciding = {person: deciding_for(tools, now, person, today) for person in missing.people}
    fresh = set(deciding.values()) - missing.voices
    if len(fresh) >= missing.count:
        return None
    names = {p.id: p.name for p in tools.programme.people}
    instead = [f"{names[d]} besluit namens {names[p]}" for p, d in deciding.items() if p != d]
    replaced = [names[p] for p, d in deciding.items() if p != d]
    if not instead:
        return None
    stage = tools.programme.stage(missing.stage).name
    return (
        f"In stap '{stage}' kunnen nu te weinig verschillende mensen besluiten: {join(instead)}.",
        f"Wijs een andere vervanger aan, of vraag {join(replaced, 'of')} om zelf te besluiten.",
    )
