"""One purpose for which several partners report money: the contradictions about it, and what counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bna_pipeline.contributions.likeness import grouped, slug
from bna_pipeline.contributions.reading import euros
from bna_pipeline.contributions.settling import Voices, settlement_for, told_apart
from bna_pipeline.model.base import ActionId, PartnerId
from bna_pipeline.model.consolidation import ALL, AMOUNT, AttributedMoney, Conflict, Settlement
from bna_pipeline.model.contribution import Money

_Paid = tuple[tuple[PartnerId, Money], ...]


def amount_conflicts(action: ActionId, voices: Voices) -> tuple[Conflict, ...]:
    """Purposes within one action for which partners report different amounts."""
    return tuple(conflict for _, conflict in _contradicted(action, voices))


def told_twice(voices: Voices) -> tuple[_Paid, ...]:
    """The same amount for the same purpose by several partners: perhaps one payment that is counted twice."""
    return tuple(paid for paid in _purposes(voices) if len(paid) > 1 and len({m.amount for _, m in paid}) == 1)


def counting_money(action: ActionId, voices: Voices, settlements: Iterable[Settlement]) -> tuple[AttributedMoney, ...]:
    """Which amounts count: all, but of a settled contradiction only the one that was chosen."""
    settled = tuple(settlements)
    dropped = set()
    for paid, conflict in _contradicted(action, voices):
        settlement = settlement_for(conflict, settled)
        if settlement is not None and settlement.chosen != ALL:
            dropped |= {partner for partner, _ in paid if partner != settlement.chosen}
    return tuple(
        AttributedMoney(partner=partner, money=report.money)
        for partner, report in voices
        if report.money is not None and partner not in dropped
    )


def _purposes(voices: Voices) -> tuple[_Paid, ...]:
    said = [(partner, report.money) for partner, report in voices if report.money is not None]
    if len(said) < 2:
        return ()
    groups = grouped([money.purpose for _, money in said])
    return tuple(tuple(said[place] for place in group) for group in groups)


def _contradicted(action: ActionId, voices: Voices) -> Iterator[tuple[_Paid, Conflict]]:
    found = [paid for paid in _purposes(voices) if len({money.amount for _, money in paid}) > 1]
    named = sorted(found, key=lambda paid: (slug(_words(paid)), sorted(partner for partner, _ in paid)))
    subjects = told_apart(f"{action}:{AMOUNT}-{slug(_words(paid))}" for paid in named)
    for paid, subject in zip(named, subjects, strict=True):
        values = tuple(sorted((partner, euros(money.amount)) for partner, money in paid))
        yield paid, Conflict(field=AMOUNT, subject=subject, values=values, about=paid[0][1].purpose)


def _words(paid: _Paid) -> list[str]:
    return [money.purpose for _, money in paid]
