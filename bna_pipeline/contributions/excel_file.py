"""An Excel form taken apart: whose it is, when it was saved, what stands beside each question's code and over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bna_pipeline.contributions.excel_book import Sheet, read_sheets
from bna_pipeline.contributions.excel_drawings import Note, Overlay, notes_of, overlays_of
from bna_pipeline.contributions.excel_rows import SheetAnswer, StrayCell, rows_of
from bna_pipeline.contributions.excel_safety import require_harmless_workbook
from bna_pipeline.contributions.office_parts import OfficeParts
from bna_pipeline.contributions.safe_xml import XmlTooLarge
from bna_pipeline.contributions.wordxml import FormIdentity
from bna_pipeline.contributions.zips import opened
from bna_pipeline.model.intake import IntakeLimits


@dataclass(frozen=True)
class ExcelFile:
    """What a form holds; overlays and notes with the name of their sheet."""

    identity: FormIdentity | None
    modified: str
    answers: tuple[SheetAnswer, ...]
    strays: tuple[StrayCell, ...]
    overlays: tuple[tuple[str, Overlay], ...]
    notes: tuple[tuple[str, Note], ...]


def read_excel(data: bytes, limits: IntakeLimits | None = None) -> ExcelFile:
    """Take an Excel file apart.

    Raises:
        HasActiveParts, PointsOutside: it carries or fetches what a form does not need.
        IntakeError: a subclass says what is wrong with the zip or its XML.
    """
    limits = limits or IntakeLimits()
    package = opened(data, limits)
    require_harmless_workbook(package, limits)
    parts = OfficeParts(package, limits)
    answers: list[SheetAnswer] = []
    strays: list[StrayCell] = []
    overlays: list[tuple[str, Overlay]] = []
    notes: list[tuple[str, Note]] = []
    printed: list[str] = []
    for sheet in read_sheets(parts):
        rows = rows_of(sheet)
        answers += rows.answers
        strays += rows.strays
        overlays += ((sheet.name, overlay) for overlay in overlays_of(parts, sheet.part))
        notes += ((sheet.name, note) for note in notes_of(parts, sheet.part))
        printed += _printed(sheet)
        if len(answers) > limits.answers or len(overlays) + len(notes) > limits.answers:
            raise XmlTooLarge("Er staat veel meer in het formulier dan erin hoort.", "Kort de antwoorden in.")
    told = (*parts.told(), *printed)
    return ExcelFile(
        identity=next((found for text in told if (found := FormIdentity.read(text))), None),
        modified=parts.modified,
        answers=tuple(answers),
        strays=tuple(strays),
        overlays=tuple(overlays),
        notes=tuple(notes),
    )


def _printed(sheet: Sheet) -> Iterator[str]:
    """Texts on a sheet that may be the identity, as our sheets print it in their first column."""
    return (said for cell, said in sorted(sheet.cells.items()) if cell[1] == 0 and said.startswith("Formulier"))
