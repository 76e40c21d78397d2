"""Small drawings as SVG text, in millimetres: what a chart is made of."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from bna_pipeline.documents.house import SIGNS, Fonts, House, StatusLook

MM_PER_POINT: Final = 25.4 / 72
_LETTER: Final = 0.52  # the usual width of a letter in ems, on the wide side: what is estimated must fit


def number(value: float) -> str:
    """A coordinate, in hundredths of a millimetre at most: the same text on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def width_of(text: str, points: float) -> float:
    """About how wide a text comes out, in millimetres, rather too wide than too narrow."""
    return len(text) * _LETTER * points * MM_PER_POINT


def families(fonts: Fonts) -> str:
    """The house's letters as CSS names them."""
    return ", ".join(f"'{family}'" for family in (fonts.sans, *fonts.fallback))


class Canvas:
    """Collects shapes; `svg` gives the drawing. Coordinates in millimetres from the top left corner."""

    def __init__(self, width: float, family: str) -> None:
        """
        Args:
            width: of the drawing.
            family: the letters of every text in it, as CSS names them.
        """
        self._width = width
        self._family = family
        self._made: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str, *, radius: float = 0) -> None:
        round_off = f' rx="{number(radius)}"' if radius else ""
        self._made.append(f'<rect {_box(x, y, width, height)} fill="{fill}"{round_off}/>')

    def line(self, x: float, y: float, to_x: float, to_y: float, stroke: str, thickness: float) -> None:
        ends = f'x1="{number(x)}" y1="{number(y)}" x2="{number(to_x)}" y2="{number(to_y)}"'
        self._made.append(f'<line {ends} stroke="{stroke}" stroke-width="{number(thickness)}"/>')

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str, thickness: float) -> None:
        place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
        self._made.append(f'<circle {place} fill="{fill}" stroke="{stroke}" stroke-width="{number(thickness)}"/>')

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        points: float,
        fill: str,
        *,
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """One line of text.

        Args:
            anchor: which part of it stands at `x`: "start", "middle" or "end".
        """
        where = f'x="{number(x)}" y="{number(baseline)}" font-size="{number(points * MM_PER_POINT)}"'
        look = f'fill="{fill}" font-weight="{"600" if bold else "400"}" text-anchor="{anchor}"'
        self._made.append(f"<text {where} {look}>{escape(text)}</text>")

    def sign(self, x: float, y: float, size: float, look: StatusLook, stroke: str) -> None:
        """The sign of a status in a square of this size."""
        lines = (
            " ".join(f"{number(x + px * size / 100)},{number(y + py * size / 100)}" for px, py in points)
            for points in SIGNS[look.sign]
        )
        pen = f'fill="none" stroke="{stroke}" stroke-width="{number(size * 0.14)}"'
        self._made.extend(
            f'<polyline points="{points}" {pen} stroke-linecap="round" stroke-linejoin="round"/>' for points in lines
        )

    def svg(self, height: float, title: str) -> str:
        """The drawing, so high, with a title for who cannot see it."""
        size = f'width="{number(self._width)}mm" height="{number(height)}mm"'
        box = f'viewBox="0 0 {number(self._width)} {number(height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{self._family}" role="img">'
        return "".join((head, f"<title>{escape(title)}</title>", *self._made, "</svg>"))


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'


def specimen(house: House) -> bytes:
    """A drawing with a letter in every family of a house style: a typesetter that lacks one refuses it."""
    texts = "".join(
        f'<text x="1" y="8" font-family="\'{family}\'">a</text>'
        for family in (house.fonts.sans, house.fonts.serif, *house.fonts.fallback)
    )
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="10mm" height="10mm" viewBox="0 0 10 10">'
    return f"{head}{texts}</svg>".encode()


def flow(widths: Iterable[float], room: float, gap: float) -> list[tuple[float, int]]:
    """Where things of these widths stand, one beside the other: how far from the left, and on which line from 0."""
    places: list[tuple[float, int]] = []
    x, line = 0.0, 0
    for width in widths:
        if x and x + width > room:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += width + gap
    return places
