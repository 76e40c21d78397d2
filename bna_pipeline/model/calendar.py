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


def years_on(day: date, years: int) -> date:
    """The same day so many years on; of 29 February the 28th where that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def dutch_date(day: date) -> str:
    """A date as running text writes it: "3 oktober 2019"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
