"""Four files from one content: same bytes, same words, sound profiles, the report inside the letter."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader

from bna_pipeline.documents.pdf import SIGNATURE_HEIGHT, SIGNATURE_WIDTH
from bna_pipeline.documents.render import Rendered, render
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.errors import GlyphMissing, TemplateInvalid
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft import DOCUMENTS
from bna_pipeline.ports import LabelPlace
from tests.support.budget import where_there_is_time
from tests.support.verapdf import verapdf
from tests.unit.documents import factory, small
from tests.unit.documents.reading import differ, docx_contents, docx_text, squeezed, tagged_text

PIECES = st.sampled_from(
    ["&", "<", ">", "{{", "}}", "{%", "%}", "#", "$", "*", "@", "\\", "woord", "één", "€ 5", "'", '"']
)
SAID = st.lists(PIECES, min_size=1, max_size=8).map(" ".join)


def test_the_same_content_gives_the_same_bytes(content: Content, rendered: Rendered) -> None:
    again = render(content, factory.FOLDER, factory.picture, TypstTypesetter(factory.FONTS), factory.TIMESTAMP)
    assert again.files() == rendered.files()
    assert sorted(rendered.files()) == sorted(DOCUMENTS)


@where_there_is_time
def test_the_report_passes_pdf_a_2a_and_pdf_ua(rendered: Rendered) -> None:
    assert verapdf(rendered.report_pdf, "2a", "ua1") == []


def test_the_letter_passes_pdf_a_3a_and_pdf_ua(rendered: Rendered) -> None:
    assert verapdf(rendered.letter_pdf, "3a", "ua1") == []


def test_the_letter_carries_the_report_to_the_byte_and_prints_its_hash(rendered: Rendered) -> None:
    reader = PdfReader(io.BytesIO(rendered.letter_pdf))
    assert {name: list(data) for name, data in reader.attachments.items()} == {
        "voortgangsrapportage.pdf": [rendered.report_pdf]
    }
    printed = hashlib.sha256(rendered.report_pdf).hexdigest()
    assert printed in tagged_text(rendered.letter_pdf)
    assert any(printed in line for line in docx_text(rendered.letter_docx))


def test_the_letter_has_two_to_four_pages_and_the_report_at_least_24(rendered: Rendered) -> None:
    assert len(PdfReader(io.BytesIO(rendered.letter_pdf)).pages) in range(2, 5)
    assert len(PdfReader(io.BytesIO(rendered.report_pdf)).pages) >= 24
    assert rendered.pages == len(PdfReader(io.BytesIO(rendered.letter_pdf)).pages)


def test_the_places_of_the_signatures_are_free_and_in_order(rendered: Rendered, content: Content) -> None:
    assert [p.label for p in rendered.places] == [f"sign-{s.field}" for s in content.letter.signatures]
    reader = PdfReader(io.BytesIO(rendered.letter_pdf))
    for place in rendered.places:
        page = reader.pages[place.page - 1]
        assert not [text for text, x, y in _placed(page) if _in_box(place, float(page.mediabox.height), x, y)]


def _placed(page: PageObject) -> list[tuple[str, float, float]]:
    found: list[tuple[str, float, float]] = []

    def look(text: str, _matrix: list[float], text_matrix: list[float], *_rest: object) -> None:
        if text.strip():
            found.append((text, text_matrix[4], text_matrix[5]))

    page.extract_text(visitor_text=look)
    assert found
    return found


def _in_box(place: LabelPlace, page_height: float, x: float, y: float) -> bool:
    top = page_height - place.y
    return place.x <= x < place.x + SIGNATURE_WIDTH and top - SIGNATURE_HEIGHT < y < top


def test_word_lists_the_chapters_and_actions_that_are_there(rendered: Rendered, content: Content) -> None:
    entries, said = docx_contents(rendered.report_docx), docx_text(rendered.report_docx)
    rest = iter(said)
    assert all(entry in rest for entry in entries), "each stands below the one before it"
    assert len([e for e in entries if e.startswith("Pijler")]) == len(content.report.pillars)
    assert len(entries) > len(content.report.overview.rows)


@given(SAID)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_write_comes_out_of_all(small_folder: Path, typesetter: TypstTypesetter, said: str) -> None:
    merged = small.consolidation(said, occasion=(said,), foreword=(said,), summary=(said,))
    made = render(small.content(small_folder, merged), small_folder, factory.picture, typesetter, factory.TIMESTAMP)
    assert differ(made) == {}
    assert squeezed([said]) in squeezed(docx_text(made.letter_docx))


def test_a_character_without_glyph_stops_the_rendering(small_folder: Path, typesetter: TypstTypesetter) -> None:
    made = small.content(small_folder, small.consolidation("Een 😀 te veel"))
    with pytest.raises(GlyphMissing, match=r"1F600.*report\.pillars\[0\]\.actions\[0\]\.achieved"):
        render(made, small_folder, factory.picture, typesetter, factory.TIMESTAMP)


def test_a_programme_without_house_style_is_refused(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    folder = small.folder(tmp_path)
    (folder / "house.typ").unlink()
    made = small.content(folder, small.consolidation())
    with pytest.raises(TemplateInvalid, match=r"house\.typ"):
        render(made, folder, factory.picture, typesetter, factory.TIMESTAMP)
