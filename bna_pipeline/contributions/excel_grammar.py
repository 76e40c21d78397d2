"""Which elements of a sheet may stand in which, so that every program finds the same value in a cell.

ECMA-376 part 1, 18.3.1.4 (a cell), 18.3.1.73 (a row), 18.4.4 and 18.4.8 (texts). What strays from it Excel mends or
refuses, LibreOffice reads in its own way, and we in a third: what we took would not be what was seen.
"""

from __future__ import annotations

import re

from bna_pipeline.contributions.sheets import S
from bna_pipeline.errors import IntakeError

_NAMESPACE = "{" + S
_TEXT = frozenset({"t", "r", "rPh", "phoneticPr"})
_WITHIN = {
    "sst": frozenset({"si", "extLst"}),
    "si": _TEXT,
    "sheetData": frozenset({"row"}),
    "row": frozenset({"c"}),
    "c": frozenset({"f", "v", "is"}),
    "is": _TEXT,
    "r": frozenset({"rPr", "t"}),
    "rPh": frozenset({"t"}),
    "v": frozenset[str](),
    "f": frozenset[str](),
    "t": frozenset[str](),
}
_ONCE = frozenset({"f", "v", "is", "t", "rPr"})
_SAYING = frozenset({"f", "v", "t"})
_TELLING = frozenset(_WITHIN) | {"sheetData"}
_VALUES = {
    "b": re.compile(r"0|1|true|false|"),
    "d": re.compile(r"[^\s].*|", re.DOTALL),
    "e": re.compile(r"\S*"),
    "n": re.compile(r"(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?", re.ASCII),
    "s": re.compile(r"\d{1,9}", re.ASCII),
    "str": re.compile(r".*", re.DOTALL),
    "inlineStr": re.compile(r"(?!)"),  # its text stands in `is`
}


class OtherShape(IntakeError):
    """A sheet in which programs would not all find the same values."""

    def __init__(self, place: str = "") -> None:
        where = f" ({place})" if place else ""
        super().__init__(
            f"Een blad van het bestand is niet zo opgeslagen als Excel en LibreOffice dat doen{where}; zij zouden niet "
            "hetzelfde laten zien.",
            "Open het formulier in Excel of LibreOffice, kijk uw antwoorden na, sla het opnieuw op en stuur dat.",
        )


def require_kind(kind: str) -> None:
    """See that there are cells of this kind (`t`); raises `OtherShape` when there are not."""
    if kind not in _VALUES:
        raise OtherShape


def require_value(kind: str, said: str) -> None:
    """See that a cell of this kind can have this value; raises `OtherShape` when it cannot."""
    if not _VALUES[kind].fullmatch(said):
        raise OtherShape


class Grammar:
    """Follows a sheet or the shared texts.

    Args:
        root: `worksheet` or `sst`.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._path: list[str] = []
        self._seen: list[set[str]] = []
        self._inside = root == "sst"
        self._had_cells = False

    def start(self, full: str) -> str:
        """The element's name without its namespace; empty when it is none of a sheet's own.

        Raises:
            OtherShape: it cannot stand here.
        """
        namespace, _, local = full.rpartition("}")
        ours = namespace == _NAMESPACE
        parent = self._path[-1] if self._path else ""
        if not self._fits(parent, local, ours=ours):
            raise OtherShape
        if local == "sheetData":
            self._inside = self._had_cells = True
        name = local if ours else ""
        self._path.append(name)
        self._seen.append(set())
        return name

    def end(self) -> str:
        """The name, as `start` gave it, of the element that ends."""
        self._seen.pop()
        name = self._path.pop()
        if name == "sheetData":
            self._inside = False
        return name

    def text(self, text: str) -> None:
        """Text within the innermost element.

        Raises:
            OtherShape: no text can stand here.
        """
        where = self._path[-1] if self._path else ""
        if self._inside and where in _WITHIN and where not in _SAYING and text.strip():
            raise OtherShape

    def _fits(self, parent: str, local: str, *, ours: bool) -> bool:
        if not self._path:
            return ours and local == self._root
        if self._inside and parent in _WITHIN:
            return ours and local in _WITHIN[parent] and self._is_new(local)
        if local == "sheetData":
            return ours and self._path == ["worksheet"] and not self._had_cells
        return not (self._inside and local in _TELLING)

    def _is_new(self, local: str) -> bool:
        seen = self._seen[-1]
        # A text is one piece or several runs.
        mixed = local in ("t", "r") and seen & {"t", "r"} - {local}
        again = local in _ONCE and local in seen
        seen.add(local)
        return not (mixed or again)
