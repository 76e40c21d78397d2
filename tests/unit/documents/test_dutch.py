"""Numbers, dates and lists read as Dutch."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bna_pipeline.documents import dutch


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "eerste"), (2, "tweede"), (8, "achtste"), (19, "negentiende"), (20, "twintigste"), (22, "tweeëntwintigste")],
)
def test_a_rank_is_written_in_words(number: int, words: str) -> None:
    assert dutch.ordinal_words(number) == words


def test_every_rank_an_edition_may_have_has_its_own_word() -> None:
    assert len({dutch.ordinal_words(n) for n in range(1, 51)}) == 50


def test_a_rank_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="60"):
        dutch.ordinal_words(60)


def test_dates_and_periods_are_written_out() -> None:
    assert dutch.period_text(date(2019, 7, 1), date(2020, 6, 1)) == "1 juli 2019 tot en met 1 juni 2020"


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1250000", "€ 1.250.000"), ("0.5", "€ 0,50"), ("999", "€ 999"), ("1000.05", "€ 1.000,05")],
)
def test_amounts_use_points_and_a_comma(amount: str, text: str) -> None:
    assert dutch.euros(Decimal(amount)) == text


def test_a_list_ends_in_en() -> None:
    assert [dutch.joined(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a en b",
        "a, b en c",
    ]


def test_numbers_up_to_twenty_are_words_and_above_that_figures() -> None:
    assert [dutch.number_words(n) for n in (0, 1, 20, 21)] == ["nul", "één", "twintig", "21"]
