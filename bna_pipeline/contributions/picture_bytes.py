"""A picture's file without what is not the picture: where it was taken, by whom, and what hangs behind it.

PNG by its chunks (W3C PNG, section 5.3), JPEG by its segments (ITU T.81, annex B).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"iCCP", b"cHRM"})
_JFIF, _APP2, _ADOBE, _COMMENT = 0xE0, 0xE2, 0xEE, 0xFE
_COLOUR_PROFILE = b"ICC_PROFILE\0"  # the only use of APP2 that is about the picture; others hold more pictures
_SCAN, _END = 0xDA, 0xD9
# Within a scan, FF 00 is a plain FF and FF D0 to FF D7 are restarts; any other FF begins a segment.
_SCAN_ENDS = re.compile(rb"\xff(?![\x00\xd0-\xd7\xff])", re.DOTALL)


def clean_png(data: bytes) -> bytes:
    """The chunks that draw the picture, up to its end; moving pictures stand still at their first."""
    return data[:8] + b"".join(chunk for name, chunk in _png_chunks(data) if name in _PNG_KEPT)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        name, end = data[at + 4 : at + 8], at + 12 + length
        yield name, data[at:end]
        if name == b"IEND":
            return
        at = end


def clean_jpeg(data: bytes) -> bytes:
    """The segments that draw the picture, up to its end: no camera data, no comments, no second picture behind it.

    Raises:
        ValueError: the segments do not follow each other.
    """
    kept = [data[at:end] for marker, at, end in _segments(data) if _is_picture(marker, data, at)]
    return b"".join([data[:2], *kept])


def scans_of(data: bytes) -> int:
    """How many times a JPEG goes over the picture: a decoder does all of it each time, however few bytes that takes.

    Raises:
        ValueError: the segments do not follow each other.
    """
    return sum(marker == _SCAN for marker, _, _ in _segments(data))


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, begin and end of every segment up to and with the end of the picture."""
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # a segment may have any number of these in front
            at += 1
        if at + 2 > len(data) or data[at] != 0xFF:
            raise ValueError(f"no segment at byte {at}")
        marker = data[at + 1]
        if marker == _END:
            yield marker, at, at + 2
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            found = _SCAN_ENDS.search(data, end)
            if found is None:
                raise ValueError("the picture has no end")
            end = found.start()
        yield marker, at, end
        at = end


def _is_picture(marker: int, data: bytes, at: int) -> bool:
    begins = data[at + 4 : at + 4 + len(_COLOUR_PROFILE)]
    if marker == _APP2:
        return begins == _COLOUR_PROFILE
    if marker == _JFIF:
        return begins.startswith(b"JFIF\0")
    return marker == _ADOBE or not (_JFIF <= marker <= 0xEF or marker == _COMMENT)
