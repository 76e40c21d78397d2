"""A workbook's cells as calamine reads them, after everything it is given was measured."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from bna_pipeline.contributions.excel_formats import Formats, hides_text, number_shown
from bna_pipeline.contributions.excel_grammar import OtherShape
from bna_pipeline.contributions.excel_scan import SheetScan, scan_sheet
from bna_pipeline.contributions.excel_texts import Texts
from bna_pipeline.contributions.office_parts import OfficeParts, relations_of
from bna_pipeline.contributions.safe_xml import streamed
from bna_pipeline.contributions.sheets import Cell, S
from bna_pipeline.contributions.wordxml import PACKAGE_RELATIONS, R
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.calendar import dutch_date

WORKBOOK = "xl/workbook.xml"
_STRICT = "{http://purl.oclc.org/ooxml/"  # the other edition of ISO/IEC 29500 names everything otherwise
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<(?:\?xml(?:[^>]*?encoding\s*=\s*["']([^"'>]*))?)?""")
_DIGITS = 15  # that Excel keeps of a number

_ROOT = (
    f'<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="rId1" Type="{R}/officeDocument" '
    f'Target="{WORKBOOK}"/></Relationships>'
)

Value = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its part, whether it can be seen, what stands in its cells, and how.

    Attributes:
        unseen: cells whose own format keeps what stands in them out of sight.
    """

    name: str
    part: str
    visible: bool
    cells: dict[Cell, str]
    scan: SheetScan
    unseen: frozenset[Cell] = frozenset()


def read_sheets(parts: OfficeParts) -> Iterator[Sheet]:
    """Every sheet of a workbook that passed the gate, in the workbook's order; errors and empty cells are left out.

    Raises:
        XmlTooLarge: it would take too much memory.
        IntakeError: it is damaged.
    """
    if parts.main("de bladen") != WORKBOOK:
        # Where the reader looks, whatever the relationship says.
        raise IntakeError("De delen van het bestand hebben andere namen dan Excel en LibreOffice gebruiken.")
    named = named_sheets(parts)
    texts, formats = Texts(parts.limits), Formats()
    given = [WORKBOOK, relations_of(WORKBOOK)]
    for kind, target, _ in parts.relations(WORKBOOK):
        if kind.endswith(("/sharedStrings", "/styles")) and target in parts:
            given.append(target)
            streamed(parts.read(target), parts.limits, texts if kind.endswith("/sharedStrings") else formats)
    scans = {}
    for name, part in named:
        scans[part] = scan_sheet(parts.read(part), name, texts, parts.limits)
    given = [*dict.fromkeys([*given, *scans])]
    for part in given:
        _require_plain(parts.read(part))
    book = _opened(parts, given)
    shown = [s.visible is SheetVisibleEnum.Visible for s in book.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet]
    if book.sheet_names != [name for name, _ in named] or len(shown) != len(named):
        raise IntakeError("Het bestand noemt zijn bladen niet op één manier.")
    for index, (name, part) in enumerate(named):
        unseen: set[Cell] = set()
        cells = dict(_cells(book, index, scans[part], formats, unseen))
        yield Sheet(name, part, shown[index], cells, scans[part], frozenset(unseen))


def named_sheets(parts: OfficeParts) -> list[tuple[str, str]]:
    """Name and part of every sheet, in the workbook's order.

    Raises:
        IntakeError: one of them is no sheet of cells, or is not there.
    """
    root = parts.xml(WORKBOOK)
    if str(root.tag).startswith(_STRICT):
        raise IntakeError(
            "Het formulier is opgeslagen als Strict Open XML-werkmap.",
            "Kies in Excel: Opslaan als, Excel-werkmap (.xlsx). Stuur dat.",
        )
    targets = {key: (kind, target) for kind, target, key in parts.relations(WORKBOOK)}
    named = []
    for sheet in root.iter(f"{{{S}}}sheet"):
        kind, target = targets.get(sheet.get(f"{{{R}}}id") or "", ("", ""))
        if not kind.endswith("/worksheet") or target not in parts:
            raise IntakeError("In het bestand staat een blad dat geen gewoon blad is, of dat ontbreekt.")
        named.append((sheet.get("name") or "", target))
    if len({part for _, part in named}) != len(named) or len({name.casefold() for name, _ in named}) != len(named):
        raise IntakeError("Twee bladen van het bestand zijn hetzelfde deel, of heten hetzelfde.")
    return named


def _require_plain(part: bytes) -> None:
    # Whatever a part says, the reader takes it for UTF-8, as Excel and LibreOffice write it.
    said = _ENCODING.match(part)
    if said is None or (said[1] or b"utf-8").lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise IntakeError("Een deel van het bestand is niet in UTF-8.")
    if b"<![CDATA[" in part:  # which the reader leaves out of a value
        raise OtherShape


def _opened(parts: OfficeParts, names: list[str]) -> CalamineWorkbook:
    # Packed anew from what was measured: the reader sees nothing else, and no zip of a stranger's.
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_rels/.rels", _ROOT)
        for name in names:
            archive.writestr(name, parts.read(name))
    buffer.seek(0)
    try:
        return load_workbook(buffer)
    except CalamineError as error:
        raise IntakeError("De bladen van het bestand zijn niet te lezen.") from error


def _cells(
    book: CalamineWorkbook, index: int, scan: SheetScan, formats: Formats, unseen: set[Cell]
) -> Iterator[tuple[Cell, str]]:
    try:
        rows = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OverflowError) as error:
        raise IntakeError("Een blad van het bestand is niet te lezen.") from error
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value == "":
                continue
            cell = (row, column)
            code = formats.of(scan.styles.get(cell, 0))
            if isinstance(value, str):
                said, seen = value, not hides_text(code)
            else:
                shown = in_words(value, code)
                said, seen = shown or in_words(value) or "", bool(shown)
            if not seen:
                unseen.add(cell)
            yield cell, said


def in_words(value: Value, code: str = "") -> str | None:
    """A cell's value as a person in the Netherlands writes it: dates in words, a comma before decimals.

    Args:
        code: the format of a cell with a number.

    Returns:
        the words; None when the format shows nothing.
    """
    match value:
        case str():
            return value
        case bool():
            return "WAAR" if value else "ONWAAR"
        case datetime():
            return dutch_date(value.date()) + (f" {value:%H:%M}" if value.time() != time() else "")
        case date():
            return dutch_date(value)
        case int() | float():
            return number_shown(Decimal(f"{value:.{_DIGITS}g}"), code)
        case _:
            return str(value)
