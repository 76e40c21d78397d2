"""A share of a whole in words, such as "about three quarters": it comes from the data (`domain.md`, "The letter")."""

from __future__ import annotations

from fractions import Fraction

_EXACT: dict[Fraction, str] = {
    Fraction(1, 4): "een kwart",
    Fraction(1, 3): "een derde",
    Fraction(1, 2): "de helft",
    Fraction(2, 3): "twee derde",
    Fraction(3, 4): "driekwart",
}

# Below which share (in thousandths) which words stand, and the fraction that the words name.
_BANDS: tuple[tuple[int, str, Fraction], ...] = (
    (70, "een klein deel", Fraction(1, 20)),
    (150, "ongeveer een tiende", Fraction(1, 10)),
    (225, "ongeveer een vijfde", Fraction(1, 5)),
    (280, "ongeveer een kwart", Fraction(1, 4)),
    (320, "bijna een derde", Fraction(1, 3)),
    (350, "ongeveer een derde", Fraction(1, 3)),
    (380, "ruim een derde", Fraction(1, 3)),
    (440, "ongeveer twee vijfde", Fraction(2, 5)),
    (485, "bijna de helft", Fraction(1, 2)),
    (515, "ongeveer de helft", Fraction(1, 2)),
    (575, "ruim de helft", Fraction(1, 2)),
    (620, "ongeveer drie vijfde", Fraction(3, 5)),
    (650, "bijna twee derde", Fraction(2, 3)),
    (685, "ongeveer twee derde", Fraction(2, 3)),
    (720, "ruim twee derde", Fraction(2, 3)),
    (780, "ongeveer driekwart", Fraction(3, 4)),
    (850, "ongeveer vier vijfde", Fraction(4, 5)),
    (930, "ongeveer negen tiende", Fraction(9, 10)),
    (1000, "bijna alle", Fraction(1)),
)

SAID: dict[str, Fraction] = {
    "geen enkele": Fraction(0),
    "een tiende": Fraction(1, 10),
    "een vijfde": Fraction(1, 5),
    "een kwart": Fraction(1, 4),
    "een derde": Fraction(1, 3),
    "twee vijfde": Fraction(2, 5),
    "de helft": Fraction(1, 2),
    "drie vijfde": Fraction(3, 5),
    "twee derde": Fraction(2, 3),
    "driekwart": Fraction(3, 4),
    "drie kwart": Fraction(3, 4),
    "vier vijfde": Fraction(4, 5),
    "negen tiende": Fraction(9, 10),
    "alle": Fraction(1),
}
"""Words for shares as people write them, and the fraction they name."""

TOLERANCE = Fraction(8, 100)
"""How far a share may lie from the fraction that its words name."""


def share_in_words(part: int, total: int) -> str:
    """How a part of a whole is said: "geen", "precies de helft", "ongeveer driekwart", "alle".

    Args:
        part: 0 to `total`.
        total: at least 1.

    Raises:
        ValueError: the numbers are no share.
    """
    if total < 1 or not 0 <= part <= total:
        raise ValueError(f"{part} of {total} is no share")
    if part == 0:
        return "geen"
    if part == total:
        return "alle"
    share = Fraction(part, total)
    if share in _EXACT:
        return f"precies {_EXACT[share]}"
    return next(words for below, words, _ in _BANDS if share < Fraction(below, 1000))


def fraction_of(words: str) -> Fraction:
    """The fraction that an outcome of `share_in_words` names.

    Raises:
        ValueError: these are none of its words.
    """
    named = {"geen": Fraction(0), "alle": Fraction(1)}
    named |= {f"precies {text}": value for value, text in _EXACT.items()}
    named |= {text: value for _, text, value in _BANDS}
    if words not in named:
        raise ValueError(f"{words!r} names no share")
    return named[words]
