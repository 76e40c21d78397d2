"""Contributions in JSON and YAML: the same rules as in Word, and traps of the formats."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import yaml

from bna_pipeline.contributions.judge import judge
from bna_pipeline.contributions.schema import ContributionFile, contribution_schema
from bna_pipeline.model.contribution import Carrier
from tests.fuzz.cases.data import yaml_of
from tests.unit.contributions import small

FULL = small.data(
    small.report(
        "T-01",
        status="vertraagd",
        reason="Tijd.",
        measure=["Meer tijd.", "Meer mensen."],
        achieved="Eerste alinea\nmet een regeleinde.\n\nTweede alinea.",
        milestones=[
            {"date": "2020-01-15", "title": "Opening", "reached": True},
            {"date": "2020-09-01", "title": "Vervolg", "reached": False},
        ],
        example={
            "title": "Titel",
            "text": "Tekst.",
            "caption": "Onderschrift",
            "picture": {"data": base64.b64encode(small.picture()).decode(), "description": "Een vlak."},
        },
        next_steps="Verder.",
        money={"amount": 250000.5, "purpose": "onderzoek"},
    )
)


def _yaml(text: str) -> list[tuple[str, str]]:
    return small.codes(judge(small.PROGRAMME, small.EDITION, "school", "x", text.encode()))


def test_json_yaml_and_word_give_the_same_contribution() -> None:
    as_json = small.judged(FULL)
    text = yaml.safe_dump(FULL, allow_unicode=True)
    as_yaml = judge(small.PROGRAMME, small.EDITION, "school", "x.yaml", text.encode())
    assert as_json.contribution is not None, as_json.findings
    as_word = small.word_judged(small.filled(small.answers_of(as_json.contribution, dict(as_json.pictures))))
    assert as_json.contribution == as_yaml.contribution == as_word.contribution
    assert (as_json.carrier, as_yaml.carrier, as_word.carrier) == (Carrier.JSON, Carrier.YAML, Carrier.WORD)
    said = as_json.contribution.reports[0]
    assert said.achieved == ("Eerste alinea met een regeleinde.", "Tweede alinea.")
    assert said.money is not None
    assert str(said.money.amount) == "250000.50"


def test_an_unquoted_date_and_moment_in_yaml_are_read_like_quoted_ones() -> None:
    text = (
        yaml.safe_dump(FULL, allow_unicode=True)
        .replace("'2020-01-15'", "2020-01-15")
        .replace(f"'{small.SENT}'", small.SENT)
    )
    assert "date: 2020-01-15" in text
    assert (
        judge(small.PROGRAMME, small.EDITION, "school", "x", text.encode()).contribution
        == small.judged(FULL).contribution
    )


def test_a_fault_of_shape_hides_no_other_finding_and_keeps_places_right() -> None:
    value = small.data(
        "geen melding",  # type: ignore[arg-type]
        small.report("T-01", status=3, achieved=7),
        small.report("T-02", status="vertraagd", extra="x"),
        edition=2020,
        authors="x",
    )
    assert sorted(small.codes(small.judged(value))) == [
        ("BIJ-006", "authors"),
        ("BIJ-006", "edition"),
        ("BIJ-006", "reports[0]"),
        ("BIJ-006", "reports[1].achieved"),
        ("BIJ-006", "reports[1].status"),
        ("BIJ-006", "reports[2].extra"),
        ("BIJ-033", "reports[2].reason"),
        ("BIJ-034", "reports[2].measure"),
    ]


def test_an_unknown_key_comes_with_the_nearest_known_one() -> None:
    found = small.judged(small.data(small.report("T-01", achieveds="x")))
    assert "'achieved'" in found.findings[0].mend


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"edition": "a", "edition": "b"}', "'edition' staat er tweemaal"),
        ("edition: a\nedition: b\n", "'edition' staat er tweemaal"),
        ("reports:\n  - {status: a, status: b}\n", "'status' staat er tweemaal"),
        ('{"edition": NaN}', "NaN is geen getal"),
        ('{"edition": ', "Op regel 1"),
        ("edition: [1, 2\nb: 3", "geen geldige YAML"),
        ("edition: &a [x]\nb: [" + "*a, " * 40 + "*a]", "te veel verwijzingen"),
        ("edition: &a [*a]", "geen geldige YAML"),
        ("edition: !!python/object/apply:os.system [id]", "soortaanduiding"),
        ("{" + '"a":{' * 3000, "te diep"),
        ("edition: " + "[" * 3000, "te diep"),
        ('{"a": ' + "9" * 5000 + "}", "te groot"),
    ],
)
def test_a_trap_of_the_format_is_one_finding_in_words(text: str, words: str) -> None:
    found = judge(small.PROGRAMME, small.EDITION, "school", "x", text.encode())
    (finding,) = found.findings
    assert finding.code == "BIJ-002"
    assert words in finding.message


@pytest.mark.parametrize(
    "text",
    ["[1, 2]", "1: a", "a: !!python/object/apply:os.system [id]", "Beste: collega's: zie bijlage", '{"a": 1}', '"los"'],
)
def test_text_without_one_key_of_a_contribution_is_no_form_and_says_so_without_jargon(text: str) -> None:
    (finding,) = judge(small.PROGRAMME, small.EDITION, "school", "x", text.encode()).findings
    assert finding.code == "BIJ-001"
    assert "geen ingevuld formulier" in finding.message
    assert "Word- of Excel-formulier" in finding.mend


def test_a_key_that_is_no_text_is_a_finding() -> None:
    found = judge(small.PROGRAMME, small.EDITION, "school", "x", b"edition: a\n1: b\n")
    assert {code for code, _ in small.codes(found)} >= {"BIJ-006"}


def test_aliases_that_multiply_are_refused() -> None:
    levels = "edition: x\na0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 7)
    )
    assert _yaml(levels) == [("BIJ-002", "het hele bestand")]


@pytest.mark.parametrize("raw", ['"a\\u0007b"', '"a\u0007b"'])
def test_a_control_character_is_a_finding_with_its_place_in_json(raw: str) -> None:
    text = json.dumps(small.data(small.report("T-01", achieved="@@"))).replace('"@@"', raw)
    found = judge(small.PROGRAMME, small.EDITION, "school", "x", text.encode())
    assert small.codes(found) == [("BIJ-071", "reports[0].achieved")]
    assert "U+0007" in found.findings[0].message


def test_a_control_character_is_a_finding_with_its_place_in_yaml() -> None:
    text = yaml.safe_dump(small.data(small.report("T-01", achieved="@@"))).replace("'@@'", "een\u0007twee")
    assert _yaml(text) == [("BIJ-071", "reports[0].achieved")]


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        ({"data": "geen base64!", "description": "x"}, "BIJ-054"),
        ({"data": base64.b64encode(b"GIF89a").decode(), "description": "x"}, "BIJ-054"),
        ({"data": base64.b64encode(small.picture()[:400]).decode(), "description": "x"}, "BIJ-054"),
        ({"data": base64.b64encode(small.picture()).decode()}, "BIJ-052"),
        ({"description": "x"}, "BIJ-054"),
        ({"data": base64.b64encode(small.picture(100, 80)).decode(), "description": "x"}, "BIJ-055"),
    ],
)
def test_a_picture_that_cannot_be_used_is_a_finding(picture: dict[str, Any], code: str) -> None:
    value = small.data(small.report("T-01", example={"title": "T", "text": "t.", "picture": picture}))
    assert [c for c, _ in small.codes(small.judged(value))] == [code]


def test_what_the_schema_model_accepts_the_reader_accepts() -> None:
    assert ContributionFile.model_validate(FULL)
    assert small.judged(FULL).findings == ()


def test_the_schema_names_every_status_and_what_is_required() -> None:
    schema = contribution_schema()
    assert schema["$defs"]["ReportFile"]["properties"]["status"]["enum"][0] == "nog niet gestart"
    assert set(schema["required"]) == {"edition", "partner", "completeness", "sent_at", "author", "reports"}
    assert schema["additionalProperties"] is False
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1250", "1250"), ("1.250", "1250"), ("0500", "500"), ("1250,50", "1250.50"), ("0", "0"), ("12.5", "12.50")],
)
def test_an_amount_in_yaml_means_what_it_means_in_word(typed: str, meant: str) -> None:
    found = judge(small.PROGRAMME, small.EDITION, "school", "x.yaml", yaml_of(typed))
    assert found.contribution is not None
    money = found.contribution.reports[0].money
    assert money is not None
    assert str(money.amount) == meant
