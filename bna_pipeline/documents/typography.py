"""Dutch typography of running text that changes no word: what belongs together stays on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from bna_pipeline.model.calendar import MONTHS

_NO_BREAK: Final = "\u00a0"
_SOFT: Final = "\u00ad"
_TOKEN: Final = re.compile(r"\S{41,}")
_LATIN: Final = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_ENDLESS: Final = re.compile(f"[{_LATIN}]{{41,}}")
_PIECE: Final = re.compile(f"[{_LATIN}]{{1,10}}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_LOOKED_UP: Final = frozenset({"sha256", "url"})
"""Keys whose text is not printed, or not only."""
_UNITS: Final = (
    "procent|promille|euro|cent|miljoen|miljard|duizend|kilometer|meter|hectare|uur|minuten|"
    "km|m²|m2|m³|m3|ha|kg|kW|MW|GW|kWh|MWh|GWh|TWh|Gb/s|Mb/s|°C"
)
_TITLES: Final = r"prof\.|dr\.|mr\.|drs\.|ir\.|ing\.|art\.|nr\.|blz\.|p\."
_BEFORE: Final = re.compile(
    rf"(?<=€) (?=\d)|(?<=\d) (?=(?:{_UNITS}|{'|'.join(MONTHS)})\b)|(?<=\d) (?=%)|\b(?:{_TITLES})(?P<space> )(?=\S)"
)


def bound(text: str) -> str:
    """The text with a no-break space for the space in "€ 125.000", "3 oktober", "40 procent" and "prof. dr.".

    Nothing but spaces changes, and each for one other space, so that the words stay the same words.
    """
    return _BEFORE.sub(lambda found: found[0].replace(" ", _NO_BREAK), text)


def breakable(text: str, *, digests: bool = True) -> str:
    """The text with soft hyphens (U+00AD) in what is longer than any word of Dutch, so that no line runs off the page.

    An address on the web keeps its letters: it breaks at its own signs, and a hyphen in it would be read as one.

    Args:
        digests: whether also a SHA-256 that is all of a text gets them; it fits on a line of the letter, where who
            takes it over from the PDF must have its digits alone.
    """
    if not digests and _DIGEST.fullmatch(text):
        return text
    return _TOKEN.sub(lambda found: found[0] if "://" in found[0] else _ENDLESS.sub(_softened, found[0]), text)


def _softened(found: re.Match[str]) -> str:
    return _SOFT.join(_PIECE.findall(found[0]))


def bound_everywhere(value: Any, *, digests: bool = True) -> Any:
    """A value of JSON with every text in it as `bound` and `breakable` give it; keys, digests and addresses stay."""
    again = partial(bound_everywhere, digests=digests)
    if isinstance(value, str):
        return breakable(bound(value), digests=digests)
    if isinstance(value, Mapping):
        return {key: item if key in _LOOKED_UP else again(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [again(item) for item in value]
    return value
