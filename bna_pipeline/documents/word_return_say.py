"""What a change is in words: what went, what came, what stands around it, and where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bna_pipeline.documents.word_return_draft import DraftPara
from bna_pipeline.documents.word_return_flow import Flow
from bna_pipeline.documents.word_return_group import Group
from bna_pipeline.model.proposals import Place, ReturnField

_AROUND = 60  # characters of a paragraph that say which one it is
_BESIDE = 40  # characters left and right of a change
_MOST_BESIDE = 60  # changes right behind each other, beyond which nobody looks for the words that stayed
_LONGEST_NAME = 120
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_EDGES = re.compile(r"^\n+|\n+$")


def visible(text: str) -> str:
    """Text of others with every character that nobody sees written out as `[U+202E]`; line feeds and tabs stay."""
    return "".join(f"[U+{ord(c):04X}]" if c not in "\n\t" and unicodedata.category(c) in _UNSEEN else c for c in text)


def named(name: str | None) -> str | None:
    """An author or a date as it is shown: on one line, not endless; None when the file says nothing."""
    line = " ".join(visible(name or "").split())
    return line[:_LONGEST_NAME] or None


class Sayer:
    """Says things of one returned file."""

    def __init__(self, draft: Sequence[DraftPara], flows: Sequence[Flow], notes: Mapping[str, str]) -> None:
        self._draft = draft
        self._flows = flows
        self._notes = notes

    def words(self, numbers: Iterable[int]) -> str:
        """The text of some flows; a line feed at an edge says nothing beside other words."""
        said = "".join(self._said(self._flows[n]) for n in sorted(numbers))
        return visible(_EDGES.sub("", said) or said[:1])

    def _said(self, flow: Flow) -> str:
        if not flow.thing:
            return flow.text
        note = self._notes.get(flow.thing)
        return f"[{flow.thing.split(' ')[0]}: {note}]" if note else f"[{flow.thing.rstrip(' 0123456789')}]"

    def owner_of(self, at: int) -> ReturnField | None:
        """The field that a paragraph of the draft belongs to."""
        return self._draft[at].field if 0 <= at < len(self._draft) else None

    def place(self, at: int, owner: ReturnField | None) -> Place:
        """Where a paragraph of the draft stands."""
        if not self._draft:
            return Place(where="hoofdtekst")
        para = self._draft[max(at, 0)]
        where = f"{para.where}, inhoudsopgave" if para.base.paras[-1].contents else para.where
        return Place(
            section=para.section,
            where=where,
            field=None if owner is None else owner.title,
            paragraph=para.number,
            around=short(para.base.text),
        )

    def change(self, group: Group, owner: ReturnField | None) -> dict[str, Any]:
        """What a proposal and a remark have in common, without id and kind."""
        first, last = group.first, max(group.came + group.went)
        start, until = group.said
        return {
            "author": named(group.author),
            "date": named(start),
            "until": named(until) if until != start else None,
            "tracked": group.tracked,
            "before": self.words(n for n in group.went if not self._came_too(group, n)),
            "after": self.words(group.came),
            "left": self._beside(range(first - 1, -1, -1), self._flows[first].at)[-_BESIDE:],
            "right": self._beside(range(last + 1, len(self._flows)), self._flows[last].at)[:_BESIDE],
            "place": self.place(self._flows[first].at, owner),
        }

    def _came_too(self, group: Group, number: int) -> bool:
        return number in group.came

    def _beside(self, numbers: range, at: int) -> str:
        """The words of the draft beside a change, in the same paragraph."""
        found: list[str] = []
        length = 0
        for n in numbers[:_MOST_BESIDE]:
            flow = self._flows[n]
            if flow.at != at or flow.text == "\n" or length > _BESIDE:
                break
            if not flow.came:
                found.append(flow.text)
                length += len(flow.text)
        return visible("".join(reversed(found) if numbers.step < 0 else found))


def short(text: str) -> str:
    """The beginning of a paragraph on one line."""
    line = " ".join(visible(text[: _AROUND * 4]).split())
    return line if len(line) <= _AROUND else f"{line[: _AROUND - 1].rstrip()}…"
