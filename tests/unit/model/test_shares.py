"""Shares in words: they never lie by more than the tolerance, and a larger share never sounds smaller."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.model.shares import TOLERANCE, fraction_of, share_in_words

shares = st.integers(1, 400).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@pytest.mark.parametrize(
    ("part", "total", "words"),
    [
        (0, 34, "geen"),
        (34, 34, "alle"),
        (17, 34, "precies de helft"),
        (18, 34, "ruim de helft"),
        (26, 34, "ongeveer driekwart"),
        (24, 32, "precies driekwart"),
        (22, 34, "bijna twee derde"),
        (33, 34, "bijna alle"),
        (1, 34, "een klein deel"),
        (9, 34, "ongeveer een kwart"),
    ],
)
def test_known_shares(part: int, total: int, words: str) -> None:
    assert share_in_words(part, total) == words


@given(shares)
def test_the_words_name_a_fraction_within_tolerance(share: tuple[int, int]) -> None:
    assert abs(fraction_of(share_in_words(*share)) - Fraction(*share)) <= TOLERANCE


@given(shares, shares)
def test_a_larger_share_never_sounds_smaller(one: tuple[int, int], other: tuple[int, int]) -> None:
    small, large = sorted((one, other), key=lambda share: Fraction(*share))
    assert fraction_of(share_in_words(*small)) <= fraction_of(share_in_words(*large))


@given(shares)
def test_all_none_and_exactly_are_said_only_when_true(share: tuple[int, int]) -> None:
    words, value = share_in_words(*share), Fraction(*share)
    assert (words == "alle") == (value == 1)
    assert (words == "geen") == (value == 0)
    if words.startswith("precies"):
        assert fraction_of(words) == value
    if words.startswith("bijna"):
        assert value < fraction_of(words)
    if words.startswith("ruim"):
        assert value > fraction_of(words)


@pytest.mark.parametrize(("part", "total"), [(1, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_is_refused(part: int, total: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        share_in_words(part, total)


def test_words_of_another_are_no_fraction() -> None:
    with pytest.raises(ValueError, match="names no share"):
        fraction_of("een heleboel")
