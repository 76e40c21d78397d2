"""Notes put at cells of a workbook that is not ours (ECMA-376 part 1, 18.7; the boxes in VML, part 4, 19.4)."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from lxml import etree

from bna_pipeline.contributions.excel_drawings import is_ours
from bna_pipeline.contributions.excel_styles import s, written
from bna_pipeline.contributions.office_parts import OfficeParts, relations_of
from bna_pipeline.contributions.safe_xml import parsed
from bna_pipeline.contributions.sheets import Cell, S, cell_name, cell_of
from bna_pipeline.contributions.wordxml import CHECKER, CONTENT_TYPES, PACKAGE_RELATIONS, VML, R

_TYPES = "[Content_Types].xml"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_NOTES = f'<comments xmlns="{S}"><authors/><commentList/></comments>'
_NO_BOXES = (
    f'<xml xmlns:v="{VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" '
    'o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    'o:connecttype="rect"/></v:shapetype></xml>'
)
_BOX = (
    f'<v:shape xmlns:v="{VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}" id="_x0000_s{{number}}" type="#_x0000_t202" '
    'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox><div '
    'style="text-align:left"/></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{column}, 15, {row}, 2, {right}, 31, {below}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{left}</x:Column></x:ClientData></v:shape>"
)
_BLOCK = 1024  # numbers of shapes that one sheet has to itself
_WIDE, _HIGH = 5, 8  # columns and rows that a note's box covers


class NoteWriter:
    """Takes our notes of an earlier time away and writes new ones; a person's own notes stay where they are."""

    def __init__(self, parts: OfficeParts) -> None:
        self._parts = parts
        self._changed: dict[str, bytes] = {}
        self._drawings: dict[str, str] = {}
        self._types = parts.xml(_TYPES)
        self._names = {name.lower() for name in parts.package.parts}
        self._blocks = 0

    def rewrite(self, sheet: str, notes: Mapping[Cell, str]) -> None:
        """Put these notes on a sheet instead of our earlier ones.

        Args:
            sheet: the name of its part.

        Raises:
            IntakeError: a part that is to be changed is damaged.
        """
        found = {kind.rpartition("/")[2]: target for kind, target, _ in self._parts.relations(sheet)}
        old_notes, old_boxes = found.get("comments"), found.get("vmlDrawing")
        self._blocks += 1
        if not notes and old_notes is None:
            return
        said = self._root(old_notes, _NO_NOTES)
        boxes = self._root(old_boxes, _NO_BOXES.replace("{block}", str(self._blocks)))
        gone = _taken_away(said, boxes)
        if not notes and not gone:
            return
        self._write(said, boxes, notes)
        self._keep(sheet, old_notes, "xl/comments{}.xml", "comments", said)
        self._keep(sheet, old_boxes, "xl/drawings/vmlDrawing{}.vml", "vmlDrawing", boxes)

    def drawing_of(self, sheet: str) -> str | None:
        """The relationship id of the sheet's new part with boxes; None when it needs none, or has one already."""
        return self._drawings.get(sheet)

    def changed(self) -> Mapping[str, bytes]:
        """The parts that are new or different."""
        return self._changed

    def _root(self, name: str | None, empty: str) -> etree._Element:
        limits = self._parts.limits
        return parsed(empty.encode(), limits) if name is None or name not in self._parts else self._parts.xml(name)

    def _write(self, said: etree._Element, boxes: etree._Element, notes: Mapping[Cell, str]) -> None:
        authors, texts = said.find(s("authors")), said.find(s("commentList"))
        assert authors is not None and texts is not None
        author = next((n for n, a in enumerate(authors) if a.text == CHECKER), len(authors))
        if notes and author == len(authors):
            etree.SubElement(authors, s("author")).text = CHECKER
        taken = {cell_of(note.get("ref") or "") for note in texts}
        number = max([self._blocks * _BLOCK, *map(_number_of, boxes)])
        for cell, text in sorted(notes.items()):
            free = next((c for c in _row_from(cell) if c not in taken), None)
            if free is None:
                continue
            taken.add(free)
            number += 1
            texts.append(_note(free, author, text))
            boxes.append(_box(free, number))
        # Excel finds a note by halving: they stand by row and column.
        texts[:] = sorted(texts, key=lambda note: cell_of(note.get("ref") or "") or (0, 0))

    def _keep(self, sheet: str, old: str | None, pattern: str, kind: str, root: etree._Element) -> None:
        free = (pattern.format(i) for i in range(1, len(self._names) + 2))
        name = old or next(one for one in free if one.lower() not in self._names)
        self._changed[name] = written(root)
        if old is not None:
            return
        self._names.add(name.lower())
        key = self._relate(sheet, name, kind)
        if kind == "vmlDrawing":
            self._drawings[sheet] = key
        self._declare(name)

    def _relate(self, sheet: str, target: str, kind: str) -> str:
        where = relations_of(sheet)
        bytes_now = self._changed.get(where)
        if bytes_now is None and where in self._parts:
            bytes_now = self._parts.read(where)
        root = parsed(bytes_now or f'<Relationships xmlns="{PACKAGE_RELATIONS}"/>'.encode(), self._parts.limits)
        ids = {relation.get("Id") for relation in root}
        key = next(f"rIdN{i}" for i in range(len(ids) + 1) if f"rIdN{i}" not in ids)
        path = posixpath.relpath(target, posixpath.dirname(sheet))
        etree.SubElement(root, f"{{{PACKAGE_RELATIONS}}}Relationship", Id=key, Type=f"{R}/{kind}", Target=path)
        self._changed[where] = written(root)
        return key

    def _declare(self, name: str) -> None:
        if name.endswith(".vml"):
            if not any((d.get("Extension") or "").lower() == "vml" for d in self._types):
                default = etree.Element(f"{{{CONTENT_TYPES}}}Default", Extension="vml", ContentType=_BOXES_TYPE)
                self._types.insert(0, default)
        else:
            kind = {"PartName": f"/{name}", "ContentType": _NOTES_TYPE}
            etree.SubElement(self._types, f"{{{CONTENT_TYPES}}}Override", kind)
        self._changed[_TYPES] = written(self._types)


def _taken_away(said: etree._Element, boxes: etree._Element) -> bool:
    """Take our own notes and their boxes away; whether there were any."""
    authors = [a.text for a in said.iter(s("author"))]
    gone = set()
    for note in list(said.iter(s("comment"))):
        number = note.get("authorId") or ""
        by = authors[int(number)] if number.isdigit() and int(number[:6]) < len(authors) else ""
        if by == CHECKER or is_ours("".join(str(t.text or "") for t in note.iter(s("t")))):
            gone.add(cell_of(note.get("ref") or ""))
            _remove(note)
    for box in list(boxes.iter(f"{{{VML}}}shape")):
        row, column = (box.findtext(f".//{{{_EXCEL}}}{side}") or "" for side in ("Row", "Column"))
        if row.isdigit() and column.isdigit() and (int(row), int(column)) in gone:
            _remove(box)
    return bool(gone)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _row_from(cell: Cell) -> list[Cell]:
    """The cell itself, then those to the left of it: a cell takes one note, and it may have one already."""
    return [(cell[0], column) for column in range(cell[1], -1, -1)]


def _note(cell: Cell, author: int, text: str) -> etree._Element:
    note = etree.Element(s("comment"), ref=cell_name(cell), authorId=str(author))
    body = etree.SubElement(note, s("text"))
    head, _, rest = text.partition("\n")
    for piece, bold in ((head, True), (f"\n{rest}", False)):
        run = etree.SubElement(body, s("r"))
        look = etree.SubElement(run, s("rPr"))
        if bold:
            etree.SubElement(look, s("b"))
        etree.SubElement(look, s("sz"), val="9")
        etree.SubElement(look, s("rFont"), val="Calibri")
        said = etree.SubElement(run, s("t"))
        said.text = piece
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return note


def _box(cell: Cell, number: int) -> etree._Element:
    row, column = cell
    right, below = column + 1 + _WIDE, row + _HIGH
    filled = _BOX.format(number=number, row=row, left=column, column=column + 1, right=right, below=below)
    return etree.fromstring(filled)


def _number_of(box: etree._Element) -> int:
    tail = (box.get("id") or "").rpartition("s")[2]
    return int(tail) if tail.isascii() and tail.isdigit() and len(tail) < 9 else 0
