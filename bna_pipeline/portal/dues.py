"""What an edition waits for, as the desk says it: in words, with the page where it is done, and not as a wall.

The same waits as `bna status` shows, without its commands; what is alike is said once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.transitions import Act
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.wiring import pipeline


@dataclass(frozen=True)
class Due:
    """One thing to do, or several alike.

    Attributes:
        title: what, in a Dutch sentence.
        lines: each of several, or what more there is to say.
        who: names of those who can do it; empty: nobody of the programme's people.
        mine: whether the visitor is one of them.
        href, label: the page where it is done, and what it is called; None: at no page of the desk.
        by_itself: nobody has to do anything.
    """

    act: Act | Outside
    when: When
    title: str
    lines: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    mine: bool = False
    href: str | None = None
    label: str = ""
    by_itself: bool = False


def dues(
    programme: Programme, waits: Iterable[Wait], person: str, link: Callable[[Wait], tuple[str, str] | None]
) -> tuple[Due, ...]:
    """What is waited for: the visitor's own first, then what can be done now, then the rest.

    Args:
        person: the visitor's id.
        link: the page where a wait is met, and its label; None: none that is open to the visitor.
    """
    names = {p.id: p.name for p in programme.people}
    groups: dict[object, list[Wait]] = {}
    for wait in waits:
        groups.setdefault(_group(wait), []).append(wait)
    found = [_due(programme, names, group, person, link) for group in groups.values()]
    order = {When.NOW: 0, When.INSTEAD: 1, When.LATER: 2}
    return tuple(sorted(found, key=lambda due: (order[due.when], not due.mine)))


def _group(wait: Wait) -> object:
    if wait.act is Outside.SEND and wait.subject != REDACTIE:
        return (wait.act, wait.when)
    if wait.act is Act.DECIDE:
        return (wait.act, wait.when, wait.subject)
    if wait.act in (Act.SETTLE, Act.ACCEPT, Act.SETTLE_PROPOSAL, Act.ANSWER_REMARK, Act.POST):
        return (wait.act, wait.when)
    return wait


def _due(
    programme: Programme,
    names: dict[str, str],
    waits: list[Wait],
    person: str,
    link: Callable[[Wait], tuple[str, str] | None],
) -> Due:
    first = waits[0]
    found = link(first)

    def said(wait: Wait) -> str:
        told = pipeline.without_command(wait)
        return _with_names(programme, told) if wait.act is Act.SETTLE else told

    who = tuple(dict.fromkeys(names.get(p, p) for wait in waits for p in wait.who))
    due = Due(
        act=first.act,
        when=first.when,
        title=said(first),
        who=who,
        mine=any(person in wait.who for wait in waits),
        href=None if found is None else found[0],
        label="" if found is None else found[1],
        by_itself=first.act in pipeline.BY_ITSELF,
    )
    lines = tuple(dict.fromkeys(said(wait) for wait in waits))
    if first.act is Act.DECIDE:
        return replace(due, title=f"Stap ‘{programme.stage(first.subject).name}’ moet besluiten", lines=lines)
    if len(waits) == 1:
        return due
    return replace(due, title=_together(first.act, len(waits)), lines=lines)


def _with_names(programme: Programme, said: str) -> str:
    """A sentence about who says what, with partners by their names."""
    for partner in programme.partners:
        said = re.sub(rf"(?<![\w-]){re.escape(partner.id)} zegt", f"{partner.short} zegt", said)
    return said


def _together(act: Act | Outside, count: int) -> str:
    several = {
        Outside.SEND: "bijdragen ontbreken nog",
        Act.SETTLE: "keer spreken partners elkaar tegen, of ontbreekt een melding",
        Act.ACCEPT: "bevindingen op het concept moeten worden aanvaard, of hersteld in de tekst",
        Act.SETTLE_PROPOSAL: "voorstellen uit Word wachten op een besluit",
        Act.ANSWER_REMARK: "opmerkingen van toetsers wachten op antwoord",
        Act.POST: "mails vragen aandacht",
    }
    return f"{count} {several.get(act, f'keer: {act.value}')}"
