"""The time line of an edition: all of it in words as well, no colour alone, nothing that a strict page forbids."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bna_pipeline.documents.edition_timeline import FILLS, INK, PAPER, QUIET, draw
from bna_pipeline.documents.house import contrast
from bna_pipeline.model.timeline import EditionTimeline, Mark, TimelineRow
from tests.support.budget import budget

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2020, 6, 3)
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2020, 12, 31))
WORDS = st.text("abcdefgh & <é", min_size=1, max_size=40).filter(str.strip)
ROWS = st.builds(
    TimelineRow,
    label=WORDS,
    mark=st.sampled_from(Mark),
    start=DAYS,
    end=DAYS,
    points=st.lists(st.dates(date(2020, 1, 1), date(2020, 12, 31)), max_size=3).map(tuple),
    words=WORDS,
)
SHOWN = st.builds(
    EditionTimeline, title=WORDS, today=st.just(TODAY), rows=st.lists(ROWS, min_size=1, max_size=9).map(tuple)
)


def at(element: etree._Element, name: str) -> float:
    """A number that stands in an attribute."""
    return float(element.get(name) or "nan")


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text)


def example(mark: Mark, **days: date | tuple[date, ...]) -> EditionTimeline:
    row = TimelineRow(label="Directie", mark=mark, words="loopt tot en met 12 juni 2020", **days)  # type: ignore[arg-type]
    return EditionTimeline(title="Voortgangsrapportage", today=TODAY, rows=(row,))


@settings(max_examples=budget(25, 200))
@given(SHOWN, st.sampled_from([328, 600, 960]))
def test_it_is_whole_has_a_text_alternative_and_needs_nothing_that_a_strict_page_forbids(
    shown: EditionTimeline, width: int
) -> None:
    text = draw(shown, width, family=None, name="lijn")
    root = parsed(text)
    assert root.get("role") == "img" and str(root.get("viewBox")).startswith(f"0 0 {width} ")
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    told = [ids[name] for name in str(root.get("aria-labelledby")).split()]
    assert [element.tag for element in told] == [f"{SVG}title", f"{SVG}desc"]
    assert all(row.label in str(told[1].text) and row.words in str(told[1].text) for row in shown.rows)
    assert not re.search(r"\bstyle=|<style|<script|href=|\bon[a-z]+=", text)
    sizes = [at(element, "font-size") for element in root.iter(f"{SVG}text")]
    assert sizes and min(sizes) >= 12
    assert text == draw(shown, width, family=None, name="lijn"), "the same time line, the same text"


@settings(max_examples=budget(25, 200))
@given(SHOWN, st.sampled_from([328, 600, 960]))
def test_everything_lies_within_the_drawing(shown: EditionTimeline, width: int) -> None:
    root = parsed(draw(shown, width, family=None, name="lijn"))
    height = at(root, "height")
    for element in (*root.iter(f"{SVG}rect"), *root.iter(f"{SVG}text"), *root.iter(f"{SVG}line")):
        if (parent := element.getparent()) is not None and parent.tag == f"{SVG}pattern":
            continue
        for name, most in (("x", width), ("y", height), ("x1", width), ("x2", width), ("y1", height), ("y2", height)):
            if element.get(name) is not None:
                assert -0.01 <= at(element, name) <= most + 0.01
        if element.tag == f"{SVG}rect":
            assert at(element, "x") + at(element, "width") <= width + 0.01


def test_text_and_bars_have_contrast() -> None:
    assert all(contrast(colour, PAPER) >= 4.5 for colour in (INK, QUIET))
    assert all(contrast(fill, PAPER) >= 3 for fill in FILLS.values())


def test_no_mark_is_told_by_its_colour_alone() -> None:
    days = {"start": TODAY - timedelta(20), "end": TODAY + timedelta(9)}
    shapes = {mark: draw(example(mark, **days), 600, family=None, name="lijn") for mark in Mark}
    plain = {re.sub(r"#[0-9a-f]{6}", "kleur", shape) for shape in shapes.values()}
    assert len(plain) == len(Mark)
    assert "stroke-dasharray" in shapes[Mark.PLANNED] and "url(#lijn-streep)" in shapes[Mark.LATE]


def test_a_row_without_days_has_words_and_no_bar() -> None:
    drawn = draw(example(Mark.PLANNED), 600, family=None, name="lijn")
    assert "loopt tot en met 12 juni 2020" in drawn and 'height="12"' not in drawn


def test_its_dates_are_a_list_as_well() -> None:
    shown = example(Mark.NOW, start=TODAY)
    assert [(line.label, line.when) for line in shown.lines] == [("Directie", "loopt tot en met 12 juni 2020")]
    assert shown.described == "Tijdlijn op 3 juni 2020. Directie: loopt tot en met 12 juni 2020."


@pytest.mark.parametrize("width", [328, 600])
def test_names_stand_above_their_bars_where_it_is_narrow(width: int) -> None:
    shown = example(Mark.DONE, start=TODAY - timedelta(60), end=TODAY)
    root = parsed(draw(shown, width, family=None, name="lijn"))
    bar = next(r for r in root.iter(f"{SVG}rect") if r.get("rx") == "2")
    name = next(t for t in root.iter(f"{SVG}text") if t.text == "Directie")
    assert (at(bar, "y") > at(name, "y")) is (width < 480)
