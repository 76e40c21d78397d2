"""A sheet gone over before it is read: whether it is small enough, and what its cells are besides their values.

Whoever reads a sheet makes room for all cells between the first and the last, and writes out a shared text wherever it
is used; so a small file may ask for any amount of memory. This counts both first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bna_pipeline.contributions.excel_filters import SheetFilter
from bna_pipeline.contributions.excel_grammar import Grammar, OtherShape, require_kind, require_value
from bna_pipeline.contributions.excel_safety import require_harmless_formula
from bna_pipeline.contributions.excel_texts import SheetTooLarge, Texts
from bna_pipeline.contributions.safe_xml import streamed
from bna_pipeline.contributions.sheets import Cell, cell_of, place_of
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits

_AREA = 200_000  # cells between the first and the last with a value; a form has some 150 a sheet
_LONGEST_FORMULA = 8_192  # ECMA-376 part 1, 18.17
_NOT_SHOWN = {"1", "true"}


@dataclass
class SheetScan:
    """What a sheet's cells are besides their values.

    Attributes:
        errors: cells whose formula gives no value, with what they show instead (`#REF!`), or the formula itself when
            nothing was worked out.
        hidden_rows: rows that nobody sees.
        hidden_columns: first and last of columns that nobody sees.
        merged: first and last cell of merged areas.
        filter: which rows a filter hides.
        with_extra: cells whose value is kept elsewhere, as that of a picture placed in a cell is.
        styles: the number of each cell's look, where it has one.
    """

    errors: dict[Cell, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    filter: SheetFilter = field(default_factory=SheetFilter)
    with_extra: set[Cell] = field(default_factory=set)
    styles: dict[Cell, int] = field(default_factory=dict)

    def hides_column(self, column: int) -> bool:
        """Whether nobody sees the column."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def scan_sheet(data: bytes, name: str, texts: Texts, limits: IntakeLimits) -> SheetScan:
    """Go over a sheet.

    Args:
        name: of the sheet, for who reads a refusal.

    Raises:
        SheetTooLarge, XmlTooLarge: reading it would take too much.
        PointsOutside: a formula starts or fetches something.
        OtherShape: programs would not all find the same values in it.
        IntakeError: it is damaged.
    """
    watcher = _Watcher(name, texts)
    try:
        streamed(data, limits, watcher)
    except OtherShape as error:
        raise OtherShape(watcher.place) from error
    return watcher.scan


class _Watcher:
    """Follows the places of cells as ECMA-376 part 1, 18.3.1.4 and 18.3.1.73 do: what is not said is one further."""

    def __init__(self, name: str, texts: Texts) -> None:
        self.scan = SheetScan()
        self._name = name
        self._texts = texts
        self._grammar = Grammar("worksheet")
        self._row = self._column = 0
        self._last_row = self._last_column = -1
        self._cell: Cell = (0, 0)
        self._kind = ""
        self._inside = ""
        self._said: list[str] = []
        self._filled = self._valued = False
        self._formula = ""
        self._filtering = False
        self._ends: list[Cell] = []

    @property
    def place(self) -> str:
        """Where it came, for who reads a refusal."""
        return place_of(self._name, self._cell)

    def start(self, full: str, attributes: dict[str, str]) -> None:
        name = self._grammar.start(full)
        if name == "row":
            self._start_row(attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name in ("v", "f", "t"):
            self._inside, self._said = name, []
            self._filled = self._filled or name != "f"
        elif name == "is" and self._kind != "inlineStr":
            raise OtherShape
        elif name == "col":
            self._column_look(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "autoFilter" or self._filtering:
            self._filtering = True
            self.scan.filter.start(name, attributes)

    def text(self, text: str) -> None:
        self._grammar.text(text)
        if self._inside:
            self._said.append(text)

    def end(self, _full: str) -> None:
        name = self._grammar.end()
        if name == "autoFilter":
            self._filtering = False
        if name and name == self._inside:
            self._finish("".join(self._said))
            self._inside = ""
        elif name == "c":
            if self._filled:
                self._require_near()
            if self._formula and not self._valued and self._kind != "str":
                self.scan.errors[self._cell] = self._formula
            self._column += 1
        elif name == "row":
            self._row += 1
            self._column = 0

    def _start_row(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self._row = _number(attributes["r"]) - 1
        if self._row <= self._last_row:
            raise OtherShape
        self._last_row, self._last_column = self._row, -1
        self._column = 0
        if _true(attributes.get("hidden")) or attributes.get("ht") in ("0", "0.0"):
            self.scan.hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            found = cell_of(attributes["r"])
            if found is None:
                raise IntakeError("Een vak van het bestand heeft geen geldig adres.")
            self._cell = found
            self._column = found[1]
        else:
            self._cell = (self._row, self._column)
        if self._cell[0] != self._row or self._cell[1] <= self._last_column:
            raise OtherShape
        self._last_column = self._cell[1]
        self._kind, self._filled = attributes.get("t", "n"), False
        self._formula, self._valued = "", False
        require_kind(self._kind)
        if attributes.get("s", "0") != "0":
            self.scan.styles[self._cell] = _style(attributes["s"])
        if "vm" in attributes:
            self.scan.with_extra.add(self._cell)

    def _finish(self, said: str) -> None:
        if self._inside == "v":
            require_value(self._kind, said)
        self._valued = self._valued or (self._inside != "f" and said != "")
        if self._inside == "f":
            require_harmless_formula(said[:_LONGEST_FORMULA], self.place)
            self._formula = f"={said[:20]}"
        elif self._inside == "v" and self._kind == "s":
            self._texts.use(said)
        else:
            self._texts.count(len(said))
        if self._inside == "v" and self._kind == "e":
            self.scan.errors[self._cell] = said[:20]

    def _require_near(self) -> None:
        row, column = self._cell
        self._ends = [self._cell] if not self._ends else self._ends
        low = (min(row, self._ends[0][0]), min(column, self._ends[0][1]))
        high = (max(row, self._ends[-1][0]), max(column, self._ends[-1][1]))
        self._ends = [low, high]
        # From the very first cell on: that is where the rows are counted from when they are read.
        if (high[0] + 1) * (high[1] + 1) > _AREA:
            raise SheetTooLarge

    def _column_look(self, attributes: dict[str, str]) -> None:
        if _true(attributes.get("hidden")) or attributes.get("width") in ("0", "0.0"):
            columns = (_number(attributes.get("min", "1")) - 1, _number(attributes.get("max", "1")) - 1)
            self.scan.hidden_columns.append(columns)

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        ends = cell_of(first), cell_of(last or first)
        if ends[0] is None or ends[1] is None:
            raise IntakeError("Een samengevoegd vak van het bestand heeft geen geldig adres.")
        self.scan.merged.append((ends[0], ends[1]))


def _true(said: str | None) -> bool:
    return (said or "").lower() in _NOT_SHOWN


def _style(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 8):
        raise OtherShape
    return int(said)


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 8 and int(said) > 0):
        raise IntakeError("Een rij of kolom van het bestand heeft geen geldig nummer.")
    return int(said)
