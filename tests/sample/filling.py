"""Fill in a Word form as somebody with Word would: answers in the cells beside the codes, then save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from bna_pipeline.contributions.questions import CODE
from bna_pipeline.contributions.reading import split_milestone
from bna_pipeline.contributions.zips import normalised

Answer = str | Sequence[str] | bytes
"""One line, several paragraphs, or a picture."""


def fill_form(form: bytes, answers: Mapping[str, Answer], saved_at: datetime) -> bytes:
    """The form with these answers by question code; same arguments, same bytes.

    Args:
        saved_at: aware; becomes `dcterms:modified`.

    Raises:
        KeyError: the form has no such question.
    """
    document = Document(BytesIO(form))
    cells = {}
    for table in document.tables:
        for row in table.rows:
            if found := CODE.match(row.cells[0].text):
                cells[f"{found['subject']}.{found['letter']}"] = row.cells[1]
    for code, answer in answers.items():
        _write(cells[code], answer)
    core = document.core_properties
    core.modified = saved_at.astimezone(UTC).replace(tzinfo=None)
    core.revision = 2
    buffer = BytesIO()
    document.save(buffer)
    return normalised(buffer.getvalue())


def _write(cell: _Cell, answer: Answer) -> None:
    if isinstance(answer, bytes):
        cell.paragraphs[0].add_run().add_picture(BytesIO(answer), width=Cm(10))
        return
    lines = [answer] if isinstance(answer, str) else list(answer)
    control = cell._tc.find(f"{qn('w:p')}/{qn('w:sdt')}")
    if control is not None and control.find(f"{qn('w:sdtPr')}/{qn('w:dropDownList')}") is not None:
        _choose(control, " ".join(lines))
        return
    for index, line in enumerate(lines):
        paragraph = cell.paragraphs[index] if index < len(cell.paragraphs) else cell.add_paragraph()
        _write_line(paragraph, line)


def _write_line(paragraph: Paragraph, line: str) -> None:
    control = paragraph._p.find(qn("w:sdt"))
    if control is None:
        paragraph.add_run(line)
        return
    day, title = split_milestone(line)
    if day and title:  # picked in the calendar, and the rest typed behind the dash
        _choose(control, day)
        paragraph.add_run(title)
        return
    for element in paragraph._p.findall("*"):
        paragraph._p.remove(element)
    paragraph.add_run(line)


def _choose(control: Any, text: str) -> None:
    """As choosing in a control does: what it says is no prompt any more."""
    for properties in control.findall(qn("w:sdtPr")):
        for placeholder in properties.findall(qn("w:showingPlcHdr")):
            properties.remove(placeholder)
    next(control.iter(qn("w:t"))).text = text
