"""What changed between two contents, by section, in the reading order of the newer one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from bna_pipeline.documents.alignment import align, likeness, words_of
from bna_pipeline.documents.compare_blocks import Block, section_blocks, word_blocks
from bna_pipeline.model.base import Frozen, Line, SectionId
from bna_pipeline.model.content import Content
from bna_pipeline.model.sections import SectionDigest

_ENOUGH_TO_MOVE = 5  # words; a shorter text that is elsewhere too is no text that was moved


class ChangeKind(StrEnum):
    CHANGED = "gewijzigd"
    NEW = "nieuw"
    GONE = "vervallen"


class ChangedSection(Frozen):
    """A section that is not what it was, with its blocks then and now."""

    id: SectionId
    title: Line
    kind: ChangeKind
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    derived: bool  # it summarises other sections: its reviewers confirm again


class BlockPair(Frozen):
    """A block then and now.

    Attributes:
        moved: the section from which it came (when it is new here) or to which it went.
    """

    before: Block | None
    after: Block | None
    moved: SectionId | None = None

    @property
    def kind(self) -> ChangeKind | None:
        """None: it stayed as it was."""
        if self.before is None:
            return ChangeKind.NEW
        if self.after is None:
            return ChangeKind.GONE
        return None if self.before == self.after else ChangeKind.CHANGED


class ComparedSection(Frozen):
    """A changed section with its blocks side by side, in reading order."""

    section: ChangedSection
    pairs: tuple[BlockPair, ...]

    def count(self, kind: ChangeKind) -> int:
        """How many blocks came, went or changed; what only moved is not among them."""
        return sum(pair.kind is kind and pair.moved is None for pair in self.pairs)

    @property
    def moved(self) -> int:
        """How many blocks came from elsewhere or went there."""
        return sum(pair.moved is not None for pair in self.pairs)


def changed_sections(before: Content, after: Content) -> tuple[ChangedSection, ...]:
    """The sections whose digest differs, in the reading order of `after`; what is gone comes last."""
    old = {s.id: s for s in before.sections()}
    new = {s.id: s for s in after.sections()}
    blocks_before, blocks_after = section_blocks(before), section_blocks(after)

    def changed(section: SectionDigest, kind: ChangeKind) -> ChangedSection:
        words = word_blocks(before, section.id), word_blocks(after, section.id)
        # The fixed words are no text of a section that comes or goes.
        around = words if kind is ChangeKind.CHANGED and words[0] != words[1] else ((), ())
        return ChangedSection(
            id=section.id,
            title=section.title,
            kind=kind,
            before=(*blocks_before.get(section.id, ()), *around[0]),
            after=(*blocks_after.get(section.id, ()), *around[1]),
            derived=bool(section.derived_from),
        )

    found = [
        changed(section, ChangeKind.CHANGED if key in old else ChangeKind.NEW)
        for key, section in new.items()
        if key not in old or old[key].sha256 != section.sha256
    ]
    return (*found, *(changed(section, ChangeKind.GONE) for key, section in old.items() if key not in new))


def compared(before: Content, after: Content) -> tuple[ComparedSection, ...]:
    """The changed sections, block by block; a text that left one place for another is told from one that is gone."""
    sections = [(s, _paired(s.before, s.after)) for s in changed_sections(before, after)]
    came = _only(sections, ChangeKind.NEW)
    went = _only(sections, ChangeKind.GONE)
    return tuple(
        ComparedSection(section=section, pairs=tuple(_moved(pair, came, went) for pair in pairs))
        for section, pairs in sections
    )


def _paired(before: Sequence[Block], after: Sequence[Block]) -> list[BlockPair]:
    pairs = align(before, after, key=lambda b: b, alike=_alike, name=_name)
    return [BlockPair(before=None if i is None else before[i], after=None if j is None else after[j]) for i, j in pairs]


def _name(block: Block) -> object:
    """A row is known by its first cell (the code of an action, an abbreviation), a heading by its text."""
    if block.columns:
        return "row", block.columns, block.cells[0]
    return ("heading", block.text) if block.level else None


def _alike(old: Block, new: Block) -> float:
    if bool(old.columns) != bool(new.columns) or old.level != new.level or bool(old.hidden) != bool(new.hidden):
        return 0.0
    return likeness(words_of(old.text), words_of(new.text))


_Sections = Sequence[tuple[ChangedSection, list[BlockPair]]]


def _only(sections: _Sections, kind: ChangeKind) -> dict[str, SectionId]:
    """Texts that came (or went) once, with the section where that was."""
    found = [
        (block.text, section.id)
        for section, pairs in sections
        for pair in pairs
        if pair.kind is kind and (block := pair.after or pair.before) is not None
    ]
    counted = Counter(text for text, _ in found)
    return {text: section for text, section in found if counted[text] == 1 and len(text.split()) >= _ENOUGH_TO_MOVE}


def _moved(pair: BlockPair, came: dict[str, SectionId], went: dict[str, SectionId]) -> BlockPair:
    """The pair, with the other place of its text when it moved."""
    block = pair.after or pair.before
    alone = pair.kind in (ChangeKind.NEW, ChangeKind.GONE)
    if block is None or not alone or block.text not in came or block.text not in went:
        return pair
    return pair.model_copy(update={"moved": (went if pair.kind is ChangeKind.NEW else came)[block.text]})
