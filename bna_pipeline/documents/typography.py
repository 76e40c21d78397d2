"""Dutch typography of running text that changes no word: what belongs together stays on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bna_pipeline.model.calendar import MONTHS

_NO_BREAK: Final = "\u00a0"
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


def bound_everywhere(value: Any) -> Any:
    """A value of JSON with every text in it as `bound` gives it; keys stay as they are."""
    if isinstance(value, str):
        return bound(value)
    if isinstance(value, Mapping):
        return {key: bound_everywhere(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [bound_everywhere(item) for item in value]
    return value
