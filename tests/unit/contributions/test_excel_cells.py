"""One reading of every cell: what programs would read differently is refused, and what a cell shows is what counts."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from tests.unit.contributions import small
from tests.unit.contributions.test_excel import codes, damaged, filled, filtered, form, judged, row_of

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

# -- what is not even opened -------------------------------------------------------------------------------


def _added(name: str, content: str) -> bytes:
    return small.rewritten(filled(), {name: content})


def with_sheet(change: Callable[[str], str]) -> bytes:
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
        (lambda: with_sheet(lambda xml: xml.replace("<sheetData>", "<sheetData><row r='900'><c r='A900'>"
                            "<f>cmd|'/c calc'!A0</f><v>1</v></c></row>")), "BIJ-005"),
        (lambda: with_sheet(lambda xml: f"<!DOCTYPE x [<!ENTITY a 'b'>]>{xml.partition('?>')[2]}"), "BIJ-005"),
        (lambda: with_sheet(lambda xml: xml.replace("</sheetData>", "<row r='1048576'><c r='XFD1048576'><v>1</v></c>"
                            "</row></sheetData>")), "BIJ-004"),
        (lambda: _many("a" * 500_000, 1000), "BIJ-004"),
        (lambda: with_sheet(lambda xml: xml.replace("<sheetData>", "<sheetData>" + "<row/>" * 500_000)), "BIJ-004"),
        (lambda: small.rewritten(form(), {"xl/worksheets/sheet3.xml": lambda xml: xml.replace("<v>", "<v>999")}),
         "BIJ-002"),
        (lambda: with_sheet(lambda xml: xml[:-50]), "BIJ-002"),
        (lambda: small.rewritten(filled(), {"xl/workbook.xml": lambda xml: xml.replace("T-01", "T-02")}), "BIJ-002"),
    ],
)  # fmt: skip
def test_what_could_harm_is_refused_unread(make: Callable[[], bytes], code: str) -> None:
    assert codes(make()) == [code]


def test_a_sheet_that_claims_to_be_endless_is_read_when_it_is_not() -> None:
    claims = with_sheet(lambda xml: xml.replace('<dimension ref="', '<dimension ref="A1:XFD1048576" was="'))
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

    return with_sheet(change)


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
    assert codes(with_sheet(change)) == ["BIJ-002"]


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
        filtered(book)
        book["T-01"].row_dimensions[row_of(book["T-01"], code)].hidden = True

    return change


def test_a_row_that_the_filter_would_show_was_hidden_by_hand_and_that_is_said() -> None:
    assert codes(damaged(filtered)) == []
    found = judged(damaged(_filtered_and_hidden("T-01.a"))).findings
    assert [(f.code, f.place) for f in found] == [("BIJ-083", "T-01.a (blad T-01, cel E5)")]


def test_a_row_below_the_filters_area_was_hidden_by_hand() -> None:
    def change(book: Workbook) -> None:
        filtered(book)
        book["T-01"].auto_filter.ref = f"A{row_of(book['T-01'], 'Code')}:E{row_of(book['T-01'], 'T-01.b')}"

    places = [f.place for f in judged(damaged(change)).findings if f.code == "BIJ-083"]
    assert not any(place.startswith("T-01.b") for place in places)
    assert any(place.startswith("T-01.c") for place in places)


def test_text_under_a_cell_that_was_merged_over_it_is_said() -> None:
    """Excel keeps what stood there before, and nobody sees it."""
    merged = with_sheet(
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

    found = judged(with_sheet(change)).findings
    assert "BIJ-083" not in [f.code for f in found]
    assert any("in het vak zelf" in f.message and "boven cellen" in f.mend for f in found), found


def _code_at(xlsx: bytes, row: int) -> object:
    return load_workbook(BytesIO(xlsx))["T-01"].cell(row, 1).value
