"""Content follows from the consolidation and the programme's sentences, and from nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.documents.content import make_content
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.wording import lines_of
from bna_pipeline.errors import LetterRuleBroken, TemplateInvalid
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.content import Content, LetterPartId
from bna_pipeline.model.programme import Status
from tests.unit.documents import factory, small

TEXTS = st.text(st.sampled_from("abc &<>\"'{}%#[]$@*_`~\\/|é€"), min_size=1, max_size=40)
SAID = TEXTS.map(lambda text: " ".join(text.split())).filter(bool)


def text_of(content: Content, part: LetterPartId) -> str:
    return " ".join(lines_of(content.letter.part(part)))


def test_the_same_consolidation_gives_the_same_content(content: Content) -> None:
    again = make_content(
        factory.programme(), factory.edition(), factory.consolidation(), load_letter_text(factory.FOLDER)
    )
    assert digest_of(again) == digest_of(content)


def test_the_parts_of_the_letter_stand_in_their_fixed_order(content: Content) -> None:
    assert [part.id for part in content.letter.parts] == list(LetterPartId)


def test_exactly_one_thing_is_to_be_noted_and_it_has_the_ordinal(content: Content) -> None:
    (item,) = content.letter.part(LetterPartId.TAKE_NOTE).items
    assert item.startswith("Tweede ")


def test_the_occasion_names_the_agenda_and_every_earlier_edition_by_date(content: Content) -> None:
    said = text_of(content, LetterPartId.OCCASION)
    assert "25 juni 2018" in said
    assert "4 juli 2019" in said
    assert "op hetzelfde moment" in said


def test_the_event_in_the_tweede_kamer_lies_ahead_in_both_places(content: Content) -> None:
    assert "zal de rapportage eind juni 2020" in text_of(content, LetterPartId.OCCASION)
    assert "wordt eind juni 2020 aan de Tweede Kamer verzonden" in text_of(content, LetterPartId.FOLLOW_UP)


def test_every_pillar_is_named_with_its_own_wording(content: Content) -> None:
    statement = content.letter.part(LetterPartId.CORE).statements[1]
    for pillar in content.report.pillars:
        (line,) = [p for p in statement.argument if p.startswith(pillar.name)]
        assert "planning" in line or "gepland" in line


def test_statements_are_numbered_with_the_generated_one_at_its_place(content: Content) -> None:
    core = content.letter.part(LetterPartId.CORE).statements
    assert [s.number for s in core] == [1, 2, 3]
    assert core[1].heading == "De uitvoering van de agenda verloopt volgens planning."
    consequences = content.letter.part(LetterPartId.CONSEQUENCES).statements
    assert "ongeveer driekwart" in consequences[1].heading
    assert "26 van de 34 acties" in consequences[1].argument[0]


def test_a_part_with_nothing_to_say_says_nvt(content: Content) -> None:
    assert content.letter.part(LetterPartId.EUROPEAN).paragraphs == ("Nvt",)
    spoken = factory.consolidation(european=("Wij volgen het Europese beleid.",))
    text = load_letter_text(factory.FOLDER)
    other = make_content(factory.programme(), factory.edition(), spoken, text)
    assert other.letter.part(LetterPartId.EUROPEAN).paragraphs == ("Wij volgen het Europese beleid.",)


@pytest.mark.parametrize(
    ("status", "words"),
    [(Status.ON_SCHEDULE, "grotendeels volgens planning"), (Status.DELAYED, "deels volgens planning")],
)
def test_the_wording_of_progress_follows_the_data(small_folder: Path, status: Status, words: str) -> None:
    made = small.content(small_folder, small.consolidation(status=status))
    assert made.letter.part(LetterPartId.CORE).statements[0].heading == f"De uitvoering verloopt {words}."
    assert words in made.report.summary.progress


@given(SAID)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_people_wrote_stands_in_the_content_to_the_letter(small_folder: Path, said: str) -> None:
    merged = small.consolidation(said, occasion=(said,), foreword=(said,))
    made = small.content(small_folder, merged)
    written = merged.editorial.occasion
    assert made.report.pillars[0].actions[0].achieved[0].text == written
    assert made.report.foreword.text == written
    assert written[0] in made.letter.part(LetterPartId.OCCASION).paragraphs


def test_no_name_of_the_first_programme_reaches_the_second(small_folder: Path) -> None:
    made = small.content(small_folder, small.consolidation()).model_dump_json()
    assert "Brainport" not in made
    assert "Brabant" not in made


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{{ addressee }}", "{{ adresse }}"), "adresse"),
        (("  europa: {heading: Europese en internationale zaken}\n", ""), "europa"),
        (("Ter informatie.", "{% if %}"), "bevoegdheid"),
        (("nothing: Nvt", "nothing: Nvt\nfrom: mij"), "from"),
    ],
)
def test_a_text_file_that_is_wrong_is_refused_by_place(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    folder = small.folder(tmp_path, small.LETTER_TEXT.replace(*change))
    with pytest.raises(TemplateInvalid, match=message):
        small.content(folder, small.consolidation())


def test_sentences_that_break_the_fixed_form_give_no_content(tmp_path: Path) -> None:
    folder = small.folder(tmp_path, small.LETTER_TEXT.replace("{{ p.name }} verloopt", "Het verloopt"))
    known, merged = small.programme(), small.consolidation()
    with pytest.raises(LetterRuleBroken, match=r"BRF-006.*Talent"):
        make_content(known, known.edition(merged.edition), merged, load_letter_text(folder))


def test_a_missing_text_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TemplateInvalid, match=r"letter/text\.yaml"):
        load_letter_text(tmp_path)


def test_money_appears_only_when_partners_report_it(content: Content, small_folder: Path) -> None:
    assert content.report.finance is not None
    assert content.report.finance.total.startswith("€ ")
    assert small.content(small_folder, small.consolidation()).report.finance is None
