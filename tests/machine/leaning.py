"""To which acts runs lean that look for a fault: by chance alone many would take minutes to come near it."""

from __future__ import annotations

from typing import Final

from tests.machine.desk_faults import (
    a_click_confirms_what_was_rewritten,
    a_page_of_an_older_draft_is_enough,
    a_page_that_showed_other_words_is_enough,
    nobody_waits_for_what_came_back_in_word,
    one_writes_over_what_he_did_not_see,
    taken_over_and_not_written,
    the_remark_of_another_is_reason_enough,
    what_follows_is_not_foreseen,
)
from tests.machine.faults import (
    Fault,
    a_delegation_counts_after_its_last_day,
    a_derived_section_is_never_confirmed_again,
    a_mandate_fixes_what_gs_saw,
    a_return_is_forgotten,
    a_stage_beside_another_is_not_waited_for,
    a_term_ends_on_the_morning_of_its_last_day,
    a_term_that_passed_is_agreement_everywhere,
    an_approval_survives_an_edit,
    nobody_waits_for_what_was_found,
    one_person_fills_two_places,
    silence_overtakes_an_objection,
    stages_in_any_order,
    what_must_be_withdrawn_is_handed_over,
    withdrawn_after_the_next_stage,
)

LEANING: Final[dict[Fault, tuple[str, ...]]] = {
    a_return_is_forgotten: ("break_the_silence",),
    an_approval_survives_an_edit: ("edit", "decide_whosever_turn_it_is"),
    a_derived_section_is_never_confirmed_again: ("edit",),
    a_delegation_counts_after_its_last_day: ("be_replaced_and_decide",),
    a_term_that_passed_is_agreement_everywhere: ("let_a_term_pass",),
    a_term_ends_on_the_morning_of_its_last_day: ("let_a_term_pass",),
    silence_overtakes_an_objection: ("break_the_silence", "let_a_term_pass"),
    one_person_fills_two_places: ("decide_in_two_places",),
    a_mandate_fixes_what_gs_saw: ("decide_whosever_turn_it_is",),
    nobody_waits_for_what_was_found: ("adopt_in_spite_of_a_slip",),
    a_stage_beside_another_is_not_waited_for: ("decide_whosever_turn_it_is", "decide"),
    stages_in_any_order: ("decide_whosever_turn_it_is",),
    withdrawn_after_the_next_stage: ("decide", "follow_on"),
    what_must_be_withdrawn_is_handed_over: ("adopt_and_change_the_programme",),
    a_page_of_an_older_draft_is_enough: ("open_a_page", "decide_from_a_page"),
    a_page_that_showed_other_words_is_enough: ("open_a_page", "decide_after_the_programme_changed"),
    a_click_confirms_what_was_rewritten: ("reconfirm", "approve_and_see_it_move"),
    nobody_waits_for_what_came_back_in_word: ("adopt_over_a_proposal",),
    the_remark_of_another_is_reason_enough: ("remark_and_decide",),
    one_writes_over_what_he_did_not_see: ("write", "reword"),
    what_follows_is_not_foreseen: ("approve_and_see_it_move",),
    taken_over_and_not_written: ("send_back_in_word",),
}
