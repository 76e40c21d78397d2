"""The collection round as lines for a terminal, in Dutch."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.cli.command import LOCAL
from bna_pipeline.model.round import Recipient
from bna_pipeline.model.watch import RequestState, RoundLine, RoundStatus


def round_lines(watched: RoundStatus) -> Iterator[str]:
    """The round: what is left of the time, and a line for everyone who was asked."""
    complete = f"{watched.complete} van {len(watched.lines)} compleet"
    yield f"Ronde: {complete}; inleverdatum {watched.deadline:%d-%m-%Y}, {left(watched)}"
    yield from (f"  {line.name}: {words(line)}" for line in watched.lines)
    yield from (f"  post: {trouble.what}: {trouble.sentence}" for trouble in watched.trouble)


def left(watched: RoundStatus) -> str:
    """How far the deadline is off, in Dutch."""
    days, working = abs(watched.days_left), abs(watched.working_days_left)
    if watched.days_left == 0:
        return "dat is vandaag"
    counted = f"{days} {'dag' if days == 1 else 'dagen'} (werkdagen: {working})"
    return f"nog {counted}" if watched.days_left > 0 else f"{counted} geleden"


def words(line: RoundLine) -> str:
    """What there is to say of one who was asked."""
    said = [request(line), f"versies: {line.versions}"]
    if line.versions:
        said.append(f"{line.stand.value}, fouten: {line.errors}, let op: {line.warnings}")
    if line.signed_off is not None:
        said.append("akkoord van het eigen huis" if line.signed_off else "nog geen akkoord van het eigen huis")
    if line.late:
        said.append(f"na sluiting: {', '.join(line.late)}")
    if line.next_reminder is not None:
        whom = "escalatie" if line.reminds is Recipient.ESCALATION else "partner"
        said.append(f"herinnering {line.next_reminder:%d-%m-%Y} aan {whom} ({line.reminder_to})")
    return "; ".join(said)


def request(line: RoundLine) -> str:
    """What became of the request, in Dutch."""
    if line.request is RequestState.NOT_ASKED:
        return "overgenomen, niet gevraagd" if line.versions else "niet gevraagd"
    if line.request is RequestState.NO_POST:
        return "formulieren in de map"
    if line.request is RequestState.SENT and line.requested_at is not None:
        return f"gevraagd {line.requested_at.astimezone(LOCAL):%d-%m-%Y %H:%M}"
    return f"uitvraag {line.request.value}"
