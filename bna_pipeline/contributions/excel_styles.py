"""Cells of a workbook that is not ours given another colour, and their own look back (ECMA-376 part 1, 18.8)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from bna_pipeline.contributions.excel_book import WORKBOOK
from bna_pipeline.contributions.office_parts import OfficeParts
from bna_pipeline.contributions.sheets import Cell, S, cell_name, cell_of
from bna_pipeline.contributions.wordxml import R
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.finding import Severity

_COLOURS = {Severity.ERROR: "FFFFCDC4", Severity.WARNING: "FFFFEDB0"}
_AFTER_LEGACY = frozenset(
    f"{{{S}}}{name}"
    for name in (
        "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    )
)  # fmt: skip


def s(name: str) -> str:
    """The full name of an element of SpreadsheetML."""
    return f"{{{S}}}{name}"


def written(root: etree._Element) -> bytes:
    """A part's bytes from its changed root."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class Marker:
    """Colours cells; a cell coloured by us before gets its own look back first.

    Raises:
        IntakeError: the workbook has no styles, or they are damaged.
    """

    def __init__(self, parts: OfficeParts) -> None:
        self._parts = parts
        self._changed: dict[str, bytes] = {}
        found = [target for kind, target, _ in parts.relations(WORKBOOK) if kind.endswith("/styles")]
        if len(found) != 1 or found[0] not in parts:
            raise IntakeError("Het bestand mist het deel met de opmaak.")
        self._name = found[0]
        self._styles = parts.xml(self._name)
        self._looks = self._group("cellXfs")
        self._fills = self._group("fills")
        self._ours = {severity: self._fill(colour) for severity, colour in _COLOURS.items()}
        self._made: dict[tuple[int, str], int] = {}

    def mark(self, part: str, cells: Mapping[Cell, Severity], drawing: str | None) -> None:
        """Colour these cells of a sheet, and no other.

        Args:
            drawing: relationship id of the part with the boxes of the sheet's notes, when it is new.
        """
        root = self._parts.xml(part)
        changed = drawing is not None
        places = {}
        for cell in root.iter(s("c")):
            place = cell_of(cell.get("r") or "")
            if place is None:
                continue
            changed = self._restore(cell) or changed
            if place in cells:
                places[place] = cell
        for place, severity in cells.items():
            element = places.get(place)
            if element is None:
                element = _new_cell(root, place)
            if element is not None:
                look = int(element.get("s") or "0")
                element.set("s", str(self._with_fill(look, self._ours[severity])))
                changed = True
        if drawing is not None:
            _point_at(root, drawing)
        if changed:
            self._changed[part] = written(root)

    def changed(self) -> Mapping[str, bytes]:
        """The parts that are different now."""
        return {**self._changed, self._name: written(self._styles)} if self._changed else {}

    def _group(self, name: str) -> etree._Element:
        found = self._styles.find(s(name))
        if found is None:
            raise IntakeError("De opmaak van het bestand is niet volledig.")
        return found

    def _fill(self, colour: str) -> str:
        for index, fill in enumerate(self._fills):
            if any(c.get("rgb") == colour for c in fill.iter(s("fgColor"))):
                return str(index)
        fill = etree.SubElement(self._fills, s("fill"))
        pattern = etree.SubElement(fill, s("patternFill"), patternType="solid")
        etree.SubElement(pattern, s("fgColor"), rgb=colour)
        etree.SubElement(pattern, s("bgColor"), indexed="64")
        self._fills.set("count", str(len(self._fills)))
        return str(len(self._fills) - 1)

    def _restore(self, cell: etree._Element) -> bool:
        """Take our colour from a cell; whether it had one."""
        look = cell.get("s") or "0"
        if not look.isdigit() or int(look[:7]) >= len(self._looks):
            raise IntakeError("Een vak van het bestand heeft opmaak die er niet is.")
        if self._looks[int(look)].get("fillId") in self._ours.values():
            cell.set("s", str(self._with_fill(int(look), "0")))
            return True
        return False

    def _with_fill(self, look: int, fill: str) -> int:
        """The number of the look that is the same but for its fill; made when there is none."""
        if (look, fill) not in self._made:
            wanted = deepcopy(self._looks[look])
            wanted.set("fillId", fill)
            _without(wanted, "applyFill")
            if fill != "0":
                wanted.set("applyFill", "1")
            same = etree.tostring(wanted, method="c14n")
            numbers = (n for n, other in enumerate(self._looks) if etree.tostring(other, method="c14n") == same)
            number = next(numbers, None)
            if number is None:
                self._looks.append(wanted)
                self._looks.set("count", str(len(self._looks)))
                number = len(self._looks) - 1
            self._made[look, fill] = number
        return self._made[look, fill]


def _without(element: etree._Element, attribute: str) -> None:
    if attribute in element.attrib:
        del element.attrib[attribute]


def _new_cell(root: etree._Element, place: Cell) -> etree._Element | None:
    """A cell where none is; None where rows do not say which they are."""
    rows = root.find(s("sheetData"))
    if rows is None or any(not (r.get("r") or "").isdigit() for r in rows):
        return None
    row = next((r for r in rows if int(r.get("r") or "0") == place[0] + 1), None)
    if row is None:
        row = etree.Element(s("row"), r=str(place[0] + 1))
        rows.insert(sum(int(r.get("r") or "0") < place[0] + 1 for r in rows), row)
    cell = etree.Element(s("c"), r=cell_name(place))
    before = [c for c in row if (cell_of(c.get("r") or "") or place)[1] < place[1]]
    row.insert(len(before), cell)
    _without(row, "spans")
    return cell


def _point_at(root: etree._Element, drawing: str) -> None:
    element = etree.Element(s("legacyDrawing"))
    element.set(f"{{{R}}}id", drawing)
    later = next((child for child in root if child.tag in _AFTER_LEGACY), None)
    if later is None:
        root.append(element)
    else:
        later.addprevious(element)
