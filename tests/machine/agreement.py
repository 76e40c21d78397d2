"""Who agrees with what, by what was said last to exactly these words; and who may speak for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bna_pipeline.model.draft import Decision, Draft, Verdict
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.stages import Stage
from tests.machine.desk_oracle import Place, in_scope

HOME = ZoneInfo("Europe/Amsterdam")


@dataclass
class Lent:
    """A delegation as the oracle keeps it; `absence`: it came with an absence, and goes with it."""

    principal: str
    deputy: str
    first: date
    last: date
    absence: bool = False


@dataclass
class Agreement:
    """The account of what was decided on drafts.

    Attributes:
        blob: gives kept bytes by digest.
        copy: gives what lies in the outbox under a path.
    """

    programme: Programme
    blob: Callable[[str], bytes]
    copy: Callable[[str], bytes | None]
    drafts: list[Draft] = field(default_factory=list)
    latest: dict[tuple[str, str], Decision] = field(default_factory=dict)
    lent: list[Lent] = field(default_factory=list)

    # -- who agrees with what --------------------------------------------------------------------------

    def agrees(self, stage: str, person: str, section: str, draft: Draft) -> bool:
        """Whether this person, in this stage, last said yes to exactly these words."""
        said = self.latest.get((stage, person))
        if said is None or said.verdict not in (Verdict.APPROVE, Verdict.REMARK, Verdict.NO_OBJECTION):
            return False
        seen = {mark.id: mark.sha256 for mark in said.covers}
        return seen.get(section) == next(s.sha256 for s in draft.sections if s.id == section)

    def sent_back(self, stage: str, person: str, draft: Draft) -> bool:
        """Whether his last word was no, to exactly these words of his part or to this draft."""
        said = self.latest.get((stage, person))
        if said is None or said.verdict is not Verdict.RETURN:
            return False
        (scope,) = (r.scope for s in self.programme.review if s.id == stage for r in s.reviewers if r.person == person)
        then = sorted((m.id, m.sha256) for m in said.covers if in_scope(scope, m.id))
        now = sorted((s.id, s.sha256) for s in draft.sections if in_scope(scope, s.id))
        return said.draft == draft.version or (now != [] and then == now)

    def stage_done(self, stage: Stage, draft: Draft) -> bool:
        if any(self.sent_back(stage.id, r.person, draft) for r in stage.reviewers):
            return False
        for section in draft.sections:
            asked = [r.person for r in stage.reviewers if in_scope(r.scope, section.id)]
            yes = [person for person in asked if self.agrees(stage.id, person, section.id, draft)]
            if not isinstance(stage.needed, int):
                if len(yes) < len(asked):
                    return False
                continue
            hands = {self._hand(stage.id, person) for person in yes}  # who says yes twice is one of so many people
            if len(hands) < min(stage.needed, len(asked)):
                return False
        return True

    def _hand(self, stage: str, person: str) -> str:
        """Who said what was said last in his place; silence is his own."""
        said = self.latest[stage, person]
        return person if said.verdict is Verdict.NO_OBJECTION else said.given_by

    def before(self, stage: str) -> list[Stage]:
        """The stages that must be done before this one's turn: not those that stand side by side with it."""
        order = list(self.programme.review)
        at = [s.id for s in order].index(stage)
        while at and order[at].beside:
            at -= 1
        return order[:at]

    def after(self, stage: str) -> list[Stage]:
        """The stages whose turn comes after this one."""
        return [s for s in self.programme.review if any(b.id == stage for b in self.before(s.id))]

    def turn(self, stage: str) -> bool:
        return all(self.stage_done(s, self.drafts[-1]) for s in self.before(stage))

    def everyone_agrees(self, draft: Draft) -> bool:
        """Every stage, and every section has somebody who decides on it."""
        reviewers = [r for stage in self.programme.review for r in stage.reviewers]
        asked = all(any(in_scope(r.scope, s.id) for r in reviewers) for s in draft.sections)
        return asked and all(self.stage_done(stage, draft) for stage in self.programme.review)

    def account(self, draft: Draft | None = None) -> dict[tuple[str, str], tuple[frozenset[str], frozenset[str], bool]]:
        """Per stage and reviewer: the sections that he agrees with, those that still wait for him, and a return."""
        draft = draft or self.drafts[-1]
        found = {}
        for stage in self.programme.review:
            for r in stage.reviewers:
                mine = {s.id for s in draft.sections if in_scope(r.scope, s.id)}
                yes = frozenset(s for s in mine if self.agrees(stage.id, r.person, s, draft))
                found[stage.id, r.person] = (yes, frozenset(mine - yes), self.sent_back(stage.id, r.person, draft))
        return found

    def may_decide_for(self, principal: str, deputy: str, at: datetime) -> bool:
        day = at.astimezone(HOME).date()
        return any(d.principal == principal and d.deputy == deputy and d.first <= day <= d.last for d in self.lent)

    def agreed(self, draft: Draft) -> set[Place]:
        """Every approval that stands for a draft."""
        found = self.account(draft)
        return {(stage, person, section) for (stage, person), (yes, *_) in found.items() for section in yes}
