"""Dates, amounts, milestones and characters as people write them."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.contributions.characters import CARRIED, FALLBACK, carried, is_hidden, plain
from bna_pipeline.contributions.reading import read_amount, read_date, read_moment, split_milestone
from bna_pipeline.model.calendar import dutch_date
from tests.unit.contributions.truetype import code_points

FOLDER = Path(__file__).parents[3] / "templates" / "fonts"
FONTS = sorted(FOLDER.glob("Source*.ttf"))
BLOCKS = {"Noto Sans Hebrew": range(0x0590, 0x0600), "Noto Sans Arabic": range(0x0600, 0x0700)}


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_way_to_write_a_day_is_read_as_that_day(day: date) -> None:
    ways = (
        dutch_date(day),
        day.isoformat(),
        f"{day.day}-{day.month}-{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d/%m/%Y}",
    )
    assert {read_date(way) for way in ways} == {day}


@pytest.mark.parametrize("text", ["31-02-2020", "mei 2020", "12-05-20", "2020", "", "12 maai 2020", "0 mei 2020"])
def test_what_is_no_full_existing_date_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("separator", [" - ", " – ", ": ", " — ", ", ", " "])
@pytest.mark.parametrize("day", ["12 mei 2020", "12-05-2020", "2020-05-12", "dinsdag 12 mei 2020", "• 12 MEI 2020"])
def test_a_milestone_is_a_date_a_separator_and_a_title(day: str, separator: str) -> None:
    said, title = split_milestone(f"{day}{separator}Opening van het lab: deel 2")
    assert read_date(said) == date(2020, 5, 12)
    assert title == "Opening van het lab: deel 2"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("250000", "250000"),
        ("€ 1.250.000", "1250000"),
        ("1.250.000,50 euro", "1250000.50"),
        ("EUR 12,5", "12.50"),
        ("1,25 miljoen", "1250000"),
        ("€ 1.000,-", "1000"),
        ("-5", "-5"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_in_dutch_ways(text: str, amount: str) -> None:
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "twee ton", "1.25", "12.34.5", "1,234", "1e9", "9" * 20, "100 dollar", "circa 5"])
def test_what_could_mean_two_things_is_no_amount(text: str) -> None:
    assert read_amount(text) is None


@given(st.integers(0, 10**14 - 1))
def test_an_amount_in_cents_survives_the_dutch_notation(cents: int) -> None:
    text = f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"
    assert read_amount(f"€ {text}") == Decimal(cents) / 100


def test_a_moment_needs_a_zone() -> None:
    assert read_moment("2020-05-04T10:00:00") is None
    assert read_moment("2020-05-04T10:00:00Z") is not None


def points(spans: tuple[tuple[int, int], ...]) -> set[int]:
    return {point for low, high in spans for point in range(low, high + 1)}


@pytest.mark.parametrize("font", FONTS, ids=[f.stem for f in FONTS])
def test_every_text_font_has_every_character_that_is_let_through(font: Path) -> None:
    wanted = points(CARRIED) - {point for spans in FALLBACK.values() for point in points(spans)}
    assert len(wanted) > 300 and wanted <= code_points(font.read_bytes())


@pytest.mark.parametrize("family", FALLBACK)
def test_of_another_script_exactly_what_each_weight_of_its_font_has_is_let_through(family: str) -> None:
    """Letters, digits and signs of its block; no combining and no hidden ones."""
    weights = [code_points(f.read_bytes()) for f in sorted(FOLDER.glob(f"{family.replace(' ', '')}-*.ttf"))]
    has = set.intersection(*weights) & set(BLOCKS[family])
    assert len(weights) == 2
    assert points(FALLBACK[family]) == {p for p in has if unicodedata.category(chr(p)) not in ("Mn", "Mc", "Me", "Cf")}


def test_there_are_shipped_fonts_to_hold_the_characters_against() -> None:
    families = {font.name.split("-")[0] for font in FOLDER.glob("*.ttf")}
    assert families == {"SourceSans3", "SourceSerif4", *(name.replace(" ", "") for name in FALLBACK)}


@pytest.mark.parametrize("character", ["\U0001f680", "漢", "\ue000", "\u0301", "\u2011", "\u05b0", "\u064b", "\ufe8d"])
def test_emoji_cjk_private_use_and_loose_marks_are_not_carried(character: str) -> None:
    assert not carried(character)


@pytest.mark.parametrize("character", ["\u0007", "\u200b", "\u00ad", "\u202e", "\ufeff", "\u2028"])
def test_what_nobody_sees_is_hidden(character: str) -> None:
    assert is_hidden(character)


def test_white_space_is_plain_and_text_is_composed() -> None:
    assert plain("e\u0301e\u0301n\u00a0\u202ftwee\tdrie\r\n") == "één  twee drie\n"
