"""Where each sentence of the draft comes from that what counts now makes, without making it."""

from __future__ import annotations

from bna_pipeline.documents.content import write_content
from bna_pipeline.documents.explanation import Explained
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.report_explanation import explain_content
from bna_pipeline.model.base import Frozen, digest_of
from bna_pipeline.pipeline.consolidating import consolidation_of
from bna_pipeline.pipeline.tools import Tools, state


class Explanation(Frozen):
    """What every line of letter and report is made from.

    Attributes:
        draft: the draft that says exactly this; None: what counts has changed since the last one, or there is none.
    """

    edition: str
    draft: int | None
    lines: tuple[Explained, ...]


def explain(tools: Tools) -> Explanation:
    """Explain each line of the letter, and each sentence of the report that somebody wrote or the data made.

    Raises:
        ContributionsMissing: there is no redactie.
        ConflictOpen: partners contradict each other.
        TemplateInvalid: a sentence of the programme cannot be filled in.
    """
    now = state(tools)
    consolidation, _ = consolidation_of(tools, now)
    programme, edition, text = tools.programme, tools.edition, load_letter_text(tools.templates)
    content = write_content(programme, edition, consolidation, text)
    same = now.draft is not None and now.draft.content == digest_of(content)
    return Explanation(
        edition=tools.id,
        draft=now.draft.version if same and now.draft is not None else None,
        lines=explain_content(programme, edition, consolidation, text, content),
    )
