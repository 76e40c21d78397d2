"""Numbers, dates, amounts and lists as Dutch running text writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bna_pipeline.model.calendar import dutch_date

_ORDINALS = [
    "nulde",
    "eerste",
    "tweede",
    "derde",
    "vierde",
    "vijfde",
    "zesde",
    "zevende",
    "achtste",
    "negende",
    "tiende",
    "elfde",
    "twaalfde",
    "dertiende",
    "veertiende",
    "vijftiende",
    "zestiende",
    "zeventiende",
    "achttiende",
    "negentiende",
]
_CARDINALS = [
    "nul",
    "één",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
    "dertien",
    "veertien",
    "vijftien",
    "zestien",
    "zeventien",
    "achttien",
    "negentien",
    "twintig",
]
_UNITS = ("", "eenen", "tweeën", "drieën", "vieren", "vijfen", "zesen", "zevenen", "achten", "negenen")
_TENS = {2: "twintig", 3: "dertig", 4: "veertig", 5: "vijftig"}


def period_text(start: date, end: date) -> str:
    """A period, both days included: "1 juli 2019 tot en met 1 juni 2020"."""
    return f"{dutch_date(start)} tot en met {dutch_date(end)}"


def ordinal_words(number: int) -> str:
    """A rank from 1 to 59 in words: "tweede", "eenentwintigste".

    Raises:
        ValueError: a number outside that range.
    """
    if not 1 <= number <= 59:
        raise ValueError(f"no ordinal for {number}")
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    return f"{_UNITS[number % 10]}{_TENS[number // 10]}ste"


def number_words(number: int) -> str:
    """Up to twenty in words, above that in figures: the usual rule for Dutch running text."""
    return _CARDINALS[number] if 0 <= number < len(_CARDINALS) else str(number)


def joined(items: Sequence[str]) -> str:
    """A list in a sentence: "a, b en c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} en {items[-1]}"


def euros(amount: Decimal) -> str:
    """An amount: "€ 1.250.000", with cents only when there are any: "€ 1.250.000,50"."""
    whole = f"{amount:,.2f}".removesuffix(".00")
    return "€ " + whole.translate(str.maketrans(",.", ".,"))


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text with its first letter small, for a title within a sentence."""
    return text[:1].lower() + text[1:]
