"""A channel that is away is tried again soon, then ever later, without an end, and without filling the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.delivery.patience import (
    ALARMING,
    DAY_OF_TRIES,
    FIRST_PAUSE,
    LATER_PAUSE,
    LONGEST_PAUSE,
    is_time,
    next_try,
)

AT = datetime(2020, 6, 30, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def pause(attempt: int) -> timedelta:
    return next_try(attempt, AT) - AT


def tries_in(outage: timedelta) -> list[timedelta]:
    """When a channel that is away for so long is tried, from its first refusal on."""
    found, since = [timedelta()], timedelta()
    while (since := since + pause(len(found))) <= outage:
        found.append(since)
    return found


@given(st.integers(1, 10**9))
def test_there_is_always_a_next_time_within_four_hours(attempt: int) -> None:
    assert FIRST_PAUSE <= pause(attempt) <= LATER_PAUSE


def test_no_pause_is_shorter_than_the_one_before_nor_more_than_twice_as_long_on_the_first_day() -> None:
    pauses = [pause(n) for n in range(1, 400)]
    assert pauses == sorted(pauses)
    assert all(later <= 2 * before for before, later in pairwise(pauses[:DAY_OF_TRIES]))
    assert pauses[DAY_OF_TRIES - 1] == LONGEST_PAUSE


def test_the_coordinator_is_told_within_five_minutes_and_a_minute_sees_three_tries() -> None:
    assert tries_in(DAY)[ALARMING - 1] < timedelta(minutes=5)
    assert len(tries_in(timedelta(minutes=1))) == 3


def test_a_channel_that_is_back_on_the_first_day_has_it_within_half_an_hour() -> None:
    found = tries_in(DAY)
    assert max(later - before for before, later in pairwise(found)) == LONGEST_PAUSE
    assert abs(len(found) - DAY_OF_TRIES) <= 1, "the first day's tries are as many as is said"


def test_a_year_of_refusals_leaves_some_two_thousand_lines_and_not_seventeen_thousand() -> None:
    assert len(tries_in(365 * DAY)) < 2_300
    assert len(tries_in(7 * DAY)) < 100


@given(st.integers(1, 500), st.integers(-(10**6), 10**9))
def test_a_pause_ends_at_its_moment_and_never_later_than_any_pause_may_last(attempt: int, seconds: int) -> None:
    """A clock that ran ahead when it failed, and was set right, keeps nobody waiting."""
    after, at = next_try(attempt, AT), AT + timedelta(seconds=seconds)
    assert is_time(after, at) == (at >= after or after - at > LATER_PAUSE)
    assert is_time(after, after) and not is_time(after, after - timedelta(seconds=1))
    assert is_time(AT + 30 * DAY, AT)
