"""One function per step, and `advance`: from Contribution to Receipt, one direction.

A step's module is loaded when the step is first asked for: most of them need a library that takes long to load (Word,
PDF, pictures), and a status needs none. So modules that a status rests on (`tools`, `counting`, `consolidating`,
`approval`, `comparing`, `channels`, `signing`, `signing_folder`, `waiting`, `status`) import no such library, nor a
step that does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bna_pipeline.pipeline.accepting import accept, findings_of, open_findings, withdraw_acceptance
    from bna_pipeline.pipeline.advancing import advance
    from bna_pipeline.pipeline.approval import drafts_of
    from bna_pipeline.pipeline.archive_stamp import put_archive_stamp
    from bna_pipeline.pipeline.checking import check, schemas
    from bna_pipeline.pipeline.collecting import collect
    from bna_pipeline.pipeline.comparing import compare, comparison_page, lay_out_what_changed, summary
    from bna_pipeline.pipeline.contributing import ContributionShown, contribution_of, marked_form, own_file
    from bna_pipeline.pipeline.correcting import corrected_of, relation_of, require_released
    from bna_pipeline.pipeline.counting import draft_is_current
    from bna_pipeline.pipeline.delivering import archive, assemble, deliver
    from bna_pipeline.pipeline.draft_pages import attachment
    from bna_pipeline.pipeline.drafting import draft
    from bna_pipeline.pipeline.editing import (
        add_statement,
        amend_editorial,
        change_of,
        edit_partner_text,
        remove_edit,
        remove_statement,
        write_editorial_text,
    )
    from bna_pipeline.pipeline.edition_dates import edition_timeline, timeline_drawing
    from bna_pipeline.pipeline.editorial_texts import edited_texts, editorial_now, texts_of
    from bna_pipeline.pipeline.elsewhere import (
        ASK_TO_RESTORE,
        BY_ITSELF,
        from_project,
        to_restore,
        without_command,
        without_commands,
    )
    from bna_pipeline.pipeline.embargo_reads import note_reading, reading_is_noted
    from bna_pipeline.pipeline.explaining import Explanation, explain
    from bna_pipeline.pipeline.failing import troubles
    from bna_pipeline.pipeline.foreseeing import Foreseen, foresee, would_drop
    from bna_pipeline.pipeline.forgetting import forget
    from bna_pipeline.pipeline.harvesting import Findable, Harvest, findable, harvest
    from bna_pipeline.pipeline.kamer_watch import watch_kamer
    from bna_pipeline.pipeline.listing import MailList, mail_list
    from bna_pipeline.pipeline.minutes import minute_of
    from bna_pipeline.pipeline.moment import confirm_release, plan_release, reach_moment, unplan_release
    from bna_pipeline.pipeline.opposing import Contradiction, contradictions
    from bna_pipeline.pipeline.overseeing import before_adoption, before_closing, today
    from bna_pipeline.pipeline.post_after import takes_post
    from bna_pipeline.pipeline.posting import collect_and_post, post
    from bna_pipeline.pipeline.proposing import (
        ProposalLine,
        ProposalState,
        Returned,
        proposals,
        return_word,
        returned_by_mail,
        settle_proposal,
        settle_proposals,
    )
    from bna_pipeline.pipeline.publishing import Published, published, published_bytes
    from bna_pipeline.pipeline.readings import read_draft, reading
    from bna_pipeline.pipeline.reconfirming import reconfirm
    from bna_pipeline.pipeline.releasing import abort, arm, hold, note_kamerbrief
    from bna_pipeline.pipeline.remarking import answer_remark, make_remark, remarks_of, withdraw_remark
    from bna_pipeline.pipeline.reviewing import (
        adopt,
        decide,
        delegate,
        end_delegation,
        finish_mandate,
        review,
        withdraw_adoption,
    )
    from bna_pipeline.pipeline.round_acts import admit, assign, resend, sign_off, waive
    from bna_pipeline.pipeline.rounds import close, open_edition, settle
    from bna_pipeline.pipeline.route_acts import end_absence, extend_term, note_absence
    from bna_pipeline.pipeline.route_watching import route_watch, watch_of
    from bna_pipeline.pipeline.sealing import at_rest, seal_dossier, seal_package
    from bna_pipeline.pipeline.sent_files import PartnerFile, partner_files
    from bna_pipeline.pipeline.sent_signals import take_sent
    from bna_pipeline.pipeline.signal_files import signal_files
    from bna_pipeline.pipeline.signals import settle_doubt
    from bna_pipeline.pipeline.signing import export, import_signed, next_signatory, sign
    from bna_pipeline.pipeline.status import Position, position
    from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, entries, entries_anew, state
    from bna_pipeline.pipeline.trail_stamps import stamp_trail
    from bna_pipeline.pipeline.unsigning import refuse_signing, resume_signing, withdraw_signature
    from bna_pipeline.pipeline.uploading import Submitted, require_readable, submit
    from bna_pipeline.pipeline.validating import validation_files
    from bna_pipeline.pipeline.waiting import waits, waits_for
    from bna_pipeline.pipeline.waking import next_wake
    from bna_pipeline.pipeline.who_may import principals_of, stages_of
    from bna_pipeline.pipeline.whose_turn import Turn, turns

__all__ = [
    "ASK_TO_RESTORE",
    "BY_ITSELF",
    "Actor",
    "Contradiction",
    "ContributionShown",
    "Explanation",
    "Findable",
    "Foreseen",
    "Harvest",
    "MailList",
    "PartnerFile",
    "Position",
    "ProposalLine",
    "ProposalState",
    "Published",
    "Returned",
    "Step",
    "Submitted",
    "Tools",
    "Turn",
    "abort",
    "accept",
    "add_statement",
    "admit",
    "adopt",
    "advance",
    "amend_editorial",
    "answer_remark",
    "archive",
    "arm",
    "assemble",
    "assign",
    "at_rest",
    "attachment",
    "before_adoption",
    "before_closing",
    "blob_of",
    "change_of",
    "check",
    "close",
    "collect",
    "collect_and_post",
    "compare",
    "comparison_page",
    "confirm_release",
    "contradictions",
    "contribution_of",
    "corrected_of",
    "decide",
    "delegate",
    "deliver",
    "draft",
    "draft_is_current",
    "drafts_of",
    "edit_partner_text",
    "edited_texts",
    "edition_timeline",
    "editorial_now",
    "end_absence",
    "end_delegation",
    "entries",
    "entries_anew",
    "explain",
    "export",
    "extend_term",
    "findable",
    "findings_of",
    "finish_mandate",
    "foresee",
    "forget",
    "from_project",
    "harvest",
    "hold",
    "import_signed",
    "lay_out_what_changed",
    "mail_list",
    "make_remark",
    "marked_form",
    "minute_of",
    "next_signatory",
    "next_wake",
    "note_absence",
    "note_kamerbrief",
    "note_reading",
    "open_edition",
    "open_findings",
    "own_file",
    "partner_files",
    "plan_release",
    "position",
    "post",
    "principals_of",
    "proposals",
    "published",
    "published_bytes",
    "put_archive_stamp",
    "reach_moment",
    "read_draft",
    "reading",
    "reading_is_noted",
    "reconfirm",
    "refuse_signing",
    "relation_of",
    "remarks_of",
    "remove_edit",
    "remove_statement",
    "require_readable",
    "require_released",
    "resend",
    "resume_signing",
    "return_word",
    "returned_by_mail",
    "review",
    "route_watch",
    "schemas",
    "seal_dossier",
    "seal_package",
    "settle",
    "settle_doubt",
    "settle_proposal",
    "settle_proposals",
    "sign",
    "sign_off",
    "signal_files",
    "stages_of",
    "stamp_trail",
    "state",
    "submit",
    "summary",
    "take_sent",
    "takes_post",
    "texts_of",
    "timeline_drawing",
    "to_restore",
    "today",
    "troubles",
    "turns",
    "unplan_release",
    "validation_files",
    "waits",
    "waits_for",
    "waive",
    "watch_kamer",
    "watch_of",
    "withdraw_acceptance",
    "withdraw_adoption",
    "withdraw_remark",
    "withdraw_signature",
    "without_command",
    "without_commands",
    "would_drop",
    "write_editorial_text",
]

_MODULES = {
    "accepting": ("accept", "findings_of", "open_findings", "withdraw_acceptance"),
    "advancing": ("advance",),
    "archive_stamp": ("put_archive_stamp",),
    "checking": ("check", "schemas"),
    "collecting": ("collect",),
    "comparing": ("compare", "comparison_page", "lay_out_what_changed", "summary"),
    "contributing": ("ContributionShown", "contribution_of", "marked_form", "own_file"),
    "correcting": ("corrected_of", "relation_of", "require_released"),
    "counting": ("draft_is_current",),
    "delivering": ("archive", "assemble", "deliver"),
    "draft_pages": ("attachment",),
    "drafting": ("draft",),
    "edition_dates": ("edition_timeline", "timeline_drawing"),
    "editing": (
        "add_statement",
        "amend_editorial",
        "change_of",
        "edit_partner_text",
        "remove_edit",
        "remove_statement",
        "write_editorial_text",
    ),
    "editorial_texts": ("edited_texts", "editorial_now", "texts_of"),
    "explaining": ("Explanation", "explain"),
    "foreseeing": ("Foreseen", "foresee", "would_drop"),
    "listing": ("MailList", "mail_list"),
    "approval": ("drafts_of",),
    "opposing": ("Contradiction", "contradictions"),
    "overseeing": ("before_adoption", "before_closing", "today"),
    "readings": ("read_draft", "reading"),
    "reconfirming": ("reconfirm",),
    "remarking": ("answer_remark", "make_remark", "remarks_of", "withdraw_remark"),
    "sent_files": ("PartnerFile", "partner_files"),
    "uploading": ("Submitted", "require_readable", "submit"),
    "validating": ("validation_files",),
    "post_after": ("takes_post",),
    "posting": ("collect_and_post", "post"),
    "proposing": (
        "ProposalLine",
        "ProposalState",
        "Returned",
        "proposals",
        "return_word",
        "returned_by_mail",
        "settle_proposal",
        "settle_proposals",
    ),
    "harvesting": ("Findable", "Harvest", "findable", "harvest"),
    "publishing": ("Published", "published", "published_bytes"),
    "releasing": ("abort", "arm", "hold", "note_kamerbrief"),
    "reviewing": ("adopt", "decide", "delegate", "end_delegation", "finish_mandate", "review", "withdraw_adoption"),
    "round_acts": ("admit", "assign", "resend", "sign_off", "waive"),
    "route_acts": ("end_absence", "extend_term", "note_absence"),
    "route_watching": ("route_watch", "watch_of"),
    "rounds": ("close", "open_edition", "settle"),
    "signal_files": ("signal_files",),
    "sent_signals": ("take_sent",),
    "signals": ("settle_doubt",),
    "signing": ("export", "import_signed", "next_signatory", "sign"),
    "status": ("Position", "position"),
    "kamer_watch": ("watch_kamer",),
    "minutes": ("minute_of",),
    "moment": ("confirm_release", "plan_release", "reach_moment", "unplan_release"),
    "embargo_reads": ("note_reading", "reading_is_noted"),
    "forgetting": ("forget",),
    "sealing": ("at_rest", "seal_dossier", "seal_package"),
    "trail_stamps": ("stamp_trail",),
    "tools": ("Actor", "Step", "Tools", "blob_of", "entries", "entries_anew", "state"),
    "elsewhere": (
        "ASK_TO_RESTORE",
        "BY_ITSELF",
        "from_project",
        "to_restore",
        "without_command",
        "without_commands",
    ),
    "failing": ("troubles",),
    "whose_turn": ("Turn", "turns"),
    "unsigning": ("refuse_signing", "resume_signing", "withdraw_signature"),
    "waiting": ("waits", "waits_for"),
    "waking": ("next_wake",),
    "who_may": ("principals_of", "stages_of"),
}


def __getattr__(name: str) -> Any:
    """The step of this name, its module loaded now (PEP 562)."""
    for module, names in _MODULES.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
