"""Checks on text as such: hidden characters, characters without a glyph, length."""

from __future__ import annotations

from bna_pipeline.contributions.characters import carried, is_hidden, named
from bna_pipeline.contributions.raw import RawText
from bna_pipeline.contributions.rules import Findings, Rule, quoted

LINE_LIMIT = 400
"""Characters in a title, caption, description or purpose: longer ones do not fit where they are printed."""

_NAMED = 20  # characters that one finding names


def check_characters(text: RawText, findings: Findings) -> None:
    """Every paragraph with hidden characters or characters that the fonts lack is a finding."""
    for index, paragraph in enumerate(text.paragraphs):
        check_line(paragraph, text.at(index), findings)


def check_line(line: str, place: str, findings: Findings) -> None:
    """One line or paragraph at a place."""
    distinct = dict.fromkeys(line)
    hidden = [c for c in distinct if is_hidden(c)][:_NAMED]
    if hidden:
        findings.add(
            Rule.CONTROL,
            place,
            f"In {quoted(line)} staat een verborgen teken: {', '.join(named(c) for c in hidden)}.",
            "Typ het stuk rond dit teken opnieuw, of plak de tekst als 'alleen tekst'.",
        )
    strange = [c for c in distinct if not carried(c) and not is_hidden(c)][:_NAMED]
    if strange:
        findings.add(
            Rule.CHARACTERS,
            place,
            f"In {quoted(line)} staat een teken dat de documenten niet kunnen tonen: {', '.join(map(named, strange))}.",
            "Haal het teken weg of schrijf het in gewone letters.",
        )


def check_length(text: RawText, limit: int, findings: Findings) -> None:
    """A text over its limit is a finding."""
    length = sum(len(p) for p in text.paragraphs)
    if length > limit:
        findings.add(
            Rule.TOO_LONG,
            text.place,
            f"Dit antwoord heeft {length} tekens; {limit} is de grens.",
            f"Kort het antwoord in met ten minste {length - limit} tekens.",
        )
