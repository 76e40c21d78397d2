"""Rules on a PDF's structure: headings, pictures, lists, languages, and what is tagged at all."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_pdf_marks import Box, shared
from bna_pipeline.documents.lint_pdf_tree import Marked
from bna_pipeline.documents.lint_rules import Rule, place_in, short
from bna_pipeline.documents.lint_words import alternative_says_nothing, is_language, same_language
from bna_pipeline.model.finding import Finding

HEADING_ORDER = Rule(
    "DOC-101",
    "koppen beginnen op niveau 1 en slaan geen niveau over",
    "PDF/UA-1 7.4.2; WCAG 2.2 SC 1.3.1; EN 301 549 10.1.3.1",
    "Geef de kop het niveau onder dat van de kop erboven.",
)
HEADING_TEXT = Rule(
    "DOC-102",
    "elke kop heeft tekst",
    "WCAG 2.2 SC 2.4.6; EN 301 549 10.2.4.6",
    "Schrijf de kop, of maak er gewone tekst van.",
)
PICTURE_ALT = Rule(
    "DOC-103",
    "elke afbeelding en grafiek heeft een tekstalternatief dat zegt wat erop staat",
    "PDF/UA-1 7.3; WCAG 2.2 SC 1.1.1; EN 301 549 10.1.1.1",
    "Laat de inzender de afbeelding beschrijven; een bestandsnaam of het woord 'afbeelding' zegt een luisteraar niets.",
)
PICTURE_BOX = Rule(
    "DOC-104",
    "van elke afbeelding is bekend waar zij staat",
    "PDF/UA-1 7.3; ISO 32000-1 14.8.5.4.3",
    "Maak de afbeelding in de opmaak met `image` of `figure`, niet met losse lijnen.",
)
LIST_SHAPE = Rule(
    "DOC-110",
    "een lijst bestaat uit punten, en elk punt heeft een inhoud",
    "PDF/UA-1 7.6; ISO 32000-1 14.8.4.3.3; EN 301 549 10.1.3.1",
    "Maak de lijst in de opmaak als lijst, met niets tussen de punten.",
)
DOCUMENT_LANGUAGE = Rule(
    "DOC-111",
    "het document zegt in welke taal het geschreven is",
    "PDF/UA-1 7.2; WCAG 2.2 SC 3.1.1; EN 301 549 10.3.1.1",
    "Zet in de opmaak de taal van het document.",
)
SPAN_LANGUAGE = Rule(
    "DOC-112",
    "een taal die bij een stuk tekst staat, bestaat",
    "PDF/UA-1 7.2; WCAG 2.2 SC 3.1.2; EN 301 549 10.3.1.2",
    "Gebruik een taalcode zoals 'nl', 'en' of 'de'.",
)
READING_ORDER = Rule(
    "DOC-113",
    "de leesvolgorde is die van de bladzijde",
    "PDF/UA-1 7.1; WCAG 2.2 SC 1.3.2; EN 301 549 10.1.3.2",
    "Zet de onderdelen in de opmaak in de volgorde waarin zij gelezen worden.",
)
TAGGED = Rule(
    "DOC-114",
    "alle tekst staat in de structuur, of is aangemerkt als versiering van de bladzijde",
    "PDF/UA-1 7.1; EN 301 549 10.1.3.1",
    "Zet de tekst in de opmaak in een alinea, of merk haar aan als versiering.",
)

RULES = (
    HEADING_ORDER,
    HEADING_TEXT,
    PICTURE_ALT,
    PICTURE_BOX,
    LIST_SHAPE,
    DOCUMENT_LANGUAGE,
    SPAN_LANGUAGE,
    READING_ORDER,
    TAGGED,
)
_IN_LIST = {"LI", "Caption", "L"}
_IN_ITEM = {"Lbl", "LBody", "L"}


def check_structure(file: PdfFile, wanted: str) -> Iterator[Finding]:
    """Everything that the structure tree of a PDF shows to be wrong (tables and links have rules of their own).

    Args:
        wanted: the language that the document is in, BCP 47.
    """
    yield from _headings(file)
    yield from _pictures(file)
    yield from _lists(file)
    yield from _languages(file, wanted)
    yield from _order(file)
    yield from _untagged(file)


def _headings(file: PdfFile) -> Iterator[Finding]:
    last = 0
    for node in file.headings:
        level, said = node.level or 0, file.text(node)
        if not said:
            yield HEADING_TEXT.at(file.place(node), f"Hier staat een lege kop van niveau {level}.")
        if level > last + 1:
            before = f"na een kop van niveau {last}" if last else "als eerste kop"
            message = f"De kop '{short(said)}' heeft niveau {level}, {before}."
            yield HEADING_ORDER.at(file.place(node), message)
        last = level or last


def _pictures(file: PdfFile) -> Iterator[Finding]:
    for node in file.nodes:
        if node.tag not in ("Figure", "Formula"):
            continue
        if alternative_says_nothing(node.alt or ""):
            said = f"alleen '{short(node.alt)}'" if node.alt else "geen tekstalternatief"
            yield PICTURE_ALT.at(file.place(node), f"Een afbeelding heeft {said}.")
        if not node.boxed and node.tag == "Figure":
            yield PICTURE_BOX.at(file.place(node), f"Van de afbeelding '{short(node.alt or '?')}' ontbreekt de plaats.")


def _lists(file: PdfFile) -> Iterator[Finding]:
    for node in file.nodes:
        kids = node.children()
        if node.tag == "L":
            other = sorted({kid.tag for kid in kids} - _IN_LIST)
            if other or not kids:
                what = f"staat buiten de punten nog {', '.join(other)}" if other else "staat geen enkel punt"
                yield LIST_SHAPE.at(file.place(node), f"In de lijst '{short(file.text(node))}' {what}.")
        elif node.tag == "LI":
            tags = [kid.tag for kid in kids]
            if "LBody" not in tags or not set(tags) <= _IN_ITEM or not node.parent or node.parent.tag != "L":
                yield LIST_SHAPE.at(file.place(node), f"Het punt '{short(file.text(node))}' is geen heel lijstpunt.")


def _languages(file: PdfFile, wanted: str) -> Iterator[Finding]:
    language = str(file.pdf.Root.get("/Lang", ""))
    if not same_language(language, wanted):
        said = f"zegt dat het in '{language}' is" if language else "zegt niet in welke taal het is"
        yield DOCUMENT_LANGUAGE.at(place_in(file.name), f"Het document {said}; het is in '{wanted}'.")
    for node in file.nodes:
        if node.lang is not None and not is_language(node.lang):
            message = f"Bij '{short(file.text(node))}' staat de taal '{node.lang}'."
            yield SPAN_LANGUAGE.at(file.place(node), message)
    for kid in (kid for kid, language in file.languages.items() if not is_language(language)):
        message = f"Bij '{short(file.said.get(kid, ''))}' staat de taal '{file.languages[kid]}'."
        yield SPAN_LANGUAGE.at(place_in(file.name, kid.page + 1), message)


def _order(file: PdfFile) -> Iterator[Finding]:
    """Structure and page say the same order: what is read later is painted later, or stands on the same line.

    Within a line nothing is asked: text from right to left is painted in another order than it is read in.
    """
    latest: dict[int, Marked] = {}
    told: set[int] = set()
    lines: dict[Marked, Box] = {}
    for page in file.pages:
        for run in page.runs:
            if run.mark is not None:
                lines.setdefault(Marked(page.number - 1, run.mark), run.box)
    for kid in file.root.contents():
        if kid not in lines:
            continue
        marks = file.pages[kid.page].marks
        other = latest.setdefault(kid.page, kid)
        if marks[kid.number] >= marks[other.number]:
            latest[kid.page] = kid
        elif kid.page not in told and not _on_one_line(lines[kid], lines[other]):
            told.add(kid.page)
            message = (
                f"'{short(file.said[kid])}' wordt gelezen na '{short(file.said[other])}', maar staat er op de "
                "bladzijde vóór."
            )
            yield READING_ORDER.at(file.place(file.owners[kid]), message)


def _on_one_line(one: Box, other: Box) -> bool:
    common = shared(one, other)
    return common[3] - common[1] > (one[3] - one[1]) / 2


def _untagged(file: PdfFile) -> Iterator[Finding]:
    for page in file.pages:
        for run in page.runs:
            if run.artifact:
                continue
            if run.mark is None:
                yield TAGGED.at(file.place_of(page), f"De tekst '{short(run.text)}' staat buiten de structuur.")
            elif Marked(page.number - 1, run.mark) not in file.owners:
                yield TAGGED.at(file.place_of(page), f"De tekst '{short(run.text)}' hoort bij geen enkel onderdeel.")
