"""Rules on what a web edition runs, fetches and tells: nothing, nowhere, of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from bna_pipeline.documents.lint_html_file import HtmlFile
from bna_pipeline.documents.lint_metadata import PATH
from bna_pipeline.documents.lint_rules import Rule, place_in, short
from bna_pipeline.model.finding import Finding

NO_SCRIPT = Rule(
    "DOC-521",
    "de webpagina voert niets uit: geen script, geen formulier, geen ingesloten pagina",
    "huisregel: de uitgave is één bestand zonder script",
    "Haal het script of het onderdeel weg.",
)
NO_REQUESTS = Rule(
    "DOC-522",
    "de webpagina haalt niets op van een andere plek",
    "huisregel: wie leest, wordt door niemand gevolgd, en de pagina blijft altijd heel",
    "Neem de afbeelding of de stijl in de pagina zelf op (`data:`).",
)
NO_PERSONS = Rule(
    "DOC-523",
    "de webpagina noemt geen maker, map of opmerking uit het werk",
    "huisregel: interne gegevens gaan niet naar buiten",
    "Haal de opmerking of het gegeven uit de opmaak weg.",
)

RULES = (NO_SCRIPT, NO_REQUESTS, NO_PERSONS)
_RUNS = ("script", "iframe", "object", "embed", "applet", "form", "input", "button", "frame", "portal")
_FETCHES = ("src", "srcset", "poster", "background", "data", "action", "formaction", "ping", "manifest")
_FETCHING_LINKS = ("link", "image", "use", "feimage")
_URL = re.compile(r"url\(\s*['\"]?([^'\")]*)|@import\s+['\"]?([^'\";]*)", re.IGNORECASE)
_HERE = ("data:", "#")
_MAKERS = {"author", "generator", "creator", "dcterms.creator", "editor"}


def check_html_traces(file: HtmlFile) -> Iterator[Finding]:
    """Everything that a web page runs, fetches or tells of its making."""
    for node in file.root.iter(etree.Element):
        tag = str(node.tag).lower()
        if tag in _RUNS or (tag == "meta" and (node.get("http-equiv") or "").lower() == "refresh"):
            yield NO_SCRIPT.at(file.place(node), f"Hier staat `{tag}`.")
        for name, value in node.attrib.items():
            yield from _attribute(file, node, str(name).lower(), str(value))
        if tag == "meta" and (node.get("name") or "").lower() in _MAKERS:
            yield NO_PERSONS.at(place_in(file.name), f"De pagina noemt '{short(node.get('content') or '')}'.")
    for found in _URL.finditer(file.sheet):
        yield from _fetched(file, file.root, found[1] or found[2] or "")
    for comment in file.root.getroottree().iter(etree.Comment):
        yield NO_PERSONS.at(place_in(file.name), f"De pagina bevat een opmerking: '{short(comment.text or '')}'.")


def _attribute(file: HtmlFile, node: etree._Element, name: str, value: str) -> Iterator[Finding]:
    if name.startswith("on"):
        yield NO_SCRIPT.at(file.place(node), f"Hier staat `{name}`.")
    elif value.strip().lower().startswith(("javascript:", "vbscript:")):
        yield NO_SCRIPT.at(file.place(node), f"Het adres '{short(value)}' is een script.")
    elif name in _FETCHES or (name in ("href", "xlink:href") and str(node.tag).lower() in _FETCHING_LINKS):
        for part in value.split(",") if name == "srcset" else [value]:
            yield from _fetched(file, node, part.strip())
    elif name == "style":
        for found in _URL.finditer(value):
            yield from _fetched(file, node, found[1] or found[2] or "")
    if not value.startswith("data:") and PATH.search(value):
        yield NO_PERSONS.at(file.place(node), f"Hier staat een map: '{short(value)}'.")


def _fetched(file: HtmlFile, node: etree._Element, address: str) -> Iterator[Finding]:
    if address and not address.lower().startswith(_HERE):
        yield NO_REQUESTS.at(file.place(node), f"De pagina haalt '{short(address)}' op.")
