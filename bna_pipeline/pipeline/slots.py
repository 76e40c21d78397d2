"""A reviewer's place in a stage: who decides there, what stands, and what a click can confirm."""

from __future__ import annotations

from dataclasses import dataclass

from bna_pipeline.errors import DecisionFixed, NothingToWithdraw, StageNotReached, TransitionRefused
from bna_pipeline.model.base import SYSTEM, SectionId
from bna_pipeline.model.draft import Decision, Draft, Verdict
from bna_pipeline.model.sections import SectionDigest
from bna_pipeline.model.stages import StageReviewer
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.approval import current_draft, drafts_of
from bna_pipeline.pipeline.own_words import only_followed
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.review.deciding import decide, reviewer_in, stage_of
from bna_pipeline.review.standing import ReviewerStanding, standing


@dataclass(frozen=True)
class Slot:
    """A reviewer's place in a stage, and how it stands towards the draft that counts.

    Attributes:
        person: who reads, and would decide.
        before: the draft that was decided on last in this place, by a person; None: none was.
        counts_already: where so many different people are asked, whoever reads is one of them by another place.
    """

    tools: Tools
    now: EditionState
    stage: str
    person: str
    reviewer: StageReviewer
    draft: Draft
    standing: ReviewerStanding
    before: Draft | None
    counts_already: bool

    @classmethod
    def of(cls, tools: Tools, now: EditionState, *, person: str, stage: str, on_behalf: str | None) -> Slot:
        """The place in which a person decides.

        Raises:
            NotApproved: there is no draft yet.
            OutsideStage, UnknownPerson, UnknownStage: this is not his to decide.
        """
        draft, where = current_draft(now), stage_of(tools.programme, stage)
        reviewer = reviewer_in(
            tools.programme, where, now.in_force, given_by=person, on_behalf=on_behalf, at=tools.clock.now()
        )
        drafts = drafts_of(now)
        review = standing(tools.programme, now.decisions, drafts, draft)
        whole = review.stage(where.id)
        found = whole.reviewer(reviewer.person)
        assert found is not None
        others = (r for r in whole.reviewers if r.person != reviewer.person and r.voice == person)
        counts = where.quorum is not None and any(reviewer.covers(s.id) for r in others for s in r.standing)
        decided = [d.draft for d in now.decisions if _is_of(d, where.id, reviewer.person) and d.given_by != SYSTEM]
        before = next((d for d in drafts if decided and d.version == decided[-1]), None)
        return cls(tools, now, where.id, person, reviewer, draft, found, before, counts)

    @property
    def sections(self) -> tuple[SectionDigest, ...]:
        """The sections in his scope."""
        return tuple(s for s in self.draft.sections if self.reviewer.covers(s.id))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions in this place, oldest first."""
        return tuple(d for d in self.now.decisions if _is_of(d, self.stage, self.reviewer.person))

    def refuses(self, verdict: Verdict) -> str | None:
        """Why this verdict cannot be given now, in Dutch; None: it can."""
        try:
            require(self.now.phase, Act.DECIDE)
            decide(
                self.tools.programme,
                self.draft,
                self.now.decisions,
                self.now.in_force,
                stage=self.stage,
                given_by=self.person,
                on_behalf=None if self.person == self.reviewer.person else self.reviewer.person,
                verdict=verdict,
                comment="",
                at=self.tools.clock.now(),
                adoption=self.now.adoption,
                drafts=drafts_of(self.now),
            )
        except (TransitionRefused, StageNotReached, NothingToWithdraw, DecisionFixed) as refused:
            return f"{refused.message} {refused.mend}".strip()
        return None

    def reconfirmable(self) -> tuple[SectionId, ...]:
        """The sections that he approved, and of which only what follows from elsewhere moved since."""
        last = self.standing.decision
        if last is None or not last.verdict.approves or last.given_by == SYSTEM or self.before is None:
            return ()
        dropped = {d.section.id for d in self.standing.dropped}
        return tuple(
            s.id
            for s in self.sections
            if s.id in dropped and only_followed(self.tools, self.now, s, self.before, self.draft)
        )


def _is_of(decision: Decision, stage: str, reviewer: str) -> bool:
    return (decision.stage, decision.reviewer) == (stage, reviewer)
