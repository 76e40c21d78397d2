"""The page about the rules says what the table says."""

from __future__ import annotations

from pathlib import Path

from bna_pipeline.contributions.rule_list import rules_page
from bna_pipeline.contributions.rule_table import Rule

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_in_docs_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page()


def test_every_rule_has_a_source_or_a_reason() -> None:
    assert all(rule.source for rule in Rule)
    assert [rule.name for rule in Rule if rule.sentence == rule.source] == []
