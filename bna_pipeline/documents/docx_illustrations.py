"""What a Word report shows beside its text: signs of statuses, charts, logos, examples and the cover's drawing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from docx.image.image import Image

from bna_pipeline.documents.charts import Chart
from bna_pipeline.documents.docx_pictures import Shown
from bna_pipeline.documents.house import SIGNS, Colour, House, StatusLook
from bna_pipeline.documents.pdf import LETTERHEAD, PictureSource
from bna_pipeline.model.content import CountLine, Logo
from bna_pipeline.model.contribution import Picture
from bna_pipeline.ports import Typesetter

_PIXELS_PER_MM: Final = 6.3  # 160 dots an inch: the PNG is for programs that do not know SVG
_SIGN_MM: Final = 3.4
_SIGN_PIXELS: Final = 48
_SIGN_LOWERED: Final = 1.0  # points, so that it stands on the line as a letter does
_LOGOS: Final = ((12, 4, 13.0), (30, 6, 9.0))  # up to so many: in so many columns, so many millimetres high
_MANY_LOGOS: Final = (8, 6.0)
_BETWEEN_LOGOS: Final = 5.0
_PANEL, _BETWEEN, _HIGHEST = 12, 2, 38  # millimetres: width, white and height of the cover's rising panels
_LIGHTER: Final = 0.22
_BAR: Final = (30, 2.8)  # millimetres: width and height of a small bar of statuses
_LETTERHEAD_WIDEST, _LETTERHEAD_HIGHEST = 60.0, 17.0  # millimetres
_VIEW = re.compile(rb"viewBox=['\"]([-\d.]+)[ ,]+([-\d.]+)[ ,]+([\d.]+)[ ,]+([\d.]+)['\"]")


@lru_cache(maxsize=256)
def _kept(raster: Callable[[bytes, int], bytes], svg: bytes, width: int) -> bytes:
    """A drawing as PNG; the same drawings come back in every draft."""
    return raster(svg, width)


class Illustrator:
    """Makes the pictures of one report in its house style."""

    def __init__(self, house: House, folder: Path, picture: PictureSource, typesetter: Typesetter) -> None:
        """
        Args:
            folder: the programme's folder, with `logos/`.
            picture: gives the bytes of a picture by its SHA-256.
        """
        self._house = house
        self._folder = folder
        self._picture = picture
        self._raster = typesetter.raster
        self._signs: dict[StatusLook, Shown] = {}

    def sign(self, status: str) -> Shown:
        """The sign of a status, by the word that is printed behind it; decoration, since the word says the same."""
        look = self._house.status(status)
        if look not in self._signs:
            svg = _sign(look, self._house.colours.paper)
            png = _kept(self._raster, svg, _SIGN_PIXELS)
            self._signs[look] = Shown(png, _SIGN_MM, _SIGN_MM, None, svg, _SIGN_LOWERED)
        return self._signs[look]

    def cover(self) -> Shown:
        """The rising panels at the foot of the cover."""
        colours, count = self._house.pillars, len(self._house.pillars)
        width = count * (_PANEL + _BETWEEN) - _BETWEEN
        panels = "".join(
            f'<rect x="{number * (_PANEL + _BETWEEN)}" y="{_HIGHEST - height:g}" width="{_PANEL}" height="{height:g}" '
            f'fill="{_lighter(colour)}"/>'
            for number, colour in enumerate(colours)
            for height in [_HIGHEST * (0.3 + 0.7 * (number + 1) / count)]
        )
        svg = _svg(width, _HIGHEST, f'<rect width="100%" height="100%" fill="{self._house.colours.brand}"/>{panels}')
        png = _kept(self._raster, svg, round(width * _PIXELS_PER_MM))
        return Shown(png, width, _HIGHEST, None, svg)

    def bar(self, counts: Sequence[CountLine]) -> Shown:
        """A small bar of statuses, as wide as they count; decoration beside the text that says the same."""
        width, height = _BAR
        shown = [c for c in counts if c.count]
        total, left, parts = sum(c.count for c in shown), 0.0, []
        for one in shown:
            wide = width * one.count / total
            colour = self._house.status(one.label).colour
            parts.append(f'<rect x="{left:.3f}" width="{max(wide - 0.4, 0.2):.3f}" height="{height}" fill="{colour}"/>')
            left += wide
        svg = _svg(width, height, "".join(parts))
        return Shown(_kept(self._raster, svg, round(width * _PIXELS_PER_MM)), width, height, None, svg)

    def logos(self, logos: Sequence[Logo], room: float) -> tuple[int, list[Shown | str]]:
        """The partners' logos, and in how many columns: the more there are, the smaller, as in the PDF.

        Args:
            room: how wide the text is, in millimetres.
        """
        columns, height = next(((c, high) for most, c, high in _LOGOS if len(logos) <= most), _MANY_LOGOS)
        widest = room / columns - _BETWEEN_LOGOS
        return columns, [self._logo(one.partner, one.name, widest, height) for one in logos]

    def _logo(self, partner: str, name: str, widest: float, highest: float) -> Shown | str:
        """A logo from the programme's folder; the partner's name where there is none."""
        drawing, raster = (self._folder / "logos" / f"{partner}.{ending}" for ending in ("svg", "png"))
        if drawing.is_file() and (shape := _shape(svg := drawing.read_bytes())) is not None:
            width, height = _within(*shape, widest, highest)
            return Shown(_kept(self._raster, svg, round(width * _PIXELS_PER_MM * 2)), width, height, name, svg)
        if raster.is_file():
            data = raster.read_bytes()
            image = Image.from_file(BytesIO(data))
            return Shown(data, *_within(image.px_width, image.px_height, widest, highest), name)
        return name

    def example(self, picture: Picture) -> Shown:
        """A partner's picture with its own description, not larger than the house style allows."""
        room = self._house.picture
        width, height = _within(picture.width, picture.height, room.widest, room.highest)
        return Shown(self._picture(picture.sha256), width, height, picture.description)

    def chart(self, chart: Chart) -> Shown:
        """A chart, with everything that it shows in words."""
        drawing = chart.svg.encode()
        png = _kept(self._raster, drawing, round(chart.width_mm * _PIXELS_PER_MM))
        return Shown(png, chart.width_mm, chart.height_mm, chart.alt, drawing)


def letterhead(folder: Path, name: str) -> Shown | None:
    """The mark at the top of the letter, when the programme has one as PNG; as SVG too for programs that can.

    Args:
        folder: the programme's folder.
        name: whose mark it is.
    """
    raster, drawing = folder / LETTERHEAD.replace(".svg", ".png"), folder / LETTERHEAD
    if not raster.is_file():
        return None
    data = raster.read_bytes()
    image = Image.from_file(BytesIO(data))
    size = _within(image.px_width, image.px_height, _LETTERHEAD_WIDEST, _LETTERHEAD_HIGHEST)
    return Shown(data, *size, name, drawing.read_bytes() if drawing.is_file() else None)


def _shape(svg: bytes) -> tuple[float, float] | None:
    """Width and height of a drawing in its own units."""
    found = _VIEW.search(svg)
    return None if found is None else (float(found[3]), float(found[4]))


def _within(width: float, height: float, widest: float, highest: float) -> tuple[float, float]:
    """The largest size of this shape that fits, in millimetres."""
    scale = min(widest / width, highest / height)
    return round(width * scale, 2), round(height * scale, 2)


def _lighter(colour: Colour) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * _LIGHTER):02x}" for part in parts)


def _sign(look: StatusLook, white: str) -> bytes:
    lines = "".join(
        f'<polyline points="{" ".join(f"{22 + x * 0.56:g},{22 + y * 0.56:g}" for x, y in points)}"/>'
        for points in SIGNS[look.sign]
    )
    return _svg(
        100,
        100,
        f'<rect width="100" height="100" fill="{look.colour}"/><g fill="none" stroke="{white}" stroke-width="10" '
        f'stroke-linecap="round" stroke-linejoin="round">{lines}</g>',
    )


def _svg(width: float, height: float, inner: str) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"{inner}</svg>"
    ).encode()
