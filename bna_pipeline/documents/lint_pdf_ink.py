"""Rules on the letters of a PDF: their fonts, and whether they stand out from what lies beneath."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bna_pipeline.documents.lint_colour import INVISIBLE, contrast, hex_of, needed
from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_pdf_marks import INVISIBLE_MODE, PageMarks, Run
from bna_pipeline.documents.lint_rules import Rule, place_in, short
from bna_pipeline.model.finding import Finding

CONTRAST = Rule(
    "DOC-221",
    "tekst steekt genoeg af tegen haar ondergrond (4,5 op 1; 3 op 1 voor grote letters)",
    "WCAG 2.2 SC 1.4.3; EN 301 549 10.1.4.3",
    "Kies in de huisstijl een donkerder letter of een lichtere ondergrond.",
)
INVISIBLE_TEXT = Rule(
    "DOC-222",
    "geen tekst is onzichtbaar",
    "verborgen tekst kan zeggen wat niet is vastgesteld",
    "Haal de tekst weg, of geef haar een kleur die te zien is.",
)
EMBEDDED = Rule(
    "DOC-223",
    "elk lettertype zit in het bestand",
    "ISO 19005-2 6.2.11.4; PDF/UA-1 7.21.4",
    "Gebruik alleen de lettertypen die met het project meekomen.",
)
SUBSET = Rule(
    "DOC-224",
    "van een lettertype zitten alleen de gebruikte tekens in het bestand",
    "huisregel: het bestand blijft klein en de licentie wordt gevolgd",
    "Laat de opmaak het lettertype insluiten; voeg achteraf geen lettertypen toe.",
)
HOUSE_FONTS = Rule(
    "DOC-225",
    "alle letters zijn die van de huisstijl",
    "huisstijl van het programma",
    "Gebruik de lettertypen van de huisstijl, of neem dit lettertype daarin op.",
)
TO_TEXT = Rule(
    "DOC-226",
    "van elk teken is bekend welke letter het is",
    "PDF/UA-1 7.21.7; ISO 19005-2 6.2.11.7",
    "Gebruik alleen de lettertypen die met het project meekomen.",
)

RULES = (CONTRAST, INVISIBLE_TEXT, EMBEDDED, SUBSET, HOUSE_FONTS, TO_TEXT)


def check_ink(file: PdfFile, families: Collection[str]) -> Iterator[Finding]:
    """Everything that is wrong with a PDF's letters.

    Args:
        families: the fonts of the house, by family name; empty when the programme names none.
    """
    for page in file.pages:
        for run in page.runs:
            yield from _legible(file, page, run)
    yield from _fonts(file, {_one_word(family) for family in families})


def _legible(file: PdfFile, page: PageMarks, run: Run) -> Iterator[Finding]:
    if run.mode == INVISIBLE_MODE:
        yield INVISIBLE_TEXT.at(file.place_of(page, run), f"'{short(run.text)}' wordt niet getekend.")
        return
    if run.artifact and not any(letter.isalnum() for letter in run.text):
        return  # the dots of a table of contents: decoration, which the criterion leaves alone
    ground = run.ground
    if run.colour is None or ground is None:
        return  # no one colour: the checklist asks a person (`lint_checklist`)
    ratio = contrast(run.colour, ground)
    colours = f"{hex_of(run.colour)} op {hex_of(ground)}"
    if ratio < INVISIBLE:
        yield INVISIBLE_TEXT.at(file.place_of(page, run), f"'{short(run.text)}' is niet te zien ({colours}).")
    elif ratio < needed(run.size, bold=run.font.bold):
        words = f"{ratio:.1f}".replace(".", ",")
        yield CONTRAST.at(file.place_of(page, run), f"'{short(run.text)}' heeft een contrast van {words} ({colours}).")


def unmeasured(file: PdfFile) -> Iterator[tuple[PageMarks, Run]]:
    """The texts whose contrast nothing but an eye can judge: on a picture or a gradient, or in a pattern."""
    for page in file.pages:
        for run in page.runs:
            if run.mode != INVISIBLE_MODE and (run.colour is None or run.ground is None):
                yield page, run


def _fonts(file: PdfFile, families: set[str]) -> Iterator[Finding]:
    where = place_in(file.name)
    for font in sorted(file.fonts, key=lambda font: font.name):
        if not font.embedded:
            yield EMBEDDED.at(where, f"Het lettertype {font.name} zit er niet in.")
        elif not font.subset:
            yield SUBSET.at(where, f"Het lettertype {font.name} zit er helemaal in.")
        if families and _one_word(font.family) not in families:
            yield HOUSE_FONTS.at(where, f"Het lettertype {font.name} hoort niet bij de huisstijl.")
        if font.unicode is None:
            yield TO_TEXT.at(where, f"Van het lettertype {font.name} is niet bekend welke letters het zijn.")


def _one_word(family: str) -> str:
    return re.sub(r"[^a-z0-9]", "", family.lower())
