"""Words that both renderings derive from content in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bna_pipeline.documents.dutch import capital, joined
from bna_pipeline.documents.letter_text import ReportWords
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.content import Content, CountLine, LetterPart, LetterPartId, Years
from bna_pipeline.model.contribution import DevelopmentScope


def counts_text(counts: Iterable[CountLine]) -> str:
    """Counts as running text: "4 conform planning, 2 gerealiseerd en 1 vertraagd"."""
    return joined([f"{c.count} {c.label}" for c in counts if c.count])


def chart_text(opening: str, counts: Sequence[CountLine], years: Years | None = None) -> str:
    """The text alternative of a chart of statuses: everything that it shows."""
    if years is None:
        return f"{opening}: {counts_text(counts)}."
    before = joined([f"{c.before} {c.label}" for c in counts if c.before])
    return f"{opening}. {years.now}: {counts_text(counts)}. {years.before}: {before}."


def counts_header(words: ReportWords, years: Years | None) -> tuple[str, ...]:
    """The head of the table of counts: one column of them, or one for each year."""
    if years is None:
        return words.status, words.count
    return words.status, f"{words.count} {years.now}", f"{words.count} {years.before}"


def counts_rows(counts: Iterable[CountLine], years: Years | None) -> tuple[tuple[str, ...], ...]:
    """The rows of the table of counts, under `counts_header`."""
    if years is None:
        return tuple((c.label, str(c.count)) for c in counts)
    return tuple((c.label, str(c.count), str(c.before or 0)) for c in counts)


def scope_text(scope: DevelopmentScope) -> str:
    """A development's scope as a label."""
    return capital(scope.value)


def letter_title(content: Content, kind: str) -> str:
    """The letter's document title: what kind of document, and its subject."""
    return f"{kind}: {subject(content)}"


def subject(content: Content) -> str:
    """What stands under Onderwerp."""
    part = content.letter.part(LetterPartId.SUBJECT)
    return " ".join(lines_of(part))


def lines_of(part: LetterPart) -> Paragraphs:
    """Everything that a part says, in reading order, as lines."""
    return (
        *part.paragraphs,
        *(line for s in part.statements for line in (s.heading, *s.argument)),
        *(f"{link.text}: {link.url}" for link in part.links),
        *part.items,
    )
