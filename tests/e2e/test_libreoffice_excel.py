"""Excel forms in a real LibreOffice, driven by its own API: filled in, saved, marked, opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bna_pipeline.contributions.excel_file import read_excel
from bna_pipeline.contributions.excel_form import excel_form
from bna_pipeline.contributions.excel_marked import marked
from bna_pipeline.contributions.judge import Judgement, judge
from bna_pipeline.contributions.wordxml import CHECKER, FormIdentity
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.intake import IntakeLimits
from tests.support.budget import where_there_is_time
from tests.support.filling_excel import ExcelAnswer, fill_excel
from tests.support.office import Chosen, OfficeAnswer, convert, fill_with_office
from tests.unit.contributions import small

pytestmark = [pytest.mark.xdist_group("office"), where_there_is_time]  # one office for all of them

SENT = datetime.fromisoformat(small.SENT)
AT = datetime(2020, 5, 6, 9, 30, tzinfo=UTC)
LAST_YEAR = small.contribution(small.data())
ACHIEVED = ("Techniek & zorg: a < b > c, {{ naam }} – met een streep…", "=1+1 is geen formule", "- 50 %, 20 °C en 3 m²")
TYPED: Mapping[str, ExcelAnswer] = {
    "ALG.a": "Programmamanager",
    "ALG.b": "gedeeltelijk",
    "T-01.a": "vertraagd",
    "T-01.b": ACHIEVED,
    "T-01.c": "2 mei 2020 - Opening\n2 maart 2020 - Start",
    "T-01.d": "1 september 2020 - Vervolg",
    "T-01.e": "12-5-2020",
    "T-01.f": ("Een dag", "in het lab"),
    "T-01.j": "0012",
    "T-01.k": Decimal("1250000.50"),
    "T-01.l": "Docenten",
    "T-01.m": "Er was te weinig tijd.",
    "T-01.n": "Meer docenten.",
    "K-01.a": "nog niet gestart",
}
OFFICE: Mapping[str, OfficeAnswer] = {
    **{code: answer for code, answer in TYPED.items() if isinstance(answer, str | Decimal)},
    "T-01.b": ACHIEVED,
    "T-01.f": ("Een dag", "in het lab"),
    "ALG.b": Chosen("gedeeltelijk"),
    "T-01.a": Chosen("vertraagd"),
}


def _judged(xlsx: bytes) -> Judgement:
    return judge(small.PROGRAMME, small.EDITION, "school", "bijdrage.xlsx", xlsx, previous=LAST_YEAR, sent_at=SENT)


def _contribution(xlsx: bytes) -> Contribution:
    found = _judged(xlsx)
    assert found.contribution is not None, found.findings
    return found.contribution


@pytest.fixture(scope="module")
def form() -> bytes:
    """A form with last year's answers in it."""
    return excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL, LAST_YEAR, version=3)


@pytest.fixture(scope="module")
def by_script(form: bytes) -> bytes:
    return fill_excel(form, TYPED, SENT)


@pytest.fixture(scope="module")
def by_office(form: bytes) -> bytes:
    return fill_with_office(form, "xlsx", OFFICE)


def test_a_form_filled_in_with_libreoffice_is_read_to_the_same_contribution_as_one_filled_by_our_script(
    by_script: bytes, by_office: bytes
) -> None:
    assert _contribution(by_office) == _contribution(by_script)
    assert _judged(by_office).findings == _judged(by_script).findings
    report = _contribution(by_office).reports[0]
    assert report.achieved == ACHIEVED
    assert report.example is not None
    assert report.example.title == "12-5-2020"
    assert report.next_steps == ("0012",)
    assert [(m.date, m.title) for m in report.milestones if m.reached] == [
        (date(2020, 5, 2), "Opening"),
        (date(2020, 3, 2), "Start"),
    ]


def test_a_form_saved_again_by_libreoffice_holds_the_same_answers_and_is_the_same_form(by_script: bytes) -> None:
    again = convert(by_script, "xlsx", "xlsx")
    assert _contribution(again) == _contribution(by_script)
    assert _judged(again).findings == _judged(by_script).findings
    assert read_excel(again).identity == FormIdentity("proef-2020", "school", 3)


def test_a_form_saved_as_ods_is_told_how_to_save_it(by_script: bytes) -> None:
    (finding,) = _judged(convert(by_script, "xlsx", "ods")).findings
    assert ".xlsx" in finding.mend


def test_a_picture_laid_over_its_row_survives_libreoffice(form: bytes) -> None:
    filled = fill_excel(
        form,
        {
            **TYPED,
            "T-01.g": small.picture(),
            "T-01.h": "Een blauw vlak.",
        },
        SENT,
    )
    again = convert(filled, "xlsx", "xlsx")
    assert _contribution(again) == _contribution(filled)
    example = _contribution(again).reports[0].example
    assert example is not None
    assert example.picture is not None


def test_a_marked_workbook_opens_in_libreoffice_which_keeps_its_notes_and_none_of_them_is_a_remark_of_the_partner(
    form: bytes,
) -> None:
    wrong = fill_excel(form, {**TYPED, "T-01.a": "verlaat", "T-01.k": "veel"}, SENT)
    findings = _judged(wrong).findings
    assert {f.place[:6] for f in findings} == {"T-01.a", "T-01.k", "K-01.a"}
    data = marked(wrong, findings, IntakeLimits(), AT)
    assert data is not None
    again = convert(data, "xlsx", "xlsx")
    assert _judged(again).findings == findings
    notes = {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in load_workbook(BytesIO(again))
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert len(notes) == len(findings)
    assert all(text.startswith(f"{CHECKER}:") for text in notes.values())
    assert convert(data, "xlsx", "pdf").startswith(b"%PDF")
