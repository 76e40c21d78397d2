"""What is other in an edition than in the one before: actions that are new, ended, renamed or in other hands."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.model.base import ActionId, Frozen, Line
from bna_pipeline.model.programme import Action, Programme


class ActionChange(Frozen):
    """One thing about an action that is other than it was: `what` in Dutch, and both values as a reader knows them."""

    action: ActionId
    title: Line
    what: Line
    before: Line
    now: Line


class OpeningChanges(Frozen):
    """All that changed in the actions, each list in the programme's order.

    Attributes:
        renamed: changes of the title itself.
        changed: of owner, other partners, role or pillar.
    """

    new: tuple[Action, ...] = ()
    ended: tuple[Action, ...] = ()
    renamed: tuple[ActionChange, ...] = ()
    changed: tuple[ActionChange, ...] = ()


def opening_changes(before: Programme, now: Programme) -> OpeningChanges:
    """What changed between two editions.

    Args:
        before: the programme as it was in the last edition (`Programme.of`).
        now: the programme as it is in this one.
    """
    then = {a.id: a for a in before.actions}
    today = {a.id: a for a in now.actions}
    carried = [(then[a.id], a) for a in now.actions if a.id in then]
    return OpeningChanges(
        new=tuple(a for a in now.actions if a.id not in then),
        ended=tuple(a for a in before.actions if a.id not in today),
        renamed=tuple(
            ActionChange(action=a.id, title=a.title, what="titel", before=old.title, now=a.title)
            for old, a in carried
            if old.title != a.title
        ),
        changed=tuple(change for old, a in carried for change in _in_other_hands(before, old, now, a)),
    )


def sentences(changes: OpeningChanges) -> tuple[str, ...]:
    """The changes in Dutch, one line each; none when nothing changed."""
    return (
        *(f"Nieuw: {a.id} {a.title}" for a in changes.new),
        *(f"Beëindigd: {a.id} {a.title}" for a in changes.ended),
        *(f"Hernoemd: {c.action} {c.now} (was: {c.before})" for c in changes.renamed),
        *(f"Gewijzigd: {c.action} {c.title}, {c.what}: {c.now} (was: {c.before})" for c in changes.changed),
    )


def _in_other_hands(before: Programme, old: Action, now: Programme, new: Action) -> Iterator[ActionChange]:
    told = (
        ("eigenaar", _short(before, old.owner), _short(now, new.owner), old.owner != new.owner),
        ("andere partners", _others(before, old), _others(now, new), set(old.partners) != set(new.partners)),
        (f"rol van {now.province_name}", old.role.value, new.role.value, old.role is not new.role),
        ("pijler", _pillar(before, old), _pillar(now, new), old.pillar != new.pillar),
    )
    for what, was, is_now, differs in told:
        if differs:
            yield ActionChange(action=new.id, title=new.title, what=what, before=was, now=is_now)


def _short(programme: Programme, partner: str) -> str:
    return programme.partner(partner).short


def _others(programme: Programme, action: Action) -> str:
    return ", ".join(_short(programme, p) for p in action.partners) or "geen"


def _pillar(programme: Programme, action: Action) -> str:
    return next(p.name for p in programme.pillars if p.id == action.pillar)
