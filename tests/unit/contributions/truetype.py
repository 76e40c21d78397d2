"""Which code points a TrueType font has glyphs for, read from its `cmap` table."""

from __future__ import annotations

import struct


def code_points(font: bytes) -> set[int]:
    """Every code point of the font's Unicode mappings (formats 4 and 12)."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {font[12 + 16 * i : 16 + 16 * i]: struct.unpack_from(">I", font, 20 + 16 * i)[0] for i in range(count)}
    start = tables[b"cmap"]
    found: set[int] = set()
    for index in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">I", font, start + 8 + 8 * index)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == 4:
            found |= _segments(font, at)
        elif kind == 12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                found |= set(range(first, last + 1))
    return found


def _segments(font: bytes, at: int) -> set[int]:
    double = struct.unpack_from(">H", font, at + 6)[0]
    found: set[int] = set()
    for offset in range(0, double, 2):
        last = struct.unpack_from(">H", font, at + 14 + offset)[0]
        first = struct.unpack_from(">H", font, at + 16 + double + offset)[0]
        found |= set(range(first, last + 1))
    return found - {0xFFFF}
