"""What stands of the decisions for a draft (`design.md`, "What is approved, to the byte").

A decision is bound to section digests. Of each reviewer in each stage only the latest decision counts, and an
approval holds for exactly those sections whose digest in the draft is the one that he decided on. A return holds until
he decides otherwise, or a newer draft changes something in his scope; a draft that leaves his scope as it was lifts
nothing. Where so many must approve, so many different people must: who decides for himself and in another's place, or
in the place of two, is one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bna_pipeline.model.base import Frozen, Line, PersonId, SectionId, Sha256, StageId
from bna_pipeline.model.draft import Decision, Draft, Verdict
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.sections import SectionDigest
from bna_pipeline.model.stages import Stage, StageReviewer, groups_of
from bna_pipeline.review.coverage import uncovered_sections


class SectionRef(Frozen):
    """A section by id, with the title that a reader knows it by."""

    id: SectionId
    title: Line


class DroppedSection(Frozen):
    """A section that was approved and no longer is; `reason` is Dutch and follows on "want"."""

    section: SectionRef
    reason: Line


class ReviewerStanding(Frozen):
    """Where one reviewer of one stage stands towards a draft.

    Attributes:
        decision: his latest decision, whatever has become of it; None when he has not decided.
        standing: sections that he approves as they are now.
        dropped: sections that he approved in another form, with the reason.
        needed: sections in his scope that he does not approve as they are now.
        returned: he sent this draft back, or an earlier one since which nothing in his scope changed.
        repeated: of what stands, the sections that a deputy approves here in another place too; where so many different
            people are asked, that is one of them.
    """

    stage: StageId
    person: PersonId
    name: Line
    decision: Decision | None
    standing: tuple[SectionRef, ...]
    dropped: tuple[DroppedSection, ...]
    needed: tuple[SectionRef, ...]
    returned: bool
    repeated: tuple[SectionRef, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """The verdict of the latest decision."""
        return None if self.decision is None else self.decision.verdict

    @property
    def deputy(self) -> PersonId | None:
        """Who decided in his place, under a delegation."""
        return None if self.decision is None else self.decision.deputy

    @property
    def voice(self) -> PersonId:
        """Who approves here: the deputy who did, or he himself."""
        return self.deputy or self.person

    @property
    def spoke_against(self) -> bool:
        """Whether his last word was no, or took a yes back: from then on his silence is no agreement."""
        return self.verdict in (Verdict.RETURN, Verdict.WITHDRAW)

    @property
    def in_force(self) -> bool:
        """Whether the latest decision does anything for this draft: it approves a section, or returns the draft."""
        return self.returned or bool(self.standing)

    def approves(self, section: SectionId) -> bool:
        return any(s.id == section for s in self.standing)


class StageStanding(Frozen):
    """Where one stage stands towards a draft.

    Attributes:
        needed: how many different people must approve a section, or all who cover it when they are fewer; None: all
            who cover it, each himself or by a deputy.
        silence_agrees: whether who is silent until the end of the term has no objection.
        group: which group of stages it belongs to, from 0; those of one group stand side by side.
        reached: every stage of the groups before it is satisfied.
        satisfied: the rule holds for every section that the stage covers, and nobody's return stands.
        missing: the sections for which the rule does not hold yet.
    """

    stage: StageId
    name: Line
    needed: int | None
    silence_agrees: bool
    group: int
    reached: bool
    satisfied: bool
    reviewers: tuple[ReviewerStanding, ...]
    missing: tuple[SectionRef, ...]

    def reviewer(self, person: PersonId) -> ReviewerStanding | None:
        return next((r for r in self.reviewers if r.person == person), None)

    @property
    def returned_by(self) -> tuple[ReviewerStanding, ...]:
        return tuple(r for r in self.reviewers if r.returned)

    def voices(self, section: SectionId) -> frozenset[PersonId]:
        """The different people who approve a section as it is, in their own place or in another's."""
        return frozenset(r.voice for r in self.reviewers if r.approves(section))


class ReviewStanding(Frozen):
    """Where the whole route stands towards one draft of so many sections.

    `uncovered` sections have nobody who decides on them.
    """

    draft: int
    sections: int
    stages: tuple[StageStanding, ...]
    uncovered: tuple[SectionRef, ...]

    @property
    def satisfied(self) -> bool:
        """Every stage is satisfied and no section is without a reviewer."""
        return not self.uncovered and all(stage.satisfied for stage in self.stages)

    @property
    def waiting(self) -> tuple[StageStanding, ...]:
        """The stages that must decide now: reached, and not satisfied."""
        return tuple(stage for stage in self.stages if stage.reached and not stage.satisfied)

    def stage(self, stage_id: StageId) -> StageStanding:
        return next(s for s in self.stages if s.stage == stage_id)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions that approve a section as it is now, in the order of the route."""
        reviewers = (r for stage in self.stages for r in stage.reviewers)
        return tuple(r.decision for r in reviewers if r.decision is not None and r.standing)


def standing(
    programme: Programme, decisions: Sequence[Decision], drafts: Sequence[Draft], draft: Draft
) -> ReviewStanding:
    """What stands of these decisions for this draft.

    Args:
        decisions: all decisions of the edition, in the ledger's order.
        drafts: the edition's drafts; used only to say what moved a derived section and how a section was called.
        draft: the draft that is asked about.
    """
    stages: list[StageStanding] = []
    refs = {s.id: _ref(s) for s in draft.sections}
    reached = True
    for number, group in enumerate(groups_of(programme.review)):
        found = [_stage(programme, stage, decisions, refs, drafts, draft, number, reached) for stage in group]
        stages += found
        reached = reached and all(stage.satisfied for stage in found)
    uncovered = set(uncovered_sections(programme, (s.id for s in draft.sections)))
    return ReviewStanding(
        draft=draft.version,
        sections=len(draft.sections),
        stages=tuple(stages),
        uncovered=tuple(refs[s.id] for s in draft.sections if s.id in uncovered),
    )


def _stage(
    programme: Programme,
    stage: Stage,
    decisions: Sequence[Decision],
    refs: Mapping[SectionId, SectionRef],
    drafts: Sequence[Draft],
    draft: Draft,
    group: int,
    reached: bool,
) -> StageStanding:
    names = {person.id: person.name for person in programme.people}
    own: dict[PersonId, list[Decision]] = {}
    for decision in decisions:
        if decision.stage == stage.id:
            own.setdefault(decision.reviewer, []).append(decision)
    # Many have the same scope, and of the whole route this is what takes longest.
    alike = {reviewer.scope: reviewer for reviewer in stage.reviewers}
    in_scope_of = {
        scope: tuple(s for s in draft.sections if reviewer.covers(s.id)) for scope, reviewer in alike.items()
    }
    scopes = [in_scope_of[reviewer.scope] for reviewer in stage.reviewers]
    reviewers = tuple(
        _reviewer(stage, reviewer, names[reviewer.person], own.get(reviewer.person, ()), in_scope, refs, drafts, draft)
        for reviewer, in_scope in zip(stage.reviewers, scopes, strict=True)
    )
    covering = Counter(s.id for in_scope in scopes for s in in_scope)
    votes = Counter(s.id for r in reviewers for s in r.standing)
    if stage.quorum is not None:
        by_voice = Counter((s.id, r.voice) for r in reviewers for s in r.standing)
        votes = Counter(section for section, _ in by_voice)
        reviewers = tuple(_with_repeated(r, by_voice) for r in reviewers)
    missing = tuple(refs[s.id] for s in draft.sections if votes[s.id] < _votes_of(stage, covering[s.id]))
    return StageStanding(
        stage=stage.id,
        name=stage.name,
        needed=stage.quorum,
        silence_agrees=stage.silence_agrees,
        group=group,
        reached=reached,
        satisfied=not missing and not any(r.returned for r in reviewers),
        reviewers=reviewers,
        missing=missing,
    )


def _with_repeated(reviewer: ReviewerStanding, by_voice: Mapping[tuple[SectionId, PersonId], int]) -> ReviewerStanding:
    """With what his deputy approves in another place of the stage too."""
    if reviewer.deputy is None:
        return reviewer
    repeated = tuple(s for s in reviewer.standing if by_voice[s.id, reviewer.voice] > 1)
    return reviewer.model_copy(update={"repeated": repeated}) if repeated else reviewer


def votes_needed(stage: Stage, section: SectionId) -> int:
    """How many approvals a stage asks for a section: all who cover it, or its quorum when more of them cover it."""
    return _votes_of(stage, sum(reviewer.covers(section) for reviewer in stage.reviewers))


def _votes_of(stage: Stage, covering: int) -> int:
    return covering if stage.quorum is None else min(stage.quorum, covering)


def _reviewer(
    stage: Stage,
    reviewer: StageReviewer,
    name: str,
    own: Sequence[Decision],
    in_scope: Sequence[SectionDigest],
    refs: Mapping[SectionId, SectionRef],
    drafts: Sequence[Draft],
    draft: Draft,
) -> ReviewerStanding:
    latest = own[-1] if own else None
    seen: dict[str, Sha256] = {}
    if latest is not None and latest.verdict.approves:
        seen = {mark.id: mark.sha256 for mark in latest.covers}
    return ReviewerStanding(
        stage=stage.id,
        person=reviewer.person,
        name=name,
        decision=latest,
        standing=tuple(refs[s.id] for s in in_scope if seen.get(s.id) == s.sha256),
        dropped=() if latest is None else _dropped(seen, latest.draft, in_scope, drafts, draft),
        needed=tuple(refs[s.id] for s in in_scope if seen.get(s.id) != s.sha256),
        returned=latest is not None and _return_stands(latest, reviewer, in_scope, draft),
    )


def _return_stands(latest: Decision, reviewer: StageReviewer, in_scope: Sequence[SectionDigest], draft: Draft) -> bool:
    """Whether a last word is a return of this draft or of the same words; no approval comes back when it is over.

    A draft that has nothing in his scope is no longer his to hold back: he could not decide on it either.
    """
    if latest.verdict is not Verdict.RETURN:
        return False
    sent_back = {mark.id: mark.sha256 for mark in latest.covers if reviewer.covers(mark.id)}
    here = {s.id: s.sha256 for s in in_scope}
    return latest.draft >= draft.version or (bool(here) and sent_back == here)


def _dropped(
    seen: dict[str, Sha256],
    seen_in: int,
    in_scope: Sequence[SectionDigest],
    drafts: Sequence[Draft],
    draft: Draft,
) -> tuple[DroppedSection, ...]:
    before = next((d for d in drafts if d.version == seen_in), None)
    changed = tuple(
        DroppedSection(section=_ref(s), reason=why_moved(s, seen_in, before, draft))
        for s in in_scope
        if s.id in seen and seen[s.id] != s.sha256
    )
    titles = {} if before is None else {s.id: s.title for s in before.sections}
    here = {s.id for s in draft.sections}
    gone = tuple(
        DroppedSection(
            section=SectionRef(id=section, title=titles.get(section, section)),
            reason=f"de sectie staat niet meer in concept {draft.version}; hiervoor is geen akkoord meer nodig",
        )
        for section in seen
        if section not in here
    )
    return changed + gone


def why_moved(section: SectionDigest, seen_in: int, before: Draft | None, after: Draft) -> str:
    """Why a section is not what it was in an earlier draft, in Dutch.

    A derived section names those of the sections that it follows from which changed; when none did, what else it
    follows from; when that did not either, its own text was changed.
    """
    moved: list[str] = []
    if before is not None:
        titles = {s.id: s.title for s in (*before.sections, *after.sections)}
        moved = [
            titles[source]
            for source in section.derived_from
            if source in titles and before.digest_of_section(source) != after.digest_of_section(source)
        ]
        then = {i.title: i.sha256 for s in before.sections if s.id == section.id for i in s.inputs}
        # Figures that stand beside last year's move with this year's as well: then those say it.
        moved = moved or [i.title for i in section.inputs if then.get(i.title) != i.sha256]
    if not moved:
        return f"de tekst is gewijzigd sinds concept {seen_in}"
    return f"de sectie volgt uit gegevens die zijn gewijzigd sinds concept {seen_in}: {', '.join(moved)}"


def _ref(section: SectionDigest) -> SectionRef:
    return SectionRef(id=section.id, title=section.title)
