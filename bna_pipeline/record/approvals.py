"""`approvals.json`: who agreed, without saying who it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bna_pipeline.errors import NotApproved
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import Approved, Decision, Draft, Outcome, Verdict
from bna_pipeline.model.programme import Person, Programme
from bna_pipeline.model.stages import Stage
from bna_pipeline.record.papers import AdoptionListed, ApprovalGiven, Approvals, StageApprovals

REVIEWER_ROLE = "beoordelaar"
VERDICT_WORDS = {
    Verdict.APPROVE: "akkoord",
    Verdict.REMARK: "akkoord met opmerkingen",
    Verdict.NO_OBJECTION: "geen bezwaar binnen de termijn",
}
OUTCOME_WORDS = {Outcome.ADOPTED: "vastgesteld", Outcome.MANDATE: "vastgesteld met mandaat"}


def approvals_of(programme: Programme, approved: Approved) -> Approvals:
    """Who agreed, by stage, role, organisation and digest; without names, remarks and times.

    Raises:
        NotApproved: a section of the draft has no standing approval, or the outcome is no adoption.
    """
    draft, adoption = approved.draft, approved.adoption
    stages = tuple(_stage_approvals(programme, stage, approved) for stage in programme.review)
    covered = {mark.id for stage in stages for approval in stage.approvals for mark in approval.covers}
    open_sections = [section.title for section in draft.sections if section.id not in covered]
    if open_sections:
        raise NotApproved(
            f"Nog niemand gaf akkoord op: {', '.join(open_sections)}.", "Laat deze delen eerst beoordelen."
        )
    outcome = OUTCOME_WORDS.get(adoption.outcome)
    if outcome is None:
        raise NotApproved("De brief is niet vastgesteld maar aangehouden.", "Leg eerst een vaststelling vast.")
    listed = AdoptionListed(date=adoption.date, number=adoption.number, outcome=outcome, files=by_name(adoption.files))
    return Approvals(edition=draft.edition, stages=stages, adoption=listed)


def _stage_approvals(programme: Programme, stage: Stage, approved: Approved) -> StageApprovals:
    draft = approved.draft
    asked = tuple(s.id for s in draft.sections if any(reviewer.covers(s.id) for reviewer in stage.reviewers))
    people = {person.id: person for person in programme.people}
    given = [
        _approval(programme, people, draft, decision)
        for decision in approved.decisions
        if decision.stage == stage.id and decision.verdict.approves
    ]
    kept = tuple(approval for approval in given if approval.covers)
    return StageApprovals(stage=stage.id, name=stage.name, needed=stage.needed, asked=asked, approvals=kept)


def _approval(programme: Programme, people: Mapping[str, Person], draft: Draft, decision: Decision) -> ApprovalGiven:
    reviewer = people.get(decision.reviewer)
    partner = None if reviewer is None or reviewer.partner is None else programme.partner(reviewer.partner).name
    # An older decision still stands for the sections that did not change since; only those are named.
    marks = tuple(mark for mark in decision.covers if draft.digest_of_section(mark.id) == mark.sha256)
    return ApprovalGiven(
        role=REVIEWER_ROLE,
        organisation=partner,
        verdict=VERDICT_WORDS[decision.verdict],
        delegated=decision.deputy is not None,
        covers=marks,
    )


def by_name(files: Sequence[FileDigest]) -> tuple[FileDigest, ...]:
    """Files sorted by name."""
    return tuple(sorted(files, key=lambda file: file.name))
