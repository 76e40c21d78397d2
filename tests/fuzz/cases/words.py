"""Word files that were once judged wrongly."""

from __future__ import annotations

import struct
import zipfile
from random import Random

from tests.fuzz import on_zip
from tests.fuzz.cases import Found
from tests.fuzz.mutant import DOCUMENT, document_of, packed, parts_of, related, with_document, with_parts
from tests.unit.contributions import small

FOUND = Found()
SAID = "Er is veel bereikt."
RUN = f"<w:r><w:t>{SAID}</w:t></w:r>"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def form(**more: str) -> bytes:
    """A form that is in order."""
    return small.filled({"T-01.a": "conform planning", "T-01.b": SAID, "T-01.j": "Meer.", **more})


def instead(xml: str, old: str = RUN) -> bytes:
    """The form with something else in place of the answer to T-01.b."""
    text = document_of(form())
    assert text.count(old) == 1
    return with_document(form(), text.replace(old, xml))


@FOUND.case("Boxes within boxes were each read twice, so that forty of them took forever.", "", accepted=True)
def boxes_within_boxes() -> bytes:
    inner = f"<w:p>{RUN}</w:p>"
    for _ in range(40):
        inner = f"<w:drawing><w:txbxContent>{inner}</w:txbxContent></w:drawing>"
    return instead(f"<w:r>{inner}</w:r>")


@FOUND.case("Hidden text was read as an answer that nobody sees.", "BIJ-083", place="T-01.b")
def hidden_text() -> bytes:
    return instead(RUN.replace("<w:t>", "<w:rPr><w:vanish/></w:rPr><w:t>"))


@FOUND.case("The answer in a row that Word hides was read.", "BIJ-083", place="T-01.b")
def hidden_row() -> bytes:
    text = document_of(form())
    start = text.rindex("<w:trPr>", 0, text.index(SAID))
    return with_document(form(), text[:start] + "<w:trPr><w:hidden/>" + text[start + len("<w:trPr>") :])


@FOUND.case("Text in a field's instruction, which no reader shows, was read as an answer.", "BIJ-083", place="T-01.b")
def text_in_a_field_instruction() -> bytes:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return instead(mark.format("begin") + RUN + mark.format("end"))


@FOUND.case("A control bound to other data shows those, and its stale text was read.", "BIJ-083", place="T-01.b")
def bound_control() -> bytes:
    return instead(f'<w:sdt><w:sdtPr><w:dataBinding w:xpath="/x"/></w:sdtPr><w:sdtContent>{RUN}</w:sdtContent></w:sdt>')


@FOUND.case(
    "One text for a new Word and another for an old one: only one of the two was read.", "BIJ-083", place="T-01.b"
)
def two_texts_for_two_programs() -> bytes:
    other = RUN.replace("veel", "niets")
    return instead(
        f"<mc:AlternateContent {MC}><mc:Choice Requires='x'>{other}</mc:Choice><mc:Fallback>{RUN}</mc:Fallback>"
        "</mc:AlternateContent>"
    )


@FOUND.case("A text that only said that it was a prompt was passed over without a word.", "BIJ-083", place="T-01.b")
def text_that_says_it_is_a_prompt() -> bytes:
    return instead(f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{RUN}</w:sdtContent></w:sdt>")


@FOUND.case("An answer typed below the question was left out without a word.", "BIJ-082", place="T-01.j", accepted=True)
def answer_below_the_question() -> bytes:
    text = document_of(form())
    cut = text.index("</w:tc>", text.index("T-01.j"))
    return with_document(form(), f"{text[:cut]}<w:p><w:r><w:t>Nog meer.</w:t></w:r></w:p>{text[cut:]}")


@FOUND.case("A general question asked twice counted as it was answered last.", "BIJ-084", place="ALG.a")
def general_question_twice() -> bytes:
    text = document_of(form())
    code = text.index("ALG.a", text.index("<w:tbl>"))
    start, end = text.rindex("<w:tr>", 0, code), text.index("</w:tr>", code) + len("</w:tr>")
    row = text[start:end].replace("Programmamanager", "Directeur")
    return with_document(form(), text[:end] + row + text[end:])


@FOUND.case("An answer beside a code that somebody typed on behind was lost without a word.", "BIJ-084", place="T-01.j")
def code_typed_on_behind() -> bytes:
    text = document_of(form())
    assert text.count(">T-01.j<") == 1
    return with_document(form(), text.replace(">T-01.j<", ">T-01.jx<"))


@FOUND.case("A formula in an answer was left out without a word.", "BIJ-082", place="T-01.b", accepted=True)
def formula() -> bytes:
    return instead(f"{RUN}<m:oMath {M}><m:r><m:t>E=mc2</m:t></m:r></m:oMath>")


@FOUND.case("A chart in an answer was left out without a word.", "BIJ-082", place="T-01.b", accepted=True)
def chart() -> bytes:
    return instead(f"{RUN}<w:r><w:drawing/></w:r>")


@FOUND.case("An answer whose cell was merged with the question was lost without a word.", "BIJ-084", place="T-01.j")
def answer_in_the_cell_of_the_question() -> bytes:
    text = document_of(form())
    code = text.index("T-01.j")
    cut = text.index("</w:tc>", code)
    open_end = text.index("<w:p", text.index("<w:tc>", cut))
    return with_document(form(), text[:cut] + text[open_end:])


@FOUND.case(
    "A question's row pasted into another answer was read twice, once as part of that answer.",
    "BIJ-084",
    place="T-01.j",
)
def row_in_another_answer() -> bytes:
    text = document_of(form())
    code = text.index("T-01.j")
    start, end = text.rindex("<w:tr>", 0, code), text.index("</w:tr>", code) + len("</w:tr>")
    row, rest = text[start:end], text[:start] + text[end:]
    return with_document(form(), rest.replace(f"{RUN}</w:p>", f"{RUN}</w:p><w:tbl>{row}</w:tbl><w:p/>", 1))


@FOUND.case("A decoy under the usual name was read instead of the text that Word opens.", "", accepted=True)
def decoy_under_the_usual_name() -> bytes:
    parts = parts_of(form())
    parts["word/echt.xml"] = parts[DOCUMENT]
    parts["word/_rels/echt.xml.rels"] = parts["word/_rels/document.xml.rels"]
    parts[DOCUMENT] = parts[DOCUMENT].replace(b"veel", b"niets")
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"word/document.xml", b"word/echt.xml")
    return packed(parts)


@FOUND.case(
    "A page break glued the words on both sides together.", "", accepted=True, achieved=("Er is", "veel bereikt.")
)
def page_break_between_words() -> bytes:
    return instead(RUN.replace(" veel", '</w:t><w:br w:type="page"/><w:t>veel'))


@FOUND.case("An Office object under the name of a picture was not seen.", "BIJ-005")
def office_object_named_as_a_picture() -> bytes:
    return with_parts(form(), **{"word/media/foto.png": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)})


@FOUND.case("Macros declared by type under an innocent name were not seen.", "BIJ-005")
def macros_under_another_name() -> bytes:
    types = parts_of(form())["[Content_Types].xml"]
    kind = b'<Override PartName="/word/x.dat" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    return with_parts(form(), **{"[Content_Types].xml": types.replace(b"</Types>", kind), "word/x.dat": b"x"})


@FOUND.case("A template elsewhere, from which Word fetches macros, was passed over.", "BIJ-005")
def template_elsewhere() -> bytes:
    return related(form(), "attachedTemplate", "http://example.org/x.dotm", part="word/settings.xml")


@FOUND.case("A picture on the net, which tells its owner who opens the file, was passed over.", "BIJ-005")
def picture_on_the_net() -> bytes:
    return related(form(), "image", "https://example.org/spion.png")


@FOUND.case("A field that starts a program was passed over.", "BIJ-005")
def field_that_starts_a_program() -> bytes:
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in ("DD", "EAUTO x y"))
    return instead(
        f'{RUN}<w:r><w:fldChar w:fldCharType="begin"/></w:r>{pieces}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@FOUND.case("A document type in a part that nobody reads was passed over.", "BIJ-005")
def document_type_in_an_unread_part() -> bytes:
    styles = parts_of(form())["word/styles.xml"]
    return with_parts(form(), **{"word/styles.xml": styles.replace(b"?>", b'?><!DOCTYPE x SYSTEM "file:///x">', 1)})


@FOUND.case("Entries over each other, as in a bomb that needs no nesting, were called a damaged file.", "BIJ-005")
def entries_over_each_other() -> bytes:
    data = form()
    one, other = on_zip.records(data, on_zip.CENTRAL)[-2:]
    return data[: one + 42] + data[other + 42 : other + 46] + data[one + 46 :]


@FOUND.case("A packed stream that goes on behind the told size was taken for whole.", "BIJ-002")
def stream_behind_the_told_size() -> bytes:
    return next(m for m in on_zip.SHELF.mutators if m.name == "stream_goes_on").mutate(form(), Random(1)).data


@FOUND.case("A list of contents of megabytes was read whole before anything was counted.", "BIJ-004")
def long_list_of_contents() -> bytes:
    entry = b"PK\x01\x02" + bytes(42)
    count = 60_000
    return entry * count + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, count * len(entry), 0, 0)


@FOUND.case(
    "A method that Word does not know, of which a few kilobytes become megabytes at once, was unpacked.", "BIJ-005"
)
def method_that_word_does_not_know() -> bytes:
    return on_zip.added(form(), "word/x.xml", bytes(1_000_000), compress_type=zipfile.ZIP_BZIP2)


@FOUND.case("Two parts that differ in capitals only are one part to Word and were two here.", "BIJ-005")
def two_parts_by_capitals() -> bytes:
    return on_zip.added(form(), "Word/Document.xml", parts_of(form())[DOCUMENT].replace(b"veel", b"niets"))


@FOUND.case("Two files in one, of which each program opens another, were accepted.", "BIJ-002")
def another_file_behind() -> bytes:
    return form() + form()


@FOUND.case("Every wrong line became a finding, however many there were.", "BIJ-004")
def findings_without_end() -> bytes:
    lines = "".join(f"<w:p><w:r><w:t>regel {n}</w:t></w:r></w:p>" for n in range(600))
    text = document_of(form(**{"T-01.c": "@@"}))
    return with_document(form(), text.replace("<w:t>@@</w:t></w:r></w:p>", f"<w:t>x</w:t></w:r></w:p>{lines}"))


@FOUND.case("The end of the calendar in the moment of saving ended the whole round.", "BIJ-012")
def saved_at_the_end_of_the_calendar() -> bytes:
    core = parts_of(form())["docProps/core.xml"]
    return with_parts(
        form(), **{"docProps/core.xml": core.replace(b"2020-05-04T08:00:00Z", b"9999-12-31T23:59:59-14:00")}
    )


@FOUND.case(
    "What held the judgement against the file took a cell among a row's properties for its answer.", "", accepted=True
)
def cell_among_the_properties_of_a_row() -> bytes:
    text = document_of(form())
    start = text.rindex("<w:trPr>", 0, text.index(SAID)) + len("<w:trPr>")
    return with_document(form(), f"{text[:start]}<w:tc/>{text[start:]}")
