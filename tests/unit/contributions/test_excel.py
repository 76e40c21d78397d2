"""The Excel form: what it asks, what people do to it, and what is said of that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.excel_file import read_excel
from bna_pipeline.contributions.excel_form import excel_form
from bna_pipeline.contributions.judge import Judgement, judge
from bna_pipeline.contributions.wordxml import FormIdentity
from bna_pipeline.model.contribution import Carrier
from bna_pipeline.model.round import Contact, Department
from tests.support.filling_excel import ExcelAnswer, fill_excel, headings_of, saved
from tests.unit.contributions import small

MILESTONES: list[tuple[date | str, str]] = [(date(2019, 10, 3), "Opening"), ("4 maart 2020", "Vervolg")]
SENT = datetime.fromisoformat(small.SENT)
TYPED: dict[str, ExcelAnswer] = {
    "ALG.a": "Programmamanager",
    "ALG.b": "gedeeltelijk",
    "T-01.a": "conform planning",
    "T-01.b": ("Er is veel bereikt.", "Ook dit."),
    "T-01.c": MILESTONES,
    "T-01.d": "1 september 2020 - Slot",
    "T-01.k": 1_250_000,
    "T-01.l": "Docenten",
}


@cache
def form() -> bytes:
    return excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL)


@cache
def filled() -> bytes:
    return fill_excel(form(), TYPED, SENT)


def judged(xlsx: bytes) -> Judgement:
    return judge(small.PROGRAMME, small.EDITION, "school", "bijdrage.xlsx", xlsx, sent_at=SENT)


def damaged(change: Callable[[Workbook], object], xlsx: bytes | None = None) -> bytes:
    workbook = load_workbook(BytesIO(xlsx or filled()), rich_text=True)
    change(workbook)
    return saved(workbook, SENT)


def codes(xlsx: bytes) -> list[str]:
    return [f.code for f in judged(xlsx).findings]


def row_of(sheet: Worksheet, code: str) -> int:
    return next(int(row[0].row) for row in sheet.iter_rows() for cell in row if cell.value == code)


# -- the form ----------------------------------------------------------------------------------------------


def test_the_same_form_is_the_same_bytes() -> None:
    assert excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL) == form()


def test_every_question_of_every_action_of_the_partner_has_a_cell_and_no_other() -> None:
    wanted = {q.AUTHOR, q.COMPLETENESS}
    wanted |= {q.code_of(a.id, question) for a in small.PROGRAMME.actions_of("school") for question in q.PER_ACTION}
    assert {a.code for a in read_excel(form()).answers} == wanted


def test_an_empty_form_holds_no_answers_and_nothing_beside_them() -> None:
    read = read_excel(form())
    assert not any(a.filled or a.misplaced or a.beside for a in read.answers)
    assert not (read.strays or read.notes or read.overlays)


def test_a_department_has_its_own_actions_and_is_named_in_the_identity() -> None:
    department = Department(
        id="hbo", name="Afdeling hbo", contact=Contact(function="Hoofd", mail="hbo@example.org"), actions=("T-02",)
    )
    read = read_excel(excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL, version=2, department=department))
    assert read.identity == FormIdentity("proef-2020", "school", 2, "hbo")
    assert {a.code[:4] for a in read.answers} == {"ALG.", "T-02"}


def test_identity_stands_in_property_identifier_and_cells_each_enough_by_itself() -> None:
    wanted = FormIdentity("proef-2020", "school", 1)
    without = small.rewritten(form(), {"docProps/custom.xml": None})
    assert read_excel(without).identity == wanted
    only_cells = small.rewritten(without, {"docProps/core.xml": lambda xml: xml.replace(str(wanted), "")})
    assert read_excel(only_cells).identity == wanted


def test_last_year_stands_beside_empty_answers_and_is_no_answer() -> None:
    before = small.contribution(
        small.data(
            small.report("T-01", milestones=[{"date": "2020-12-01", "title": "Slot", "reached": False}]),
        )
    )
    sheet = load_workbook(BytesIO(excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL, before)))["T-01"]
    column = headings_of(sheet)["Vorig jaar"]
    assert sheet.cell(row_of(sheet, "T-01.a"), column).value == "conform planning"
    assert sheet.cell(row_of(sheet, "T-01.d"), column).value == "1 december 2020 - Slot"
    assert not any(
        a.filled for a in read_excel(excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL, before)).answers
    )


def test_an_answer_typed_over_last_years_is_said_and_last_years_own_is_not() -> None:
    before = small.contribution(
        small.data(
            small.report(
                "T-01",
                achieved=["Eerst dit.", "Toen dat."],
                milestones=[{"date": "2020-12-01", "title": "Slot", "reached": False}],
            )
        )
    )
    shown = fill_excel(excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL, before), TYPED, SENT)

    def said(xlsx: bytes) -> list[tuple[str, str]]:
        found = judge(small.PROGRAMME, small.EDITION, "school", "b.xlsx", xlsx, previous=before, sent_at=SENT).findings
        return [(f.code, f.place) for f in found if "Vorig jaar" in f.message]

    def typed_over(book: Workbook) -> None:
        sheet = book["T-01"]
        cell = sheet.cell(row_of(sheet, "T-01.b"), headings_of(sheet)["Vorig jaar"])
        cell.value = f"{cell.value}\nEn nu ook dit."

    assert said(shown) == []
    assert said(damaged(_sort, shown)) == []
    assert said(damaged(typed_over, shown)) == [("BIJ-082", "T-01.b (blad T-01, cel E6)")]


def test_only_answers_can_be_written_in_without_a_password_and_choices_dates_and_limits_are_checked() -> None:
    sheet = load_workbook(BytesIO(form()))["T-01"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    columns = headings_of(sheet)
    row = row_of(sheet, "T-01.a")
    assert not sheet.cell(row, columns["Uw antwoord"]).protection.locked
    assert sheet.cell(row, columns["Vraag"]).protection.locked
    kinds = {v.type for v in sheet.data_validations.dataValidation}
    assert {"list", "date", "decimal", "textLength"} <= kinds
    assert all(v.promptTitle and v.prompt for v in sheet.data_validations.dataValidation)


# -- what is read ------------------------------------------------------------------------------------------


def test_what_was_typed_is_read_with_dates_and_numbers_as_such() -> None:
    found = judged(filled())
    assert found.carrier is Carrier.EXCEL
    assert found.findings == ()
    assert found.contribution is not None
    (report,) = found.contribution.reports
    assert report.achieved == ("Er is veel bereikt.", "Ook dit.")
    assert [(m.date, m.title, m.reached) for m in report.milestones] == [
        (date(2019, 10, 3), "Opening", True),
        (date(2020, 3, 4), "Vervolg", True),
        (date(2020, 9, 1), "Slot", False),
    ]
    assert report.money is not None
    assert report.money.amount == Decimal(1_250_000)


def test_the_moment_of_sending_is_that_of_saving() -> None:
    found = judge(small.PROGRAMME, small.EDITION, "school", "bijdrage.xlsx", filled())
    assert found.sent_at == SENT


# -- ten kinds of damage that loses nothing ----------------------------------------------------------------


def _insert_rows(book: Workbook) -> None:
    book["T-01"].unprotect = None
    book["T-01"].insert_rows(1, 2)
    book["T-01"].insert_rows(row_of(book["T-01"], "T-01.b"))


def _rename(book: Workbook) -> None:
    book["T-01"].title = "Onze actie (def)"
    book.move_sheet("Onze actie (def)", -2)


def _move_columns(book: Workbook) -> None:
    book["T-01"].insert_cols(3, 2)
    book["Algemeen"].insert_cols(1)


def _answers_first(book: Workbook) -> None:
    sheet = book["T-01"]
    for row in sheet.iter_rows():
        values = [cell.value for cell in row[:5]]
        for cell, value in zip(row, [values[4], values[3], *values[:3]], strict=False):
            cell.value = value


def filtered(book: Workbook) -> None:
    sheet = book["T-01"]
    heading = row_of(sheet, "Code")
    sheet.auto_filter.ref = f"A{heading}:E{sheet.max_row}"
    sheet.auto_filter.add_filter_column(4, ["conform planning"])
    for row in range(heading + 2, sheet.max_row + 1):
        sheet.row_dimensions[row].hidden = True


def _sort(book: Workbook) -> None:
    sheet = book["T-01"]
    heading = row_of(sheet, "Code")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=heading + 1)]
    rows.sort(key=lambda row: str(row[1]), reverse=True)
    rows = [row for row in rows if row[0] != "T-01.c"] + [row for row in rows if row[0] == "T-01.c"]
    for target, row in zip(sheet.iter_rows(min_row=heading + 1), rows, strict=True):
        for cell, value in zip(target, row, strict=True):
            cell.value = value


def _merge(book: Workbook) -> None:
    sheet = book["T-01"]
    row = row_of(sheet, "T-01.b")
    sheet.cell(row, 4).value = sheet.cell(row, 5).value
    sheet.cell(row, 5).value = None
    sheet.merge_cells(start_row=row, end_row=row, start_column=4, end_column=5)


def _paste_with_looks(book: Workbook) -> None:
    cell = book["T-01"].cell(row_of(book["T-01"], "T-01.b"), 5)
    cell.font, cell.fill = Font("Comic Sans MS", 30, bold=True), PatternFill("solid", fgColor="FF0000")
    cell.number_format = "0.00%"


def _no_headings(book: Workbook) -> None:
    book["T-01"].delete_rows(row_of(book["T-01"], "Code"))


def _without_the_rest(book: Workbook) -> None:
    for name in ("Uitleg", "T-02", "K-01"):
        del book[name]


def _as_text(book: Workbook) -> None:
    sheet = book["T-01"]
    row = row_of(sheet, "T-01.c")
    sheet.cell(row, 4).value = None
    sheet.cell(row, 5).value = " 3-10-2019: Opening "
    sheet.cell(row_of(sheet, "T-01.k"), 5).value = "€ 1.250.000,-"
    sheet.cell(row_of(sheet, "T-01.a"), 5).value = " Conform planning. "


def _copied_row(book: Workbook) -> None:
    sheet = book["T-01"]
    row = row_of(sheet, "T-01.c") + 1
    said = [cell.value for cell in sheet[row]]
    for cell in sheet[row]:
        cell.value = None
    for column, value in enumerate(said, 1):
        sheet.cell(sheet.max_row + (column == 1), column).value = value


DAMAGE = (
    _insert_rows, _rename, _move_columns, _answers_first, filtered, _sort, _merge, _paste_with_looks, _no_headings,
    _without_the_rest, _as_text, _copied_row,
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__.strip("_"))
def test_the_answers_survive(damage: Callable[[Workbook], None]) -> None:
    found = judged(damaged(damage))
    assert found.contribution == judged(filled()).contribution, found.findings


# -- nothing falls away unsaid -----------------------------------------------------------------------------


def _set(sheet: str, code: str, column: int, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet].cell(row_of(book[sheet], code), column).value = value

    return change


def _hide_row(book: Workbook) -> None:
    book["T-01"].row_dimensions[row_of(book["T-01"], "T-01.b")].hidden = True


def _hide_sheet(book: Workbook) -> None:
    book["T-01"].sheet_state = "hidden"


def _hide_column(book: Workbook) -> None:
    book["T-01"].column_dimensions["E"].hidden = True


def _note(book: Workbook) -> None:
    book["T-01"]["E5"].comment = Comment("Klopt dit nog?", "Collega")


def _picture_elsewhere(book: Workbook) -> None:
    book["T-01"].add_image(Image(BytesIO(small.picture(80, 5))), f"E{row_of(book['T-01'], 'T-01.b')}")


def _extra_sheet(book: Workbook) -> None:
    book.create_sheet("Kladblok")["B2"] = "Nog te doen"


@pytest.mark.parametrize(
    ("damage", "code", "place"),
    [
        (_set("T-01", "T-01.b", 1, "T-01"), "BIJ-084", "de rij onder T-01.a (blad T-01, cel E6)"),
        (_set("T-01", "T-01.b", 1, "T-01.bis"), "BIJ-084", "T-01.b (blad T-01, cel A6)"),
        (_set("T-01", "T-01.b", 7, "zie mail"), "BIJ-082", "T-01.b (blad T-01, cel G6)"),
        (_set("T-01", "T-01.b", 2, "Antwoord hier"), "BIJ-082", "T-01.b (blad T-01, cel E6)"),
        (_set("T-01", "T-01.b", 4, "Antwoord hier"), "BIJ-084", "T-01.b (blad T-01, cel E6)"),
        (_set("T-01", "T-01.b", 3, "Antwoord hier"), "BIJ-082", "T-01.b (blad T-01, cel E6)"),
        (_set("T-01", "T-01.b", 5, "=1/0"), "BIJ-083", "T-01.b (blad T-01, cel E6)"),
        (lambda book: book["T-01"].__setitem__("B40", "P.S."), "BIJ-082", "blad T-01, cel B40"),
        (lambda book: book["T-01"].__setitem__("G4", "P.S."), "BIJ-082", "blad T-01, cel G4"),
        (_set("T-01", "T-01.g", 5, "Zie de bijlage"), "BIJ-082", "T-01.g (blad T-01, cel E19)"),
        (_extra_sheet, "BIJ-082", "blad Kladblok, cel B2"),
        (_hide_row, "BIJ-083", "T-01.b (blad T-01, cel E6)"),
        (_hide_sheet, "BIJ-083", "T-01.a (blad T-01, cel E5)"),
        (_hide_column, "BIJ-083", "T-01.a (blad T-01, cel E5)"),
        (_note, "BIJ-081", "T-01.a (blad T-01, cel E5)"),
        (_picture_elsewhere, "BIJ-056", "T-01.b (blad T-01, cel E6)"),
        (_set("Algemeen", "ALG.b", 1, "ALG.a"), "BIJ-084", "ALG.a"),
    ],
)
def test_what_stands_elsewhere_is_said_with_its_cell(damage: Callable[[Workbook], None], code: str, place: str) -> None:
    found = [(f.code, f.place) for f in judged(damaged(damage)).findings]
    assert (code, place) in found, found


def test_a_formula_counts_by_its_outcome_and_without_one_is_said() -> None:
    sheet = "xl/worksheets/sheet3.xml"
    cell = '<c r="E6" s="{s}" t="{t}"><f>A1</f><v>{v}</v></c>'

    def with_formula(kind: str, value: str) -> bytes:
        def change(xml: str) -> str:
            start = xml.index('<c r="E6"')
            end = xml.index("</c>", start) + 4
            look = xml[start:end].partition('s="')[2].partition('"')[0]
            return xml[:start] + cell.format(s=look, t=kind, v=value) + xml[end:]

        return small.rewritten(filled(), {sheet: change})

    found = judged(with_formula("str", "Uitgerekend"))
    assert found.contribution is not None
    assert found.contribution.reports[0].achieved == ("Uitgerekend",)
    assert "BIJ-083" in codes(with_formula("e", "#REF!"))


def test_another_workbook_is_no_form() -> None:
    book = Workbook()
    book.active["A1"] = "Begroting"
    assert codes(saved(book, SENT)) == ["BIJ-001"]


def test_the_form_of_another_partner_is_said_once() -> None:
    other = excel_form(small.PROGRAMME, small.EDITION, small.PROGRAMME.partner("stad"))
    assert "BIJ-011" in codes(fill_excel(other, {"ALG.a": "Hoofd", "ALG.b": "gedeeltelijk"}, SENT))
