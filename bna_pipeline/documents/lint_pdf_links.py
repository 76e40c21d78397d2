"""Rules on how a reader finds the way in a PDF: links, bookmarks, the title, the names of fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_pdf_reading import letters_of
from bna_pipeline.documents.lint_pdf_tree import Annotated, Node
from bna_pipeline.documents.lint_rules import Rule, place_in, short
from bna_pipeline.documents.lint_words import is_bare_address, link_says_nothing, target_is_sound
from bna_pipeline.model.finding import Finding

LINK_TAGGED = Rule(
    "DOC-121",
    "elke link staat als link in de structuur, met een omschrijving",
    "PDF/UA-1 7.18.5; EN 301 549 10.2.4.4",
    "Maak de link in de opmaak met `link`.",
)
LINK_WORDS = Rule(
    "DOC-122",
    "een link zegt in woorden waar hij heen gaat",
    "WCAG 2.2 SC 2.4.4; EN 301 549 10.2.4.4",
    "Schrijf bij de link wat er te vinden is, niet 'klik hier' of alleen het adres.",
)
LINK_TARGET = Rule(
    "DOC-123",
    "een link wijst naar een bestaande plaats in het document of naar een volledig adres",
    "WCAG 2.2 SC 2.4.4; ISO 32000-1 12.6.4",
    "Verbeter het adres, of zet het doel van de link terug in het document.",
)
BOOKMARKS = Rule(
    "DOC-124",
    "elke kop van niveau 1 of 2 heeft een bladwijzer, in dezelfde volgorde",
    "PDF/UA-1 7.17; WCAG 2.2 SC 2.4.5 (PDF2)",
    "Laat de opmaak van elke kop een bladwijzer maken (`heading(bookmarked: true)`).",
)
TITLE_SHOWN = Rule(
    "DOC-125",
    "het document heeft een titel, en het leesprogramma toont die in plaats van de bestandsnaam",
    "PDF/UA-1 7.1; WCAG 2.2 SC 2.4.2; EN 301 549 10.2.4.2",
    "Zet in de opmaak de titel van het document.",
)
FIELD_NAMES = Rule(
    "DOC-126",
    "elk veld om in te vullen of te tekenen heeft een naam voor wie het niet ziet, en staat in de structuur",
    "PDF/UA-1 7.18.4; WCAG 2.2 SC 4.1.2; EN 301 549 10.4.1.2",
    "Maak de velden met de stap die de brief klaarmaakt voor ondertekening.",
)

RULES = (LINK_TAGGED, LINK_WORDS, LINK_TARGET, BOOKMARKS, TITLE_SHOWN, FIELD_NAMES)
_BOOKMARKED = (1, 2)
_BLOCKS = ("P", "LI", "LBody", "TD", "TH", "Caption", "Note", "TOCI", "Div")


def check_links(file: PdfFile) -> Iterator[Finding]:
    """Everything that keeps a reader from finding the way."""
    holders = {kid.objgen: node for node in file.nodes for kid in node.kids if isinstance(kid, Annotated)}
    for number, annotation in file.annotations():
        kind = str(annotation.get("/Subtype"))
        if kind == "/Link":
            yield from _link(file, number, annotation, holders.get(annotation.objgen))
        elif kind == "/Widget":
            yield from _field(file, number, annotation, holders.get(annotation.objgen))
    for node in file.nodes:
        if node.tag == "Link":
            yield from _words(file, node)
    yield from _bookmarks(file)
    yield from _title(file)


def _link(file: PdfFile, number: int, annotation: Any, holder: Node | None) -> Iterator[Finding]:
    where = file.place(holder) if holder else place_in(file.name, number)
    said = short(file.text(holder)) if holder else "zonder tekst"
    if holder is None or not (holder.tag == "Link" or holder.inside("Link")):
        yield LINK_TAGGED.at(where, f"Een link ({_target_in_words(annotation)}) staat buiten de structuur.")
    elif not str(annotation.get("/Contents", "")).strip():
        yield LINK_TAGGED.at(where, f"De link '{said}' heeft geen omschrijving.")
    if not _target_exists(file, annotation):
        yield LINK_TARGET.at(where, f"De link '{said}' ({_target_in_words(annotation)}) gaat nergens heen.")


def _target_exists(file: PdfFile, annotation: Any) -> bool:
    if "/Dest" in annotation:
        return file.destination(annotation["/Dest"])
    action = annotation.get("/A", pikepdf.Dictionary())
    kind = str(action.get("/S", ""))
    if kind == "/URI":
        return target_is_sound(str(action.get("/URI", "")))
    return kind == "/GoTo" and file.destination(action.get("/D"))


def _target_in_words(annotation: Any) -> str:
    address = annotation.get("/A", pikepdf.Dictionary()).get("/URI")
    return "binnen het document" if address is None else short(str(address))


def _words(file: PdfFile, link: Node) -> Iterator[Finding]:
    said = file.text(link)
    if link.alt or any(node.alt for node in link.nodes()):
        return
    if link_says_nothing(said):
        yield LINK_WORDS.at(file.place(link), f"De link zegt alleen '{said}'.")
    elif is_bare_address(said):
        block = link.parent
        while block is not None and block.tag not in _BLOCKS:
            block = block.parent
        around = file.text(block).replace(said, " ") if block is not None else ""
        if not any(letter.isalpha() for letter in around):
            yield LINK_WORDS.at(file.place(link), f"Bij de link '{short(said)}' staan geen woorden.")


def _bookmarks(file: PdfFile) -> Iterator[Finding]:
    named = [letters_of(bookmark.title) for bookmark in file.bookmarks]
    at = 0
    for node in file.headings:
        said = file.text(node)
        if node.level not in _BOOKMARKED or not said:
            continue
        try:
            at = named.index(letters_of(said), at) + 1
        except ValueError:
            what = "staat niet op zijn plaats in de volgorde" if letters_of(said) in named else "ontbreekt"
            yield BOOKMARKS.at(file.place(node), f"De bladwijzer van de kop '{short(said)}' {what}.")


def _title(file: PdfFile) -> Iterator[Finding]:
    preferences = file.pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary())
    if not str(file.pdf.docinfo.get("/Title", "")).strip():
        yield TITLE_SHOWN.at(place_in(file.name), "Het document heeft geen titel.")
    elif not bool(preferences.get("/DisplayDocTitle", False)):
        yield TITLE_SHOWN.at(place_in(file.name), "De titel wordt niet getoond.")


def _field(file: PdfFile, number: int, field: Any, holder: Node | None) -> Iterator[Finding]:
    name = str(field.get("/T", "zonder naam"))
    where = file.place(holder) if holder else place_in(file.name, number)
    if not str(field.get("/TU", "")).strip():
        yield FIELD_NAMES.at(where, f"Het veld '{name}' heeft geen naam voor een luisteraar.")
    if holder is None or holder.tag != "Form":
        yield FIELD_NAMES.at(where, f"Het veld '{name}' staat niet in de structuur.")
