"""A minute with its zone is one moment; where the clock skips it or shows it twice, that is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.errors import WrongUse
from bna_pipeline.pipeline.minutes import minute_of

AMSTERDAM = "Europe/Amsterdam"


def test_a_minute_is_taken_in_its_zone() -> None:
    for written in ("2020-07-01T14:00", "2020-07-01 14:00", " 2020-07-01T14:00 "):
        assert minute_of(written, AMSTERDAM).astimezone(UTC) == datetime(2020, 7, 1, 12, tzinfo=UTC)
    assert minute_of("2020-01-01T14:00", AMSTERDAM).astimezone(UTC) == datetime(2020, 1, 1, 13, tzinfo=UTC)
    assert minute_of("2020-07-01T14:00", "UTC").astimezone(UTC) == datetime(2020, 7, 1, 14, tzinfo=UTC)
    zone = minute_of("2020-07-01T14:00", AMSTERDAM).tzinfo
    assert isinstance(zone, ZoneInfo) and zone.key == AMSTERDAM


def test_a_minute_that_the_clock_skips_is_refused() -> None:
    """The night on which summer time begins."""
    with pytest.raises(WrongUse, match=r"29-03-2020 02:30 bestaat niet in Europe/Amsterdam"):
        minute_of("2020-03-29T02:30", AMSTERDAM)
    assert minute_of("2020-03-29T03:00", AMSTERDAM).astimezone(UTC) == datetime(2020, 3, 29, 1, tzinfo=UTC)
    assert minute_of("2020-03-29T01:59", AMSTERDAM).astimezone(UTC) == datetime(2020, 3, 29, 0, 59, tzinfo=UTC)


def test_a_minute_that_the_clock_shows_twice_is_refused_and_both_are_named() -> None:
    """The night on which summer time ends."""
    with pytest.raises(WrongUse, match="tweemaal voor") as refused:
        minute_of("2020-10-25T02:30", AMSTERDAM)
    assert "00:30 of 01:30 op 25-10-2020" in str(refused.value)


@pytest.mark.parametrize(
    "written",
    ["", "morgen", "2020-07-01", "14:00", "2020-07-01T14:00:30", "2020-07-01T14:00Z", "2020-07-01T14:00+02:00",
     "2020-02-30T12:00", "2020-07-01T24:00", "01-07-2020 14:00", "0001-01-01T00:00", "9999-12-31T23:59"],
)  # fmt: skip
def test_what_is_no_minute_is_refused(written: str) -> None:
    with pytest.raises(WrongUse, match="geen minuut"):
        minute_of(written, AMSTERDAM)


@pytest.mark.parametrize(
    "zone", ["", "Amsterdam", "Europe", "../etc/passwd", "Europe/Amsterdam\x00", "Etc/GMT+1", "CET "]
)
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(WrongUse, match="geen tijdzone"):
        minute_of("2020-07-01T14:00", zone)


@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2037, 12, 31)),  # noqa: DTZ001
    st.sampled_from([AMSTERDAM, "America/Curacao", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_what_is_taken_reads_the_same_on_a_clock_there(at: datetime, zone: str) -> None:
    """And is the only moment that does."""
    written = f"{at:%Y-%m-%dT%H:%M}"
    there = ZoneInfo(zone)
    clock = at.replace(second=0, microsecond=0)
    offsets = {(clock + timedelta(days=days)).replace(tzinfo=UTC).astimezone(there).utcoffset() for days in (-1, 1)}
    moments = [(clock - offset).replace(tzinfo=UTC) for offset in offsets if offset is not None]
    shown = [moment for moment in moments if moment.astimezone(there).replace(tzinfo=None) == clock]
    try:
        found = minute_of(written, zone)
    except WrongUse:
        assert len(shown) != 1
    else:
        assert [found.astimezone(UTC)] == shown


def test_the_property_has_both_kinds_of_night() -> None:
    """Lord Howe moves its clock by half an hour."""
    for written, said in (("2020-10-04T02:15", "bestaat niet"), ("2020-04-05T01:45", "tweemaal")):
        with pytest.raises(WrongUse, match=said):
            minute_of(written, "Australia/Lord_Howe")
