"""The redactie is checked like any other contribution, all at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from bna_pipeline.contributions.editorial_checks import original_digest
from bna_pipeline.contributions.judge import Judgement, judge_editorial
from bna_pipeline.model.contribution import EditableField
from tests.unit.contributions import small


def _judged(**changes: Any) -> Judgement:
    text = json.dumps({**small.EDITORIAL, **changes})
    return judge_editorial(small.PROGRAMME, small.EDITION, "redactie.json", text.encode())


def _edit(**changes: Any) -> dict[str, Any]:
    return {
        "partner": "school",
        "action": "T-01",
        "field": "achieved",
        "original": "Er is veel\nbereikt.",
        "text": "Er is heel veel bereikt.",
        "reason": "Duidelijker.",
        **changes,
    }


def _statement(**changes: str) -> dict[str, str]:
    return {"id": "belang", "heading": "De agenda is van belang.", "argument": "Om deze reden.", **changes}


def test_a_whole_redactie_is_accepted_and_its_texts_are_paragraphs() -> None:
    found = _judged()
    assert found.findings == ()
    assert found.editorial is not None
    assert found.editorial.foreword == ("Dit is het voorwoord.", "Het heeft twee alinea's.")
    assert found.sent_at is not None


def test_yaml_and_json_give_the_same_redactie() -> None:
    text = yaml.safe_dump(small.EDITORIAL, allow_unicode=True)
    assert judge_editorial(small.PROGRAMME, small.EDITION, "r", text.encode()).editorial == _judged().editorial


def test_the_original_of_an_edit_may_be_its_text_or_its_digest() -> None:
    digest = original_digest(["Er is veel bereikt."])
    by_text = _judged(edits=[_edit()]).editorial
    by_digest = _judged(edits=[_edit(original=digest)]).editorial
    assert by_text is not None
    assert by_text == by_digest
    assert by_text.edits[0].original == digest
    assert by_text.edits[0].field is EditableField.ACHIEVED


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"edition": "proef-2019"}, "BIJ-010", "edition"),
        ({"foreword": ""}, "BIJ-006", "foreword"),
        ({"foreword": 3}, "BIJ-006", "foreword"),
        ({"voorwoord": "x"}, "BIJ-006", "voorwoord"),
        ({"sent_at": "2020-05-18T09:30:00"}, "BIJ-006", "sent_at"),
        ({"sent_at": "gisteren"}, "BIJ-006", "sent_at"),
        ({"developments": []}, "BIJ-006", "developments"),
        (
            {"developments": [{**small.EDITORIAL["developments"][0], "scope": "lokaal"}]},
            "BIJ-006",
            "developments[0].scope",
        ),
        ({"summary": "Mooi \U0001f680"}, "BIJ-072", "summary"),
        ({"core": [_statement(argument="een\u0007twee")]}, "BIJ-071", "core[0].argument"),
        ({"core": [_statement(heading="Het belang van de agenda")]}, "RED-010", "core[0].heading"),
        ({"pillars": [*small.EDITORIAL["pillars"], {"pillar": "zee", "text": "x"}]}, "RED-011", "pillars[2].pillar"),
        ({"pillars": small.EDITORIAL["pillars"][:1]}, "RED-011", "pillars"),
        ({"edits": [_edit(action="K-02")]}, "RED-013", "edits[0]"),
        ({"edits": [_edit(action="Z-99")]}, "RED-013", "edits[0]"),
        ({"edits": [_edit(field="status")]}, "BIJ-006", "edits[0].field"),
        ({"edits": [_edit(field="example.title", text="Een.\n\nTwee.")]}, "RED-015", "edits[0].text"),
    ],
)
def test_one_mistake_in_the_redactie_is_one_finding_at_its_place(
    changes: dict[str, Any], code: str, place: str
) -> None:
    found = _judged(**changes)
    assert small.codes(found) == [(code, place)]
    assert found.editorial is None


def test_doubles_are_said_at_each_of_their_places() -> None:
    found = _judged(core=[_statement(), _statement()], edits=[_edit(), _edit()])
    assert small.codes(found) == [
        ("RED-012", "core[0].id"),
        ("RED-012", "core[1].id"),
        ("RED-014", "edits[0]"),
        ("RED-014", "edits[1]"),
    ]


def test_a_missing_key_is_named_and_hides_nothing_else() -> None:
    value = {key: text for key, text in small.EDITORIAL.items() if key != "author"}
    found = judge_editorial(
        small.PROGRAMME, small.EDITION, "r", json.dumps({**value, "summary": "漢", "edition": "x-1999"}).encode()
    )
    assert sorted(small.codes(found)) == [("BIJ-006", "author"), ("BIJ-010", "edition"), ("BIJ-072", "summary")]


def test_a_word_file_is_no_redactie() -> None:
    found = judge_editorial(small.PROGRAMME, small.EDITION, "r.docx", small.form())
    assert [f.code for f in found.findings] == ["BIJ-001"]
