"""A partner's own workbook with each wrong answer coloured and a note at it; every other part stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.excel_book import named_sheets
from bna_pipeline.contributions.excel_file import ExcelFile, read_excel
from bna_pipeline.contributions.excel_notes import NoteWriter
from bna_pipeline.contributions.excel_styles import Marker
from bna_pipeline.contributions.office_parts import OfficeParts
from bna_pipeline.contributions.sheets import Cell, cell_of
from bna_pipeline.contributions.wordxml import CHECKER
from bna_pipeline.contributions.zips import opened, packed
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.model.intake import IntakeLimits

_PLACE = re.compile(r"blad (?P<sheet>.{1,64}), cel (?P<cell>[A-Z]{1,3}[0-9]{1,7})\b")
_ACTION = re.compile(r"^(?P<action>[A-Z]{1,3}-\d{2})$")
_MOST = 10  # findings that one note tells

Marks = Mapping[str, Mapping[Cell, Sequence[Finding]]]


def marked(data: bytes, findings: Sequence[Finding], limits: IntakeLimits, at: datetime) -> bytes | None:
    """The workbook as it came, with every wrong cell coloured and a note at it that says what and how to mend it.

    What is about the whole file hangs at the first cell of the first sheet. Our colours and notes of an earlier time
    go; everybody else's stay.

    Args:
        data: the XLSX as the partner sent it.
        findings: about this form, as `judge` gave them.
        at: aware; its date stands in the notes.

    Returns:
        an XLSX; the same arguments give the same bytes. None when the file is not safe or not readable.
    """
    try:
        file = read_excel(data, limits)
        parts = OfficeParts(opened(data, limits), limits)
        return _with(parts, _by_cell(file, named_sheets(parts)[0][0], findings), at)
    except IntakeError:
        return None


def _by_cell(file: ExcelFile, first: str, findings: Iterable[Finding]) -> Marks:
    marks: dict[str, dict[Cell, list[Finding]]] = {}
    for finding in findings:
        sheet, cell = _cell_of(file, finding.place) or (first, (0, 0))
        marks.setdefault(sheet, {}).setdefault(cell, []).append(finding)
    return marks


def _cell_of(file: ExcelFile, place: str) -> tuple[str, Cell] | None:
    if found := _PLACE.search(place):
        cell = cell_of(found["cell"])
        return (found["sheet"], cell) if cell else None
    code = ""
    if found := _ACTION.match(place):
        code = q.code_of(found["action"], q.STATUS)  # of the action as a whole
    elif found := q.CODE.match(place):
        code = f"{found['subject']}.{found['letter']}"
    mine = [a for a in file.answers if a.code == code]
    chosen = next((a for a in mine if a.filled), mine[0] if mine else None)
    return (chosen.sheet, chosen.cell) if chosen else None


def _with(parts: OfficeParts, marks: Marks, at: datetime) -> bytes:
    marker, writer = Marker(parts), NoteWriter(parts)
    for name, part in named_sheets(parts):
        wrong = marks.get(name, {})
        writer.rewrite(part, {cell: _note(said, at) for cell, said in wrong.items()})
        marker.mark(part, {cell: _worst(said) for cell, said in wrong.items()}, writer.drawing_of(part))
    changed = {**marker.changed(), **writer.changed()}
    names = (*parts.package.parts, *(name for name in changed if name not in parts))
    return packed(
        (name, changed[name] if name in changed else parts.package.read(name, parts.package.parts[name].size))
        for name in names
    )


def _worst(findings: Sequence[Finding]) -> Severity:
    return Severity.ERROR if any(f.severity is Severity.ERROR for f in findings) else Severity.WARNING


def _note(findings: Sequence[Finding], at: datetime) -> str:
    lines = [f"{CHECKER}: {dutch_date(at.date())}"]
    lines += [f"{f.severity.value.capitalize()}: {f.message} {f.mend} ({f.code})" for f in findings[:_MOST]]
    if len(findings) > _MOST:
        lines.append(f"Er zijn hier nog {len(findings) - _MOST} bevindingen.")
    return "\n".join(lines)
