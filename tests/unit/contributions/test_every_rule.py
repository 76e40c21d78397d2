"""Every rule's own case, good and bad; a rule without one fails here."""

from __future__ import annotations

import pytest

from bna_pipeline.contributions.rules import Rule
from tests.unit.contributions.rule_cases import CASES


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == set(Rule)


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_what_breaks_a_rule_is_found_with_place_severity_and_what_to_do(rule: Rule) -> None:
    found = [f for f in CASES[rule].bad() if f.code == rule.code]
    assert found
    assert found[0].place == CASES[rule].place
    assert found[0].severity is rule.severity
    assert found[0].rule == rule.sentence
    assert found[0].message.endswith(".")
    assert found[0].mend.endswith(".")


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_what_only_just_keeps_a_rule_is_not_found(rule: Rule) -> None:
    assert [f.message for f in CASES[rule].good() if f.code == rule.code] == []


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_the_good_case_of_a_rule_breaks_no_other_rule_either(rule: Rule) -> None:
    assert [(f.code, f.message) for f in CASES[rule].good()] == []
