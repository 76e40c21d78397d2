"""The Word files can be used by everyone: structure, links, contrast, text alternatives, as we read and as others do.

What is asked follows EN 301 549, clause 10 (WCAG 2.1 for documents), as far as a program can see it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import docx
import pikepdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from bna_pipeline.documents.docx_appearance import Appearance
from bna_pipeline.documents.docx_letter import letter_docx
from bna_pipeline.documents.docx_parts import DRAWING
from bna_pipeline.documents.docx_report import report_docx
from bna_pipeline.documents.house import LEAST_CONTRAST, contrast
from bna_pipeline.documents.languages import Languages
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.render import Rendered
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.content import Content
from tests.support.budget import THOROUGH
from tests.support.office import convert
from tests.unit.documents import factory, small
from tests.unit.documents.reading import squeezed

BOTH = pytest.mark.parametrize("kind", ["report", "letter"])


def opened(rendered: Rendered, kind: str) -> Document:
    return docx.Document(io.BytesIO(rendered.report_docx if kind == "report" else rendered.letter_docx))


def levels(document: Document) -> list[int]:
    names = [getattr(paragraph.style, "name", "") or "" for paragraph in document.paragraphs]
    return [int(name.removeprefix("Heading ")) for name in names if name.startswith("Heading ")]


@BOTH
def test_headings_go_down_one_level_at_a_time(rendered: Rendered, kind: str) -> None:
    found = levels(opened(rendered, kind))
    assert found[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(found))


@BOTH
def test_no_paragraph_is_empty_to_make_room(rendered: Rendered, kind: str) -> None:
    """White comes from styles; only a cell without a value has an empty paragraph, because a cell must have one."""
    body = opened(rendered, kind).element.body
    empty = [p for p in body.iter(qn("w:p")) if not "".join(p.itertext()).strip() and not list(p.iter(qn("w:drawing")))]
    assert [p for p in empty if p.getparent().tag != qn("w:tc")] == []
    assert len(empty) <= 2


@BOTH
def test_nothing_stands_outside_the_order_of_reading(rendered: Rendered, kind: str) -> None:
    body = opened(rendered, kind).element.body
    floating = (f"{{{DRAWING}}}anchor", qn("w:pict"), qn("w:txbxContent"), qn("w:framePr"), qn("w:tblpPr"))
    assert list(body.iter(*floating)) == []


def test_every_entry_of_the_contents_leads_to_its_heading_and_asks_for_its_page(rendered: Rendered) -> None:
    document = opened(rendered, "report")
    entries = [p for p in document.paragraphs if (getattr(p.style, "name", "") or "").startswith("toc ")]
    assert len(entries) > 40
    marks = {mark.get(qn("w:name")): mark for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    for entry in entries:
        (link,) = entry._p.iter(qn("w:hyperlink"))
        target = link.get(qn("w:anchor"))
        after = marks[target].itersiblings(qn("w:p"))
        assert "".join(t.text or "" for t in next(after).iter(qn("w:t"))) == entry.text.strip()
        codes = " ".join(code.text or "" for code in link.iter(qn("w:instrText")))
        assert f"PAGEREF {target}" in codes


def test_the_contents_are_one_field_that_word_can_renew(rendered: Rendered) -> None:
    body = opened(rendered, "report").element.body
    depth, names, lowest = 0, [], []
    for node in body.iter(qn("w:fldChar"), qn("w:instrText")):
        if node.tag == qn("w:instrText"):
            names.append((depth, (node.text or "").split()[0]))
        else:
            depth += {"begin": 1, "end": -1}.get(node.get(qn("w:fldCharType")), 0)
            lowest.append(depth)
    assert min(lowest) == depth == 0
    assert names[0] == (1, "TOC")
    assert {name for level, name in names if level == 2} == {"PAGEREF"}


def test_running_heads_say_where_one_is(rendered: Rendered, content: Content) -> None:
    section = opened(rendered, "report").sections[0]
    head, foot = section.header._element, section.footer._element
    assert content.report.cover.title in "".join(t.text or "" for t in head.iter(qn("w:t")))
    assert [(code.text or "").strip() for code in head.iter(qn("w:instrText"))] == ["STYLEREF 1"]
    assert [(code.text or "").strip() for code in foot.iter(qn("w:instrText"))] == ["PAGE"]


@BOTH
def test_every_text_stands_out_against_its_ground(rendered: Rendered, kind: str) -> None:
    document = opened(rendered, kind)
    looks = Appearance(document.styles.element)
    roots = [document.element.body, document.sections[0].header._element, document.sections[0].footer._element]
    runs = [run for root in roots for run in root.iter(qn("w:r")) if list(run.iter(qn("w:t")))]
    assert len(runs) > 40
    faint = {(looks.colour(run), looks.ground(run)) for run in runs}
    assert {pair for pair in faint if contrast(*pair) < LEAST_CONTRAST} == set()


def test_every_table_says_what_it_is_about(rendered: Rendered) -> None:
    for table in opened(rendered, "report").tables:
        said = [mark.get(qn("w:val")) for mark in table._tbl.iter(qn("w:tblCaption"), qn("w:tblDescription"))]
        assert len(said) == 2 and all(said)


def test_tables_do_not_touch(rendered: Rendered) -> None:
    """Word makes one table of two that stand right behind each other."""
    for table in opened(rendered, "report").element.body.iter(qn("w:tbl")):
        neighbour = next(n for n in table.itersiblings() if n.tag not in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")))
        assert neighbour.tag != qn("w:tbl")


@BOTH
def test_a_link_says_where_it_goes(rendered: Rendered, kind: str) -> None:
    document = opened(rendered, kind)
    targets = {name: one.target_ref for name, one in document.part.rels.items() if one.is_external}
    for link in document.element.body.iter(qn("w:hyperlink")):
        said = "".join(t.text or "" for t in link.iter(qn("w:t")))
        assert said == targets.get(link.get(qn("r:id")), said) and said


@BOTH
def test_everything_is_dutch_but_what_is_listed_as_foreign(content: Content, rendered: Rendered, kind: str) -> None:
    """A run says another language when all of it is listed; of right to left, see below."""
    document = opened(rendered, kind)
    listed = Languages(content.foreign)
    runs = [run for run in document.element.body.iter(qn("w:r")) if list(run.iter(qn("w:lang")))]
    assert runs
    for run in runs:
        (text,) = (text.text or "" for text in run.iter(qn("w:t")))
        assert listed.found(text) == {text: "en"}
        assert [mark.get(qn("w:val")) for mark in run.iter(qn("w:lang"))] == ["en-GB"]
    (default,) = document.styles.element.iter(qn("w:lang"))
    assert default.get(qn("w:val")) == "nl-NL"


def test_a_name_in_hebrew_is_a_run_of_its_own(small_folder: Any, typesetter: TypstTypesetter) -> None:
    made = small.content(small_folder, small.consolidation("Met דוד בן יוסף en يوسف."))
    data = report_docx(
        made, load_letter_text(small_folder), small_folder, factory.picture, typesetter, factory.TIMESTAMP
    )
    runs = [run for run in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:r")) if list(run.iter(qn("w:rtl")))]
    said = {"".join(t.text or "" for t in r.iter(qn("w:t"))): r.find(f"{qn('w:rPr')}/{qn('w:lang')}") for r in runs}
    assert {text: lang.get(qn("w:bidi")) for text, lang in said.items() if lang is not None} == {
        "דוד בן יוסף": "he-IL",
        "يوسف": "ar-SA",
    }


# -- read by LibreOffice, which makes a tagged PDF of it


@pytest.fixture(scope="module")
def files(rendered: Rendered, small_folder: Any, typesetter: TypstTypesetter) -> tuple[bytes, bytes]:
    """Report and letter: the whole ones where there is time, a small programme's elsewhere."""
    if THOROUGH:
        return rendered.report_docx, rendered.letter_docx
    made, text = small.content(small_folder, small.consolidation()), load_letter_text(small_folder)
    report = report_docx(made, text, small_folder, factory.picture, typesetter, factory.TIMESTAMP)
    return report, letter_docx(made, text, small_folder, "0" * 64, factory.TIMESTAMP)


@pytest.fixture(scope="module")
def read(files: tuple[bytes, bytes]) -> tuple[pikepdf.Pdf, pikepdf.Pdf]:
    first, second = (pikepdf.open(io.BytesIO(convert(data, "docx", "pdf"))) for data in files)
    return first, second


def elements(node: Any) -> Iterator[Any]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from elements(node.get("/K", pikepdf.Array()))


def test_another_program_finds_title_and_language(read: tuple[pikepdf.Pdf, pikepdf.Pdf]) -> None:
    for pdf in read:
        assert str(pdf.Root.Lang) == "nl-NL"
        assert str(pdf.docinfo.get("/Title", ""))
        assert "/Author" not in pdf.docinfo


def test_another_program_finds_the_same_headings(
    read: tuple[pikepdf.Pdf, pikepdf.Pdf], files: tuple[bytes, bytes]
) -> None:
    for pdf, data in zip(read, files, strict=True):
        tags = [str(element.S) for element in elements(pdf.Root.StructTreeRoot.K)]
        found = [int(tag[2]) for tag in tags if tag in ("/H1", "/H2", "/H3")]
        assert found == levels(docx.Document(io.BytesIO(data)))


def test_another_program_finds_table_heads_contents_and_descriptions(
    read: tuple[pikepdf.Pdf, pikepdf.Pdf], files: tuple[bytes, bytes]
) -> None:
    report, document = read[0], docx.Document(io.BytesIO(files[0]))
    found = list(elements(report.Root.StructTreeRoot.K))
    tables = [element for element in found if element.S == "/Table"]
    assert len(tables) == len(document.tables)
    for table in tables:
        rows = [element for element in elements(table.K) if element.S == "/TR"]
        assert {str(cell.S) for cell in elements(rows[0].K) if cell.S in ("/TH", "/TD")} == {"/TH"}
    assert len([e for e in found if e.S == "/TOCI"]) == sum(
        (getattr(p.style, "name", "") or "").startswith("toc ") for p in document.paragraphs
    )
    described = [p.get("descr") for p in document.element.body.iter(f"{{{DRAWING}}}docPr") if p.get("descr")]
    assert [str(e.Alt) for e in found if e.S == "/Figure" and "/Alt" in e] == described


def everything(data: bytes) -> str:
    return squeezed([t.text or "" for t in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:t"))])


def test_a_word_file_that_another_program_saved_says_the_same(files: tuple[bytes, bytes]) -> None:
    for data in files:
        assert everything(convert(data, "docx", "docx")) == everything(data)
