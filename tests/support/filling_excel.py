"""Fill in an Excel form as somebody with a spreadsheet would: answers beside the codes, then save.

With openpyxl: another program than the one that made the form, and than the one that reads it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.drawing.image import Image
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

ExcelAnswer = str | Sequence[str] | Sequence[tuple[date | str, str]] | bytes | int | Decimal | date
"""One line, several paragraphs, milestones (date and title, a row each), a picture, a number, or a date."""

_ESCAPE = re.compile(r"_(x[0-9A-Fa-f]{4}_)")

ANSWER, DATE = "Uw antwoord", "Datum"


def fill_excel(form: bytes, answers: Mapping[str, ExcelAnswer], saved_at: datetime) -> bytes:
    """The form with these answers by question code.

    Args:
        saved_at: aware; becomes `dcterms:modified`.

    Raises:
        KeyError: the form has no such question, or too few rows for its milestones.
    """
    workbook = load_workbook(BytesIO(form), rich_text=True)
    rows = rows_in(workbook)
    for code, answer in answers.items():
        _write(rows[code], answer)
    return saved(workbook, saved_at)


def saved(workbook: Workbook, saved_at: datetime) -> bytes:
    """The bytes of a workbook as if saved at a moment (aware): openpyxl always says that it is now."""
    buffer = BytesIO()
    workbook.save(buffer)
    moment = f"{saved_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    modified = re.compile(r"(<dcterms:modified[^>]*>)[^<]*")
    changed = BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = modified.sub(rf"\g<1>{moment}", part.decode()).encode()
            target.writestr(name, part)
    return changed.getvalue()


def rows_in(workbook: Workbook) -> dict[str, list[tuple[Cell, Cell]]]:
    """The cells for the date and for the answer in every row with a code, by code."""
    found: dict[str, list[tuple[Cell, Cell]]] = {}
    for sheet in workbook.worksheets:
        columns = headings_of(sheet)
        for row in sheet.iter_rows():
            code = str(row[columns["Code"] - 1].value or "") if columns else ""
            if "." in code and len(code) < 9:
                cells = sheet.cell(row[0].row, columns[DATE]), sheet.cell(row[0].row, columns[ANSWER])
                found.setdefault(code, []).append(cells)
    return found


def headings_of(sheet: Worksheet) -> dict[str, int]:
    """The column, from 1, of each heading on a sheet of questions; empty for another sheet."""
    for row in sheet.iter_rows():
        said = {str(cell.value): cell.column for cell in row if cell.value}
        if {"Code", ANSWER} <= said.keys():
            return said
    return {}


def _write(rows: Sequence[tuple[Cell, Cell]], answer: ExcelAnswer) -> None:
    _, cell = rows[0]
    if isinstance(answer, bytes):
        image = Image(BytesIO(answer))
        image.width, image.height = 200, 200 * image.height // image.width
        cell.parent.add_image(image, cell.coordinate)
    elif isinstance(answer, str | int | Decimal | date):
        _enter(cell, answer)
    elif answer and isinstance(answer[0], tuple):
        for (day, title), (when, said) in zip(rows, answer, strict=False):
            _enter(day, when)
            _enter(title, str(said))
    else:
        _enter(cell, "\n".join(str(line) for line in answer))


def _enter(cell: Cell, value: str | int | Decimal | date) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.value = _ESCAPE.sub(r"_x005F_\1", value)  # as Excel writes what would be read as a character's number
        cell.data_type = "s"  # in a cell for text nothing becomes a formula
