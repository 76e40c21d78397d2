"""Spoiling the XML of a Word file: its tree, its declarations, what it carries and what it points at."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from lxml import etree

from bna_pipeline.contributions.wordxml import w
from tests.fuzz.mutant import DOCUMENT, Mutant, Shelf, document_of, packed, parts_of, related, with_document, with_parts

SHELF = Shelf("xml")
READ = (
    DOCUMENT, "_rels/.rels", "word/_rels/document.xml.rels", "docProps/core.xml", "docProps/custom.xml",
    "[Content_Types].xml", "word/footer1.xml",
)  # fmt: skip
REST = ("word/styles.xml", "word/settings.xml", "word/numbering.xml", "docProps/app.xml")


def _tree(data: bytes) -> etree._Element:
    return etree.fromstring(parts_of(data)[DOCUMENT])


def _back(data: bytes, root: etree._Element) -> bytes:
    return with_document(data, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _any(root: etree._Element, rng: Random) -> etree._Element:
    return rng.choice([node for node in root.iter() if node is not root and not callable(node.tag)])


@SHELF.add
def element_deleted(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    for _ in range(rng.randint(1, 5)):
        node = _any(root, rng)
        parent = node.getparent()
        if parent is not None and parent is not root:
            parent.remove(node)
    return Mutant(_back(data, root))


@SHELF.add
def element_doubled(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    node = _any(root, rng)
    node.addnext(deepcopy(node))
    return Mutant(_back(data, root))


@SHELF.add
def element_moved(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    for _ in range(rng.randint(1, 4)):
        node, target = _any(root, rng), _any(root, rng)
        if node not in target.iterancestors() and node is not target:
            target.append(node)
    return Mutant(_back(data, root))


@SHELF.add
def elements_swapped(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    rows = list(root.iter(w("tr")))
    one, other = rng.sample(rows, 2)
    cells = [list(row.iter(w("tc"))) for row in (one, other)]
    if min(map(len, cells)) > 1:
        first, second = cells[0][-1], cells[1][-1]
        first.addnext(deepcopy(second))
        second.addnext(deepcopy(first))
        for cell in (first, second):
            parent = cell.getparent()
            if parent is not None:
                parent.remove(cell)
    return Mutant(_back(data, root))


@SHELF.add
def element_wrapped(data: bytes, rng: Random) -> Mutant:
    """An element within others, a few or very many times."""
    root = _tree(data)
    node = _any(root, rng)
    tag = rng.choice(
        ("tbl", "tr", "tc", "p", "r", "sdt", "sdtContent", "ins", "del", "moveFrom", "pict", "txbxContent")
    )
    parent = node.getparent()
    if parent is None:
        return Mutant(data)
    at = parent.index(node)
    for _ in range(rng.choice((1, 2, 3, 30, 150, 300))):
        around = etree.Element(w(tag))
        around.append(node)
        node = around
    parent.insert(at, node)
    return Mutant(_back(data, root))


@SHELF.add
def element_renamed(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    for _ in range(rng.randint(1, 5)):
        _any(root, rng).tag = w(
            rng.choice(("t", "p", "tc", "tr", "br", "sym", "instrText", "object", "x", "rPr", "sdtPr"))
        )
    return Mutant(_back(data, root))


@SHELF.add
def attribute_changed(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    values = ("", "0", "-1", "9" * 5000, "true", "\u202e", "D800", "FFFFFFFFFF", "rId99", "../../x", "NaN")
    for _ in range(rng.randint(1, 10)):
        node = _any(root, rng)
        name = rng.choice([str(key) for key in node.attrib] or [w("val")])
        node.set(name, rng.choice(values))
    return Mutant(_back(data, root))


@SHELF.add
def symbol_put(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    run = rng.choice(list(root.iter(w("r"))))
    symbol = etree.SubElement(run, w(rng.choice(("sym", "symEx"))))
    symbol.set(w("char"), rng.choice(("F0FC", "D83D", "1F680", "110000", "-5", "xyz", "9" * 6000, "0", "7")))
    return Mutant(_back(data, root))


@SHELF.add
def namespace_changed(data: bytes, rng: Random) -> Mutant:
    old = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    new = rng.choice(("http://purl.oclc.org/ooxml/wordprocessingml/main", "urn:x", ""))
    return Mutant(with_document(data, document_of(data).replace(old, new)))


@SHELF.add
def huge_text(data: bytes, rng: Random) -> Mutant:
    text = document_of(data)
    filler = rng.choice(("a", "a ", "\u0301", "\u00e9", "x\u200b")) * rng.choice((3_000, 300_000, 700_000))
    return Mutant(with_document(data, text.replace("</w:t>", f"{filler}</w:t>", rng.randint(1, 3))))


@SHELF.add
def controls_gone(data: bytes, _: Random) -> Mutant:
    text = document_of(data)
    for tag in ("w:sdt", "w:sdtContent"):
        text = text.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    while "<w:sdtPr>" in text:
        start = text.index("<w:sdtPr>")
        text = text[:start] + text[text.index("</w:sdtPr>") + len("</w:sdtPr>") :]
    return Mutant(with_document(data, text))


@SHELF.add
def encoding_changed(data: bytes, rng: Random) -> Mutant:
    body = document_of(data).partition("?>")[2]
    name, said = rng.choice(
        (("utf-16", "UTF-16"), ("latin-1", "ISO-8859-1"), ("utf-8-sig", "UTF-8"), ("utf-16-le", "UTF-16"),
         ("utf-8", "UTF-7"), ("utf-8", "bestaat-niet"), ("cp1252", "UTF-8"), ("utf-32", "UTF-32"))
    )  # fmt: skip
    declared = f'<?xml version="1.0" encoding="{said}"?>{body}'
    return Mutant(with_document(data, declared.encode(name, "xmlcharrefreplace")))


@SHELF.add
def comments_and_sections(data: bytes, rng: Random) -> Mutant:
    text = document_of(data)
    piece = rng.choice(
        ("<!-- a -->", "<![CDATA[ & < ]]>", "<?x y?>", "&#x7;", "&#0;", "&#x202E;", "&onbekend;", "&amp;lt;")
    )
    return Mutant(with_document(data, text.replace("</w:t>", f"{piece}</w:t>", rng.randint(1, 4))))


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
def field_that_fetches(data: bytes, rng: Random) -> Mutant:
    code = rng.choice(
        ('DDEAUTO c:\\\\x "y"', " includetext https://example.org/x", "INCLUDEPICTURE http://example.org/y", "LINK x")
    )
    run, cut = "<w:r>{}</w:r>", rng.randrange(1, 6)
    pieces = [f'<w:instrText xml:space="preserve">{piece}</w:instrText>' for piece in (code[:cut], code[cut:])]
    field = "".join(
        run.format(part)
        for part in ('<w:fldChar w:fldCharType="begin"/>', *pieces, '<w:fldChar w:fldCharType="separate"/>',
                     "<w:t>.</w:t>", '<w:fldChar w:fldCharType="end"/>')
    )  # fmt: skip
    if rng.random() < 0.4:
        field = f'<w:fldSimple w:instr="{code.replace(chr(34), "")}"><w:r><w:t>.</w:t></w:r></w:fldSimple>'
    text = document_of(data)
    at = rng.choice([i for i in range(len(text)) if text.startswith("</w:p>", i)])
    return Mutant(with_document(data, text[:at] + field + text[at:]), unsafe=True)


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
