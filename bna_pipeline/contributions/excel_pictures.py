"""Which picture lies over which question's row of an Excel form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bna_pipeline.contributions.excel_drawings import Overlay
from bna_pipeline.contributions.excel_file import ExcelFile
from bna_pipeline.contributions.excel_rows import SheetAnswer
from bna_pipeline.contributions.picture_faults import PictureUnusable
from bna_pipeline.contributions.questions import PICTURE
from bna_pipeline.contributions.sheets import Cell

Pictures = tuple[Callable[[], bytes], ...]


@dataclass
class Placed:
    """Where the drawings of a form lie.

    Attributes:
        on: pictures over each row of a question about a picture, by sheet and the row's answer cell.
        beside: drawings elsewhere, each with its sheet and the answer whose row it lies over, if any.
    """

    on: dict[tuple[str, Cell], Pictures] = field(default_factory=dict)
    beside: list[tuple[str, Overlay, SheetAnswer | None]] = field(default_factory=list)

    def of(self, answer: SheetAnswer) -> Pictures:
        """The pictures over an answer's row."""
        return self.on.get((answer.sheet, answer.cell), ())


def pictures_by_row(file: ExcelFile) -> Placed:
    """Put every drawing at the question it answers: by the row of its upper edge, else by a row it lies over."""
    placed = Placed()
    rows = {(a.sheet, a.cell[0]): a for a in file.answers if not a.misplaced}
    wanted = [(sheet, row) for (sheet, row), a in rows.items() if a.code.endswith(f".{PICTURE.letter}")]
    for sheet, overlay in file.overlays:
        top = rows.get((sheet, overlay.first))
        # Who drags a picture into place often leaves its edge a little above the row.
        covered = [row for name, row in wanted if name == sheet and overlay.first <= row <= overlay.last]
        answer = rows[(sheet, covered[0])] if covered else None
        if answer is None or not overlay.pictures:
            placed.beside.append((sheet, overlay, top))
            continue
        key = (sheet, answer.cell)
        placed.on[key] = (*placed.on.get(key, ()), *((_altered,) if overlay.altered else overlay.pictures))
    for answer in file.answers:
        if answer.inside and answer.code.endswith(f".{PICTURE.letter}"):
            key = (answer.sheet, answer.cell)
            placed.on[key] = (*placed.on.get(key, ()), _in_the_cell)
    return placed


def _altered() -> bytes:
    raise PictureUnusable(
        "De afbeelding is bijgesneden, gedraaid of gespiegeld; wij kunnen alleen de hele afbeelding overnemen.",
        "Bijgesneden? Klik op de afbeelding, kies Afbeeldingen comprimeren en vink ‘Bijgesneden gebieden van "
        "afbeeldingen verwijderen’ aan. Gedraaid of gespiegeld? Doe dat in een fotoprogramma. Mag de hele afbeelding "
        "mee? Haal haar dan weg en voeg haar opnieuw in (Invoegen, Afbeelding).",
    )


def _in_the_cell() -> bytes:
    raise PictureUnusable(
        "De afbeelding staat in het vak zelf; zo kunnen wij haar niet overnemen.",
        "Klik op het vak, kies Afbeelding boven cellen plaatsen, en laat haar op deze rij staan.",
    )
