"""Faults planted in the PDF of a draft, one or more for every rule on structure and links."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from bna_pipeline.model.draft import REPORT_PDF
from tests.unit.documents.lint_planting import (
    annotation,
    body,
    draw,
    element,
    elements,
    in_bytes,
    in_pdf,
    text,
)

WHERE = 5  # a page of the report with a table, a chart and headings


@in_bytes("DOC-100", REPORT_PDF)
def cut_in_half(data: bytes) -> bytes:
    return b"%PDF-1.7\n" + data[len(data) // 2 :][:200]


# -- structure ---------------------------------------------------------------------------------------------------


@in_pdf("DOC-101", place="bladzijde")
def heading_level_skipped(pdf: pikepdf.Pdf) -> None:
    element(pdf, "H2").S = Name.H4


@in_pdf("DOC-101", "letter", place="bladzijde 1")
def first_heading_is_not_the_first_level(pdf: pikepdf.Pdf) -> None:
    element(pdf, "H1").S = Name.H2


@in_pdf("DOC-102")
def heading_without_text(pdf: pikepdf.Pdf) -> None:
    element(pdf, "H2").K = Array()


@in_pdf("DOC-103", place="bladzijde")
def picture_without_alternative(pdf: pikepdf.Pdf) -> None:
    del element(pdf, "Figure")["/Alt"]


@in_pdf("DOC-103", place="bladzijde")
def alternative_is_a_file_name(pdf: pikepdf.Pdf) -> None:
    element(pdf, "Figure").Alt = String("grafiek_def(2).png")


@in_pdf("DOC-104")
def picture_without_place(pdf: pikepdf.Pdf) -> None:
    del element(pdf, "Figure")["/A"]


@in_pdf("DOC-105", place="bladzijde")
def table_without_header(pdf: pikepdf.Pdf) -> None:
    for head in elements(pdf, "TH"):
        head.S = Name.TD


@in_pdf("DOC-106")
def header_without_scope(pdf: pikepdf.Pdf) -> None:
    del element(pdf, "TH")["/A"]


@in_pdf("DOC-107", place="bladzijde")
def cell_missing(pdf: pikepdf.Pdf) -> None:
    row = element(pdf, "TD").P
    row.K = Array(list(row.K)[:-1])


@in_pdf("DOC-108")
def paragraph_in_a_row(pdf: pikepdf.Pdf) -> None:
    element(pdf, "TD").S = Name.P


@in_pdf("DOC-109", place="bladzijde")
def table_in_a_picture(pdf: pikepdf.Pdf) -> None:
    table = element(pdf, "Table")
    around = table.P
    figure = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Figure, P=around, Alt=String("Een tabel"), K=table)
    )
    around.K = Array([figure if kid.objgen == table.objgen else kid for kid in around.K])
    table.P = figure


@in_pdf("DOC-110", "letter", place="bladzijde 1")
def list_of_paragraphs(pdf: pikepdf.Pdf) -> None:
    element(pdf, "LI").S = Name.P


@in_pdf("DOC-110", "letter")
def item_without_body(pdf: pikepdf.Pdf) -> None:
    element(pdf, "LBody").S = Name.Span


@in_pdf("DOC-111")
def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


@in_pdf("DOC-111")
def another_language(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = String("en-GB")


@in_pdf("DOC-112")
def language_that_is_none(pdf: pikepdf.Pdf) -> None:
    element(pdf, "H1").Lang = String("nederlands!")


@in_pdf("DOC-112", "letter", place="bladzijde 1")
def language_of_words_that_is_none(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    page.contents_coalesce()
    said = page.obj.Contents.read_bytes()
    assert b"/MCID" in said
    page.obj.Contents = pdf.make_stream(said.replace(b"/MCID", b"/Lang (engels!) /MCID"))


@in_pdf("DOC-113", "letter", place="bladzijde 1")
def read_in_another_order(pdf: pikepdf.Pdf) -> None:
    kids = list(body(pdf))
    element(pdf, "Document").K = Array([*kids[3:5], *kids[:3], *kids[5:]])


@in_pdf("DOC-114", place=f"bladzijde {WHERE}")
def untagged_text(pdf: pikepdf.Pdf) -> None:
    draw(pdf, WHERE, text(pdf, WHERE, 80, 20))


@in_pdf("DOC-114", "letter", place="bladzijde 1")
def tagged_text_that_nothing_holds(pdf: pikepdf.Pdf) -> None:
    kids = list(body(pdf))
    element(pdf, "Document").K = Array(kids[1:])


# -- finding the way ----------------------------------------------------------------------------------------------


@in_pdf("DOC-121", "letter")
def link_outside_the_structure(pdf: pikepdf.Pdf) -> None:
    link = element(pdf, "Link")
    link.K = Array([kid for kid in link.K if not (isinstance(kid, Dictionary) and "/Obj" in kid)])


@in_pdf("DOC-121", "letter")
def link_without_description(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for found in page.obj.get("/Annots", ()):
            if found.Subtype == Name.Link:
                found.Contents = String("")


@in_pdf("DOC-122", "letter")
def link_without_words(pdf: pikepdf.Pdf) -> None:
    link = element(pdf, "Link")
    around = link.P
    around.K = Array([kid for kid in around.K if getattr(kid, "objgen", None) != link.objgen])
    alone = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=element(pdf, "Document"), K=Array([link])))
    link.P = alone
    body(pdf).append(alone)


@in_pdf("DOC-123", "letter")
def link_to_half_an_address(pdf: pikepdf.Pdf) -> None:
    annotation(pdf, "/Link").A.URI = String("https:///rapportage 2019")


@in_pdf("DOC-123", place="bladzijde 2")
def link_to_a_page_that_is_gone(pdf: pikepdf.Pdf) -> None:
    gone = pdf.make_indirect(Dictionary(Type=Name.Page))
    annotation(pdf, "/Link").Dest = Array([gone, Name.Fit])


@in_pdf("DOC-124")
def bookmark_missing(pdf: pikepdf.Pdf) -> None:
    first = pdf.Root.Outlines.First
    pdf.Root.Outlines.First = first.Next


@in_pdf("DOC-124", "letter")
def bookmarks_in_another_order(pdf: pikepdf.Pdf) -> None:
    first = pdf.Root.Outlines.First
    first.Title, first.Next.Title = first.Next.Title, first.Title


@in_pdf("DOC-125")
def title_not_shown(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences["/DisplayDocTitle"]


@in_pdf("DOC-125")
def no_title(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Title"]


@in_pdf("DOC-126", "letter")
def field_without_name(pdf: pikepdf.Pdf) -> None:
    del annotation(pdf, "/Widget")["/TU"]


@in_pdf("DOC-126", "letter")
def field_outside_the_structure(pdf: pikepdf.Pdf) -> None:
    element(pdf, "Form").S = Name.P
