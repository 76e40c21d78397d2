"""One milestone as several partners tell it: the contradictions about it, and the one that goes into the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bna_pipeline.contributions.likeness import grouped, slug
from bna_pipeline.contributions.settling import Voices, settlement_for, told_apart
from bna_pipeline.model.base import ActionId, PartnerId
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.consolidation import MILESTONE, Conflict, Settlement
from bna_pipeline.model.contribution import Milestone


@dataclass(frozen=True)
class _Told:
    """One milestone, as each partner that names it tells it; the owner first."""

    by: tuple[tuple[PartnerId, Milestone], ...]

    @property
    def titles(self) -> list[str]:
        return [milestone.title for _, milestone in self.by]

    def values(self) -> dict[PartnerId, str]:
        """What each partner says of it; empty when one of them names it on several dates: then it comes back."""
        days: dict[PartnerId, dict[str, bool]] = {}
        for partner, milestone in self.by:
            on = days.setdefault(partner, {})
            text = dutch_date(milestone.date)
            on[text] = on.get(text, False) or milestone.reached
        if any(len(on) > 1 for on in days.values()):
            return {}
        return {
            partner: f"{text}, {'gehaald' if reached else 'nog niet gehaald'}"
            for partner, on in days.items()
            for text, reached in on.items()
        }


def milestone_conflicts(action: ActionId, voices: Voices) -> tuple[Conflict, ...]:
    """Milestones of one action that partners date differently, or that one calls reached and another does not."""
    return tuple(conflict for _, conflict in _contradicted(action, voices))


def merged_milestones(action: ActionId, voices: Voices, settlements: Iterable[Settlement]) -> tuple[Milestone, ...]:
    """By date, without doubles: partners that name the same event on the same day mean one milestone.

    Of one that they tell differently the version of the partner that was chosen; all of them when nobody chose yet.
    """
    settled = tuple(settlements)
    chosen = {}
    for told, conflict in _contradicted(action, voices):
        settlement = settlement_for(conflict, settled)
        if settlement is not None:
            chosen[told] = _Told(tuple((p, m) for p, m in told.by if p == settlement.chosen))
    found = [m for told in _told(voices) for m in _once_a_day(chosen.get(told, told))]
    return tuple(sorted(found, key=lambda m: (m.date.isoformat(), m.title.casefold())))


def _told(voices: Voices) -> tuple[_Told, ...]:
    said = [(partner, milestone) for partner, report in voices for milestone in report.milestones]
    groups = grouped([milestone.title for _, milestone in said])
    return tuple(_Told(tuple(said[place] for place in group)) for group in groups)


def _contradicted(action: ActionId, voices: Voices) -> Iterator[tuple[_Told, Conflict]]:
    if sum(bool(report.milestones) for _, report in voices) < 2:
        return
    found = [(told, values) for told in _told(voices) if len(set((values := told.values()).values())) > 1]
    named = sorted(found, key=lambda one: (slug(one[0].titles), sorted(one[1].items())))
    subjects = told_apart(f"{action}:{MILESTONE}-{slug(told.titles)}" for told, _ in named)
    for (told, values), subject in zip(named, subjects, strict=True):
        yield (
            told,
            Conflict(field=MILESTONE, subject=subject, values=tuple(sorted(values.items())), about=told.by[0][1].title),
        )


def _once_a_day(told: _Told) -> Iterator[Milestone]:
    by_day: dict[str, Milestone] = {}
    for _, milestone in told.by:
        day = milestone.date.isoformat()
        first = by_day.setdefault(day, milestone)
        if milestone.reached and not first.reached:
            by_day[day] = first.model_copy(update={"reached": True})
    yield from by_day.values()
