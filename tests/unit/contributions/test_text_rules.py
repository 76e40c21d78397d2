"""Abbreviations, pasted texts, sums of parts and descriptions: what is surely wrong is said, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bna_pipeline.contributions.abbreviation_checks import abbreviations_in, explained_in
from bna_pipeline.contributions.example_checks import says_nothing
from bna_pipeline.contributions.money_checks import sum_of_parts
from bna_pipeline.contributions.reading import euros
from tests.unit.contributions import small


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("De MRE en het RVO.", ["MRE", "RVO"]),
        ("De MRE-gemeenten, RVO's loket en IenW.", ["MRE", "RVO", "IenW"]),
        ("DVC-SI en TU/e, samen met ABC/DEF.", ["DVC-SI", "TU/e", "ABC", "DEF"]),
        ("Langs de A2 en de N279, fase II en XL.", []),
        ("Actie T-01 levert 5 MW, 3 km en 2 kWh op, met minder CO2.", []),
        ("Zie www.RVO.nl, https://RVO.nl of INFO@RVO.nl.", []),
        ("DIT IS EEN KOP IN KAPITALEN", []),
        ("SmartwayZ.NL, BrabantStad en TenneT doen mee in de EU.", []),
        ("De ICT van het MKB, en AI.", []),
    ],
)
def test_only_what_looks_like_an_abbreviation_is_taken_for_one(text: str, short: list[str]) -> None:
    assert list(abbreviations_in(text)) == short


@pytest.mark.parametrize(
    "text",
    [
        "De Voorbeeldregio (VRE) deed mee.",
        "De Voorbeeldregio (hierna: VRE) deed mee.",
        "De VRE (Voorbeeldregio Eindhoven) deed mee.",
        "VRE staat voor voorbeeldregio.",
    ],
)
def test_an_abbreviation_is_explained_in_brackets_or_in_words(text: str) -> None:
    assert "VRE" in explained_in(text)


def test_an_abbreviation_is_said_once_with_all_its_places() -> None:
    found = small.judged(
        small.data(
            small.report("T-01", achieved="De VRE begon."),
            small.report("T-02", achieved="Ja.\n\nDe VRE en nog eens de VRE.", next_steps="VRE verder."),
        )
    )
    assert small.codes(found) == [("BIJ-073", "reports[0].achieved")]
    assert "(ook in reports[1].achieved, alinea 2, reports[1].next_steps)" in found.findings[0].message


def test_what_one_answer_explains_holds_for_the_whole_file() -> None:
    found = small.judged(
        small.data(
            small.report("T-01", achieved="De VRE begon."),
            small.report("T-02", achieved="De Voorbeeldregio (VRE) ging verder."),
        )
    )
    assert found.findings == ()


@pytest.mark.parametrize(
    ("purpose", "amount", "total"),
    [
        ("bouw, waarvan 1 miljoen euro van het Rijk", 2_000_000, None),
        ("bouw, waarvan € 3.000.000 van het Rijk", 2_000_000, 3_000_000),
        ("bouw, waarvan 1,5 miljoen Rijk en 0,5 miljoen regio", 2_000_000, None),
        ("bestaande uit € 600.000 voor mensen en € 300.000 voor machines", 1_000_000, 900_000),
        ("bestaande uit € 600.000 voor mensen en € 400.000 voor machines", 1_000_000, None),
        ("bestaande uit 0,3 miljoen voor mensen en 0,7 miljoen voor machines", 1_020_000, None),
        ("bouw, waarvan 3 miljoen per jaar", 2_000_000, None),
        ("bouw, waarvan 60% van het Rijk", 2_000_000, None),
        ("bouw, waarvan 3.000 vierkante meter voor 400 bedrijven", 2_000, None),
        ("bouw in 2019 en 2020, 3 miljoen", 2_000_000, None),
    ],
)
def test_parts_are_added_up_only_when_they_surely_are_parts(purpose: str, amount: int, total: int | None) -> None:
    assert sum_of_parts(purpose, Decimal(amount)) == total


def test_amounts_are_written_as_people_write_them() -> None:
    assert [euros(Decimal(amount)) for amount in ("1250000", "12.5", "0")] == ["€ 1.250.000", "€ 12,50", "€ 0"]


@pytest.mark.parametrize(
    "description",
    ["foto", "Een foto.", "IMG_2041.JPG", "DSC00123", "De nieuwe zaal!", "Dag op school", "...", "Afbeelding 3"],
)
def test_a_description_that_describes_nothing_is_said(description: str) -> None:
    assert says_nothing(description, "De nieuwe zaal.", "Dag op school")


@pytest.mark.parametrize("description", ["Foto van een volle zaal.", "Grafiek: meer studenten.", "Een zaal."])
def test_a_description_that_says_something_is_let_be(description: str) -> None:
    assert not says_nothing(description, "De nieuwe zaal.", "Dag op school")


def test_short_answers_are_alike_by_chance() -> None:
    same = [small.report(action, achieved="Er is veel bereikt dit jaar.") for action in ("T-01", "T-02", "K-01")]
    assert small.judged(small.data(*same)).findings == ()
