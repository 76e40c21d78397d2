"""The table of rules: unique codes, Dutch sentences, and every rule about the answers can be broken."""

from __future__ import annotations

from typing import Any

import pytest

from bna_pipeline.contributions.rules import Findings, Rule, quoted, visible
from tests.unit.contributions import small

PLAIN = small.report("T-01")


def _said(**changes: Any) -> dict[str, Any]:
    return small.data(small.report("T-01", **changes))


def _milestone(day: str, *, reached: bool, title: str = "Opening") -> dict[str, Any]:
    return _said(milestones=[{"date": day, "title": title, "reached": reached}])


CASES: list[tuple[dict[str, Any], str, str]] = [
    (small.data(PLAIN, edition="proef-2019"), "BIJ-010", "edition"),
    (small.data(PLAIN, partner="lezer"), "BIJ-011", "partner"),
    (small.data(PLAIN, sent_at="2020-05-04T10:00:00"), "BIJ-012", "sent_at"),
    (small.data(PLAIN, sent_at="vandaag"), "BIJ-012", "sent_at"),
    (small.data(PLAIN, author=" "), "BIJ-013", "author"),
    (small.data(PLAIN, completeness="half"), "BIJ-014", "completeness"),
    (small.data(PLAIN, reports=[]), "BIJ-015", "het hele bestand"),
    (small.data(PLAIN, edition=""), "BIJ-016", "edition"),
    (small.data(small.report("X-99")), "BIJ-020", "reports[0]"),
    (small.data(small.report("K-02")), "BIJ-021", "reports[0]"),
    (small.data(PLAIN, PLAIN), "BIJ-022", "reports[1]"),
    (small.data(PLAIN, small.report("T-02"), completeness="volledig"), "BIJ-023", "K-01"),
    (_said(status=""), "BIJ-030", "reports[0].status"),
    (_said(status="conform planing"), "BIJ-031", "reports[0].status"),
    (_said(achieved=""), "BIJ-032", "reports[0].achieved"),
    (_said(status="stopgezet", measure="Iets."), "BIJ-033", "reports[0].reason"),
    (_said(status="stopgezet", reason="Iets."), "BIJ-034", "reports[0].measure"),
    (_milestone("31-02-2020", reached=True), "BIJ-040", "reports[0].milestones[0]"),
    (_milestone("voorjaar", reached=True), "BIJ-040", "reports[0].milestones[0]"),
    (_milestone("2020-05-05", reached=True), "BIJ-042", "reports[0].milestones[0]"),
    (_milestone("2020-05-03", reached=False), "BIJ-043", "reports[0].milestones[0]"),
    (_milestone("2018-05-03", reached=True), "BIJ-044", "reports[0].milestones[0]"),
    (_milestone("2202-05-03", reached=False), "BIJ-044", "reports[0].milestones[0]"),
    (_milestone("2020-05-03", reached=True, title=" "), "BIJ-041", "reports[0].milestones[0]"),
    (_said(example={"title": "T", "text": ""}), "BIJ-050", "reports[0].example.text"),
    (_said(example={"title": "", "text": "t."}), "BIJ-051", "reports[0].example.title"),
    (_said(example={"title": "T", "text": "t.", "caption": "c"}), "BIJ-058", "reports[0].example.caption"),
    (_said(money={"amount": "veel", "purpose": "x"}), "BIJ-060", "reports[0].money.amount"),
    (_said(money={"amount": -1, "purpose": "x"}), "BIJ-060", "reports[0].money.amount"),
    (_said(money={"amount": 1e300, "purpose": "x"}), "BIJ-060", "reports[0].money.amount"),
    (_said(money={"amount": 1, "purpose": ""}), "BIJ-061", "reports[0].money.purpose"),
    (_said(money={"amount": "", "purpose": "x"}), "BIJ-062", "reports[0].money.amount"),
    (_said(achieved="a" * 2501), "BIJ-070", "reports[0].achieved"),
    (_said(example={"title": "T" * 401, "text": "t."}), "BIJ-070", "reports[0].example.title"),
    (_said(achieved="een\u200btwee"), "BIJ-071", "reports[0].achieved"),
    (_said(achieved="goed.\n\n漢字"), "BIJ-072", "reports[0].achieved, alinea 2"),
    (small.data(PLAIN, author="\U0001f680"), "BIJ-072", "author"),
]


@pytest.mark.parametrize(("value", "code", "place"), CASES, ids=[f"{code}@{place}" for _, code, place in CASES])
def test_breaking_one_rule_gives_exactly_its_finding_at_its_place(value: dict[str, Any], code: str, place: str) -> None:
    found = small.judged(value)
    assert small.codes(found) == [(code, place)]
    (finding,) = found.findings
    assert finding.message.endswith(".")
    assert finding.mend
    assert (found.contribution is None) == (finding.severity.value == "fout")


def test_a_status_that_is_nearly_right_comes_with_the_nearest() -> None:
    assert "‘conform planning’" in small.judged(_said(status="conform planing")).findings[0].mend


def test_an_action_that_has_not_begun_needs_nothing_achieved() -> None:
    assert small.judged(_said(status="nog niet gestart", achieved="")).findings == ()


def test_codes_are_unique_and_every_rule_is_a_sentence() -> None:
    codes = [rule.code for rule in Rule]
    assert len(set(codes)) == len(codes)
    assert all(rule.sentence.endswith(".") for rule in Rule)


def test_what_a_finding_quotes_is_made_visible_and_cut() -> None:
    assert visible("a\u0007\u202eb") == "aU+0007U+202Eb"
    assert quoted("woord " * 40).endswith("…’")
    findings = Findings()
    findings.add(Rule.CONTROL, "x", "hier staat \u0000.", "weg")
    assert "U+0000" in findings.all()[0].message


def test_reports_come_in_the_programmes_order_whatever_their_order_in_the_file() -> None:
    one = small.contribution(small.data(small.report("K-01"), small.report("T-01")))
    other = small.contribution(small.data(small.report("T-01"), small.report("K-01")))
    assert one == other
