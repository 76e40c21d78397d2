"""What people do to a form while they fill it in: the contribution stays the same, or somebody is told what is lost."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from io import BytesIO

import pytest
from docx.oxml import parse_xml
from lxml import etree

from bna_pipeline.contributions.forms import word_form
from bna_pipeline.contributions.questions import CODE
from bna_pipeline.contributions.wordxml import w
from bna_pipeline.contributions.zips import packed
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.finding import Severity
from tests.sample.filling import Answer
from tests.unit.contributions import small

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ANSWERS: dict[str, Answer] = {
    "T-01.a": "vertraagd",
    "T-01.b": ["Er is veel bereikt.", "Meer dan vorig jaar.", "En het was leuk."],
    "T-01.c": ["2 maart 2020 - Start", "1 mei 2020 - Opening"],
    "T-01.d": ["1 september 2020 - Vervolg"],
    "T-01.e": "Een dag in het lab",
    "T-01.f": "Zo ging het.",
    "T-01.g": small.picture(),
    "T-01.h": "Een blauw vlak.",
    "T-01.j": ["Eerst dit.", "Dan dat."],
    "T-01.k": "1.250.000",
    "T-01.l": "Docenten",
    "T-01.m": "Te weinig tijd.",
    "T-01.n": "Meer docenten.",
    "T-02.a": "gerealiseerd",
    "T-02.b": "Klaar.",
}
Damage = Callable[[etree._Element], None]


@pytest.fixture(scope="module")
def form() -> bytes:
    """A form with last year's answers at the questions, filled in."""
    before = small.contribution(
        small.data(
            small.report(
                "T-01",
                status="stopgezet",
                achieved="Van vorig jaar.",
                next_steps="Ook van vorig jaar.",
                reason="Oude reden.",
                measure="Oude maatregel.",
                milestones=[{"date": "2020-09-01", "title": "Oude mijlpaal", "reached": False}],
            )
        )
    )
    return small.filled(ANSWERS, empty=word_form(small.PROGRAMME, small.EDITION, small.SCHOOL, before))


@pytest.fixture(scope="module")
def whole(form: bytes) -> Contribution:
    found = small.word_judged(form)
    assert found.findings == ()
    assert found.contribution is not None
    return found.contribution


def _damaged(form: bytes, damage: Damage) -> bytes:
    with zipfile.ZipFile(BytesIO(form)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    damage(root)
    parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed(parts.items())


# -- what there is to damage -----------------------------------------------------------------------------


def _xml(text: str) -> etree._Element:
    element: etree._Element = parse_xml(
        text.replace(">", f" {W}>", 1) if "/>" not in text.split(">")[0] + ">" else text
    )
    return element


def _text(element: etree._Element) -> str:
    return "".join(str(t.text or "") for t in element.iter(w("t")))


def _rows(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for row in root.iter(w("tr")):
        if found := CODE.match(_text(row)):
            yield f"{found['subject']}.{found['letter']}", row


def _row(root: etree._Element, code: str) -> etree._Element:
    return next(row for found, row in _rows(root) if found == code)


def _answer(root: etree._Element, code: str) -> etree._Element:
    return _row(root, code).findall(w("tc"))[1]


def _table(root: etree._Element, code: str) -> etree._Element:
    return next(_row(root, code).iterancestors(w("tbl")))


def _replace(element: etree._Element, *others: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    at = parent.index(element)
    parent[at : at + 1] = list(others)


def _paragraph(*runs: str, look: str = "") -> etree._Element:
    inner = "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return _xml(f"<w:p><w:pPr>{look}</w:pPr>{inner}</w:p>")


# -- damage that changes nothing -------------------------------------------------------------------------


def controls_deleted(root: etree._Element) -> None:
    """What is in them stays; so `Verwijder inhoudsbesturingselement`, and many a program that opens the form."""
    for control in list(root.iter(w("sdt"))):
        content = control.find(w("sdtContent"))
        assert content is not None
        _replace(control, *content)


def control_deleted_and_answer_typed(root: etree._Element) -> None:
    for code, answer in (("T-01.a", "Vertraagd."), ("ALG.b", "gedeeltelijk")):
        cell = _answer(root, code)
        cell[:] = [*cell.findall(w("tcPr")), _paragraph(answer)]


def empty_rows_added(root: etree._Element) -> None:
    for code in ("T-01.a", "T-01.f", "T-01.n"):
        _row(root, code).addnext(_xml("<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>"))


def text_pasted_with_formatting(root: etree._Element) -> None:
    """From a web page: fonts, colours, a link, a bookmark, spelling marks, and runs cut anywhere."""
    cell = _answer(root, "T-01.b")
    pasted = _xml(
        '<w:p><w:pPr><w:pStyle w:val="Kop9"/><w:shd w:fill="FFFF00"/></w:pPr><w:bookmarkStart w:id="9" w:name="x"/>'
        '<w:r><w:rPr><w:rFonts w:ascii="Comic Sans MS"/><w:b/><w:color w:val="FF0000"/></w:rPr><w:t>Er is v</w:t></w:r>'
        '<w:proofErr w:type="spellStart"/><w:hyperlink w:anchor="x"><w:r><w:rPr><w:u w:val="single"/></w:rPr>'
        '<w:t xml:space="preserve">eel </w:t></w:r></w:hyperlink><w:bookmarkEnd w:id="9"/><w:smartTag w:element="x">'
        "<w:r><w:lastRenderedPageBreak/><w:t>bereikt.</w:t></w:r></w:smartTag></w:p>"
    )
    _replace(cell.findall(w("p"))[0], pasted)


def blank_lines_everywhere(root: etree._Element) -> None:
    for code in ("T-01.a", "T-01.b", "T-01.c", "T-01.g", "T-01.j"):
        for paragraph in _answer(root, code).findall(w("p")):
            paragraph.addprevious(_paragraph("  "))
            paragraph.addnext(_paragraph())


def answers_as_lists(root: etree._Element) -> None:
    for code, numbers in (("T-01.b", "1"), ("T-01.c", "2"), ("T-01.j", "2")):
        for paragraph in _answer(root, code).findall(w("p")):
            look = paragraph.find(w("pPr"))
            if look is None:
                look = _xml("<w:pPr></w:pPr>")
                paragraph.insert(0, look)
            look.append(_xml(f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbers}"/></w:numPr>'))


def bullets_typed_by_hand(root: etree._Element) -> None:
    for paragraph in _answer(root, "T-01.c").findall(w("p")):
        if "2020" in _text(paragraph):
            _replace(paragraph, _paragraph("• ", _text(paragraph).replace(" - ", " – ")))


def lines_broken_with_shift_enter(root: etree._Element) -> None:
    for code in ("T-01.b", "T-01.c"):
        cell = _answer(root, code)
        lines = [text for p in cell.findall(w("p")) if (text := _text(p)) and "Kies" not in text]
        inner = "<w:r><w:br/></w:r>".join(f"<w:r><w:t>{line}</w:t></w:r>" for line in lines)
        cell[:] = [*cell.findall(w("tcPr")), _xml(f"<w:p>{inner}</w:p>")]


def answer_cells_split(root: etree._Element) -> None:
    """Into two: some put the second paragraph in the second half."""
    cell = _answer(root, "T-01.j")
    second = _xml("<w:tc></w:tc>")
    second.append(cell.findall(w("p"))[1])
    cell.addnext(second)
    _answer(root, "T-01.e").addnext(_xml("<w:tc><w:p/></w:tc>"))


def answer_in_a_nested_table(root: etree._Element) -> None:
    cell = _answer(root, "T-01.b")
    rows = "".join(f"<w:tr><w:tc><w:p><w:r><w:t>{_text(p)}</w:t></w:r></w:p></w:tc></w:tr>" for p in cell.iter(w("p")))
    cell[:] = [*cell.findall(w("tcPr")), _xml(f"<w:tbl>{rows}</w:tbl>"), _xml("<w:p></w:p>")]


def form_in_a_layout_table(root: etree._Element) -> None:
    table = _table(root, "T-01.a")
    around = _xml("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>")
    table.addprevious(around)
    cell = next(around.iter(w("tc")))
    cell.insert(0, table)


def columns_swapped_in_width(root: etree._Element) -> None:
    for width in root.iter(w("tcW"), w("gridCol")):
        width.set(w("w"), "1200" if width.get(w("w")) != "1200" else "9000")


def pages_and_sections_broken(root: etree._Element) -> None:
    table = _table(root, "T-01.a")
    table.addprevious(_xml('<w:p><w:r><w:br w:type="page"/></w:r></w:p>'))
    table.addnext(
        _xml('<w:p><w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr></w:pPr></w:p>')
    )
    first = _answer(root, "T-01.b").findall(w("p"))[1]
    first.insert(0, _xml('<w:r><w:br w:type="page"/></w:r>'))


def table_split_in_two(root: etree._Element) -> None:
    table = _table(root, "T-01.a")
    second = _xml("<w:tbl></w:tbl>")
    rows = table.findall(w("tr"))
    table.addnext(second)
    for row in rows[6:]:
        second.append(row)
    second.addprevious(_xml("<w:p></w:p>"))


def heading_rows_deleted(root: etree._Element) -> None:
    for mark in list(root.iter(w("tblHeader"))):
        row = next(mark.iterancestors(w("tr")))
        parent = row.getparent()
        assert parent is not None
        parent.remove(row)


def rows_in_another_order(root: etree._Element) -> None:
    table = _table(root, "T-01.a")
    for row in list(reversed(table.findall(w("tr"))[1:])):
        table.append(row)


def typed_with_tracked_changes(root: etree._Element) -> None:
    for code in ("T-01.b", "T-01.e", "T-02.b"):
        for paragraph in _answer(root, code).findall(w("p")):
            for run in paragraph.findall(w("r")):
                inserted = _xml('<w:ins w:id="1" w:author="x" w:date="2020-05-01T10:00:00Z"></w:ins>')
                _replace(run, inserted)
                inserted.append(run)
            gone = '<w:del w:id="2" w:author="x"><w:r><w:delText>Oud.</w:delText></w:r></w:del>'
            paragraph.append(_xml(gone))


def last_year_deleted_or_made_bold(root: etree._Element) -> None:
    """Deleted at every other question."""
    for number, (_, row) in enumerate(_rows(root)):
        for paragraph in row.findall(w("tc"))[0].findall(w("p")):
            style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
            if style is None or style.get(w("val")) != "Vorigjaar":
                continue
            if number % 2:
                paragraph[:] = [_xml(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{_text(paragraph)}</w:t></w:r>")]
            else:
                row.findall(w("tc"))[0].remove(paragraph)


def codes_moved_and_cut_up(root: etree._Element) -> None:
    """A blank line or spaces before the code, and the code over several runs, as spelling checkers leave it."""
    question = _row(root, "T-01.b").findall(w("tc"))[0]
    question.findall(w("p"))[0].addprevious(_paragraph(""))
    for code in ("T-01.c", "T-01.j"):
        first = _row(root, code).findall(w("tc"))[0].findall(w("p"))[0]
        label = _text(first).removeprefix(code)
        _replace(first, _paragraph("\u00a0 ", code[:2], code[2:4], code[4:], label))


def rows_in_controls(root: etree._Element) -> None:
    """A repeating section, as Word makes of rows that somebody copies."""
    for code in ("T-01.b", "T-01.f"):
        row = _row(root, code)
        control = _xml('<w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr><w:sdtContent></w:sdtContent></w:sdt>')
        _replace(row, control)
        content = control.find(w("sdtContent"))
        assert content is not None
        content.append(row)


def picture_pasted_in_another_answer(root: etree._Element) -> None:
    _answer(root, "T-01.j").append(deepcopy(_answer(root, "T-01.g").findall(w("p"))[0]))


def spaces_and_tabs_everywhere(root: etree._Element) -> None:
    for code in ("T-01.b", "T-01.e", "T-01.k"):
        for text in _answer(root, code).iter(w("t")):
            text.text = f" \u00a0{(text.text or '').replace(' ', '  ')}  "


def column_put_before_the_codes(root: etree._Element) -> None:
    for row in _table(root, "T-01.a").findall(w("tr")):
        row.insert(0, _xml("<w:tc><w:p/></w:tc>"))


def explanation_deleted(root: etree._Element) -> None:
    body = root[0]
    for element in list(body):
        if element.tag == w("p"):
            body.remove(element)


HARMLESS: dict[Damage, set[str]] = {
    controls_deleted: set(),
    control_deleted_and_answer_typed: set(),
    empty_rows_added: set(),
    text_pasted_with_formatting: set(),
    blank_lines_everywhere: set(),
    answers_as_lists: set(),
    bullets_typed_by_hand: set(),
    lines_broken_with_shift_enter: set(),
    answer_cells_split: set(),
    answer_in_a_nested_table: {"BIJ-082"},
    form_in_a_layout_table: set(),
    columns_swapped_in_width: set(),
    pages_and_sections_broken: set(),
    table_split_in_two: set(),
    heading_rows_deleted: set(),
    rows_in_another_order: set(),
    typed_with_tracked_changes: {"BIJ-080"},
    last_year_deleted_or_made_bold: set(),
    codes_moved_and_cut_up: set(),
    rows_in_controls: set(),
    picture_pasted_in_another_answer: {"BIJ-056"},
    spaces_and_tabs_everywhere: set(),
    column_put_before_the_codes: set(),
    explanation_deleted: set(),
}
"""Each damage, and the remarks that it makes; no remark of these blocks."""


@pytest.mark.parametrize("damage", HARMLESS, ids=lambda d: d.__name__)
def test_a_damaged_form_is_read_to_the_same_contribution(form: bytes, whole: Contribution, damage: Damage) -> None:
    found = small.word_judged(_damaged(form, damage))
    assert found.contribution == whole, found.findings
    assert {f.code for f in found.findings} == HARMLESS[damage]
    assert all(f.severity is Severity.WARNING for f in found.findings)


# -- damage that loses something -------------------------------------------------------------------------


def code_typed_over(root: etree._Element) -> None:
    first = next(_row(root, "T-01.j").iter(w("t")))
    first.text = "Wat komt er"


def code_typed_on(root: etree._Element) -> None:
    first = next(_row(root, "T-01.j").iter(w("t")))
    first.text = f"{first.text}ijna"


def answer_column_deleted(root: etree._Element) -> None:
    for code, row in list(_rows(root)):
        if code.startswith("T-01"):
            row.remove(row.findall(w("tc"))[1])


def cells_merged_sideways(root: etree._Element) -> None:
    """As Word does: the text of the answer comes below that of the question."""
    row = _row(root, "T-01.j")
    question, answer = row.findall(w("tc"))
    question.extend(answer.findall(w("p")))
    row.remove(answer)


def cells_merged_upwards(root: etree._Element) -> None:
    """As Word does: what stood in the lower cell goes to the upper one."""
    upper, lower = _answer(root, "T-01.m"), _answer(root, "T-01.n")
    upper.extend(lower.findall(w("p")))
    for cell, merge in ((upper, '<w:vMerge w:val="restart"/>'), (lower, "<w:vMerge/>")):
        look = cell.find(w("tcPr"))
        assert look is not None
        look.append(_xml(merge.replace("<w:vMerge", f"<w:vMerge {W}")))
    lower.append(_xml("<w:p></w:p>"))


def question_column_deleted(root: etree._Element) -> None:
    for row in _table(root, "T-01.a").findall(w("tr")):
        row.remove(row.findall(w("tc"))[0])


def columns_changed_places(root: etree._Element) -> None:
    for row in _table(root, "T-01.a").findall(w("tr")):
        row.insert(0, row.findall(w("tc"))[1])


def answer_typed_in_the_question(root: etree._Element) -> None:
    question, answer = _row(root, "T-01.j").findall(w("tc"))
    question.extend(answer.findall(w("p")))
    answer.append(_xml("<w:p></w:p>"))


def answer_in_an_added_row(root: etree._Element) -> None:
    row = _row(root, "T-01.j")
    answer = row.findall(w("tc"))[1]
    added = _xml("<w:tr><w:tc><w:p/></w:tc><w:tc></w:tc></w:tr>")
    added[1].append(answer.findall(w("p"))[1])
    row.addnext(added)


LOSING: dict[Damage, tuple[str, str]] = {
    code_typed_over: ("BIJ-084", "de rij onder T-01.i"),
    code_typed_on: ("BIJ-084", "T-01.j"),
    answer_column_deleted: ("BIJ-084", "T-01.b"),
    cells_merged_sideways: ("BIJ-084", "T-01.j"),
    cells_merged_upwards: ("BIJ-084", "T-01.n"),
    question_column_deleted: ("BIJ-084", "een rij zonder code"),
    columns_changed_places: ("BIJ-084", "T-01.b"),
    answer_typed_in_the_question: ("BIJ-082", "T-01.j"),
    answer_in_an_added_row: ("BIJ-084", "de rij onder T-01.j"),
}


@pytest.mark.parametrize("damage", LOSING, ids=lambda d: d.__name__)
def test_damage_that_loses_an_answer_is_said_with_its_place_and_last_years_answer_never_takes_its_place(
    form: bytes, damage: Damage
) -> None:
    found = small.word_judged(_damaged(form, damage))
    assert LOSING[damage] in small.codes(found)
    if found.contribution is not None:
        assert "vorig jaar" not in found.contribution.model_dump_json().replace("Meer dan vorig jaar.", "")
