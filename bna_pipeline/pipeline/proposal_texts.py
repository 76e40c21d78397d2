"""The texts of the redactie that counts, and what proposals make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bna_pipeline.documents.alignment import align, likeness, words_of
from bna_pipeline.model.base import Paragraphs, digest_of
from bna_pipeline.model.contribution import Development, EditableField, Editorial, Opportunity
from bna_pipeline.model.draft import Draft
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.proposals import FieldScript, ReturnField, Segment, paragraphs_of
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Tools, load

_Item = Development | Opportunity


class Laid:
    """A field's script with what was accepted so far: trying one proposal more looks at that one's words alone."""

    def __init__(self, script: FieldScript, accepted: frozenset[str]) -> None:
        self.field = script.field
        self._segments = script.segments
        self._accepted = accepted
        self._pieces = [s.text if s.is_there(accepted) else "" for s in script.segments]
        self._by_id: dict[str, list[int]] = {}
        for number, segment in enumerate(script.segments):
            for proposal in {*segment.came, *segment.went}:
                self._by_id.setdefault(proposal, []).append(number)
        self.base = paragraphs_of(self._pieces)

    def touches(self, proposal: str) -> bool:
        return proposal in self._by_id

    def segments(self, proposal: str) -> tuple[Segment, ...]:
        """The words that a proposal is about."""
        return tuple(self._segments[number] for number in self._by_id.get(proposal, ()))

    def text(self, more: Iterable[str]) -> Paragraphs:
        """The field's paragraphs with these accepted as well."""
        accepted = self._accepted | set(more)
        pieces = list(self._pieces)
        for number in {n for proposal in more for n in self._by_id.get(proposal, ())}:
            segment = self._segments[number]
            pieces[number] = segment.text if segment.is_there(accepted) else ""
        return paragraphs_of(pieces)


class Texts:
    """The texts of the redactie that counts, by where they stand."""

    def __init__(self, editorial: Editorial, own: Mapping[tuple[str, str, EditableField], Paragraphs]) -> None:
        self.editorial = editorial
        self._own = own

    def of(self, field: ReturnField) -> Paragraphs | None:
        """The paragraphs of a field; None when there is no such field (any more)."""
        head, _, rest = field.path.partition(".")
        editorial = self.editorial
        if head == "edits":
            return self._partners(rest)
        if head in ("foreword", "summary", "occasion", "correction", "european", "communication", "follow_up"):
            found: Paragraphs = getattr(editorial, head)
            return found
        if head == "foreword_signed":
            return (editorial.foreword_signed,)
        return self._in_list(head, rest, field.part)

    def _in_list(self, head: str, rest: str, part: str) -> Paragraphs | None:
        if head == "pillar":
            return next((p.text for p in self.editorial.pillars if p.pillar == rest), None)
        if head in ("core", "consequences"):
            statement = next((s for s in getattr(self.editorial, head) if s.id == rest), None)
            if statement is None:
                return None
            return (statement.heading,) if part == "heading" else statement.argument
        items = getattr(self.editorial, head)
        number = int(rest) - 1
        if number >= len(items):
            return None
        item = items[number]
        if part == "heading":
            return (item.title,)
        if part == "state":
            return (item.state,)
        found: Paragraphs = item.answer if part == "answer" else item.text
        return found

    def _partners(self, rest: str) -> Paragraphs | None:
        partner, action, name = rest.split(".", 2)
        original = self._own.get((partner, action, EditableField(name)))
        if original is None:
            return None

        edit = next(
            (e for e in self.editorial.edits if (e.partner, e.action, e.field) == (partner, action, name)), None
        )
        return edit.text if edit is not None and edit.original == digest_of(list(original)) else original


def editorial_of(tools: Tools, now: EditionState, made: Draft) -> Editorial:
    """The redactie that a draft was made from."""
    checked = next(
        c for c in reversed(now.checked) if (c.partner, c.original) == (REDACTIE, made.editorial) and c.contribution
    )
    assert checked.contribution is not None
    return load(tools, Editorial, checked.contribution)


def followed(field: ReturnField, was: Editorial, now: Editorial) -> ReturnField | None:
    """A field where it stands now: developments and opportunities are known by a number, which may be another's by now.

    Returns:
        None when what stood at its number is not there, or is another by now.
    """
    head, _, rest = field.path.partition(".")
    if head not in ("developments", "opportunities"):
        return field
    pairs = align(getattr(was, head), getattr(now, head), key=_words, alike=_alike)
    there = next((j for i, j in pairs if i == int(rest) - 1), None)
    return None if there is None else field.model_copy(update={"path": f"{head}.{there + 1}"})


def _words(item: _Item) -> tuple[str, ...]:
    more = item.answer if isinstance(item, Development) else (item.state,)
    return item.title, *item.text, *more


def _alike(one: _Item, other: _Item) -> float:
    return likeness(words_of(" ".join(_words(one))), words_of(" ".join(_words(other))))
