"""Rules on a Word file for who reads it with ears or edits it: headings, tables, pictures, links, language, layout."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bna_pipeline.documents.docx_parts import DECORATIVE, DRAWING, RELATION_ID, w
from bna_pipeline.documents.lint_docx_file import DocxFile, is_bold, said
from bna_pipeline.documents.lint_rules import Rule, place_in, short
from bna_pipeline.documents.lint_words import (
    alternative_says_nothing,
    is_bare_address,
    is_language,
    link_says_nothing,
    same_language,
    target_is_sound,
)
from bna_pipeline.model.finding import Finding, Severity

HEADING_ORDER = Rule(
    "DOC-401",
    "koppen in Word beginnen op niveau 1, slaan geen niveau over en zijn niet leeg",
    "WCAG 2.2 SC 1.3.1 en 2.4.6; EN 301 549 10.1.3.1",
    "Geef de kop de kopstijl onder die van de kop erboven.",
)
FAKE_HEADING = Rule(
    "DOC-402",
    "een kop in Word is een kopstijl, geen vet gemaakte alinea",
    "WCAG 2.2 SC 1.3.1; EN 301 549 10.1.3.1",
    "Geef de alinea een kopstijl, of haal het vet weg.",
)
HEADER_ROW = Rule(
    "DOC-403",
    "elke tabel in Word heeft een rij die als koprij is aangemerkt",
    "WCAG 2.2 SC 1.3.1; EN 301 549 10.1.3.1",
    "Zet bij Tabeleigenschappen, Rij het vinkje 'Als veldnamenrij herhalen' aan.",
)
REGULAR_ROWS = Rule(
    "DOC-404",
    "alle rijen van een tabel in Word zijn even breed, samengevoegde cellen meegeteld",
    "WCAG 2.2 SC 1.3.1; ISO/IEC 29500-1 17.4.49",
    "Vul de rij aan met cellen.",
)
PICTURE_ALT = Rule(
    "DOC-405",
    "elke afbeelding in Word heeft een tekstalternatief, of is als versiering aangemerkt",
    "WCAG 2.2 SC 1.1.1; EN 301 549 10.1.1.1",
    "Beschrijf de afbeelding (rechtsklik, Alternatieve tekst bewerken), of noem haar decoratief.",
)
LANGUAGE = Rule(
    "DOC-406",
    "het Word-bestand zegt in welke taal het geschreven is",
    "WCAG 2.2 SC 3.1.1 en 3.1.2; EN 301 549 10.3.1.1",
    "Zet in het sjabloon de taal op Nederlands (Controleren, Taal).",
)
LINK_WORDS = Rule(
    "DOC-407",
    "een link in Word zegt in woorden waar hij heen gaat",
    "WCAG 2.2 SC 2.4.4; EN 301 549 10.2.4.4",
    "Schrijf bij de link wat er te vinden is, niet 'klik hier' of alleen het adres.",
)
LINK_TARGET = Rule(
    "DOC-408",
    "een link in Word wijst naar een bestaande plaats of naar een volledig adres",
    "WCAG 2.2 SC 2.4.4; ISO/IEC 29500-1 17.16.22",
    "Verbeter het adres, of zet de bladwijzer terug.",
)
NO_SPACING = Rule(
    "DOC-409",
    "witruimte in Word komt uit de stijl, niet uit lege alinea's",
    "WCAG 2.2 SC 1.3.1; een schermlezer leest 'leeg'",
    "Verwijder de lege alinea en zet de afstand in de stijl.",
    Severity.WARNING,
)
CONTRAST = Rule(
    "DOC-410",
    "tekst in Word steekt genoeg af tegen haar ondergrond (4,5 op 1; 3 op 1 voor grote letters)",
    "WCAG 2.2 SC 1.4.3; EN 301 549 10.1.4.3",
    "Kies in de huisstijl een donkerder letter of een lichtere ondergrond.",
)

RULES = (
    HEADING_ORDER,
    FAKE_HEADING,
    HEADER_ROW,
    REGULAR_ROWS,
    PICTURE_ALT,
    LANGUAGE,
    LINK_WORDS,
    LINK_TARGET,
    NO_SPACING,
    CONTRAST,
)
_LONGEST_HEADING = 120


def check_docx(file: DocxFile, wanted: str) -> Iterator[Finding]:
    """Everything that keeps a reader of a Word file from its structure.

    Args:
        wanted: the language that the document is in, BCP 47.
    """
    yield from _headings(file)
    yield from _fakes(file)
    for table in file.body.iter(w("tbl")):
        yield from _table(file, table)
    yield from _pictures(file)
    yield from _languages(file, wanted)
    yield from _links(file)
    yield from _spacing(file)
    yield from _contrast(file)


def _headings(file: DocxFile) -> Iterator[Finding]:
    last = 0
    for paragraph, level, text in file.headings:
        where = file.place(paragraph)
        if not text:
            yield HEADING_ORDER.at(where, f"Hier staat een lege kop van niveau {level}.")
        if level > last + 1:
            before = f"na een kop van niveau {last}" if last else "als eerste kop"
            yield HEADING_ORDER.at(where, f"De kop '{short(text)}' heeft niveau {level}, {before}.")
        last = level


def _fakes(file: DocxFile) -> Iterator[Finding]:
    """Short bold paragraphs with text below them; the one who signs a foreword has none."""
    for paragraph in file.body.findall(w("p")):
        if file.level(paragraph) is not None:
            continue
        runs = [run for run in paragraph.iter(w("r")) if said(run).strip()]
        text = said(paragraph).strip()
        looks = len(text) <= _LONGEST_HEADING and not text.endswith(".") and all(map(is_bold, runs))
        if runs and looks and _heads_something(file, paragraph):
            yield FAKE_HEADING.at(file.place(paragraph), f"'{short(text)}' is een vette alinea die een kop lijkt.")


def _heads_something(file: DocxFile, paragraph: etree._Element) -> bool:
    """Whether running text or a table comes right below."""
    for below in paragraph.itersiblings(w("p"), w("tbl")):
        return below.tag == w("tbl") or (file.level(below) is None and bool(said(below).strip()))
    return False


def _table(file: DocxFile, table: etree._Element) -> Iterator[Finding]:
    rows = table.findall(w("tr"))
    where, name = file.place(table), f"die begint met '{short(said(table))}'"
    if not rows or rows[0].find(f"{w('trPr')}/{w('tblHeader')}") is None:
        yield HEADER_ROW.at(where, f"De tabel {name} heeft geen koprij.")
    columns = len(table.findall(f"{w('tblGrid')}/{w('gridCol')}"))
    for number, row in enumerate(rows, start=1):
        width = sum(_span(cell.find(f"{w('tcPr')}/{w('gridSpan')}")) for cell in row.findall(w("tc")))
        for aside in ("gridBefore", "gridAfter"):
            mark = row.find(f"{w('trPr')}/{w(aside)}")
            width += 0 if mark is None else _span(mark)
        if width != columns:
            yield REGULAR_ROWS.at(
                where, f"Rij {number} van de tabel {name} telt {width} kolommen in plaats van {columns}."
            )


def _span(mark: etree._Element | None) -> int:
    value = "1" if mark is None else mark.get(w("val")) or "1"
    return int(value) if value.isdigit() else 1


def _pictures(file: DocxFile) -> Iterator[Finding]:
    for story in file.stories:
        for shown in story.iter(f"{{{DRAWING}}}docPr"):
            if any(mark.get("val") in ("1", "true") for mark in shown.iter(f"{{{DECORATIVE}}}decorative")):
                continue
            described = shown.get("descr") or ""
            if alternative_says_nothing(described):
                what = f"alleen '{short(described)}'" if described.strip() else "geen tekstalternatief"
                yield PICTURE_ALT.at(file.place(shown), f"De afbeelding '{shown.get('name') or '?'}' heeft {what}.")


def _languages(file: DocxFile, wanted: str) -> Iterator[Finding]:
    for where, language in file.languages():
        if not same_language(language, wanted):
            said_so = f"'{language}'" if language else "niets"
            yield LANGUAGE.at(place_in(file.name), f"Als taal staat in {where} {said_so}; het is in '{wanted}'.")
    for mark in file.body.iter(w("lang")):
        for tag in (mark.get(w("val")), mark.get(w("bidi"))):
            if tag is not None and not is_language(tag):
                yield LANGUAGE.at(file.place(mark), f"Bij een stuk tekst staat de taal '{tag}'.")


def _links(file: DocxFile) -> Iterator[Finding]:
    anchors = {mark.get(w("name")) for mark in file.body.iter(w("bookmarkStart"))} | {"_top"}
    for story in file.stories:
        for link in story.iter(w("hyperlink")):
            text, where = said(link).strip(), file.place(link)
            target, anchor = file.targets.get(link.get(f"{{{RELATION_ID}}}id") or ""), link.get(w("anchor"))
            if (anchor not in anchors) if target is None else not target_is_sound(target):
                yield LINK_TARGET.at(
                    where, f"De link '{short(text)}' ({target or anchor or 'zonder doel'}) gaat nergens heen."
                )
            if link_says_nothing(text):
                yield LINK_WORDS.at(where, f"De link zegt alleen '{text}'.")
            elif is_bare_address(text):
                around = next(link.iterancestors(w("p")), link)
                if not any(letter.isalpha() for letter in said(around).replace(text, "")):
                    yield LINK_WORDS.at(where, f"Bij de link '{short(text)}' staan geen woorden.")


_HOLDS_SOMETHING = tuple(
    w(name) for name in ("drawing", "pict", "br", "sectPr", "fldChar", "fldSimple", "object", "sym")
)


def _spacing(file: DocxFile) -> Iterator[Finding]:
    for paragraph in file.body.findall(w("p")):
        following = paragraph.getnext()
        last = following is None or following.tag == w("sectPr")
        if not last and not said(paragraph).strip() and next(paragraph.iter(*_HOLDS_SOMETHING), None) is None:
            yield NO_SPACING.at(file.place(paragraph), "Hier staat een lege alinea.")


def _contrast(file: DocxFile) -> Iterator[Finding]:
    for paragraph, run, ratio, colours in file.faint_runs():
        words = f"{ratio:.1f}".replace(".", ",")
        yield CONTRAST.at(file.place(paragraph), f"'{short(said(run))}' heeft een contrast van {words} ({colours}).")
