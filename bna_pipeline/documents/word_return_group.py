"""From marked words to changes: what one author did in one place is one change, and every mark is in one at least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bna_pipeline.documents.alignment import words_of
from bna_pipeline.documents.word_return_base import folded
from bna_pipeline.documents.word_return_flow import Flow
from bna_pipeline.documents.word_return_pieces import Mark
from bna_pipeline.model.proposals import ChangeKind, ReturnField

_ENOUGH_TO_MOVE = 5  # words; a shorter text that is elsewhere too is no text that was moved


@dataclass(eq=False)
class Group:
    """The words that make one change.

    Attributes:
        came, went: numbers of the flows that it adds and takes away.
        marks: what stands for it in the file.
        move: it is a move, or the half of one.
    """

    author: str | None
    tracked: bool
    came: list[int] = field(default_factory=list)
    went: list[int] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    move: bool = False
    unit: str = ""
    dates: dict[str, str | None] = field(default_factory=dict)
    order: tuple[str, int] = ("", -1)  # the owner, and the number of its last flow

    @property
    def first(self) -> int:
        return min(self.came + self.went)

    def owners(self, flows: Sequence[Flow]) -> list[ReturnField | None]:
        """Whose fields it is in; the bare end of a paragraph is nobody's."""
        spoken = [n for n in sorted({*self.came, *self.went}) if flows[n].owner is not None or flows[n].text != "\n"]
        return list({id(flows[n].owner): flows[n].owner for n in spoken or self.came or self.went}.values())

    @property
    def said(self) -> tuple[str | None, str | None]:
        """The dates of the first and of the last of its marks, as written."""
        dates = [m.date for m in self.marks if m.date]
        return (min(dates), max(dates)) if dates else (None, None)


def groups_of(flows: Sequence[Flow]) -> tuple[list[Group], list[Mark]]:
    """The changes in reading order, and the marks that say nothing beside another one.

    Those are the ends of paragraphs that go with all their words.
    """
    found = _Grouping(flows)
    for number, flow in enumerate(flows):
        found.take(number, flow)
    groups = sorted((g for g in found.groups if g.came or g.went), key=lambda g: g.first)
    return list(_joined(groups, flows)), found.beside


class _Grouping:
    def __init__(self, flows: Sequence[Flow]) -> None:
        self._flows = flows
        self.groups: list[Group] = []
        self.beside: list[Mark] = []
        self._open: dict[object, Group] = {}
        self._moves: dict[object, Group] = {}
        self._count: dict[str, int] = {}
        self._gone = _gone_whole(flows)

    def take(self, number: int, flow: Flow) -> None:
        owner = "" if flow.owner is None else flow.owner.key
        # Of a field its own flows count; outside the fields every flow parts.
        self._count[owner] = number if not owner else self._count.get(owner, -1) + 1
        place = self._count[owner]
        if not flow.came and flow.owner is None and flow.text == "\n" and flow.went:
            authors = self._gone.get(flow.at, frozenset())
            if self._behind_field(number) and all((m.author, m.kind == "own") in authors for m in flow.went):
                self.beside += flow.went
                return
        for role, marks in (("came", flow.came), ("went", flow.went)):
            for mark in marks:
                group = self._group(mark, role, owner, place)
                (group.came if role == "came" else group.went).append(number)
                group.order = (owner, place)
                group.dates[role] = mark.date
                if mark not in group.marks[-3:] and mark not in group.marks:
                    group.marks.append(mark)

    def _behind_field(self, number: int) -> bool:
        before = self._flows[number - 1] if number else None
        return before is not None and before.owner is not None and before.at == self._flows[number].at

    def _group(self, mark: Mark, role: str, owner: str, place: int) -> Group:
        if mark.move is not None:
            name = (mark.move, mark.author)
            if name not in self._moves:
                self._moves[name] = self._new(mark)
                self._moves[name].move = True
            return self._moves[name]
        key = (mark.author, mark.kind == "own", owner, mark.node if mark.unit else None)
        group = self._open.get(key)
        if group is None or group.order[1] < place - 1 or group.dates.get(role, mark.date) != mark.date:
            group = self._open[key] = self._new(mark)
        return group

    def _new(self, mark: Mark) -> Group:
        made = Group(mark.author, mark.kind != "own", unit=mark.unit)
        self.groups.append(made)
        return made


def _gone_whole(flows: Sequence[Flow]) -> dict[int, frozenset[tuple[str | None, bool]]]:
    """By paragraph of the draft: who took all its words away."""
    found: dict[int, frozenset[tuple[str | None, bool]]] = {}
    for flow in flows:
        if flow.came or flow.text == "\n" or not flow.text.strip():
            continue
        here = frozenset((m.author, m.kind == "own") for m in flow.went)
        found[flow.at] = found.get(flow.at, here) & here
    return found


def _joined(groups: Sequence[Group], flows: Sequence[Flow]) -> Iterator[Group]:
    """Groups with the two ends of a text that moved without being marked as moved as one.

    LibreOffice tracks a paragraph that was moved as one that went and one that came.
    """

    def key(group: Group, numbers: Sequence[int]) -> tuple[object, ...]:
        return group.author, group.tracked, group.said, folded("".join(flows[n].text for n in numbers))

    def one_way(group: Group) -> bool:
        return not (group.move or group.unit or (group.came and group.went))

    went: dict[object, list[Group]] = {}
    for group in groups:
        if one_way(group) and group.went:
            went.setdefault(key(group, group.went), []).append(group)
    taken: set[int] = set()
    for group in groups:
        if not one_way(group) or not group.came:
            continue
        name = key(group, group.came)
        if sum(words_of(str(name[-1])).values()) < _ENOUGH_TO_MOVE or len(went.get(name, ())) != 1:
            continue
        other = went.pop(name)[0]
        other.came, other.move = group.came, True
        other.marks += group.marks
        taken.add(id(group))
    yield from (g for g in groups if id(g) not in taken)


def kind_of(group: Group) -> ChangeKind:
    """What kind of change a group is."""
    if group.unit:
        return ChangeKind.TABLE
    if group.move and group.came and group.went:
        return ChangeKind.MOVED
    if group.came and group.went:
        return ChangeKind.REPLACED
    return ChangeKind.INSERTED if group.came else ChangeKind.DELETED
