"""Every check of a draft before it goes on record: what blocks refuses it, the rest goes with it."""

from __future__ import annotations

from collections.abc import Mapping

from bna_pipeline.documents.house import load_house
from bna_pipeline.documents.letter_rules import check_letter, require_sound
from bna_pipeline.documents.lint import examine, require_faultless
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft_findings import DraftFinding, DraftFindings
from bna_pipeline.model.finding import Weight
from bna_pipeline.pipeline.tools import Tools


def require_form(tools: Tools, content: Content, origins: Mapping[str, str]) -> None:
    """Refuse a letter that breaks a rule which blocks, as far as that can be seen before it is typeset.

    Args:
        origins: where the text of each place was written.

    Raises:
        LetterRuleBroken: holds every finding that blocks.
    """
    require_sound(check_letter(tools.programme, content, origins=origins))


def inspect(
    tools: Tools, content: Content, pages: int, files: Mapping[str, bytes], origins: Mapping[str, str]
) -> DraftFindings:
    """Everything that the checks have to say of a draft.

    Args:
        pages: how many pages its letter has.
        files: its documents by name, the letter with its signature fields.
        origins: as for `require_form`.

    Raises:
        LetterRuleBroken: something in the letter's form blocks.
        DocumentsFaulty: a document has a fault that blocks.
    """
    letter = check_letter(tools.programme, content, pages, origins)
    require_sound(letter)
    fonts = load_house(tools.templates).fonts
    examined = examine(content, files, (fonts.sans, fonts.serif, *fonts.fallback), tools.memory)
    require_faultless(examined.findings)
    remarks = tuple(DraftFinding(weight=Weight.REMARK, finding=finding) for finding in examined.findings)
    return DraftFindings(letter=letter, documents=remarks, checklist=examined.checklist)
