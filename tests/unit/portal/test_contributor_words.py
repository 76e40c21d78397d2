"""What a contributor is told first: that he is done only when he is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bna_pipeline.pipeline.contributing import ContributionShown, VersionShown
from bna_pipeline.portal.routes.contributor import asked_words

COUNTS = VersionShown(
    original="a" * 64,
    file="een.docx",
    sent_at=datetime(2020, 1, 20, 9, tzinfo=UTC),
    department="Afdeling een",
    counts=True,
    refused=False,
    overtaken=False,
    mended=False,
    waived=False,
    held=None,
    late=False,
    errors=(),
    warnings=(),
    markable=False,
    progress="",
)


def shown(**how: Any) -> ContributionShown:
    usual: dict[str, Any] = {
        "partner": "mre",
        "name": "Metropoolregio",
        "deadline": date(2020, 2, 14),
        "deadline_words": "vrijdag 14 februari 2020",
        "days_left": 3,
        "working_days_left": 3,
        "closed": False,
        "takes": True,
        "asked": True,
        "forms": (),
        "versions": (COUNTS,),
        "sign_off": None,
    }
    return ContributionShown(**{**usual, **how})


@pytest.mark.parametrize(
    ("how", "heading", "said"),
    [
        ({}, "Uw bijdrage is binnen en telt mee", "U hoeft niets te doen."),
        (
            {"missing": ("Afdeling twee",)},
            "Uw bijdrage is nog niet compleet",
            "Er telt nog niets mee van: Afdeling twee.",
        ),
        ({"versions": (), "closed": True}, "De inzameling is gesloten", "bel de coördinator"),
        ({"versions": (), "takes": False}, "De inzameling is voorbij", "niets meer sturen"),
    ],
)
def test_the_heading_says_what_is_asked_and_never_done_while_a_department_is_missing(
    how: dict[str, Any], heading: str, said: str
) -> None:
    title, sentences = asked_words(shown(**how))
    assert title == heading
    assert said in " ".join(sentences)
