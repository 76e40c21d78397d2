"""Report and letter of one edition as one value, before they are documents."""

from __future__ import annotations

from bna_pipeline.documents.facts import letter_facts
from bna_pipeline.documents.letter_content import letter_content
from bna_pipeline.documents.letter_rules import check_letter, require_sound
from bna_pipeline.documents.letter_text import LetterText
from bna_pipeline.documents.report_content import ReportMaker
from bna_pipeline.model.consolidation import Consolidation
from bna_pipeline.model.content import Content
from bna_pipeline.model.programme import Edition, Programme


def make_content(
    programme: Programme, edition: Edition, consolidation: Consolidation, letter_text: LetterText
) -> Content:
    """As `write_content`, of a letter in which nothing blocks.

    Raises:
        TemplateInvalid: a sentence of the programme names an unknown field.
        LetterRuleBroken: the letter would break a rule that blocks in this programme.
    """
    content = write_content(programme, edition, consolidation, letter_text)
    require_sound(check_letter(programme, content))
    return content


def write_content(
    programme: Programme, edition: Edition, consolidation: Consolidation, letter_text: LetterText
) -> Content:
    """Resolve everything that both documents say.

    Args:
        programme: the programme's data.
        edition: which of its editions.
        consolidation: the merged contributions of that edition.
        letter_text: the programme's sentences (`letter_text.load_letter_text`).

    Returns:
        Content with the same value for the same inputs. Sentences about progress and participation follow from the
        consolidation's figures; texts of contributors and redactie stand in it to the letter.

    Raises:
        TemplateInvalid: a sentence of the programme names an unknown field.
    """
    facts = letter_facts(programme, edition, consolidation, letter_text.report.not_reported)
    return Content(
        edition=edition.id,
        report=ReportMaker(programme, edition, consolidation, letter_text, facts).make(),
        letter=letter_content(programme, consolidation.editorial, letter_text, facts, consolidation.corrects),
        foreign=programme.in_other_languages(),
    )
