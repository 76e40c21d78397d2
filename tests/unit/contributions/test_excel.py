"""The Excel form: what it asks, what people do to it, and what is said of that."""

from __future__ import annotations

import zipfile
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
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
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


def _filter(book: Workbook) -> None:
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
    _insert_rows, _rename, _move_columns, _answers_first, _filter, _sort, _merge, _paste_with_looks, _no_headings,
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


# -- what is not even opened -------------------------------------------------------------------------------


def _added(name: str, content: str) -> bytes:
    return small.rewritten(filled(), {name: content})


def _sheet(change: Callable[[str], str]) -> bytes:
    return small.rewritten(filled(), {"xl/worksheets/sheet3.xml": change})


def _many(text: str, uses: int) -> bytes:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, uses))
    others = "<si><t>x</t></si>" * 200
    return small.rewritten(
        form(),
        {
            "xl/sharedStrings.xml": lambda _: f'<sst xmlns="{S}"><si><t>{text}</t></si>{others}</sst>',
            "xl/worksheets/sheet3.xml": lambda _: f'<worksheet xmlns="{S}"><sheetData>{cells}</sheetData></worksheet>',
        },
    )


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: _added("xl/vbaProject.bin", "x"), "BIJ-005"),
        (lambda: _added("xl/externalLinks/externalLink1.xml", "<x/>"), "BIJ-005"),
        (lambda: _added("xl/embeddings/oleObject1.bin", "x"), "BIJ-005"),
        (lambda: _added("xl/connections.xml", "<x/>"), "BIJ-005"),
        (lambda: _added("xl/macrosheets/sheet1.xml", "<x/>"), "BIJ-005"),
        (lambda: _sheet(lambda xml: xml.replace("<sheetData>", "<sheetData><row r='900'><c r='A900'><f>cmd|'/c calc'!A0"
                        "</f><v>1</v></c></row>")), "BIJ-005"),
        (lambda: _sheet(lambda xml: f"<!DOCTYPE x [<!ENTITY a 'b'>]>{xml.partition('?>')[2]}"), "BIJ-005"),
        (lambda: _sheet(lambda xml: xml.replace("</sheetData>", "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
                        "</sheetData>")), "BIJ-004"),
        (lambda: _many("a" * 500_000, 1000), "BIJ-004"),
        (lambda: _sheet(lambda xml: xml.replace("<sheetData>", "<sheetData>" + "<row/>" * 500_000)), "BIJ-004"),
        (lambda: small.rewritten(form(), {"xl/worksheets/sheet3.xml": lambda xml: xml.replace("<v>", "<v>999")}),
         "BIJ-002"),
        (lambda: _sheet(lambda xml: xml[:-50]), "BIJ-002"),
        (lambda: small.rewritten(filled(), {"xl/workbook.xml": lambda xml: xml.replace("T-01", "T-02")}), "BIJ-002"),
    ],
)  # fmt: skip
def test_what_could_harm_is_refused_unread(make: Callable[[], bytes], code: str) -> None:
    assert codes(make()) == [code]


def test_a_sheet_that_claims_to_be_endless_is_read_when_it_is_not() -> None:
    claims = _sheet(lambda xml: xml.replace('<dimension ref="', '<dimension ref="A1:XFD1048576" was="'))
    assert judged(claims).contribution == judged(filled()).contribution
    with zipfile.ZipFile(BytesIO(claims)) as archive:
        assert b"XFD1048576" in archive.read("xl/worksheets/sheet3.xml")


# -- one reading -------------------------------------------------------------------------------------------


def _cell(inside: str, kind: str = "", look: str = "") -> bytes:
    """The filled form with the cell of T-01.b written out anew."""

    def change(xml: str) -> str:
        start = xml.index('<c r="E6"')
        return (
            f'{xml[:start]}<c r="E6"{kind and f" t={kind!r}"}{look}>{inside}</c>{xml[xml.index("</c>", start) + 4 :]}'
        )

    return _sheet(change)


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<v>Dit</v><v>Dat</v>", "str"),
        ("<v> 1 </v>", "s"),
        ("<is><t>Dit</t></is>", "s"),
        ("<v>0</v><is><t>Dit</t></is>", "inlineStr"),
        ("<is><t>Dit</t></is><is><t>Dat</t></is>", "inlineStr"),
        ("<is><t>Dit</t><t>Dat</t></is>", "inlineStr"),
        ("<is><t>Dit</t><r><t>Dat</t></r></is>", "inlineStr"),
        ("<is><r><rPr><t>Dit</t></rPr><t>Dat</t></r></is>", "inlineStr"),
        ("<is><v>Dit</v></is>", "inlineStr"),
        ("<is><t>Dit<t>Dat</t></t></is>", "inlineStr"),
        ("<is>Dit<t>Dat</t></is>", "inlineStr"),
        ("<is><x:t xmlns:x='urn:x'>Dit</x:t></is>", "inlineStr"),
        ("<v>Dit<![CDATA[ of dat]]></v>", "str"),
        ("<f>1</f><f>2</f><v>Dit</v>", "str"),
        ("<v>Dit</v>", "onzin"),
        ("<v>Dit</v>", ""),
        ("<v>nan</v>", "n"),
        ("<v>2</v>", "b"),
        ("<c r='F6'><v>1</v></c>", ""),
        ("<x/>", ""),
    ],
)
def test_a_cell_that_programs_would_read_differently_is_refused_with_how_to_mend_it(inside: str, kind: str) -> None:
    (finding,) = judged(_cell(inside, kind)).findings
    assert finding.code == "BIJ-002"
    assert "sla het opnieuw op" in finding.mend
    assert "<![CDATA[" in inside or "blad T-01, cel" in finding.message


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace('<row r="6"', '<row r="5"'),
        lambda xml: xml.replace('r="E6"', 'r="E7"'),
        lambda xml: xml.replace('r="E6"', 'r="D6"'),
        lambda xml: xml.replace("</sheetData>", "</sheetData><sheetData/>"),
        lambda xml: xml.replace("<sheetData>", "<x:sheetData xmlns:x='urn:x'/><sheetData>"),
    ],
)
def test_a_sheet_with_one_address_twice_or_two_tables_of_cells_is_refused(change: Callable[[str], str]) -> None:
    assert codes(_sheet(change)) == ["BIJ-002"]


def test_an_attribute_of_another_namespace_is_no_address_and_no_kind() -> None:
    """Programs leave their own attributes at cells and rows; those say nothing about the value."""
    plain = _cell("<is><t>Dit</t></is>", "inlineStr")
    marked = _cell("<is><t>Dit</t></is>", "inlineStr", " xmlns:x='urn:x' x:r='B1' x:t='s'")
    assert judged(marked).contribution == judged(plain).contribution
    assert judged(plain).contribution is not None


# -- what a cell shows -------------------------------------------------------------------------------------


def _formatted(code: str, value: object, answer: str = "T-01.k") -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        cell = book["T-01"].cell(row_of(book["T-01"], answer), 5)
        cell.value, cell.number_format = value, code

    return change


def _amount(xlsx: bytes) -> Decimal | None:
    found = judged(xlsx).contribution
    return found.reports[0].money.amount if found and found.reports[0].money else None


@pytest.mark.parametrize(
    "code", ["0%", "0.00%", '"$"#,##0.00', "[$$-409]#,##0", "[$USD] 0", '0" duizend"', "[$£-809]0"]
)
def test_a_number_that_is_shown_as_something_else_than_euro_is_no_amount(code: str) -> None:
    assert "BIJ-060" in codes(damaged(_formatted(code, 0.5)))


@pytest.mark.parametrize(
    ("code", "value", "amount"),
    [
        ("General", 1250, 1250),
        ("[$€-413] #,##0.00", 1250.5, Decimal("1250.5")),
        ('_ "€"\\ * #,##0.00_ ;_ "€"\\ * \\-#,##0.00_ ;_ "€"\\ * "-"??_ ;_ @_ ', 1250, 1250),
        ("#,##0 [$EUR]", 1250, 1250),
        ('0.00,," miljoen"', 1_250_000, 1_250_000),
        ("[Red]0;[Blue]-0", 1250, 1250),
        ("@", 1250, 1250),
    ],
)
def test_a_number_that_is_shown_as_euro_or_as_it_is_is_that_amount(
    code: str, value: float, amount: int | Decimal
) -> None:
    assert _amount(damaged(_formatted(code, value))) == amount


def test_in_a_text_a_percentage_stands_as_it_was_seen() -> None:
    found = judged(damaged(_formatted("0%", 0.505, "T-01.b"))).contribution
    assert found is not None
    assert found.reports[0].achieved == ("50,5%",)


def test_what_a_format_keeps_out_of_sight_is_said() -> None:
    assert "BIJ-083" in codes(damaged(_formatted(";;;", "Dit ziet niemand", "T-01.b")))
    assert "BIJ-083" in codes(damaged(_formatted(";;;@", 1250)))


# -- filters -----------------------------------------------------------------------------------------------


def _filtered_and_hidden(code: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        _filter(book)
        book["T-01"].row_dimensions[row_of(book["T-01"], code)].hidden = True

    return change


def test_a_row_that_the_filter_would_show_was_hidden_by_hand_and_that_is_said() -> None:
    assert codes(damaged(_filter)) == []
    found = judged(damaged(_filtered_and_hidden("T-01.a"))).findings
    assert [(f.code, f.place) for f in found] == [("BIJ-083", "T-01.a (blad T-01, cel E5)")]


def test_a_row_below_the_filters_area_was_hidden_by_hand() -> None:
    def change(book: Workbook) -> None:
        _filter(book)
        book["T-01"].auto_filter.ref = f"A{row_of(book['T-01'], 'Code')}:E{row_of(book['T-01'], 'T-01.b')}"

    places = [f.place for f in judged(damaged(change)).findings if f.code == "BIJ-083"]
    assert not any(place.startswith("T-01.b") for place in places)
    assert any(place.startswith("T-01.c") for place in places)


def test_text_under_a_cell_that_was_merged_over_it_is_said() -> None:
    """Excel keeps what stood there before, and nobody sees it."""
    merged = _sheet(
        lambda xml: xml.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="E5:E6"/></mergeCells>')
    )
    assert ("BIJ-083", "T-01.b (blad T-01, cel E6)") in [(f.code, f.place) for f in judged(merged).findings]


def test_a_picture_placed_in_a_cell_is_said_and_not_what_older_programs_show_instead() -> None:
    """Excel 365 keeps it elsewhere (`vm`), with `#VALUE!` for programs that do not know it."""

    def change(xml: str) -> str:
        row = next(r for r in range(5, 40) if f'r="E{r}"' in xml and _code_at(filled(), r) == "T-01.g")
        start = xml.index(f'<c r="E{row}"')
        end = xml.index("</c>", start) + 4
        return f'{xml[:start]}<c r="E{row}" t="e" vm="1"><v>#VALUE!</v></c>{xml[end:]}'

    found = judged(_sheet(change)).findings
    assert "BIJ-083" not in [f.code for f in found]
    assert any("in het vak zelf" in f.message and "boven cellen" in f.mend for f in found), found


def _code_at(xlsx: bytes, row: int) -> object:
    return load_workbook(BytesIO(xlsx))["T-01"].cell(row, 1).value
