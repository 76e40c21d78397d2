"""Word's XML as text is the XML that python-docx builds one element at a time."""

from __future__ import annotations

import re

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bna_pipeline.documents import docx_xml as xml
from bna_pipeline.documents.scripts import runs_right_to_left

# What intake lets through: no control characters but tab and line breaks, no half of a pair, no non-character.
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r&<>\"' "),
    max_size=40,
).filter(lambda text: not runs_right_to_left(text))


EMPTY = docx.Document()


def canonical(element: etree._Element) -> bytes:
    """An element's bytes, whatever is declared around it."""
    return bytes(etree.tostring(element, method="c14n", exclusive=True))


def bytes_of(text: str) -> bytes:
    """The bytes of the element in this text."""
    return canonical(parse_xml(f"<w:body {nsdecls('w')}>{text}</w:body>")[0])


@given(TEXTS)
def test_a_run_holds_its_text_as_python_docx_would_write_it(text: str) -> None:
    made = EMPTY.add_paragraph().add_run(text)
    assert bytes_of(xml.run(text)) == canonical(made._r)


@given(TEXTS, st.text("\u05d0\u05d1\u0627\u0628", min_size=1, max_size=4), TEXTS)
def test_what_is_read_from_right_to_left_is_a_run_of_its_own(before: str, word: str, after: str) -> None:
    made = parse_xml(f"<w:body {nsdecls('w')}>{xml.run(before + word + after, bold=True)}</w:body>")
    right = [run for run in made if run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None]
    assert word in "".join(t.text or "" for run in right for t in run.iter(qn("w:t")))
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:bCs')}") is not None for run in right)
    said = "".join(t.text or "" for t in made.iter(qn("w:t")))
    assert said == re.sub(r"[\t\r\n]", "", before + word + after)


def test_a_paragraph_keeps_its_properties_in_the_order_that_word_asks_for() -> None:
    paragraph = EMPTY.add_paragraph("tekst", "Heading 1")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.page_break_before = True
    made = bytes_of(xml.paragraph(xml.run("tekst"), "Heading1", keep_next=True, page_break=True))
    assert made == canonical(paragraph._p)


def test_a_cell_over_several_columns_is_the_one_that_merging_makes() -> None:
    table = EMPTY.add_table(rows=1, cols=2)
    for cell in table.rows[0].cells:
        cell.width = Mm(10)
    merged = table.rows[0].cells[0].merge(table.rows[0].cells[1])
    merged.paragraphs[0].add_run("x")
    made = bytes_of(xml.cell(f"<w:p>{xml.run('x')}</w:p>", 2 * Mm(10).twips, columns=2))
    assert made == canonical(merged._tc)
