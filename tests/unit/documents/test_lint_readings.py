"""What the lint reads and how it judges: streams, fonts, words of links, colours, style sheets, lost tables."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bna_pipeline.documents.lint_colour import contrast, needed, of_hex
from bna_pipeline.documents.lint_css import Elements, looks_of, rules_of
from bna_pipeline.documents.lint_pdf_file import PdfFile, read_pdf
from bna_pipeline.documents.lint_pdf_reading import as_read, letters_of
from bna_pipeline.documents.lint_pdf_stream import shown, statements
from bna_pipeline.documents.lint_pdf_tables import check_tables
from bna_pipeline.documents.lint_words import (
    alternative_says_nothing,
    is_bare_address,
    link_says_nothing,
    target_is_sound,
)
from tests.unit.documents import factory

SHOWN = st.binary(max_size=12)


@given(st.lists(st.tuples(SHOWN, st.booleans(), st.integers(-300, 300)), min_size=1, max_size=4))
def test_what_a_text_operator_shows_is_what_pikepdf_reads(pieces: list[tuple[bytes, bool, int]]) -> None:
    operands = pikepdf.Array([item for data, _, moved in pieces for item in (pikepdf.String(data), moved)])
    pdf = pikepdf.new()
    line = pikepdf.unparse_content_stream([([operands], pikepdf.Operator("TJ"))])
    found = statements(pdf.make_stream(b"BT /F1 9 Tf " + line + b" ET"))
    assert [statement[3] for statement in found] == [b"BT", b"Tf", b"TJ", b"ET"]
    assert shown(found[2][2]) == (b"".join(data for data, _, _ in pieces), float(sum(m for _, _, m in pieces)))


@given(
    st.lists(
        st.sampled_from(
            [b"q", b"0 0 m 5 5 l h", b"1 0 0 1 9 9 cm", b"/P <</MCID 3/E(a)>> BDC", b"(a\\)b) Tj", b"f", b"Q"]
        )
    )
)
def test_a_stream_is_cut_where_pikepdf_cuts_it(lines: list[bytes]) -> None:
    pdf = pikepdf.new()
    stream = pdf.make_stream(b"\n".join(lines))
    ours: list[str] = []
    for path, _, _, operator, _ in statements(stream):
        words = path.split() if path else [operator]
        ours += [word.decode() for word in words if not word.replace(b".", b"").isdigit()]
    assert ours == [str(one.operator) for one in pikepdf.parse_content_stream(stream)]


def test_a_stream_with_a_remark_or_an_inline_image_is_read_too() -> None:
    pdf = pikepdf.new()
    remarked = pdf.make_stream(b"q % hier niets\n1 0 0 1 0 0 cm Q")
    assert [one[3] for one in statements(remarked)] == [b"q", b"cm", b"Q"]
    image = pdf.make_stream(b"q BI /W 1 /H 1 /BPC 8 /CS /G ID \x41 EI Q")
    assert [bool(one[1]) for one in statements(image)] == [False, True, False]


@pytest.mark.parametrize("text", ["klik hier", "Lees meer…", "hier", "", "  »  "])
def test_words_that_say_nothing_are_no_link(text: str) -> None:
    assert link_says_nothing(text)


@pytest.mark.parametrize("text", ["De rapportage van 2019", "Lees meer over fotonica", "hier staat het verslag"])
def test_words_that_say_where_a_link_goes_are_one(text: str) -> None:
    assert not link_says_nothing(text)


def test_an_address_is_told_from_words() -> None:
    assert all(
        map(is_bare_address, ["https://example.org/a?b=1", "www.example.org", "naam@example.org", "example.org/a"])
    )
    assert not any(map(is_bare_address, ["", "Zie example.org/a", "De agenda", "A.B. de Vries"]))


def test_a_file_name_is_no_text_alternative() -> None:
    assert all(map(alternative_says_nothing, ["", " ", "IMG_2034.JPG", "grafiek (2).png", "Afbeelding 3", "logo"]))
    assert not any(
        map(alternative_says_nothing, ["Logo van de provincie", "Foto van een brug bij Boxtel", "staafdiagram"])
    )


def test_half_an_address_is_no_target() -> None:
    assert all(map(target_is_sound, ["https://example.org", "mailto:a@example.org", "http://a.example.org/x#y"]))
    assert not any(
        map(target_is_sound, ["", "https://", "https:///x", "example.org", "javascript:1", "https://a b.nl"])
    )


def test_contrast_is_that_of_wcag() -> None:
    white, black, gray = (of_hex(colour) for colour in ("#fff", "#000000", "767676"))
    assert white and black and gray
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(gray, white) == pytest.approx(4.54, abs=0.01)
    assert [needed(18, bold=False), needed(14, bold=True), needed(17, bold=False)] == [3.0, 3.0, 4.5]


def test_a_style_sheet_gives_every_text_its_colour_and_ground() -> None:
    page = html.document_fromstring(
        '<body class="a"><p id="x">een</p><div><p>twee</p></div><p style="color:#123">drie</p></body>'
    )
    sheet = """:root{--ink:#111} .a{background:#eee;color:var(--ink)} /* p{color:red} */ .a > p{color:#222}
        @media print{p{color:#f00}} @media (max-width:9rem){div p{color:#333}} #x{color:#444} p:hover{color:#fff}"""
    looks = looks_of(Elements(page), list(rules_of(sheet)), (1.0, 1.0, 1.0))
    found = [looks[node] for node in page.iter("p")]
    assert [look.colour for look in found] == [of_hex("444"), of_hex("333"), of_hex("123")]
    assert {look.ground for look in found} == {of_hex("eee")}


def test_text_from_right_to_left_is_turned_and_hyphens_are_kept() -> None:
    assert as_read("12 םולש, x") == "12 שלום, x"
    assert as_read("3\u00ad4\u00ad2020") == "3-4-2020"
    assert as_read("afbre\u00ad") == "afbre"
    assert letters_of("3-4 (שלום)") == letters_of("3\u00ad4 )שלום(")


def test_a_table_that_lost_its_structure_to_a_text_alternative_is_found(tmp_path: Path) -> None:
    """The silent fault of Typst: `figure(alt:)` around a table leaves one picture, which passes PDF/UA."""
    rows = ", ".join(f"[Actie {n}], [Trekker nummer {n}], [loopt volgens planning]" for n in range(6))
    (tmp_path / "a.typ").write_text(
        f'#set document(title: "T")\n#set text(lang: "nl", font: "Source Sans 3")\n= Kop\n'
        f'#figure(alt: "Een overzicht", table(columns: 3, {rows}))\n',
        encoding="utf-8",
    )
    made = _typeset(tmp_path / "a.typ")
    assert [finding.code for finding in check_tables(made)] == ["DOC-109"]


def test_a_chart_whose_alternative_says_what_stands_in_it_is_no_table(tmp_path: Path) -> None:
    names = [f"pijler {n} telt {n} acties" for n in range(9)]
    cells = ", ".join(f"[{name}]" for name in names)
    (tmp_path / "a.typ").write_text(
        f'#set document(title: "T")\n#set text(lang: "nl", font: "Source Sans 3")\n= Kop\n'
        f'#figure(alt: "Aantallen: {", ".join(names)}", grid(columns: 3, {cells}))\n',
        encoding="utf-8",
    )
    assert list(check_tables(_typeset(tmp_path / "a.typ"))) == []


def _typeset(source: Path) -> PdfFile:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(factory.FONTS)])
    compiler = typst.Compiler(input=str(source), root=str(source.parent), font_paths=fonts)
    made = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"])
    assert isinstance(made, bytes)
    return read_pdf("a.pdf", made)


def test_a_pdf_of_another_maker_is_read_as_well() -> None:
    """A simple font of one byte a letter, text moved by Td and T*, no structure at all."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page = pdf.add_blank_page(page_size=(300, 300))
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.contents_add(b"BT /F1 10 Tf 12 TL 20 200 Td (Eerste regel) Tj T* (Tweede) ' ET")
    out = io.BytesIO()
    pdf.save(out)
    read = read_pdf("a.pdf", out.getvalue())
    assert [(run.text, round(run.box[0]), round(run.box[1])) for run in read.pages[0].runs] == [
        ("Eerste regel", 20, 198),
        ("Tweede", 20, 174),
    ]
    assert [font.embedded for font in read.fonts] == [False]
