"""Word forms in a real LibreOffice, driven by its own API: filled in, saved, commented, opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from bna_pipeline.contributions.forms import word_form
from bna_pipeline.contributions.judge import Judgement, judge
from bna_pipeline.contributions.word_comments import commented
from bna_pipeline.contributions.word_file import read_word
from bna_pipeline.contributions.wordxml import FormIdentity
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.intake import IntakeLimits
from tests.sample.filling import Answer
from tests.support.budget import where_there_is_time
from tests.support.office import Chosen, Listed, OfficeAnswer, comments_in, convert, fill_with_office
from tests.unit.contributions import small

pytestmark = [pytest.mark.xdist_group("office"), where_there_is_time]  # one office for all of them

SENT = datetime.fromisoformat(small.SENT)
AT = datetime(2020, 5, 6, 9, 30, tzinfo=UTC)
ACHIEVED = (
    "Techniek & zorg: a < b > c, {{ naam }} en \"aanhalingstekens\" – met een streep…",
    "Één tweede alinea, met ë, ï, ç, ø, ß en €: 50 %, 20 °C en 3 m².",
    "En een derde.",
)  # fmt: skip
STEPS = ("Eerst dit.", "Dan dat.", "En daarna de rest.")
TYPED: Mapping[str, Answer] = {
    "ALG.a": "Programmamanager",
    "ALG.b": "gedeeltelijk",
    "T-01.a": "vertraagd",
    "T-01.b": ACHIEVED,
    "T-01.c": ["2 mei 2020 - Opening", "2 maart 2020 - Start"],
    "T-01.d": ["1 september 2020 - Vervolg", "5 oktober 2020 - Slot", "1 december 2020 - Zorg", "4 januari 2021 - Uit"],
    "T-01.e": "Een dag in het lab",
    "T-01.f": STEPS,
    "T-01.g": small.picture(),
    "T-01.h": "Een blauw vlak.",
    "T-01.i": "Blauw",
    "T-01.j": STEPS,
    "T-01.k": "€ 1.250.000,50",
    "T-01.l": "Docenten",
    "T-01.m": "Er was te weinig tijd.",
    "T-01.n": "Meer docenten.",
    "K-01.a": "nog niet gestart",
}  # fmt: skip
OFFICE: Mapping[str, OfficeAnswer] = {
    **TYPED,
    "ALG.b": Chosen("gedeeltelijk"),
    "T-01.a": Chosen("vertraagd"),
    "T-01.f": Listed(STEPS),
    "T-01.j": Listed(STEPS, numbered=True),
}


def _judged(docx: bytes) -> Judgement:
    return judge(small.PROGRAMME, small.EDITION, "school", "bijdrage.docx", docx, sent_at=SENT)


def _contribution(docx: bytes) -> Contribution:
    found = _judged(docx)
    assert found.contribution is not None, found.findings
    return found.contribution


@pytest.fixture(scope="module")
def form() -> bytes:
    """A form with last year's answers in it."""
    return word_form(small.PROGRAMME, small.EDITION, small.SCHOOL, small.contribution(small.data()))


@pytest.fixture(scope="module")
def by_script(form: bytes) -> bytes:
    return small.filled(dict(TYPED), empty=form)


@pytest.fixture(scope="module")
def by_office(form: bytes) -> bytes:
    return fill_with_office(form, "docx", OFFICE)


def test_a_form_filled_in_with_libreoffice_is_read_to_the_same_contribution_as_one_filled_by_our_script(
    by_script: bytes, by_office: bytes
) -> None:
    assert _contribution(by_office) == _contribution(by_script)
    assert _judged(by_office).findings == _judged(by_script).findings
    report = _contribution(by_office).reports[0]
    assert report.achieved == ACHIEVED
    assert report.next_steps == STEPS


def test_a_day_picked_in_the_calendar_is_the_date_of_the_milestone_and_unused_calendars_say_nothing(
    form: bytes,
) -> None:
    answers: dict[str, OfficeAnswer] = {
        **OFFICE,
        "T-01.c": Chosen("2 mei 2020", "Opening"),
        "T-01.d": Chosen("1 september 2020", "Vervolg"),
    }
    picked = _contribution(fill_with_office(form, "docx", answers)).reports[0].milestones
    assert [(m.date, m.title) for m in picked] == [(date(2020, 5, 2), "Opening"), (date(2020, 9, 1), "Vervolg")]


def test_a_form_saved_again_by_libreoffice_is_read_to_the_same(by_script: bytes, by_office: bytes) -> None:
    for form in (by_script, by_office):
        assert _contribution(convert(form, "docx", "docx")) == _contribution(by_script)


def test_a_form_that_went_through_opendocument_is_read_to_the_same(by_script: bytes) -> None:
    assert _contribution(convert(convert(by_script, "docx", "odt"), "odt", "docx")) == _contribution(by_script)


def test_an_empty_form_saved_by_libreoffice_is_still_empty_and_still_known(form: bytes) -> None:
    read = read_word(convert(form, "docx", "docx"))
    assert [a.code for a in read.answers] == [a.code for a in read_word(form).answers]
    assert all(not a.text.paragraphs and not a.text.hidden for a in read.answers)
    assert read.strays == ()
    assert read.identity == FormIdentity("proef-2020", "school", 1)


def _told(docx: bytes) -> bytes:
    wrong = commented(docx, _judged(docx).findings, IntakeLimits(), AT)
    assert wrong is not None
    return wrong


@pytest.fixture(scope="module")
def wrong(form: bytes) -> dict[str, bytes]:
    """A form with mistakes, filled in by our script and by LibreOffice."""
    answers: dict[str, Answer] = {
        "ALG.a": "Programmamanager",
        "ALG.b": "gedeeltelijk",
        "T-01.a": "loopt lekker",
        "T-01.b": ["Er is veel bereikt.", "En nog meer."],
        "T-01.c": ["1 mei 2020 - Begin", "ergens in mei - Opening"],
        "T-01.e": "Titel zonder tekst",
    }
    office: dict[str, OfficeAnswer] = {**answers}
    return {"script": small.filled(answers, empty=form), "office": fill_with_office(form, "docx", office)}


@pytest.mark.parametrize("filler", ["script", "office"])
def test_the_commented_form_opens_and_its_comments_stand_at_the_wrong_answers(
    wrong: dict[str, bytes], filler: str
) -> None:
    findings = _judged(wrong[filler]).findings
    assert {f.place for f in findings} == {"T-01.a", "T-01.c, regel 2", "T-01.f"}
    found = comments_in(_told(wrong[filler]))
    assert {(c.author, c.initials) for c in found} == {("BNA-controle", "BNA")}
    assert {c.place for c in found} == {"T-01.a", "T-01.c", "T-01.f"}
    for comment in found:
        (finding,) = (f for f in findings if f.place.startswith(comment.place))
        assert comment.said.split("\n") == [f"Fout: {finding.message}", finding.mend, f"({finding.code})"]


@pytest.mark.parametrize("filler", ["script", "office"])
def test_a_commented_form_that_libreoffice_saved_is_read_to_the_same_and_commented_anew(
    wrong: dict[str, bytes], filler: str
) -> None:
    before = _judged(wrong[filler])
    saved = convert(_told(wrong[filler]), "docx", "docx")
    assert _judged(saved) == before
    again = comments_in(_told(saved))
    assert sorted(c.place for c in again) == ["T-01.a", "T-01.c", "T-01.f"]


def test_a_comment_that_somebody_else_put_there_stays_and_is_still_said(wrong: dict[str, bytes]) -> None:
    """Ours, written by another author: as LibreOffice keeps them, and without us taking them for our own."""
    theirs = small.rewritten(
        convert(_told(wrong["script"]), "docx", "docx"),
        {"word/comments.xml": lambda text: text.replace("BNA-controle", "Beleidsmedewerker")},
    )
    told = _told(theirs)
    assert sorted({c.author for c in comments_in(told)}) == ["BNA-controle", "Beleidsmedewerker"]
    assert sum(f.code == "BIJ-081" for f in _judged(told).findings) == 3


def test_the_form_prints(by_script: bytes) -> None:
    assert convert(_told(by_script), "docx", "pdf").startswith(b"%PDF")
