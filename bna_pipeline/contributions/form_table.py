"""The tables of questions in the Word form, with the controls that make answering easy.

A control is comfort: what stands in the cell counts, whatever becomes of the control. Last year's answer stands in the
question's own cell: the answer's cell is empty, so that nothing but what a partner puts there is read as his answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from docx.shared import Cm

from bna_pipeline.contributions.form_body import paragraph
from bna_pipeline.contributions.form_parts import BEFORE_STYLE, CODE_STYLE, HINT_STYLE, LANGUAGE
from bna_pipeline.contributions.questions import BEFORE, COMING, PICK, PICK_DATE, REACHED, STILL_COMING, Question

_WIDTHS = (Cm(7.4), Cm(9.6))
_HEADINGS = ("Vraag", "Uw antwoord")
_PROMPT_INK = "4A4F5C"
_DATES = 3  # lines that begin with a date to choose; the next ones are typed
_LONG = 900  # characters; a row with more of last year may go on on the next page


@dataclass(frozen=True)
class Asked:
    """A question as it is put in a form.

    Attributes:
        code: visible, at the start of its cell.
        limit: what is said of the answer's length or size.
        before: lines about last year, as they are printed.
        choices: what a drop-down offers; none: no drop-down.
    """

    code: str
    question: Question
    limit: str = ""
    before: Sequence[str] = ()
    choices: Sequence[str] = ()


def question_table(title: str, description: str, asked: Iterable[Asked]) -> str:
    """A table of questions (WordprocessingML): its header row repeated on every page, with a text alternative.

    Of each row the left cell holds the question with its code and what was said last year, the right the place for the
    answer.
    """
    grid = "".join(f'<w:gridCol w:w="{width.twips}"/>' for width in _WIDTHS)
    heads = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width.twips}"/><w:shd w:val="clear" w:color="auto" w:fill="E3E8F1"/>'
        f"</w:tcPr>{paragraph(text, bold=True)}</w:tc>"
        for text, width in zip(_HEADINGS, _WIDTHS, strict=True)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" '
        f'w:val="04A0"/><w:tblCaption w:val={quoteattr(title)}/><w:tblDescription w:val={quoteattr(description)}/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>{heads}</w:tr>"
        f"{''.join(map(_row_of, asked))}</w:tbl>"
    )


def _row_of(asked: Asked) -> str:
    if asked.choices:
        answer = f"<w:p>{_drop_down(f'Antwoord op {asked.code}', asked.choices)}</w:p>"
    elif asked.question in (REACHED, COMING):
        dates = range(1, _DATES + 1)
        answer = "".join(f"<w:p>{_date(f'Datum bij {asked.code}, regel {n}')}</w:p>" for n in dates)
    else:
        answer = "<w:p/>"
    return _row(_asked(asked), answer, sum(map(len, asked.before)))


def _row(asked: str, answer: str, length: int) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width.twips}"/></w:tcPr>{inner}</w:tc>'
        for width, inner in zip(_WIDTHS, (asked, answer), strict=True)
    )
    # A question and its answer stay together on one page, where they fit on one.
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if length < _LONG else ""
    return f"<w:tr>{whole}{cells}</w:tr>"


def _asked(asked: Asked) -> str:
    hints = "".join(paragraph(hint, HINT_STYLE) for hint in (asked.question.hint, asked.limit) if hint)
    lines = "".join(paragraph(line, BEFORE_STYLE, bold=line in (BEFORE, STILL_COMING)) for line in asked.before)
    return (
        f'<w:p><w:r><w:rPr><w:rStyle w:val="{CODE_STYLE}"/></w:rPr><w:t>{escape(asked.code)}</w:t></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(asked.question.label)}</w:t></w:r></w:p>{hints}{lines}'
    )


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
