"""The rows of an Excel form: each question's code, and what stands in the column for its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from bna_pipeline.contributions import sheets
from bna_pipeline.contributions.excel_book import Sheet
from bna_pipeline.contributions.questions import CODE, SPOILED
from bna_pipeline.contributions.sheets import Cell
from bna_pipeline.contributions.wordxml import FormIdentity

_FALLBACK = tuple(range(len(sheets.HEADINGS)))


@dataclass(frozen=True)
class Layout:
    """In which column what stands, and below which row the questions are."""

    row: int
    code: int
    asked: int
    before: int
    day: int
    answer: int


@dataclass(frozen=True)
class SheetAnswer:
    """One question's code and what stands beside it.

    Attributes:
        sheet, cell: where the answer stands.
        day: what stands in the column for dates; empty when nothing does.
        said: what stands in the answer's cell; empty when nothing does.
        asked: what stands in the question's own cell.
        before: what stands in the column for last year.
        beside: cells of the row that belong to no column, with their text.
        misplaced: the row holds a code, but no cell that is surely its answer's.
        hidden: nobody sees the row, its column or its sheet; a filter that hides a row is plain to see.
        error: what the cell shows instead of a value.
        inside: the cell itself holds a picture.
    """

    code: str
    sheet: str
    cell: Cell
    day: str = ""
    said: str = ""
    asked: str = ""
    before: str = ""
    beside: tuple[tuple[Cell, str], ...] = ()
    misplaced: bool = False
    hidden: bool = False
    error: str = ""
    inside: bool = False

    @property
    def filled(self) -> bool:
        """Whether somebody answered in text."""
        return bool(self.said.strip() or self.day.strip())


@dataclass(frozen=True)
class StrayCell:
    """A cell outside every question.

    Attributes:
        below: the code above it on its sheet; empty when there is none.
        lost: it may be an answer whose code is gone.
    """

    sheet: str
    cell: Cell
    said: str
    below: str = ""
    lost: bool = False


@dataclass
class Rows:
    """What a workbook's sheets hold."""

    answers: list[SheetAnswer] = field(default_factory=list)
    strays: list[StrayCell] = field(default_factory=list)


def rows_of(sheet: Sheet) -> Rows:
    """The answers of a sheet, and what stands on it besides; a sheet without a code holds only the latter."""
    found = Rows()
    rows = {row: dict(cells) for row, cells in _by_row(sheet)}
    layouts = [layout for row, cells in rows.items() if (layout := _headings(row, cells))]
    if not layouts:
        layouts = [layout for layout in (_guessed(rows),) if layout]
    if not layouts:
        found.strays.extend(_on_another_sheet(sheet))
        return found
    heading_rows = {layout.row for layout in layouts}
    below = ""
    for row, cells in rows.items():
        if row in heading_rows:
            found.strays.extend(_beside_headings(sheet, row, cells))
            continue
        layout = next((one for one in reversed(layouts) if one.row < row), layouts[0])
        answer = _answer(sheet, row, cells, layout)
        if answer is not None:
            below = answer.code
            found.answers.append(answer)
        else:
            found.strays.extend(_strays(sheet, row, cells, layout, below))
    return found


def _beside_headings(sheet: Sheet, row: int, cells: dict[int, str]) -> Iterator[StrayCell]:
    known = {heading.casefold() for heading in sheets.HEADINGS}
    for column, said in cells.items():
        if " ".join(said.split()).casefold() not in known:
            yield StrayCell(sheet.name, (row, column), said)


def _by_row(sheet: Sheet) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    cells = sorted({**sheet.cells, **sheet.scan.errors}.items())
    for row, group in groupby(cells, key=lambda item: item[0][0]):
        filled = [(cell[1], said) for cell, said in group if said.strip()]
        if filled:
            yield row, filled


def _headings(row: int, cells: dict[int, str]) -> Layout | None:
    columns = {" ".join(said.split()).casefold(): column for column, said in reversed(cells.items())}
    found = [columns.get(heading.casefold(), -1) for heading in sheets.HEADINGS]
    return Layout(row, *found) if found[0] >= 0 and found[-1] >= 0 else None


def _guessed(rows: dict[int, dict[int, str]]) -> Layout | None:
    """The form's own columns, counted from the codes, where the headings are gone."""
    coded = [(row, column) for row, cells in rows.items() for column, said in cells.items() if _code(said)]
    if not coded:
        return None
    columns = [column for _, column in coded]
    code = max(sorted(set(columns)), key=columns.count)
    return Layout(min(row for row, _ in coded) - 1, *(code + step for step in _FALLBACK))


def _code(said: str) -> str:
    found = CODE.match(said)
    return f"{found['subject']}.{found['letter']}" if found and not said[found.end() :].strip() else ""


def _answer(sheet: Sheet, row: int, cells: dict[int, str], layout: Layout) -> SheetAnswer | None:
    said = cells.get(layout.code, "")
    others = {column: text for column, text in cells.items() if column != layout.code}
    found = CODE.match(said)
    if found is None:
        elsewhere = next((code for text in others.values() if (code := _code(text))), "")
        spoiled = SPOILED.match(said)
        if not elsewhere and spoiled and others.keys() & {layout.answer, layout.day}:
            elsewhere = f"{spoiled['subject']}.{spoiled['letter']}"
        return SheetAnswer(elsewhere, sheet.name, (row, layout.code), misplaced=True) if elsewhere else None
    code = f"{found['subject']}.{found['letter']}"
    cell = _top_left(sheet, (row, layout.answer))
    known = {layout.asked, layout.before, layout.day, cell[1]}
    day, answer = others.get(layout.day, ""), others.get(cell[1], "")
    if cell[1] == layout.day:  # both are one cell now
        day = ""
    inside = cell in sheet.scan.with_extra and cell in sheet.scan.errors
    if inside:
        answer = ""  # what older programs show instead of a picture in a cell
    filled = bool(day or answer or inside)
    return SheetAnswer(
        code=code,
        sheet=sheet.name,
        cell=cell,
        day=day,
        said=answer,
        asked="\n".join(filter(None, (said[found.end() :], others.get(layout.asked, "")))),
        before=others.get(layout.before, ""),
        beside=tuple(((row, column), text) for column, text in others.items() if column not in known),
        misplaced=cell[1] in (layout.code, layout.asked, layout.before),
        hidden=filled and _hidden(sheet, row, cells, layout),
        error="" if inside else sheet.scan.errors.get(cell, "") or sheet.scan.errors.get((row, layout.day), ""),
        inside=inside,
    )


def _hidden(sheet: Sheet, row: int, cells: dict[int, str], layout: Layout) -> bool:
    by_hand = row in sheet.scan.hidden_rows and not sheet.scan.filter.hides(row, cells)
    within = any(map(sheet.scan.hides_column, (layout.answer, layout.code)))
    ours = [(row, column) for column in (layout.code, layout.answer, layout.day) if column in cells]
    covered = any(cell in sheet.unseen or _covered(sheet, cell) for cell in ours)
    return by_hand or within or covered or not sheet.visible


def _covered(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell lies under one that was merged over it from a row above: nobody sees what stands in it."""
    return any(first[0] < cell[0] <= last[0] and first[1] <= cell[1] <= last[1] for first, last in sheet.scan.merged)


def _top_left(sheet: Sheet, cell: Cell) -> Cell:
    """Where a merged cell keeps its value."""
    for first, last in sheet.scan.merged:
        if first[0] <= cell[0] <= last[0] and first[1] <= cell[1] <= last[1]:
            return first if first[0] == cell[0] else cell
    return cell


def _strays(sheet: Sheet, row: int, cells: dict[int, str], layout: Layout, below: str) -> Iterator[StrayCell]:
    for column, said in cells.items():
        if row < layout.row and column in (0, layout.code):
            continue  # the sheet's own title
        lost = bool(below) and column in (layout.answer, layout.day)
        yield StrayCell(sheet.name, (row, column), said, below, lost)


def _on_another_sheet(sheet: Sheet) -> Iterator[StrayCell]:
    ours = any(FormIdentity.read(said) for said in sheet.cells.values())
    for cell, said in sorted(sheet.cells.items()):
        if said.strip() and not (ours and cell[1] == 0):
            yield StrayCell(sheet.name, cell, said)
