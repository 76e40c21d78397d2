"""Checks on what is said about one action, and the typed report that comes of it."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.checked import CheckedReport
from bna_pipeline.contributions.example_checks import checked_example
from bna_pipeline.contributions.milestone_checks import checked_milestone
from bna_pipeline.contributions.money_checks import checked_money
from bna_pipeline.contributions.raw import RawReport
from bna_pipeline.contributions.rules import Findings, Rule, quoted
from bna_pipeline.contributions.text_checks import LINE_LIMIT, check_characters, check_length
from bna_pipeline.contributions.year_checks import check_year
from bna_pipeline.model.contribution import ActionReport
from bna_pipeline.model.programme import Status


def check_report(raw: RawReport, bench: Bench) -> CheckedReport:
    """All findings about one action, and as much of it as could be typed."""
    for text in raw.texts:
        check_characters(text, bench.findings)
        check_length(text, bench.programme.text_limit, bench.findings)
    for text in raw.lines:
        check_characters(text, bench.findings)
        check_length(text, LINE_LIMIT, bench.findings)
    status = _status(raw, bench.findings)
    _required_by_status(raw, status, bench.findings)
    milestones = tuple(m for item in raw.milestones if (m := checked_milestone(item, bench)) is not None)
    example = checked_example(raw, bench)
    money = checked_money(raw, bench.findings)
    checked = CheckedReport(raw, status, milestones, money)
    check_year(checked, bench)
    if bench.findings.blocking or status is None:
        return checked
    report = ActionReport(
        action=raw.action,
        status=status,
        achieved=raw.achieved.paragraphs,
        milestones=milestones,
        example=example,
        next_steps=raw.next_steps.paragraphs,
        money=money,
        reason=raw.reason.paragraphs,
        measure=raw.measure.paragraphs,
    )
    return replace(checked, report=report)


def _status(raw: RawReport, findings: Findings) -> Status | None:
    choices = [s.value for s in Status]
    said = raw.status.line.strip(" .").lower()
    if not said:
        if not findings.misshapen(raw.status.place):
            findings.add(
                Rule.STATUS_MISSING,
                raw.status.place,
                "U meldt iets over deze actie, maar de status ontbreekt.",
                f"Kies een van: {', '.join(choices)}.",
            )
        return None
    if said in choices:
        return Status(said)
    near = get_close_matches(said, choices, n=1, cutoff=0.5)
    findings.add(
        Rule.STATUS_UNKNOWN,
        raw.status.place,
        f"{quoted(raw.status.line)} is geen status.",
        (f"Bedoelt u ‘{near[0]}’? " if near else "") + f"Kies uit: {', '.join(choices)}.",
    )
    return None


def _required_by_status(raw: RawReport, status: Status | None, findings: Findings) -> None:
    begun = status is not Status.NOT_STARTED
    if begun and not raw.achieved and not findings.misshapen(raw.achieved.place):
        findings.add(
            Rule.ACHIEVED_MISSING,
            raw.achieved.place,
            "Er staat niet wat er is bereikt.",
            "Schrijf in een paar zinnen wat deze actie heeft opgeleverd.",
        )
    if status is None or not status.needs_reason:
        return
    for text, rule, word in (
        (raw.reason, Rule.REASON_MISSING, "reden"),
        (raw.measure, Rule.MEASURE_MISSING, "maatregel"),
    ):
        if not text and not findings.misshapen(text.place):
            findings.add(
                rule,
                text.place,
                f"De actie is {status.value}, maar de {word} ontbreekt.",
                "Schrijf waardoor het komt." if rule is Rule.REASON_MISSING else "Schrijf wat u eraan doet.",
            )
