"""A programme through the years: which actions stand in an edition, and what they were called then.

Everything here leaves the years out of what it gives: an action that begins, ends or is renamed later changes nothing,
not even a digest, in the editions before.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from bna_pipeline.model.errata import seen_from, signal_of

if TYPE_CHECKING:
    from bna_pipeline.model.programme import Action, Edition, Partner, Pillar, Programme


def as_in(programme: Programme, edition: Edition) -> Programme:
    """The programme as it is in one of its editions: its actions and titles then, and no later edition or erratum.

    Args:
        programme: of all years; of what this gives, an earlier edition can no longer be had.
    """
    actions = tuple(_in_year(a, edition.year) for a in programme.actions if stands_in(a, edition.year))
    ids = frozenset(a.id for a in actions)
    update: dict[str, object] = {
        "actions": actions,
        "partners": tuple(_with(partner, ids) for partner in programme.partners),
        "editions": tuple(_told(e, ids) for e in seen_from(programme, edition)),
    }
    if edition.corrects is not None:
        signal = signal_of(programme.delivery.signal)
        update["delivery"] = programme.delivery.model_copy(update={"signal": signal})
    return programme.model_copy(update=update)


def stands_in(action: Action, year: int) -> bool:
    """Whether an action is reported on in the edition of a year."""
    return (action.since is None or action.since <= year) and (action.until is None or year <= action.until)


def title_in(action: Action, year: int) -> str:
    """What an action is called in the edition of a year."""
    return next((former.title for former in action.formerly if year <= former.until), action.title)


def pillars_without_action(programme: Programme, year: int) -> tuple[Pillar, ...]:
    """The pillars that would be empty in the edition of a year, though at another time they are not."""
    there = {a.pillar for a in programme.actions if stands_in(a, year)}
    ever = {a.pillar for a in programme.actions}
    return tuple(p for p in programme.pillars if p.id in ever - there)


def _told(edition: Edition, ids: frozenset[str]) -> Edition:
    """The edition with the standings of these actions alone; where there are none it stays the same value."""
    if edition.standings.keys() <= ids:
        return edition
    return edition.model_copy(update={"standings": {a: s for a, s in edition.standings.items() if a in ids}})


def _in_year(action: Action, year: int) -> Action:
    return action.model_copy(
        update={"title": title_in(action, year), "since": None, "until": None, "formerly": ()},
    )


def _with(partner: Partner, ids: frozenset[str]) -> Partner:
    """The partner with those departments that have one of these actions, and with these actions alone."""
    if not partner.departments:
        return partner
    kept = ((d, tuple(a for a in d.actions if a in ids)) for d in partner.departments)
    return partner.model_copy(
        update={"departments": tuple(d.model_copy(update={"actions": actions}) for d, actions in kept if actions)}
    )


# -- what must hold of the years -------------------------------------------------------------------------


def broken_lineage(programme: Programme) -> Iterator[str]:
    """What is wrong with the years of actions and editions; empty when nothing is.

    That an id is never given to another action follows from its standing in the programme once: an action that ended
    stays there, with its `until`.
    """
    for action in programme.actions:
        yield from _broken_years(action)
    yield from _broken_order(programme.editions)
    for edition in programme.editions:
        for pillar in pillars_without_action(programme, edition.year):
            yield f"pillar {pillar.id}: has no action in edition {edition.id}"


def _broken_years(action: Action) -> Iterator[str]:
    if action.since is not None and action.until is not None and action.until < action.since:
        yield f"action {action.id}: until {action.until} lies before since {action.since}"
    years = [former.until for former in action.formerly]
    for before, after in pairwise(years):
        if after <= before:
            yield f"action {action.id}: formerly {after} must come after {before}"
    for year in years:
        if action.until is not None and year >= action.until:
            yield f"action {action.id}: formerly {year} must lie before until {action.until}"
        if action.since is not None and year < action.since:
            yield f"action {action.id}: formerly {year} lies before since {action.since}"


def _broken_order(editions: tuple[Edition, ...]) -> Iterator[str]:
    for before, after in pairwise(sorted(editions, key=lambda e: e.year)):
        # Two editions of one year have one id, and are said to stand there twice.
        if before.year < after.year and after.ordinal <= before.ordinal:
            yield f"edition {after.id}: ordinal {after.ordinal} must come after {before.ordinal}"
