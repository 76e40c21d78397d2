"""Spoiling an Excel form: its package, its sheets, its texts, and what somebody typed."""

from __future__ import annotations

import re
from random import Random
from xml.sax.saxutils import escape

from lxml import etree

from tests.fuzz.mutant import Mutant, Shelf, packed, parts_of, with_parts
from tests.fuzz.on_content import WORDS

SHELF = Shelf("sheet")
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_S = f"{{{NAMESPACE}}}"
_SHEET = "xl/worksheets/sheet3.xml"
_READ = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", _SHEET, "[Content_Types].xml", "_rels/.rels",
         "docProps/core.xml", "docProps/custom.xml", "xl/worksheets/_rels/sheet3.xml.rels",
         "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels")  # fmt: skip
_VALUES = ("", "0", "-1", "9" * 5000, "true", "\u202e", "FFFFFFFFFF", "rId99", "../../x", "NaN", "1e308", "A0", "XFE1",
           "A1048577", "s", "e", "d", "b", "str", "inlineStr", "2147483648", "4294967296")  # fmt: skip


def _tree(data: bytes, name: str = _SHEET) -> etree._Element:
    return etree.fromstring(parts_of(data)[name], etree.XMLParser(huge_tree=True))


def _with(data: bytes, root: etree._Element, name: str = _SHEET) -> bytes:
    return with_parts(data, **{name: etree.tostring(root, xml_declaration=True, encoding="UTF-8")})


def _part(data: bytes, rng: Random) -> str:
    return rng.choice([name for name in _READ if name in parts_of(data)])


def _nodes(root: etree._Element) -> list[etree._Element]:
    return [node for node in root.iter("*") if node is not root]


def _texts(root: etree._Element) -> dict[str, etree._Element]:
    """The text of every answer in words, by code."""
    found: dict[str, etree._Element] = {}
    for row in root.iter(f"{_S}row"):
        cells = ["".join(str(t) for t in cell.itertext()) for cell in row]
        code = re.fullmatch(r"[A-Z]{1,3}-\d{2}\.([a-z])", cells[0].strip()) if cells else None
        texts = list(row[-1].iter(f"{_S}t")) if code and code[1] in "befhijlmn" else []
        if code and texts:
            found[code[0]] = texts[-1]
    return found


@SHELF.add
def sheet_element_deleted(data: bytes, rng: Random) -> Mutant:
    name = _part(data, rng)
    root = _tree(data, name)
    for _ in range(rng.randint(1, 4)):
        node = rng.choice(_nodes(root) or [root])
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    return Mutant(_with(data, root, name))


@SHELF.add
def sheet_element_moved(data: bytes, rng: Random) -> Mutant:
    name = _part(data, rng)
    root = _tree(data, name)
    for _ in range(rng.randint(1, 4)):
        node, target = rng.choice(_nodes(root) or [root]), rng.choice([root, *_nodes(root)])
        if node is not root and node not in target.iterancestors() and node is not target:
            target.append(node)
    return Mutant(_with(data, root, name))


@SHELF.add
def sheet_attribute_changed(data: bytes, rng: Random) -> Mutant:
    name = _part(data, rng)
    root = _tree(data, name)
    for _ in range(rng.randint(1, 8)):
        node = rng.choice([root, *_nodes(root)])
        node.set(rng.choice([str(key) for key in node.attrib] or ["r"]), rng.choice(_VALUES))
    return Mutant(_with(data, root, name))


@SHELF.add
def sheet_element_renamed(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    for _ in range(rng.randint(1, 5)):
        rng.choice(_nodes(root)).tag = _S + rng.choice(
            ("c", "row", "x", "sheetData", "mergeCell", "v", "f", "is", "t", "r")
        )
    return Mutant(_with(data, root))


@SHELF.add
def cell_value(data: bytes, rng: Random) -> Mutant:
    """A value of any kind in any cell: indexes past the end, numbers without end, dates that do not exist."""
    root = _tree(data)
    for _ in range(rng.randint(1, 4)):
        cell = rng.choice(list(root.iter(f"{_S}c")))
        for child in list(cell):
            cell.remove(child)
        cell.set("t", rng.choice(("s", "n", "b", "e", "d", "str", "x", "")))
        etree.SubElement(cell, f"{_S}v").text = rng.choice(
            ("0", "1", "-1", "99999", "1e308", "-1e308", "nan", "inf", "1e-320", "2958466", "-1", "9" * 400, "", " 1 ",
             "2020-05-12", "2020-13-45T99:99", "#REF!", "0x10", "1,5", "60", "0.9999999999999999")
        )  # fmt: skip
    return Mutant(_with(data, root))


_FITTING = (
    ("n", "2020"), ("n", "0.5"), ("n", "43963"), ("n", "1e3"), ("n", "12.30"), ("b", "1"), ("b", "false"),
    ("str", "Zo"), ("str", ""), ("str", " a _x0041_ _x005F_x0041_\u00a0"),
    ("str", "12 mei 2020 - Opening\n2020-05-12: Slot"),
    ("d", "2020-05-12"), ("str", "€ 1.250,50"), ("str", "12,5 miljoen"), ("str", "Kies een antwoord"), ("e", "#REF!"),
)  # fmt: skip


@SHELF.add
def fitting_value(data: bytes, rng: Random) -> Mutant:
    """A value that its cell can have, in one cell beside a code."""
    root = _tree(data)
    rows = [row for row in root.iter(f"{_S}row") if len(row) > 4]
    cell = rng.choice(list(rng.choice(rows))[2:])
    for child in list(cell):
        cell.remove(child)
    kind, said = rng.choice(_FITTING)
    cell.set("t", kind)
    etree.SubElement(cell, f"{_S}v").text = said
    return Mutant(_with(data, root))


@SHELF.add
def number_in_disguise(data: bytes, rng: Random) -> Mutant:
    """A number that its cell shows as something else."""
    root, name = _tree(data), "xl/styles.xml"
    styles = _tree(data, name)
    looks = styles.find(f"{_S}cellXfs")
    assert looks is not None
    code = rng.choice(("0%", "0.0%", "[$€-413] #,##0", "0", "d mmmm yyyy", "#,##0.00", '_ "€"\\ * #,##0.00_ '))
    etree.SubElement(styles[0], f"{_S}numFmt", numFmtId="199", formatCode=code)
    etree.SubElement(looks, f"{_S}xf", numFmtId="199", applyNumberFormat="1")
    cell = rng.choice([row[4] for row in root.iter(f"{_S}row") if len(row) > 4])
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "n")
    cell.set("s", str(len(looks) - 1))
    etree.SubElement(cell, f"{_S}v").text = rng.choice(("0.5", "1250000", "43963", "0.505", "-3", "0", "12.345"))
    return Mutant(_with(_with(data, root), styles, name))


@SHELF.add
def typed_elsewhere(data: bytes, rng: Random) -> Mutant:
    """A text beside or below the answers."""
    root = _tree(data)
    sheet = next(root.iter(f"{_S}sheetData"))
    row = rng.choice([row for row in sheet if len(row) > 4])
    where = rng.choice("CFGZ")
    if rng.random() < 0.3:
        row = etree.SubElement(sheet, f"{_S}row", r=str(int(sheet[-1].get("r") or 0) + rng.randint(1, 9)))
        where = rng.choice("BCDEF")
    address = f"{where}{row.get('r')}"
    cell = next((c for c in row if c.get("r") == address), None)
    if cell is None:
        cell = etree.SubElement(row, f"{_S}c", r=address)
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "str")
    etree.SubElement(cell, f"{_S}v").text = rng.choice(
        ("zie mail", "12 mei 2020", "T-01", "n.v.t.", "conform planning")
    )
    return Mutant(_with(data, root))


@SHELF.add
def cells_far_away(data: bytes, rng: Random) -> Mutant:
    where = rng.choice(("XFD1048576", "A1048576", "XFD1", "ZZ99999", "A900", "CC40"))
    cell = f'<row r="{where.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{where}"><v>1</v></c></row></sheetData>'
    return Mutant(with_parts(data, **{_SHEET: parts_of(data)[_SHEET].replace(b"</sheetData>", cell.encode())}))


@SHELF.add
def without_addresses(data: bytes, rng: Random) -> Mutant:
    """Cells that do not say where they stand are one further than the one before."""
    pattern = rng.choice((rb'(<c) r="[A-Z]+\d+"', rb'(<row) r="\d+"'))
    return Mutant(with_parts(data, **{_SHEET: re.sub(pattern, rb"\1", parts_of(data)[_SHEET])}))


@SHELF.add
def one_text_everywhere(data: bytes, rng: Random) -> Mutant:
    """A shared text of any length, used in many cells."""
    size, uses = rng.choice(((10, 3000), (100_000, 5), (100_000, 2_000), (3_000_000, 1)))
    shared = f'<sst xmlns="{NAMESPACE}"><si><t>{"a" * size}</t></si></sst>'.encode()
    rows = "".join(f'<row r="{n}"><c r="G{n}" t="s"><v>0</v></c></row>' for n in range(100, 100 + uses))
    parts = parts_of(data)
    parts["xl/sharedStrings.xml"] = shared
    parts[_SHEET] = parts[_SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    line = f'<Relationship Id="rIdS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    where = "xl/_rels/workbook.xml.rels"
    parts[where] = parts[where].replace(b"</Relationships>", line.encode())
    return Mutant(packed(parts))


@SHELF.add
def typed_anything(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    for node in rng.sample(list(root.iter(f"{_S}t")), 3):
        word = "".join(c for c in rng.choice(WORDS) if c >= " ")
        node.text = rng.choice((word, f"{node.text} {word}", f"_x0007_{word}", f"{word}\n\n{node.text}"))
    return Mutant(_with(data, root))


@SHELF.add
def answer_hidden(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    code, node = rng.choice(sorted(_texts(root).items(), key=lambda item: item[0]))
    row = next(node.iterancestors(f"{_S}row"))
    row.set(*rng.choice((("hidden", "1"), ("hidden", "true"), ("ht", "0"))))
    return Mutant(_with(data, root), destroyed=(code,))


@SHELF.add
def code_changed(data: bytes, rng: Random) -> Mutant:
    root = _tree(data)
    code, node = rng.choice(sorted(_texts(root).items(), key=lambda item: item[0]))
    first = next(node.iterancestors(f"{_S}row"))[0]
    for said in first.iter(f"{_S}t"):
        said.text = rng.choice(("", "T-01", code.upper(), f"{code}x", "vraag", f"{code} en meer", code[:-1] + "z"))
    return Mutant(_with(data, root))


@SHELF.add
def harmful_formula(data: bytes, rng: Random) -> Mutant:
    formula = rng.choice(
        ("cmd|'/c calc'!A0", "DDE(\"cmd\",\"/c\",\"x\")", "WEBSERVICE(\"http://example.org\")", "CALL(\"a\",\"b\")",
         "msexcel|'\\..\\x'!''", "1+EXEC(\"x\")", "IMAGE(\"http://example.org/x.png\")")
    )  # fmt: skip
    cell = f'<row r="200"><c r="A200"><f>{escape(formula)}</f><v>1</v></c></row></sheetData>'
    changed = parts_of(data)[_SHEET].replace(b"</sheetData>", cell.encode())
    return Mutant(with_parts(data, **{_SHEET: changed}), unsafe=True)


@SHELF.add
def harmful_part(data: bytes, rng: Random) -> Mutant:
    name = rng.choice(
        ("xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl/activeX/activeX1.xml", "xl/embeddings/Blad1.docx",
         "xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/queryTables/queryTable1.xml",
         "xl/macrosheets/sheet1.xml", "xl/dialogsheets/sheet1.xml", "xl/ctrlProps/ctrlProp1.xml", "xl/model/item.data")
    )  # fmt: skip
    return Mutant(with_parts(data, **{name: b"<x/>"}), unsafe=True)


@SHELF.add
def sheet_document_type(data: bytes, rng: Random) -> Mutant:
    name = _part(data, rng)
    head, _, body = parts_of(data)[name].partition(b"?>") if parts_of(data)[name].startswith(b"<?") else (b"", b"", b"")
    body = body or parts_of(data)[name]
    kind = rng.choice((b'[<!ENTITY a "aa">]', b'SYSTEM "file:///etc/passwd"', b"[]"))
    xml = (head + b"?>" if head else b"") + b"<!DOCTYPE x " + kind + b">" + body
    return Mutant(with_parts(data, **{name: xml}), unsafe=True)


@SHELF.add
def sheet_points_outside(data: bytes, rng: Random) -> Mutant:
    kind = rng.choice(("externalLinkPath", "image", "oleObject", "attachedTemplate", "package", "connections"))
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    line = f'<Relationship Id="rIdX" Type="{base}/{kind}" Target="http://example.org/x" TargetMode="External"/>'
    where = rng.choice(("xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet3.xml.rels"))
    return Mutant(
        with_parts(
            data, **{where: parts_of(data)[where].replace(b"</Relationships>", f"{line}</Relationships>".encode())}
        ),
        unsafe=True,
    )


@SHELF.add
def sheets_doubled(data: bytes, rng: Random) -> Mutant:
    """Two sheets of one name or one part, or a sheet that is not there."""
    text = parts_of(data)["xl/workbook.xml"].decode()
    one = re.findall(r"<sheet [^>]*/>", text)
    copy = rng.choice(one)
    changed = rng.choice(
        (text.replace("</sheets>", f"{copy}</sheets>"), text.replace('name="T-02"', 'name="T-01"'),
         text.replace('name="T-02"', 'name="t-01"'), re.sub(r'r:id="rId\d+"', 'r:id="rId77"', text, count=1),
         text.replace("xl/", ""), text.replace(copy, ""), text.replace('name="T-01"', 'name=""'))
    )  # fmt: skip
    return Mutant(with_parts(data, **{"xl/workbook.xml": changed.encode()}))


@SHELF.add
def main_part_elsewhere(data: bytes, rng: Random) -> Mutant:
    parts = parts_of(data)
    other = rng.choice(("xl/anders.xml", "xl/Workbook.xml", "anders/workbook.xml"))
    parts[other] = parts["xl/workbook.xml"]
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", other.encode())
    return Mutant(packed(parts))


@SHELF.add
def bytes_flipped(data: bytes, rng: Random) -> Mutant:
    at = rng.randrange(len(data))
    return Mutant(data[:at] + bytes(b ^ rng.randrange(1, 256) for b in data[at : at + 8]) + data[at + 8 :])


@SHELF.add
def cut_short(data: bytes, rng: Random) -> Mutant:
    return Mutant(data[: rng.randrange(100, len(data))])


@SHELF.add
def sheet_encoding(data: bytes, rng: Random) -> Mutant:
    body = parts_of(data)[_SHEET].decode().partition("?>")[2] or parts_of(data)[_SHEET].decode()
    name, said = rng.choice((("utf-16", "UTF-16"), ("latin-1", "ISO-8859-1"), ("utf-8", "UTF-7"), ("cp1252", "UTF-8")))
    declared = f'<?xml version="1.0" encoding="{said}"?>{body}'
    return Mutant(with_parts(data, **{_SHEET: declared.encode(name, "xmlcharrefreplace")}))
