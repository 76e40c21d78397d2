"""The house style: what is refused, and that every text can be read on its ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.documents.house import LEAST_CONTRAST, SIGNS, Sign, contrast, load_house
from bna_pipeline.errors import TemplateInvalid
from bna_pipeline.model.programme import Status
from tests.programmes.layout import REGIODEAL
from tests.unit.documents import factory

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize("folder", [factory.FOLDER, REGIODEAL], ids=["bna", "regiodeal"])
def test_every_text_can_be_read_on_its_ground(folder: Path) -> None:
    for pair in load_house(folder).pairs():
        assert contrast(pair.text, pair.ground) >= LEAST_CONTRAST, pair


def test_the_two_programmes_differ_in_colour() -> None:
    assert load_house(factory.FOLDER).colours.brand != load_house(REGIODEAL).colours.brand


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_within_its_bounds(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


def test_contrast_as_the_standard_gives_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < LEAST_CONTRAST


def test_every_status_has_a_sign_of_its_own_that_is_drawn() -> None:
    house = load_house(factory.FOLDER)
    signs = [house.status(status.value).sign for status in Status] + [house.status("zonder bericht").sign]
    assert len(set(signs)) == len(signs)
    assert set(SIGNS) == set(Sign)


@pytest.mark.parametrize(
    ("found", "instead", "said"),
    [
        ('ink: "#1b2430"', 'ink: "#9aa0a8"', "colours.ink op paper: #9aa0a8 op #ffffff heeft een contrast van 2,"),
        ('"#ad4e08"', '"oranje"', "statuses.vertraagd.colour: heeft niet de juiste vorm"),
        ("sign: cross", "sign: check", "het teken 'check' staat bij meer dan één status"),
        ("  stopgezet:", "  gestopt:", "statuses.gestopt"),
        ("  body: 10.5", "  body: groot", "sizes.body: moet een getal zijn"),
        ("picture:", "plaatje:", "picture: ontbreekt"),
    ],
)
def test_a_wrong_house_style_is_refused_with_its_place(tmp_path: Path, found: str, instead: str, said: str) -> None:
    text = (factory.FOLDER / "house.yaml").read_text(encoding="utf-8")
    assert found in text
    (tmp_path / "house.yaml").write_text(text.replace(found, instead), encoding="utf-8")
    with pytest.raises(TemplateInvalid, match=re.escape(said)):
        load_house(tmp_path)


@pytest.mark.parametrize("text", [None, "", "- een\n- lijst\n", "a: [", "\x00"])
def test_no_house_style_is_refused(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "house.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TemplateInvalid, match=re.escape("house.yaml")):
        load_house(tmp_path)
