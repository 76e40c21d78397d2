"""Faults as somebody might make them in the code for review and hand-over, each with the words of its rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from unittest import mock

from bna_pipeline.model.course import StageTerm
from bna_pipeline.model.draft import Adoption, Decision, Delegation, Draft, SectionMark, Verdict
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline import delivering, reviewing, stage_terms
from bna_pipeline.review import deciding, standing
from bna_pipeline.review.adoption import settle_mandate
from tests.machine.watched import MANDATE

Fault = Callable[[], Any]


def always(value: object) -> Callable[..., object]:
    """What answers this to everything; a mock would keep all that it is asked."""
    return lambda *_, **__: value


def one_reviewer_is_not_counted() -> Any:
    """Every stage asks for one approval less than it should."""
    real = standing._votes_of
    return mock.patch.object(standing, "_votes_of", lambda stage, covering: max(0, real(stage, covering) - 1))


def an_approval_survives_an_edit() -> Any:
    """An approval goes over to whatever the section has become."""
    return _rebound(lambda section: True)


def a_derived_section_is_never_confirmed_again() -> Any:
    """An approval of a summary or a count goes over to the next one."""
    return _rebound(lambda section: bool(section.derived_from))


def withdrawn_after_the_next_stage() -> Any:
    """A decision may be taken back at any time."""
    return mock.patch.object(deciding, "_require_withdrawable", always(None))


def a_delegation_counts_after_its_last_day() -> Any:
    """Whoever once replaced somebody does so for ever."""

    def delegation_for(
        delegations: Sequence[Delegation], *, principal: str, deputy: str, at: object
    ) -> Delegation | None:
        return next((d for d in delegations if (d.principal, d.deputy) == (principal, deputy)), None)

    return mock.patch.object(deciding, "delegation_for", delegation_for)


def a_return_is_forgotten() -> Any:
    """A draft that was sent back goes on as if nothing was said."""
    real = standing._reviewer

    def reviewer(*given: Any) -> standing.ReviewerStanding:
        return real(*given).model_copy(update={"returned": False})

    return mock.patch.object(standing, "_reviewer", reviewer)


def one_person_fills_two_places() -> Any:
    """Who decides for himself and for another is two of so many people."""
    return mock.patch.object(standing.ReviewerStanding, "voice", property(lambda self: self.person))


def who_waits_for_an_answer_agrees() -> Any:
    """Silence agrees also for who asked something and was not answered."""
    return mock.patch.object(stage_terms, "outspoken", always({}))


def stages_in_any_order() -> Any:
    """Directors decide before the readers did."""
    return mock.patch.object(deciding, "_require_reached", always(None))


def a_mandate_fixes_what_gs_saw() -> Any:
    """A mandate that is settled keeps the files of the draft that GS saw, whatever was approved after it."""
    real = settle_mandate

    def settle(programme: Any, draft: Draft, decisions: Any, adopted: Adoption, **given: Any) -> Adoption:
        return real(programme, draft, decisions, adopted, **given).model_copy(update={"files": adopted.files})

    return mock.patch.object(reviewing, "settle_mandate", settle)


def what_must_be_withdrawn_is_handed_over() -> Any:
    """The report leaves although the programme was changed under the decision."""
    return mock.patch.object(delivering, "approved_now")


def nobody_waits_for_what_was_found() -> Any:
    """GS's decision is recorded while a finding stands open."""
    return mock.patch.object(reviewing, "require_accepted", always(None))


def a_term_ends_on_the_morning_of_its_last_day() -> Any:
    """Who decides on the last day is too late."""

    def has_passed(term: StageTerm, today: date) -> bool:
        return term.due is not None and today >= term.due

    return mock.patch.object(stage_terms, "has_passed", has_passed)


def a_term_that_passed_is_agreement_everywhere() -> Any:
    """Whoever is silent agrees, whatever the programme says of the stage."""

    def silent_in(stage: standing.StageStanding, outspoken: Any) -> tuple[str, ...]:
        able = (r for r in stage.reviewers if r.needed and not r.spoke_against)
        return tuple(r.person for r in able if r.person not in outspoken)

    return mock.patch.object(stage_terms, "silent_in", silent_in)


def silence_overtakes_an_objection() -> Any:
    """Whoever sent a draft back and was silent since has no objection any more."""

    def silent_in(stage: standing.StageStanding, outspoken: Any) -> tuple[str, ...]:
        return tuple(r.person for r in stage.reviewers if stage.silence_agrees and r.needed)

    return mock.patch.object(stage_terms, "silent_in", silent_in)


def a_stage_beside_another_is_not_waited_for() -> Any:
    """Directors decide as soon as the first of two stages side by side is done."""
    real = standing.standing

    def hasty(*given: Any) -> standing.ReviewStanding:
        found = real(*given)
        done = {s.group for s in found.stages if s.satisfied}
        stages = tuple(s.model_copy(update={"reached": done >= set(range(s.group))}) for s in found.stages)
        return found.model_copy(update={"stages": stages})

    return mock.patch.object(deciding, "standing", hasty)


def _rebound(which: Callable[[Any], bool]) -> Any:
    real = standing._reviewer

    def reviewer(
        stage: Any, who: Any, name: str, own: Sequence[Decision], in_scope: Any, refs: Any, drafts: Any, draft: Draft
    ) -> standing.ReviewerStanding:
        now = {s.id: s.sha256 for s in draft.sections if which(s)}
        moved = [
            d.model_copy(
                update={"covers": tuple(SectionMark(id=m.id, sha256=now.get(m.id, m.sha256)) for m in d.covers)}
            )
            if d.verdict is not Verdict.RETURN
            else d
            for d in own
        ]
        return real(stage, who, name, moved, in_scope, refs, drafts, draft)

    return mock.patch.object(standing, "_reviewer", reviewer)


_DECIDING = (Phase.CONCEPT.value, Phase.OPEN.value, Phase.CONCEPT.value)
_DECIDED = (Phase.CONCEPT.value, Phase.FOR_ADOPTION.value)
NEAR: dict[Fault, tuple[str, ...]] = {
    one_reviewer_is_not_counted: _DECIDING,
    an_approval_survives_an_edit: _DECIDED,
    a_return_is_forgotten: _DECIDING,
    one_person_fills_two_places: _DECIDING,
    who_waits_for_an_answer_agrees: _DECIDING,
    a_derived_section_is_never_confirmed_again: _DECIDED,
    a_delegation_counts_after_its_last_day: _DECIDING,
    withdrawn_after_the_next_stage: _DECIDED,
    stages_in_any_order: _DECIDING,
    a_mandate_fixes_what_gs_saw: (MANDATE,),
    what_must_be_withdrawn_is_handed_over: (Phase.FOR_ADOPTION.value,),
    nobody_waits_for_what_was_found: _DECIDED,
    a_term_that_passed_is_agreement_everywhere: _DECIDING,
    a_term_ends_on_the_morning_of_its_last_day: _DECIDING,
    silence_overtakes_an_objection: _DECIDING,
    a_stage_beside_another_is_not_waited_for: _DECIDING,
}
"""Every fault, and where runs begin that look for it: by chance few runs come near some of them."""

QUICK: tuple[Fault, ...] = (one_reviewer_is_not_counted,)
"""Found within seconds; `make test` plants these."""
