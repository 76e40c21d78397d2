"""What a Word template may not carry: code, objects, other files, parts that nobody sees, and anything from elsewhere.

Word knows hundreds of kinds of parts; what is not on the list of those that a template needs, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from bna_pipeline.documents.docx_parts import Parts, Relation, parsed, w

NEEDED: Final = frozenset(
    {
        "officedocument", "core-properties", "extended-properties", "styles", "settings", "websettings", "fonttable",
        "theme", "numbering", "header", "footer", "footnotes", "endnotes", "image", "hyperlink",
    }
)  # fmt: skip
"""Kinds of relationships that a template may have."""

LEFT_BEHIND: Final = frozenset(
    {"custom-properties", "thumbnail", "styleswitheffects", "customxml", "customxmlprops", "glossarydocument", "people"}
)
"""Kinds that Word itself adds and that no reader sees: they do not come along into a document."""

_MACROS = "bevat macro's (programma's)"
_NO_MACROS = "Bewaar het als .docx, zonder macro's."
_OBJECT = "bevat een ingesloten object (bestand, besturingselement of OLE)"
_NO_OBJECT = "Verwijder het, of zet er een afbeelding voor in de plaats."
_REASONS: Final = {
    "vbaproject": (_MACROS, _NO_MACROS),
    "wordvbadata": (_MACROS, _NO_MACROS),
    "attachedtoolbars": (_MACROS, _NO_MACROS),
    "oleobject": (_OBJECT, _NO_OBJECT),
    "package": (_OBJECT, _NO_OBJECT),
    "control": (_OBJECT, _NO_OBJECT),
    "activexcontrolbinary": (_OBJECT, _NO_OBJECT),
    "afchunk": (
        "neemt een heel ander bestand op (altChunk)",
        "Plak de tekst van dat bestand er gewoon in.",
    ),
    "attachedtemplate": (
        "hangt aan een ander Word-sjabloon",
        "Kies in Word bij Ontwikkelaars, Documentsjabloon, voor Normal.",
    ),
    "subdocument": ("verwijst naar een subdocument", "Voeg de tekst daarvan in en verwijder de verwijzing."),
    "mailmergesource": (
        "hangt aan een gegevensbron (Afdruk samenvoegen)",
        "Maak er weer een gewoon Word-document van.",
    ),
    "comments": ("bevat opmerkingen", "Verwijder ze: Controleren, Alle opmerkingen verwijderen."),
    "font": (
        "bevat ingesloten lettertypen",
        "Zet dat uit: Bestand, Opties, Opslaan, Lettertypen insluiten in het bestand.",
    ),
    "chart": ("bevat een grafiek van Office", "Zet er een afbeelding voor in de plaats."),
    "diagramdata": ("bevat SmartArt", "Zet er een afbeelding voor in de plaats."),
    "video": ("bevat een video", "Verwijder haar."),
    "audio": ("bevat geluid", "Verwijder het."),
}
_MACRO_NAMES = ("vbaproject", "vbadata")
_OBJECT_NAMES = ("/embeddings/", "/activex/")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_ACTIVE_SVG = frozenset({"script", "foreignObject", "style", "handler", "listener", "set", "iframe", "audio", "video"})
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|data:(?!image/(?:png|jpeg);base64,)", re.IGNORECASE)
_STRICT = "http://purl.oclc.org/ooxml/"
_DOCUMENT_TYPE = "wordprocessingml.document.main+xml"
_LINK_TARGETS = ("http://", "https://", "mailto:")


def foreign_faults(parts: Parts) -> Iterator[tuple[str, str]]:
    """What must be out of the file, as (what it does, how to mend it)."""
    if any(one.kind.startswith(_STRICT) for one in parts.relations):
        yield "is bewaard als Strict Open XML", "Kies bij Opslaan als voor gewoon Word-document (.docx)."
        return
    yield from dict.fromkeys(_by_name(parts))
    yield from dict.fromkeys(fault for one in parts.relations if (fault := _by_relation(parts, one)) is not None)
    yield from _by_type(parts)


def _by_name(parts: Parts) -> Iterator[tuple[str, str]]:
    for name in parts.bytes:
        lower = f"/{name}".lower()
        if any(mark in lower for mark in _MACRO_NAMES):
            yield _REASONS["vbaproject"]
        elif any(mark in lower for mark in _OBJECT_NAMES):
            yield _REASONS["oleobject"]


def _by_type(parts: Parts) -> Iterator[tuple[str, str]]:
    kinds = {
        (entry.get("PartName") or "").lstrip("/"): (entry.get("ContentType") or "")
        for entry in parts.tree("[Content_Types].xml")
    }
    if any("macroenabled" in kind.lower() for kind in kinds.values()):
        yield "is een bestand met macro's (.docm of .dotm)", _NO_MACROS
    elif not kinds.get(parts.main, "").endswith(_DOCUMENT_TYPE):
        yield "is geen gewoon Word-document", "Bewaar het in Word als Word-document (.docx), niet als sjabloon (.dotx)."


def _by_relation(parts: Parts, one: Relation) -> tuple[str, str] | None:
    if one.kind == "image":
        return _picture(parts, one)
    if one.kind == "hyperlink":
        return None if one.external and one.target.lower().startswith(_LINK_TARGETS) else _odd_link(one)
    if one.external and one.kind not in _REASONS:
        return f"haalt iets op van een andere plek ({one.target})", "Zet het in het sjabloon zelf, of verwijder het."
    if one.kind in NEEDED or one.kind in LEFT_BEHIND:
        return None
    if one.kind.startswith("comments"):
        return _REASONS["comments"]
    if one.kind.startswith("diagram"):
        return _REASONS["diagramdata"]
    return _REASONS.get(
        one.kind, (f"bevat een deel dat geen sjabloon nodig heeft ({one.kind}: {one.target})", "Verwijder het.")
    )


def _odd_link(one: Relation) -> tuple[str, str]:
    return f"heeft een link naar '{one.target}'", "Een link begint met https://, http:// of mailto:."


def _picture(parts: Parts, one: Relation) -> tuple[str, str] | None:
    if one.external:
        return f"haalt een afbeelding op van een andere plek ({one.target})", "Zet de afbeelding in het sjabloon zelf."
    data = parts.bytes.get(one.target, b"")
    if data.startswith(_PICTURES) or _is_plain_svg(data):
        return None
    return (
        f"bevat een afbeelding die geen PNG, JPEG of eenvoudige SVG is ({one.target})",
        "Zet haar om naar PNG of JPEG en voeg haar opnieuw in.",
    )


def _is_plain_svg(data: bytes) -> bool:
    """Whether it is a drawing that runs nothing, animates nothing, and fetches nothing."""
    try:
        root = parsed(data)
    except ValueError:
        return False
    return etree.QName(root).localname == "svg" and all(map(_is_still, root.iter(etree.Element)))


def _is_still(node: etree._Element) -> bool:
    name = etree.QName(node).localname
    if name in _ACTIVE_SVG or name.startswith("animate"):
        return False
    for key, value in node.attrib.items():
        attribute, said = etree.QName(key).localname, str(value)
        if attribute.startswith("on") or _ELSEWHERE.search(said):
            return False
        if attribute in ("href", "src") and not said.startswith(("#", "data:image/")):
            return False
    return True


_WITHIN: Final = {
    w("altChunk"): ("een heel ander bestand (altChunk)", "Plak de tekst van dat bestand er gewoon in."),
    w("subDoc"): ("een subdocument", "Voeg de tekst daarvan in en verwijder de verwijzing."),
    w("object"): ("een ingesloten object", _NO_OBJECT),
    w("control"): ("een besturingselement", _NO_OBJECT),
    w("dataBinding"): (
        "een inhoudsbesturingselement dat zijn tekst elders haalt",
        "Rechtsklik erop en kies Inhoudsbesturingselement verwijderen.",
    ),
}
"""Elements that bring in something from elsewhere, wherever they stand."""


def objects_within(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Every element in a story that brings in something from elsewhere: it, what it is, and how to mend it."""
    for node in root.iter(*_WITHIN):
        yield node, *_WITHIN[str(node.tag)]
