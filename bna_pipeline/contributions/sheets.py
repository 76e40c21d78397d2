"""What the sheets of an Excel form are called, and how a cell is pointed at: for who makes, reads and marks them."""

from __future__ import annotations

import re

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

CODE_HEADING = "Code"
ASKED_HEADING = "Vraag"
BEFORE_HEADING = "Vorig jaar"
DATE_HEADING = "Datum"
ANSWER_HEADING = "Uw antwoord"
HEADINGS = (CODE_HEADING, ASKED_HEADING, BEFORE_HEADING, DATE_HEADING, ANSWER_HEADING)
"""Of the columns of every table of questions, in the form's order."""

MILESTONE_HINT = "Eén per rij: de datum in de kolom Datum, de mijlpaal ernaast."
PICTURE_HINT = "Voeg hier één afbeelding in, boven de cellen."
"""Where the hint of the Word form does not fit a sheet."""

EXPLANATION = "Uitleg"
GENERAL_SHEET = "Algemeen"

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""ECMA-376 part 1, 18.3.1.73 and annex: what a sheet can hold at all."""

_CELL = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")

Cell = tuple[int, int]
"""Row and column, both from zero."""


def limit_in_words(most: int) -> str:
    """The line at a question that says how many characters its answer may have."""
    return f"Ten hoogste {f'{most:,}'.replace(',', '.')} tekens."


def cell_of(name: str) -> Cell | None:
    """Row and column of `B7`; None when it names no cell."""
    found = _CELL.match(name)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return (int(found[2]) - 1, column - 1) if found[2].strip("0") else None


def column_name(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(cell: Cell) -> str:
    """`B7` for (6, 1)."""
    return f"{column_name(cell[1])}{cell[0] + 1}"


def place_of(sheet: str, cell: Cell) -> str:
    """Where a person finds a cell: `blad K-07, cel E5`."""
    return f"blad {sheet}, cel {cell_name(cell)}"
