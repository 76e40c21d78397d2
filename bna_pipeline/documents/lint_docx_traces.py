"""Rules on what a Word file tells of its making and hides from its reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from bna_pipeline.documents.docx_foreign import foreign_faults, objects_within
from bna_pipeline.documents.docx_parts import w
from bna_pipeline.documents.lint_docx_file import CORE, DocxFile
from bna_pipeline.documents.lint_metadata import MAIL, PATH
from bna_pipeline.documents.lint_rules import Rule, place_in, short
from bna_pipeline.model.finding import Finding

NO_PERSONS = Rule(
    "DOC-421",
    "de eigenschappen van het Word-bestand noemen geen persoon of organisatie als maker",
    "huisregel: namen van makers gaan niet naar buiten (AVG, artikel 5)",
    "Maak het document opnieuw; bewaar het niet eerst in Word.",
)
TITLE = Rule(
    "DOC-422",
    "het Word-bestand heeft een titel",
    "WCAG 2.2 SC 2.4.2; EN 301 549 10.2.4.2",
    "Laat de opmaak de titel van het document invullen.",
)
NO_REMARKS = Rule(
    "DOC-423",
    "er staan geen opmerkingen en geen bijgehouden wijzigingen in het Word-bestand",
    "huisregel: wat bij het werken geschreven is, gaat niet naar buiten",
    "Accepteer of negeer de wijzigingen en verwijder de opmerkingen (Controleren).",
)
NO_HISTORY = Rule(
    "DOC-424",
    "het Word-bestand bevat geen sporen van bewerkingen (rsid)",
    "huisregel; ISO/IEC 29500-1 17.15.1.72",
    "Maak het document opnieuw; bewaar het niet eerst in Word.",
)
NO_PATHS = Rule(
    "DOC-425",
    "het Word-bestand noemt geen map of machine van wie het maakte",
    "huisregel: interne gegevens gaan niet naar buiten",
    "Maak het document opnieuw; bewaar het niet eerst in Word.",
)
NOTHING_HIDDEN = Rule(
    "DOC-426",
    "geen tekst in Word is verborgen",
    "verborgen tekst kan zeggen wat niet is vastgesteld",
    "Verwijder de tekst, of toon haar (Lettertype, vinkje Verborgen uit).",
)
NOTHING_FOREIGN = Rule(
    "DOC-427",
    "het Word-bestand voert niets uit en haalt niets op van elders: geen macro's, objecten of afbeeldingen op afstand",
    "huisregel; ISO/IEC 29500-2 9.3",
    "Verwijder het uit het sjabloon, of zet het in het bestand zelf.",
)

RULES = (NO_PERSONS, TITLE, NO_REMARKS, NO_HISTORY, NO_PATHS, NOTHING_HIDDEN, NOTHING_FOREIGN)

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PERSONS = {"creator", "lastModifiedBy", "Manager", "Company", "HyperlinkBase"}
_FREE_TEXT = {"description", "keywords", "subject", "category", "contentStatus"}
_TRACKED = tuple(
    w(name)
    for name in (
        "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange",
        "tcPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge",
    )
)  # fmt: skip
_REMARKS = tuple(w(name) for name in ("commentRangeStart", "commentReference"))
_HISTORY = re.compile(rb"\bw(?:14|16\w*)?:rsid|<w:rsids?\b")
_READ_FOR_PATHS = re.compile(r"docProps/|.*\.rels$|word/(settings|webSettings|fontTable)\.xml$")
_AT_WORK = {"script", "foreignobject", "style", "iframe", "handler", "set", "animate"}
_COMMENT_PARTS = re.compile(r"(?:.*/)?(?:comments\w*|people)\.xml$", re.IGNORECASE)


def check_traces(file: DocxFile) -> Iterator[Finding]:
    """Everything that a Word file tells, hides or fetches."""
    yield from _properties(file)
    yield from _remarks(file)
    yield from _history(file)
    yield from _paths(file)
    for run, text in file.hidden_runs():
        yield NOTHING_HIDDEN.at(file.place(run), f"'{short(text)}' is verborgen.")
    for what, _ in foreign_faults(file.parts):
        if not _told_elsewhere(what):
            yield NOTHING_FOREIGN.at(place_in(file.name), f"Het bestand {what}.")
    yield from _drawings(file)
    for story in file.stories:
        for node, what, _ in objects_within(story):
            yield NOTHING_FOREIGN.at(file.place(node), f"Hier staat {what}.")


def _told_elsewhere(what: str) -> bool:
    return "opmerkingen" in what or "een link naar" in what or ("afbeelding" in what and ".svg)" in what)


def _drawings(file: DocxFile) -> Iterator[Finding]:
    for name in sorted(name for name in file.parts.bytes if name.endswith(".svg")):
        found = sorted(set(_at_work_in(file.parts.tree(name))))
        if found:
            yield NOTHING_FOREIGN.at(place_in(file.name), f"In de tekening {name} staat {', '.join(found)}.")


def _at_work_in(drawing: etree._Element) -> Iterator[str]:
    """What in a drawing runs or fetches; an address in a text does neither."""
    for node in drawing.iter(etree.Element):
        tag = etree.QName(node).localname.lower()
        if tag in _AT_WORK:
            yield tag
        for name, value in node.attrib.items():
            short_name = etree.QName(name).localname.lower()
            fetched = short_name in ("href", "src") and not str(value).startswith(("#", "data:image/"))
            if short_name.startswith("on") or fetched or re.search(r"url\(\s*['\"]?(?!#)", str(value)):
                yield short_name


def _properties(file: DocxFile) -> Iterator[Finding]:
    where = place_in(file.name)
    titled = ""
    for part in (CORE, "docProps/app.xml", "docProps/custom.xml"):
        if part not in file.parts.bytes:
            continue
        for node in file.parts.tree(part).iter(etree.Element):
            name, text = etree.QName(node).localname, (node.text or "").strip()
            if node.tag == _TITLE:
                titled = text
            elif name in _PERSONS and text:
                yield NO_PERSONS.at(where, f"In de eigenschap {name} staat '{short(text)}'.")
            elif (name in _FREE_TEXT and text) or MAIL.search(text):
                yield NO_PERSONS.at(where, f"In de eigenschap {name} staat '{short(text)}'; zij hoort leeg te zijn.")
    if not titled:
        yield TITLE.at(where, "Het bestand heeft geen titel.")


def _remarks(file: DocxFile) -> Iterator[Finding]:
    for name in sorted(file.parts.bytes):
        if _COMMENT_PARTS.match(name):
            yield NO_REMARKS.at(place_in(file.name), f"Het bestand bevat {name}.")
    for story in file.stories:
        for node in story.iter(*_TRACKED, *_REMARKS):
            what = "een opmerking" if node.tag in _REMARKS else "een bijgehouden wijziging"
            yield NO_REMARKS.at(file.place(node), f"Hier staat {what}.")


def _history(file: DocxFile) -> Iterator[Finding]:
    for name, data in sorted(file.parts.bytes.items()):
        if name.endswith(".xml") and _HISTORY.search(data):
            yield NO_HISTORY.at(place_in(file.name), f"Het deel {name} bevat nummers van bewerkingen.")


def _paths(file: DocxFile) -> Iterator[Finding]:
    for name in sorted(file.parts.bytes):
        if not _READ_FOR_PATHS.match(name):
            continue
        for node in file.parts.tree(name).iter(etree.Element):
            for value in (node.text or "", *(str(attribute) for attribute in node.attrib.values())):
                if PATH.search(value) and not _inside(name, value):
                    yield NO_PATHS.at(place_in(file.name), f"In {name} staat '{short(value)}'.")


def _inside(name: str, value: str) -> bool:
    """Whether this is the name of another part of the same file (`/word/…`)."""
    return name.endswith(".rels") and re.match(r"/(?:word|docProps|customXml|_rels)/", value) is not None
