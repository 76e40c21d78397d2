"""Which rows a sheet's filter hides, so that a row that somebody hid by hand is told from them (ECMA-376, 18.3.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from bna_pipeline.contributions.sheets import Cell, cell_of

_VALUES = frozenset({"filterColumn", "filters", "filter"})


@dataclass
class SheetFilter:
    """A sheet's filter.

    Attributes:
        area: first and last cell, with the headings; None when there is no filter.
        shown: by column of the sheet, the texts whose rows stay in sight (an empty one: blank cells). None: rows are
            chosen in a way that cannot be told from their texts.
    """

    area: tuple[Cell, Cell] | None = None
    shown: dict[int, set[str] | None] = field(default_factory=dict)
    _column: int | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element within `autoFilter`, or that itself."""
        if name == "autoFilter":
            first, _, last = attributes.get("ref", "").partition(":")
            ends = cell_of(first), cell_of(last or first)
            self.area = (ends[0], ends[1]) if ends[0] and ends[1] else None
        elif self.area is None:
            return
        elif name == "filterColumn":
            offset = attributes.get("colId", "")
            self._column = self.area[0][1] + int(offset) if offset.isascii() and offset.isdigit() else None
            if self._column is not None:
                self.shown[self._column] = set()
        elif self._column is not None:
            self._value(name, attributes)

    def hides(self, row: int, texts: dict[int, str]) -> bool:
        """Whether the filter may be why a row is out of sight.

        Args:
            texts: of the row's cells, by column.
        """
        if self.area is None or not self.area[0][0] < row <= self.area[1][0]:
            return False
        return any(
            wanted is None or _folded(texts.get(column, "")) not in wanted for column, wanted in self.shown.items()
        )

    def _value(self, name: str, attributes: dict[str, str]) -> None:
        assert self._column is not None
        wanted = self.shown[self._column]
        if name not in _VALUES or wanted is None:
            self.shown[self._column] = None
        elif name == "filter":
            wanted.add(_folded(attributes.get("val", "")))
        elif attributes.get("blank") in ("1", "true"):
            wanted.add("")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
