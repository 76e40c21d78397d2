"""Dates and amounts as people in the Netherlands write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bna_pipeline.model.calendar import MONTHS

_SHORT = {"mrt": 3} | {name[:3]: number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
_MONTH_NUMBERS = _SHORT | {name: number for number, name in enumerate(MONTHS, 1)}

_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_WEEKDAY = r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag\s+)?"
_DATE = (
    rf"{_WEEKDAY}(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}"
    rf"|\d{{1,2}}\s+(?:{_MONTH})\.?\s+\d{{4}})"
)
_MILESTONE = re.compile(rf"^[\s•·*–-]*(?P<date>{_DATE})(?:\s*[-–—:,]\s*|\s+|$)(?P<title>.*)$", re.IGNORECASE | re.ASCII)
_WORDS = re.compile(rf"^{_WEEKDAY}(\d{{1,2}})\s+({_MONTH})\.?\s+(\d{{4}})$", re.IGNORECASE | re.ASCII)
_DUTCH = re.compile(rf"^{_WEEKDAY}(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}})$", re.IGNORECASE | re.ASCII)
_ISO = re.compile(rf"^{_WEEKDAY}(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})$", re.IGNORECASE | re.ASCII)

_AMOUNT = re.compile(
    r"^(?P<sign>[-−–]?)\s*(?:€|eur\b|euro\b)?\s*(?P<minus>[-−–]?)\s*"
    r"(?P<whole>\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(?P<cents>\d{1,3}|-+|–))?\s*"
    r"(?P<unit>miljoen|mln\.?)?\s*(?:euro|eur|€)?$",
    re.IGNORECASE | re.ASCII,
)
_LARGEST = Decimal(10) ** 12
_YEARS = range(1980, 2201)  # the ends of the calendar cannot be put into another zone


def read_date(text: str) -> date | None:
    """A date from `12 mei 2020`, `12-05-2020` or `2020-05-12`; None when it is none, or a day that does not exist."""
    line = " ".join(text.split())
    if found := _WORDS.match(line):
        day, month, year = int(found[1]), _MONTH_NUMBERS[found[2].lower()], int(found[3])
    elif found := _DUTCH.match(line):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    elif found := _ISO.match(line):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def split_milestone(line: str) -> tuple[str, str]:
    """Date and title of one line of milestones (`12 mei 2020 - Opening`); no date in front: empty."""
    found = _MILESTONE.match(line)
    return (found["date"], found["title"].strip()) if found else ("", line.strip())


def read_amount(text: str) -> Decimal | None:
    """An amount in euros from `€ 1.250.000`, `1250000,50` or `1,25 miljoen`; may be negative; None when it is none."""
    found = _AMOUNT.match(" ".join(text.split()))
    if found is None:
        return None
    cents = (found["cents"] or "").strip("-–")
    if len(cents) > 2 and not found["unit"]:
        return None
    try:
        amount = Decimal(re.sub(r"[. ]", "", found["whole"]) + (f".{cents}" if cents else ""))
    except InvalidOperation:
        return None
    if found["unit"]:
        amount *= 1_000_000
    if amount >= _LARGEST:
        return None
    amount = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.quantize(Decimal("0.01"))
    return -amount if found["sign"] or found["minus"] else amount


def euros(amount: Decimal) -> str:
    """An amount as it is written: `€ 1.250.000`, or with cents `€ 12,50`."""
    written = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return "€ " + written.translate(str.maketrans(",.", ".,"))


def read_moment(text: str) -> datetime | None:
    """An aware moment from ISO 8601; None when it is unreadable, has no zone, or lies outside 1980 to 2200."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment.year in _YEARS else None
