"""Reads a draft that a reviewer sends back in Word: every change and comment in it once, with its author and place.

Nothing in it is dropped in silence: what is no change of a field's text becomes a remark with its words and place, and
what is still unexplained at the end is said to be there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bna_pipeline.documents.docx_parts import Parts
from bna_pipeline.documents.word_return_base import BasePara, base_of
from bna_pipeline.documents.word_return_beside import Beside, Side
from bna_pipeline.documents.word_return_draft import draft_text
from bna_pipeline.documents.word_return_flow import Flow, Flowed, flowed
from bna_pipeline.documents.word_return_found import Findings, Made
from bna_pipeline.documents.word_return_group import Group, groups_of, kind_of
from bna_pipeline.documents.word_return_other import notes_in
from bna_pipeline.documents.word_return_pieces import NOT_OURS, Mark, Ours
from bna_pipeline.documents.word_return_say import Sayer, visible
from bna_pipeline.documents.word_return_scripts import sameness, scripts_of
from bna_pipeline.documents.word_return_walk import BODY, Walker
from bna_pipeline.model.base import PartnerId, sha256_hex
from bna_pipeline.model.content import Content
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.proposals import (
    ID_DIGITS,
    Change,
    ChangeKind,
    Proposal,
    ReturnedRemark,
    ReturnedWord,
    ReturnField,
)

_HIDDEN = re.compile(r"\[U\+[0-9A-F]{4,6}\]")
_SEEN = re.compile(r"\S")
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True)
class OwnDraft:
    """The draft that a file is held against.

    Attributes:
        document: name of the draft's file.
        data: its bytes.
        report: it is the report; else the letter.
        partners: ids by the names that the report prints.
        ours: author and date of what the program itself tracks between two drafts: who sends that file back proposes
            none of it.
    """

    document: str
    version: int
    data: bytes
    report: bool
    content: Content
    editorial: Editorial
    partners: Mapping[str, PartnerId]
    ours: Ours = NOT_OURS


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


def own_words(data: bytes, ours: Ours = NOT_OURS) -> list[str]:
    """The paragraphs of a Word file as they were before any tracked change, folded; those without words left out.

    Args:
        ours: as those of `OwnDraft`.
    """
    return [one.key for one in _body(Walker(ours), Parts(data)) if one.key]


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
    paras = walker.story(BODY, parts.tree(parts.main))
    return base_of([para for para in paras if para.story == BODY])


@dataclass(eq=False)
class _Reader:
    data: bytes
    own: OwnDraft
    sender: str
    earlier: Sequence[ReturnedWord]
    _found: Findings = field(default_factory=Findings)

    def read(self) -> ReturnedWord:
        parts, mine = Parts(self.data), Parts(self.own.data)
        walker, own_walker = Walker(self.own.ours), Walker()
        back, draft_base = _body(walker, parts), _body(own_walker, mine)
        kind = "rapport" if self.own.report else "brief"
        draft = draft_text(draft_base, kind, self.own.content, self.own.editorial, self.own.partners)
        sender = Mark("own", self.sender, None)
        made = flowed(draft.paras, back, sender)
        notes = notes_in(parts, walker)
        say = Sayer(draft.paras, made.flows, {key: note.text for key, note in notes.items()})
        groups = self._changes(made, say)
        back_side, own_side = Side(parts, walker), Side(mine, own_walker)
        Beside(back_side, own_side, made, say, sender, notes, self._found).look(draft_base, back)
        return self._numbered(draft.fields, made, groups)

    # -- the body --------------------------------------------------------------------------------------

    def _changes(self, made: Flowed, say: Sayer) -> list[Group]:
        groups, beside = groups_of(made.flows)
        self._found.saw(beside)
        for number, group in enumerate(groups):
            self._found.saw(group.marks)
            owners = group.owners(made.flows)
            order = (made.flows[min(group.went or group.came)].at, number)
            if None in owners or group.unit:
                self._found.made.append(Made(order, self._outside(group, say, owners, made.flows)))
            else:
                fields = [owner for owner in owners if owner is not None]
                self._found.made.append(Made(order, self._proposal(group, say, made.flows, fields), group))
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

    def _outside(
        self, group: Group, say: Sayer, owners: Sequence[ReturnField | None], flows: Sequence[Flow]
    ) -> Callable[[str], Change]:
        kind = kind_of(group)
        said = say.change(group, next((o for o in owners if o is not None), None))
        if group.unit and not _SEEN.search(_HIDDEN.sub("", said["before"] + said["after"])):
            said |= {"before": "", "after": ""}  # what LibreOffice puts in a row that was left empty
        what = _what(kind, group, said, things=any(flows[n].thing for n in (*group.came, *group.went)))
        return lambda number: ReturnedRemark(id=number, kind=kind, what=what, **said)

    # -- what is left, and the numbers -----------------------------------------------------------------

    def _numbered(self, fields: Mapping[str, ReturnField], made: Flowed, groups: Sequence[Group]) -> ReturnedWord:
        prefix = sha256_hex(self.data)[:ID_DIGITS]
        known: dict[object, list[str]] = {}
        for file in self.earlier:
            for change in file.every:
                known.setdefault(sameness(change, file.draft), []).append(change.id)
        ids: dict[Group, str] = {}
        proposals: list[Proposal] = []
        remarks: list[ReturnedRemark] = []
        repeated: list[str] = []
        number = 0
        for one in sorted(self._found.made, key=lambda m: (m.later, m.order)):
            change = one.make(f"{prefix}-{number + 1}")
            same = known.get(sameness(change, self.own.version))
            before = same.pop(0) if same else None
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
            scripts=tuple(scripts_of(fields, made.flows, groups, ids)),
            repeated=tuple(repeated),
            notes=tuple(self._found.notes),
        )


def _what(kind: ChangeKind, group: Group, said: Mapping[str, Any], *, things: bool) -> str:
    if group.unit:
        done = "weggehaald" if group.went else "toegevoegd"
        return f"Buiten de velden: {'een rij' if group.unit == 'rij' else 'een cel'} van een tabel {done}."
    if kind is ChangeKind.MOVED:
        return "Buiten de velden: tekst verplaatst van of naar een plek die geen veld is."
    if said["before"] == "\n":
        return "Buiten de velden: het einde van een alinea weggehaald, zodat zij samengaat met de volgende."
    if things and (said["after"].startswith("[") or said["before"].startswith("[")):
        return "Buiten de velden: iets dat geen tekst is."
    return "Buiten de velden: vaste tekst, of tekst die uit de gegevens volgt."
