"""The gate before reading: every limit holds to the byte, what it may be is bounded too, and settings reach it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from bna_pipeline.contributions.gate import same_name
from bna_pipeline.contributions.judge import judge, not_judged, unfetched
from bna_pipeline.contributions.rules import Findings, Rule, shown
from bna_pipeline.model.finding import Severity
from bna_pipeline.model.intake import IntakeLimits
from tests.unit.contributions import small


def _judged(data: bytes, **limits: int) -> list[str]:
    found = judge(small.PROGRAMME, small.EDITION, "school", "x", data, IntakeLimits(**limits))
    return [f.code for f in found.findings]


def test_a_file_of_exactly_the_limit_is_fetched_and_one_byte_more_is_not() -> None:
    limits = IntakeLimits()
    assert unfetched("x", limits.file_bytes, limits) is None
    over = unfetched("x", limits.file_bytes + 1, limits)
    assert over is not None
    assert [f.code for f in over.findings] == ["BIJ-004"]
    assert "41 MB" in over.findings[0].message


@pytest.mark.parametrize(
    ("value", "limits", "words"),
    [
        (small.data(small.report("T-01", achieved="x" * 11_000)), {"characters": 10_000}, "tekens"),
        (small.data(*[small.report("T-01")] * 900), {"data_nodes": 1_000}, "gegevens"),
        (small.data(small.report("T-01", achieved="x" * 11_000)), {"data_bytes": 10_000}, "JSON"),
    ],
)
def test_a_data_file_over_a_limit_is_refused_and_under_the_usual_ones_it_is_read(
    value: dict[str, Any], limits: dict[str, int], words: str
) -> None:
    data = json.dumps(value).encode()
    found = judge(small.PROGRAMME, small.EDITION, "school", "x", data, IntakeLimits(**limits))
    assert [f.code for f in found.findings] == ["BIJ-004"]
    assert words in found.findings[0].message
    assert "BIJ-004" not in _judged(data)


@pytest.mark.parametrize(
    "limits", [{"xml_nodes": 10_000}, {"unpacked_bytes": 1_000_000}, {"entries": 20}, {"part_bytes": 1_000_000}]
)
def test_a_form_over_a_limit_is_refused_and_under_the_usual_ones_it_is_read(limits: dict[str, int]) -> None:
    text = "".join(f"<w:p><w:r><w:t>{n:0100}</w:t></w:r></w:p>" for n in range(8_000))
    docx = small.rewritten(
        small.filled({"T-01.a": "versneld", "T-01.b": "@@"}),
        {
            "word/document.xml": lambda t: t.replace("<w:t>@@</w:t></w:r></w:p>", f"<w:t>x</w:t></w:r></w:p>{text}"),
            **{f"customXml/{n}.xml": "<a/>" for n in range(9)},
        },
    )
    assert _judged(docx, **limits) == ["BIJ-004"]
    assert _judged(docx) == ["BIJ-070"]


@pytest.mark.parametrize("wrong", [{"file_bytes": 0}, {"xml_depth": 5_000}, {"data_depth": 1_000}, {"onbekend": 1}])
def test_a_limit_that_would_be_no_limit_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        IntakeLimits(**wrong)


def test_findings_beyond_the_limit_are_counted_and_one_error_among_them_still_blocks() -> None:
    findings = Findings(most=3)
    for number in range(5):
        findings.add(Rule.MILESTONE_OUTSIDE, f"regel {number}", "Let op.", "Kijk.")
    before = findings.blocking
    assert findings.all()[-1].severity is Severity.WARNING
    findings.add(Rule.AMOUNT, "T-01.k", "Fout.", "Verbeter.")
    assert (before, findings.blocking) == (False, True)
    assert findings.has(Rule.AMOUNT)
    *kept, last = findings.all()
    assert len(kept) == 3
    assert last.severity is Severity.ERROR
    assert "nog 3 bevindingen" in last.message


@pytest.mark.parametrize("place", ["", "   ", "\x07", "\ud800", "x" * 9_000, "\u202e"])
def test_any_place_whatever_can_stand_in_a_finding(place: str) -> None:
    findings = Findings()
    findings.add(Rule.STRUCTURE, place, f"Hier staat {place or 'niets'}.", "Verbeter dat.")
    (found,) = findings.all()
    assert 0 < len(found.place) <= 200
    found.model_dump_json()


@pytest.mark.parametrize(
    "name", ["a" * 200, "a/b.docx", "a\\b.docx", "punt.docx.", " spatie.docx", "U+202Excod.exe", "\u202excod.exe"]
)
def test_a_strange_name_is_remarked_on_and_the_file_is_read(name: str) -> None:
    data = json.dumps(small.data()).encode()
    found = judge(small.PROGRAMME, small.EDITION, "school", shown(name), data)
    assert [f.code for f in found.findings] == ["BIJ-007"]
    assert found.contribution is not None


@pytest.mark.parametrize(
    "name", ["Bijdrage 2020 (v2), def. & klaar!.docx", "café.docx", "cafe\u0301.docx", "een_twee-3.yml"]
)
def test_a_name_as_people_write_it_is_no_remark(name: str) -> None:
    data = json.dumps(small.data()).encode()
    assert judge(small.PROGRAMME, small.EDITION, "school", name, data).findings == ()


@pytest.mark.parametrize(
    ("name", "before", "said"),
    [
        ("a.docx", [], 0),
        ("a.docx", ["b.docx"], 0),
        ("a.docx", ["b.docx", "a.docx"], 0),
        ("A.DOCX", ["a.docx"], 1),
        ("cafe\u0301.docx", ["caf\u00e9.docx"], 1),
    ],
)
def test_a_name_is_remarked_on_when_capitals_or_coded_accents_are_all_that_differs_from_one_before(
    name: str, before: list[str], said: int
) -> None:
    assert len(same_name(name, before)) == said


def test_a_failure_of_our_own_is_said_as_ours() -> None:
    (finding,) = not_judged("x.docx").findings
    assert (finding.code, finding.severity) == ("BIJ-009", Severity.ERROR)
    assert "ons programma" in finding.message
    assert "niets te doen" in finding.mend
