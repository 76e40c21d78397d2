"""Faults planted in the PDF of a draft, one or more for every rule on pages, letters and traces."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from bna_pipeline.model.draft import REPORT_PDF
from tests.unit.documents.lint_faults_pdf import WHERE
from tests.unit.documents.lint_planting import (
    annotation,
    as_artifact,
    body,
    draw,
    element,
    first_run,
    in_pdf,
    text,
)


@in_pdf("DOC-201", place=f"bladzijde {WHERE}")
def broken_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[WHERE - 1].obj.Contents = pdf.make_stream(b"BT /nergens 12 Tf (tekst) Tj ET")


@in_pdf("DOC-202", place=f"bladzijde {WHERE}")
def text_over_the_edge(pdf: pikepdf.Pdf) -> None:
    draw(pdf, WHERE, as_artifact(text(pdf, WHERE, 570, 20)))


@in_pdf("DOC-203", place=f"bladzijde {WHERE}")
def text_cut_off_by_its_box(pdf: pikepdf.Pdf) -> None:
    draw(pdf, WHERE, as_artifact(f"80 10 30 30 re W n {text(pdf, WHERE, 82, 20)}"))


@in_pdf("DOC-204", place=f"bladzijde {WHERE}")
def two_texts_over_each_other(pdf: pikepdf.Pdf) -> None:
    under = first_run(pdf, WHERE)
    draw(pdf, WHERE, as_artifact(text(pdf, WHERE, under.box[0] + 2, under.box[1] + 3)))


@in_pdf("DOC-204", "letter")
def field_over_a_text(pdf: pikepdf.Pdf) -> None:
    page = len(pdf.pages)
    under = first_run(pdf, page)
    annotation(pdf, "/Widget").Rect = Array([under.box[0], under.box[1], under.box[0] + 200, under.box[1] + 56])


@in_pdf("DOC-205", place=f"bladzijde {WHERE}")
def text_under_a_patch(pdf: pikepdf.Pdf) -> None:
    under = first_run(pdf, WHERE)
    draw(pdf, WHERE, as_artifact(f"0.9 g {under.box[0] - 5} {under.box[1] - 5} 400 20 re f"))


@in_pdf("DOC-206", place=f"bladzijde {WHERE}")
def letters_of_five_points(pdf: pikepdf.Pdf) -> None:
    draw(pdf, WHERE, as_artifact(f"0.5 0 0 0.5 0 0 cm {text(pdf, WHERE, 160, 40)}"))


@in_pdf("DOC-207", place="bladzijde")
def heading_at_the_foot(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page(page_size=(595, 842))
    last = pdf.pages[-1].obj
    last.Resources = pdf.pages[WHERE - 1].obj.Resources
    draw(pdf, len(pdf.pages), f"/H2 <</MCID 0>> BDC {text(pdf, len(pdf.pages), 80, 60, size=14)} EMC")
    body(pdf).append(
        pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.H2, Pg=last, P=element(pdf, "Document"), K=0))
    )


@in_pdf("DOC-208", place="bladzijde")
def page_with_nothing(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page(page_size=(595, 842))


@in_pdf("DOC-209", place=f"bladzijde {WHERE}")
def picture_of_ten_dots(pdf: pikepdf.Pdf) -> None:
    image = pdf.make_stream(bytes(300))
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 10, 10
    image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
    name = pdf.pages[WHERE - 1].add_resource(image, Name.XObject)
    draw(pdf, WHERE, as_artifact(f"200 0 0 40 80 5 cm {name} Do"))


@in_pdf("DOC-210", place="bladzijde")
def summary_of_two_pages(pdf: pikepdf.Pdf) -> None:
    overview = next(n for n, page in enumerate(pdf.pages) if page.objgen == _summary_page(pdf)) + 1
    pdf.add_blank_page(page_size=(595, 842))
    moved = pdf.pages[-1]
    del pdf.pages[-1]
    pdf.pages.insert(overview, moved)


def _summary_page(pdf: pikepdf.Pdf) -> tuple[int, int]:
    entry: Any = pdf.Root.Outlines.First
    while str(entry.Title) != "Samenvatting":
        entry = entry.Next
    return tuple(entry.get("/Dest", entry.get("/A", Dictionary()).get("/D"))[0].objgen)


# -- letters -------------------------------------------------------------------------------------------------------


@in_pdf("DOC-221", place=f"bladzijde {WHERE}")
def gray_on_white(pdf: pikepdf.Pdf) -> None:
    draw(pdf, WHERE, as_artifact(text(pdf, WHERE, 80, 20, paint="0.65 g")))


@in_pdf("DOC-221", place=f"bladzijde {WHERE}")
def white_on_light_blue(pdf: pikepdf.Pdf) -> None:
    draw(pdf, WHERE, as_artifact(f"0.6 0.8 0.9 rg 75 10 200 30 re f {text(pdf, WHERE, 80, 20, paint='1 g')}"))


@in_pdf("DOC-222", place=f"bladzijde {WHERE}")
def white_on_white(pdf: pikepdf.Pdf) -> None:
    draw(pdf, WHERE, as_artifact(text(pdf, WHERE, 80, 20, paint="1 g")))


@in_pdf("DOC-222", place=f"bladzijde {WHERE}")
def text_that_is_not_drawn(pdf: pikepdf.Pdf) -> None:
    draw(pdf, WHERE, as_artifact(text(pdf, WHERE, 80, 20, mode=3)))


@in_pdf("DOC-223")
def font_not_embedded(pdf: pikepdf.Pdf) -> None:
    descriptor = _font(pdf).DescendantFonts[0].FontDescriptor
    del descriptor["/FontFile2"]


@in_pdf("DOC-224")
def whole_font_embedded(pdf: pikepdf.Pdf) -> None:
    _font(pdf).BaseFont = Name("/" + str(_font(pdf).BaseFont).split("+")[1])


@in_pdf("DOC-225")
def font_of_another_house(pdf: pikepdf.Pdf) -> None:
    _font(pdf).BaseFont = Name("/ABCDEF+ComicNeue-Bold")


@in_pdf("DOC-226")
def font_that_does_not_say_its_letters(pdf: pikepdf.Pdf) -> None:
    del _font(pdf)["/ToUnicode"]


# -- traces --------------------------------------------------------------------------------------------------------


@in_pdf("DOC-301")
def author_in_the_properties(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = String("J. de Vries")


@in_pdf("DOC-301")
def person_as_program(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Producer"] = String("Jan de Vries")


@in_pdf("DOC-301")
def author_in_xmp(pdf: pikepdf.Pdf) -> None:
    _in_xmp(pdf, b"<dc:creator><rdf:Seq><rdf:li>J. de Vries</rdf:li></rdf:Seq></dc:creator>")


@in_pdf("DOC-302")
def path_in_the_properties(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Subject"] = String("C:\\Users\\jvries\\Documents\\rapportage.typ")


@in_pdf("DOC-302")
def path_in_xmp(pdf: pikepdf.Pdf) -> None:
    _in_xmp(pdf, b"<xmp:Label>/home/jvries/rapportage.typ</xmp:Label>")


@in_pdf("DOC-303")
def private_data(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PieceInfo = Dictionary(Illustrator=Dictionary(Private=Dictionary()))


@in_pdf("DOC-304")
def script_on_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('hallo')"))


@in_pdf("DOC-304", "letter")
def link_that_starts_a_program(pdf: pikepdf.Pdf) -> None:
    annotation(pdf, "/Link").A = Dictionary(S=Name.Launch, F=String("start.exe"))


@in_pdf("DOC-305")
def another_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notitie.txt"] = pikepdf.AttachedFileSpec(pdf, b"intern", filename="notitie.txt")


@in_pdf("DOC-305", "letter")
def report_not_attached(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments[REPORT_PDF]


@in_pdf("DOC-306")
def layers(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Concept")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))


@in_pdf("DOC-307", place="bladzijde 3")
def remark_of_a_reviewer(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]), Contents=String("Klopt dit?"))
    page = pdf.pages[2].obj
    page.Annots = Array([*page.get("/Annots", Array()), pdf.make_indirect(note)])


def _font(pdf: pikepdf.Pdf) -> Any:
    return pdf.pages[WHERE - 1].obj.Resources.Font["/f0"]


def _in_xmp(pdf: pikepdf.Pdf, said: bytes) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(packet.replace(b"</rdf:Description>", said + b"</rdf:Description>", 1))
