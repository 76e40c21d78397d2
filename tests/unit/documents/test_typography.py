"""What belongs together stays on one line, and no word changes by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.documents.typography import bound, bound_everywhere, breakable


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("Het kost € 125.000 dit jaar.", "Het kost €~125.000 dit jaar."),
        ("Op 3 oktober 2019 ging hij open.", "Op 3~oktober 2019 ging hij open."),
        ("Ruim 40 procent, en 40 % van 12 MWh.", "Ruim 40~procent, en 40~% van 12~MWh."),
        ("Voor 3 miljoen euro.", "Voor 3~miljoen euro."),
        ("prof. dr. W.F. van den Ekelenberg", "prof.~dr.~W.F. van den Ekelenberg"),
        ("Zie art. 5 en blz. 12.", "Zie art.~5 en blz.~12."),
        ("In 2019 meters maken is iets anders.", "In 2019 meters maken is iets anders."),
        ("De 5 Meiviering en 12 kmuren.", "De 5 Meiviering en 12 kmuren."),
        ("Het harp. De rest.", "Het harp. De rest."),
    ],
)
def test_amounts_dates_units_and_titles_are_not_torn_apart(text: str, set_as: str) -> None:
    assert bound(text) == set_as.replace("~", "\u00a0")


@given(st.text("€ 0123abpro.fcent%oktober", max_size=60))
def test_nothing_but_spaces_changes(text: str) -> None:
    assert bound(text).replace("\u00a0", " ") == text.replace("\u00a0", " ")
    assert bound(bound(text)) == bound(text)


LONG = "onafbreekbaar" * 12


def test_only_a_word_longer_than_any_of_dutch_gets_places_to_break_and_an_address_gets_none() -> None:
    broken = breakable(f"Een {LONG} woord.")
    assert max(map(len, broken.replace("\u00ad", " ").split())) <= 12
    assert broken.replace("\u00ad", "") == f"Een {LONG} woord."
    for kept in ("arbeidsongeschiktheidsverzekering", f"https://www.example.org/{LONG}", "\u05d0" * 60):
        assert breakable(kept) == kept
    assert bound_everywhere({"sha256": LONG, "url": LONG}) == {"sha256": LONG, "url": LONG}


def test_keys_numbers_and_nothing_stay_as_they_are() -> None:
    value = {"3 mei": ["3 mei", 3, None, True, {"a": "€ 5"}]}
    assert bound_everywhere(value) == {"3 mei": ["3\u00a0mei", 3, None, True, {"a": "€\u00a05"}]}
