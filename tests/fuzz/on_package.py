"""Spoiling the package of a Word file: what it carries, what it says of its parts, and what it points at."""

from __future__ import annotations

from random import Random

from tests.fuzz.mutant import DOCUMENT, Mutant, Shelf, packed, parts_of, related, with_parts

SHELF = Shelf("package")
READ = (
    DOCUMENT, "_rels/.rels", "word/_rels/document.xml.rels", "docProps/core.xml", "docProps/custom.xml",
    "[Content_Types].xml", "word/footer1.xml",
)  # fmt: skip
REST = ("word/styles.xml", "word/settings.xml", "word/numbering.xml", "docProps/app.xml")


@SHELF.add
def document_type(data: bytes, rng: Random) -> Mutant:
    """An entity bomb, a file from outside, or only the declaration, in any part, read or not."""
    kind = rng.choice(
        ('[<!ENTITY a "aa"><!ENTITY b "&a;&a;">]', 'SYSTEM "file:///etc/passwd"', "[]", 'PUBLIC "x" "http://example.org/x"',
         '[<!ENTITY x SYSTEM "file:///etc/passwd">]', '[<!ENTITY % p SYSTEM "http://example.org/p"> %p;]')
    )  # fmt: skip
    name = rng.choice([part for part in READ + REST if part in parts_of(data)])
    head, _, body = parts_of(data)[name].partition(b"?>")
    root = body.lstrip()[1:].split(None, 1)[0].split(b">")[0].decode()
    xml = head + b"?>" + f"<!DOCTYPE {root} {kind}>".encode() + body
    if rng.random() < 0.3:
        text = xml.partition(b"?>")[2].decode()
        xml = ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")
    return Mutant(with_parts(data, **{name: xml}), unsafe=True)


@SHELF.add
def active_part(data: bytes, rng: Random) -> Mutant:
    name = rng.choice(
        ("word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/activeX/activeX1.xml", "word/embeddings/Blad1.xlsx",
         "word/embeddings/oleObject1.bin", "word/vbaData.xml")
    )  # fmt: skip
    return Mutant(with_parts(data, **{name: b"<x/>"}), unsafe=True)


@SHELF.add
def active_content_under_another_name(data: bytes, rng: Random) -> Mutant:
    content = rng.choice(
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, b"MZ\x90\0" * 20, b"\x7fELF" * 9, b"%PDF-1.4 x",
         packed({"a": b"b"}), b"#!/bin/sh\nid\n", b"{\\rtf1 x}", b"Rar!\x1a\x07\0")
    )  # fmt: skip
    return Mutant(with_parts(data, **{rng.choice(("word/media/image8.png", "word/x.xml")): content}), unsafe=True)


@SHELF.add
def active_type(data: bytes, rng: Random) -> Mutant:
    kind = rng.choice(
        ("application/vnd.ms-office.vbaProject", "application/vnd.ms-word.document.macroEnabled.main+xml",
         "application/vnd.openxmlformats-officedocument.oleObject", "application/vnd.ms-office.activeX+xml")
    )  # fmt: skip
    types = parts_of(data)["[Content_Types].xml"].decode()
    override = f'<Override PartName="/word/x.dat" ContentType="{kind}"/>'
    changed = types.replace("</Types>", f"{override}</Types>").encode()
    return Mutant(with_parts(data, **{"[Content_Types].xml": changed, "word/x.dat": b"x"}), unsafe=True)


@SHELF.add
def points_outside(data: bytes, rng: Random) -> Mutant:
    kind, target = rng.choice(
        (("attachedTemplate", "http://example.org/x.dotm"), ("image", "https://example.org/spion.png"),
         ("oleObject", "file:///x.xlsx"), ("aFChunk", "http://example.org/x"), ("frame", "http://example.org/f"),
         ("subDocument", "deel.docx"), ("mailMergeSource", "file:///x.csv"), ("video", "http://example.org/v"))
    )  # fmt: skip
    part = rng.choice((DOCUMENT, "word/settings.xml", "word/footer1.xml", "word/header9.xml"))
    return Mutant(related(data, kind, target, part=part), unsafe=True)


@SHELF.add
def object_inside(data: bytes, rng: Random) -> Mutant:
    kind = rng.choice(("oleObject", "control", "package", "aFChunk", "vbaProject", "activeXControlBinary"))
    return Mutant(with_parts(related(data, kind, "x.dat", external=False), **{"word/x.dat": b"x"}), unsafe=True)


@SHELF.add
def hyperlink(data: bytes, rng: Random) -> Mutant:
    """What everybody has in a text: no harm."""
    return Mutant(related(data, "hyperlink", rng.choice(("https://example.org", "mailto:a@example.org", "file:///x"))))


@SHELF.add
def main_part_is_another(data: bytes, rng: Random) -> Mutant:
    """Word opens what the package says, not what lies under the usual name: the usual name is the decoy here."""
    parts = parts_of(data)
    parts["word/anders.xml"] = parts[DOCUMENT].replace(b"conform planning", b"gerealiseerd")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"word/anders.xml")
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"/word/document.xml", b"/word/anders.xml")
    parts["word/_rels/anders.xml.rels"] = parts["word/_rels/document.xml.rels"]
    if rng.random() < 0.5:
        parts[DOCUMENT] = parts[DOCUMENT].replace(b"veel", b"niets")
    return Mutant(packed(parts))


@SHELF.add
def two_main_parts(data: bytes, _: Random) -> Mutant:
    relation = b'<Relationship Id="rIdY" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>'
    parts = parts_of(data)
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", relation)
    return Mutant(packed(parts))


@SHELF.add
def identity_and_moment(data: bytes, rng: Random) -> Mutant:
    parts = parts_of(data)
    core = parts["docProps/core.xml"].decode()
    old = core.partition("<dcterms:modified")[2].partition(">")[2].partition("<")[0]
    new = rng.choice(
        ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2020-02-30T00:00:00Z", "", "1e9", "x" * 9999)
    )
    parts["docProps/core.xml"] = core.replace(old, new).encode()
    if rng.random() < 0.5:
        parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(
            b"/1<", rng.choice((b"/" + b"9" * 5000 + b"<", b"<"))
        )
    return Mutant(packed(parts))
