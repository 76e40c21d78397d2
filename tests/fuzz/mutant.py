"""What a mutator makes, and how parts of a Word file are changed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from random import Random

from lxml import etree

DOCUMENT = "word/document.xml"


@dataclass(frozen=True)
class Mutant:
    """A spoiled file.

    Attributes:
        unsafe: it holds something that must never be accepted.
        destroyed: codes of answers whose meaning was taken away or moved out of sight: the file may then only be
            accepted with a remark on them, or with the answer as it was.
    """

    data: bytes
    unsafe: bool = False
    destroyed: tuple[str, ...] = ()


Mutate = Callable[[bytes, Random], Mutant]


@dataclass(frozen=True)
class Mutator:
    """One way to spoil a file; `level` is zip, package, xml, content or data."""

    name: str
    level: str
    mutate: Mutate


class Shelf:
    """Mutators of one level, put there by a decorator under the name of their function."""

    def __init__(self, level: str) -> None:
        self.level = level
        self.mutators: list[Mutator] = []

    def add(self, mutate: Mutate) -> Mutate:
        self.mutators.append(Mutator(mutate.__name__.strip("_"), self.level, mutate))
        return mutate


def parts_of(docx: bytes) -> dict[str, bytes]:
    """All parts by name."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def with_parts(docx: bytes, **changes: bytes) -> bytes:
    """The file with these parts added or replaced; `__` in a keyword stands for nothing else than itself."""
    return packed({**parts_of(docx), **changes})


def document_of(docx: bytes) -> str:
    """The XML of the text."""
    return parts_of(docx)[DOCUMENT].decode()


def with_document(docx: bytes, xml: str | bytes) -> bytes:
    """The file with another text."""
    return with_parts(docx, **{DOCUMENT: xml.encode() if isinstance(xml, str) else xml})


def tree_of(docx: bytes) -> etree._Element:
    """The XML of the text, parsed; a change before may have made it deeper than the library reads of its own accord."""
    return etree.fromstring(parts_of(docx)[DOCUMENT], etree.XMLParser(huge_tree=True))


def with_tree(docx: bytes, root: etree._Element) -> bytes:
    """The file with this text."""
    return with_document(docx, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def related(docx: bytes, kind: str, target: str, *, part: str = DOCUMENT, external: bool = True) -> bytes:
    """The file with one more relationship of its text (or of another part)."""
    folder, _, name = part.rpartition("/")
    where = f"{folder}/_rels/{name}.rels"
    mode = ' TargetMode="External"' if external else ""
    kind_url = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    line = f'<Relationship Id="rIdX" Type="{kind_url}" Target="{target}"{mode}/>'
    empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    text = parts_of(docx).get(where, empty.encode()).decode()
    return with_parts(docx, **{where: text.replace("</Relationships>", f"{line}</Relationships>").encode()})
