"""A sheet gone over before it is read: whether it is small enough, and what its cells are besides their values.

Whoever reads a sheet makes room for all cells between the first and the last, and writes out a shared text wherever it
is used; so a small file may ask for any amount of memory. This counts both first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bna_pipeline.contributions.excel_safety import require_harmless_formula
from bna_pipeline.contributions.safe_xml import XmlTooLarge, streamed
from bna_pipeline.contributions.sheets import Cell, cell_of, place_of
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits

_AREA = 200_000  # cells between the first and the last with a value; a form has some 150 a sheet
_LONGEST_FORMULA = 8_192  # ECMA-376 part 1, 18.17
_NOT_SHOWN = {"1", "true"}


class SheetTooLarge(XmlTooLarge):
    """Cells so far apart, or texts used so often, that reading the sheet would take too much memory."""

    def __init__(self) -> None:
        super().__init__("Een blad van het bestand is veel groter dan het formulier.")


@dataclass
class SheetScan:
    """What a sheet's cells are besides their values.

    Attributes:
        errors: cells whose formula gives no value, with what they show instead (`#REF!`).
        hidden_rows: rows that nobody sees.
        hidden_columns: first and last of columns that nobody sees.
        merged: first and last cell of merged areas.
        filtered: whether a filter is on.
        with_extra: cells whose value is kept elsewhere, as that of a picture placed in a cell is.
    """

    errors: dict[Cell, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    filtered: bool = False
    with_extra: set[Cell] = field(default_factory=set)

    def hides_column(self, column: int) -> bool:
        """Whether nobody sees the column."""
        return any(first <= column <= last for first, last in self.hidden_columns)


class Texts:
    """The lengths of a workbook's shared texts, and how many characters its cells use of them together."""

    def __init__(self, limits: IntakeLimits) -> None:
        self._limits = limits
        self._lengths: list[int] = []
        self._used = 0
        self._skipped = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self._lengths.append(0)
        self._skipped += name == "rPh"

    def end(self, name: str) -> None:
        self._skipped -= name == "rPh"

    def text(self, text: str) -> None:
        if self._lengths and not self._skipped:
            self._lengths[-1] += len(text)

    def use(self, index: str) -> None:
        """Count one use of a shared text.

        Raises:
            IntakeError: there is no such text.
            SheetTooLarge: together it is too much.
        """
        number = index.strip()
        if not (number.isascii() and number.isdigit()) or int(number[:9]) >= len(self._lengths) or len(number) > 9:
            raise IntakeError("Een vak verwijst naar een tekst die niet in het bestand staat.")
        self.count(self._lengths[int(number)])

    def count(self, characters: int) -> None:
        """Count text that stands in a cell itself; raises as `use` does."""
        self._used += characters
        if self._used > self._limits.characters:
            raise SheetTooLarge


def scan_sheet(data: bytes, name: str, texts: Texts, limits: IntakeLimits) -> SheetScan:
    """Go over a sheet.

    Args:
        name: of the sheet, for who reads a refusal.

    Raises:
        SheetTooLarge, XmlTooLarge: reading it would take too much.
        PointsOutside: a formula starts or fetches something.
        IntakeError: it is damaged.
    """
    watcher = _Watcher(name, texts)
    streamed(data, limits, watcher)
    return watcher.scan


class _Watcher:
    """Follows the places of cells as ECMA-376 part 1, 18.3.1.4 and 18.3.1.73 do: what is not said is one further."""

    def __init__(self, name: str, texts: Texts) -> None:
        self.scan = SheetScan()
        self._name = name
        self._texts = texts
        self._row = self._column = 0
        self._cell: Cell = (0, 0)
        self._kind = ""
        self._inside = ""
        self._said: list[str] = []
        self._filled = False
        self._ends: list[Cell] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._start_row(attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name in ("v", "f", "t"):
            self._inside, self._said = name, []
            self._filled = self._filled or name != "f"
        elif name == "col":
            self._column_look(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "filterColumn":
            self.scan.filtered = True

    def text(self, text: str) -> None:
        if self._inside:
            self._said.append(text)

    def end(self, name: str) -> None:
        if name == self._inside:
            self._finish("".join(self._said))
            self._inside = ""
        elif name == "c":
            if self._filled:
                self._require_near()
            self._column += 1
        elif name == "row":
            self._row += 1
            self._column = 0

    def _start_row(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self._row = _number(attributes["r"]) - 1
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
        self._kind, self._filled = attributes.get("t", "n"), False
        if "vm" in attributes:
            self.scan.with_extra.add(self._cell)

    def _finish(self, said: str) -> None:
        if self._inside == "f":
            require_harmless_formula(said[:_LONGEST_FORMULA], place_of(self._name, self._cell))
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


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 8 and int(said) > 0):
        raise IntakeError("Een rij of kolom van het bestand heeft geen geldig nummer.")
    return int(said)
