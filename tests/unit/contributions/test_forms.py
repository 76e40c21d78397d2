"""The Word form: what it asks, whose it is, and that it is the same bytes every time."""

from __future__ import annotations

import zipfile
from io import BytesIO

from docx import Document
from lxml import etree

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.forms import word_form
from bna_pipeline.contributions.word_file import read_word
from bna_pipeline.contributions.wordxml import FormIdentity, w
from tests.unit.contributions import small


def _part(form: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(form)) as archive:
        return etree.fromstring(archive.read(name))


def _text(form: bytes) -> str:
    return " ".join(str(t) for t in _part(form, "word/document.xml").itertext())


def test_the_same_form_is_the_same_bytes() -> None:
    assert small.form() == small.form()


def test_every_question_of_every_action_of_the_partner_has_a_cell_and_no_other() -> None:
    wanted = {q.AUTHOR, q.COMPLETENESS}
    wanted |= {q.code_of(a.id, question) for a in small.PROGRAMME.actions_of("school") for question in q.PER_ACTION}
    read = read_word(small.form())
    assert len(read.answers) == len(wanted)
    assert {a.code for a in read.answers} == wanted


def test_an_empty_form_holds_no_answers_and_no_rows_without_a_code() -> None:
    assert all(not answer.text.paragraphs for answer in read_word(small.form()).answers)
    assert read_word(small.form()).strays == ()


def test_the_heading_of_a_table_is_no_lost_answer_whatever_it_says_or_wherever_it_is_copied_to() -> None:
    heading = "<w:t>Vraag</w:t>"
    renamed = small.rewritten(
        small.form(), {"word/document.xml": lambda xml: xml.replace(heading, "<w:t>Question</w:t>")}
    )
    assert read_word(renamed).strays == ()
    unmarked = small.rewritten(small.form(), {"word/document.xml": lambda xml: xml.replace("<w:tblHeader/>", "")})
    assert read_word(unmarked).strays == ()


def test_identity_stands_in_property_identifier_and_footer_each_enough_by_itself() -> None:
    form = word_form(small.PROGRAMME, small.EDITION, small.SCHOOL, version=3)
    wanted = FormIdentity("proef-2020", "school", 3)
    without_property = small.rewritten(form, {"docProps/custom.xml": None})
    only_footer = small.rewritten(
        without_property, {"docProps/core.xml": lambda text: text.replace("proef-2020/school/3", "")}
    )
    only_property = small.rewritten(form, {"docProps/core.xml": None, "word/footer1.xml": None})
    assert [read_word(f).identity for f in (form, without_property, only_footer, only_property)] == [wanted] * 4


def test_the_explanation_says_by_when_and_where_to() -> None:
    text = _text(small.form())
    assert "15 mei 2020" in text
    assert "provincie@example.org" in text
    assert "1 juli 2019" in text
    assert "1 juni 2020" in text


def test_role_and_partners_of_each_action_are_shown() -> None:
    assert "Eigenaar: SCHOOL. Andere partners: STAD, PROVINCIE. Rol van PROVINCIE: betrokken." in _text(small.form())


def test_last_years_answer_is_shown_above_the_questions_and_not_in_the_cells() -> None:
    before = small.contribution(
        small.data(
            small.report(
                "T-01",
                status="vertraagd",
                achieved="Vorig jaar begonnen.",
                reason="Te weinig docenten.",
                measure="Meer docenten.",
                milestones=[{"date": "2020-09-01", "title": "Start", "reached": False}],
            )
        )
    )
    form = word_form(small.PROGRAMME, small.EDITION, small.SCHOOL, before)
    text = _text(form)
    for said in ("Vorig jaar meldde u: vertraagd.", "Bereikt: Vorig jaar begonnen.", "1 september 2020 - Start"):
        assert said in text
    assert all(not answer.text.paragraphs for answer in read_word(form).answers)


def test_every_table_repeats_its_header_row_and_has_a_text_alternative() -> None:
    tables = list(_part(small.form(), "word/document.xml").iter(w("tbl")))
    assert len(tables) == 1 + len(small.PROGRAMME.actions_of("school"))
    for table in tables:
        assert table.find(f"{w('tr')}/{w('trPr')}/{w('tblHeader')}") is not None
        assert table.find(f"{w('tblPr')}/{w('tblDescription')}") is not None


def test_the_language_is_dutch_and_the_headings_are_headings() -> None:
    form = small.form()
    languages = {e.get(w("val")) for e in _part(form, "word/styles.xml").iter(w("lang"))}
    assert languages == {"nl-NL"}
    styles = [str(p.style.name) for p in Document(BytesIO(form)).paragraphs if p.style is not None]
    assert styles.count("Heading 1") == 2 + len(small.PROGRAMME.actions_of("school"))


def test_the_status_drop_down_offers_exactly_the_statuses_and_is_not_the_address() -> None:
    control = next(_part(small.form(), "word/document.xml").iter(w("dropDownList")))
    assert [i.get(w("value")) for i in control] == ["volledig", "gedeeltelijk"]
    second = list(_part(small.form(), "word/document.xml").iter(w("dropDownList")))[1]
    assert "stopgezet" in [i.get(w("value")) for i in second]


def test_no_name_of_a_person_or_program_stands_in_the_properties() -> None:
    core = _part(small.form(), "docProps/core.xml")
    assert "python-docx" not in " ".join(str(t) for t in core.itertext())
