"""A proposal on a text that changed meanwhile is carried over where nobody can doubt it, and nowhere else."""

from __future__ import annotations

import pytest

from bna_pipeline.documents.word_return_apply import rebased

BASE = ("In het afgelopen jaar bouwden wij de haven uit.", "De kade is af.")
WANTED = ("In het afgelopen jaar bouwden wij de grote haven uit.", "De kade is af.")


@pytest.mark.parametrize(
    ("now", "made"),
    [
        (BASE, WANTED),
        (WANTED, WANTED),
        (
            ("In het vorige jaar bouwden wij de haven uit.", "De kade is af."),
            ("In het vorige jaar bouwden wij de grote haven uit.", "De kade is af."),
        ),
        ((BASE[0], "De kade is nog niet af."), (WANTED[0], "De kade is nog niet af.")),
        ((BASE[0],), (WANTED[0],)),
        (("Vooraf.", *BASE), ("Vooraf.", *WANTED)),
    ],
)
def test_a_change_comes_where_its_words_still_are(now: tuple[str, ...], made: tuple[str, ...]) -> None:
    assert rebased(BASE, WANTED, now) == made


@pytest.mark.parametrize(
    "now",
    [
        ("Iedereen die de haven kent, weet beter.",),  # another text that has the words beside it too
        ("Het bestuur besloot: de haven blijft zoals zij is, en dat is goed.", "De kade is af."),
        ("In het afgelopen jaar bouwden wij de oude haven uit.", "De kade is af."),  # others changed the same place
        (),
    ],
)
def test_what_became_another_text_is_left_to_a_person(now: tuple[str, ...]) -> None:
    assert rebased(BASE, WANTED, now) is None


def test_words_are_not_taken_out_of_another_text() -> None:
    base, wanted = ("Wij deden dat heel graag samen.",), ("Wij deden dat graag samen.",)
    assert rebased(base, wanted, ("Zij doen dat heel graag alleen, zegt de directeur.",)) is None
    assert rebased(base, wanted, ("Wij deden dat heel graag alleen.",)) == ("Wij deden dat graag alleen.",)


def test_a_paragraph_is_added_beside_those_that_stayed() -> None:
    wanted = (BASE[0], "Nieuw.", BASE[1])
    assert rebased(BASE, wanted, (*BASE, "Slot.")) == (*wanted, "Slot.")
    assert rebased(BASE, wanted, ("Geheel anders nu.", "Het schip vaart weg.")) is None
