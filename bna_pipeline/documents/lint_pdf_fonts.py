"""A font of a PDF as the lint needs it: how wide its glyphs are, which text they stand for, how it is embedded."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_NUMBER_OR_ARRAY = re.compile(rb"\[([^\[\]]*)\]|([-\d.]+)")
_HEX = re.compile(rb"<([\da-fA-F\s]*)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_RANGE = re.compile(rb"<([\da-fA-F]+)>\s*<([\da-fA-F]+)>\s*(?:<([\da-fA-F]+)>|\[([^\]]*)\])")
_USUAL_WIDTH = 500.0
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(frozen=True)
class Font:
    """Widths are in thousandths of the font's size.

    Attributes:
        name: without the mark of a subset, such as `SourceSans3-Bold`.
        unicode: code to text; None when the font carries no table.
    """

    name: str
    embedded: bool
    subset: bool
    two_byte: bool
    widths: dict[int, float] = field(repr=False)
    usual: float
    unicode: dict[int, str] | None = field(repr=False)

    @property
    def bold(self) -> bool:
        return re.search(r"bold|black|heavy", self.name, re.IGNORECASE) is not None

    @property
    def family(self) -> str:
        """The family's name as one word, such as `SourceSans3`."""
        return self.name.split("-")[0].split(",")[0]

    def codes(self, shown: bytes) -> tuple[int, ...]:
        """The codes of a shown string."""
        if not self.two_byte:
            return tuple(shown)
        return struct.unpack(f">{len(shown) // 2}H", shown[: len(shown) // 2 * 2])

    def text(self, codes: tuple[int, ...]) -> str:
        """What the codes say; U+FFFD where the font does not tell."""
        if self.unicode is None:
            return "\ufffd" * len(codes) if self.two_byte else bytes(codes).decode("cp1252", "replace")
        table = self.unicode
        return "".join([table.get(code, "\ufffd") for code in codes])

    def advance(self, codes: tuple[int, ...]) -> float:
        """How far the codes move, in thousandths of the size."""
        widths, usual = self.widths, self.usual
        return sum([widths.get(code, usual) for code in codes])


def read_font(font: Any) -> Font:
    """A font dictionary, simple or composite."""
    composite = str(font.get("/Subtype", "")) == "/Type0"
    inner = font["/DescendantFonts"][0] if composite else font
    descriptor = inner.get("/FontDescriptor")
    base = str(font.get("/BaseFont", "/onbekend")).lstrip("/")
    drawn = str(font.get("/Subtype", "")) == "/Type3"  # its glyphs stand in the dictionary itself
    table = font.get("/ToUnicode")
    return Font(
        name=_SUBSET.sub("", base),
        embedded=drawn or (descriptor is not None and any(name in descriptor for name in _FILES)),
        subset=drawn or _SUBSET.match(base) is not None,
        two_byte=composite,
        widths=_composite_widths(inner) if composite else _simple_widths(inner),
        usual=float(inner.get("/DW", 1000)) if composite else _USUAL_WIDTH,
        unicode=_unicode(table.read_bytes()) if isinstance(table, pikepdf.Stream) else None,
    )


def _simple_widths(font: Any) -> dict[int, float]:
    first = int(font.get("/FirstChar", 0))
    return {first + number: float(width) for number, width in enumerate(font.get("/Widths", ()))}


def _composite_widths(font: Any) -> dict[int, float]:
    """The `W` array (ISO 32000-1, 9.7.4.3): `first [w w …]` or `first last w`."""
    if "/W" not in font:
        return {}
    plain = font["/W"].unparse(resolved=True).strip()[1:-1]
    widths: dict[int, float] = {}
    waiting: list[float] = []
    for many, one in _NUMBER_OR_ARRAY.findall(plain):
        if one:
            waiting.append(float(one))
        else:
            start = int(waiting.pop())
            widths.update((start + number, float(width)) for number, width in enumerate(many.split()))
        if len(waiting) == 3:
            first, last, same = waiting
            widths.update((code, same) for code in range(int(first), int(last) + 1))
            waiting.clear()
    return widths


def _unicode(source: bytes) -> dict[int, str]:
    table: dict[int, str] = {}
    for kind, block in _BLOCK.findall(source):
        if kind == b"bfchar":
            values = _HEX.findall(block)
            table.update((int(code, 16), _text(said)) for code, said in zip(values[::2], values[1::2], strict=False))
        else:
            table.update(_ranges(block))
    return table


def _ranges(block: bytes) -> Iterator[tuple[int, str]]:
    for first, last, start, listed in _RANGE.findall(block):
        codes = range(int(first, 16), int(last, 16) + 1)
        if start:
            said = _text(start)
            yield from ((code, said[:-1] + chr(ord(said[-1]) + number)) for number, code in enumerate(codes) if said)
        else:
            yield from ((code, _text(said)) for code, said in zip(codes, _HEX.findall(listed), strict=False))


def _text(digits: bytes) -> str:
    return bytes.fromhex(b"".join(digits.split()).decode()).decode("utf-16-be", "replace")
