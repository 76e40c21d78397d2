"""Pictures of strangers: looked at with limits, and cleaned of what cameras and programs write into them."""

from __future__ import annotations

import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from bna_pipeline.contributions.picture_bytes import clean_jpeg, clean_png, scans_of
from bna_pipeline.contributions.picture_faults import PictureUnusable, too_many_bytes
from bna_pipeline.model.intake import IntakeLimits

MIN_WIDTH = 600
"""Pixels; below this a picture across the text is printed at under 100 dots an inch."""

_FORMATS = ("PNG", "JPEG")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PLAIN_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_DEEP_GREYS = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})  # of a PNG: 16 bits
_COLOURS = 3
_SCANS = 100  # of a JPEG; a photo made up in passes has ten or so
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow and what it stands on raise at damaged files.
_LIBRARY_FAULTS = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, KeyError, IndexError, TypeError,
    AttributeError, OverflowError, ZeroDivisionError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip


@dataclass(frozen=True)
class CheckedPicture:
    """A picture that may be used: cleaned bytes, media type, width and height in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def checked_picture(data: bytes, limits: IntakeLimits | None = None) -> CheckedPicture:
    """Verify and clean a picture; same bytes in, same bytes out.

    Raises:
        PictureUnusable: says in Dutch why.
    """
    limits = limits or IntakeLimits()
    if len(data) > limits.picture_bytes:
        raise too_many_bytes(len(data), limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _checked(data, limits)
    except UnidentifiedImageError as error:
        raise PictureUnusable("De afbeelding is geen PNG of JPEG.", "Sla haar op als PNG of JPEG.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(limits) from error
    except _LIBRARY_FAULTS as error:
        raise PictureUnusable("De afbeelding is beschadigd.", "Sla haar opnieuw op en plaats haar opnieuw.") from error


def _too_many_pixels(limits: IntakeLimits, colours: int = _COLOURS) -> PictureUnusable:
    most = f"{_COLOURS * limits.picture_pixels // colours / 1_000_000:.3g}".replace(".", ",")
    return PictureUnusable("De afbeelding heeft te veel beeldpunten.", f"Maak haar kleiner dan {most} megapixel.")


def _checked(data: bytes, limits: IntakeLimits) -> CheckedPicture:
    # Not the library's word: it calls a JPEG with a second picture behind it by another name.
    kind = "PNG" if data.startswith(_PNG_START) else "JPEG"
    with Image.open(BytesIO(data), formats=_FORMATS) as probe:
        # Four colours weigh more than three; while a file is read they are all there several times.
        colours = max(len(probe.getbands()), _COLOURS)
        if probe.width * probe.height * colours > _COLOURS * limits.picture_pixels:
            raise _too_many_pixels(limits, colours)
        if kind == "JPEG" and scans_of(data) > _SCANS:
            raise PictureUnusable(
                "De afbeelding is opgebouwd uit veel meer lagen dan een foto nodig heeft.",
                "Open haar in een fotoprogramma, sla haar op als PNG of gewone JPEG, en plaats die.",
            )
        probe.verify()
    with Image.open(BytesIO(data), formats=_FORMATS) as image:
        turn = _TURNS.get(_orientation(image))
        if image.mode not in _PLAIN_MODES or turn is not None:
            image.load()
            return _redrawn(image, turn, kind, limits)
        size = image.size
        # Only to see that it is whole: a JPEG may then be read at an eighth of its size.
        image.draft(None, (max(1, size[0] // 8), max(1, size[1] // 8)))
        image.load()
    cleaned = clean_png(data) if kind == "PNG" else clean_jpeg(data)
    return CheckedPicture(cleaned, f"image/{kind.lower()}", *size)


def _orientation(image: Image.Image) -> int:
    try:
        said = image.getexif().get(_ORIENTATION, 1)
    except _LIBRARY_FAULTS:  # damaged camera data: the picture itself may still be whole
        return 1
    return said if isinstance(said, int) else 1


def _redrawn(image: Image.Image, turn: Image.Transpose | None, kind: str, limits: IntakeLimits) -> CheckedPicture:
    # A turned photo must be turned for good once its orientation tag is gone; CMYK has no place in an sRGB document.
    plain: Image.Image = image
    if image.mode not in _PLAIN_MODES:
        plain = _in_eight_bits(image) if image.mode in _DEEP_GREYS else image.convert("RGB")
        image.close()
    if turn is not None:
        upright = plain.transpose(turn)
        plain.close()
        plain = upright
    plain.info = {}
    sink = _Bounded(limits)
    plain.save(sink, format=kind, **({"quality": 92} if kind == "JPEG" else {}))
    return CheckedPicture(sink.getvalue(), f"image/{kind.lower()}", *plain.size)


def _in_eight_bits(image: Image.Image) -> Image.Image:
    # Converted at once, everything above the darkest of 256 greys would become white.
    return image.point(lambda grey: grey * (1 / 257)).convert("L")


class _Bounded(BytesIO):
    """Takes what is written up to the limit of a picture."""

    def __init__(self, limits: IntakeLimits) -> None:
        super().__init__()
        self._limits = limits

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        if self.tell() + len(piece) > self._limits.picture_bytes:
            raise too_many_bytes(self.tell() + len(piece), self._limits)
        return super().write(piece)
