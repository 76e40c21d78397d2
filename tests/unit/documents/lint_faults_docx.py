"""Faults planted in the Word files of a draft, one or more for every rule."""

from __future__ import annotations

from lxml import etree

from bna_pipeline.documents.docx_parts import DRAWING, w
from bna_pipeline.model.draft import REPORT_DOCX
from tests.unit.documents.lint_planting import in_bytes, in_docx, with_part

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CORE = "docProps/core.xml"


@in_bytes("DOC-100", REPORT_DOCX)
def no_word_file(data: bytes) -> bytes:
    return b"geen zip" + data[:100]


def _paragraph(inner: str) -> etree._Element:
    return etree.fromstring(f'<w:p xmlns:w="{_W}">{inner}</w:p>')


def _after_first_text(root: etree._Element, paragraph: etree._Element) -> None:
    """Put it behind the first heading of the second level, before its running text."""
    heading = next(mark for mark in root.iter(w("pStyle")) if (mark.get(w("val")) or "").lower() == "heading2")
    next(heading.iterancestors(w("p"))).addnext(paragraph)


def _first_run(root: etree._Element) -> etree._Element:
    """The first with a sentence."""
    return next(run for run in root.iter(w("r")) for text in run.iter(w("t")) if len((text.text or "").split()) > 5)


def _properties(run: etree._Element) -> etree._Element:
    own = run.find(w("rPr"))
    if own is None:
        own = etree.Element(w("rPr"))
        run.insert(0, own)
    return own


@in_docx("DOC-401")
def heading_level_skipped(root: etree._Element) -> None:
    mark = next(m for m in root.iter(w("pStyle")) if (m.get(w("val")) or "").lower() == "heading2")
    mark.set(w("val"), "Heading3")


@in_docx("DOC-402")
def bold_paragraph_as_heading(root: etree._Element) -> None:
    run = _first_run(root)
    paragraph = next(run.iterancestors(w("p")))
    paragraph.addprevious(_paragraph("<w:r><w:rPr><w:b/></w:rPr><w:t>Wat er bereikt is</w:t></w:r>"))


@in_docx("DOC-403")
def table_without_header_row(root: etree._Element) -> None:
    mark = next(root.iter(w("tblHeader")))
    mark.getparent().remove(mark)  # type: ignore[union-attr]


@in_docx("DOC-404")
def cell_missing(root: etree._Element) -> None:
    row = list(root.iter(w("tr")))[1]
    row.remove(row.findall(w("tc"))[-1])


@in_docx("DOC-405")
def picture_without_alternative(root: etree._Element) -> None:
    next(shown for shown in root.iter(f"{{{DRAWING}}}docPr") if shown.get("descr")).set("descr", "")


@in_docx("DOC-405")
def alternative_is_a_file_name(root: etree._Element) -> None:
    next(shown for shown in root.iter(f"{{{DRAWING}}}docPr") if shown.get("descr")).set("descr", "image12.png")


@in_docx("DOC-406", part="word/styles.xml")
def another_language(root: etree._Element) -> None:
    for mark in root.iter(w("lang")):
        mark.set(w("val"), "en-US")


@in_docx("DOC-406")
def language_that_is_none(root: etree._Element) -> None:
    etree.SubElement(_properties(_first_run(root)), w("lang")).set(w("val"), "nederlands!")


@in_docx("DOC-407", "letter")
def link_without_words(root: etree._Element) -> None:
    texts = list(next(link for link in root.iter(w("hyperlink"))).iter(w("t")))
    for text in texts:
        text.text = ""
    texts[0].text = "klik hier"


@in_docx("DOC-408", "letter", part="word/_rels/document.xml.rels")
def link_to_half_an_address(root: etree._Element) -> None:
    next(one for one in root if one.get("TargetMode") == "External").set("Target", "https://")


@in_docx("DOC-408")
def link_to_a_bookmark_that_is_gone(root: etree._Element) -> None:
    next(link for link in root.iter(w("hyperlink")) if link.get(w("anchor"))).set(w("anchor"), "nergens")


@in_docx("DOC-409")
def empty_paragraph_as_space(root: etree._Element) -> None:
    _after_first_text(root, _paragraph(""))


@in_docx("DOC-410")
def gray_on_white(root: etree._Element) -> None:
    heading = next(mark for mark in root.iter(w("pStyle")) if (mark.get(w("val")) or "").lower() == "heading3")
    etree.SubElement(_properties(next(next(heading.iterancestors(w("p"))).iter(w("r")))), w("color")).set(
        w("val"), "B0B0B0"
    )


@in_docx("DOC-421", part=_CORE)
def author_in_the_properties(root: etree._Element) -> None:
    for node in root:
        if etree.QName(node).localname == "creator":
            node.text = "J. de Vries"


@in_docx("DOC-421", part=_CORE)
def keywords_in_the_properties(root: etree._Element) -> None:
    for node in root:
        if etree.QName(node).localname == "keywords":
            node.text = "concept van Jan"


@in_docx("DOC-422", part=_CORE)
def no_title(root: etree._Element) -> None:
    for node in root:
        if etree.QName(node).localname == "title":
            node.text = ""


@in_docx("DOC-423")
def tracked_change_left_in(root: etree._Element) -> None:
    run = _first_run(root)
    inserted = etree.Element(w("ins"), {w("id"): "900", w("author"): "J. de Vries"})
    run.addprevious(inserted)
    inserted.append(run)


@in_docx("DOC-423")
def comment_left_in(root: etree._Element) -> None:
    _first_run(root).addprevious(etree.Element(w("commentRangeStart"), {w("id"): "1"}))


@in_docx("DOC-424")
def revision_ids(root: etree._Element) -> None:
    next(root.iter(w("p"))).set(w("rsidR"), "00AB12CD")


@in_docx("DOC-425", part="docProps/app.xml")
def path_of_the_template(root: etree._Element) -> None:
    namespace = etree.QName(root).namespace
    etree.SubElement(root, f"{{{namespace}}}Template").text = "C:\\Users\\jvries\\rapport.dotx"


@in_docx("DOC-426")
def hidden_text(root: etree._Element) -> None:
    etree.SubElement(_properties(_first_run(root)), w("vanish"))


@in_docx("DOC-427", part="word/_rels/document.xml.rels")
def picture_from_elsewhere(root: etree._Element) -> None:
    one = next(one for one in root if (one.get("Type") or "").endswith("/image"))
    one.set("Target", "https://www.example.org/meet.png")
    one.set("TargetMode", "External")


@in_bytes("DOC-427", REPORT_DOCX)
def macros(data: bytes) -> bytes:
    return with_part(data, "word/vbaProject.bin", lambda _: b"macro")
