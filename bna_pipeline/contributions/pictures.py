"""Pictures of strangers: looked at with limits, and cleaned of what cameras and programs write into them."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from bna_pipeline.errors import IntakeError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MIN_WIDTH = 600
"""Pixels; below this a picture across the text is printed at under 100 dots an inch."""

_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"iCCP", b"cHRM"})
_JPEG_KEPT = frozenset({0xE0, 0xE2, 0xEE})  # JFIF, colour profile, Adobe's colour transform
_PLAIN_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_ORIENTATION = 0x0112


class PictureUnusable(IntakeError):
    """No whole PNG or JPEG within the limits."""


@dataclass(frozen=True)
class CheckedPicture:
    """A picture that may be used: cleaned bytes, media type, width and height in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def checked_picture(data: bytes) -> CheckedPicture:
    """Verify and clean a picture; same bytes in, same bytes out.

    Raises:
        PictureUnusable: says in Dutch why.
    """
    if len(data) > MAX_BYTES:
        raise PictureUnusable(
            f"De afbeelding is {len(data) // (1024 * 1024)} MB groot.", "Maak haar kleiner dan 10 MB."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _checked(data)
    except UnidentifiedImageError as error:
        raise PictureUnusable("De afbeelding is geen PNG of JPEG.", "Sla haar op als PNG of JPEG.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureUnusable("De afbeelding heeft te veel beeldpunten.", "Maak haar kleiner.") from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise PictureUnusable("De afbeelding is beschadigd.", "Sla haar opnieuw op en plaats haar opnieuw.") from error


def _checked(data: bytes) -> CheckedPicture:
    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as probe:
        if probe.width * probe.height > MAX_PIXELS:
            raise PictureUnusable("De afbeelding heeft te veel beeldpunten.", "Maak haar kleiner.")
        probe.verify()
    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
        image.load()
        kind = str(image.format)
        if image.mode not in _PLAIN_MODES or image.getexif().get(_ORIENTATION, 1) != 1:
            data, size = _redrawn(image, kind)
        else:
            data, size = (_clean_png(data) if kind == "PNG" else _clean_jpeg(data)), image.size
    return CheckedPicture(data, f"image/{kind.lower()}", *size)


def _redrawn(image: Image.Image, kind: str) -> tuple[bytes, tuple[int, int]]:
    # A turned photo must be turned for good once its orientation tag is gone; CMYK has no place in an sRGB document.
    upright = ImageOps.exif_transpose(image)
    plain = upright if upright.mode in _PLAIN_MODES else upright.convert("RGB")
    plain.info = {}
    buffer = BytesIO()
    plain.save(buffer, format=kind, **({"quality": 92} if kind == "JPEG" else {}))
    return buffer.getvalue(), plain.size


def _clean_png(data: bytes) -> bytes:
    return data[:8] + b"".join(chunk for name, chunk in _png_chunks(data) if name in _PNG_KEPT)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 12 + length
        yield data[at + 4 : at + 8], data[at:end]
        at = end


def _clean_jpeg(data: bytes) -> bytes:
    kept = [data[:2]]
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:  # the picture itself: everything from here on
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _JPEG_KEPT:
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, data[at:]])
