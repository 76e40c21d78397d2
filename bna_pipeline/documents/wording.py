"""Words that both renderings derive from content in the same way."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.documents.dutch import capital, joined
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.content import Content, CountLine, LetterPart, LetterPartId
from bna_pipeline.model.contribution import DevelopmentScope


def counts_text(counts: Iterable[CountLine]) -> str:
    """Counts as running text: "4 conform planning, 2 gerealiseerd en 1 vertraagd"."""
    return joined([f"{c.count} {c.label}" for c in counts if c.count])


def chart_text(opening: str, counts: Iterable[CountLine]) -> str:
    """The text alternative of a chart: everything that it shows."""
    return f"{opening}: {counts_text(counts)}."


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
