"""Terms in Dutch working days, and what day and hour it is where the work is done.

A working day is no Saturday, no Sunday and no generally recognised holiday by article 3 of the Algemene termijnenwet:
New Year's Day, Good Friday (second paragraph), Easter Monday, King's Day, 5 May (every year, not only in lustrum
years), Ascension Day, Whit Monday and both Christmas days. Days that the Crown equates with these for one year (third
paragraph) differ from year to year and count as working days here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from bna_pipeline.model.base import Frozen
from bna_pipeline.model.calendar import dutch_date

ZONE = ZoneInfo("Europe/Amsterdam")

_DAY = timedelta(days=1)
_SATURDAY = 5
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


class DaysLeft(Frozen):
    """How far a deadline is off: 0 on the day itself, negative after it.

    Attributes:
        calendar: days of any kind.
        working: working days after today up to and including the deadline (after it: those that have passed since).
    """

    calendar: int
    working: int


def local_day(moment: datetime) -> date:
    """The date on which an aware moment falls in the Netherlands."""
    return moment.astimezone(ZONE).date()


def local_hour(moment: datetime) -> int:
    """The hour (0 to 23) of an aware moment in the Netherlands."""
    return moment.astimezone(ZONE).hour


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _free_days(day.year)


def working_days_from(day: date, count: int) -> date:
    """The working day that lies so many working days after a day; before it when `count` is negative.

    With 0 it is the day itself, also when that is none.
    """
    step, left = (_DAY, count) if count > 0 else (-_DAY, -count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def days_left(deadline: date, today: date) -> DaysLeft:
    """How many days there are from today to a deadline."""
    first, last, sign = (today, deadline, 1) if today <= deadline else (deadline, today, -1)
    return DaysLeft(calendar=sign * (last - first).days, working=sign * _working_days(first, last))


@lru_cache(maxsize=1024)
def _working_days(first: date, last: date) -> int:
    """How many working days there are after one day, to the end of another. A page asks it of every stage."""
    return sum(is_working_day(first + n * _DAY) for n in range(1, (last - first).days + 1))


def with_weekday(day: date) -> str:
    """A date with its day of the week: "vrijdag 14 mei 2021"."""
    return f"{_WEEKDAYS[day.weekday()]} {dutch_date(day)}"


def deadline_warning(deadline: date) -> str | None:
    """What must be said of a deadline on which nobody works; None when it is a working day.

    The deadline stays as it was set: whoever reads the date counts on it.
    """
    if is_working_day(deadline):
        return None
    later = working_days_from(deadline, 1)
    return (
        f"De inleverdatum {with_weekday(deadline)} is geen werkdag. Zij blijft zo staan; "
        f"de eerste werkdag daarna is {with_weekday(later)}."
    )


@cache
def _free_days(year: int) -> frozenset[date]:
    # "optional" holds 5 May of every year; "public" alone only that of lustrum years.
    return frozenset(country_holidays("NL", years=year, categories=("public", "optional")))
