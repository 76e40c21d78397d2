"""The letter of an erratum says of a Kamerbrief only what is so."""

from __future__ import annotations

from datetime import date

from bna_pipeline.documents.content import write_content
from bna_pipeline.documents.letter_rules import check_letter
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.model.content import Content, LetterPartId
from bna_pipeline.model.errata import Corrected
from tests.unit.documents import factory

CORRECTED = Corrected(edition="bna-2020", sent=date(2020, 6, 30), number="B-1", letter="a" * 64, report="b" * 64)
CHANGED = "Bij actie T-01 stond een verkeerde status."


def erratum(kamerbrief: str | None) -> tuple[Content, list[str]]:
    """Its content, and the rules that its letter breaks."""
    whole, first = factory.programme(), factory.edition()
    own = {"id": "bna-2020-erratum-1", "corrects": first.id, "kamerbrief_expected": kamerbrief}
    edition = first.model_copy(update=own)
    programme = whole.model_copy(update={"editions": (*whole.editions, edition)})
    merged = factory.consolidation()
    said = merged.editorial.model_copy(update={"correction": (CHANGED,)})
    merged = merged.model_copy(update={"corrects": CORRECTED, "editorial": said})
    content = write_content(programme, edition, merged, load_letter_text(factory.FOLDER))
    return content, [found.finding.code for found in check_letter(programme, content)]


def text_of(content: Content) -> str:
    parts = (LetterPartId.OCCASION, LetterPartId.FOLLOW_UP)
    return " ".join(line for part in parts for line in content.letter.part(part).paragraphs)


def test_without_a_kamerbrief_of_its_own_nothing_is_said_to_go_to_the_tweede_kamer() -> None:
    content, broken = erratum(None)
    said = text_of(content)
    assert CHANGED in said and "Bij deze verbetering hoort geen nieuwe Kamerbrief." in said
    assert not any(words in said for words in ("zal de rapportage", "wordt aan de Tweede Kamer", "op hetzelfde moment"))
    assert not {"BRF-013", "BRF-014", "BRF-026", "BRF-035"} & set(broken)


def test_with_a_kamerbrief_of_its_own_it_is_said_when_as_in_every_letter() -> None:
    content, broken = erratum("half augustus 2020")
    said = text_of(content)
    assert "zal de rapportage half augustus 2020 met een Kamerbrief aan de Tweede Kamer zenden" in said
    assert "geen nieuwe Kamerbrief" not in said
    assert not {"BRF-013", "BRF-014", "BRF-026", "BRF-035"} & set(broken)
