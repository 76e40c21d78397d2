"""What a Word report shows beside its text: signs of statuses, charts, logos, examples and the cover's drawing."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from docx.image.image import Image

from bna_pipeline.documents.docx_pictures import Shown
from bna_pipeline.documents.house import SIGNS, House, StatusLook
from bna_pipeline.documents.pdf import PictureSource
from bna_pipeline.model.contribution import Picture
from bna_pipeline.ports import Typesetter

_PIXELS_PER_MM: Final = 6.3  # 160 dots an inch: the PNG is for programs that do not know SVG
_SIGN_MM: Final = 3.4
_SIGN_PIXELS: Final = 48
_SIGN_LOWERED: Final = 1.0  # points, so that it stands on the line as a letter does
_LOGO_MM: Final = 15.0
_LOGO_WIDEST_MM: Final = 50.0
_COVER: Final = ((0, 12), (18, 18), (36, 25), (54, 34))  # left side and height of each rising panel, in millimetres
_COVER_WIDTH, _COVER_HEIGHT, _PANEL = 68, 34, 14
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
        colours = self._house.colours
        panels = "".join(
            f'<rect x="{left}" y="{_COVER_HEIGHT - height}" width="{_PANEL}" height="{height}" fill="{colours.paper}" '
            f'fill-opacity="{0.08 + 0.035 * number:g}"/>'
            for number, (left, height) in enumerate(_COVER)
        )
        svg = _svg(_COVER_WIDTH, _COVER_HEIGHT, f'<rect width="100%" height="100%" fill="{colours.brand}"/>{panels}')
        png = _kept(self._raster, svg, round(_COVER_WIDTH * _PIXELS_PER_MM))
        return Shown(png, _COVER_WIDTH, _COVER_HEIGHT, None, svg)

    def logo(self, partner: str, name: str) -> Shown | str:
        """A partner's logo from the programme's folder; its name where there is none."""
        drawing, raster = (self._folder / "logos" / f"{partner}.{ending}" for ending in ("svg", "png"))
        if drawing.is_file() and (found := _VIEW.search(svg := drawing.read_bytes())) is not None:
            width, height = _within(float(found[3]), float(found[4]), _LOGO_WIDEST_MM, _LOGO_MM)
            return Shown(_kept(self._raster, svg, round(width * _PIXELS_PER_MM * 2)), width, height, name, svg)
        if raster.is_file():
            data = raster.read_bytes()
            image = Image.from_file(BytesIO(data))
            return Shown(data, *_within(image.px_width, image.px_height, _LOGO_WIDEST_MM, _LOGO_MM), name)
        return name

    def example(self, picture: Picture) -> Shown:
        """A partner's picture with its own description, not larger than the house style allows."""
        room = self._house.picture
        width, height = _within(picture.width, picture.height, room.widest, room.highest)
        return Shown(self._picture(picture.sha256), width, height, picture.description)

    def chart(self, svg: str, description: str, width: float, height: float) -> Shown:
        """A chart; `width` and `height` in millimetres."""
        drawing = svg.encode()
        return Shown(
            _kept(self._raster, drawing, round(width * _PIXELS_PER_MM)),
            width,
            height,
            description,
            drawing,
        )


def _within(width: float, height: float, widest: float, highest: float) -> tuple[float, float]:
    """The largest size of this shape that fits, in millimetres."""
    scale = min(widest / width, highest / height)
    return round(width * scale, 2), round(height * scale, 2)


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


def _svg(width: int, height: int, inner: str) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"{inner}</svg>"
    ).encode()
