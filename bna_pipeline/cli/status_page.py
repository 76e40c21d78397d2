"""The status of an edition as lines for a terminal, in Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from bna_pipeline.cli.command import LOCAL
from bna_pipeline.cli.moved_page import moved_lines, seen_lines
from bna_pipeline.cli.release_page import release_lines
from bna_pipeline.cli.round_page import round_lines
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.stages import NO_OBJECTION

if TYPE_CHECKING:
    from bna_pipeline.wiring import views

MARK = {
    "aangenomen": "[x]",
    "fouten": "[!]",
    "onbeslist": "[?]",
    "wacht op akkoord": "[?]",
    "na sluiting": "[?]",
    "ontbreekt": "[ ]",
}


def status_lines(status: views.EditionStatus) -> Iterator[str]:
    """The page, line by line."""
    sample = " (voorbeeld)" if status.sample else ""
    yield f"{status.edition}{sample}: {status.title}"
    yield from status.relation.sentences
    yield f"Fase: {status.phase}; regels in het logboek: {status.entries}"
    yield ""
    yield "Bijdragen"
    yield from (_partner(p) for p in status.partners)
    if status.conflicts:
        yield ""
        yield "Tegenspraak"
        yield from (f"  {c}" for c in status.conflicts)
    if status.round is not None:
        yield ""
        yield from round_lines(status.round)
    for lines in (list(seen_lines(status.observations)), list(moved_lines(status))):
        if lines:
            yield ""
            yield from lines
    if status.draft is not None:
        yield ""
        if status.draft_changes is not None:
            yield f"Concept {status.draft}, sinds concept {status.draft - 1}: {status.draft_changes}."
        yield f"Route voor concept {status.draft}"
        for stage in status.stages:
            yield from _stage(stage)
    if status.remarks:
        yield ""
        yield f"Opmerkingen: {status.remarks}, nog open: {status.open_remarks} (`bna remark {status.edition} list`)"
    if status.adoption_before is not None:
        yield ""
        yield f"Eerder besluit van GS: {status.adoption_before}"
    if status.adoption is not None:
        yield ""
        yield f"Vaststelling: besluit {status.adoption}"
        yield from (_signature(s) for s in status.signatures)
        if status.timestamped_at is not None:
            yield f"  [x] archieftijdstempel, {_day(status.timestamped_at)}"
    release = tuple(release_lines(status.release))
    if release:
        yield ""
        yield from release
    if status.stuck:
        yield ""
        yield "Lukt niet, en wordt telkens opnieuw geprobeerd:"
        yield from (f"  ! {s.name}, sinds {_day(s.since)}: {s.said}" for s in status.stuck)
    yield ""
    if not status.waits_for:
        yield "Wacht nergens meer op."
        return
    yield "Wacht op:"
    yield from (f"  - {sentence}" for sentence in status.waits_for)


def _day(moment: datetime | None) -> str:
    return "datum onbekend" if moment is None else f"{moment.astimezone(LOCAL):%d-%m-%Y}"


def _partner(partner: views.PartnerLine) -> str:
    words = partner.state
    if partner.state == "fouten":
        words = f"{partner.file}, fouten: {partner.errors}"
    elif partner.state == "onbeslist":
        words = "versies met hetzelfde moment van verzenden (zie Tegenspraak)"
    elif partner.state in ("wacht op akkoord", "na sluiting"):
        words = f"{partner.file}, {_day(partner.sent_at)}: {partner.state}"
    elif partner.state == "aangenomen":
        words = f"{partner.file}, {_day(partner.sent_at)}"
        if partner.warnings:
            words += f", let op: {partner.warnings}"
        if partner.superseded:
            words += f", vervangt eerdere: {partner.superseded}"
        if partner.with_errors:
            words += f"; daarnaast met fouten: {', '.join(partner.with_errors)}"
    return f"  {MARK[partner.state]} {partner.name}: {words}"


def _stage(stage: views.StageLine) -> Iterator[str]:
    mark = "[x]" if stage.satisfied else "[!]" if stage.expired else "[ ]"
    yield f"  {mark} {stage.name}{_turn(stage)}"
    for reviewer in stage.reviewers:
        verdict = "nog geen besluit" if reviewer.verdict is None else Verdict(reviewer.verdict).words
        other = reviewer.given_by not in (None, reviewer.person) and reviewer.verdict != Verdict.NO_OBJECTION
        deputy = f", gegeven door {reviewer.given_by}" if other else ""
        late = ", na de termijn" if reviewer.late else ""
        days = f"van {_date(reviewer.away_from)} tot en met {_date(reviewer.away_until)}"
        away = f"; afwezig {days}" if reviewer.away_until is not None else ""
        instead = f" ({' of '.join(reviewer.deputies)} kan besluiten)" if away and reviewer.deputies else ""
        counted = f"secties akkoord: {reviewer.standing}, open: {len(reviewer.needed)}"
        yield f"      {reviewer.name}: {verdict}{deputy}{late}; {counted}{away}{instead}"
        yield from (f"        vervallen: {dropped}" for dropped in reviewer.dropped)
    yield from (f"      LET OP: {warning}" for warning in stage.warnings)


def _turn(stage: views.StageLine) -> str:
    """Whose turn it is, and until when."""
    beside = ", naast de stap hierboven" if stage.beside else ""
    if stage.satisfied:
        return beside
    if stage.due is None or not stage.reached:
        planned = "" if stage.planned_due is None else f", naar verwachting tot en met {_date(stage.planned_due)}"
        return f"{beside}{'' if stage.reached else f' (nog niet aan de beurt{planned})'}"
    if stage.expired:
        return f"{beside}: termijn VERLOPEN op {_date(stage.due)}"
    days = stage.days_left or 0
    left = "nog vandaag" if days == 0 else f"werkdagen over: {stage.working_days_left}" if days > 0 else "voorbij"
    silent = "; wie zwijgt, heeft geen bezwaar" if stage.asks == NO_OBJECTION else ""
    return f"{beside}: tot en met {_date(stage.due)} ({left}{silent})"


def _date(day: date | None) -> str:
    return "onbekend" if day is None else f"{day:%d-%m-%Y}"


def _signature(signature: views.SignatureLine) -> str:
    if signature.signed_at is None:
        withdrawn = f"; handtekening ingetrokken: {signature.withdrawn}" if signature.withdrawn else ""
        refused = f"; WEIGERT: {signature.refused}" if signature.refused else ""
        return f"  [{'!' if refused else ' '}] {signature.label}: {signature.name}{withdrawn}{refused}"
    test = " met WEGWERPSLEUTEL (TEST)" if signature.throwaway else ""
    return f"  [x] {signature.label}: {signature.name}, {_day(signature.signed_at)}{test}"
