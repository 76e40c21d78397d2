"""The shapes of a path, as boxes or outlines: enough to know what lies below a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from bna_pipeline.documents.lint_pdf_marks import Box, Matrix, moved

_NUMBER = re.compile(rb"[-+.\d]+")
_PART = re.compile(rb"([-+.\d\s]*)(re|[mlcvyh])\s")
_MOST_CORNERS = 64
"""A shape with more of them is a drawing (a letter of a logo), not a ground to print on."""
_NEXT_TO_NOTHING = 0.01


class Shape(NamedTuple):
    """One closed part of a path.

    Attributes:
        outline: its corners, None for a rectangle.
        closed_in: whether it is simple enough to be a ground.
    """

    box: Box
    outline: tuple[tuple[float, float], ...] | None
    closed_in: bool


def shapes_of(path: bytes, matrix: Matrix) -> list[Shape]:
    """The shapes of a run of path construction, on the page.

    Args:
        path: operands and operators `m`, `l`, `c`, `v`, `y`, `h` and `re`.
    """
    if b"re" in path or path.count(b"m") > 1:
        return [shape for part in _parts(path) for shape in shapes_of(part, matrix)]
    numbers = [float(number) for number in _NUMBER.findall(path)]
    xs, ys = numbers[0::2], numbers[1::2]
    if not ys:
        return []
    box = moved((min(xs), min(ys), max(xs), max(ys)), matrix)
    if len(ys) > _MOST_CORNERS:
        return [Shape(box, None, closed_in=False)]
    upright = matrix[1] == 0.0 == matrix[2]
    if upright and b"c" not in path and b"v" not in path and b"y" not in path and _is_rectangle(xs, ys):
        return [Shape(box, None, closed_in=True)]
    a, b, c, d, e, f = matrix
    outline = tuple((a * x + c * y + e, b * x + d * y + f) for x, y in zip(xs, ys, strict=False))
    return [Shape(box, outline, closed_in=True)]


def _is_rectangle(xs: list[float], ys: list[float]) -> bool:
    corners = list(zip(xs, ys, strict=False))
    if corners[0] == corners[-1]:
        corners.pop()
    if len(corners) != 4:
        return False
    following = [*corners[1:], corners[0]]
    return all(
        abs(one[0] - other[0]) < _NEXT_TO_NOTHING or abs(one[1] - other[1]) < _NEXT_TO_NOTHING
        for one, other in zip(corners, following, strict=True)
    )


def _parts(path: bytes) -> list[bytes]:
    """Every subpath by itself; a rectangle as the four lines that it is short for."""
    parts: list[bytes] = []
    for operands, operator in _PART.findall(path):
        if operator == b"re":
            x, y, width, height = (float(number) for number in _NUMBER.findall(operands))
            right, top = x + width, y + height
            parts.append(b"%f %f m %f %f l %f %f l %f %f l h " % (x, y, right, y, right, top, x, top))
        elif operator == b"m" or not parts:
            parts.append(operands + operator + b" ")
        else:
            parts[-1] += operands + operator + b" "
    return parts
