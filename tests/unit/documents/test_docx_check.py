"""A Word template that lacks, runs, hides or fetches something is refused, and its owner reads where and what to do."""

from __future__ import annotations

import io
import shutil
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.documents import docx_letter, docx_report
from bna_pipeline.documents.docx_check import template_faults
from bna_pipeline.documents.docx_fields import Needs
from bna_pipeline.documents.docx_template import open_template
from bna_pipeline.documents.docx_templates import word_template_faults
from bna_pipeline.documents.house import load_house
from bna_pipeline.errors import TemplateInvalid
from tests.support.budget import budget
from tests.support.office import convert
from tests.unit.documents import factory
from tests.unit.documents.broken_word import BROKEN, DOCUMENT, HEADER, Broken, changed, packed, parts_of, relation, swap

REPORT = (factory.FOLDER / docx_report.TEMPLATE).read_bytes()
LETTER = (factory.FOLDER / docx_letter.TEMPLATE).read_bytes()
OPENING = "Het Word-sjabloon report/report.docx"


def faults(data: bytes, needs: Needs = docx_report.NEEDS) -> tuple[str, ...]:
    return template_faults(data, "report/report.docx", needs, load_house(factory.FOLDER))


def test_both_templates_of_the_sample_are_sound() -> None:
    assert word_template_faults(factory.FOLDER) == ()


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_what_is_wrong_is_said_with_its_place_and_how_to_mend_it(broken: Broken) -> None:
    assert f"{OPENING}{broken.said}" in faults(changed(REPORT, broken.change))


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\x03\x04kapot"])
def test_what_is_no_word_file_is_said_to_be_none(data: bytes) -> None:
    assert faults(data) == (f"{OPENING} is geen Word-bestand.",)


def test_a_file_with_a_password_is_told_apart() -> None:
    assert faults(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)) == (
        f"{OPENING} heeft een wachtwoord of is in de oude indeling (.doc) bewaard; bewaar het als .docx.",
    )


def test_every_fault_is_named_at_once() -> None:
    named = [b for b in BROKEN if b.name in ("hidden text", "style gone", "no page number", "macros")]
    found = faults(changed(REPORT, *(b.change for b in named)))
    assert {f"{OPENING}{b.said}" for b in named} == set(found)


@pytest.mark.parametrize("name", ["unknown field", "hidden text", "macros", "style gone"])
def test_a_draft_refuses_what_the_check_refuses(tmp_path: Path, name: str) -> None:
    broken = next(b for b in BROKEN if b.name == name)
    path = tmp_path / "report.docx"
    path.write_bytes(changed(REPORT, broken.change))
    with pytest.raises(TemplateInvalid) as refused:
        open_template(path, {}, docx_report.NEEDS, load_house(factory.FOLDER))
    assert broken.said in str(refused.value)


FILLED = {"title": "Een titel", "subtitle": "Een agenda", "edition": "Eerste", "period": "2020", "page": "Pagina"}


def opened(data: bytes, folder: Path) -> list[str]:
    path = folder / "report.docx"
    path.write_bytes(data)
    document = open_template(path, FILLED, docx_report.NEEDS, load_house(factory.FOLDER))
    assert document.sections[0].header.paragraphs[0].text.startswith("Een titel")
    return [paragraph.text for paragraph in document.paragraphs[:4]]


def test_a_field_that_word_cut_into_pieces_is_still_a_field(tmp_path: Path) -> None:
    """Word cuts runs anywhere: for its spelling, for who typed what when, for a letter that was bold once."""
    cut = (
        '<w:r w:rsidR="00AB12CD"><w:t>{</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidRPr="00AB12CE"><w:rPr>'
        '<w:lang w:val="en-US"/></w:rPr><w:t xml:space="preserve">{ ti</w:t></w:r><w:proofErr w:type="spellEnd"/>'
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/><w:r><w:t>tle }</w:t></w:r>'
        "<w:r><w:t>}</w:t></w:r>"
    )
    data = changed(REPORT, swap(DOCUMENT, "<w:r><w:t>{{ title }}</w:t></w:r>", cut))
    assert faults(data) == ()
    assert opened(data, tmp_path) == ["Eerste", "Een titel", "Een agenda", "2020"]


@cache
def resaved(data: bytes) -> bytes:
    """As LibreOffice saves it."""
    return convert(data, "docx", "docx")


@pytest.mark.parametrize(
    ("data", "needs"), [(REPORT, docx_report.NEEDS), (LETTER, docx_letter.NEEDS)], ids=["report", "letter"]
)
def test_a_template_that_another_program_saved_is_sound(data: bytes, needs: Needs) -> None:
    saved = resaved(data)
    assert saved != data
    assert faults(saved, needs) == ()


def test_a_template_that_another_program_saved_is_filled_in(tmp_path: Path) -> None:
    assert opened(resaved(REPORT), tmp_path) == ["Eerste", "Een titel", "Een agenda", "2020"]


def test_what_word_keeps_for_itself_does_not_come_along(tmp_path: Path) -> None:
    """Custom data, revision ids, variables, where somebody typed last: nobody sees them, so nobody sends them."""

    def hoard(parts: dict[str, bytes]) -> None:
        swap("word/settings.xml", "<w:defaultTabStop", "<w:docVars><w:docVar/></w:docVars><w:defaultTabStop")(parts)
        swap(
            "word/_rels/document.xml.rels",
            "</Relationships>",
            '<Relationship Id="rId90" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"'
            ' Target="../customXml/item1.xml"/></Relationships>',
        )(parts)
        parts["customXml/item1.xml"] = b"<geheim/>"
        swap(
            "[Content_Types].xml",
            "</Types>",
            '<Override PartName="/customXml/item1.xml" ContentType="text/xml"/></Types>',
        )(parts)

    path = tmp_path / "report.docx"
    path.write_bytes(changed(REPORT, hoard))
    document = open_template(path, FILLED, docx_report.NEEDS, load_house(factory.FOLDER))
    out = io.BytesIO()
    document.save(out)
    parts = parts_of(out.getvalue())
    assert not any("customXml" in name for name in parts)
    assert b"docVar" not in parts["word/settings.xml"]


_SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    ("inner", "plain"),
    [
        ("<text>Zie https://example.org</text><use xlink:href='#a'/><rect fill='url(#g)'/>", True),
        ("<image xlink:href='data:image/png;base64,AAAA'/>", True),
        ("<image xlink:href='https://example.org/a.png'/>", False),
        ("<rect fill='url(https://example.org/a)'/>", False),
        ("<rect onclick='x()'/>", False),
        ("<a xlink:href='javascript:x()'/>", False),
        ("<style>@import 'x'</style>", False),
        ("<animate attributeName='x'/>", False),
    ],
)
def test_a_drawing_runs_and_fetches_nothing(inner: str, plain: bool) -> None:
    data = changed(REPORT, relation("image", "media/x.svg", data=_SVG.format(inner).encode()))
    assert (faults(data) == ()) is plain


def test_an_owner_may_change_what_is_his(tmp_path: Path) -> None:
    """Page, headers, footers with their texts, pictures with a description, styles of his own."""

    def own(parts: dict[str, bytes]) -> None:
        swap(HEADER, "{{ title }}", "Provincie, {{ title }}")(parts)
        swap(DOCUMENT, 'w:left="1531"', 'w:left="1134"')(parts)
        swap(
            "word/styles.xml",
            "</w:styles>",
            '<w:style w:type="paragraph" w:styleId="Eigen"><w:name w:val="Eigen"/></w:style></w:styles>',
        )(parts)

    data = changed(REPORT, own)
    assert faults(data) == ()
    (tmp_path / "report").mkdir()
    path = tmp_path / "report" / "report.docx"
    path.write_bytes(data)
    document = open_template(path, FILLED, docx_report.NEEDS, load_house(factory.FOLDER))
    assert document.sections[0].header.paragraphs[0].text.startswith("Provincie, Een titel")


def test_known_styles_follow_the_house_whatever_the_template_says(tmp_path: Path) -> None:
    """A colour changed in `house.yaml` comes into Word without anyone opening the template."""
    house = tmp_path / "house.yaml"
    text = (factory.FOLDER / "house.yaml").read_text(encoding="utf-8")
    house.write_text(text.replace('brand: "#10375c"', 'brand: "#5c1010"'), encoding="utf-8")
    shutil.copytree(factory.FOLDER / "report", tmp_path / "report")
    document = open_template(tmp_path / "report" / "report.docx", FILLED, docx_report.NEEDS, load_house(tmp_path))
    heading = document.styles["Heading 1"].element
    assert [c.get(qn("w:val")) for c in heading.iter(qn("w:color"))] == ["5C1010"]


@pytest.mark.parametrize("data", [REPORT, LETTER], ids=["report", "letter"])
def test_the_shipped_templates_wear_the_house_already(data: bytes) -> None:
    """So their owner sees in Word what a reader will see."""
    needs = docx_report.NEEDS if data is REPORT else docx_letter.NEEDS
    name = docx_report.TEMPLATE if data is REPORT else docx_letter.TEMPLATE
    fields = dict.fromkeys(needs.fields, "x")
    house = load_house(factory.FOLDER)
    dressed = open_template(factory.FOLDER / name, fields, needs, house).styles.element
    shipped = docx.Document(io.BytesIO(data)).styles.element
    assert dressed.xml == shipped.xml


# -- whatever a template is, the check answers, and what it lets pass can be filled in

_PARTS = (DOCUMENT, HEADER, "word/footer1.xml", "word/styles.xml", "word/settings.xml", "word/_rels/document.xml.rels")
_PIECES = (
    b"<w:r>", b"</w:r>", b"<w:p>", b"</w:p>", b"<w:p/>", b"{{ title }}", b"{{", b"}}", b"{% x %}", b"<w:tbl/>",
    b"<w:rPr><w:vanish/></w:rPr>", b'<w:fldSimple w:instr="PAGE"/>', b"<w:instrText> PAGE </w:instrText>", b"&",
    b"\xff",
    b'<w:fldChar w:fldCharType="end"/>', b"&amp;", b'<w:sz w:val="x"/>', b'<w:ind w:left="1e9"/>', b"<!-- a -->",
    b'<w:color w:val="auto"/>', b'<w:shd w:fill="FFFFFF"/>', b"<?a b?>", b'<w:basedOn w:val="Normal"/>', b"w:val=",
    b"Id=", b"Target=",
)  # fmt: skip


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """The report's template after a few cuts and insertions anywhere in its parts, or cut off as a file."""
    parts = parts_of(REPORT)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(_PARTS))
        at = draw(st.integers(0, len(parts[name])))
        gone = draw(st.sampled_from((0, 0, 1, 7, 40)))
        parts[name] = parts[name][:at] + draw(st.sampled_from(_PIECES)) + parts[name][at + gone :]
    if draw(st.integers(0, 9)) == 0:
        del parts[draw(st.sampled_from(sorted(parts)))]
    data = packed(parts)
    return data if draw(st.integers(0, 19)) else data[: draw(st.integers(0, len(data)))]


@given(mutilated())
@settings(max_examples=budget(30, 1500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_check_answers_whatever_a_template_is(tmp_path: Path, data: bytes) -> None:
    found = faults(data)
    assert all(sentence.startswith(OPENING) and sentence.endswith((".", ")")) for sentence in found)
    if not found:
        assert "".join(opened(data, tmp_path)).startswith("EersteEen titelEen agenda2020")
