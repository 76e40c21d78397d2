"""From what lies in the inbox to contributions and findings."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bna_pipeline.contributions.findings_page import findings_html, findings_json
from bna_pipeline.contributions.gate import same_name
from bna_pipeline.contributions.judge import Judgement, judge, judge_editorial, not_judged, unfetched
from bna_pipeline.contributions.rules import Rule
from bna_pipeline.errors import StorageError
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.events import (
    REDACTIE,
    ContributionChecked,
    ContributionLeft,
    ContributionReceived,
)
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.receiving import left_in_inbox, receive_all, senders
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, keep, load, record, state

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
    said, changed = receive_all(tools, actor)
    for received in _due(tools, state(tools)):
        judged = _judge(tools, actor, received)
        changed |= judged is not None
        said += [] if judged is None else [judged]
    changed |= _write_findings(tools)
    return Step("collect", changed, tuple(said))


def _due(tools: Tools, now: EditionState) -> tuple[ContributionReceived, ...]:
    """The originals that nobody judged under the rules as they are, and those on which the program failed."""
    known, judged = senders(tools), _judged(tools, now)
    failed = {key for key, checked in judged.items() if checked.defect}
    return tuple(
        r for r in now.received if r.partner in known and (r.partner, r.file.sha256) not in judged.keys() - failed
    )


def _judged(tools: Tools, now: EditionState) -> dict[tuple[str, Sha256], ContributionChecked]:
    """The last check of every original that was judged under the rules as they are, by partner and digest."""
    last = {(c.partner, c.original): c for c in now.checked}
    return {key: checked for key, checked in last.items() if checked.programme == tools.judging_digest}


def _last_check(tools: Tools, now: EditionState, received: ContributionReceived) -> ContributionChecked | None:
    """The last check of one original, when it was made under the rules as they are."""
    of_it = (c for c in reversed(now.checked) if c.original == received.file.sha256 and c.partner == received.partner)
    last = next(of_it, None)
    return last if last is not None and last.programme == tools.judging_digest else None


def _judge(tools: Tools, actor: Actor, received: ContributionReceived) -> str | None:
    """Look inside an original and record what came of it; a sentence about it, None when another was first."""
    checked = _checked(tools, received)

    def decide(now: EditionState) -> ContributionChecked | None:
        require(now.phase, Act.COLLECT)
        before = _last_check(tools, now, received)
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

    That is a file that still lies in the inbox and was not kept for its size, else the last file with errors that no
    good one has made up for, else the file sent last.

    Raises:
        StorageError: a partner's folder cannot be written; those of the others are.
    """
    now, lying = state(tools), left_in_inbox(tools, state(tools))
    changed, faults = False, list[StorageError]()
    told = {checked.partner for checked in now.checked} | {left.partner for left in now.left}
    for partner in sorted(told & senders(tools)):
        try:
            for path, report in _pages(now, partner, [left for left in lying if left.partner == partner]):
                changed |= _write_report(tools, load(tools, FindingsReport, report), path)
        except StorageError as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return changed


def _pages(now: EditionState, partner: str, lying: Sequence[ContributionLeft]) -> Iterator[tuple[str, Sha256]]:
    """What stands in a partner's folder: where, and the digest of the findings."""
    in_order = sorted(now.checked_from(partner), key=_moment_of)
    names = {r.file.sha256: r.file.name for r in now.received_from(partner)}
    for checked in in_order:
        yield f"bevindingen/{checked.original[:12]}-{slug(names[checked.original])}", checked.findings
    for left in now.left:
        if left.partner == partner:
            yield f"bevindingen/niet-opgehaald-{left.size}-{slug(left.name)}", left.findings
    on_top = [c.findings for c in (*in_order[-1:], *now.unanswered_from(partner)[-1:])]
    on_top += [left.findings for left in lying[-1:]]
    if on_top:
        yield "bevindingen", on_top[-1]


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
