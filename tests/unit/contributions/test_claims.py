"""A claim that the data do not carry is found wherever the redactie writes it."""

from __future__ import annotations

from typing import Any

import pytest

from bna_pipeline.contributions.claims import claim_findings
from bna_pipeline.contributions.consolidate import consolidate
from tests.unit.contributions import small

# On schedule: T-01 and K-01, so talent 1 of 2, kennis 1 of 2, in all 2 of 4. The province takes part in 3 of 4.
SCHOOL = small.data(
    small.report("T-01"),
    small.report("T-02", status="vertraagd", reason="Tijd.", measure="Meer tijd."),
    small.report("K-01"),
)


def _found(**changes: Any) -> list[tuple[str, str]]:
    whole = consolidate(small.PROGRAMME, small.EDITION, small.used(SCHOOL), small.editorial(**changes), ())
    return [(f.code, f.place) for f in claim_findings(small.PROGRAMME, whole)]


def _statement(**changes: str) -> list[dict[str, str]]:
    return [{"id": "s", "heading": "Dit is een zin.", "argument": "Om deze reden.", **changes}]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"foreword": "Goed nieuws.\n\nAlles ligt op schema."}, "foreword, alinea 2"),
        ({"summary": "De uitvoering verloopt Volgens  Planning."}, "summary"),
        ({"core": _statement(heading="De agenda ligt op schema.")}, "core[0].heading"),
        ({"consequences": _statement(argument="Alles ligt op schema.")}, "consequences[0].argument"),
        ({"follow_up": "Wij gaan op schema verder."}, "follow_up"),
        ({"opportunities": [{"title": "Kans", "state": "op schema", "text": "x."}]}, "opportunities[0].state"),
        (
            {"developments": [{**small.EDITORIAL["developments"][0], "answer": "Toch op schema."}]},
            "developments[0].answer",
        ),
        (
            {"pillars": [{"pillar": "talent", "text": "Talent ligt op schema."}, small.EDITORIAL["pillars"][1]]},
            "pillars[0].text",
        ),
    ],
)
def test_a_claim_too_strong_is_an_error_at_its_place(changes: dict[str, Any], place: str) -> None:
    assert _found(**changes) == [("RED-001", place)]


@pytest.mark.parametrize(
    "text",
    [
        "De uitvoering ligt grotendeels op schema.",
        "De uitvoering verloopt grotendeels volgens planning.",
        "De uitvoering ligt niet op schema.",
        "Geen van de pijlers ligt op schema.",
        "Het is later dan gepland.",
        "Het opschema is een ander woord.",
    ],
)
def test_what_the_data_carry_or_the_text_denies_is_no_finding(text: str) -> None:
    assert _found(summary=text) == []


def test_denying_something_else_does_not_save_a_claim() -> None:
    assert _found(summary="Wij klagen niet. De uitvoering ligt op schema.") == [("RED-001", "summary")]
    assert _found(summary="Niet alleen ligt alles op schema.") == [("RED-001", "summary")]


def test_a_claim_in_an_edit_is_held_against_that_action() -> None:
    def edit(action: str) -> list[dict[str, str]]:
        return [
            {
                "partner": "school",
                "action": action,
                "field": "achieved",
                "original": "Er is veel bereikt.",
                "text": "Dit ligt op schema.",
                "reason": "Kort.",
            }
        ]

    assert _found(edits=edit("T-01")) == []
    assert _found(edits=edit("T-02")) == [("RED-001", "edits[0].text")]


@pytest.mark.parametrize(
    "text",
    [
        "De provincie neemt deel aan ongeveer de helft van de acties.",
        "De provincie is betrokken bij alle acties.",
        "De provincie neemt deel aan 2 van de 4 acties.",
        "De provincie neemt deel aan 40% van de acties.",
        "De provincie neemt deel aan minder dan de helft van de acties.",
        "De provincie is bij geen enkele actie betrokken.",
    ],
)
def test_a_share_that_contradicts_the_roles_is_a_warning(text: str) -> None:
    assert _found(consequences=_statement(argument=text)) == [("RED-002", "consequences[0].argument")]


@pytest.mark.parametrize(
    "text",
    [
        "De provincie neemt deel aan ongeveer driekwart van de acties.",
        "De provincie neemt deel aan 3 van de 4 acties.",
        "De provincie neemt deel aan meer dan de helft van de acties.",
        "De provincie is betrokken bij ongeveer 75 procent van de acties.",
        "De helft van de studenten blijft in de regio.",
        "De helft van de acties begon in mei.",
    ],
)
def test_a_share_that_fits_or_is_about_something_else_is_no_finding(text: str) -> None:
    assert _found(consequences=_statement(argument=text)) == []
