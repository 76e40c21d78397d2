"""Spoiling what somebody typed: anything in an answer, and answers put out of sight."""

from __future__ import annotations

import re
from random import Random
from xml.sax.saxutils import escape

from lxml import etree

from bna_pipeline.contributions.wordxml import w
from tests.fuzz.mutant import Mutant, Shelf, document_of, tree_of, with_document, with_tree

SHELF = Shelf("content")
CODE = re.compile(r"^\s*([A-Z]{1,3}-\d{2}\.[a-z]|ALG\.[a-z])")
TEXTS = "befhijlmn"  # letters of questions that are answered in words

WORDS = (
    "\u202eomgekeerd\u202c", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "Mooi \U0001f680",
    "\u7b80\u4f53", "a\u0308o\u0308",
    "x" * 20_000, "lang" * 300, "{{ 7*7 }}", "<script>alert(1)</script>", "&amp;", "' OR 1=1 --", "\u00ad" * 9,
    "\ufeff", "\u2028regel", "\ufffd", "\uf0fc", "9" * 5000, "-1", "1e999999999", "NaN", "31-02-2020", "0000-00-00",
    "\u0663\u0664", "conform  planning", "Kies een antwoord", "K-01.b tekst", "T-01.a", "=1+1", "\u2126", "\u212a",
    "2020-05-12 x", "12 mei 20200 - x", "\u0131\u0130", "zin. " * 2_000, "\u00a0", "\u3000", "a\u0301" * 400,
)  # fmt: skip


def answers(root: etree._Element) -> dict[str, etree._Element]:
    """The answer cell of every question that was answered."""
    found: dict[str, etree._Element] = {}
    for row in root.iter(w("tr")):
        cells = [child for child in row if child.tag == w("tc")]
        text = "".join(t.text or "" for t in cells[0].iter(w("t"))) if len(cells) == 2 else ""
        code = CODE.match(text)
        if code and any((t.text or "").strip() for t in cells[1].iter(w("t"))):
            found[code[1]] = cells[1]
    return found


def _opened(data: bytes) -> tuple[etree._Element, dict[str, etree._Element]]:
    root = tree_of(data)
    return root, answers(root)


def _spoken(cells: dict[str, etree._Element], rng: Random) -> tuple[str, etree._Element]:
    code = rng.choice([code for code in cells if code[-1] in TEXTS and code != "ALG.b"])
    return code, cells[code]


@SHELF.add
def answered_with_anything(data: bytes, rng: Random) -> Mutant:
    root, cells = _opened(data)
    for code in rng.sample(sorted(cells), min(3, len(cells))):
        spot = rng.choice(list(cells[code].iter(w("t"))))
        word = rng.choice(WORDS)
        spot.text = rng.choice((word, f"{spot.text} {word}", f"{word}{spot.text}"))
    return Mutant(with_tree(data, root))


@SHELF.add
def control_character(data: bytes, rng: Random) -> Mutant:
    text = document_of(data)
    sign = rng.choice(("\x07", "\x00", "\x1b", "\x0b", "&#11;", "\ufffe", "&#xFFFF;", "\x7f", "\x85"))
    return Mutant(with_document(data, text.replace("</w:t>", f"{sign}</w:t>", rng.randint(1, 50))))


@SHELF.add
def two_hundred_rows(data: bytes, rng: Random) -> Mutant:
    """A pasted table, or very many paragraphs, in an answer."""
    root, cells = _opened(data)
    code, cell = _spoken(cells, rng)
    count = rng.choice((1, 200, 3_000))
    inside = etree.SubElement(cell, w("tbl"))
    for number in range(count):
        spot = cell if rng.random() < 0.5 else etree.SubElement(etree.SubElement(inside, w("tr")), w("tc"))
        text = etree.SubElement(etree.SubElement(etree.SubElement(spot, w("p")), w("r")), w("t"))
        text.text = f"regel {number}" if rng.random() < 0.9 else f"{code} {number}"
    return Mutant(with_tree(data, root))


@SHELF.add
def rows_copied(data: bytes, rng: Random) -> Mutant:
    text = document_of(data)
    start = rng.choice([i for i in range(len(text)) if text.startswith("<w:tr>", i)])
    end = text.index("</w:tr>", start) + len("</w:tr>")
    return Mutant(with_document(data, text[:end] + text[start:end] * rng.choice((1, 10, 400)) + text[end:]))


@SHELF.add
def out_of_sight(data: bytes, rng: Random) -> Mutant:
    """An answer made invisible, in each way that Word knows."""
    root, cells = _opened(data)
    code, cell = _spoken(cells, rng)
    way = rng.choice(("vanish", "webHidden", "hidden row", "field", "deleted", "moved away", "bound", "prompt"))
    for run in list(cell.iter(w("r"))):
        if way in ("vanish", "webHidden"):
            look = run.find(w("rPr"))
            if look is None:
                look = etree.Element(w("rPr"))
                run.insert(0, look)
            etree.SubElement(look, w(way))
        elif way in ("deleted", "moved away"):
            _around(run, w("del" if way == "deleted" else "moveFrom"))
        elif way == "field":
            _marked(run, "begin", before=True)
            _marked(run, "end", before=False)
        elif way in ("bound", "prompt"):
            _controlled(run, "dataBinding" if way == "bound" else "showingPlcHdr")
    if way == "hidden row":
        row = next(cell.iterancestors(w("tr")))
        properties = row.find(w("trPr"))
        if properties is None:
            properties = etree.Element(w("trPr"))
            row.insert(0, properties)
        etree.SubElement(properties, w("hidden"))
    return Mutant(with_tree(data, root), destroyed=(code,))


def _around(run: etree._Element, tag: str) -> etree._Element:
    around = etree.Element(tag)
    run.addprevious(around)
    around.append(run)
    return around


def _marked(run: etree._Element, kind: str, *, before: bool) -> None:
    mark = etree.Element(w("r"))
    etree.SubElement(mark, w("fldChar")).set(w("fldCharType"), kind)
    (run.addprevious if before else run.addnext)(mark)


def _controlled(run: etree._Element, mark: str) -> None:
    content = _around(run, w("sdtContent"))
    control = _around(content, w("sdt"))
    properties = etree.Element(w("sdtPr"))
    etree.SubElement(properties, w(mark))
    control.insert(0, properties)


@SHELF.add
def out_of_place(data: bytes, rng: Random) -> Mutant:
    """An answer's cell taken away, put with the question, or its row put into another answer."""
    root, cells = _opened(data)
    code, cell = _spoken(cells, rng)
    row = next(cell.iterancestors(w("tr")))
    way = rng.choice(("no cell", "one cell", "in another answer", "with the question"))
    if way == "no cell":
        row.remove(cell)
    elif way in ("one cell", "with the question"):
        first = next(child for child in row if child.tag == w("tc"))
        first.extend([child for child in cell if child.tag == w("p")])
        if way == "one cell":
            row.remove(cell)
        else:
            etree.SubElement(cell, w("p"))
    else:
        other = rng.choice([c for key, c in cells.items() if key != code])
        etree.SubElement(other, w("tbl")).append(row)
    return Mutant(with_tree(data, root), destroyed=(code,))


@SHELF.add
def reads_differently(data: bytes, rng: Random) -> Mutant:
    """One text for a new Word and another for an old one."""
    text = document_of(data)
    _, cells = _opened(data)
    code, cell = _spoken(cells, rng)
    said = next(t.text or "" for t in cell.iter(w("t")) if (t.text or "").strip())
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    old = f"<w:r><w:t>{escape(said)}</w:t></w:r>"
    new = (
        f"<mc:AlternateContent {mc}><mc:Choice Requires='x'><w:r><w:t>Iets heel anders.</w:t></w:r></mc:Choice>"
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    )
    changed = old in text and text.count(old) == 1
    return Mutant(with_document(data, text.replace(old, new)), destroyed=(code,) if changed else ())


@SHELF.add
def tracked(data: bytes, rng: Random) -> Mutant:
    root, cells = _opened(data)
    _, cell = _spoken(cells, rng)
    for run in list(cell.iter(w("r"))):
        _around(run, w(rng.choice(("ins", "moveTo", "del", "hyperlink", "smartTag"))))
    return Mutant(with_tree(data, root))


@SHELF.add
def field_codes(data: bytes, rng: Random) -> Mutant:
    """Fields whose result is text, opened and closed in good and bad order."""
    root, cells = _opened(data)
    _, cell = _spoken(cells, rng)
    for run in list(cell.iter(w("r"))):
        for kind in rng.choices(("begin", "separate", "end"), k=rng.randint(1, 4)):
            _marked(run, kind, before=rng.random() < 0.5)
    return Mutant(with_tree(data, root))


@SHELF.add
def breaks(data: bytes, rng: Random) -> Mutant:
    text = document_of(data)
    piece = rng.choice(
        ('<w:br w:type="page"/>', "<w:br/>", "<w:cr/>", "<w:tab/>", "<w:noBreakHyphen/>", "<w:softHyphen/>")
    )
    put = f"</w:t>{piece}<w:t>"
    return Mutant(
        with_document(data, re.sub(r"(<w:t[^>]*>[^<]{4})", lambda m: m[1] + put, text, count=rng.randint(1, 200)))
    )


@SHELF.add
def drawn(data: bytes, rng: Random) -> Mutant:
    """Boxes within boxes, formulas, charts and other things that are no text."""
    m = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    root, cells = _opened(data)
    _, cell = _spoken(cells, rng)
    run = rng.choice(list(cell.iter(w("r"))))
    way = rng.choice(("boxes", "formula", "chart"))
    if way == "formula":
        etree.SubElement(etree.SubElement(run, f"{{{m}}}oMath"), f"{{{m}}}t").text = "E = mc2"
    elif way == "chart":
        etree.SubElement(run, w("drawing"))
    else:
        spot = run
        for _ in range(rng.choice((1, 3, 40))):
            spot = etree.SubElement(etree.SubElement(spot, w("drawing")), w("txbxContent"))
        etree.SubElement(etree.SubElement(etree.SubElement(spot, w("p")), w("r")), w("t")).text = "in een vak"
    return Mutant(with_tree(data, root))
