"""The Word files: accessible, addressable by bookmark, silent about who made them, and safe to make."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from bna_pipeline.documents.docx_body import bookmark_name
from bna_pipeline.documents.docx_fields import CONTENT, Needs
from bna_pipeline.documents.docx_parts import DECORATIVE
from bna_pipeline.documents.docx_styles import report_looks
from bna_pipeline.documents.docx_template import open_template
from bna_pipeline.documents.docx_zip import normalise
from bna_pipeline.documents.house import load_house
from bna_pipeline.documents.render import Rendered
from bna_pipeline.errors import TemplateInvalid
from bna_pipeline.model.content import Content
from tests.unit.documents import factory


def both(rendered: Rendered) -> tuple[bytes, bytes]:
    return rendered.report_docx, rendered.letter_docx


def bookmarks(data: bytes) -> list[str]:
    body = docx.Document(io.BytesIO(data)).element.body
    return [b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))]


NEEDS = Needs(
    fields={"title": "de titel", CONTENT: "de inhoud"},
    body=("title", CONTENT),
    looks=lambda house: {"Normal": report_looks(house)["Normal"]},
)


def template(folder: Path, text: str) -> Path:
    document = docx.Document()
    document.add_paragraph(text)
    document.add_paragraph("{{ content }}")
    footer = document.sections[0].footer
    footer.paragraphs[0]._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "/>'))
    path = folder / "sjabloon.docx"
    document.save(str(path))
    return path


def opened(path: Path, title: str = "x", needs: Needs = NEEDS) -> Document:
    return open_template(path, {"title": title}, needs, load_house(factory.FOLDER))


def test_every_section_stands_between_its_bookmarks(rendered: Rendered, content: Content) -> None:
    found = bookmarks(rendered.report_docx) + bookmarks(rendered.letter_docx)
    assert {bookmark_name(s.id) for s in content.sections()} <= set(found)
    assert len(set(found)) == len(found)


def test_every_bookmark_that_opens_closes(rendered: Rendered) -> None:
    for data in both(rendered):
        body = docx.Document(io.BytesIO(data)).element.body
        starts = [b.get(qn("w:id")) for b in body.iter(qn("w:bookmarkStart"))]
        ends = [b.get(qn("w:id")) for b in body.iter(qn("w:bookmarkEnd"))]
        assert sorted(starts) == sorted(ends)


def test_what_a_partner_wrote_has_a_bookmark_of_its_own(rendered: Rendered) -> None:
    assert "veld_T_01_achieved_1" in bookmarks(rendered.report_docx)


@pytest.mark.parametrize("section", ["rapport.pijler.kennis", "rapport.pijler." + "lange-naam-" * 6])
def test_a_bookmark_has_a_name_that_word_accepts(section: str) -> None:
    assert re.fullmatch(r"[A-Za-z]\w{0,39}", bookmark_name(section))


def test_two_long_names_stay_apart() -> None:
    long = "rapport.pijler." + "x" * 50
    assert bookmark_name(long + "a") != bookmark_name(long + "b")


def test_title_and_language_are_set_and_persons_are_not(rendered: Rendered, content: Content) -> None:
    for data in both(rendered):
        core = docx.Document(io.BytesIO(data)).core_properties
        assert content.report.cover.title in core.title
        assert core.language == "nl-NL"
        assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            styles = etree.fromstring(archive.read("word/styles.xml"))
            everything = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
        assert {lang.get(qn("w:val")) for lang in styles.iter(qn("w:lang"))} == {"nl-NL"}
        assert b"w:rsid" not in everything
        assert b"{{" not in everything


def test_every_table_has_one_header_row_and_a_summary(rendered: Rendered) -> None:
    tables = docx.Document(io.BytesIO(rendered.report_docx)).tables
    assert len(tables) > 30
    for table in tables:
        assert len(list(table._tbl.iter(qn("w:tblHeader")))) == 1
        assert [c.get(qn("w:val")) for c in table._tbl.iter(qn("w:tblCaption"))] != [""]


def test_every_picture_has_a_text_alternative_or_is_decoration(rendered: Rendered) -> None:
    document = docx.Document(io.BytesIO(rendered.report_docx))
    shown = document.element.body.xpath(".//wp:docPr")
    described = [properties for properties in shown if properties.get("descr")]
    decoration = [p for p in shown if list(p.iter(f"{{{DECORATIVE}}}decorative"))]
    assert len(described) > 10
    assert len(described) + len(decoration) == len(shown)
    assert len({properties.get("id") for properties in shown}) == len(shown)


def test_the_container_has_one_fixed_form(rendered: Rendered) -> None:
    for data in both(rendered):
        assert normalise(data) == data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert names == ["[Content_Types].xml", *sorted(names[1:])]


def test_the_container_does_not_depend_on_order_or_time() -> None:
    def packed(names: list[str], year: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), name)
        return out.getvalue()

    assert normalise(packed(["b", "[Content_Types].xml", "a"], 2001)) == normalise(
        packed(["a", "b", "[Content_Types].xml"], 2020)
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ titel }}", "het veld 'titel' bestaat niet"),
        ("{{ title.__class__.__mro__ }}", "is code en geen veld"),
        ("{% for x in %}", "code"),
        ("vast {{ title }}", r"vaste tekst \('vast'\)"),
    ],
)
def test_a_word_template_that_is_wrong_or_hostile_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TemplateInvalid, match=message):
        opened(template(tmp_path, text))


def test_a_missing_style_is_named(tmp_path: Path) -> None:
    needs = Needs(NEEDS.fields, NEEDS.body, report_looks)
    with pytest.raises(TemplateInvalid, match=r"mist deze stijlen: .*Kerncijfer"):
        opened(template(tmp_path, "{{ title }}"), needs=needs)


@pytest.mark.parametrize("data", [None, b"geen zip", b"PK\x03\x04kapot"])
def test_a_template_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "sjabloon.docx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(TemplateInvalid, match=r"sjabloon\.docx"):
        opened(path)


def test_a_value_with_markup_comes_through_whole(tmp_path: Path) -> None:
    assert opened(template(tmp_path, "{{ title }}"), "A & <B> {{ c }}").paragraphs[0].text == "A & <B> {{ c }}"


def test_a_word_template_that_changes_is_filled_in_anew(tmp_path: Path) -> None:
    """What is kept in a process is kept by the template's bytes, not by its name."""
    first = opened(template(tmp_path, "{{ title }}"))
    document = docx.Document(str(template(tmp_path, "{{ title }}")))
    document.paragraphs[0].style = "Heading 1"
    document.save(str(tmp_path / "sjabloon.docx"))
    second = opened(tmp_path / "sjabloon.docx")
    assert [getattr(d.paragraphs[0].style, "name", "") for d in (first, second)] == ["Normal", "Heading 1"]


def test_a_document_that_is_built_on_leaves_the_kept_template_alone(tmp_path: Path) -> None:
    path = template(tmp_path, "{{ title }}")
    opened(path).add_paragraph("erbij")
    assert len(opened(path).paragraphs) == 2
