"""Findings as a page and as JSON: all of them, escaped, accessible, and a kind word when there is nothing."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from bna_pipeline.contributions.findings_page import findings_html, findings_json
from bna_pipeline.contributions.rules import Findings, Rule
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.finding import FindingsReport


def _report(*rules: Rule) -> FindingsReport:
    findings = Findings()
    for number, rule in enumerate(rules):
        findings.add(rule, f"T-0{number}.a", f"Hier staat <script>alert({number})</script> & {{{{ x }}}}.", "Haal weg.")
    return FindingsReport(
        partner="school", file="<b>bijdrage</b>.docx", original=sha256_hex(b"x"), findings=findings.all()
    )


def _page(report: FindingsReport) -> str:
    return findings_html(report, "Hogeschool & Zn.", "Rapportage 2020").decode()


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


def test_every_finding_stands_on_the_page_with_place_message_mend_and_rule() -> None:
    report = _report(Rule.AUTHOR, Rule.STATUS_UNKNOWN, Rule.TRACKED)
    page = _page(report)
    for finding in report.findings:
        assert finding.place in page
        assert finding.code in page
        assert finding.rule.replace("'", "&#39;") in page
    assert "telt nog niet mee" in page
    assert "twee punten te verbeteren" in page


def test_what_comes_from_the_file_is_escaped_and_never_a_template() -> None:
    page = _page(_report(Rule.AUTHOR))
    tags = _Tags()
    tags.feed(page)
    assert "script" not in tags.seen
    assert "b" not in tags.seen
    assert "{{ x }}" in page
    assert "Hogeschool &amp; Zn." in page


def test_the_page_needs_nothing_from_outside_and_can_be_read_aloud() -> None:
    page = _page(_report(Rule.AUTHOR, Rule.TRACKED))
    tags = _Tags()
    tags.feed(page)
    assert '<html lang="nl">' in page
    assert tags.links == []
    assert tags.seen.count("h1") == 1
    assert tags.seen.count("h2") == 2
    assert "main" in tags.seen


def test_only_warnings_count_along() -> None:
    assert "telt mee" in _page(_report(Rule.TRACKED))


def test_nothing_to_mend_is_said_too() -> None:
    assert "Er is niets te verbeteren" in _page(_report())


def test_a_citizen_number_in_the_files_name_is_on_no_page() -> None:
    report = _report(Rule.AUTHOR).model_copy(update={"file": "gegevens_123456782.docx"})
    for page in (_page(report), findings_json(report).decode()):
        assert "gegevens_xxxxxxx82.docx" in page and "123456782" not in page


def test_the_json_says_the_verdict_first_and_reads_back() -> None:
    body = json.loads(findings_json(_report(Rule.AUTHOR, Rule.TRACKED)))
    assert (body["accepted"], body["errors"], body["warnings"]) == (False, 1, 1)
    assert FindingsReport.model_validate({k: body[k] for k in ("partner", "file", "original", "findings")})
