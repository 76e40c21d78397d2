"""Reads a draft that a reviewer sends back in Word: every change and comment in it once, with its author and place.

Nothing in it is dropped in silence: what is no change of a field's text becomes a remark with its words and place, and
what is still unexplained at the end is said to be there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bna_pipeline.documents.docx_parts import Parts, w
from bna_pipeline.documents.redline_parts import Element
from bna_pipeline.documents.word_return_base import BasePara, base_of
from bna_pipeline.documents.word_return_comments import comments_of
from bna_pipeline.documents.word_return_draft import DraftText, draft_text
from bna_pipeline.documents.word_return_flow import Flow, Flowed, flowed
from bna_pipeline.documents.word_return_group import Group, groups_of, kind_of
from bna_pipeline.documents.word_return_looks import looks_of
from bna_pipeline.documents.word_return_other import (
    Elsewhere,
    Found,
    kind_in_dutch,
    left_over,
    notes_in,
    stories_in,
    tracked_elsewhere,
    untracked_elsewhere,
)
from bna_pipeline.documents.word_return_pieces import Mark, Para, Reading
from bna_pipeline.documents.word_return_say import Sayer, named, short, visible
from bna_pipeline.documents.word_return_walk import Walker
from bna_pipeline.model.base import PartnerId, sha256_hex
from bna_pipeline.model.content import Content
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.proposals import (
    Change,
    ChangeKind,
    FieldScript,
    Place,
    Proposal,
    ReturnedRemark,
    ReturnedWord,
    ReturnField,
    Segment,
)

_ID_DIGITS = 8
_BODY = "hoofdtekst"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True)
class OwnDraft:
    """The draft that a file is held against.

    Attributes:
        document: name of the draft's file.
        data: its bytes.
        report: it is the report; else the letter.
        partners: ids by the names that the report prints.
    """

    document: str
    version: int
    data: bytes
    report: bool
    content: Content
    editorial: Editorial
    partners: Mapping[str, PartnerId]


def read_return(data: bytes, own: OwnDraft, sender: str, earlier: Sequence[ReturnedWord] = ()) -> ReturnedWord:
    """Everything that a returned file says.

    Args:
        data: a DOCX that passed the gate.
        own: the draft that it was made from.
        sender: who sent it, for what was changed without tracking.
        earlier: files of this edition that were read before; what stands in one of them is not said again.

    Raises:
        Unreadable: one of its parts is not what Word makes.
    """
    return _Reader(data, own, sender, earlier).read()


def own_words(data: bytes) -> list[str]:
    """The paragraphs of a Word file as they were before any tracked change, folded; those without words left out."""
    return [one.key for one in _body(Walker(), Parts(data)) if one.key]


def own_title(data: bytes) -> str:
    """The title that a Word file says of itself, on one line; empty when it says none.

    Raises:
        Unreadable: the part that holds it is no XML.
    """
    parts = Parts(data)
    names = [r.target for r in parts.relations if not r.source and r.kind.endswith("core-properties")]
    titles = (n.text or "" for name in names if name in parts.bytes for n in parts.tree(name).iter(_TITLE))
    return visible(" ".join(next(titles, "").split()))


def _body(walker: Walker, parts: Parts) -> list[BasePara]:
    """The paragraphs of the body as they were; its text boxes are stories of their own."""
    paras = walker.story(_BODY, parts.tree(parts.main))
    return base_of([para for para in paras if para.story == _BODY])


@dataclass(eq=False)
class _Made:
    """A change before it has its number: where it comes in the order, and what it becomes."""

    order: tuple[int, int]
    make: Callable[[str], Change]
    group: Group | None = None
    later: bool = False  # a comment that was done in Word is numbered last


@dataclass(eq=False)
class _Reader:
    data: bytes
    own: OwnDraft
    sender: str
    earlier: Sequence[ReturnedWord]
    _made: list[_Made] = field(default_factory=list)
    _seen: set[Element] = field(default_factory=set)
    _notes: list[str] = field(default_factory=list)

    def read(self) -> ReturnedWord:
        parts, mine = Parts(self.data), Parts(self.own.data)
        walker, own_walker = Walker(), Walker()
        back, draft_base = _body(walker, parts), _body(own_walker, mine)
        kind = "rapport" if self.own.report else "brief"
        draft = draft_text(draft_base, kind, self.own.content, self.own.editorial, self.own.partners)
        sender = Mark("own", self.sender, None)
        made = flowed(draft.paras, back, sender)
        notes = notes_in(parts, walker)
        say = Sayer(draft.paras, made.flows, {key: text for key, (text, _) in notes.items()})
        groups = self._changes(made, say)
        self._looks(walker.reading, made, say)
        self._comments(parts, walker.reading, made, say)
        self._beside(parts, mine, walker, own_walker, notes, made, say, sender)
        self._pictures(draft_base, back, sender)
        self._left(parts, walker.reading)
        return self._numbered(draft, made, groups)

    # -- the body --------------------------------------------------------------------------------------

    def _changes(self, made: Flowed, say: Sayer) -> list[Group]:
        groups, beside = groups_of(made.flows)
        self._saw(beside)
        for number, group in enumerate(groups):
            self._saw(group.marks)
            owners = group.owners(made.flows)
            order = (made.flows[group.first].at, number)
            if None in owners or group.unit:
                self._made.append(_Made(order, self._outside(group, say, owners)))
            else:
                fields = [owner for owner in owners if owner is not None]
                self._made.append(_Made(order, self._proposal(group, say, made.flows, fields), group))
        return groups

    def _proposal(
        self, group: Group, say: Sayer, flows: Sequence[Flow], fields: Sequence[ReturnField]
    ) -> Callable[[str], Change]:
        said = say.change(group, flows[group.first].owner or fields[0])
        kind = kind_of(group)
        to = None
        if kind is ChangeKind.MOVED:
            there = flows[min(group.came)]
            to = say.place(there.at, there.owner)
            said["place"] = say.place(flows[min(group.went)].at, flows[min(group.went)].owner)
        keys = tuple(dict.fromkeys(f.key for f in fields))
        return lambda number: Proposal(id=number, kind=kind, fields=keys, to=to, **said)

    def _outside(self, group: Group, say: Sayer, owners: Sequence[ReturnField | None]) -> Callable[[str], Change]:
        kind = kind_of(group)
        said = say.change(group, next((o for o in owners if o is not None), None))
        what = _what(kind, group, said)
        return lambda number: ReturnedRemark(id=number, kind=kind, what=what, **said)

    # -- format, comments, other stories ---------------------------------------------------------------

    def _looks(self, reading: Reading, made: Flowed, say: Sayer) -> None:
        for look in looks_of(reading):
            self._seen.update(look.nodes)
            at = -1 if look.para is None else made.places.get(look.para, -1)
            place = self._place(say, look.para, made)
            more = f" (en {look.more} alinea's erna)" if look.more else ""
            said: dict[str, Any] = {
                "author": named(look.author),
                "date": named(look.date),
                "before": short(look.words),
                "place": place,
                "what": f"Opmaak: {look.what}{more}.",
                "outside": place.field is None,
            }
            self._made.append(_Made((at, 1_000_000), _remark(ChangeKind.FORMATTED, said)))

    def _place(self, say: Sayer, para: Para | None, made: Flowed) -> Place:
        if para is None or para not in made.places:
            return Place(where="het document" if para is None else para.story)
        at = made.places[para]
        return say.place(at, say.owner_of(at))

    def _comments(self, parts: Parts, reading: Reading, made: Flowed, say: Sayer) -> None:
        for comment in comments_of(parts, reading):
            at = len(made.flows) if comment.para is None else made.places.get(comment.para, -1)
            place = Place(where="nergens in de tekst") if comment.para is None else self._place(say, comment.para, made)
            said: dict[str, Any] = {
                "author": comment.said.author,
                "date": comment.said.date,
                "before": comment.quoted,
                "after": comment.said.words,
                "place": place,
                "what": "Opmerking in de kantlijn.",
                "outside": place.field is None,
                "replies": tuple(comment.replies),
                "resolved": comment.resolved,
            }
            self._made.append(_Made((at, 2_000_000), _remark(ChangeKind.COMMENT, said), later=comment.resolved))

    def _beside(
        self,
        parts: Parts,
        mine: Parts,
        walker: Walker,
        own_walker: Walker,
        notes: Mapping[str, tuple[str, Sequence[Any]]],
        made: Flowed,
        say: Sayer,
        sender: Mark,
    ) -> None:
        for name, (text, paras) in notes.items():
            self._note(name, text, paras, walker.reading, own_walker, mine, made, say, sender)
        back, before = stories_in(parts, walker), stories_in(mine, own_walker)
        boxes = _boxes(walker.reading)
        for story in (*back, *boxes):
            for found in tracked_elsewhere(story.name, story.paras):
                self._found(found)
        own_boxes = _boxes(own_walker.reading)
        for found in untracked_elsewhere((*before, *own_boxes), (*back, *boxes), sender):
            self._found(found)

    def _found(self, found: Found) -> None:
        self._saw(found.marks)
        what = f"Buiten de velden: {found.kind.value} in {found.said['place'].where!s}."  # type: ignore[attr-defined]
        self._made.append(_Made((10**6, len(self._made)), _remark(found.kind, {**found.said, "what": what})))

    def _note(
        self,
        name: str,
        text: str,
        paras: Sequence[Any],
        reading: Reading,
        own_walker: Walker,
        mine: Parts,
        made: Flowed,
        say: Sayer,
        sender: Mark,
    ) -> None:
        """A note: one that was added is one remark with its words; in one that was there each change is."""
        there = reading.notes.get(name)
        authors = frozenset() if there is None else frozenset(m.author for m in (*there[1].came, *there[1].went))
        for found in tracked_elsewhere(name.split(" ")[0], paras):
            if found.said.get("author") in authors and authors:
                self._saw(found.marks)
            else:
                self._found(found)
        if authors:
            return
        known = {said for said, _ in notes_in(mine, own_walker).values()}
        if text in known:
            return
        place = Place(where=_BODY) if there is None else self._place(say, there[0], made)
        said = {
            "author": named(sender.author), "tracked": False, "after": text, "place": place,
            "what": f"Buiten de velden: een {name.split(' ')[0]} die het concept niet heeft.",
        }  # fmt: skip
        self._made.append(_Made((10**6, len(self._made)), _remark(ChangeKind.NOTE, said)))

    def _pictures(self, own: Sequence[BasePara], back: Sequence[BasePara], sender: Mark) -> None:
        """Pictures that came or went without a mark: only their number can be told."""
        before, after = (
            sum(p.thing == "afbeelding" and not p.came for one in side for p in one.pieces) for side in (own, back)
        )
        if before == after:
            return
        said = {
            "author": named(sender.author), "tracked": False, "place": Place(where="het hele document"),
            "what": f"Buiten de velden: het bestand heeft {after} afbeeldingen, het concept {before}.",
        }  # fmt: skip
        self._made.append(_Made((10**6, len(self._made)), _remark(ChangeKind.OTHER, said)))

    # -- what is left, and the numbers -----------------------------------------------------------------

    def _saw(self, marks: Sequence[Mark]) -> None:
        self._seen.update(mark.node for mark in marks if mark.node is not None)

    def _left(self, parts: Parts, reading: Reading) -> None:
        self._seen.update(reading.same)
        silent = 0
        for name, node, words in left_over(parts, self._seen):
            if not words.strip():
                silent += 1
                continue
            said = {
                "author": named(node.get(w("author"))),
                "date": named(node.get(w("date"))),
                "after": words,
                "place": Place(where=f"deel {name} van het bestand"),
                "what": f"Buiten de velden: tekst {kind_in_dutch(node)} op een plek die Word niet gewoon toont.",
            }
            self._made.append(_Made((10**7, len(self._made)), _remark(ChangeKind.OTHER, said)))
        if silent:
            what = "één bijgehouden wijziging" if silent == 1 else f"{silent} bijgehouden wijzigingen"
            self._notes.append(f"Het bestand heeft ook {what} zonder tekst (een lege alinea, een leeg veld).")

    def _numbered(self, draft: DraftText, made: Flowed, groups: Sequence[Group]) -> ReturnedWord:
        prefix = sha256_hex(self.data)[:_ID_DIGITS]
        known = {_sameness(c): c.id for file in self.earlier for c in file.every}
        ids: dict[Group, str] = {}
        proposals: list[Proposal] = []
        remarks: list[ReturnedRemark] = []
        repeated: list[str] = []
        number = 0
        for one in sorted(self._made, key=lambda m: (m.later, m.order)):
            change = one.make(f"{prefix}-{number + 1}")
            before = known.get(_sameness(change))
            if before is not None:
                repeated.append(before)
            else:
                number += 1
                (proposals if isinstance(change, Proposal) else remarks).append(change)  # type: ignore[arg-type]
            if one.group is not None:
                ids[one.group] = before or change.id
        return ReturnedWord(
            file=sha256_hex(self.data),
            document=self.own.document,
            draft=self.own.version,
            proposals=tuple(proposals),
            remarks=tuple(remarks),
            scripts=tuple(_scripts(draft, made.flows, groups, ids)),
            repeated=tuple(repeated),
            notes=tuple(self._notes),
        )


def _remark(kind: ChangeKind, said: Mapping[str, Any]) -> Callable[[str], Change]:
    return lambda number: ReturnedRemark(id=number, kind=kind, **said)


def _what(kind: ChangeKind, group: Group, said: Mapping[str, Any]) -> str:
    if group.unit:
        done = "weggehaald" if group.went else "toegevoegd"
        return f"Buiten de velden: {'een rij' if group.unit == 'rij' else 'een cel'} van een tabel {done}."
    if kind is ChangeKind.MOVED:
        return "Buiten de velden: tekst verplaatst van of naar een plek die geen veld is."
    if said["before"] == "\n":
        return "Buiten de velden: het einde van een alinea weggehaald, zodat zij samengaat met de volgende."
    if said["after"].startswith("[") or said["before"].startswith("["):
        return "Buiten de velden: iets dat geen tekst is."
    return "Buiten de velden: vaste tekst, of tekst die uit de gegevens volgt."


def _boxes(reading: Reading) -> list[Elsewhere]:
    """The text boxes of the body."""
    paras = [p for p in reading.paras if p.story == f"{_BODY}, tekstvak"]
    return [Elsewhere("tekstvak", "tekstvak", paras)] if paras else []


def _sameness(change: Change) -> object:
    """What makes a change of one file the same as one of another."""
    to = change.fields if isinstance(change, Proposal) else (change.what,) if isinstance(change, ReturnedRemark) else ()
    replies = change.replies if isinstance(change, ReturnedRemark) else ()
    return (
        change.kind, change.author, change.date, change.tracked, change.before, change.after, to, replies,
        change.place.section, change.place.around, change.left, change.right,
    )  # fmt: skip


def _scripts(
    draft: DraftText, flows: Sequence[Flow], groups: Sequence[Group], ids: Mapping[Group, str]
) -> list[FieldScript]:
    """The fields that a proposal is about, each with its words and whose they are."""
    came: dict[int, list[str]] = {}
    went: dict[int, list[str]] = {}
    never: set[int] = set()  # what came with a change that cannot be accepted
    for group in groups:
        number = ids.get(group)
        if number is None:
            never.update(group.came)
            continue
        for numbers, found in ((group.came, came), (group.went, went)):
            for n in numbers:
                found.setdefault(n, []).append(number)
    fields = {o.key for n in (*came, *went) if (o := flows[n].owner) is not None}
    segments: dict[str, list[Segment]] = {key: [] for key in fields}
    for n, flow in enumerate(flows):
        if flow.owner is not None and flow.owner.key in fields and n not in never:
            segment = Segment(text=flow.text, came=tuple(came.get(n, ())), went=tuple(went.get(n, ())))
            segments[flow.owner.key].append(segment)
    found_fields = ((key, found) for key, found in draft.fields.items() if key in fields)
    return [FieldScript(field=found, segments=tuple(segments[key])) for key, found in found_fields]
