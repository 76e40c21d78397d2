"""Every check of a draft before it goes on record: what blocks refuses it, the rest goes with it."""

from __future__ import annotations

from bna_pipeline.documents.letter_rules import check_letter, require_sound
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft_findings import DraftFindings
from bna_pipeline.pipeline.tools import Tools


def require_form(tools: Tools, content: Content) -> None:
    """Refuse a letter that breaks a rule which blocks, as far as that can be seen before it is typeset.

    Raises:
        LetterRuleBroken: holds every finding that blocks.
    """
    require_sound(check_letter(tools.programme, content))


def inspect(tools: Tools, content: Content, pages: int) -> DraftFindings:
    """Everything that the checks have to say of a draft.

    Args:
        pages: how many pages its letter has.

    Raises:
        LetterRuleBroken: something blocks.
    """
    letter = check_letter(tools.programme, content, pages)
    require_sound(letter)
    return DraftFindings(letter=letter)
