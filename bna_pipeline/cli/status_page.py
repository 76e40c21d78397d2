"""The status of an edition as lines for a terminal, in Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MARK = {"aangenomen": "[x]", "fouten": "[!]", "ontbreekt": "[ ]"}


def status_lines(status: Any) -> Iterator[str]:
    """Lines of one `views.EditionStatus`."""
    sample = " (voorbeeld)" if status.sample else ""
    yield f"{status.edition}{sample}: {status.title}"
    yield f"Fase: {status.phase}, {status.entries} regels in het logboek"
    yield ""
    yield "Bijdragen"
    yield from (_partner(p) for p in status.partners)
    if status.conflicts:
        yield ""
        yield "Tegenspraak"
        yield from (f"  {c}" for c in status.conflicts)
    if status.draft is not None:
        yield ""
        yield f"Route voor concept {status.draft}"
        for stage in status.stages:
            yield from _stage(stage)
    if status.adoption is not None:
        yield ""
        yield f"Vaststelling: besluit {status.adoption}"
        yield from (_signature(s) for s in status.signatures)
    if status.release.armed is not None or status.release.kamerbrief is not None:
        yield ""
        yield from _release(status.release)
    yield ""
    if not status.waits_for:
        yield "Wacht nergens meer op."
        return
    yield "Wacht op:"
    yield from (f"  - {sentence}" for sentence in status.waits_for)


def _partner(partner: Any) -> str:
    words = partner.state
    if partner.state == "fouten":
        words = f"{partner.errors} fouten in {partner.file}"
    elif partner.state == "aangenomen":
        words = f"{partner.file}, {partner.sent_at:%d-%m-%Y}"
        if partner.warnings:
            words += f", {partner.warnings} keer let op"
        if partner.superseded:
            words += f", vervangt {partner.superseded} eerdere"
    return f"  {MARK[partner.state]} {partner.name}: {words}"


def _stage(stage: Any) -> Iterator[str]:
    mark = "[x]" if stage.satisfied else "[ ]"
    yield f"  {mark} {stage.name}{'' if stage.reached else ' (nog niet aan de beurt)'}"
    for reviewer in stage.reviewers:
        verdict = reviewer.verdict or "nog geen besluit"
        deputy = f", gegeven door {reviewer.given_by}" if reviewer.given_by not in (None, reviewer.person) else ""
        counted = f"{reviewer.standing} secties staan, {len(reviewer.needed)} open"
        yield f"      {reviewer.name}: {verdict}{deputy}; {counted}"
        yield from (f"        vervallen: {dropped}" for dropped in reviewer.dropped)


def _signature(signature: Any) -> str:
    if signature.signed_at is None:
        return f"  [ ] {signature.label}: {signature.name}"
    test = " met WEGWERPSLEUTEL (TEST)" if signature.throwaway else ""
    return f"  [x] {signature.label}: {signature.name}, {signature.signed_at:%d-%m-%Y}{test}"


def _release(release: Any) -> Iterator[str]:
    if release.armed is not None:
        held = f", AANGEHOUDEN: {release.held}" if release.held else ""
        yield f"Vrijgave: staat klaar voor pakket {release.armed}{held}"
    if release.kamerbrief is not None:
        yield f"Kamerbrief: {release.kamerbrief}"
    if release.fired:
        yield f"Vrijgegeven: {release.receipts} van {release.channels} ontvangsten binnen"
