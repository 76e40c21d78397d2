"""What people do from a page, written anew: whose remark it is, what came back in Word and waits, what a page covers.

Nothing here asks `review/` or the pages' own code; texts are read from the kept bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bna_pipeline.model import events as e
from bna_pipeline.model.draft import Decision, Draft, Verdict
from bna_pipeline.model.events import Entry
from bna_pipeline.model.programme import Programme, Role
from bna_pipeline.model.proposal_events import ProposalSettled, WordRefused, WordReturned
from bna_pipeline.model.remark_events import Remark, RemarkAnswered, RemarkMade, RemarkWithdrawn
from bna_pipeline.model.stages import StageReviewer
from tests.machine.oracle_words import digest

SYSTEM, REDACTIE = "systeem", "redactie"
OWN_WORDS = {"rapport.samenvatting": "summary", "brief.kernboodschap": "core", "brief.consequenties": "consequences"}
"""Sections that follow from others and hold words of the redactie too, and where those stand in it."""

Place = tuple[str, str, str]
"""A stage, a reviewer in it, and a section."""


def in_scope(scope: tuple[str, ...], section: str) -> bool:
    """A scope holds section ids, or beginnings of them that end in a star."""
    return any(section.startswith(s[:-1]) if s.endswith("*") else section == s for s in scope)


@dataclass(frozen=True)
class Page:
    """What somebody has before him who decides: a draft, and his part of it word by word."""

    stage: str
    person: str
    draft: int
    marks: tuple[tuple[str, str], ...]

    @property
    def seen(self) -> str:
        return digest([[section, sha256] for section, sha256 in self.marks])


def place_of(programme: Programme, stage: str, person: str) -> StageReviewer | None:
    """What somebody is asked in a stage; None: nothing."""
    asked = (r for s in programme.review if s.id == stage for r in s.reviewers if r.person == person)
    return next(asked, None)


def page_of(programme: Programme, draft: Draft, stage: str, person: str) -> Page | None:
    """The page as it is now; None when he has none."""
    asked = place_of(programme, stage, person)
    if asked is None:
        return None
    marks = tuple((s.id, s.sha256) for s in draft.sections if in_scope(asked.scope, s.id))
    return Page(stage, person, draft.version, marks)


@dataclass
class KeptRemark:
    """A remark, and whether somebody still has to answer it."""

    remark: Remark
    withdrawn: bool = False
    answered: datetime | None = None

    @property
    def open(self) -> bool:
        return not self.withdrawn and self.answered is None


@dataclass
class Desk:
    """The account of what was done from pages.

    Attributes:
        redactie: what every file of the redactie says, by the digest of the file.
        word: everything that came back in Word and asks for an answer, with whether it was taken over; None: no answer.
        asked: of each of these whose it is, for which stage (None: he did not say), and when it was answered.
        dropped: the approvals that the last draft dropped, and `moved` the sections that it changed.
    """

    blob: Callable[[str], bytes]
    remarks: dict[str, KeptRemark] = field(default_factory=dict)
    redactie: dict[str, Any] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    word: dict[str, bool | None] = field(default_factory=dict)
    asked: dict[str, tuple[str, str | None, datetime | None]] = field(default_factory=dict)
    dropped: set[Place] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)

    # -- entry by entry --------------------------------------------------------------------------------

    def contribution(self, event: Any, actor: str, programme: Programme) -> None:
        """What came in through a page is its sender's own, in the bytes that were sent."""
        if isinstance(event, e.ContributionReceived):
            data = self.blob(event.file.sha256)
            assert (len(data), hashlib.sha256(data).hexdigest()) == (event.file.size, event.file.sha256)
            own = [p.partner for p in programme.people if p.id == actor and Role.CONTRIBUTOR in p.roles]
            assert actor == SYSTEM or _has(programme, actor, Role.COORDINATOR) or event.partner in own, "another's file"
        elif event.partner == REDACTIE and event.contribution is not None:
            self.redactie[event.original] = json.loads(self.blob(event.contribution))

    def draft(
        self, agreed: Iterable[Place], agrees: Callable[[str, str, str, Draft], bool], before: Draft, now: Draft
    ) -> None:
        """What the next draft does to approvals that stood for the one before it."""
        there = {s.id: s.sha256 for s in now.sections}
        self.moved = {s for s, sha in there.items() if sha != {b.id: b.sha256 for b in before.sections}.get(s)}
        self.dropped = {(st, p, s) for st, p, s in agreed if s not in there or not agrees(st, p, s, now)}

    def remark(self, event: Any, entry: Entry, draft: Draft, programme: Programme, for_another: bool) -> None:
        """A remark is somebody's own, about words of his own part; it is answered by the redactie.

        Args:
            for_another: whoever did it may act in the reviewer's place on that day.
        """
        if isinstance(event, RemarkMade):
            made = event.remark
            asked = place_of(programme, made.stage, made.reviewer)
            assert asked is not None and in_scope(asked.scope, made.section), "a remark outside his part"
            assert entry.actor == made.given_by and (made.given_by == made.reviewer or for_another)
            said = {s.id: s.sha256 for s in draft.sections}
            assert (made.draft, made.sha256) == (draft.version, said[made.section]), "a remark about other words"
            assert made.id == digest(made.model_dump(mode="json", exclude={"id", "given_by", "at"}))
            before = self.remarks.get(made.id)
            assert before is None or before.withdrawn, "the same remark twice"
            self.remarks[made.id] = KeptRemark(made)
            return
        kept = self.remarks[event.remark]
        assert not kept.withdrawn, "it was taken back"
        if isinstance(event, RemarkWithdrawn):
            assert kept.answered is None, "it was answered"
            assert for_another or entry.actor in (kept.remark.reviewer, kept.remark.given_by), "another's remark"
            kept.withdrawn = True
        else:
            assert isinstance(event, RemarkAnswered) and event.by == entry.actor and event.answer
            assert _has(programme, entry.actor, Role.COORDINATOR)
            kept.answered = entry.at

    def returned(
        self, event: WordReturned | WordRefused | ProposalSettled, actor: str, programme: Programme, at: datetime
    ) -> None:
        """Each proposal has an answer once, of the coordinator."""
        if isinstance(event, ProposalSettled):
            assert actor == event.by and _has(programme, actor, Role.COORDINATOR) and event.reason
            assert self.word[event.proposal] is None, "answered twice"
            self.word[event.proposal] = event.accepted
            self.asked[event.proposal] = (*self.asked[event.proposal][:2], at)
            return
        assert actor == event.given_by and _has(programme, actor, Role.REVIEWER)
        data = self.blob(event.file.sha256)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (event.file.size, event.file.sha256)
        if isinstance(event, WordReturned):
            assert event.file.sha256 not in self.files, "one file twice"
            self.files.add(event.file.sha256)
            number = event.count + event.outside
            names = [f"{event.file.sha256[:8]}-{n}" for n in range(1, number + 1)]
            self.word |= dict.fromkeys(names, None)
            self.asked |= dict.fromkeys(names, (event.person, event.stage, None))

    # -- what follows from it --------------------------------------------------------------------------

    def unanswered(self) -> set[str]:
        """What came back in Word and nobody answered."""
        return {proposal for proposal, accepted in self.word.items() if accepted is None}

    def speaks(self, stage: str, reviewer: str, draft: int) -> bool:
        """Whether a reviewer has a remark of his own at this draft that still waits for its answer."""
        mine = (k.remark for k in self.remarks.values() if k.open)
        return any((r.stage, r.reviewer, r.draft) == (stage, reviewer, draft) for r in mine)

    def waited(self, stage: str, reviewer: str, draft: Draft, over: Callable[[datetime], bool]) -> bool:
        """Whether something of a reviewer's waited for its answer when a term ended: he was not silent.

        Args:
            over: whether a moment is after that.
        """
        here = [(s.id, s.sha256) for s in draft.sections]
        for kept in self.remarks.values():
            made = kept.remark
            if (made.stage, made.reviewer) != (stage, reviewer) or kept.withdrawn:
                continue
            if (kept.answered is None or over(kept.answered)) and (
                made.draft == draft.version or (made.section, made.sha256) in here
            ):
                return True
        his = [at for who, where, at in self.asked.values() if who == reviewer and where in (None, stage)]
        return any(at is None or over(at) for at in his)

    def comment(self, said: Decision) -> None:
        """Who does not simply agree says why, in words or in a remark of his own."""
        if said.verdict in (Verdict.REMARK, Verdict.RETURN):
            spoke = bool(said.comment.strip()) or self.speaks(said.stage, said.reviewer, said.draft)
            assert spoke, "sent back, or agreed with remarks, and nobody knows why"

    def reconfirmable(self, last: Decision | None, needed: set[str], drafts: Mapping[int, Draft], draft: Draft) -> bool:
        """Whether one click is enough: he agreed, and since then only moved what follows from elsewhere.

        Args:
            last: what he said last.
            needed: sections that wait for him.
        """
        if not needed:
            return last is not None and last.draft == draft.version  # once more the same
        if last is None or last.given_by == SYSTEM or last.verdict not in (Verdict.APPROVE, Verdict.REMARK):
            return False
        before, covered = drafts[last.draft], {mark.id for mark in last.covers}
        derived = {s.id for s in draft.sections if s.derived_from}
        return needed <= (covered & derived) and all(self._own(s, before) == self._own(s, draft) for s in needed)

    def _own(self, section: str, draft: Draft) -> object:
        """The redactie's own words in a section that follows from others."""
        name = OWN_WORDS.get(section)
        return None if name is None else self.redactie[draft.editorial][name]


def _has(programme: Programme, person: str, role: Role) -> bool:
    return any(p.id == person and role in p.roles for p in programme.people)
