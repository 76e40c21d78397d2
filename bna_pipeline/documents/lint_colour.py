"""Contrast of two colours, as WCAG 2.2 measures it."""

from __future__ import annotations

from functools import lru_cache

Colour = tuple[float, float, float]
"""sRGB, each from 0 to 1."""

WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)
_LARGE = 18.0
_LARGE_BOLD = 14.0
ENOUGH = 4.5
ENOUGH_FOR_LARGE = 3.0
INVISIBLE = 1.15
"""Below this ratio a text counts as hidden, not as badly legible."""


@lru_cache(maxsize=4096)
def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio (WCAG 2.2, "contrast ratio"): from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def needed(size: float, *, bold: bool) -> float:
    """The least ratio for a text of so many points (WCAG 2.2 SC 1.4.3)."""
    return ENOUGH_FOR_LARGE if size >= _LARGE or (bold and size >= _LARGE_BOLD) else ENOUGH


def of_hex(digits: str) -> Colour | None:
    """The colour of `#abc` or `aabbcc`, with or without its mark; None when it is none."""
    bare = digits.strip().lstrip("#")
    if len(bare) in (3, 4):
        bare = "".join(2 * digit for digit in bare[:3])
    try:
        red, green, blue = (int(bare[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return None
    return red, green, blue


def hex_of(colour: Colour) -> str:
    """The colour as a designer writes it."""
    return "#" + "".join(f"{round(255 * part):02x}" for part in colour)


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
