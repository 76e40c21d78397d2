"""Looking inside an original, under the rules of the edition: what a file says, and what was found in it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bna_pipeline.contributions.gate import same_name
from bna_pipeline.contributions.judge import Judgement, judge, judge_editorial, not_judged, unfetched
from bna_pipeline.contributions.rule_settings import weights_of
from bna_pipeline.contributions.rules import Rule
from bna_pipeline.model.base import Sha256, digest_of
from bna_pipeline.model.events import REDACTIE, ContributionChecked, ContributionReceived
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.carrying import Answers, answers_before
from bna_pipeline.pipeline.receiving import senders
from bna_pipeline.pipeline.tools import Actor, Tools, blob_of, keep, record, state

log = logging.getLogger(__name__)


def judge_all(tools: Tools, actor: Actor) -> list[str]:
    """Judge every original that was not judged under the rules as they are; a sentence about each."""
    return _judge_due(tools, actor, None)


def judge_partner(tools: Tools, actor: Actor, partner: str) -> list[str]:
    """As `judge_all`, of what one partner (or the redactie) sent."""
    return _judge_due(tools, actor, partner)


def _judge_due(tools: Tools, actor: Actor, partner: str | None) -> list[str]:
    rules = Rules.of(tools, state(tools))
    due = [r for r in _due(tools, rules, state(tools)) if partner in (None, r.partner)]
    judged = (_judge(tools, rules, actor, received) for received in due)
    return [sentence for sentence in judged if sentence is not None]


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
        moment = now.sent_with(checked.partner, checked.original)
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
            moment = state(tools).sent_with(partner, file.sha256)
            return judge_editorial(tools.programme, tools.edition, file.name, data, tools.limits, moment), False
        return judge(
            tools.programme,
            tools.edition,
            partner,
            file.name,
            data,
            tools.limits,
            previous=rules.answers.by_partner.get(partner),
            sent_at=state(tools).sent_with(partner, file.sha256),
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
