"""The tables of questions in the Word form, with the controls that make answering easy.

A control is comfort: what stands in the cell counts, whatever becomes of the control. Last year's answer stands in the
question's own cell: the answer's cell is empty, so that nothing but what a partner puts there is read as his answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.table import Table

from bna_pipeline.contributions.form_parts import BEFORE_STYLE, CODE_STYLE, HINT_STYLE, LANGUAGE
from bna_pipeline.contributions.questions import BEFORE, COMING, PICK, PICK_DATE, REACHED, STILL_COMING, Question

_WIDTHS = (Cm(7.4), Cm(9.6))
_HEADINGS = ("Vraag", "Uw antwoord")
_PROMPT_INK = "4A4F5C"
_DATES = 3  # lines that begin with a date to choose; the next ones are typed
_LONG = 900  # characters; a row with more of last year may go on on the next page


def question_table(document: WordDocument, title: str, description: str) -> Table:
    """A table of questions with its header row, repeated on every page, and a text alternative."""
    table: Table = document.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    inner: Any = table._tbl
    for tag, value in (("w:tblCaption", title), ("w:tblDescription", description)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        inner.tblPr.append(element)
    header = table.rows[0]
    row: Any = header._tr
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text, width in zip(header.cells, _HEADINGS, _WIDTHS, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(text).bold = True
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E3E8F1")):
            shade.set(qn(f"w:{name}"), value)
        properties: Any = cell._tc
        properties.get_or_add_tcPr().append(shade)
    return table


def add_question(
    table: Table,
    code: str,
    question: Question,
    *,
    limit: str = "",
    before: Sequence[str] = (),
    choices: Sequence[str] = (),
) -> None:
    """A row: left the question with its visible code and what was said last year, right the place for the answer.

    Args:
        limit: what is said of the answer's length or size.
        before: lines about last year, as they are printed.
        choices: what a drop-down offers; none: no drop-down.
    """
    if choices:
        answer = f"<w:p>{_drop_down(f'Antwoord op {code}', choices)}</w:p>"
    elif question in (REACHED, COMING):
        answer = "".join(f"<w:p>{_date(f'Datum bij {code}, regel {n}')}</w:p>" for n in range(1, _DATES + 1))
    else:
        answer = "<w:p/>"
    inner: Any = table._tbl
    inner.append(parse_xml(_row(_asked(code, question, limit, before), answer, sum(map(len, before)))))


# A row is put together as text: python-docx looks a style up among all styles, for each of a form's hundred questions.


def _row(asked: str, answer: str, length: int) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width.twips}"/></w:tcPr>{inner}</w:tc>'
        for width, inner in zip(_WIDTHS, (asked, answer), strict=True)
    )
    # A question and its answer stay together on one page, where they fit on one.
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if length < _LONG else ""
    return f"<w:tr {nsdecls('w')}>{whole}{cells}</w:tr>"


def _asked(code: str, question: Question, limit: str, before: Sequence[str]) -> str:
    hints = "".join(_paragraph(HINT_STYLE, hint) for hint in (question.hint, limit) if hint)
    lines = "".join(_paragraph(BEFORE_STYLE, line, bold=line in (BEFORE, STILL_COMING)) for line in before)
    return (
        f'<w:p><w:r><w:rPr><w:rStyle w:val="{CODE_STYLE}"/></w:rPr><w:t>{escape(code)}</w:t></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(question.label)}</w:t></w:r></w:p>{hints}{lines}'
    )


def _paragraph(style: str, text: str, *, bold: bool = False) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    name = style.replace(" ", "")
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr><w:r>{look}<w:t>{escape(text)}</w:t></w:r></w:p>'


def _drop_down(title: str, choices: Sequence[str]) -> str:
    items = "".join(f"<w:listItem w:displayText={quoteattr(c)} w:value={quoteattr(c)}/>" for c in choices)
    return _control(title, f"<w:dropDownList>{items}</w:dropDownList>", PICK)


def _date(title: str) -> str:
    kind: Mapping[str, str] = {
        "dateFormat": "d MMMM yyyy",
        "lid": LANGUAGE,
        "storeMappedDataAs": "date",
        "calendar": "gregorian",
    }
    inner = "".join(f'<w:{name} w:val="{value}"/>' for name, value in kind.items())
    dash = '<w:r><w:t xml:space="preserve"> - </w:t></w:r>'
    return _control(title, f"<w:date>{inner}</w:date>", PICK_DATE) + dash


def _control(title: str, kind: str, prompt: str) -> str:
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(title)}/><w:showingPlcHdr/>{kind}</w:sdtPr><w:sdtContent>"
        f'<w:r><w:rPr><w:color w:val="{_PROMPT_INK}"/></w:rPr><w:t>{prompt}</w:t></w:r></w:sdtContent></w:sdt>'
    )
