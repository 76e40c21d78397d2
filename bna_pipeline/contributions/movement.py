"""Last year beside this year: what moved in each action since the edition before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from bna_pipeline.contributions.likeness import same_thing
from bna_pipeline.model.base import ActionId
from bna_pipeline.model.consolidation import ConsolidatedAction
from bna_pipeline.model.contribution import Milestone
from bna_pipeline.model.movement import (
    ActionMovement,
    Direction,
    MilestoneChange,
    MilestoneMove,
    MoneyMove,
    direction,
)
from bna_pipeline.model.programme import Action, Programme, Status


def movements(
    programme_before: Programme,
    programme_now: Programme,
    before: Mapping[ActionId, ConsolidatedAction],
    now: Mapping[ActionId, ConsolidatedAction],
) -> tuple[ActionMovement, ...]:
    """What moved, action by action: those of this edition in the programme's order, then those that ended.

    Args:
        programme_before, programme_now: the programme as it was in each edition; which actions are new, ended or
            renamed follows from these.
        before, now: the actions as consolidated in each edition.
    """
    known = {action.id: action for action in programme_before.actions}
    here = {action.id for action in programme_now.actions}
    going = (_going(action, known.get(action.id), before, now) for action in programme_now.actions)
    ended = (_ended(action, before) for action in programme_before.actions if action.id not in here)
    return (*going, *ended)


def movements_from(
    programme_before: Programme,
    programme_now: Programme,
    standings: Mapping[ActionId, Status],
    now: Mapping[ActionId, ConsolidatedAction],
) -> tuple[ActionMovement, ...]:
    """As `movements`, of an edition before of which only the statuses are known; says nothing of milestones and money.

    Args:
        standings: the status of each action then; who is not in it, was not reported.
    """
    known = {action.id: action for action in programme_before.actions}
    here = {action.id for action in programme_now.actions}
    statuses = {action: one.status for action, one in now.items()}
    going = (
        _plain(action, known.get(action.id), standings.get(action.id), statuses.get(action.id))
        for action in programme_now.actions
    )
    ended = (_gone(action, standings.get(action.id)) for action in programme_before.actions if action.id not in here)
    return (*going, *ended)


def _plain(action: Action, known: Action | None, then: Status | None, here: Status | None) -> ActionMovement:
    return ActionMovement(
        action=action.id,
        title=action.title,
        pillar=action.pillar,
        formerly=known.title if known is not None and known.title != action.title else None,
        before=None if known is None else then,
        now=here,
        direction=Direction.NEW if known is None else direction(then, here),
    )


def _gone(action: Action, then: Status | None) -> ActionMovement:
    return ActionMovement(
        action=action.id, title=action.title, pillar=action.pillar, before=then, now=None, direction=Direction.ENDED
    )


def _going(
    action: Action,
    known: Action | None,
    before: Mapping[ActionId, ConsolidatedAction],
    now: Mapping[ActionId, ConsolidatedAction],
) -> ActionMovement:
    then, here = (None if known is None else before.get(action.id)), now.get(action.id)
    status_then, status_here = (None if one is None else one.status for one in (then, here))
    milestones = () if then is None or here is None or here.status is None else _milestones(then, here)
    return _plain(action, known, status_then, status_here).model_copy(
        update={"milestones": milestones, "money": _money(then, here)}
    )


def _ended(action: Action, before: Mapping[ActionId, ConsolidatedAction]) -> ActionMovement:
    then = before.get(action.id)
    return _gone(action, None if then is None else then.status).model_copy(update={"money": _money(then, None)})


def _milestones(then: ConsolidatedAction, here: ConsolidatedAction) -> tuple[MilestoneMove, ...]:
    found = (_move(old, new) for old, new in _paired(then.milestones, here.milestones))
    return tuple(sorted((move for move in found if move is not None), key=_by_date))


def _by_date(move: MilestoneMove) -> tuple[str, str, str]:
    day = move.now or move.before
    return ("" if day is None else day.isoformat(), move.title.casefold(), move.change.value)


def _move(old: Milestone | None, new: Milestone | None) -> MilestoneMove | None:
    """What became of a milestone, as it was and as it is; None when nothing did that is worth telling."""
    if new is None:
        gone = old is not None and not old.reached  # what was reached last year need not be told again
        return MilestoneMove(change=MilestoneChange.DROPPED, title=old.title, before=old.date) if old and gone else None
    if old is None:
        return MilestoneMove(change=MilestoneChange.NEW, title=new.title, now=new.date)
    if new.reached and not old.reached:
        return MilestoneMove(change=MilestoneChange.REACHED, title=new.title, before=old.date, now=new.date)
    if new.date != old.date:
        return MilestoneMove(change=MilestoneChange.MOVED, title=new.title, before=old.date, now=new.date)
    return None


def _paired(
    then: Sequence[Milestone], here: Sequence[Milestone]
) -> Iterator[tuple[Milestone | None, Milestone | None]]:
    """Each milestone of one edition beside the one of the other that it is.

    Those that are surely the same go first: word for word and on one day, then word for word, then nearly so.
    """
    left, right = list(then), list(here)
    for alike in (_the_same_day, _word_for_word, _nearly):
        for old in tuple(left):
            new = next((one for one in right if alike(old, one)), None)
            if new is not None:
                left.remove(old)
                right.remove(new)
                yield old, new
    yield from ((old, None) for old in left)
    yield from ((None, new) for new in right)


def _the_same_day(old: Milestone, new: Milestone) -> bool:
    return old.date == new.date and same_thing(old.title, new.title)


def _word_for_word(old: Milestone, new: Milestone) -> bool:
    return old.title.casefold() == new.title.casefold()


def _nearly(old: Milestone, new: Milestone) -> bool:
    return same_thing(old.title, new.title)


def _money(then: ConsolidatedAction | None, here: ConsolidatedAction | None) -> MoneyMove | None:
    before, now = (_sum(() if one is None else (m.money.amount for m in one.money)) for one in (then, here))
    return None if before is None and now is None else MoneyMove(before=before, now=now)


def _sum(amounts: Iterable[Decimal]) -> Decimal | None:
    found = tuple(amounts)
    return sum(found, Decimal(0)) if found else None
