"""Terms in Dutch working days, and the day and hour in the Netherlands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.rounds.terms import (
    days_left,
    deadline_warning,
    is_working_day,
    local_day,
    local_hour,
    with_weekday,
    working_days_from,
)

DAYS = st.dates(date(2018, 1, 1), date(2035, 12, 31))
COUNTS = st.integers(-60, 60)


@pytest.mark.parametrize(
    ("day", "what"),
    [
        (date(2021, 1, 1), "Nieuwjaarsdag"),
        (date(2021, 4, 2), "Goede Vrijdag, article 3, second paragraph"),
        (date(2021, 4, 5), "tweede Paasdag"),
        (date(2021, 4, 27), "Koningsdag"),
        (date(2020, 5, 5), "5 mei in a lustrum year"),
        (date(2021, 5, 5), "5 mei in another year"),
        (date(2021, 5, 13), "Hemelvaartsdag"),
        (date(2021, 5, 24), "tweede Pinksterdag"),
        (date(2020, 12, 25), "eerste Kerstdag"),
        (date(2024, 12, 26), "tweede Kerstdag"),
        (date(2025, 4, 26), "Koningsdag a day earlier when the 27th is a Sunday"),
    ],
)
def test_a_holiday_of_the_algemene_termijnenwet_is_no_working_day(day: date, what: str) -> None:
    assert not is_working_day(day), what


@pytest.mark.parametrize("day", [date(2021, 5, 14), date(2020, 12, 24), date(2020, 12, 31), date(2021, 5, 4)])
def test_the_days_beside_a_holiday_are_working_days(day: date) -> None:
    assert is_working_day(day)


def test_working_days_pass_over_weekends_and_holidays_in_both_directions() -> None:
    assert working_days_from(date(2020, 5, 15), 1) == date(2020, 5, 18)
    assert working_days_from(date(2020, 5, 15), -10) == date(2020, 4, 30)  # 5 May lies in between
    assert working_days_from(date(2021, 4, 1), 1) == date(2021, 4, 6)  # over Easter


def test_no_working_days_from_a_free_day_is_that_day_itself() -> None:
    assert working_days_from(date(2020, 5, 16), 0) == date(2020, 5, 16)


@given(DAYS, COUNTS.filter(bool))
def test_what_is_counted_from_a_day_is_a_working_day_on_the_right_side(day: date, count: int) -> None:
    found = working_days_from(day, count)
    assert is_working_day(found)
    assert (found > day) == (count > 0)


@given(DAYS, st.integers(1, 60))
def test_so_many_working_days_further_are_so_many_left(day: date, count: int) -> None:
    later = working_days_from(day, count)
    assert days_left(later, day).working == count
    assert days_left(day, later).working == -count


@given(DAYS, COUNTS, st.integers(0, 60))
def test_counting_in_two_steps_is_counting_in_one(day: date, count: int, more: int) -> None:
    further = more if count >= 0 else -more
    assert working_days_from(working_days_from(day, count), further) == working_days_from(day, count + further)


@given(DAYS, DAYS)
def test_days_left_are_zero_on_the_day_and_change_their_sign_with_the_sides(deadline: date, today: date) -> None:
    there, back = days_left(deadline, today), days_left(today, deadline)
    assert there.calendar == (deadline - today).days == -back.calendar
    assert there.working == -back.working
    assert abs(there.working) <= abs(there.calendar)


@pytest.mark.parametrize(
    ("moment", "day", "hour"),
    [
        (datetime(2020, 5, 14, 22, 30, tzinfo=UTC), date(2020, 5, 15), 0),  # summer time
        (datetime(2020, 12, 31, 23, 30, tzinfo=UTC), date(2021, 1, 1), 0),  # winter time
        (datetime(2020, 3, 29, 1, 0, tzinfo=UTC), date(2020, 3, 29), 3),  # the hour that is passed over
    ],
)
def test_day_and_hour_are_those_of_the_netherlands(moment: datetime, day: date, hour: int) -> None:
    assert (local_day(moment), local_hour(moment)) == (day, hour)


def test_a_deadline_on_a_free_day_is_said_and_not_moved() -> None:
    said = deadline_warning(date(2020, 5, 21))
    assert said is not None
    assert "donderdag 21 mei 2020 is geen werkdag" in said
    assert with_weekday(date(2020, 5, 22)) in said


@given(DAYS)
def test_a_deadline_is_warned_of_exactly_when_nobody_works(day: date) -> None:
    assert (deadline_warning(day) is None) == is_working_day(day)
    assert is_working_day(working_days_from(day, 1)) and working_days_from(day, 1) - day >= timedelta(days=1)
