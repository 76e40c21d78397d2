"""From what lies in the inbox to contributions and findings."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime

from bna_pipeline.contributions.findings_page import findings_html, findings_json
from bna_pipeline.contributions.gate import same_name
from bna_pipeline.contributions.judge import Judgement, judge, judge_editorial, not_judged, unfetched
from bna_pipeline.contributions.rules import Rule, shown
from bna_pipeline.errors import ArrivalUnreadable
from bna_pipeline.model.base import FileDigest, Sha256
from bna_pipeline.model.events import (
    REDACTIE,
    ContributionChecked,
    ContributionReceived,
)
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, keep, load, record, state
from bna_pipeline.ports import Arrival

log = logging.getLogger(__name__)


def collect(tools: Tools, actor: Actor) -> Step:
    """Read what lies in the inbox: keep every original first, then look inside.

    What was judged before under the same programme is left alone; after a change of the programme every original is
    judged anew, also one that no longer lies in the inbox. The findings of every file are written to its partner's
    outbox folder; a bad file disturbs no other.

    Raises:
        TransitionRefused: the edition no longer takes contributions.
    """
    require(state(tools).phase, Act.COLLECT)
    said, changed = _receive_all(tools, actor)
    for received in _due(tools, state(tools)):
        judged = _judge(tools, actor, received)
        changed |= judged is not None
        said += [] if judged is None else [judged]
    changed |= _write_findings(tools)
    return Step("collect", changed, tuple(said))


def _senders(tools: Tools) -> frozenset[str]:
    """Whose folders are read."""
    return frozenset({REDACTIE, *(p.id for p in tools.programme.partners)})


def _receive_all(tools: Tools, actor: Actor) -> tuple[list[str], bool]:
    """Keep what lies in the inbox; what there is to say of it, and whether anything was new."""
    said, new, senders = [], False, _senders(tools)
    for arrival in tools.inbox.arrivals(tools.id):
        if arrival.partner not in senders:
            said.append(
                f"De map {shown(arrival.partner)} hoort bij geen partner; {shown(arrival.name)} is niet gelezen. "
                "Zet het bestand in de map van de partner."
            )
            continue
        try:
            new |= _receive(tools, actor, arrival)
        except ArrivalUnreadable as fault:  # taken away or still being written: the others go on
            said.append(str(fault))
    return said, new


def _receive(tools: Tools, actor: Actor, arrival: Arrival) -> bool:
    with tools.inbox.open(tools.id, arrival) as stream:
        kept = tools.blobs.put_stream(stream)
    # On record with hidden characters written out: a name may turn a page or a terminal upside down.
    file = FileDigest(name=shown(arrival.name), size=kept.size, sha256=kept.sha256)

    def received(now: EditionState) -> ContributionReceived | None:
        require(now.phase, Act.COLLECT)
        if any(r.file.sha256 == file.sha256 for r in now.received_from(arrival.partner)):
            return None
        return ContributionReceived(partner=arrival.partner, file=file)

    return record(tools, actor, received) is not None


def _due(tools: Tools, now: EditionState) -> tuple[ContributionReceived, ...]:
    """The originals that nobody judged under the rules as they are, and those on which the program failed."""
    senders, judged = _senders(tools), _judged(tools, now)
    failed = {key for key, checked in judged.items() if checked.defect}
    return tuple(
        r for r in now.received if r.partner in senders and (r.partner, r.file.sha256) not in judged.keys() - failed
    )


def _judged(tools: Tools, now: EditionState) -> dict[tuple[str, Sha256], ContributionChecked]:
    """The last check of every original that was judged under the rules as they are, by partner and digest."""
    last = {(c.partner, c.original): c for c in now.checked}
    return {key: checked for key, checked in last.items() if checked.programme == tools.judging_digest}


def _judge(tools: Tools, actor: Actor, received: ContributionReceived) -> str | None:
    """Look inside an original and record what came of it; a sentence about it, None when another was first."""
    checked = _checked(tools, received)

    def decide(now: EditionState) -> ContributionChecked | None:
        require(now.phase, Act.COLLECT)
        before = _judged(tools, now).get((received.partner, received.file.sha256))
        # Where the program failed it is tried again, which is only worth an entry when it comes out otherwise.
        return checked if before is None or (before.defect and not checked.defect) else None

    if record(tools, actor, decide) is None:
        return None
    name = f"{received.partner}: {received.file.name}"
    if checked.defect:
        return f"{name}: een fout in dit programma ({Rule.DEFECT.code}); meld dit aan de beheerder."
    verdict = "aangenomen" if checked.errors == 0 else f"fouten: {checked.errors}"
    warnings = f", let op: {checked.warnings}" if checked.warnings else ""
    return f"{name} is gelezen ({verdict}{warnings})."


def _checked(tools: Tools, received: ContributionReceived) -> ContributionChecked:
    partner, file = received.partner, received.file
    judgement, defect = _judgement(tools, received)
    findings = (*judgement.findings, *same_name(file.name, _names_before(tools, received)))
    report = FindingsReport(partner=partner, file=file.name, original=file.sha256, findings=findings)
    value = judgement.contribution or judgement.editorial
    for picture in judgement.pictures.values():
        tools.blobs.put(picture)
    return ContributionChecked(
        partner=partner,
        original=file.sha256,
        programme=tools.judging_digest,
        carrier=judgement.carrier,
        sent_at=judgement.sent_at,
        errors=report.errors,
        warnings=report.warnings,
        findings=keep(tools, report),
        contribution=None if value is None else keep(tools, value),
        pictures=tuple(sorted(judgement.pictures)),
        defect=defect,
    )


def _judgement(tools: Tools, received: ContributionReceived) -> tuple[Judgement, bool]:
    """What the file says, and whether the program failed on it."""
    partner, file = received.partner, received.file
    heavy = unfetched(file.name, file.size, tools.limits)
    if heavy is not None:
        return heavy, False
    data = blob_of(tools, file)
    try:
        if partner == REDACTIE:
            return judge_editorial(tools.programme, tools.edition, file.name, data, tools.limits), False
        return judge(tools.programme, tools.edition, partner, file.name, data, tools.limits), False
    except Exception:
        # The one place where an error of our own is met: one strange file must not keep all others from being read.
        log.exception("%s of %s (SHA-256 %s) could not be judged", file.name, partner, file.sha256)
        return not_judged(file.name), True


def _names_before(tools: Tools, received: ContributionReceived) -> list[str]:
    """Names of other files of the partner that arrived before this one; the redactie writes its one file anew."""
    if received.partner == REDACTIE:
        return []
    names = []
    for other in state(tools).received_from(received.partner):
        if other.file.sha256 == received.file.sha256:
            break
        names.append(other.file.name)
    return names


def _write_findings(tools: Tools) -> bool:
    """Findings in each partner's outbox folder: of every file below `bevindingen/`, and on top what he must read now.

    That is the last file with errors that no good one has made up for, else the file sent last.
    """
    now = state(tools)
    changed = False
    for partner in sorted({c.partner for c in now.checked} & _senders(tools)):
        in_order = sorted(now.checked_from(partner), key=_moment_of)
        for checked in in_order:
            report = load(tools, FindingsReport, checked.findings)
            changed |= _write_report(tools, report, f"bevindingen/{checked.original[:12]}-{slug(report.file)}")
        on_top = (now.unanswered_from(partner) or in_order)[-1]
        changed |= _write_report(tools, load(tools, FindingsReport, on_top.findings), "bevindingen")
    return changed


def _moment_of(checked: ContributionChecked) -> datetime:
    # A file whose moment could not be read comes first: it can never be the one that counts.
    return checked.sent_at or datetime.min.replace(tzinfo=UTC)


def slug(name: str) -> str:
    """A file's name without what a path or a link cannot bear; not unique by itself."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:60] or "bestand"


def _write_report(tools: Tools, report: FindingsReport, path: str) -> bool:
    partner = report.partner
    name = "redactie" if partner == REDACTIE else tools.programme.partner(partner).name
    page = findings_html(report, name, tools.edition.title)
    html = tools.outbox.write(tools.id, f"{partner}/{path}.html", page)
    return tools.outbox.write(tools.id, f"{partner}/{path}.json", findings_json(report)) or html
