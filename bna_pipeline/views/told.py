"""Turns of phrase that sentences about the ledger share."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bna_pipeline.model.calendar import dutch_date

DUTCH_TIME: Final = "Europe/Amsterdam"
"""The zone in which moments are told: what is kept in UTC is read by people in the Netherlands."""

_WEEKDAYS: Final = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"


def files(number: int) -> str:
    """So many files."""
    return count(number, "bestand", "bestanden")


def because(reason: str) -> str:
    """A reason as a sentence of its own; empty when none was given."""
    return f" Reden: {reason}" if reason else ""


def minute_in(at: datetime, zone: str = DUTCH_TIME) -> str:
    """A minute in words, with its day and its zone; of another zone than ours with what it is here.

    Args:
        at: aware.
        zone: a name of the IANA database.
    """
    there = _minute(at, zone)
    if zone == DUTCH_TIME:
        summer = "zomertijd" if at.astimezone(ZoneInfo(zone)).dst() else "wintertijd"
        return f"{there} (Nederlandse tijd, {summer})"
    return f"{there} ({zone}); in Nederland is het dan {_minute(at, DUTCH_TIME)}"


def day_in_words(at: datetime) -> str:
    """The day of a moment here: "woensdag 1 juli 2020"."""
    day = at.astimezone(ZoneInfo(DUTCH_TIME)).date()
    return f"{_WEEKDAYS[day.weekday()]} {dutch_date(day)}"


def _minute(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{_WEEKDAYS[local.weekday()]} {dutch_date(local.date())} om {local.hour}.{local.minute:02} uur"
