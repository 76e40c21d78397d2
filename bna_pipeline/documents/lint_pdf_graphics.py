"""What a page's graphics operators do to what comes after them: place, clip, colour, and which tag is open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pikepdf

from bna_pipeline.documents.lint_colour import BLACK, WHITE, Colour
from bna_pipeline.documents.lint_pdf_fonts import Font
from bna_pipeline.documents.lint_pdf_marks import Box, Matrix, PageMarks, Paint, shared, times
from bna_pipeline.documents.lint_pdf_shapes import Shape
from bna_pipeline.documents.lint_pdf_stream import UnreadableContent

_MCID = re.compile(rb"/MCID\s+(\d+)")
_LANGUAGE = re.compile(rb"/Lang\s*\(([^)]*)\)")
_NAME = re.compile(rb"/([^\s/<>\[\](){}%]*)")
_UNKNOWN = -1


@dataclass
class State:
    """The parameters that operators set and `q` saves; sizes in points, the stretch as a factor."""

    matrix: Matrix
    clip: Box
    fill: Colour | None = BLACK
    parts: int = 1  # of the colour space of fills; _UNKNOWN for one that is not read
    alpha: float = 1.0
    font: Font | None = None
    size: float = 0.0
    between_letters: float = 0.0
    between_words: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def copy(self, **changes: Any) -> State:
        """Another with the same values, but for the changes."""
        made = State.__new__(State)  # a tenth of what `replace` takes, six thousand times a report
        made.__dict__.update(self.__dict__, **changes)
        return made


class Mark(NamedTuple):
    """A marked content that is open: its number, whether it is no part of the text, and the language that it says."""

    number: int | None
    artifact: bool
    language: str | None = None


OUTSIDE = Mark(None, False)


class Graphics:
    """The graphics state of one content stream, and what it paints on its page."""

    order: int
    _page: PageMarks
    _state: State
    _saved: list[State]
    _marks: list[Mark]
    _resources: Any
    _spaces: dict[bytes, int]

    def _turn(self) -> int:
        self.order += 1
        mark = self.mark()
        if mark.number is not None:
            self._page.marks.setdefault(mark.number, self.order)
        return self.order

    def mark(self) -> Mark:
        """The innermost that is open."""
        return self._marks[-1] if self._marks else OUTSIDE

    def _fill(self, shapes: list[Shape]) -> None:
        for shape in shapes:
            if shape.closed_in:
                box = shared(shape.box, self._state.clip)
                below = self._ground(box) if self._state.alpha < 1 else None
                self._paint(Paint(box, self._blended(below), self._turn(), shape.outline))

    def _paint(self, paint: Paint) -> None:
        self._page.paints.append(paint)

    def _blended(self, ground: Colour | None) -> Colour | None:
        """The colour of a fill; one that lets through what lies below it is mixed with that."""
        colour, alpha = self._state.fill, self._state.alpha
        if colour is None or alpha >= 1:
            return colour
        return None if ground is None else mixed(colour, ground, alpha)

    def _ground(self, box: Box) -> Colour | None:
        """The colour of what was last painted below the middle of a box; white is the paper, None is not one colour."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        for paint in reversed(self._page.paints):
            left, bottom, right, top = paint.box
            if left <= x <= right and bottom <= y <= top and (paint.outline is None or paint.holds(x, y)):
                return paint.colour
        return WHITE

    def _shade(self, _: bytes) -> None:
        self._paint(Paint(self._state.clip, None, self._turn()))

    def _save(self, _: bytes) -> None:
        self._saved.append(self._state.copy())

    def _restore(self, _: bytes) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _concatenate(self, operands: bytes) -> None:
        self._state.matrix = times(matrix_of(operands), self._state.matrix)

    def _graphics_state(self, operands: bytes) -> None:
        found = self._named("/ExtGState", operands)
        if "/ca" in found:
            self._state.alpha = float(found["/ca"])

    def _space(self, operands: bytes) -> None:
        if operands not in self._spaces:
            self._spaces[operands] = self._parts(operands)
        self._state.parts = self._spaces[operands]
        self._state.fill = BLACK if self._state.parts != _UNKNOWN else None

    def _parts(self, operands: bytes) -> int:
        name = name_in(operands)
        device = {"DeviceGray": 1, "CalGray": 1, "DeviceRGB": 3, "CalRGB": 3, "DeviceCMYK": 4}
        if name in device:
            return device[name]
        known = self._resources.get("/ColorSpace", pikepdf.Dictionary()).get(f"/{name}")
        if isinstance(known, pikepdf.Array) and str(known[0]) == "/ICCBased":
            return int(known[1]["/N"])
        family = str(known[0] if isinstance(known, pikepdf.Array) else known).lstrip("/")
        return device.get(family, _UNKNOWN)

    def _colour(self, operands: bytes) -> None:
        self._state.fill = None if self._state.parts == _UNKNOWN else colour_of(operands)

    def _device(self, operands: bytes) -> None:
        self._state.fill = colour_of(operands)
        self._state.parts = len(operands.split())

    def _open_mark(self, operands: bytes) -> None:
        around = self.mark()
        found = _MCID.search(operands)
        number = int(found[1]) if found else around.number
        said = _LANGUAGE.search(operands)
        language = said[1].decode("latin-1") if said else around.language
        names = _NAME.findall(operands)
        if not found and len(names) == 2 and b"<<" not in operands:
            listed = self._named("/Properties", operands)
            number = int(listed["/MCID"]) if "/MCID" in listed else around.number
            language = str(listed["/Lang"]) if "/Lang" in listed else language
        self._marks.append(Mark(number, around.artifact or (bool(names) and names[0] == b"Artifact"), language))

    def _close_mark(self, _: bytes) -> None:
        if self._marks:
            self._marks.pop()

    def _named(self, kind: str, operands: bytes) -> Any:
        name = name_in(operands)
        try:
            return self._resources[kind][f"/{name}"]
        except KeyError as error:
            raise UnreadableContent(f"{kind.lstrip('/')} '{name}' ontbreekt") from error


def box_of(edges: Any) -> Box:
    """A rectangle of a PDF, whichever corners it names."""
    one, low, other, high = (float(edge) for edge in edges)
    return (min(one, other), min(low, high), max(one, other), max(low, high))


def mixed(above: Colour, below: Colour, alpha: float) -> Colour:
    """A colour that lets through what lies below it."""
    red, green, blue = (one * alpha + other * (1 - alpha) for one, other in zip(above, below, strict=True))
    return red, green, blue


def around_all(shapes: list[Shape]) -> Box:
    """The box around all shapes."""
    boxes = [shape.box for shape in shapes]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


@lru_cache(maxsize=1024)
def matrix_of(operands: bytes) -> Matrix:
    """Six numbers as a matrix."""
    a, b, c, d, e, f = map(float, operands.split())
    return a, b, c, d, e, f


def name_in(operands: bytes) -> str:
    """The last name among operands, without its slash; "" when there is none."""
    found = _NAME.findall(operands)
    return found[-1].decode("latin-1") if found else ""


@lru_cache(maxsize=1024)
def colour_of(operands: bytes) -> Colour | None:
    """One, three or four numbers as a colour; None for a pattern."""
    try:
        parts = [min(1.0, max(0.0, float(part))) for part in operands.split()]
    except ValueError:  # a pattern's name
        return None
    if len(parts) == 1:
        return parts[0], parts[0], parts[0]
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    return None
