"""Pydantic's usual messages in Dutch, by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KINDS: dict[str, str] = {
    "missing": "ontbreekt",
    "extra_forbidden": "is geen bekend veld; kijk of het goed gespeld is en goed inspringt",
    "enum": "moet een van deze zijn: {expected}",
    "union_tag_invalid": "moet een van deze zijn: {expected_tags}",
    "union_tag_not_found": "ontbreekt",
    "literal_error": "moet {expected} zijn",
    "string_type": "moet tekst zijn; zet er aanhalingstekens omheen",
    "string_pattern_mismatch": "heeft niet de juiste vorm ({pattern})",
    "string_too_short": "is leeg of te kort",
    "string_too_long": "is langer dan {max_length} tekens",
    "too_short": "moet ten minste {min_length} keer gevuld zijn",
    "too_long": "heeft meer dan {max_length} regels",
    "tuple_type": "moet een lijst zijn",
    "list_type": "moet een lijst zijn",
    "model_type": "moet een blok met velden zijn",
    "dict_type": "moet een blok met velden zijn",
    "model_attributes_type": "moet een blok met velden zijn",
    "bool_type": "moet true of false zijn",
    "bool_parsing": "moet true of false zijn",
    "int_type": "moet een geheel getal zijn",
    "int_parsing": "moet een geheel getal zijn",
    "int_from_float": "moet een geheel getal zijn",
    "float_type": "moet een getal zijn",
    "float_parsing": "moet een getal zijn",
    "date_type": "moet een datum zijn, zoals 2020-06-30",
    "date_parsing": "moet een datum zijn, zoals 2020-06-30",
    "date_from_datetime_parsing": "moet een datum zijn, zoals 2020-06-30",
    "date_from_datetime_inexact": "moet een datum zonder tijd zijn, zoals 2020-06-30",
    "greater_than_equal": "moet ten minste {ge} zijn",
    "less_than_equal": "moet ten hoogste {le} zijn",
}


def in_dutch(detail: Mapping[str, Any]) -> str:
    """What is wrong with a field, as the end of a sentence that begins with its name.

    Args:
        detail: one of `ValidationError.errors()`. A kind that is not in the table keeps pydantic's own words.
    """
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])  # a sentence of our own
    words = _KINDS.get(detail["type"])
    if words is None:
        return f"is niet goed ({detail['msg']})"
    context = {key: _plain(value) for key, value in detail.get("ctx", {}).items()}
    if detail["type"] == "too_short" and isinstance(detail["input"], str):
        return "is leeg"
    return words.format(**context)


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).replace(" or ", " of ")
