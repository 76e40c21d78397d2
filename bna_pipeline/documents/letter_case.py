"""A letter as the rules of its form look at it: its sentences with their places, and the figures behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bna_pipeline.documents.dutch import capital
from bna_pipeline.documents.sentences import sentences
from bna_pipeline.documents.wording import lines_of
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.claim_words import level_for
from bna_pipeline.model.consolidation import ProgressClaim
from bna_pipeline.model.content import Content, LetterPart, LetterPartId, OverviewRow
from bna_pipeline.model.programme import Edition, Programme

NEAR = r"[^.;]{0,300}"
"""What stands between two words of one clause; bounded, so that a text without points costs no more than a long one."""

WHOLE_LETTER = "de hele brief"
"""The place of a fault that is about the letter and not about one sentence."""


class Fault(NamedTuple):
    """Where a letter breaks a rule, what is wrong, what to do about it, and the sentence as it stands there."""

    place: str
    message: str
    mend: str
    sentence: str | None = None


class Passage(NamedTuple):
    """One paragraph, heading or item of the letter, or of the report's own text, with its place.

    `pillar` is the name of the one that it is about, where it stands in a pillar's own text.
    """

    place: str
    text: str
    pillar: str | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        return sentences(self.text)


@dataclass(frozen=True)
class LetterCase:
    """What a rule is held against.

    Attributes:
        programme: as it is in the edition.
        pages: how many pages the letter's PDF has; None where nothing is typeset yet.
    """

    programme: Programme
    content: Content
    pages: int | None = None

    @property
    def edition(self) -> Edition:
        return self.programme.edition(self.content.edition)

    def part(self, part_id: LetterPartId) -> LetterPart | None:
        """A part, or None when the letter lacks it (which is a rule of its own)."""
        return next((p for p in self.content.letter.parts if p.id is part_id), None)

    def name(self, part_id: LetterPartId) -> str:
        """A part's heading, or its name where it has none."""
        part = self.part(part_id)
        return part.heading if part is not None else capital(part_id.value.replace("-", " "))

    def text(self, part_id: LetterPartId) -> str:
        """Everything that a part says, as one text; empty when the letter lacks it."""
        part = self.part(part_id)
        return " ".join(lines_of(part)) if part else ""

    def passages(self, *part_ids: LetterPartId) -> tuple[Passage, ...]:
        """What these parts say (none named: all of them), in reading order."""
        parts = self.content.letter.parts
        return tuple(p for part in parts if not part_ids or part.id in part_ids for p in part_passages(part))

    @cached_property
    def report_passages(self) -> tuple[Passage, ...]:
        """The report's own text: made from the data or written by the redactie, not sent by a partner."""
        return tuple(_report_passages(self.content))

    @cached_property
    def progress(self) -> ProgressClaim:
        """The claim that the statuses of all actions carry."""
        return self._claim(self.content.report.overview.rows)

    def progress_of(self, pillar: str) -> ProgressClaim:
        """The claim that the statuses of one pillar's actions carry, by the pillar's name."""
        return self._claim([row for row in self.content.report.overview.rows if row.pillar == pillar])

    @cached_property
    def participating(self) -> tuple[OverviewRow, ...]:
        """The actions in which the province takes part."""
        roles = {role.value for role in self.programme.claims.participation}
        return tuple(row for row in self.content.report.overview.rows if row.role in roles)

    def _claim(self, rows: Iterable[OverviewRow]) -> ProgressClaim:
        rows, rules = tuple(rows), self.programme.claims
        good = {status.value for status in rules.on_schedule}
        on_schedule = sum(row.status in good for row in rows)
        level = level_for(rules, on_schedule, len(rows)) if rows else rules.levels[-1]
        return ProgressClaim(words=level.words, on_schedule=on_schedule, total=len(rows))


Check = Callable[[LetterCase], Iterable[Fault]]
"""Finds every place where a letter breaks one rule."""


def part_passages(part: LetterPart) -> Iterator[Passage]:
    """What one part says, in reading order, each with its place such as "Kernboodschap, stelling 2, kop"."""
    yield from _numbered(f"{part.heading}, alinea", part.paragraphs)
    for statement in part.statements:
        place = f"{part.heading}, stelling {statement.number}"
        yield Passage(f"{place}, kop", statement.heading)
        yield from _numbered(f"{place}, alinea", statement.argument)
    yield from _numbered(f"{part.heading}, verwijzing", tuple(link.text for link in part.links))
    yield from _numbered(f"{part.heading}, punt", part.items)


def _numbered(place: str, lines: Paragraphs, pillar: str | None = None) -> Iterator[Passage]:
    return (Passage(f"{place} {number}", line, pillar) for number, line in enumerate(lines, start=1))


def _report_passages(content: Content) -> Iterator[Passage]:
    report = content.report
    yield from _numbered("Rapportage, voorwoord, alinea", report.foreword.text)
    yield from _numbered("Rapportage, over de agenda, alinea", report.foreword.about)
    yield Passage("Rapportage, samenvatting, de stand in één zin", report.summary.progress)
    yield from _numbered("Rapportage, samenvatting, alinea", report.summary.text)
    for counts in report.summary.pillars:
        yield Passage(f"Rapportage, samenvatting, pijler {counts.name}", counts.progress, counts.name)
    yield Passage("Rapportage, overzicht, inleiding", report.overview.introduction)
    if report.overview.movement is not None:
        yield Passage("Rapportage, overzicht, sinds vorig jaar", report.overview.movement.introduction)
    for chapter in report.pillars:
        yield from _numbered(f"Rapportage, pijler {chapter.name}, alinea", chapter.introduction, chapter.name)
    for number, development in enumerate(report.developments, start=1):
        yield Passage(f"Rapportage, ontwikkeling {number}, titel", development.title)
        yield from _numbered(f"Rapportage, ontwikkeling {number}, alinea", development.text)
        yield from _numbered(f"Rapportage, ontwikkeling {number}, antwoord, alinea", development.answer)
    for number, chance in enumerate(report.opportunities, start=1):
        yield Passage(f"Rapportage, kans {number}, titel", chance.title)
        yield from _numbered(f"Rapportage, kans {number}, alinea", chance.text)
    if report.finance is not None:
        yield Passage("Rapportage, financiën, inleiding", report.finance.introduction)
