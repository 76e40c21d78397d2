"""What stands on a page, and where: runs of text, filled shapes and pictures, in points from the lower left corner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from bna_pipeline.documents.lint_colour import Colour
from bna_pipeline.documents.lint_pdf_fonts import Font

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
INVISIBLE_MODE = 3  # ISO 32000-1, table 106


class Run(NamedTuple):
    """Text shown at once.

    Attributes:
        box: from its first to its last letter, spaces at the ends left out; from below the baseline to a capital's top.
        size: in points, as it comes out on the page.
        colour: None for a pattern or a colour space that the lint cannot read.
        ground: what lies below its middle; white is the paper, None is not one colour (a picture, a gradient).
        mark: number of the marked content that it belongs to (MCID).
        artifact: whether it is marked as no part of the text (running heads, page numbers).
        clip: what the page shows of it at most.
        order: its turn on the page.
    """

    text: str
    box: Box
    size: float
    font: Font
    colour: Colour | None
    ground: Colour | None
    mode: int
    mark: int | None
    artifact: bool
    clip: Box
    order: int

    @property
    def centre(self) -> tuple[float, float]:
        left, bottom, right, top = self.box
        return (left + right) / 2, (bottom + top) / 2


class Paint(NamedTuple):
    """A filled shape; `colour` is None where what it shows is not one colour (a picture, a gradient).

    Attributes:
        outline: its corners, when it is not a rectangle.
    """

    box: Box
    colour: Colour | None
    order: int
    outline: tuple[tuple[float, float], ...] | None = None

    def holds(self, x: float, y: float) -> bool:
        """Whether the shape covers this point."""
        left, bottom, right, top = self.box
        if not (left <= x <= right and bottom <= y <= top):
            return False
        return self.outline is None or _inside(self.outline, x, y)


class Shown(NamedTuple):
    """A picture of so many pixels in so large a box."""

    box: Box
    width: int
    height: int
    mark: int | None


@dataclass
class PageMarks:
    """All of a page.

    Attributes:
        visible: what is seen of it (media box and crop box).
        marks: number of every marked content that paints something, and when it does so first.
        texts: what the marked contents say.
        languages: of those that say their own.
    """

    number: int
    visible: Box
    runs: list[Run] = field(default_factory=list)
    paints: list[Paint] = field(default_factory=list)
    pictures: list[Shown] = field(default_factory=list)
    marks: dict[int, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    languages: dict[int, str] = field(default_factory=dict)
    unreadable: str | None = None


def times(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that does first `one`, then `other`."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def moved(box: Box, matrix: Matrix) -> Box:
    """The upright box around a box that is moved, scaled or turned."""
    left, bottom, right, top = box
    a, b, c, d, e, f = matrix
    if b == 0.0 == c:
        one, other, low, high = a * left + e, a * right + e, d * bottom + f, d * top + f
        return (min(one, other), min(low, high), max(one, other), max(low, high))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))


def shared(one: Box, other: Box) -> Box:
    """What two boxes have in common; its width or height is negative when they lie apart."""
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def _inside(outline: tuple[tuple[float, float], ...], x: float, y: float) -> bool:
    inside = False
    last_x, last_y = outline[-1]
    for here_x, here_y in outline:
        if (here_y > y) != (last_y > y) and x < (last_x - here_x) * (y - here_y) / (last_y - here_y) + here_x:
            inside = not inside
        last_x, last_y = here_x, here_y
    return inside
