"""Faults as somebody might make them in what pages do, each with the words of its rule."""

from __future__ import annotations

from typing import Any
from unittest import mock

from bna_pipeline.model.remark_events import RemarkStanding
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline import editing, foreseeing, reviewing, slots, taking_over
from bna_pipeline.review.route import DroppedApproval, dropped_by
from tests.machine.faults import Fault, always


def a_page_of_an_older_draft_is_enough() -> Any:
    """Whoever read one draft decides on the next one."""
    return mock.patch.object(reviewing, "require_same_draft")


def a_page_that_showed_other_words_is_enough() -> Any:
    """Whoever was asked about one part decides on another."""
    return mock.patch.object(reviewing, "require_same_sections")


def a_click_confirms_what_was_rewritten() -> Any:
    """What somebody agreed with once is confirmed again unread, whatever it says by now."""
    return mock.patch.object(slots, "only_followed", always(True))


def the_remark_of_another_is_reason_enough() -> Any:
    """A draft is sent back without a word, because somebody else had something to say."""

    def is_of(remark: RemarkStanding, stage: str, reviewer: str, draft: int) -> bool:
        return (remark.remark.stage, remark.remark.draft) == (stage, draft)

    return mock.patch.object(RemarkStanding, "is_of", is_of)


def nobody_waits_for_what_came_back_in_word() -> Any:
    """GS's decision is recorded while a proposal has no answer."""
    return mock.patch.object(reviewing, "require_settled")


def one_writes_over_what_he_did_not_see() -> Any:
    """The redactie of another is gone, and nobody was told."""
    real = editing.amend_editorial

    def amend(*given: Any, base: str | None = None) -> Any:
        return real(*given)

    return mock.patch.object(editing, "amend_editorial", amend)


def what_follows_is_not_foreseen() -> Any:
    """Only approvals of the text itself are named, and not of what is counted from it."""

    def dropped(programme: Any, before: Any, after: Any, decisions: Any) -> tuple[DroppedApproval, ...]:
        derived = {s.id for s in after.sections if s.derived_from}
        return tuple(d for d in dropped_by(programme, before, after, decisions) if d.section.id not in derived)

    return mock.patch.object(foreseeing, "dropped_by", dropped)


def taken_over_and_not_written() -> Any:
    """A proposal is on record as taken over, and the text stays as it was."""
    return mock.patch.object(taking_over, "_take_over", always(()))


_DECIDING = (Phase.CONCEPT.value, Phase.CONCEPT.value, Phase.FOR_ADOPTION.value)
DESK_NEAR: dict[Fault, tuple[str, ...]] = {
    a_page_of_an_older_draft_is_enough: _DECIDING,
    a_page_that_showed_other_words_is_enough: _DECIDING,
    a_click_confirms_what_was_rewritten: _DECIDING,
    the_remark_of_another_is_reason_enough: _DECIDING,
    nobody_waits_for_what_came_back_in_word: (Phase.FOR_ADOPTION.value,),
    one_writes_over_what_he_did_not_see: _DECIDING,
    what_follows_is_not_foreseen: _DECIDING,
    taken_over_and_not_written: _DECIDING,
}
"""Every fault, and where runs begin that look for it."""
