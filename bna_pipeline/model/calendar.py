"""The Dutch calendar in words; every room that reads or writes a date shares it."""

from __future__ import annotations

from datetime import date
from typing import Final

MONTHS: Final = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def dutch_date(day: date) -> str:
    """A date as running text writes it: "3 oktober 2019"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
