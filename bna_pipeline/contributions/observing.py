"""All contributions side by side: what contradicts, what may, what is told twice and what is not told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bna_pipeline.contributions.amounts import told_twice
from bna_pipeline.contributions.conflicts import every_conflict
from bna_pipeline.contributions.doubles import doubles
from bna_pipeline.contributions.gaps import owed_by
from bna_pipeline.contributions.reading import euros
from bna_pipeline.contributions.said_figures import differing_figures
from bna_pipeline.contributions.settling import choices, settlement_for, voices
from bna_pipeline.contributions.spellings import differing_names
from bna_pipeline.model.consolidation import Conflict, Settlement
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.observations import Contradiction, Observations, PillarLack, Pointer, PointerKind, Side
from bna_pipeline.model.programme import Action, Edition, Pillar, Programme


def observe(
    programme: Programme,
    edition: Edition,
    contributions: Mapping[str, Contribution],
    settlements: Iterable[Settlement],
) -> Observations:
    """What is to be seen when everything lies side by side; same contributions in any order, same value.

    Args:
        contributions: the counting contribution of each partner, by partner id.
        settlements: in ledger order.
    """
    settled = tuple(settlements)
    found = [_contradiction(conflict, settled) for conflict in every_conflict(programme, contributions)]
    return Observations(
        edition=edition.id,
        contradictions=tuple(one for one in found if one.chosen is None),
        settled=tuple(one for one in found if one.chosen is not None),
        pointers=(*_pointers(programme, contributions), *differing_names(programme, contributions)),
        doubles=doubles(contributions),
        lacks=tuple(_lack(pillar, programme, contributions, settled) for pillar in programme.pillars),
    )


def _contradiction(conflict: Conflict, settlements: Sequence[Settlement]) -> Contradiction:
    action = conflict.subject.partition(":")[0]
    settlement = settlement_for(conflict, settlements)
    return Contradiction(
        field=conflict.field,
        subject=conflict.subject,
        action=action,
        about=conflict.about,
        sides=tuple(Side(partner=partner, action=action, value=value) for partner, value in conflict.values),
        choices=choices(conflict),
        chosen=None if settlement is None else settlement.chosen,
        reason=None if settlement is None else settlement.reason,
    )


def _pointers(programme: Programme, contributions: Mapping[str, Contribution]) -> Iterator[Pointer]:
    for action in programme.actions:
        said = voices(action, contributions)
        if len(said) < 2:
            continue
        yield from differing_figures(action.id, said)
        for paid in told_twice(said):
            sides = (
                Side(partner=p, action=action.id, value=f"{euros(m.amount)}: {m.purpose}") for p, m in sorted(paid)
            )
            yield Pointer(kind=PointerKind.MONEY, about=paid[0][1].purpose, sides=tuple(sides))


def _lack(
    pillar: Pillar, programme: Programme, contributions: Mapping[str, Contribution], settlements: Sequence[Settlement]
) -> PillarLack:
    actions = [action for action in programme.actions if action.pillar == pillar.id]
    said = {action.id: [report for _, report in voices(action, contributions)] for action in actions}
    reporting = {partner for action in actions for partner in action.reporters}
    owed = tuple(a.id for a in actions if owed_by(a, contributions, settlements) is not None)
    return PillarLack(
        pillar=pillar.id,
        name=pillar.name,
        unreported=tuple(a.id for a in actions if not said[a.id] and a.id not in owed),
        owed=owed,
        without_example=_without(actions, {a: any(r.example is not None for r in s) for a, s in said.items() if s}),
        without_milestone=_without(actions, {a: any(r.milestones for r in s) for a, s in said.items() if s}),
        silent=tuple(p.id for p in programme.partners if p.id in reporting and p.id not in contributions),
    )


def _without(actions: Iterable[Action], has: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(action.id for action in actions if has.get(action.id) is False)
