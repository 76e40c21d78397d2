"""The parts of a Word file as trees, and where in them something stands, as its owner would say it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"

_MOST_BYTES = 40 * 1024 * 1024
_MOST_PARTS = 2000
_SAID_MOST = 60
_KINDS = {"first": " van de eerste bladzijde", "even": " van de even bladzijden", "default": ""}
_FAULTS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error)


def w(name: str) -> str:
    """A name of WordprocessingML as lxml writes it."""
    return f"{{{WORD}}}{name}"


class Unreadable(ValueError):
    """The bytes are no Word file that can be opened; the text says why, in Dutch, for behind "het sjabloon"."""


class _DocumentType(ValueError):
    """XML with a document type: nothing that a part needs, and the way in for entities."""


def parsed(data: bytes) -> etree._Element:
    """The root of a part, without entities and without network.

    Raises:
        ValueError: it is no XML, or declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if str(getattr(root.getroottree().docinfo, "doctype", "")):
        raise _DocumentType
    return root


@dataclass(frozen=True)
class Relation:
    """One relationship of one part.

    Attributes:
        source: the part that names it; "" for the whole file.
        kind: the last step of its type, in small letters; a type that is not of Office's makers is given whole.
        target: the part it leads to, or an address when it is external.
    """

    source: str
    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Story:
    """A run of text of its own: the body, or one header or footer.

    Attributes:
        name: as its owner would say it.
        shown: whether any page shows it.
    """

    part: str
    name: str
    root: etree._Element
    shown: bool = True

    @property
    def in_body(self) -> bool:
        return self.root.tag == w("document")

    @property
    def is_note(self) -> bool:
        return self.root.tag in (w("footnotes"), w("endnotes"))

    def paragraphs(self) -> Iterator[tuple[str, etree._Element]]:
        """Every paragraph with its place."""
        for number, paragraph in enumerate(self.root.iter(w("p")), start=1):
            yield place_of(self, number, paragraph), paragraph


def said_by(paragraph: etree._Element) -> str:
    """The text of a paragraph as it is read, of its own runs only."""
    own = (node for node in paragraph.iter(w("t"), w("tab"), w("br")) if next(node.iterancestors(w("p"))) is paragraph)
    return "".join((node.text or "") if node.tag == w("t") else " " for node in own if not _is_stop(node))


def _is_stop(node: etree._Element) -> bool:
    """Whether this is a tab stop of the layout, and no tab in the text."""
    parent = node.getparent()
    return parent is not None and parent.tag == w("tabs")


def place_of(story: Story, number: int, paragraph: etree._Element) -> str:
    """Where a paragraph stands: which story, which paragraph, and how it begins."""
    said = " ".join(said_by(paragraph).split())
    short = said if len(said) <= _SAID_MOST else f"{said[:_SAID_MOST].rstrip()}…"
    table = ", in een tabel" if next(paragraph.iterancestors(w("tbl")), None) is not None else ""
    return f"{story.name}, alinea {number}{table}" + (f" ('{short}')" if short else " (zonder tekst)")


class Parts:
    """The parts of a Word file, parsed when they are asked for, without entities and without network."""

    def __init__(self, data: bytes) -> None:
        """
        Raises:
            Unreadable: it is no zip, has a password, is far too large, or holds no document.
        """
        if data.startswith(bytes.fromhex("D0CF11E0A1B11AE1")):
            raise Unreadable("heeft een wachtwoord of is in de oude indeling (.doc) bewaard; bewaar het als .docx")
        self._trees: dict[str, etree._Element] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
                if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_BYTES:
                    raise Unreadable("is uitgepakt veel te groot")
                self.bytes: Mapping[str, bytes] = {e.filename: archive.read(e) for e in entries if not e.is_dir()}
        except _FAULTS as error:
            if isinstance(error, Unreadable):
                raise
            raise Unreadable("is geen Word-bestand") from error
        if self.main not in self.bytes:
            raise Unreadable("bevat geen document")

    def require_whole(self) -> None:
        """Look whether every part that something leads to is there, and every part in XML is XML.

        Raises:
            Unreadable: one is not.
        """
        for relation in self.relations:
            if not relation.external and relation.target not in self.bytes:
                raise Unreadable(f"mist het deel {relation.target}")
        for name in self.bytes:
            if name.endswith((".xml", ".rels")):
                self.tree(name)

    def tree(self, name: str) -> etree._Element:
        """One part as a tree.

        Raises:
            Unreadable: it is not there, is no XML, or declares a document type.
        """
        if name not in self._trees:
            if name not in self.bytes:
                raise Unreadable(f"mist het deel {name}")
            try:
                self._trees[name] = parsed(self.bytes[name])
            except _DocumentType as error:
                raise Unreadable(f"heeft een eigen documenttype in het deel {name}") from error
            except ValueError as error:
                raise Unreadable(f"is beschadigd: het deel {name} is geen geldige XML") from error
        return self._trees[name]

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """Every relationship of every part."""
        found = []
        for name in sorted(self.bytes):
            folder, file = posixpath.split(name)
            if not (file.endswith(".rels") and posixpath.basename(folder) == "_rels"):
                continue
            source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            found += [_relation(source, one) for one in self.tree(name).iter(f"{{{PACKAGE_RELATIONS}}}Relationship")]
        return tuple(found)

    @cached_property
    def main(self) -> str:
        """The name of the part with the body."""
        names = (r.target for r in self.relations if not r.source and r.kind == "officedocument" and not r.external)
        return next(names, "word/document.xml")

    def related(self, kind: str) -> str | None:
        """The name of the part of this kind that belongs to the document, such as its styles."""
        return next((r.target for r in self.relations if r.source == self.main and r.kind == kind), None)

    @cached_property
    def styles(self) -> etree._Element:
        """The part with styles.

        Raises:
            Unreadable: there is none.
        """
        name = self.related("styles")
        if name is None:
            raise Unreadable("heeft geen stijlen")
        return self.tree(name)

    @cached_property
    def settings(self) -> etree._Element | None:
        name = self.related("settings")
        return None if name is None or name not in self.bytes else self.tree(name)

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """The body, then its headers and footers and notes, in the order of their names."""
        body = self.tree(self.main)
        targets = {r.id: r.target for r in self.relations if r.source == self.main and not r.external}
        kinds: dict[str, str] = {}
        shown: set[str] = set()
        for section in body.iter(w("sectPr")):
            for reference in section.iter(w("headerReference"), w("footerReference")):
                part = targets.get(reference.get(f"{{{RELATION_ID}}}id") or "", "")
                kinds[part] = reference.get(w("type")) or "default"
                if self._is_used(section, kinds[part]):
                    shown.add(part)
        found = [Story(self.main, "hoofdtekst", body)]
        for relation in sorted(self.relations, key=lambda r: r.target):
            if relation.source != self.main or relation.external or relation.target not in self.bytes:
                continue
            name, part = _STORIES.get(relation.kind), relation.target
            if name is not None and part not in {story.part for story in found}:
                titled = f"{name}{_KINDS.get(kinds.get(part, ''), '')}"
                found.append(Story(part, titled, self.tree(part), part in shown or relation.kind in _NOTES))
        return tuple(found)

    def _is_used(self, section: etree._Element, kind: str) -> bool:
        """Whether a section shows its header or footer of this kind on any page."""
        if kind == "first":
            return is_on(section.find(w("titlePg")))
        if kind == "even":
            return self.settings is not None and is_on(self.settings.find(w("evenAndOddHeaders")))
        return True


_KNOWN_TYPE = re.compile(
    r"http://schemas\.(openxmlformats\.org/(officeDocument|package)/2006|microsoft\.com/office/\d{4}(/\d{2})?)"
    r"/relationships(/metadata)?/(?P<kind>[\w-]+)"
)
_NOTES = frozenset({"footnotes", "endnotes"})
_STORIES = {"header": "koptekst", "footer": "voettekst", "footnotes": "voetnoten", "endnotes": "eindnoten"}
_OFF = frozenset({"0", "false", "off", "none"})


def is_on(mark: etree._Element | None) -> bool:
    """Whether a property that can be on or off is there and on (ISO/IEC 29500-1, section 17.17.4)."""
    return mark is not None and (mark.get(w("val")) or "").lower() not in _OFF


def _relation(source: str, one: etree._Element) -> Relation:
    target, external = one.get("Target") or "", (one.get("TargetMode") or "").lower() == "external"
    if not external:
        base = posixpath.dirname(source)
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
    said = (one.get("Type") or "").rstrip("/")
    known = _KNOWN_TYPE.fullmatch(said)
    kind = said if known is None else known["kind"].lower()
    return Relation(source, one.get("Id") or "", kind, target, external)
