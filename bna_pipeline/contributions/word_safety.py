"""What a Word file may not carry: macros, objects, other files, and anything that points outside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from bna_pipeline.contributions.safe_xml import XmlUnsafe, parsed
from bna_pipeline.contributions.wordxml import CONTENT_TYPES, PACKAGE_RELATIONS, w
from bna_pipeline.contributions.zips import Package
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits

_ACTIVE_NAMES = ("vbaproject", "/activex/", "/embeddings/", "vbadata")
_ACTIVE_TYPES = ("vbaproject", "macroenabled", "vbadata", "activex", "oleobject", "ms-office.attachedtoolbars")
# Compared with the last step of a relationship's type, which is the same in both editions of ISO/IEC 29500.
_ACTIVE_RELATIONS = frozenset(
    {
        "vbaproject", "wordvbadata", "oleobject", "control", "activexcontrolbinary", "package", "afchunk",
        "attachedtemplate", "subdocument", "frame", "mailmergesource", "mailmergeheadersource", "attachedtoolbars",
    }
)  # fmt: skip
_HYPERLINK = "hyperlink"
_OTHER_FILES: tuple[tuple[bytes, str], ...] = (
    (bytes.fromhex("D0CF11E0A1B11AE1"), "een ingesloten Office-object"),
    (b"PK\x03\x04", "een ingepakt bestand"),
    (b"PK\x05\x06", "een ingepakt bestand"),
    (b"Rar!", "een ingepakt bestand"),
    (b"7z\xbc\xaf\x27\x1c", "een ingepakt bestand"),
    (b"\x1f\x8b", "een ingepakt bestand"),
    (b"BZh", "een ingepakt bestand"),
    (b"\xfd7zXZ", "een ingepakt bestand"),
    (b"MZ", "een programma"),
    (b"\x7fELF", "een programma"),
    (b"#!", "een programma"),
    (b"%PDF", "een ingesloten pdf"),
    (b"{\\rtf", "een ingesloten RTF-bestand"),
)
_IN_PICTURES = ("een ingepakt bestand", "een ingesloten pdf")
_AS_PICTURE = "Verwijder de afbeelding en voeg haar in als PNG of JPEG (Invoegen, Afbeelding)."
_PICTURE_FIELD = (
    "Klik op de afbeelding en druk Ctrl+Shift+F9 (Mac: Cmd+Shift+F9): dan blijft zij staan zonder het veld. Sla op en "
    "stuur opnieuw."
)
_FIELDS_OUTSIDE = re.compile(
    r"^\s*\\?\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|AUTOTEXTLIST)\b",
    re.IGNORECASE,
)


class HasActiveParts(IntakeError):
    """Macros, embedded objects, or a whole other file."""


class PointsOutside(IntakeError):
    """A picture, template or text that would be fetched from elsewhere."""


def require_harmless(package: Package, limits: IntakeLimits) -> None:
    """Look at every part by name and content, at every declared type, relationship and field.

    Raises:
        HasActiveParts, PointsOutside, XmlUnsafe: as they say.
        IntakeError: one of the parts that say what is what is damaged.
    """
    for part in package.parts.values():
        lower = f"/{part.name}".lower()
        if any(mark in lower for mark in _ACTIVE_NAMES):
            raise HasActiveParts(f"Het bestand bevat {_in_words(lower)}.")
        for start, what in _OTHER_FILES:
            if part.start.startswith(start):
                # Word keeps a pasted drawing packed (.emz), and one from a Mac as a pdf: their sender sees a picture.
                mend = _AS_PICTURE if "/media/" in lower and what in _IN_PICTURES else ""
                raise HasActiveParts(f"Het bestand bevat {what} ({part.name}).", mend)
        if part.marks & {b"<!DOCTYPE", b"<!ENTITY"} and part.name.lower().endswith((".xml", ".rels", ".vml")):
            raise XmlUnsafe
    _require_types(package, limits)
    for name in package.parts:
        if "/_rels/" in f"/{name}".lower() and name.lower().endswith(".rels"):
            _require_relations(package, name, limits)
    for part in package.parts.values():
        if part.marks & {b"instrText", b"fldSimple"}:  # by whatever name: Word reads what a relationship names
            _require_fields(parsed(package.read(part.name, limits.part_bytes), limits))


def _in_words(name: str) -> str:
    return "macro's" if "vba" in name else "een ingesloten object of besturingselement"


def _require_types(package: Package, limits: IntakeLimits) -> None:
    name = "[Content_Types].xml"
    if name not in package:
        raise IntakeError("Het bestand mist de lijst van zijn delen.")
    for entry in parsed(package.read(name, limits.part_bytes), limits):
        if not str(entry.tag).startswith(f"{{{CONTENT_TYPES}}}"):
            continue
        kind = (entry.get("ContentType") or "").lower()
        if any(mark in kind for mark in _ACTIVE_TYPES):
            what = "een ingesloten object" if "ole" in kind or "activex" in kind else "macro's"
            raise HasActiveParts(f"Het bestand bevat {what}.")


def _require_relations(package: Package, name: str, limits: IntakeLimits) -> None:
    for relation in parsed(package.read(name, limits.part_bytes), limits).iter(f"{{{PACKAGE_RELATIONS}}}Relationship"):
        kind = (relation.get("Type") or "").rstrip("/").rpartition("/")[2].lower()
        if kind == "attachedtemplate":
            raise PointsOutside(
                "Het bestand hangt aan een Word-sjabloon op een andere plek.",
                "Haal in Word de koppeling weg (Ontwikkelaars, Documentsjabloon, kies Normal) en stuur opnieuw, of "
                "plak uw antwoorden in het formulier dat u kreeg.",
            )
        if kind in _ACTIVE_RELATIONS:
            raise HasActiveParts("Het bestand bevat een ingesloten of gekoppeld object.")
        if (relation.get("TargetMode") or "").lower() == "external" and kind != _HYPERLINK:
            what = "een afbeelding" if kind == "image" else "iets"
            raise PointsOutside(
                f"Het bestand haalt {what} op van een andere plek.",
                "Plaats de afbeelding zelf in het formulier (Invoegen, Afbeelding) en stuur opnieuw.",
            )


def _require_fields(root: etree._Element) -> None:
    for code in _field_codes(root):
        if found := _FIELDS_OUTSIDE.match(code):
            name = found[1].upper()
            raise PointsOutside(
                f"In het bestand staat een veld ({name}) dat iets ophaalt of start.",
                _PICTURE_FIELD
                if name == "INCLUDEPICTURE"
                else "Vervang het veld door gewone tekst (Ctrl+Shift+F9 in Word) en stuur opnieuw.",
            )


def _field_codes(root: etree._Element) -> Iterator[str]:
    """The instruction of every field: one instruction is often cut over several runs."""
    pieces: list[str] = []
    for node in root.iter(w("instrText"), w("fldSimple"), w("fldChar")):
        if node.tag == w("instrText"):
            pieces.append(node.text or "")
            continue
        yield "".join(pieces)
        pieces = [node.get(w("instr")) or ""] if node.tag == w("fldSimple") else []
    yield "".join(pieces)
