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
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.round import Contact, Department
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


def _last_year() -> Contribution:
    return small.contribution(
        small.data(
            small.report(
                "T-01",
                status="vertraagd",
                achieved="Vorig jaar begonnen.\n\nMet ‘moeite’.",
                reason="Te weinig docenten.",
                measure="Meer docenten.",
                next_steps="Dan volgt de rest.",
                milestones=[
                    {"date": "2020-01-31", "title": "Begin", "reached": True},
                    {"date": "2020-09-01", "title": "Start", "reached": False},
                ],
                money={"amount": "1250000,50", "purpose": "Docenten"},
                example={"title": "Een dag les", "text": "Zo ging het."},
            )
        )
    )


def _asked(form: bytes) -> dict[str, tuple[str, ...]]:
    """What stands in the cell of each question, without its code."""
    return {answer.code: answer.asked for answer in read_word(form).answers}


def test_last_years_answers_stand_at_their_questions_and_the_cells_for_answers_are_empty() -> None:
    form = word_form(small.PROGRAMME, small.EDITION, small.SCHOOL, _last_year())
    asked = _asked(form)
    for letter, lines in {
        "a": ("‘vertraagd’",),
        "b": ("‘Vorig jaar begonnen.’", "‘Met ‘moeite’.’"),
        "c": ("‘31 januari 2020 - Begin’", q.STILL_COMING, "‘1 september 2020 - Start’"),
        "d": ("‘1 september 2020 - Start’",),
        "e": ("‘Een dag les’",),
        "j": ("‘Dan volgt de rest.’",),
        "k": ("‘1.250.000,50’",),
        "l": ("‘Docenten’",),
        "m": ("‘Te weinig docenten.’",),
        "n": ("‘Meer docenten.’",),
    }.items():
        assert asked[f"T-01.{letter}"][-len(lines) - 1 :] == (q.BEFORE, *lines)
    assert not any(q.BEFORE in lines for code, lines in asked.items() if not code.startswith("T-01"))
    assert all(not answer.text.paragraphs for answer in read_word(form).answers)


def test_last_years_answer_at_a_question_is_no_answer_in_the_wrong_cell_and_what_is_typed_below_it_is() -> None:
    form = word_form(small.PROGRAMME, small.EDITION, small.SCHOOL, _last_year())
    untouched = small.word_judged(small.filled({"T-02.a": "gerealiseerd", "T-02.b": "Klaar."}, empty=form))
    assert small.codes(untouched) == []
    last = "‘Dan volgt de rest.’</w:t></w:r></w:p>"
    typed = small.rewritten(
        small.filled({"T-02.a": "gerealiseerd", "T-02.b": "Klaar."}, empty=form),
        {"word/document.xml": lambda text: text.replace(last, f"{last}<w:p><w:r><w:t>Het vervolg.</w:t></w:r></w:p>")},
    )
    (finding,) = small.word_judged(typed).findings
    assert (finding.code, finding.place) == ("BIJ-082", "T-01.j")
    assert "Het vervolg." in finding.message


def test_limits_are_said_at_the_questions_they_hold_for() -> None:
    asked = _asked(small.form())
    for letter in "bfjmn":
        assert "Ten hoogste 2.500 tekens." in asked[f"T-01.{letter}"]
    assert "PNG of JPEG, ten minste 600 beeldpunten breed, ten hoogste 10 MB." in asked["T-01.g"]
    assert not any("hoogste" in line for line in asked["T-01.e"])
    small_pictures = word_form(
        small.PROGRAMME, small.EDITION, small.SCHOOL, limits=IntakeLimits(picture_bytes=2 * 1024 * 1024)
    )
    assert "ten hoogste 2 MB" in _text(small_pictures)


def test_milestones_have_calendars_in_dutch_that_mean_nothing_until_a_day_is_chosen() -> None:
    dates = list(_part(small.form(), "word/document.xml").iter(w("date")))
    assert len(dates) == 2 * 3 * len(small.PROGRAMME.actions_of("school"))
    for kind in dates:
        assert {str(e.tag): e.get(w("val")) for e in kind} == {
            w("dateFormat"): "d MMMM yyyy",
            w("lid"): "nl-NL",
            w("storeMappedDataAs"): "date",
            w("calendar"): "gregorian",
        }


def test_the_form_of_a_department_asks_about_its_actions_alone_and_says_whose_it_is() -> None:
    department = Department(
        id="techniek", name="Sector Techniek", contact=Contact(function="Directeur", mail="t@example.org"),
        actions=("T-02", "K-02"),
    )  # fmt: skip
    form = word_form(small.PROGRAMME, small.EDITION, small.SCHOOL, department=department)
    read = read_word(form)
    assert {a.code.split(".")[0] for a in read.answers} == {"ALG", "T-02"}
    assert read.identity == FormIdentity("proef-2020", "school", 1, "techniek")
    assert str(read.identity) == "proef-2020/school.techniek/1"
    text = _text(form)
    assert "Sector Techniek van Hogeschool Voorbeeld" in text
    assert "Directeur (t@example.org)" in text
    footer = small.rewritten(
        form, {"docProps/custom.xml": None, "docProps/core.xml": lambda t: t.replace("proef-2020/school", "")}
    )
    assert read_word(footer).identity == read.identity


def test_new_renamed_and_ended_actions_are_shown_as_such() -> None:
    actions = {a.id: a for a in small.PROGRAMME.actions}
    former = small.PROGRAMME.model_copy(
        update={
            "actions": (
                actions["T-01"].model_copy(update={"title": "Oud doel"}),
                actions["K-01"].model_copy(update={"partners": ()}),
                actions["T-02"].model_copy(update={"id": "T-09", "title": "Voorbij doel"}),
                actions["K-02"].model_copy(update={"id": "K-09", "title": "Van een ander"}),
            )
        }
    )
    form = word_form(small.PROGRAMME, small.EDITION, small.SCHOOL, _last_year(), former=former)
    shown = [p.text for p in Document(BytesIO(form)).paragraphs]
    assert shown[shown.index("T-01 Doel T-01") + 2] == "Heette vorig jaar: ‘Oud doel’."
    assert shown[shown.index("T-02 Doel T-02") + 2] == "Nieuw dit jaar."
    assert shown[shown.index("K-01 Doel K-01") + 2] == "Nieuw in uw formulier."
    assert "T-09 Voorbij doel" in shown[: shown.index("Over uw bijdrage")]
    assert "K-09" not in " ".join(shown)


def test_a_department_is_told_of_its_own_ended_actions_alone() -> None:
    contact = Contact(function="Directeur", mail="t@example.org")
    then = tuple(
        Department(id=key, name=key, contact=contact, actions=actions)
        for key, actions in (("techniek", ("T-01", "T-09")), ("zorg", ("T-08",)))
    )
    former = small.PROGRAMME.model_copy(
        update={
            "partners": tuple(
                p.model_copy(update={"departments": then}) if p.id == "school" else p for p in small.PROGRAMME.partners
            ),
            "actions": (
                *small.PROGRAMME.actions,
                *(small.PROGRAMME.action("T-01").model_copy(update={"id": key}) for key in ("T-08", "T-09")),
            ),
        }
    )
    now = then[0].model_copy(update={"actions": ("T-01",)})
    text = _text(word_form(small.PROGRAMME, small.EDITION, small.SCHOOL, department=now, former=former))
    assert "T-09" in text
    assert "T-08" not in text


def test_the_instructions_say_how_to_do_without_a_mouse_how_to_paste_and_what_comes_after() -> None:
    text = _text(small.form())
    for said in ("Zonder muis", "Tab", "Niet-opgemaakte tekst", "Excel-formulier", "BNA-controle", "eerdere"):
        assert said in text


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
