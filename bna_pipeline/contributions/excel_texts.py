"""The shared texts of a workbook, measured: one of them may be used in any number of cells (ECMA-376 part 1, 18.4)."""

from __future__ import annotations

from bna_pipeline.contributions.excel_grammar import Grammar
from bna_pipeline.contributions.safe_xml import XmlTooLarge
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits


class SheetTooLarge(XmlTooLarge):
    """Cells so far apart, or texts used so often, that reading the sheet would take too much memory."""

    def __init__(self) -> None:
        super().__init__("Een blad van het bestand is veel groter dan het formulier.")


class Texts:
    """The lengths of a workbook's shared texts, and how many characters its cells use of them together."""

    def __init__(self, limits: IntakeLimits) -> None:
        self._limits = limits
        self._lengths: list[int] = []
        self._used = 0
        self._skipped = 0
        self._grammar = Grammar("sst")

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = self._grammar.start(name)
        if local == "si":
            self._lengths.append(0)
        self._skipped += local == "rPh"

    def end(self, _name: str) -> None:
        self._skipped -= self._grammar.end() == "rPh"

    def text(self, text: str) -> None:
        self._grammar.text(text)
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
