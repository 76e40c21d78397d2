"""Rules on what a PDF tells of its making and hides from its reader: persons, paths, scripts, layers, attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from lxml import etree

from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_rules import Rule, place_in, short
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.finding import Finding

NO_PERSONS = Rule(
    "DOC-301",
    "het bestand noemt geen persoon als maker",
    "huisregel: namen van makers gaan niet naar buiten (AVG, artikel 5)",
    "Laat de opmaak geen auteur invullen.",
)
NO_PATHS = Rule(
    "DOC-302",
    "het bestand noemt geen map, bestandsnaam of machine van wie het maakte",
    "huisregel: interne gegevens gaan niet naar buiten",
    "Maak het document met de opmaak van het programma; bewerk het niet daarna.",
)
NO_PRIVATE_DATA = Rule(
    "DOC-303",
    "het bestand bevat geen werkgegevens van een ander programma",
    "ISO 32000-1 14.5 (PieceInfo) en 12.3.4 (Thumb)",
    "Maak het document opnieuw; bewerk het niet met een ander programma.",
)
NO_ACTIONS = Rule(
    "DOC-304",
    "het bestand voert niets uit: geen JavaScript en geen acties buiten links",
    "ISO 19005-2 6.5",
    "Haal de actie of het script weg.",
)
ATTACHMENTS = Rule(
    "DOC-305",
    "alleen de brief heeft een bestand bij zich, en wel de rapportage",
    "vaste vorm van de statenmededeling; ISO 19005-3 6.8",
    "Voeg alleen de rapportage toe, als bijlage van de brief.",
)
NO_LAYERS = Rule(
    "DOC-306",
    "het bestand heeft geen lagen die aan of uit kunnen",
    "ISO 19005-2 6.9; wat uit staat, leest niemand",
    "Voeg de lagen in het programma waarmee zij zijn gemaakt samen.",
)
NO_REMARKS = Rule(
    "DOC-307",
    "er staan geen opmerkingen, markeringen of stempels in het bestand",
    "huisregel: wat bij het werken geschreven is, gaat niet naar buiten",
    "Verwijder de opmerkingen; wat blijven moet, hoort in de tekst.",
)

RULES = (NO_PERSONS, NO_PATHS, NO_PRIVATE_DATA, NO_ACTIONS, ATTACHMENTS, NO_LAYERS, NO_REMARKS)

PATH = re.compile(
    r"(?:^|[\s\"'(=>])(?:[A-Za-z]:[\\/]|\\\\[\w.-]+\\|file:|~/|/(?:home|Users|root|tmp|var|mnt|srv|work|opt)/)",
    re.IGNORECASE,
)
"""A path of somebody's machine in a text."""
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PROGRAM = re.compile(r"[A-Za-z][A-Za-z0-9 ()+./-]*?(?: v?\d[\w.+-]*)?(?: \([\w ;.-]+\))?")
_MAKER_KEYS = ("/Creator", "/Producer")
_PERSON_KEYS = ("/Author", "/Manager", "/Company")
_PERSON_TAGS = {"creator", "contributor", "author", "Author", "AuthorsPosition", "CaptionWriter", "LastModifiedBy"}
_PATH_TAGS = {"filePath", "DerivedFrom", "Pantry", "Ingredients", "Manifest"}
_ALLOWED_ACTIONS = {"/URI", "/GoTo"}
_ALLOWED_ANNOTATIONS = {"/Link", "/Widget"}


def check_metadata(file: PdfFile) -> Iterator[Finding]:
    """Everything that a PDF tells or does that its reader does not see."""
    yield from _properties(file)
    yield from _xmp(file)
    yield from _private(file)
    yield from _actions(file)
    yield from _attachments(file)
    if "/OCProperties" in file.pdf.Root:
        yield NO_LAYERS.at(place_in(file.name), "Het bestand heeft lagen.")
    for number, annotation in file.annotations():
        kind = str(annotation.get("/Subtype"))
        if kind not in _ALLOWED_ANNOTATIONS:
            said = short(str(annotation.get("/Contents", ""))) or "zonder tekst"
            message = f"Er staat een aantekening van het soort {kind.lstrip('/')}: '{said}'."
            yield NO_REMARKS.at(place_in(file.name, number), message)


def _properties(file: PdfFile) -> Iterator[Finding]:
    where = place_in(file.name)
    for key, value in file.pdf.docinfo.items():
        said = str(value).strip()
        name = key.lstrip("/")
        if PATH.search(said):
            yield NO_PATHS.at(where, f"In de eigenschap {name} staat een map: '{short(said)}'.")
        elif said and (key in _PERSON_KEYS or MAIL.search(said)):
            yield NO_PERSONS.at(where, f"In de eigenschap {name} staat '{short(said)}'.")
        elif key in _MAKER_KEYS and said and not _names_program(said):
            yield NO_PERSONS.at(where, f"De eigenschap {name} noemt geen programma met versie: '{short(said)}'.")


def _names_program(said: str) -> bool:
    """Whether this is a program and its version ("Typst 0.15.1"), and not a person's name."""
    return _PROGRAM.fullmatch(said) is not None and any(letter.isdigit() for letter in said)


def _xmp(file: PdfFile) -> Iterator[Finding]:
    where = place_in(file.name)
    packet = file.pdf.Root.get("/Metadata")
    if not isinstance(packet, pikepdf.Stream):
        return
    try:
        root = etree.fromstring(packet.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        yield NO_PATHS.at(where, "De beschrijving van het bestand (XMP) is niet te lezen.")
        return
    for node in root.iter(etree.Element):
        name = etree.QName(node).localname
        said = " ".join(str(text) for text in node.itertext()).strip()
        values = [said if len(node) == 0 else "", *(str(value) for value in node.attrib.values())]
        if name in _PERSON_TAGS and said:
            yield NO_PERSONS.at(where, f"In de beschrijving (XMP) noemt {name} '{short(said)}'.")
        elif name in _PATH_TAGS or any(PATH.search(value) for value in values):
            yield NO_PATHS.at(where, f"In de beschrijving (XMP) staat bij {name} waar het bestand vandaan komt.")


def _private(file: PdfFile) -> Iterator[Finding]:
    if "/PieceInfo" in file.pdf.Root:
        yield NO_PRIVATE_DATA.at(place_in(file.name), "Het bestand bevat PieceInfo.")
    for number, page in enumerate(file.pdf.pages, start=1):
        for key in ("/PieceInfo", "/Thumb"):
            if key in page.obj:
                yield NO_PRIVATE_DATA.at(place_in(file.name, number), f"De bladzijde bevat {key.lstrip('/')}.")


def _actions(file: PdfFile) -> Iterator[Finding]:
    root = file.pdf.Root
    where = place_in(file.name)
    names: Any = root.get("/Names", pikepdf.Dictionary())
    if "/JavaScript" in names:
        yield NO_ACTIONS.at(where, "Het bestand bevat JavaScript.")
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S")) not in _ALLOWED_ACTIONS:
        yield NO_ACTIONS.at(where, f"Bij het openen gebeurt er iets ({str(opening.get('/S', '')).lstrip('/')}).")
    if "/AA" in root or any("/AA" in page.obj for page in file.pdf.pages):
        yield NO_ACTIONS.at(where, "Het bestand bevat acties die vanzelf beginnen.")
    for number, annotation in file.annotations():
        action = annotation.get("/A")
        kind = str(action.get("/S", "")) if isinstance(action, pikepdf.Dictionary) else "/URI"
        if kind not in _ALLOWED_ACTIONS or "/AA" in annotation:
            yield NO_ACTIONS.at(place_in(file.name, number), f"Een aantekening voert iets uit ({kind.lstrip('/')}).")


def _attachments(file: PdfFile) -> Iterator[Finding]:
    found = sorted({spec.filename for spec in file.pdf.attachments.values()})
    wanted = [REPORT_PDF] if file.name == LETTER_PDF else []
    for name in found:
        if name not in wanted:
            yield ATTACHMENTS.at(place_in(file.name), f"In het bestand zit '{short(name)}'.")
    for name in wanted:
        if name not in found:
            yield ATTACHMENTS.at(place_in(file.name), f"In de brief zit geen '{name}'.")
