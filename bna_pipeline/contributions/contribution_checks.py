"""Checks on a contribution as a whole: whose it is, when it was sent, about which actions."""

from __future__ import annotations

from collections import Counter

from bna_pipeline.contributions.across_checks import check_together
from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.raw import RawContribution, RawReport
from bna_pipeline.contributions.report_checks import check_report
from bna_pipeline.contributions.rules import WHOLE_FILE, Findings, Rule, quoted
from bna_pipeline.contributions.text_checks import LINE_LIMIT, check_characters, check_length
from bna_pipeline.model.contribution import ActionReport, Completeness, Contribution
from bna_pipeline.model.errata import versions_of
from bna_pipeline.model.programme import Edition, Programme


def check_contribution(raw: RawContribution, partner: str, bench: Bench) -> Contribution | None:
    """Hold a contribution against all rules.

    Args:
        partner: in whose folder it arrived.
        bench: gets the findings, and the pictures of good examples.

    Returns:
        the typed contribution; None when a finding blocks it.
    """
    programme, edition, findings = bench.programme, bench.edition, bench.findings
    _whose(raw, programme, edition, partner, findings)
    _sent_at(raw, bench)
    _author(raw, findings)
    completeness = _completeness(raw, findings)
    # A form for another partner or department is one finding, not one more for each of its actions.
    theirs = findings.has(Rule.OTHER_PARTNER)
    known = _known_reports(raw, programme, None if theirs else partner, findings)
    if not raw.reports and not findings.misshapen("reports"):
        findings.add(Rule.NOTHING, WHOLE_FILE, "Er is over geen enkele actie iets ingevuld.", "Vul het formulier in.")
    elif completeness is Completeness.COMPLETE and not theirs:
        _all_there(raw, programme, partner, findings)
    checked = tuple(check_report(item, bench) for item in known)
    check_together(raw, checked, bench)
    if findings.blocking or bench.sent_at is None or completeness is None:
        return None
    return Contribution(
        edition=edition.id,
        partner=partner,
        completeness=completeness,
        sent_at=bench.sent_at,
        author=raw.author.line,
        reports=_in_order([c.report for c in checked if c.report is not None], programme),
    )


def _whose(raw: RawContribution, programme: Programme, edition: Edition, partner: str, findings: Findings) -> None:
    if not raw.edition or not raw.partner:
        missing = raw.partner if raw.edition else raw.edition
        if not findings.misshapen(missing.place):
            findings.add(
                Rule.IDENTITY,
                missing.place,
                "Er is niet te zien voor welke editie en welke partner dit is.",
                f"Gebruik het formulier van {edition.id} voor {partner}, en laat de voettekst staan.",
            )
    if raw.edition and raw.edition.line not in versions_of(programme, edition):
        findings.add(
            Rule.OTHER_EDITION,
            raw.edition.place,
            f"Dit is een bijdrage voor {quoted(raw.edition.line)}; nu loopt {edition.id}.",
            f"Vul het formulier van {edition.id} in.",
        )
    if raw.partner and raw.partner.line != partner:
        theirs = next((p.name for p in programme.partners if p.id == raw.partner.line), "een onbekende partner")
        findings.add(
            Rule.OTHER_PARTNER,
            raw.partner.place,
            f"Dit is het formulier van {quoted(raw.partner.line)} ({theirs}), maar het kwam binnen bij {partner}.",
            f"Stuur het formulier van {partner}, of laat dit bij de juiste partner bezorgen.",
        )
    elif raw.department is not None and raw.department not in _departments(programme, partner):
        findings.add(
            Rule.OTHER_PARTNER,
            raw.partner.place,
            f"Dit is het formulier van een afdeling, {quoted(raw.department)}, die {partner} nu niet heeft.",
            f"Gebruik het formulier dat wij aan {partner} stuurden.",
        )


def _departments(programme: Programme, partner: str) -> dict[str, tuple[str, ...]]:
    """The actions of each department of a partner."""
    return {d.id: d.actions for p in programme.partners if p.id == partner for d in p.departments}


def _sent_at(raw: RawContribution, bench: Bench) -> None:
    if bench.sent_at is None and not bench.findings.misshapen(raw.sent_at.place):
        said = f"{quoted(raw.sent_at.line)} is geen moment met tijdzone." if raw.sent_at else "Het moment ontbreekt."
        bench.findings.add(
            Rule.SENT_AT,
            raw.sent_at.place,
            said,
            "Sla het Word-bestand opnieuw op in Word of LibreOffice. In JSON of YAML: schrijf het moment als "
            "2020-05-04T10:00:00+02:00.",
        )


def _author(raw: RawContribution, findings: Findings) -> None:
    check_characters(raw.author, findings)
    check_length(raw.author, LINE_LIMIT, findings)
    if not raw.author and not findings.misshapen(raw.author.place):
        findings.add(
            Rule.AUTHOR,
            raw.author.place,
            "De functie van wie dit invulde ontbreekt.",
            "Vul uw functie in, zoals: programmamanager.",
        )


def _completeness(raw: RawContribution, findings: Findings) -> Completeness | None:
    said = raw.completeness.line.strip(" .").lower()
    if said in {c.value for c in Completeness}:
        return Completeness(said)
    if not findings.misshapen(raw.completeness.place):
        findings.add(
            Rule.COMPLETENESS,
            raw.completeness.place,
            f"{quoted(raw.completeness.line)} is geen keuze." if said else "Er staat niet of de bijdrage volledig is.",
            "Kies volledig of gedeeltelijk.",
        )
    return None


def _known_reports(
    raw: RawContribution, programme: Programme, speaker: str | None, findings: Findings
) -> tuple[RawReport, ...]:
    """Reports on actions of the agenda; one that the speaker has no part in is a finding (None: not looked at)."""
    asked = {report.action for report in raw.reports}
    actions = {a.id: a for a in programme.actions if a.id in asked}
    own = programme.actions_of(speaker) if speaker else programme.actions
    mine = ", ".join(a.id for a in own) or "geen"
    known: list[RawReport] = []
    seen: Counter[str] = Counter()
    for report in raw.reports:
        seen[report.action] += 1
        action = actions.get(report.action)
        if action is None:
            if not findings.misshapen(f"{report.place}.action"):
                findings.add(
                    Rule.ACTION_UNKNOWN,
                    report.place,
                    f"De actie {quoted(report.action)} staat niet in de agenda."
                    if report.action
                    else "Er staat niet om welke actie het gaat.",
                    f"Gebruik een van uw acties: {mine}.",
                )
            continue
        if speaker is not None and speaker not in action.reporters:
            findings.add(
                Rule.ACTION_NOT_YOURS,
                report.place,
                f"Actie {action.id} hoort bij {', '.join(action.reporters)}, niet bij {speaker}.",
                f"Haal dit antwoord weg. Uw acties zijn: {mine}.",
            )
        if seen[report.action] == 2:
            findings.add(
                Rule.ACTION_TWICE,
                report.place,
                f"Over actie {action.id} staat er meer dan één antwoord.",
                "Maak er één antwoord van.",
            )
        if seen[report.action] == 1:  # of what stands there again nothing can count, however often it does
            known.append(report)
    return tuple(known)


def _all_there(raw: RawContribution, programme: Programme, speaker: str, findings: Findings) -> None:
    reported = {report.action for report in raw.reports}
    asked = _departments(programme, speaker).get(raw.department or "")  # None: of the partner as a whole
    for action in programme.actions_of(speaker):
        if action.id not in reported and (asked is None or action.id in asked):
            findings.add(
                Rule.ACTION_MISSING,
                action.id,
                f"De bijdrage heet volledig, maar over actie {action.id} ({action.title}) staat er niets.",
                "Vul deze actie in, of noem de bijdrage gedeeltelijk.",
            )


def _in_order(reports: list[ActionReport], programme: Programme) -> tuple[ActionReport, ...]:
    reported = {report.action for report in reports}
    order = {action.id: index for index, action in enumerate(programme.actions) if action.id in reported}
    return tuple(sorted(reports, key=lambda report: order[report.action]))
