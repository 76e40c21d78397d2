"""What the intake says of an edited text stands beside that text, and calls it as the coordinator knows it."""

from __future__ import annotations

import pytest

from bna_pipeline.errors import FindingSaid
from bna_pipeline.portal.acting import Trouble
from bna_pipeline.portal.rewording import beside, places_of

SAID = "Dit teken kunnen wij niet afdrukken."


def trouble(*places: str) -> Trouble:
    findings = tuple(FindingSaid("INT-001", place, f"{SAID} ({place})", "Haal het weg.") for place in places)
    return Trouble(409, "Zo kan deze tekst niet worden opgeslagen.", findings=findings)


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("foreword", "foreword"),
        ("foreword_signed", "foreword_signed"),
        ("pillar.mensen", "pillars[0].text"),
        ("developments.2", "developments[1].text"),
        ("core.mensen", "core[0].argument"),
        ("consequences.inspanning", "consequences[1].argument"),
        ("edits.school.T-02.example.title", "edits[3].text"),
    ],
)
def test_it_stands_beside_the_text_that_was_edited(field: str, place: str) -> None:
    assert beside(trouble(place), field) == f"{SAID} ({place})"
    assert places_of(trouble(place), field, "Eigen uitspraak 1") == {place: "Eigen uitspraak 1"}


def test_what_is_wrong_with_a_heading_or_an_answer_does_not_stand_beside_the_text() -> None:
    found = trouble("core[0].heading", "core[0].argument")
    assert beside(found, "core.mensen") == f"{SAID} (core[0].argument)"
    assert places_of(found, "core.mensen", "Uitspraak 1")["core[0].heading"] == "Uitspraak 1, kop"


def test_another_text_is_none_of_it() -> None:
    found = trouble("foreword_signed", "summary")
    assert beside(found, "foreword") is None
    assert places_of(found, "foreword", "Voorwoord") == {}
    assert beside(None, "foreword") is None and places_of(None, "foreword", "Voorwoord") == {}
