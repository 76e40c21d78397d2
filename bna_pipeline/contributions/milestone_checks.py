"""Checks on one milestone: that it has a date and a title, and that the date can be right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.raw import RawMilestone, RawText
from bna_pipeline.contributions.reading import read_date
from bna_pipeline.contributions.rules import Rule, quoted
from bna_pipeline.contributions.text_checks import LINE_LIMIT, check_length, check_line
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.contribution import Milestone

_AHEAD = 10  # years after the period in which a milestone may still come


def checked_milestone(raw: RawMilestone, bench: Bench) -> Milestone | None:
    """The typed milestone; None when it lacks a part (which is then a finding)."""
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
    furthest = edition.period_end.year + _AHEAD
    if raw.reached and day > latest:
        meant = _meant(day, range(edition.period_start.year, latest.year + 1))
        findings.add(
            Rule.MILESTONE_NOT_YET,
            raw.place,
            f"{quoted(raw.title)} staat bij gehaald, maar {dutch_date(day)} ligt na {dutch_date(latest)}.",
            f"{meant}Zet de mijlpaal bij de mijlpalen die nog komen, of verbeter de datum.",
        )
    elif not raw.reached and day < earliest:
        meant = _meant(day, range(earliest.year, furthest + 1))
        findings.add(
            Rule.MILESTONE_PAST,
            raw.place,
            f"{quoted(raw.title)} moet nog komen, maar {dutch_date(day)} ligt voor {dutch_date(earliest)}.",
            f"{meant}Zet de mijlpaal bij de mijlpalen die zijn gehaald, of verbeter de datum.",
        )
    elif (raw.reached and day < edition.period_start) or day.year > furthest:
        years = range(edition.period_start.year, (latest.year if raw.reached else furthest) + 1)
        findings.add(
            Rule.MILESTONE_OUTSIDE,
            raw.place,
            f"{dutch_date(day)} ligt buiten de periode van {dutch_date(edition.period_start)} tot en met "
            f"{dutch_date(edition.period_end)}.",
            f"{_meant(day, years)}Klopt de datum? Dan hoeft u niets te doen.",
        )


def _meant(day: date, years: Iterable[int]) -> str:
    """The question whether another year was meant: one with the same digits in another order, or the same last two."""
    written = str(day.year)
    for year in years:
        likely = sorted(str(year)) == sorted(written) or str(year)[2:] == written[2:]
        if likely and abs(year - day.year) > 1:
            return f"Bedoelt u {year}? Verbeter dan het jaar. "
    return ""
