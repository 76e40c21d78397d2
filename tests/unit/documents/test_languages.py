"""Words of another language are said to be so in every rendering, whole and where they stand, and no word changes."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bna_pipeline.documents.languages import Languages, Spoken
from bna_pipeline.documents.redline import redline
from bna_pipeline.documents.render import Rendered, render
from bna_pipeline.documents.scripts import stretches
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.content import Content
from bna_pipeline.model.language import Foreign, ways_to_write
from tests.support.pdf_words import pdf_languages
from tests.unit.documents import factory
from tests.unit.documents.reading import squeezed

LISTED = (
    Foreign(text="campus", language="en"),
    Foreign(text="high tech campus", language="en-GB"),
    Foreign(text="High Tech", language="de"),
    Foreign(text="שלום", language="he"),
    Foreign(text="C++20", language="en"),
)
WORDS = ("campus", "Campus", "campussen", "high tech campus", "High Tech", "minicampus", "שלום", "עולם", "C++20", "de")
texts = st.lists(st.sampled_from((*WORDS, " ", "\u00a0", "-", ".", "(")), max_size=12).map("".join)
KINDS = pytest.mark.parametrize("kind", ["report", "letter"])


@given(texts)
def test_the_pieces_are_the_text_and_only_whole_listed_words_are_marked(text: str) -> None:
    pieces = Languages(LISTED).cut(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    ways = {way: one.language for one in LISTED for way in ways_to_write(one.text)}
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        if piece.language is not None:
            assert ways[piece.text.replace("\u00a0", " ")] == piece.language
            assert not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum()
        at = end


@given(texts)
def test_direction_is_that_of_the_text_without_languages(text: str) -> None:
    assert Languages(()).cut(text) == tuple(Spoken(part, None, turned) for part, turned in stretches(text))
    marked = Languages(LISTED).cut(text)
    assert [turned for piece in marked for turned in [piece.right_to_left] * len(piece.text)] == [
        turned for part, turned in stretches(text) for turned in [turned] * len(part)
    ]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("De high tech campus groeit.", [("high tech campus", "en-GB")]),
        ("High tech campus en High Tech", [("High tech campus", "en-GB"), ("High Tech", "de")]),
        ("HIGH TECH CAMPUS, campussen", []),
        ("Campus-terrein (campus)", [("Campus", "en"), ("campus", "en")]),
        ("high\u00a0tech campus", [("high\u00a0tech campus", "en-GB")]),
        ("C++20 en C++", [("C++20", "en")]),
    ],
)
def test_the_longest_listed_text_counts_as_written_or_with_a_capital(text: str, marked: list[tuple[str, str]]) -> None:
    assert [(piece.text, piece.language) for piece in Languages(LISTED).cut(text) if piece.language] == marked


def in_pdf(data: bytes) -> Iterator[tuple[str, str]]:
    yield from ((text, language) for text, language in pdf_languages(data) if language != "nl")


def in_word(data: bytes) -> Iterator[tuple[str, str]]:
    for paragraph in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:p")):
        if not (paragraph.style or "").lower().startswith("toc"):
            for run in paragraph.iter(qn("w:r")):
                for mark in run.iter(qn("w:lang")):
                    said = "".join(text.text or "" for text in run.iter(qn("w:t")))
                    yield said, str(mark.get(qn("w:val"))).replace("en-GB", "en")


def in_html(data: bytes) -> Iterator[tuple[str, str]]:
    for span in html.document_fromstring(data).iter("span"):
        above = {element.tag for element in span.iterancestors()}
        if span.get("lang") and not above & {"nav", "caption"}:
            yield span.text or "", str(span.get("lang"))


def squeezed_by_language(pieces: Iterator[tuple[str, str]]) -> list[str]:
    return [squeezed([text]) for text, language in pieces if language == "en"]


@KINDS
def test_pdf_word_and_page_mark_the_same_words_in_the_same_order(rendered: Rendered, kind: str) -> None:
    made = rendered.files()
    name = "voortgangsrapportage" if kind == "report" else "statenmededeling"
    pdf, word, page = (
        squeezed_by_language(pieces)
        for pieces in (in_pdf(made[f"{name}.pdf"]), in_word(made[f"{name}.docx"]), in_html(made[f"{name}.html"]))
    )
    assert "HighTechCampus" in page
    assert word == page
    assert "".join(pdf) == "".join(page)  # a line that breaks cuts a text of a PDF


def test_a_list_of_other_words_changes_no_section_and_no_word(
    content: Content, rendered: Rendered, typesetter: TypstTypesetter
) -> None:
    """Also not in the redline, since nobody sees a language."""
    assert content.foreign
    plain = content.model_copy(update={"foreign": ()})
    assert "foreign" not in plain.model_dump(mode="json")
    assert plain.sections() == content.sections()
    more = (Foreign(text="Samenvatting", language="de-AT"), Foreign(text="pijler", language="fr"))
    other = content.model_copy(update={"foreign": more})
    after = render(other, factory.FOLDER, factory.picture, typesetter, factory.TIMESTAMP)
    said = {language for _, language in in_pdf(after.report_pdf)}
    assert said == {"de-AT", "fr"}
    both = redline(rendered.report_docx, after.report_docx, "Concept 2", factory.TIMESTAMP)
    body = docx.Document(io.BytesIO(both)).element.body
    assert [mark for kind in ("ins", "del", "rPrChange") for mark in body.iter(qn(f"w:{kind}"))] == []
    assert {str(mark.get(qn("w:val"))) for mark in body.iter(qn("w:lang"))} == {"de-AT", "fr-FR"}
