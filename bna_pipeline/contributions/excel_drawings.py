"""What lies over a sheet: pictures with the rows they cover, other drawings, and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from bna_pipeline.contributions.office_parts import OfficeParts
from bna_pipeline.contributions.sheets import Cell, S, cell_of
from bna_pipeline.contributions.word_drawings import look_at
from bna_pipeline.contributions.wordxml import CHECKER

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_ANCHORS = {f"{{{XDR}}}{name}" for name in ("oneCellAnchor", "twoCellAnchor", "absoluteAnchor")}
_OF_A_THREAD = "tc="
"""How Excel names the author of the copy of a comment that it keeps for older programs."""


@dataclass(frozen=True)
class Overlay:
    """One drawing over a sheet.

    Attributes:
        first, last: rows that it covers, from zero.
        column: of its upper left corner.
        pictures: what fetches each picture in it.
        altered: whether a picture is shown in part, turned or mirrored.
    """

    first: int
    last: int
    column: int
    pictures: tuple[Callable[[], bytes], ...]
    altered: bool


@dataclass(frozen=True)
class Note:
    """A note or comment of a person at a cell."""

    cell: Cell
    said: str


def overlays_of(parts: OfficeParts, sheet: str) -> Iterator[Overlay]:
    """The drawings over a sheet, in the order of its drawing part.

    Raises:
        IntakeError: a part is damaged or too large.
    """
    for kind, target, _ in parts.relations(sheet):
        if not kind.endswith("/drawing") or target not in parts:
            continue
        fetch = parts.pictures(target)
        for anchor in parts.xml(target).iter(*_ANCHORS):
            drawing = look_at(anchor)
            first, column = _corner(anchor, "from") or (0, 0)
            last, _ = _corner(anchor, "to") or (first, 0)
            pictures = tuple(fetch[key] for key in drawing.pictures if key in fetch)
            yield Overlay(first, max(first, last), column, pictures, drawing.altered)


def _corner(anchor: etree._Element, name: str) -> Cell | None:
    found = anchor.find(f"{{{XDR}}}{name}")
    said = [] if found is None else [found.findtext(f"{{{XDR}}}{side}") or "" for side in ("row", "col")]
    if not said or not all(s.strip().isascii() and s.strip().isdigit() and len(s) < 9 for s in said):
        return None
    return int(said[0]), int(said[1])


def notes_of(parts: OfficeParts, sheet: str) -> Iterator[Note]:
    """The notes and open comments at a sheet's cells, without those that we put there ourselves.

    Raises:
        IntakeError: a part is damaged or too large.
    """
    for kind, target, _ in parts.relations(sheet):
        if target not in parts:
            continue
        if kind.endswith("/comments"):
            yield from _legacy(parts.xml(target))
        elif kind.endswith("/threadedComment"):
            yield from _threaded(parts.xml(target))


def _legacy(root: etree._Element) -> Iterator[Note]:
    authors = [author.text or "" for author in root.iter(f"{{{S}}}author")]
    for comment in root.iter(f"{{{S}}}comment"):
        said = " ".join("".join(str(t.text or "") for t in comment.iter(f"{{{S}}}t")).split())
        number = comment.get("authorId") or ""
        author = authors[int(number)] if number.isdigit() and int(number[:6]) < len(authors) else ""
        cell = cell_of(comment.get("ref") or "")
        if said and cell and author != CHECKER and not author.startswith(_OF_A_THREAD) and not is_ours(said):
            yield Note(cell, said)


def is_ours(said: str) -> bool:
    """Whether a note's text begins as ours do: not every program keeps who wrote a note."""
    return said.lstrip().startswith(f"{CHECKER}:")


def _threaded(root: etree._Element) -> Iterator[Note]:
    done = {c.get("id") for c in root.iter(f"{{{THREADED}}}threadedComment") if c.get("done") in ("1", "true")}
    for comment in root.iter(f"{{{THREADED}}}threadedComment"):
        said = " ".join((comment.findtext(f"{{{THREADED}}}text") or "").split())
        cell = cell_of(comment.get("ref") or "")
        if said and cell and not {comment.get("id"), comment.get("parentId")} & done:
            yield Note(cell, said)
