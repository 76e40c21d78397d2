"""Small Word files for pairs of drafts: paragraphs, tables, links, pictures, fields and bookmarks, drawn at random."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from hypothesis import strategies as st
from lxml import etree

from tests.unit.documents import factory

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WORDS = ("de", "actie", "loopt", "R&D", "<b>", "2020", "vertraagd", "Eindhoven", ".", ",", "{{", "שלום", "–")

texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
styles = st.sampled_from(("Normal", "Heading1", "ListBullet"))


@dataclass(frozen=True)
class Said:
    """One block: its kind, and what the kind needs."""

    kind: str
    text: str = ""
    style: str = "Normal"
    rows: tuple[tuple[str, ...], ...] = ()
    number: int = 0


_paragraphs = st.builds(Said, st.just("text"), text=texts, style=styles)
_rows = st.integers(1, 3).flatmap(
    lambda columns: st.lists(st.tuples(*[texts] * columns), min_size=1, max_size=5).map(tuple)
)
_tables = st.builds(Said, st.just("table"), rows=_rows)
_others = st.one_of(
    st.builds(Said, st.just("labelled"), text=texts, number=st.integers(0, 2)),
    st.builds(Said, st.just("link"), text=texts, number=st.integers(0, 2)),
    st.builds(Said, st.just("picture"), text=texts, number=st.integers(0, 2)),
    st.builds(Said, st.just("field"), text=texts, number=st.integers(0, 2)),
    st.builds(Said, st.just("contents"), rows=st.lists(st.tuples(texts), min_size=1, max_size=4).map(tuple)),
    st.builds(Said, st.just("section"), text=texts, number=st.integers(0, 9)),
)
blocks = st.lists(st.one_of(_paragraphs, _paragraphs, _tables, _others), max_size=9)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[Said], list[Said]]:
    """What two files say, of which the second is the first with some blocks dropped, changed, moved or added."""
    old = draw(blocks)
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(new)))
        match draw(st.sampled_from(("drop", "add", "swap", "change"))):
            case "drop" if at < len(new):
                new.pop(at)
            case "swap" if at < len(new):
                new.append(new.pop(at))
            case "change" if at < len(new):
                new[at] = Said(**{**vars(new[at]), "text": draw(texts)})
            case _:
                new.insert(at, draw(st.one_of(_paragraphs, _tables, _others)))
    return old, new


_DECLARED = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006"
_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
_RESULT = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


class _File:
    """A Word file in the making: what stands in its body, and what that points at."""

    def __init__(self) -> None:
        self.body: list[str] = []
        self.relations: list[str] = []
        self.pictures: dict[str, bytes] = {}
        self.bookmarks: set[int] = set()
        self.contents = False

    def relate(self, kind: str, target: str, mode: str = "") -> str:
        known = f"rId{len(self.relations) + 1}"
        self.relations.append(
            f'<Relationship Id="{known}" Type="{_OFFICE}/{kind}" Target="{target}"'
            f"{' TargetMode=' + chr(34) + mode + chr(34) if mode else ''}/>"
        )
        return known

    def zipped(self) -> bytes:
        overrides = "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
            for name, kind in (("document", "document.main"), ("styles", "styles"))
        )
        parts: dict[str, str | bytes] = {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            + '<Default Extension="png" ContentType="image/png"/>' * bool(self.pictures)
            + f"{overrides}</Types>",
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document {_DECLARED} xmlns:r="{_OFFICE}"><w:body>{"".join(self.body)}'
            "<w:sectPr/></w:body></w:document>",
            "word/styles.xml": f"<w:styles {_DECLARED}/>",
            **self.pictures,
        }
        self.relate("styles", "styles.xml")
        parts["word/_rels/document.xml.rels"] = (
            f'<Relationships xmlns="{_RELATIONS}">{"".join(self.relations)}</Relationships>'
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        return out.getvalue()


def made(said: Sequence[Said]) -> bytes:
    """A Word file that says this; it ends with a paragraph, as Word's do."""
    file = _File()
    for one in said:
        _write(file, one)
    file.body.append(_p(_run("Slot")))
    return file.zipped()


def _run(text: str, form: str = "") -> str:
    return f'<w:r>{form and f"<w:rPr>{form}</w:rPr>"}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def _p(inner: str, style: str = "Normal") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p>'


def _write(file: _File, one: Said) -> None:
    match one.kind:
        case "text":
            file.body.append(_p(_run(one.text), one.style))
        case "table":
            file.body.append(_table([tuple(f"kop {n}" for n in range(len(one.rows[0]))), *one.rows]))
        case "labelled":
            file.body.append(_p(_run(f"Kop {one.number}", "<w:b/>") + _run(one.text, "<w:i/>" * (one.number == 1))))
        case "link":
            to = file.relate("hyperlink", f"https://example.org/{one.number}", "External")
            file.body.append(_p(f'<w:hyperlink r:id="{to}">{_run(one.text)}</w:hyperlink>{_run(".")}'))
        case "picture":
            file.body.append(_p(_picture(file, one.number, one.text)))
        case "field":
            field = f"{_BEGIN.format(f' REF b{one.number} ')}{_RESULT}{_run('veld')}{_END}"
            file.body.append(_p(f"{_run(one.text)}{field}"))
        case "contents" if not file.contents:  # a document has one table of contents
            file.contents = True
            lines = [_run(row[0]) for row in one.rows]
            lines[0] = f"{_BEGIN.format(' TOC ')}{_RESULT}{lines[0]}"
            lines[-1] += _END
            file.body.extend(_p(line, "toc1") for line in lines)
        case "section" if one.number not in file.bookmarks:
            file.bookmarks.add(one.number)
            file.body.append(f'<w:bookmarkStart w:id="{one.number}" w:name="deel_{one.number}"/>')
            file.body.append(_p(_run(one.text), "Heading1"))
            file.body.append(f'<w:bookmarkEnd w:id="{one.number}"/>')


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    made = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(f"<w:tc><w:tcPr/>{''.join(_p(_run(line)) for line in cell.split('.'))}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * len(rows[0])}</w:tblGrid>{made}</w:tbl>"


def _picture(file: _File, number: int, description: str) -> str:
    name = f"media/beeld{len(file.pictures)}.png"
    file.pictures[f"word/{name}"] = factory.picture_bytes(number)
    shown = file.relate("image", name)
    size = '<a:ext cx="900000" cy="560000"/>'
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWN}/wordprocessingDrawing"><wp:extent cx="900000" cy="560000"/>'
        f'<wp:docPr id="{len(file.pictures)}" name="Beeld" descr="{escape(description)}"/>'
        f'<a:graphic xmlns:a="{_DRAWN}/main"><a:graphicData uri="{_DRAWN}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWN}/picture">'
        '<pic:nvPicPr><pic:cNvPr id="0" name="beeld.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{shown}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/>{size}</a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def part(docx_file: bytes, name: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(docx_file)) as archive:
        return etree.fromstring(archive.read(name))


def faults(docx_file: bytes) -> list[str]:
    """What Word would not take in a file with tracked changes; empty when it is sound."""
    root = part(docx_file)
    found = [f"{name} out of order" for name in _out_of_order(root)]
    ids = [n.get(f"{_W}id") for n in root.iter(*(f"{_W}{k}" for k in (*_TRACKED, "bookmarkStart")))]
    found += ["two changes or bookmarks with one id"] * (len(set(ids)) != len(ids))
    names = [n.get(f"{_W}name") for n in root.iter(f"{_W}bookmarkStart")]
    found += ["two bookmarks with one name"] * (len(set(names)) != len(names))
    starts = [n.get(f"{_W}id") for n in root.iter(f"{_W}bookmarkStart")]
    found += ["a bookmark that does not end"] * (
        sorted(starts) != sorted(n.get(f"{_W}id") for n in root.iter(f"{_W}bookmarkEnd"))
    )
    for change in root.iter(f"{_W}del"):
        found += ["w:t in w:del"] * (next(change.iter(f"{_W}t"), None) is not None)
    for gone in root.iter(f"{_W}delText", f"{_W}delInstrText"):
        found += ["w:delText outside w:del"] * (next(gone.iterancestors(f"{_W}del"), None) is None)
    for change in root.iter(f"{_W}ins", f"{_W}del"):
        found += ["a link within a change"] * (next(change.iter(f"{_W}hyperlink"), None) is not None)
    pictures = [n.get("id") for n in root.iter("{*}docPr")]
    found += ["two pictures with one id"] * (len(set(pictures)) != len(pictures))
    return [*found, *_lost_relations(docx_file, root), *_no_last_paragraph(root)]


_TRACKED = ("ins", "del", "rPrChange", "pPrChange")
_ORDER = {
    "rPr": ("ins", "del", "rStyle", "b", "i", "rPrChange"),
    "pPr": ("pStyle", "keepNext", "pageBreakBefore", "numPr", "jc", "rPr", "sectPr", "pPrChange"),
    "trPr": ("cantSplit", "tblHeader", "ins", "del", "trPrChange"),
    "p": ("pPr",),
    "tr": ("trPr", "tc"),
}


def _out_of_order(root: Any) -> list[str]:
    found = []
    for name, order in _ORDER.items():
        for node in root.iter(f"{_W}{name}"):
            places = [order.index(n) for child in node if (n := etree.QName(child).localname) in order]
            first_only = name == "p" and any(c.tag == f"{_W}pPr" for c in node[1:])
            if places != sorted(places) or first_only:
                found.append(name)
    return found


def _lost_relations(docx_file: bytes, root: Any) -> list[str]:
    relations = part(docx_file, "word/_rels/document.xml.rels")
    known = {r.get("Id"): r.get("Target") for r in relations}
    with zipfile.ZipFile(io.BytesIO(docx_file)) as archive:
        names = set(archive.namelist())
    asked = {v for n in root.iter(etree.Element) for a, v in n.attrib.items() if a.startswith(_R)}
    found = [f"no relation {a}" for a in asked - set(known)]
    inside = (r for r in relations if r.get("TargetMode") != "External")
    targets = (t[1:] if (t := r.get("Target")).startswith("/") else f"word/{t}" for r in inside)
    # The default template of python-docx points at its own customXml, outside `word/`.
    return [*found, *(f"no part {t}" for t in targets if t not in names and not t.startswith("word/../"))]


def _no_last_paragraph(root: Any) -> list[str]:
    return ["a cell without a last paragraph" for c in root.iter(f"{_W}tc") if len(c) == 0 or c[-1].tag != f"{_W}p"]
