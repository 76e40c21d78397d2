"""Reads a returned Word file into pieces, story by story (ISO/IEC 29500-1, 17.13.5).

A change stands around runs, in the properties of a paragraph (its end), of a row or of a cell, and within another
change; what a paragraph, row or cell says of itself holds for everything in it.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from bna_pipeline.documents.docx_parts import RELATION_ID, said_by, w
from bna_pipeline.documents.redline_parts import Element
from bna_pipeline.documents.word_return_looks import marks_in
from bna_pipeline.documents.word_return_pieces import (
    CAME,
    NOT_OURS,
    PROPERTY_CHANGES,
    TRACKED,
    WENT,
    Mark,
    Ours,
    Para,
    Piece,
    Reading,
    Stretch,
)

BODY: Final = "hoofdtekst"
"""The name of the story with the text itself."""

MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RANGES: Final = {w("moveFromRangeStart"): "from", w("moveToRangeStart"): "to"}
_RANGE_ENDS: Final = (w("moveFromRangeEnd"), w("moveToRangeEnd"))
_VOLATILE: Final = ("PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES", "STYLEREF", "TITLE")
"""Fields whose result the layout makes, not a writer."""
_PASSED: Final = frozenset(
    w(n) for n in ("tblGrid", "sdtPr", "sdtEndPr", "proofErr", "lastRenderedPageBreak", "smartTagPr", "customXmlPr")
)


class Walker:
    """Reads one story after the other into one `Reading`.

    Args:
        ours: author and date of the changes that the program itself tracked, in a file that shows what changed since an
            earlier draft. They are read as accepted: who sends such a file back proposes none of them.
    """

    def __init__(self, ours: Ours = NOT_OURS) -> None:
        self.reading = Reading()
        self._ours = ours
        self._story = ""
        self._waiting: list[str] = []  # bookmarks before the next paragraph
        self._hanging: list[str] = []  # comments that begin there
        self._inside = False
        self._moves: dict[str, list[str]] = {"from": [], "to": []}
        self._fields: list[list[str]] = []  # of each open field: its instruction, and "=" once its result began
        self._tables = 0
        self._boxes: list[tuple[Element, tuple[Mark, ...], tuple[Mark, ...]]] = []

    def story(self, name: str, root: Element) -> list[Para]:
        """Read a body, a header, a footer or one note; its paragraphs, with those of its text boxes behind them."""
        before = len(self.reading.paras)
        self._story, self._fields, self._waiting = name, [], []
        self._blocks(root, (), ())
        while self._boxes:
            box, came, went = self._boxes.pop(0)
            self._story = f"{name}, tekstvak"
            self._blocks(box, came, went)
        return self.reading.paras[before:]

    # -- blocks ----------------------------------------------------------------------------------------

    def _blocks(self, parent: Element, came: tuple[Mark, ...], went: tuple[Mark, ...]) -> None:
        for node in parent.iterchildren(tag=etree.Element):
            tag = str(node.tag)
            if tag == w("p"):
                self._paragraph(node, came, went)
            elif tag == w("tbl"):
                self._tables += 1
                self._blocks(node, came, went)
                self._tables -= 1
            elif tag == w("tr"):
                self._unit(node, node.find(w("trPr")), ("ins", "del"), "rij", came, went)
            elif tag == w("tc"):
                self._unit(node, node.find(w("tcPr")), ("cellIns", "cellDel"), "cel", came, went)
                if self.reading.paras:
                    self.reading.paras[-1].closed = True
            elif tag in WENT and self._is_ours(node):
                continue
            elif tag in CAME or tag in WENT:
                self._blocks(node, *self._with(node, came, went))
            elif tag in PROPERTY_CHANGES or tag in (w("tblPr"), w("sectPr"), w("tblPrEx"), w("trPr"), w("tcPr")):
                self._properties(node)
            elif tag == w("bookmarkStart"):
                self._waiting.append(node.get(w("name")) or "")
            elif tag == f"{MC}AlternateContent":
                self._blocks(self._branch(node), came, went)
            elif not self._around(node) and tag not in _PASSED:
                self._blocks(node, came, went)

    def _unit(
        self,
        node: Element,
        properties: Element | None,
        names: tuple[str, str],
        unit: str,
        came: tuple[Mark, ...],
        went: tuple[Mark, ...],
    ) -> None:
        if properties is not None:
            ins, gone = (properties.find(w(name)) for name in names)
            if gone is not None and self._is_ours(gone):
                return
            if ins is not None:
                came = self._added(came, self._mark(ins, "ins", unit))
            if gone is not None:
                went = self._added(went, self._mark(gone, "del", unit))
        self._blocks(node, came, went)

    def _paragraph(self, node: Element, came: tuple[Mark, ...], went: tuple[Mark, ...]) -> None:
        para = Para(self._story, table=self._tables > 0)
        para.names, self._waiting = self._waiting, []
        self.reading.paras.append(para)
        for number in self._hanging:
            self.reading.hangs.setdefault(number, para)
        self._hanging = []
        para.contents = self._in_contents()
        self._inside = True
        self._inline(node, para, came, went)
        self._inside = False
        for words in self.reading.open.values():
            words.append("\n")
        para.contents |= self._in_contents()
        para.end_came, para.end_went = came, went
        properties = node.find(w("pPr"))
        if properties is None:
            return
        style = properties.find(w("pStyle"))
        para.style = "" if style is None else style.get(w("val")) or ""
        form = properties.find(w("rPr"))
        for one in () if form is None else form.iterchildren(tag=etree.Element):
            if one.tag in CAME:
                para.end_came = self._added(para.end_came, self._mark(one, CAME[str(one.tag)]))
            elif one.tag in WENT and self._is_ours(one):
                para.joined = True
            elif one.tag in WENT:
                para.end_went = self._added(para.end_went, self._mark(one, WENT[str(one.tag)]))
        para.looks += [(change, None) for change in self._changes_in(properties)]

    def _in_contents(self) -> bool:
        return any(f and f[0].split()[:1] == ["TOC"] for f in self._fields)

    def _properties(self, node: Element) -> None:
        """Changes of a table, row, cell or section; they hang at the paragraph before, or the first one."""
        changes = self._changes_in(node)
        for change in changes:
            if self.reading.paras:
                self.reading.paras[-1].looks.append((change, None))
            else:
                self.reading.unread.append(change)

    # -- within a paragraph ----------------------------------------------------------------------------

    def _inline(self, parent: Element, para: Para, came: tuple[Mark, ...], went: tuple[Mark, ...]) -> None:
        for node in parent.iterchildren(tag=etree.Element):
            tag = str(node.tag)
            if tag == w("r"):
                self._run(node, para, came, went)
            elif tag in WENT and self._is_ours(node):
                continue
            elif tag in CAME or tag in WENT:
                self._inline(node, para, *self._with(node, came, went))
            elif tag == w("bookmarkStart"):
                para.names.append(node.get(w("name")) or "")
            elif tag == w("fldSimple"):
                self._fields.append([node.get(w("instr")) or "", "="])
                self._inline(node, para, came, went)
                self._fields.pop()
            elif tag == w("hyperlink"):
                at = len(para.pieces)
                self._inline(node, para, came, went)
                if relation := node.get(f"{{{RELATION_ID}}}id"):
                    self.reading.links.append((Stretch(para, at, len(para.pieces)), relation))
            elif tag == f"{MC}AlternateContent":
                self._inline(self._branch(node), para, came, went)
            elif tag.startswith(MATH):
                self._say(para, "", came, went, thing="formule")
                self.reading.unread += node.iter(*TRACKED)
            elif tag != w("pPr") and tag not in _PASSED and not self._around(node):
                self._inline(node, para, came, went)

    def _run(self, node: Element, para: Para, came: tuple[Mark, ...], went: tuple[Mark, ...]) -> None:
        at = len(para.pieces)
        for one in node.iterchildren(tag=etree.Element):
            self._in_run(one, para, came, went)
        form = node.find(w("rPr"))
        if form is None:
            return
        here = Stretch(para, at, len(para.pieces))
        para.looks += [(change, here.words) for change in self._changes_in(form)]
        if not came and not went and form.find(w("rPrChange")) is None:
            self.reading.marked += [(here, what) for what in marks_in(form)]

    def _in_run(self, one: Element, para: Para, came: tuple[Mark, ...], went: tuple[Mark, ...]) -> None:
        tag = str(one.tag)
        if tag in (w("t"), w("delText")):
            self._say(para, one.text or "", came, went)
        elif tag in (w("tab"), w("ptab")):
            self._say(para, "\t", came, went)
        elif tag in (w("br"), w("cr")):
            if one.get(w("type")) not in ("page", "column"):
                self._say(para, "\n", came, went)
        elif tag == w("noBreakHyphen"):
            self._say(para, "\u2011", came, went)
        elif tag == w("sym"):
            self._say(para, _symbol(one), came, went)
        elif tag == w("fldChar"):
            self._field(one.get(w("fldCharType")) or "")
        elif tag in (w("instrText"), w("delInstrText")):
            if self._fields and "=" not in self._fields[-1]:
                self._fields[-1][0] += one.text or ""
            if came or went:
                self._say(para, "", came, went, thing="veld van Word")
        elif tag in (w("footnoteReference"), w("endnoteReference")):
            kind = "voetnoot" if tag == w("footnoteReference") else "eindnoot"
            name = f"{kind} {one.get(w('id')) or ''}"
            self._say(para, "", came, went, thing=name)
            self.reading.notes[name] = (para, para.pieces[-1])
        elif tag in (w("drawing"), w("pict"), w("object")):
            self._drawing(one, para, came, went)
        elif tag == f"{MC}AlternateContent":
            for inner in self._branch(one).iterchildren(tag=etree.Element):
                self._in_run(inner, para, came, went)
        elif tag in WENT and self._is_ours(one):
            return
        elif tag in CAME or tag in WENT:
            for inner in one.iterchildren(tag=etree.Element):
                self._in_run(inner, para, *self._with(one, came, went))
        elif tag == w("ruby"):
            for inner in one.iter(w("t")):
                self._say(para, inner.text or "", came, went)
        else:
            self._around(one)

    def _drawing(self, node: Element, para: Para, came: tuple[Mark, ...], went: tuple[Mark, ...]) -> None:
        boxes = [b for b in node.iter(w("txbxContent")) if not any(a.tag == f"{MC}Fallback" for a in b.iterancestors())]
        outer = [b for b in boxes if not any(a in boxes for a in b.iterancestors())]
        self._boxes += [(box, came, went) for box in outer]
        for fallback in node.iter(f"{MC}Fallback"):
            self._doubled(fallback)
        if not any(said_by(p).strip() for box in outer for p in box.iter(w("p"))):
            self._say(para, "", came, went, thing="tekstvak" if outer else "afbeelding")

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append([""])
        elif kind == "separate" and self._fields:
            self._fields[-1].append("=")
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _say(self, para: Para, text: str, came: tuple[Mark, ...], went: tuple[Mark, ...], *, thing: str = "") -> None:
        volatile = any(f[0].split()[:1] and f[0].split()[0].upper() in _VOLATILE for f in self._fields)
        if volatile and not came and not went:
            return
        if text or thing:
            para.pieces.append(Piece(text, came, went, thing))
            for words in self.reading.open.values() if not went else ():
                words.append(text)

    # -- marks -----------------------------------------------------------------------------------------

    def _with(
        self, node: Element, came: tuple[Mark, ...], went: tuple[Mark, ...]
    ) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        tag = str(node.tag)
        if tag in CAME:
            return self._added(came, self._mark(node, CAME[tag])), went
        return came, self._added(went, self._mark(node, WENT[tag]))

    def _mark(self, node: Element, kind: str, unit: str = "") -> Mark:
        move = self._moves[kind][-1] if self._moves.get(kind) else None
        return Mark(kind, node.get(w("author")) or None, node.get(w("date")) or None, node, move, unit)

    def _is_ours(self, node: Element) -> bool:
        """Whether a change is the program's own; then it is done with."""
        if (node.get(w("author")), node.get(w("date"))) not in self._ours:
            return False
        self.reading.same[node] = Mark("own", None, None)
        return True

    def _changes_in(self, properties: Element) -> list[Element]:
        """The changes of properties in an element, itself included, those of the program left out."""
        return [change for change in properties.iter(*PROPERTY_CHANGES) if not self._is_ours(change)]

    def _added(self, around: tuple[Mark, ...], mark: Mark) -> tuple[Mark, ...]:
        """The marks with one more; within a row or cell of the same author it says nothing more."""
        if mark.node is not None and self._is_ours(mark.node):
            return around
        for outer in around:
            if outer.unit and outer.author == mark.author and mark.node is not None:
                self.reading.same[mark.node] = outer
                return around
        return (*around, mark)

    def _around(self, node: Element) -> bool:
        """What begins or ends here without standing around anything; whether it was that."""
        tag = str(node.tag)
        if tag in _RANGES:
            self._moves[_RANGES[tag]].append(node.get(w("name")) or node.get(w("id")) or "")
        elif tag in _RANGE_ENDS:
            opened = self._moves["from" if tag == _RANGE_ENDS[0] else "to"]
            if opened:
                opened.pop()
        elif tag == w("commentRangeStart"):
            self._hang(node)
            self.reading.open[node.get(w("id")) or ""] = []
        elif tag == w("commentRangeEnd"):
            number = node.get(w("id")) or ""
            self.reading.quoted[number] = "".join(self.reading.open.pop(number, []))
        elif tag == w("commentReference"):
            self._hang(node)
        else:
            return False
        return True

    def _hang(self, node: Element) -> None:
        number = node.get(w("id")) or ""
        if self._inside:
            self.reading.hangs.setdefault(number, self.reading.paras[-1])
        else:
            self._hanging.append(number)

    def _branch(self, node: Element) -> Element:
        """The form of a content that stands there twice which is read; the other one says the same."""
        choice, fallback = node.find(f"{MC}Choice"), node.find(f"{MC}Fallback")
        if choice is None:
            return node if fallback is None else fallback
        if fallback is not None:
            self._doubled(fallback)
        return choice

    def _doubled(self, fallback: Element) -> None:
        for change in fallback.iter(*TRACKED):
            self.reading.same.setdefault(change, Mark("own", None, None))


def _symbol(node: Element) -> str:
    try:
        return chr(int((node.get(w("char")) or "")[:6], 16))
    except (ValueError, OverflowError):
        return "\ufffd"
