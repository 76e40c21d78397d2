"""From what lies in the inbox to contributions and findings."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from bna_pipeline.contributions.findings_page import findings_html, findings_json
from bna_pipeline.contributions.gate import same_name
from bna_pipeline.contributions.judge import Judgement, judge, judge_editorial, not_judged, unfetched
from bna_pipeline.contributions.rule_settings import weights_of
from bna_pipeline.contributions.rules import Rule
from bna_pipeline.errors import StorageError
from bna_pipeline.model.base import Sha256, digest_of
from bna_pipeline.model.events import (
    REDACTIE,
    ContributionChecked,
    ContributionLeft,
    ContributionReceived,
)
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.carrying import Answers, answers_before
from bna_pipeline.pipeline.mailroom import fetch, take_in
from bna_pipeline.pipeline.observing import write_observations
from bna_pipeline.pipeline.receiving import left_in_inbox, receive_all, senders
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, keep, load, record, state

log = logging.getLogger(__name__)


def collect(tools: Tools, actor: Actor) -> Step:
    """Read what lies in the inbox: keep every original first, then look inside.

    What was judged before under the same programme is left alone; after a change of the programme every original is
    judged anew, also one that no longer lies in the inbox. The findings of every file are written to its partner's
    outbox folder; a bad file disturbs no other. Beside them the coordinator finds what is to be seen with all of them
    side by side.

    Raises:
        TransitionRefused: the edition no longer takes contributions.
    """
    require(state(tools).phase, Act.COLLECT)
    before = state(tools).seq
    said, changed = receive_all(tools, actor)
    said += fetch(tools, actor)
    take_in(tools, actor)
    rules = Rules.of(tools, state(tools))
    for received in _due(tools, rules, state(tools)):
        judged = _judge(tools, rules, actor, received)
        said += [] if judged is None else [judged]
    changed |= state(tools).seq != before
    changed |= _write_findings(tools)
    changed |= write_observations(tools, state(tools))
    return Step("collect", changed, tuple(said))


@dataclass(frozen=True)
class Rules:
    """What files are judged under: the programme, the limits, and what a partner said in the edition before."""

    tools: Tools
    answers: Answers

    @classmethod
    def of(cls, tools: Tools, now: EditionState) -> Rules:
        known = now.opened is not None and now.opened.previous is not None
        return cls(tools, answers_before(tools) if known else Answers(None, {}))

    def digest(self, partner: str) -> Sha256:
        before = self.answers.by_partner.get(partner)
        ours = self.tools.judging_digest
        return ours if before is None else digest_of([ours, before.model_dump(mode="json")])

    def hold(self, now: EditionState, checked: ContributionChecked) -> bool:
        """Whether a check was made under these rules, with the moment of sending as it is known now."""
        if checked.programme != self.digest(checked.partner):
            return False
        # A file that is no version of this contribution has no moment, whenever it was sent.
        moment = now.post.sent_with(checked.partner, checked.original)
        return checked.sent_at is None or moment is None or checked.sent_at == moment


def _due(tools: Tools, rules: Rules, now: EditionState) -> tuple[ContributionReceived, ...]:
    """The originals that nobody judged under the rules as they are, and those on which the program failed."""
    known = senders(tools)
    last = {(c.partner, c.original): c for c in now.checked}
    done = {key for key, checked in last.items() if rules.hold(now, checked) and not checked.defect}
    return tuple(r for r in now.received if r.partner in known and (r.partner, r.file.sha256) not in done)


def _last_check(rules: Rules, now: EditionState, received: ContributionReceived) -> ContributionChecked | None:
    """The last check of one original, when it was made under the rules as they are."""
    of_it = (c for c in reversed(now.checked) if c.original == received.file.sha256 and c.partner == received.partner)
    last = next(of_it, None)
    return last if last is not None and rules.hold(now, last) else None


def _judge(tools: Tools, rules: Rules, actor: Actor, received: ContributionReceived) -> str | None:
    """Look inside an original and record what came of it; a sentence about it, None when another was first."""
    checked = _checked(tools, rules, received)

    def decide(now: EditionState) -> ContributionChecked | None:
        require(now.phase, Act.COLLECT)
        before = _last_check(rules, now, received)
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


def _checked(tools: Tools, rules: Rules, received: ContributionReceived) -> ContributionChecked:
    partner, file = received.partner, received.file
    judgement, defect = _judgement(tools, rules, received)
    weights = weights_of(tools.programme)
    findings = (*judgement.findings, *same_name(file.name, _names_before(tools, received), weights))
    report = FindingsReport(partner=partner, file=file.name, original=file.sha256, findings=findings)
    value = judgement.contribution or judgement.editorial
    for picture in judgement.pictures.values():
        tools.blobs.put(picture)
    return ContributionChecked(
        partner=partner,
        original=file.sha256,
        programme=rules.digest(partner),
        carrier=judgement.carrier,
        sent_at=judgement.sent_at,
        errors=report.errors,
        warnings=report.warnings,
        findings=keep(tools, report),
        contribution=None if value is None else keep(tools, value),
        pictures=tuple(sorted(judgement.pictures)),
        defect=defect,
        department=judgement.department,
    )


def _judgement(tools: Tools, rules: Rules, received: ContributionReceived) -> tuple[Judgement, bool]:
    """What the file says, and whether the program failed on it."""
    partner, file = received.partner, received.file
    heavy = unfetched(file.name, file.size, tools.limits)
    if heavy is not None:
        return heavy, False
    data = blob_of(tools, file)
    try:
        if partner == REDACTIE:
            return judge_editorial(tools.programme, tools.edition, file.name, data, tools.limits), False
        return judge(
            tools.programme,
            tools.edition,
            partner,
            file.name,
            data,
            tools.limits,
            previous=rules.answers.by_partner.get(partner),
            sent_at=state(tools).post.sent_with(partner, file.sha256),
        ), False
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
            for page in _pages(now, partner, [left for left in lying if left.partner == partner]):
                changed |= _write_report(tools, page)
        except StorageError as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return changed


class _Page(NamedTuple):
    """Where a page with findings stands, and the digests of its findings and of those of the version before."""

    path: str
    findings: Sha256
    before: Sha256 | None = None


def _pages(now: EditionState, partner: str, lying: Sequence[ContributionLeft]) -> Iterator[_Page]:
    """What stands in a partner's folder."""
    in_order = sorted(now.checked_from(partner), key=_moment_of)
    names = {r.file.sha256: r.file.name for r in now.received_from(partner)}
    before = {
        checked.original: next((o.findings for o in reversed(in_order[:i]) if o.department == checked.department), None)
        for i, checked in enumerate(in_order)
    }
    for checked in in_order:
        path = f"bevindingen/{checked.original[:12]}-{slug(names[checked.original])}"
        yield _Page(path, checked.findings, before[checked.original])
    for left in now.left:
        if left.partner == partner:
            yield _Page(f"bevindingen/niet-opgehaald-{left.size}-{slug(left.name)}", left.findings)
    on_top = [
        _Page("bevindingen", c.findings, before[c.original])
        for c in (*in_order[-1:], *now.unanswered_from(partner)[-1:])
    ]
    on_top += [_Page("bevindingen", left.findings) for left in lying[-1:]]
    yield from on_top[-1:]


def _moment_of(checked: ContributionChecked) -> datetime:
    # A file whose moment could not be read comes first: it can never be the one that counts.
    return checked.sent_at or datetime.min.replace(tzinfo=UTC)


def slug(name: str) -> str:
    """A file's name without what a path or a link cannot bear; not unique by itself."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:60] or "bestand"


def _write_report(tools: Tools, shown: _Page) -> bool:
    report = load(tools, FindingsReport, shown.findings)
    before = None if shown.before is None else load(tools, FindingsReport, shown.before)
    partner = report.partner
    name = "redactie" if partner == REDACTIE else tools.programme.partner(partner).name
    page = findings_html(report, name, tools.edition.title, before)
    html = tools.outbox.write(tools.id, f"{partner}/{shown.path}.html", page)
    return tools.outbox.write(tools.id, f"{partner}/{shown.path}.json", findings_json(report)) or html
