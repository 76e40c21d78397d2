"""A programme sets how heavy a rule weighs: off is never there, and nothing blocks more than it is set to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.contributions.gate import same_name
from bna_pipeline.contributions.judge import Judgement, judge
from bna_pipeline.contributions.rule_settings import setting_faults, weights_of
from bna_pipeline.contributions.rule_table import Reach
from bna_pipeline.contributions.rules import Findings, Rule
from bna_pipeline.model.finding import Severity
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.round import RuleSetting
from tests.unit.contributions import small

CHOICES = ("fout", "let op", "uit")


def _programme(**severities: str) -> Programme:
    rules = tuple(
        RuleSetting.model_validate({"rule": Rule[name].code, "severity": severity, "reason": "Zo is het afgesproken."})
        for name, severity in severities.items()
    )
    return small.PROGRAMME.model_copy(update={"rules": rules})


def _judged(programme: Programme, *reports: dict[str, Any]) -> Judgement:
    body = json.dumps(small.data(*reports)).encode()
    return judge(programme, small.EDITION, "school", "bijdrage.json", body)


STOPPED = small.report("T-01", status="stopgezet")


def test_a_rule_that_is_off_finds_nothing_and_blocks_nothing() -> None:
    found = _judged(_programme(REASON_MISSING="uit", MEASURE_MISSING="uit"), STOPPED)
    assert found.findings == ()
    assert found.contribution is not None


def test_an_error_that_is_set_to_a_warning_is_said_and_does_not_block() -> None:
    found = _judged(_programme(REASON_MISSING="let op", MEASURE_MISSING="let op"), STOPPED)
    assert [f.severity for f in found.findings] == [Severity.WARNING, Severity.WARNING]
    assert found.contribution is not None


def test_a_warning_that_is_set_to_an_error_blocks() -> None:
    early = small.report("T-01", milestones=[{"date": "2018-05-03", "title": "Opening", "reached": True}])
    assert _judged(small.PROGRAMME, early).contribution is not None
    found = _judged(_programme(MILESTONE_OUTSIDE="fout"), early)
    assert [f.severity for f in found.findings] == [Severity.ERROR]
    assert found.contribution is None


def test_what_is_said_of_names_can_be_set_too() -> None:
    assert len(same_name("Bijdrage.docx", ["bijdrage.docx"])) == 1
    assert same_name("Bijdrage.docx", ["bijdrage.docx"], weights_of(_programme(SAME_NAME="uit"))) == ()


def test_a_good_list_of_settings_has_no_faults() -> None:
    assert setting_faults(_programme(TOO_LONG="let op", PICTURE_SMALL="uit", TRACKED="fout")) == ()


@pytest.mark.parametrize(
    ("rule", "severity", "said"),
    [
        ("BIJ-999", "uit", "er is geen regel BIJ-999"),
        ("BIJ-030", "let op", "regel BIJ-030 is niet in te stellen"),
        ("BIJ-080", "uit", "regel BIJ-080 kan niet uit"),
    ],
)
def test_a_setting_that_cannot_be_applied_is_named_and_changes_nothing(rule: str, severity: str, said: str) -> None:
    setting = RuleSetting.model_validate({"rule": rule, "severity": severity, "reason": "Zomaar."})
    programme = small.PROGRAMME.model_copy(update={"rules": (setting,)})
    (fault,) = setting_faults(programme)
    assert said in fault
    assert fault.endswith(".")
    assert weights_of(programme) == {}


def test_the_same_rule_twice_is_one_fault_and_changes_nothing() -> None:
    twice = tuple(
        RuleSetting.model_validate({"rule": "BIJ-070", "severity": severity, "reason": "Zomaar."})
        for severity in ("uit", "let op")
    )
    programme = small.PROGRAMME.model_copy(update={"rules": twice})
    assert setting_faults(programme) == ("rules: regel BIJ-070 staat er 2 keer. Laat er één staan.",)
    assert weights_of(programme) == {}


@given(st.dictionaries(st.sampled_from(list(Rule)), st.sampled_from(CHOICES)), st.lists(st.sampled_from(list(Rule))))
@settings(max_examples=60)
def test_findings_follow_the_settings_and_nothing_blocks_more_than_it_is_set_to(
    chosen: dict[Rule, str], broken: list[Rule]
) -> None:
    programme = _programme(**{rule.name: severity for rule, severity in chosen.items()})
    findings = Findings(most=5, weights=weights_of(programme))
    for rule in broken:
        findings.add(rule, "x", "Dit is mis.", "Doe iets.")
    expected = {rule: _expected(rule, chosen.get(rule)) for rule in broken}
    codes = {f.code: f.severity for f in findings.all() if "nog" not in f.message}
    for rule, severity in expected.items():
        assert codes.get(rule.code, severity) == severity
        assert severity is not None or rule.code not in codes
    assert findings.blocking == any(severity is Severity.ERROR for severity in expected.values())


def _expected(rule: Rule, choice: str | None) -> Severity | None:
    """What a rule weighs, said a second time in other words."""
    if choice is None or rule.reach is Reach.FIXED or (rule.reach is Reach.NEVER_OFF and choice == "uit"):
        return rule.severity
    return None if choice == "uit" else Severity(choice)
