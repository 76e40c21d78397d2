"""Giving a decision, or letting another give it: who may, when, and for which sections."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bna_pipeline.errors import DecisionFixed, NothingToWithdraw, OutsideStage, StageNotReached, UnknownStage, WrongUse
from bna_pipeline.model.base import SYSTEM, PersonId, StageId
from bna_pipeline.model.draft import Adoption, Decision, Delegation, Draft, Outcome, Verdict
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.remark_events import RemarkStanding
from bna_pipeline.model.stages import Stage, StageReviewer
from bna_pipeline.review.bound import marks_of
from bna_pipeline.review.delegation import delegate, delegation_for, end_delegation, person_of
from bna_pipeline.review.route import join, missing_of
from bna_pipeline.review.standing import ReviewStanding, StageStanding, standing

__all__ = ["decide", "delegate", "end_delegation", "no_objection", "reviewer_in", "silent_in", "stage_of"]


def decide(
    programme: Programme,
    draft: Draft,
    decisions: Sequence[Decision],
    delegations: Sequence[Delegation],
    *,
    stage: StageId,
    given_by: PersonId,
    on_behalf: PersonId | None,
    verdict: Verdict,
    comment: str,
    at: datetime,
    adoption: Adoption | None = None,
    drafts: Sequence[Draft] = (),
    remarks: Sequence[RemarkStanding] = (),
) -> Decision:
    """A reviewer's verdict on the draft that counts, bound to the digests of every section in his scope.

    Args:
        draft: the draft that counts now.
        decisions: all decisions so far, in the ledger's order.
        delegations: those that nobody ended.
        given_by: who decides.
        on_behalf: the reviewer in whose place he does so; None: for himself.
        comment: needed with a remark and a return, so that the redactie knows what to do; a remark of his own at a
            section of this draft, that is still open, says it too.
        at: when, aware.
        adoption: GS's decision, if there is one; it fixes the last stage's decisions.
        drafts: the edition's drafts, for the reasons in a refusal.
        remarks: every remark of the edition.

    Raises:
        UnknownStage, UnknownPerson: the programme has no such stage or person.
        OutsideStage: he is no reviewer of this stage, or holds no delegation for that day.
        StageNotReached: an earlier stage is not satisfied for this draft; the message names what is missing.
        NothingToWithdraw: no decision of his does anything for this draft.
        DecisionFixed: a later stage has decided, or GS have adopted.
        WrongUse: a comment is missing.
    """
    if at.utcoffset() is None:
        raise ValueError("a decision needs an aware datetime")
    if verdict is Verdict.NO_OBJECTION:
        raise WrongUse(
            "Geen bezwaar geeft niemand zelf: het volgt uit zwijgen tot het eind van de termijn.",
            "Geef akkoord, of stuur terug met een toelichting.",
        )
    where = stage_of(programme, stage)
    reviewer = reviewer_in(programme, where, delegations, given_by=given_by, on_behalf=on_behalf, at=at)
    review = standing(programme, decisions, drafts, draft)
    if verdict is Verdict.WITHDRAW:
        _require_withdrawable(programme, review, where, reviewer, draft, adoption)
    else:
        _require_reached(programme, review, where)
        if not any(r.open and r.is_of(where.id, reviewer.person, draft.version) for r in remarks):
            _require_comment(verdict, comment)
    covers = marks_of(draft, reviewer)
    if not covers:
        name = person_of(programme, reviewer.person).name
        raise OutsideStage(
            f"Concept {draft.version} heeft geen sectie die {name} in stap '{where.name}' beoordeelt.",
            "Controleer de route in het programma.",
        )
    return Decision(
        stage=where.id,
        reviewer=reviewer.person,
        given_by=given_by,
        verdict=verdict,
        comment=comment.strip(),
        draft=draft.version,
        covers=covers,
        at=at,
    )


def no_objection(stage: Stage, reviewer: PersonId, draft: Draft, at: datetime) -> Decision:
    """What silence until the end of the term is: bound to the digests of every section in his scope, as a verdict is.

    Args:
        stage: one where silence agrees; that its term has passed for this draft, the caller knows.
        reviewer: one of the stage's `silent_in`.
        at: when, aware.
    """
    (who,) = (r for r in stage.reviewers if r.person == reviewer)
    return Decision(
        stage=stage.id,
        reviewer=who.person,
        given_by=SYSTEM,
        verdict=Verdict.NO_OBJECTION,
        draft=draft.version,
        covers=marks_of(draft, who),
        at=at,
    )


def silent_in(stage: StageStanding, outspoken: Collection[PersonId]) -> tuple[PersonId, ...]:
    """Whose silence counts when the term of this stage ends: nobody's whose last word was no, or who spoke otherwise.

    Args:
        outspoken: who has a remark or a proposal of his own that waited for an answer when the term ended.
    """
    silent = (r for r in stage.reviewers if stage.silence_agrees and r.needed and not r.spoke_against)
    return tuple(r.person for r in silent if r.person not in outspoken)


def stage_of(programme: Programme, stage: StageId) -> Stage:
    """The stage with this id.

    Raises:
        UnknownStage: the route has none.
    """
    found = next((s for s in programme.review if s.id == stage), None)
    if found is None:
        known = ", ".join(s.id for s in programme.review)
        raise UnknownStage(f"De route heeft geen stap '{stage}'.", f"Kies een van: {known}.")
    return found


def reviewer_in(
    programme: Programme,
    stage: Stage,
    delegations: Sequence[Delegation],
    *,
    given_by: PersonId,
    on_behalf: PersonId | None,
    at: datetime,
) -> StageReviewer:
    """The reviewer whose verdict it becomes when somebody decides in a stage.

    Raises:
        UnknownPerson: the programme has no such person.
        OutsideStage: he is no reviewer of this stage, or holds no delegation for that day.
    """
    giver = person_of(programme, given_by)
    principal = giver if on_behalf is None else person_of(programme, on_behalf)
    reviewer = next((r for r in stage.reviewers if r.person == principal.id), None)
    if principal.id == giver.id:
        if reviewer is None:
            raise OutsideStage(
                f"{giver.name} is geen beoordelaar in stap '{stage.name}'.",
                _who_could(programme, stage, delegations, giver.id, at),
            )
        return reviewer
    if reviewer is None:
        raise OutsideStage(
            f"{principal.name} is geen beoordelaar in stap '{stage.name}', dus {giver.name} kan daar niet namens "
            f"{principal.name} besluiten.",
            _who_could(programme, stage, delegations, giver.id, at),
        )
    if delegation_for(delegations, principal=principal.id, deputy=giver.id, at=at) is None:
        raise OutsideStage(
            f"{giver.name} mag op deze dag niet namens {principal.name} besluiten: er is geen geldige vervanging.",
            f"{principal.name} of de coördinator kan met `bna delegate` een vervanging regelen.",
        )
    return reviewer


def _who_could(
    programme: Programme, stage: Stage, delegations: Sequence[Delegation], giver: PersonId, at: datetime
) -> str:
    names = {person.id: person.name for person in programme.people}
    lent = [
        names[r.person]
        for r in stage.reviewers
        if delegation_for(delegations, principal=r.person, deputy=giver, at=at) is not None
    ]
    if lent:
        return f"Zeg namens wie het besluit is; dat kan hier zijn: {join(lent, 'of')}."
    return f"In deze stap besluiten {join(names[r.person] for r in stage.reviewers)}, of wie hen vervangt."


def _require_reached(programme: Programme, review: ReviewStanding, stage: Stage) -> None:
    if review.stage(stage.id).reached:
        return
    missing = " ".join(missing_of(programme, review, before=stage.id))
    raise StageNotReached(
        f"Stap '{stage.name}' is voor concept {review.draft} nog niet aan de beurt. {missing}",
        "Besluit zodra de stappen ervoor rond zijn.",
    )


def _require_comment(verdict: Verdict, comment: str) -> None:
    if comment.strip() or verdict is Verdict.APPROVE:
        return
    what = "Terugsturen" if verdict is Verdict.RETURN else "Akkoord met opmerkingen"
    raise WrongUse(
        f"{what} kan niet zonder toelichting.",
        "Schrijf erbij wat er moet veranderen, of plaats een opmerking bij een onderdeel.",
    )


def _require_withdrawable(
    programme: Programme,
    review: ReviewStanding,
    stage: Stage,
    reviewer: StageReviewer,
    draft: Draft,
    adoption: Adoption | None,
) -> None:
    mine = review.stage(stage.id).reviewer(reviewer.person)
    name = person_of(programme, reviewer.person).name
    if mine is None or not mine.in_force:
        raise NothingToWithdraw(
            f"{name} heeft in stap '{stage.name}' geen besluit dat voor concept {draft.version} geldt.",
            "Er valt dus niets in te trekken.",
        )
    # Not only the next stage: whoever decided later built on this decision, also when the stage in between fell back.
    group = review.stage(stage.id).group
    later = [s for s in review.stages if s.group > group]
    decided = next((r for s in later for r in s.reviewers if r.in_force), None)
    if decided is not None:
        where = programme.stage(decided.stage).name
        raise DecisionFixed(
            f"Het besluit van {name} staat vast: {decided.name} heeft in stap '{where}' al besloten.",
            "Terugsturen met een toelichting kan nog wel.",
        )
    if adoption is not None and _fixes(adoption, draft):
        raise DecisionFixed(
            f"Het besluit van {name} staat vast: het concept is vastgesteld onder nummer {adoption.number}.",
            "Overleg met de coördinator.",
        )


def _fixes(adoption: Adoption, draft: Draft) -> bool:
    """Under a mandate that is not settled yet, decisions on a newer draft than GS saw are still open."""
    return adoption.outcome is not Outcome.HELD and (adoption.settled or adoption.draft == draft.version)
