"""Word files of which an answer was lost, or read although nobody sees it."""

from __future__ import annotations

from tests.fuzz.cases import Found
from tests.fuzz.cases.words import RUN, SAID, form, instead
from tests.fuzz.mutant import document_of, packed, parts_of, with_document, with_parts
from tests.unit.contributions import small

FOUND = Found()


def _with_code(code: str) -> bytes:
    text = document_of(form())
    assert text.count(">T-01.j<") == 1
    return with_document(form(), text.replace(">T-01.j<", f">{code}<"))


@FOUND.case(
    "An answer beside a code with another hyphen was lost without a word.", "BIJ-084", place="de rij onder T-01.i"
)
def code_with_another_hyphen() -> bytes:
    return _with_code("T\u201101.j")


@FOUND.case("An answer beside a code in small letters was lost without a word.", "BIJ-084", place="de rij onder T-01.i")
def code_in_small_letters() -> bytes:
    return _with_code("t-01.j")


@FOUND.case("An answer beside a code without its dot was lost without a word.", "BIJ-084", place="de rij onder T-01.i")
def code_without_its_dot() -> bytes:
    return _with_code("T-01 j")


@FOUND.case("An answer whose code was deleted was lost without a word.", "BIJ-084", place="de rij onder T-01.i")
def code_deleted() -> bytes:
    return _with_code("")


@FOUND.case("A picture beside a code that was deleted was lost without a word.", "BIJ-084", place="de rij onder T-01.f")
def code_of_a_picture_deleted() -> bytes:
    data = small.filled({"T-01.a": "conform planning", "T-01.b": SAID, "T-01.g": small.picture()})
    return with_document(data, document_of(data).replace(">T-01.g<", "><"))


@FOUND.case(
    "The lower half of an answer cell cut in two was lost without a word.", "BIJ-084", place="de rij onder T-01.b"
)
def answer_cell_cut_in_two() -> bytes:
    text = document_of(form())
    end = text.index("</w:tr>", text.index(SAID)) + len("</w:tr>")
    under, beside = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>", "<w:p><w:r><w:t>En meer.</w:t></w:r></w:p>"
    lower = f"<w:tr><w:tc>{under}</w:tc><w:tc>{beside}</w:tc></w:tr>"
    return with_document(form(), text[:end] + lower + text[end:])


def styled(look: str, style: str, *, kind: str = "character") -> bytes:
    """The form with a style of this look that is on the answer to T-01.b."""
    parts = parts_of(instead(RUN.replace("<w:t>", f"<w:rPr>{style}</w:rPr><w:t>")))
    made = f'<w:style w:type="{kind}" w:styleId="weg"><w:name w:val="weg"/>{look}</w:style>'
    more = '<w:style w:type="character" w:styleId="ook"><w:name w:val="ook"/><w:basedOn w:val="weg"/></w:style>'
    styles = parts["word/styles.xml"].replace(b"</w:styles>", f"{made}{more}</w:styles>".encode())
    return packed({**parts, "word/styles.xml": styles})


@FOUND.case("Text hidden through a style was read as an answer that nobody sees.", "BIJ-083", place="T-01.b")
def hidden_by_style() -> bytes:
    return styled("<w:rPr><w:vanish/></w:rPr>", '<w:rStyle w:val="weg"/>')


@FOUND.case("The same through a style that is based on such a style.", "BIJ-083", place="T-01.b")
def hidden_by_a_style_below() -> bytes:
    return styled("<w:rPr><w:vanish/></w:rPr>", '<w:rStyle w:val="ook"/>')


@FOUND.case("The same through the style of the paragraph.", "BIJ-083", place="T-01.b")
def hidden_by_the_style_of_the_paragraph() -> bytes:
    data = styled("<w:rPr><w:vanish/></w:rPr>", "", kind="paragraph")
    text = document_of(data)
    start = text.rindex("<w:p>", 0, text.index(SAID))
    return with_document(data, f'{text[:start]}<w:p><w:pPr><w:pStyle w:val="weg"/></w:pPr>{text[start + 5 :]}')


@FOUND.case("The same for every paragraph without a style.", "BIJ-001")
def all_hidden_by_the_usual_style() -> bytes:
    styles = parts_of(form())["word/styles.xml"].decode()
    start = styles.index("<w:rPr>", styles.index('w:default="1"')) + len("<w:rPr>")
    return with_parts(form(), **{"word/styles.xml": f"{styles[:start]}<w:vanish/>{styles[start:]}".encode()})


@FOUND.case("Text that is hidden in a browser only, and there on paper, was refused.", "", accepted=True)
def hidden_in_a_browser_only() -> bytes:
    return instead(RUN.replace("<w:t>", "<w:rPr><w:webHidden/></w:rPr><w:t>"))


@FOUND.case("A form in the strict edition of the format was told that its questions were not there.", "BIJ-002")
def strict_open_xml() -> bytes:
    other = "http://purl.oclc.org/ooxml/"
    names = (("wordprocessingml/2006/", "wordprocessingml/"), ("officeDocument/2006/", "officeDocument/"))
    parts = parts_of(form())
    for name in parts:
        for before, after in names:
            parts[name] = parts[name].replace(
                f"http://schemas.openxmlformats.org/{before}".encode(), f"{other}{after}".encode()
            )
    return packed(parts)
