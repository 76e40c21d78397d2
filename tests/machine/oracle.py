"""What may be signed, released and dropped, written anew from `domain.md` and `design.md`; asks `review/` nothing.

The oracle reads the ledger entry by entry and holds each against the rules as it knows them. It keeps its own account
of who agreed with what, of the decision of Gedeputeerde Staten, and of the signatures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bna_pipeline.model import events as e
from bna_pipeline.model import release_events as v
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import Adoption, Decision, Draft, SignatureMade, Verdict
from bna_pipeline.model.draft_findings import AcceptanceWithdrawn, FindingAccepted
from bna_pipeline.model.events import Entry
from bna_pipeline.model.programme import Role
from bna_pipeline.model.proposal_events import ProposalSettled, WordRefused, WordReturned
from bna_pipeline.model.remark_events import RemarkAnswered, RemarkMade, RemarkWithdrawn
from bna_pipeline.model.review_events import (
    AbsenceEnded,
    AbsenceNoted,
    StageOpened,
    StageSetBack,
    TermExpired,
    TermExtended,
)
from bna_pipeline.model.signing_events import RefusalEnded, SignatureWithdrawn, SigningRefused
from bna_pipeline.model.stages import Stage
from tests.machine.agreement import Agreement, Lent
from tests.machine.desk_oracle import Desk, in_scope
from tests.machine.oracle_words import FILES, LETTER, REPORT, digest, is_file, said_in
from tests.machine.terms_oracle import Terms

SYSTEM = "systeem"


@dataclass
class Oracle(Agreement):
    """The account of one edition."""

    read: list[Entry] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)
    accepted: list[FindingAccepted] = field(default_factory=list)
    away: set[tuple[str, date]] = field(default_factory=set)
    terms: Terms = field(default_factory=Terms)
    adoption: Adoption | None = None
    decided_at: datetime | None = None
    signed: list[SignatureMade] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    unwilling: dict[str, str] = field(default_factory=dict)
    armed: v.ReleaseArmed | None = None
    aborted: set[str] = field(default_factory=set)
    held: bool = False
    kamerbrief: v.KamerbriefSeen | None = None
    planned: v.ReleasePlanned | None = None
    confirmed: v.ReleaseConfirmed | None = None
    reached: str | None = None
    doubted: dict[str, v.SignalDoubted] = field(default_factory=dict)
    fired: v.ReleaseFired | None = None
    receipts: dict[str, tuple[FileDigest, ...]] = field(default_factory=dict)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.blob)

    def see(self, entry: Entry) -> None:
        """One entry more: is it in the chain, and was it allowed?"""
        before = self.read[-1] if self.read else None
        assert entry.seq == len(self.read) + 1 and entry.hash == entry.computed_hash()
        assert entry.previous == ("0" * 64 if before is None else before.hash)
        self.read.append(entry)
        self._judge(entry.event, entry)

    # -- entry by entry --------------------------------------------------------------------------------

    def _judge(self, event: Any, entry: Entry) -> None:
        match event:
            case e.DraftMade(draft=draft):
                self._draft(draft)
                self.found = json.loads(self.blob(event.findings)) if event.findings is not None else {}
            case FindingAccepted():
                assert self._has(entry.actor, Role.COORDINATOR) and event.reason and event.by == entry.actor
                assert self.adoption is None or not self.adoption.settled, "accepted after adoption"
                self.accepted.append(event)
            case AcceptanceWithdrawn():
                assert self._has(entry.actor, Role.COORDINATOR) and event.reason
                assert any(a.finding == event.finding for a in self.accepted), "nothing to take back"
                self.accepted = [a for a in self.accepted if a.finding != event.finding]
            case e.DecisionGiven(decision=decision):
                assert entry.actor == decision.given_by, "in another's name"
                self._decision(decision)
            case StageOpened() | StageSetBack() | TermExpired() | TermExtended():
                self._in_time(event, entry)
            case e.ContributionReceived() | e.ContributionChecked():
                self.desk.contribution(event, entry.actor, self.programme)
            case RemarkMade() | RemarkWithdrawn() | RemarkAnswered():
                whose = event.remark.reviewer if isinstance(event, RemarkMade) else self._whose(event.remark)
                lent = self.may_decide_for(whose, entry.actor, entry.at)
                self.desk.remark(event, entry, self.drafts[-1], self.programme, lent)
            case WordReturned() | WordRefused() | ProposalSettled():
                assert self.adoption is None or not self.adoption.settled, "a proposal after adoption"
                self.desk.returned(event, entry.actor, self.programme, entry.at)
            case AbsenceNoted():
                assert entry.actor == event.person or self._has(entry.actor, Role.COORDINATOR)
                assert event.first <= event.last and event.deputy != event.person
                self.away.add((event.person, event.first))
                if event.deputy is not None:
                    assert self._has(event.deputy, Role.REVIEWER)
                    self.lent.append(Lent(event.person, event.deputy, event.first, event.last, True))
            case AbsenceEnded():
                assert entry.actor == event.person or self._has(entry.actor, Role.COORDINATOR)
                self.away.remove((event.person, event.first))
                over = (event.person, event.first, True)
                self.lent = [d for d in self.lent if (d.principal, d.first, d.absence) != over]
            case e.DelegationGiven(delegation=d):
                assert entry.actor == d.principal or self._has(entry.actor, Role.COORDINATOR)
                self.lent.append(Lent(d.principal, d.deputy, d.valid_from, d.valid_until))
            case e.DelegationEnded():
                assert entry.actor == event.principal or self._has(entry.actor, Role.COORDINATOR)
                self.lent = [d for d in self.lent if (d.principal, d.deputy) != (event.principal, event.deputy)]
            case e.ReviewCompleted():
                assert event.draft == self.drafts[-1].version and self.everyone_agrees(self.drafts[-1])
            case e.AdoptionRecorded(adoption=adoption):
                self._adoption(adoption, entry.actor)
                self.decided_at = entry.at
            case e.AdoptionWithdrawn():
                assert self.adoption is not None and self.armed is None and self.fired is None
                assert self._has(entry.actor, Role.SECRETARY) and event.reason
                assert list(event.signatures) == [s.field for s in self.signed]
                self.gone |= {s.after.sha256 for s in self.signed}
                self.adoption, self.signed = None, []
                self.confirmed = self.reached = None
                self.unwilling.clear()
            case e.SigningIntended() | e.LetterExported():
                self._approved_bytes()
                assert not self.unwilling, "somebody refuses to sign"
            case SigningRefused() | RefusalEnded() | SignatureWithdrawn():
                self._taken_back(event, entry)
            case e.LetterSigned(signature=signature):
                self._signature(signature, entry.actor)
            case v.ReleasePlanned() | v.ReleaseUnplanned() | v.ReleaseConfirmed() | v.MomentReached():
                self._minute(event, entry)
            case v.SignalDoubted() | v.DoubtSettled():
                self._doubt(event, entry)
            case v.ReleaseArmed() | v.ReleaseHeld() | v.ReleaseAborted() | v.KamerbriefSeen() | v.ReleaseFired():
                self._release(event)
            case e.EffectIntended() | e.EffectDone():
                self._effect(event)
            case v.DossierMade():
                assert self.fired is not None and self.kamerbrief is not None
                assert {rule.id for rule in self.programme.delivery.channels} <= self._arrived()

    def _whose(self, remark: str) -> str:
        return self.desk.remarks[remark].remark.reviewer

    def _draft(self, draft: Draft) -> None:
        assert draft.version == len(self.drafts) + 1
        assert self.adoption is None or not self.adoption.settled, "a draft after adoption"
        content = json.loads(self.blob(draft.content))
        for section in draft.sections:
            assert section.sha256 == digest(said_in(content, section.id)), f"{section.id} is not what its digest says"
        assert {f.name for f in draft.files} == FILES
        if self.drafts:
            self.desk.draft(self.agreed(self.drafts[-1]), self.agrees, self.drafts[-1], draft)
        self.drafts.append(draft)
        self.terms.next_draft()

    def _in_time(self, event: Any, entry: Entry) -> None:
        """What time did by itself, or the coordinator to it."""
        draft = self.drafts[-1]
        assert event.draft == draft.version, "a term of a draft that is past"
        assert self.adoption is None or not self.adoption.settled, "a term after adoption"
        (stage,) = (s for s in self.programme.review if s.id == event.stage)
        turn, done = self.turn(event.stage), self.stage_done(stage, draft)
        if isinstance(event, TermExtended):
            assert self._has(entry.actor, Role.COORDINATOR)
            self.terms.extended(event, entry.at, turn=turn, done=done)
            return
        assert entry.actor == SYSTEM
        match event:
            case StageOpened():
                self.terms.opened(event, entry.at, self.programme, turn=turn, done=done)
            case StageSetBack():
                self.terms.set_back(event, turn=turn)
            case TermExpired():
                self.terms.expired(event, entry.at, turn=turn, done=done)

    def _silence(self, d: Decision, stage: Stage) -> None:
        """Silence is agreement only where the programme says so, after the term, of who said nothing against it."""
        draft, last = self.drafts[-1], self.latest.get((d.stage, d.reviewer))
        assert stage.needed == "no objection" and d.given_by == SYSTEM, "nobody agrees by silence here"
        assert self.terms.is_over(stage.id, d.at), "the term was not over"
        assert last is None or last.verdict not in (Verdict.RETURN, Verdict.WITHDRAW), "he had spoken against it"
        assert not self.terms.running[stage.id].expired, "that the term passed was on record, and nobody gave more time"
        late = self.terms.is_over
        spoke = self.desk.waited(d.stage, d.reviewer, draft, lambda at: late(stage.id, at))
        assert not spoke, "he had spoken, and had no answer when the term ended"
        assert not all(self.agrees(d.stage, d.reviewer, m.id, draft) for m in d.covers), "he had agreed already"

    def _decision(self, d: Decision) -> None:
        draft = self.drafts[-1]
        assert d.draft == draft.version, "a decision on a draft that is past"
        assert self.adoption is None or not self.adoption.settled, "a decision after adoption"
        (stage,) = (s for s in self.programme.review if s.id == d.stage)
        (reviewer,) = (r for r in stage.reviewers if r.person == d.reviewer)
        mine = {s.id: s.sha256 for s in draft.sections if in_scope(reviewer.scope, s.id)}
        assert {m.id: m.sha256 for m in d.covers} == mine, "a decision covers other words than it says"
        self.desk.comment(d)
        if d.verdict is Verdict.NO_OBJECTION:
            self._silence(d, stage)
        elif d.given_by != d.reviewer:
            assert self.may_decide_for(d.reviewer, d.given_by, d.at), f"{d.given_by} did not replace {d.reviewer}"
        if d.verdict is Verdict.WITHDRAW:
            for later in self.after(d.stage):
                for r in later.reviewers:
                    said = any(self.agrees(later.id, r.person, s.id, draft) for s in draft.sections)
                    assert not said and not self.sent_back(later.id, r.person, draft), "the next stage had decided"
        else:
            assert self.turn(d.stage), "before its turn"
        self.latest[d.stage, d.reviewer] = d

    def _adoption(self, made: Adoption, actor: str) -> None:
        draft = self.drafts[-1]
        settling = self.adoption is not None
        if settling:
            assert self.adoption is not None and not self.adoption.settled, "adopted twice"
            assert made.settled and made.number == self.adoption.number and actor == self.adoption.mandate_holder
            assert self._has(actor, Role.MANDATE_HOLDER)
        else:
            assert self._has(actor, Role.SECRETARY)
            assert made.settled == (made.outcome.value != "mandate")
        assert made.draft == draft.version and self.everyone_agrees(draft), "adopted without everyone's agreement"
        assert sorted(made.files, key=str) == sorted(draft.files, key=str), "other files than those agreed with"
        assert made.outcome.value == "held" or not self._open(), "adopted while something stands open"
        assert made.outcome.value == "held" or not self.desk.unanswered(), "adopted while a proposal has no answer"
        for file in draft.files:
            for data in (self.blob(file.sha256), self.copy(f"concept/v{draft.version}/{file.name}")):
                assert data is not None and is_file(data, file), f"{file.name} was adopted in other bytes"
        self.adoption = None if made.outcome.value == "held" else made

    def _open(self) -> list[str]:
        """What was found on the draft that counts, may stay when it is accepted, and is not: by its own words."""
        done = {(a.code, a.place, a.sentence, a.message) for a in self.accepted}
        every = [*self.found.get("letter", ()), *self.found.get("documents", ())]
        found = [f["finding"] for f in every if f["weight"] == "aanvaardbaar"]
        told = [(f["code"], f["place"], f.get("sentence"), f["message"]) for f in found]
        return [message for code, place, sentence, message in told if (code, place, sentence, message) not in done]

    def _approved_bytes(self) -> Draft:
        """The one rule: nothing is signed or released that is not approved, by everyone who must, for these bytes."""
        draft, adoption = self.drafts[-1], self.adoption
        assert adoption is not None and adoption.settled, "not adopted"
        assert adoption.draft == draft.version and self.everyone_agrees(draft), "not agreed with by everyone"
        for file in adoption.files:
            assert file in draft.files and is_file(self.blob(file.sha256), file)
        printed = json.loads(self.blob(draft.content))["letter"]["signatures"]
        asked = [(s.field, s.name) for s in self.programme.letter.signatories]
        assert [(s["field"], s["name"]) for s in printed] == asked, "another name is printed than who signs"
        return draft

    def _letter(self) -> FileDigest:
        assert self.adoption is not None
        return self.signed[-1].after if self.signed else next(f for f in self.adoption.files if f.name == LETTER)

    def _signature(self, made: SignatureMade, actor: str) -> None:
        self._approved_bytes()
        turn = self.programme.letter.signatories[len(self.signed)]
        assert (made.field, made.person) == (turn.field, turn.person), "out of turn"
        assert made.imported or actor == made.person
        assert not self.unwilling, "signed while somebody refuses to"
        before = self._letter()
        assert (made.before.size, made.before.sha256) == (before.size, before.sha256)
        after = self.blob(made.after.sha256)
        assert is_file(after, made.after) and after.startswith(self.blob(before.sha256)), "signed other bytes"
        assert made.after.sha256 not in self.gone, "a signature came back that was thrown away"
        assert self.decided_at is not None
        assert not made.imported or made.at >= self.decided_at, "signed before it was decided"
        self.signed.append(made)

    def _taken_back(self, event: Any, entry: Entry) -> None:
        """Only the signatory himself, and only until the last signature."""
        by = {s.field: s.person for s in self.programme.letter.signatories}
        assert self.adoption is not None and entry.actor == event.person == by[event.field]
        assert len(self.signed) < len(by), "everyone had signed"
        match event:
            case SigningRefused():
                assert event.reason and event.field not in {*self.unwilling, *(s.field for s in self.signed)}
                self.unwilling[event.field] = event.person
            case RefusalEnded():
                assert self.unwilling.pop(event.field) == event.person
            case SignatureWithdrawn():
                last = self.signed.pop()
                assert event.reason and (last.field, last.after) == (event.field, event.letter)
                self.gone.add(last.after.sha256)
                self.decided_at = entry.at

    def _minute(self, event: Any, entry: Entry) -> None:
        """A minute is the coordinator's; it comes when it came, for what he confirmed and for nothing else."""
        assert self.fired is None, "after release no minute matters"
        match event:
            case v.MomentReached():
                assert self.planned is not None and event.planned == self.planned.at <= entry.at
                assert self.armed is not None and not self.held and self.confirmed is not None
                package = self.armed.package.digest
                assert (self.confirmed.at, self.confirmed.package) == (self.planned.at, package)
                self.reached = package
                return
            case v.ReleaseConfirmed():
                assert self.armed is not None and self.planned is not None and event.at == self.planned.at
                self.confirmed = event
            case v.ReleasePlanned():
                assert event.at > entry.at
                self.planned, self.confirmed, self.reached = event, None, None
            case v.ReleaseUnplanned():
                assert event.reason
                self.planned, self.confirmed, self.reached = None, None, None
        assert self._has(entry.actor, Role.COORDINATOR)

    def _doubt(self, event: Any, entry: Entry) -> None:
        if isinstance(event, v.SignalDoubted):
            assert self.kamerbrief is None, "it is out, and nothing else is looked for"
            self.doubted[event.document] = event
            return
        assert self._has(entry.actor, Role.COORDINATOR) and event.reason
        del self.doubted[event.document]

    def _release(self, event: Any) -> None:
        if isinstance(event, v.KamerbriefSeen) and self.fired is not None:
            assert self.kamerbrief is None, "what it went with stays"
            self._seen(event)
            return
        assert self.fired is None, "after release nothing of it changes"
        match event:
            case v.ReleaseArmed(package=package):
                self._releasable()
                inside = {f.name: f.sha256 for f in package.files}
                assert self.adoption is not None
                right = {f.name: f.sha256 for f in self.adoption.files} | {LETTER: self._letter().sha256}
                assert all(inside[f"data/{name}"] == sha for name, sha in right.items()), "other files were packed"
                assert package.digest not in self.aborted, "a package came back that was aborted"
                self.armed, self.held = event, False
            case v.ReleaseHeld():
                assert self.armed is not None
                self.held = True
            case v.ReleaseAborted():
                assert self.armed is not None
                self.aborted.add(self.armed.package.digest)
                self.armed, self.held = None, False
                self.confirmed = self.reached = None
            case v.KamerbriefSeen():
                self._seen(event)
            case v.ReleaseFired():
                self._releasable()
                assert self.armed is not None and event.package == self.armed.package.digest and not self.held
                assert self.kamerbrief is not None or self.reached == event.package, "the embargo stands"
                assert not self.doubted, "nobody has looked"
                seen = self.kamerbrief
                assert event.kamerbrief == (None if seen is None else seen.kamerbrief.file.sha256)
                self.fired = event

    def _seen(self, event: v.KamerbriefSeen) -> None:
        """Who hands it in himself has looked at whatever was doubted; what was sent in is itself no more doubted."""
        self.kamerbrief = event
        if event.source is None:
            self.doubted.clear()
        else:
            self.doubted.pop(event.document or "", None)

    def _releasable(self) -> None:
        self._approved_bytes()
        assert [s.field for s in self.signed] == [s.field for s in self.programme.letter.signatories]

    def _effect(self, event: e.EffectIntended | e.EffectDone) -> None:
        files = event.files if isinstance(event, e.EffectIntended) else event.receipt.files
        if event.effect == "hand-over":
            self._approved_bytes()
            assert self.adoption is not None
            report = next(f for f in self.adoption.files if f.name == REPORT)
            assert next(f for f in files if f.name == REPORT).sha256 == report.sha256
            assert not any(f.name == LETTER for f in files)
        else:
            assert self.fired is not None and self.armed is not None, "something left before release"
            packed = {f.sha256 for f in self.armed.package.files}
            assert all(f.sha256 in packed for f in files)
        if isinstance(event, e.EffectDone):
            assert event.receipt.key not in self.receipts, "delivered twice"
            self.receipts[event.receipt.key] = files

    def _arrived(self) -> set[str]:
        return {
            event.receipt.channel for event in (entry.event for entry in self.read) if isinstance(event, e.EffectDone)
        }

    def _has(self, person: str, role: Role) -> bool:
        return any(p.id == person and role in p.roles for p in self.programme.people)
