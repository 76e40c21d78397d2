"""The oracle's own calendar and the one in use were written apart, and agree."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.rounds.terms import is_working_day, working_days_from
from tests.machine.terms_oracle import end_of_term, works

DAYS = st.dates(date(2014, 1, 1), date(2090, 12, 31))
"""Since 2014 the king's birthday is kept on 27 April."""


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 60))
def test_a_term_ends_on_the_same_day_by_both(day: date, term: int) -> None:
    assert works(day) == is_working_day(day)
    assert end_of_term(day, term) == working_days_from(day, term)
