"""From draft to approved: decisions, delegations, the completed route, adoption, a mandate that is settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bna_pipeline.errors import NotApproved, WrongUse
from bna_pipeline.model.base import Sha256, digest_of
from bna_pipeline.model.draft import Decision, Outcome, Verdict
from bna_pipeline.model.events import (
    AdoptionRecorded,
    AdoptionWithdrawn,
    DecisionGiven,
    DelegationEnded,
    DelegationGiven,
    ReviewCompleted,
)
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, require
from bna_pipeline.pipeline.accepting import require_accepted
from bna_pipeline.pipeline.approval import current_draft, drafts_of, files_as_they_stand, lay_out_draft
from bna_pipeline.pipeline.channels import hand_over_of
from bna_pipeline.pipeline.comparing import comparison_page, lay_out_comparison
from bna_pipeline.pipeline.counting import draft_is_current
from bna_pipeline.pipeline.owing import require_whole
from bna_pipeline.pipeline.signing_folder import SIGNING_FOLDER, take_letter_away
from bna_pipeline.pipeline.stage_terms import keep_terms
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, state
from bna_pipeline.pipeline.waiting_proposals import require_settled
from bna_pipeline.review import route
from bna_pipeline.review.adoption import adopt as adopt_draft
from bna_pipeline.review.adoption import settle_mandate, withdraw
from bna_pipeline.review.bound import require_same_draft, require_same_sections
from bna_pipeline.review.deciding import decide as decide_on
from bna_pipeline.review.deciding import delegate as delegate_to
from bna_pipeline.review.deciding import end_delegation as end_delegation_of
from bna_pipeline.rounds.terms import local_day


def decide(
    tools: Tools,
    actor: Actor,
    *,
    stage: str,
    verdict: Verdict,
    comment: str = "",
    on_behalf: str | None = None,
    draft: int | None = None,
    seen: Sha256 | None = None,
    provided: Callable[[EditionState], None] | None = None,
) -> Step:
    """Record a reviewer's decision on the draft as it stands.

    The same one again is on record already; what was taken back cannot be taken back once more.

    Args:
        draft, seen: from a page: the version that it showed, and `Reading.seen`. The decision is about that or nothing.
        provided: raises where something else must hold of the state that the decision lands on.

    Raises:
        DraftMoved: the draft that counts, or his part of it, is not what the page showed.
        OutsideStage, StageNotReached, DecisionFixed, NothingToWithdraw, WrongUse, TransitionRefused.
    """

    def decided(now: EditionState) -> DecisionGiven | None:
        require(now.phase, Act.DECIDE)
        require_same_draft(current_draft(now), draft, next((d for d in drafts_of(now) if d.version == draft), None))
        made = decide_on(
            tools.programme,
            current_draft(now),
            now.decisions,
            now.in_force,
            stage=stage,
            given_by=actor.person,
            on_behalf=on_behalf,
            verdict=verdict,
            comment=comment,
            at=tools.clock.now(),
            adoption=now.adoption,
            drafts=drafts_of(now),
            remarks=now.remarks,
        )
        require_same_sections(current_draft(now), made.covers, seen)
        if provided is not None:
            provided(now)
        return None if _said_last(now, made) else DecisionGiven(decision=made)

    entry = record(tools, actor, decided)
    if entry is None or not isinstance(entry.event, DecisionGiven):
        return Step("decide", False, (f"{actor.person}: dit besluit in stap {stage} was al vastgelegd.",))
    given = entry.event.decision
    for_whom = f" namens {given.reviewer}" if given.reviewer != given.given_by else ""
    return Step("decide", True, (f"{given.given_by}{for_whom}: {given.verdict.words} in stap {stage}.",))


def _said_last(now: EditionState, made: Decision) -> bool:
    """Whether this is, but for the time, what was last decided for this reviewer in this stage."""
    mine = [d for d in now.decisions if (d.stage, d.reviewer) == (made.stage, made.reviewer)]
    return bool(mine) and mine[-1].model_copy(update={"at": made.at}) == made


def delegate(
    tools: Tools, actor: Actor, *, principal: str, deputy: str, valid_from: date, valid_until: date, reason: str
) -> Step:
    """Record that one person decides in another's place for a while; the same again is on record already.

    Raises:
        NotAllowed, OutsideStage, UnknownPerson, TransitionRefused.
        WrongUse: see `review.delegation.delegate`, or the last day has passed.
    """
    delegation = delegate_to(
        tools.programme,
        principal=principal,
        deputy=deputy,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=reason,
        given_by=actor.person,
    )

    def delegated(now: EditionState) -> DelegationGiven | None:
        require(now.phase, Act.DELEGATE)
        if delegation in now.in_force:
            return None
        if valid_until < local_day(tools.clock.now()):
            raise WrongUse(f"De vervanging is al voorbij ({valid_until:%d-%m-%Y}).", "Leg alleen vast wat nog komt.")
        return DelegationGiven(delegation=delegation)

    changed = record(tools, actor, delegated) is not None
    until = f"van {valid_from:%d-%m-%Y} tot en met {valid_until:%d-%m-%Y}"
    return Step("delegate", changed, (f"{deputy} beslist namens {principal} {until}.",))


def end_delegation(tools: Tools, actor: Actor, *, principal: str, deputy: str, reason: str) -> Step:
    """Record that one person no longer decides in another's place.

    Raises:
        NotAllowed, NothingToWithdraw, WrongUse, UnknownPerson, TransitionRefused.
    """

    def ended(now: EditionState) -> DelegationEnded:
        require(now.phase, Act.DELEGATE)
        return end_delegation_of(
            tools.programme, now.in_force, principal=principal, deputy=deputy, reason=reason, given_by=actor.person
        )

    record(tools, actor, ended)
    return Step("end-delegation", True, (f"{deputy} beslist niet langer namens {principal}.",))


def review(tools: Tools, actor: Actor) -> Step:
    """Lay the draft ready for its reviewers, keep the stages' terms, and complete the review when all are satisfied."""
    now = state(tools)
    if now.draft is None or now.phase not in (Phase.CONCEPT, Phase.FOR_ADOPTION):
        return Step("review", False)
    # Also when the process that withdrew the decision died before it did so.
    laid_out = lay_out_draft(tools, now) | take_letter_away(tools, now)
    before = state(tools).seq
    said = keep_terms(tools, actor)
    changed = laid_out or state(tools).seq != before

    def complete(then: EditionState) -> ReviewCompleted | None:
        made = then.draft
        if then.phase is not Phase.CONCEPT or made is None or not draft_is_current(tools, then):
            return None
        if not route.route_satisfied(tools.programme, made, then.decisions):
            return None
        return ReviewCompleted(
            draft=made.version, sections=digest_of([s.model_dump(mode="json") for s in made.sections])
        )

    if record(tools, actor, complete) is None:
        return Step("review", changed, said)
    done = f"Concept {now.draft.version} is door alle stappen van de route goedgekeurd."
    return Step("review", True, (*said, done))


def adopt(
    tools: Tools,
    actor: Actor,
    *,
    on: date,
    number: str,
    outcome: Outcome,
    holder: str | None = None,
    draft: int | None = None,
) -> Step:
    """Record the decision of GS on the draft's exact bytes; to hold it once more under one number changes nothing.

    Args:
        on: the date of the decision.
        holder: who settles editorial changes, under a mandate.
        draft: the version that GS had before them; None: the one that counts.

    Raises:
        DraftMoved: another draft counts by now.
        ReportOwed: the draft shows that a partner still owes its report.
        NotApproved: approvals are missing, or a finding stands open that nobody accepted.
        ProposalOpen: something that came back in Word has no answer yet.
        BytesChanged, TransitionRefused.
    """

    def decided(now: EditionState) -> AdoptionRecorded | None:
        require(now.phase, Act.ADOPT)
        made = current_draft(now)
        require_same_draft(made, draft)
        if outcome is not Outcome.HELD:
            require_whole(tools, made)
            require_accepted(tools, now)
            require_settled(tools, now)
        adoption = adopt_draft(
            tools.programme,
            made,
            now.decisions,
            date=on,
            number=number,
            outcome=outcome,
            holder=holder,
            files_now=files_as_they_stand(tools, made),
            recorded_by=actor.person,
            earlier=now.adoption,
        )
        # What was held goes round again by itself, so that the table would let it be held a second time.
        held_before = outcome is Outcome.HELD and now.adoptions[-1:] == (adoption,)
        return None if held_before else AdoptionRecorded(adoption=adoption)

    changed = record(tools, actor, decided) is not None
    return Step("adopt", changed, (f"Besluit {number} van {on:%d-%m-%Y} is vastgelegd: {outcome.words}.",))


def withdraw_adoption(tools: Tools, actor: Actor, *, reason: str) -> Step:
    """Record that GS's decision no longer holds; signatures under it are thrown away, and the draft is a draft again.

    Raises:
        NotAllowed, NothingToWithdraw, WrongUse, TransitionRefused.
    """
    handed_over: list[str] = []

    def withdrawn(now: EditionState) -> AdoptionWithdrawn:
        handed_over[:] = _handed_over(tools, now)
        require(now.phase, Act.WITHDRAW_ADOPTION)
        return withdraw(
            tools.programme,
            now.adoption,
            by=actor.person,
            reason=reason,
            fields=tuple(s.field for s in now.signatures),
            armed=now.armed is not None,
        )

    entry = record(tools, actor, withdrawn)
    assert entry is not None and isinstance(entry.event, AdoptionWithdrawn)
    said = [f"Besluit {entry.event.number} is ingetrokken."]
    if entry.event.signatures:
        said.append(f"De brief met handtekening {', '.join(entry.event.signatures)} geldt niet meer.")
    if take_letter_away(tools, state(tools)):
        said.append(f"De brief is weggehaald uit {tools.outbox.where(tools.id, SIGNING_FOLDER)}.")
    return Step("withdraw-adoption", True, (*said, *handed_over))


def _handed_over(tools: Tools, now: EditionState) -> tuple[str, ...]:
    """The alarm when the report went out under the decision that holds now, or may have: whoever has it must know."""
    due = hand_over_of(tools, now)
    if due is None:
        return ()
    receipt = now.receipt(due.key)
    there = receipt or next((i for i in now.intents if i.key == due.key), None)
    if there is None:
        return ()
    how = "mogelijk al" if receipt is None else "al"
    return (
        f"ALARM: de rapportage is {how} onder embargo overgedragen ({there.target}); laat weten dat zij niet meer "
        "geldt.",
    )


def finish_mandate(tools: Tools, actor: Actor, *, draft: int | None = None) -> Step:
    """The mandate's holder approves the final bytes; what changed since GS saw them is kept beside the adoption.

    Args:
        draft: the version that he had before him; None: the one that counts.

    Raises:
        DraftMoved: another draft counts by now.
        NotApproved: there is no open mandate, the person does not hold it, approvals are missing, or a finding stands
            open that nobody accepted.
        ReportOwed: the draft shows that a partner still owes its report.
        ProposalOpen: something that came back in Word has no answer yet.
    """

    def decided(now: EditionState) -> AdoptionRecorded:
        require(now.phase, Act.SETTLE_MANDATE)
        if now.adoption is None:
            raise NotApproved("Er is geen mandaat om af te ronden.", "Leg eerst het besluit van GS vast.")
        made = current_draft(now)
        require_same_draft(made, draft)
        require_whole(tools, made)
        require_accepted(tools, now)
        require_settled(tools, now)
        seen = next(d.draft for d in now.drafts if d.draft.version == now.adoption.draft)
        comparison = tools.blobs.put(comparison_page(tools, seen, made))
        return AdoptionRecorded(
            adoption=settle_mandate(
                tools.programme,
                made,
                now.decisions,
                now.adoption,
                given_by=actor.person,
                files_now=files_as_they_stand(tools, made),
                comparison=comparison,
            )
        )

    decided(state(tools))  # who is refused finds nothing laid out
    since = _since_gs(tools)  # before it is on record: a process that dies after that would leave it undone
    record(tools, actor, decided)
    return Step("settle-mandate", True, ("Het mandaat is afgerond; de bytes liggen vast.", *since))


def _since_gs(tools: Tools) -> tuple[str, ...]:
    """What changed since GS saw it, laid out beside the drafts as well; nothing when they saw these very bytes."""
    now = state(tools)
    if now.adoption is None or now.adoption.settled or now.draft is None or now.adoption.draft == now.draft.version:
        return ()
    seen = next(d for d in drafts_of(now) if d.version == now.adoption.draft)
    return lay_out_comparison(tools, seen, now.draft).said
