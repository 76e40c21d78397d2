"""Spoiling the XML of a Word file: its tree, its declarations, what it carries and what it points at."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from lxml import etree

from bna_pipeline.contributions.wordxml import w
from tests.fuzz.mutant import Mutant, Shelf, document_of, tree_of, with_document, with_tree

SHELF = Shelf("xml")


def _any(root: etree._Element, rng: Random) -> etree._Element:
    return rng.choice([node for node in root.iter() if node is not root and not callable(node.tag)])


@SHELF.add
def element_deleted(data: bytes, rng: Random) -> Mutant:
    root = tree_of(data)
    for _ in range(rng.randint(1, 5)):
        node = _any(root, rng)
        parent = node.getparent()
        if parent is not None and parent is not root:
            parent.remove(node)
    return Mutant(with_tree(data, root))


@SHELF.add
def element_doubled(data: bytes, rng: Random) -> Mutant:
    root = tree_of(data)
    node = _any(root, rng)
    node.addnext(deepcopy(node))
    return Mutant(with_tree(data, root))


@SHELF.add
def element_moved(data: bytes, rng: Random) -> Mutant:
    root = tree_of(data)
    for _ in range(rng.randint(1, 4)):
        node, target = _any(root, rng), _any(root, rng)
        if node not in target.iterancestors() and node is not target:
            target.append(node)
    return Mutant(with_tree(data, root))


@SHELF.add
def elements_swapped(data: bytes, rng: Random) -> Mutant:
    root = tree_of(data)
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
    return Mutant(with_tree(data, root))


@SHELF.add
def element_wrapped(data: bytes, rng: Random) -> Mutant:
    """An element within others, a few or very many times."""
    root = tree_of(data)
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
    return Mutant(with_tree(data, root))


@SHELF.add
def element_renamed(data: bytes, rng: Random) -> Mutant:
    root = tree_of(data)
    for _ in range(rng.randint(1, 5)):
        _any(root, rng).tag = w(
            rng.choice(("t", "p", "tc", "tr", "br", "sym", "instrText", "object", "x", "rPr", "sdtPr"))
        )
    return Mutant(with_tree(data, root))


@SHELF.add
def attribute_changed(data: bytes, rng: Random) -> Mutant:
    root = tree_of(data)
    values = ("", "0", "-1", "9" * 5000, "true", "\u202e", "D800", "FFFFFFFFFF", "rId99", "../../x", "NaN")
    for _ in range(rng.randint(1, 10)):
        node = _any(root, rng)
        name = rng.choice([str(key) for key in node.attrib] or [w("val")])
        node.set(name, rng.choice(values))
    return Mutant(with_tree(data, root))


@SHELF.add
def symbol_put(data: bytes, rng: Random) -> Mutant:
    root = tree_of(data)
    run = rng.choice(list(root.iter(w("r"))))
    symbol = etree.SubElement(run, w(rng.choice(("sym", "symEx"))))
    symbol.set(w("char"), rng.choice(("F0FC", "D83D", "1F680", "110000", "-5", "xyz", "9" * 6000, "0", "7")))
    return Mutant(with_tree(data, root))


@SHELF.add
def namespace_changed(data: bytes, rng: Random) -> Mutant:
    old = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    new = rng.choice(("http://purl.oclc.org/ooxml/wordprocessingml/main", "urn:x", ""))
    return Mutant(with_document(data, document_of(data).replace(old, new)))


@SHELF.add
def huge_text(data: bytes, rng: Random) -> Mutant:
    text = document_of(data)
    filler = rng.choice(("a", "a ", "\u0301", "\u00e9", "x\u200b")) * rng.choice((3_000, 300_000, 700_000))
    at = rng.choice([i for i in range(len(text)) if text.startswith("</w:t>", i)])
    return Mutant(with_document(data, text[:at] + filler + text[at:]))


@SHELF.add
def controls_gone(data: bytes, _: Random) -> Mutant:
    text = document_of(data)
    for tag in ("w:sdt", "w:sdtContent"):
        text = text.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    while "<w:sdtPr>" in text:
        start = text.index("<w:sdtPr>")
        # From there on: another change may have left an end before every beginning, and the text would only grow.
        text = text[:start] + text[text.index("</w:sdtPr>", start) + len("</w:sdtPr>") :]
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
