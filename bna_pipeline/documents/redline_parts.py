"""A Word file as parts, and what a part of one file needs when it stands in another: pictures, links, styles."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from lxml import etree

from bna_pipeline.model.base import sha256_hex

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPES_PART = "[Content_Types].xml"
DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
_NUMBERING = "word/numbering.xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no other name for it


@cache
def w(name: str) -> str:
    """The qualified name of an element or attribute of WordprocessingML (ISO/IEC 29500-1, 17)."""
    return f"{{{W}}}{name}"


def parse(data: bytes) -> Element:
    return etree.fromstring(data, _PARSER)


def written(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def emptied(node: Element) -> Element:
    """An element without what stands in it."""
    made = etree.Element(node.tag)
    for name, value in node.attrib.items():
        made.set(name, value)
    return made


@dataclass(frozen=True)
class Relation:
    """What a part points at: its kind, and the name of a part or (external) an address."""

    kind: str
    target: str
    external: bool


@dataclass
class WordFile:
    """The parts of a Word file by name, and the relations of its parts."""

    parts: dict[str, bytes]
    _relations: dict[str, dict[str, Relation]] = field(default_factory=dict)

    @staticmethod
    def read(data: bytes) -> WordFile:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return WordFile({name: archive.read(name) for name in archive.namelist()})

    def write(self) -> bytes:
        """All parts as one zip, in the order of their names."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in sorted(self.parts):
                archive.writestr(name, self.parts[name])
        return out.getvalue()

    def relations(self, part: str) -> Mapping[str, Relation]:
        """What a part points at, by relation id."""
        if part not in self._relations:
            file = _relations_part(part)
            root = parse(self.parts[file]) if file in self.parts else ()
            self._relations[part] = {
                str(one.get("Id")): Relation(
                    kind=str(one.get("Type")),
                    target=_target(part, one),
                    external=one.get("TargetMode") == "External",
                )
                for one in root
            }
        return self._relations[part]

    def content_of(self, part: str, relation_id: str) -> str:
        """What stands behind a relation, as a text that is equal for equal content: an address, or a digest."""
        found = self.relations(part).get(relation_id)
        if found is None:
            return ""
        inside = None if found.external else self.parts.get(found.target)
        return found.target if inside is None else f"sha256:{sha256_hex(inside)}"

    def relate(self, part: str, relation: Relation) -> str:
        """The id of a relation of this part, which is added when it has none."""
        known = self.relations(part)
        for one, there in known.items():
            if there == relation:
                return one
        added = next(name for n in range(1, len(known) + 2) if (name := f"rIdOud{n}") not in known)
        self._relations[part][added] = relation
        file = _relations_part(part)
        root = parse(self.parts[file]) if file in self.parts else etree.Element(f"{{{_PACKAGE}}}Relationships")
        target = relation.target if relation.external else f"/{relation.target}"
        entry = etree.SubElement(root, f"{{{_PACKAGE}}}Relationship", Id=added, Type=relation.kind, Target=target)
        if relation.external:
            entry.set("TargetMode", "External")
        self.parts[file] = written(root)
        return added

    def take(self, other: WordFile, name: str) -> str:
        """Have a part of another file here as well; the name under which it stands."""
        data = other.parts[name]
        if self.parts.get(name) == data:
            return name
        folder, ending = posixpath.dirname(name), posixpath.splitext(name)[1]
        own = f"{folder}/oud-{sha256_hex(data)[:16]}{ending}"
        if own not in self.parts:
            self.parts[own] = data
            self._declare(other, name, own)
        return own

    def _declare(self, other: WordFile, name: str, own: str) -> None:
        root, ending = parse(self.parts[_TYPES_PART]), posixpath.splitext(own)[1][1:].lower()
        kind = _content_type(parse(other.parts[_TYPES_PART]), name)
        if kind is not None and kind != _content_type(root, f"/{own}"):
            defaults = {str(d.get("Extension")).lower() for d in root.iterfind(f"{{{_TYPES}}}Default")}
            if ending in defaults:
                etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{own}", ContentType=kind)
            else:
                root.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=ending, ContentType=kind))
            self.parts[_TYPES_PART] = written(root)

    def take_styles(self, other: WordFile) -> None:
        """Have the other file's styles that this one lacks, for text that stands here in an old style."""
        if _STYLES not in self.parts or self.parts[_STYLES] == other.parts.get(_STYLES, self.parts[_STYLES]):
            return
        here = parse(self.parts[_STYLES])
        known = {s.get(w("styleId")) for s in here.iterfind(w("style"))}
        for style in parse(other.parts[_STYLES]).iterfind(w("style")):
            if style.get(w("styleId")) not in known:
                style.attrib.pop(w("default"), "")
                here.append(style)
        self.parts[_STYLES] = written(here)

    def lists(self) -> frozenset[str]:
        """The ids of the lists that paragraphs of this file may belong to."""
        if _NUMBERING not in self.parts:
            return frozenset()
        return frozenset(str(n.get(w("numId"))) for n in parse(self.parts[_NUMBERING]).iterfind(w("num")))


def _relations_part(part: str) -> str:
    return posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")


def _target(part: str, relation: Element) -> str:
    target = str(relation.get("Target"))
    if relation.get("TargetMode") == "External":
        return target
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _content_type(types: Element, name: str) -> str | None:
    for one in types.iterfind(f"{{{_TYPES}}}Override"):
        if str(one.get("PartName")).lstrip("/") == name.lstrip("/"):
            return one.get("ContentType")
    ending = posixpath.splitext(name)[1][1:].lower()
    for one in types.iterfind(f"{{{_TYPES}}}Default"):
        if str(one.get("Extension")).lower() == ending:
            return one.get("ContentType")
    return None
