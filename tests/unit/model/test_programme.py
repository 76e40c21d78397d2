"""A programme that refers to something that is not there is refused, with every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from bna_pipeline.model.programme import Programme, Status
from bna_pipeline.model.stages import StageReviewer
from tests.unit.model.small import WATER, programme, programme_data

Data = dict[str, Any]
TWICE = [{"person": "voorzitter", "field": "Voorzitter", "label": "de voorzitter", "name": "V. Voorbeeld"}] * 2


def _set(data: Data, path: str, value: object) -> None:
    *steps, last = path.split(".")
    here: Any = data
    for step in steps:
        here = here[int(step)] if step.isdigit() else here[step]
    here[last] = value


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("province", "elders", "province: unknown partner 'elders'"),
        ("actions.0.pillar", "vuur", "action A-01: unknown pillar 'vuur'"),
        ("actions.0.owner", "elders", "action A-01: unknown partner 'elders'"),
        ("actions.0.partners", ["elders"], "action A-01: unknown partner 'elders'"),
        ("actions.0.partners", ["waterland"], "action A-01: a partner stands there twice"),
        ("actions.1.pillar", "water", "pillar wind: has no action"),
        ("actions.1.id", "A-01", "action 'A-01' stands here twice"),
        ("pillars.1.id", "water", "pillar 'water' stands here twice"),
        ("review.0.reviewers.0.person", "niemand", "'niemand' is nobody with the role reviewer"),
        ("review.0.reviewers.0.person", "coordinator", "'coordinator' is nobody with the role reviewer"),
        ("review.1.id", "beleid", "stage 'beleid' stands here twice"),
        ("letter.signatories.0.person", "coordinator", "'coordinator' is nobody with the role signer"),
        ("letter.signatories", TWICE, "field 'Voorzitter' stands here twice; signatory 'voorzitter' stands here twice"),
        ("delivery.hand_over", {"partner": "elders", "folder": "x"}, "delivery: unknown partner 'elders'"),
        ("editions.0.id", "delta-2031", "edition delta-2031: must be called delta-2030"),
        ("editions.0.standings", {"Z-09": "vertraagd"}, "standings names 'Z-09', which is no action of"),
        ("editions.0.standings", {"A-01": "bijna"}, "Input should be"),
        ("review.1.needed", 4, "needed must be 'all', 'no objection' or 1 to 3"),
        ("review.1.needed", 0, "needed must be 'all', 'no objection' or 1 to 3"),
        ("review.1.needed", "no objection", "asks for a term"),
        ("review.1.reminders", [-2], "ask for a term that they go by"),
        ("review.1.escalation", "coordinator", "ask for a term that they go by"),
        ("review.0.beside", True, "there is none for it to stand beside"),
        ("review.1.reviewers.0.person", "directeur-twee", "'directeur-twee' stands there twice"),
        ("people.0.deputy", "niemand", "deputy: unknown person 'niemand'"),
        ("people.0.deputy", "coordinator", "deputy 'coordinator' is nobody with the role reviewer"),
        ("claims.levels", [{"at_least": 0.5, "words": "half"}], "end at at_least: 0"),
        ("onbekend", 1, "Extra inputs"),
        ("foreign", [{"text": "lab", "language": "en"}, {"text": "Lab", "language": "en"}], "'Lab' is listed twice"),
        ("foreign", [{"text": "(lab)", "language": "en"}], "'(lab)' must begin and end with a letter or a digit"),
        ("foreign", [{"text": "lab", "language": "engels"}], "String should match pattern"),
        ("abbreviations", [{"short": "L", "meaning": "lab.", "language": "en"}], "'lab.' must begin and end"),
    ],
)
def test_a_reference_that_dangles_is_named(path: str, value: object, says: str) -> None:
    data = programme_data()
    _set(data, path, value)
    with pytest.raises(ValidationError) as refused:
        Programme.model_validate(data)
    assert says in str(refused.value)


def test_all_dangling_references_are_named_at_once() -> None:
    data = programme_data()
    _set(data, "province", "elders")
    _set(data, "actions.0.pillar", "vuur")
    with pytest.raises(ValidationError) as refused:
        Programme.model_validate(data)
    assert "elders" in str(refused.value) and "vuur" in str(refused.value)


def _claims(data: Data) -> None:
    data["claims"]["levels"] = [
        {"at_least": 0.2, "words": "deels"},
        {"at_least": 0.8, "words": "volgens plan"},
        {"at_least": 0, "words": "later"},
    ]


@pytest.mark.parametrize("spoil", [_claims])
def test_claims_run_from_strong_to_weak(spoil: Callable[[Data], None]) -> None:
    data = programme_data()
    spoil(data)
    with pytest.raises(ValidationError, match="strong to weak"):
        Programme.model_validate(data)


def test_a_scope_is_a_section_or_everything_that_begins_like_it() -> None:
    assert StageReviewer(person="a", scope=("rapport.pijler.*",)).covers(WATER)
    assert StageReviewer(person="a", scope=(WATER,)).covers(WATER)
    assert not StageReviewer(person="a", scope=(WATER,)).covers(WATER + "schap")
    assert StageReviewer(person="a").covers("brief.aan")


def test_owner_first_then_the_other_reporters() -> None:
    data = programme_data()
    data["partners"].append({**data["partners"][0], "id": "eiland", "name": "Eiland"})
    data["actions"][1] = {**data["actions"][1], "owner": "eiland", "partners": ["waterland"]}
    read = Programme.model_validate(data)
    assert read.action("B-01").reporters == ("eiland", "waterland")
    assert [a.id for a in read.actions_of("waterland")] == ["A-01", "B-01"]
    assert [a.id for a in read.actions_of("eiland")] == ["B-01"]


def test_earlier_editions_come_oldest_first_whatever_their_order_in_the_file() -> None:
    data = programme_data()
    current = {**data["editions"][0], "ordinal": 3}
    earlier = [
        {**current, "id": f"delta-{year}", "year": year, "ordinal": ordinal, "letter_sent": date(year, 6, 1)}
        for year, ordinal in ((2029, 2), (2028, 1))
    ]
    data["editions"] = [current, *earlier]
    read = Programme.model_validate(data)
    edition = read.edition("delta-2030")
    assert [e.id for e in read.earlier(edition)] == ["delta-2028", "delta-2029"]
    assert not edition.past and all(e.past for e in read.earlier(edition))


def test_what_a_programme_says_reads_back_from_its_json() -> None:
    read = programme()
    assert Programme.model_validate_json(read.model_dump_json()) == read


def test_a_delayed_or_stopped_action_needs_a_reason_and_no_other_does() -> None:
    assert {s.value for s in Status if s.needs_reason} == {"vertraagd", "stopgezet"}


def test_foreign_words_are_those_listed_and_the_meanings_of_abbreviations_and_absent_they_leave_no_trace() -> None:
    data = programme_data()
    assert "foreign" not in Programme.model_validate(data).model_dump(mode="json")
    data["foreign"] = [{"text": "lab", "language": "en"}]
    data["abbreviations"] = [
        {"short": "HTC", "meaning": "High Tech Campus", "language": "en-GB"},
        {"short": "WL", "meaning": "Waterland"},
    ]
    programme = Programme.model_validate(data)
    assert [(one.text, one.language) for one in programme.in_other_languages()] == [
        ("lab", "en"),
        ("High Tech Campus", "en-GB"),
    ]
    assert "language" not in programme.abbreviations[1].model_dump(mode="json")
