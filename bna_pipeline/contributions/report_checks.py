"""Checks on what is said about one action, and the typed report that comes of it."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches

from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.example_checks import checked_example
from bna_pipeline.contributions.raw import RawMilestone, RawReport, RawText
from bna_pipeline.contributions.reading import read_amount, read_date
from bna_pipeline.contributions.rules import Findings, Rule, quoted
from bna_pipeline.contributions.text_checks import LINE_LIMIT, check_characters, check_length, check_line
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.contribution import ActionReport, Milestone, Money
from bna_pipeline.model.programme import Status


def check_report(raw: RawReport, bench: Bench) -> ActionReport | None:
    """All findings about one action; the typed report when nothing blocks it, else None."""
    for text in raw.texts:
        check_characters(text, bench.findings)
        check_length(text, bench.programme.text_limit, bench.findings)
    for text in raw.lines:
        check_characters(text, bench.findings)
        check_length(text, LINE_LIMIT, bench.findings)
    status = _status(raw, bench.findings)
    _required_by_status(raw, status, bench.findings)
    milestones = tuple(m for item in raw.milestones if (m := _milestone(item, bench)) is not None)
    example = checked_example(raw, bench)
    money = _money(raw, bench.findings)
    if bench.findings.blocking or status is None:
        return None
    return ActionReport(
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


def _milestone(raw: RawMilestone, bench: Bench) -> Milestone | None:
    findings = bench.findings
    check_line(raw.title, raw.place, findings)
    check_length(RawText(raw.place, (raw.title,)), LINE_LIMIT, findings)
    day = read_date(raw.date)
    if day is None:
        findings.add(
            Rule.MILESTONE_DATE,
            raw.place,
            f"{quoted(raw.date)} is geen bestaande datum."
            if raw.date
            else f"Bij {quoted(raw.title)} staat geen datum.",
            "Schrijf de datum vooraan, zoals 12 mei 2020 of 12-05-2020.",
        )
    else:
        _in_time(day, raw, bench)
    if not raw.title:
        findings.add(
            Rule.MILESTONE_TITLE, raw.place, "Bij deze datum staat niet wat de mijlpaal is.", "Schrijf dat erachter."
        )
    return Milestone(date=day, title=raw.title, reached=raw.reached) if day and raw.title else None


def _in_time(day: date, raw: RawMilestone, bench: Bench) -> None:
    edition, findings = bench.edition, bench.findings
    latest = min(edition.period_end, bench.sent_on or edition.period_end)
    earliest = max(edition.period_start, bench.sent_on or edition.period_start)
    if raw.reached and day > latest:
        findings.add(
            Rule.MILESTONE_NOT_YET,
            raw.place,
            f"{quoted(raw.title)} staat bij gehaald, maar {dutch_date(day)} ligt na {dutch_date(latest)}.",
            "Zet de mijlpaal bij de mijlpalen die nog komen, of verbeter de datum.",
        )
    elif not raw.reached and day < earliest:
        findings.add(
            Rule.MILESTONE_PAST,
            raw.place,
            f"{quoted(raw.title)} moet nog komen, maar {dutch_date(day)} ligt voor {dutch_date(earliest)}.",
            "Zet de mijlpaal bij de mijlpalen die zijn gehaald, of verbeter de datum.",
        )
    elif (raw.reached and day < edition.period_start) or day.year > edition.period_end.year + 10:
        findings.add(
            Rule.MILESTONE_OUTSIDE,
            raw.place,
            f"{dutch_date(day)} ligt ver buiten de periode van {dutch_date(edition.period_start)} tot en met "
            f"{dutch_date(edition.period_end)}.",
            "Klopt de datum? Dan hoeft u niets te doen.",
        )


def _money(raw: RawReport, findings: Findings) -> Money | None:
    if not raw.amount:
        if raw.purpose and not findings.misshapen(raw.amount.place):
            findings.add(
                Rule.AMOUNT_MISSING, raw.amount.place, "Er staat waarvoor, maar geen bedrag.", "Vul het bedrag in."
            )
        return None
    if not raw.purpose and not findings.misshapen(raw.purpose.place):
        findings.add(Rule.PURPOSE_MISSING, raw.purpose.place, "Er staat een bedrag, maar niet waarvoor.", "Vul dat in.")
    amount = read_amount(raw.amount.line)
    if amount is None or amount < 0:
        findings.add(
            Rule.AMOUNT,
            raw.amount.place,
            f"{quoted(raw.amount.line)} is "
            + ("niet te lezen als bedrag." if amount is None else "een bedrag onder nul."),
            "Schrijf alleen het bedrag in euro, zoals 1.250.000.",
        )
        return None
    return Money(amount=amount, purpose=raw.purpose.line) if raw.purpose else None
