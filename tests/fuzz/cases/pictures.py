"""Pictures in Word files that were once judged wrongly."""

from __future__ import annotations

import re
from io import BytesIO

from PIL import Image

from tests.fuzz.cases import Found
from tests.fuzz.cases.data import with_picture
from tests.fuzz.mutant import document_of, with_document, with_parts
from tests.unit.contributions import small

FOUND = Found()
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
_V = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def pictured(picture: bytes | None = None) -> bytes:
    """A form in order with a picture."""
    answers = {"T-01.a": "conform planning", "T-01.b": "Goed.", "T-01.e": "T", "T-01.f": "T", "T-01.h": "D"}
    return small.filled({**answers, "T-01.g": picture or small.picture()})


def _changed(pattern: str, new: str) -> bytes:
    """The form with a piece of its drawing in another shape; `{}` in `new` is what stood there."""
    text = document_of(pictured())
    found = re.search(pattern, text, re.DOTALL)
    assert found is not None
    return with_document(pictured(), text.replace(found[0], new.replace("{}", found[0])))


@FOUND.case("A photo made up of its last pass three hundred times took seconds to read.", "BIJ-054")
def photo_of_three_hundred_passes() -> bytes:
    buffer = BytesIO()
    Image.new("L", (640, 480), 128).save(buffer, "JPEG", progressive=True)
    data = buffer.getvalue()
    last = data.rindex(b"\xff\xda")
    return with_picture(data[:-2] + data[last:-2] * 300 + data[-2:])


@FOUND.case("Of a cropped picture the whole was published.", "BIJ-054", place="T-01.g")
def cropped_picture() -> bytes:
    return _changed("<a:stretch>", '<a:srcRect l="50000"/>{}')


@FOUND.case("A picture that stands upright in Word was published lying down.", "BIJ-054", place="T-01.g")
def turned_picture() -> bytes:
    return _changed("<a:xfrm>", '<a:xfrm rot="5400000">')


@FOUND.case("A picture that is mirrored in Word was published as it was.", "BIJ-054", place="T-01.g")
def mirrored_picture() -> bytes:
    return _changed("<a:xfrm>", '<a:xfrm flipH="1">')


@FOUND.case("The same in the older way of drawing.", "BIJ-054", place="T-01.g")
def cropped_picture_in_vml() -> bytes:
    key = re.search(r'r:embed="(\w+)"', document_of(pictured()))
    assert key is not None
    image = f'<v:imagedata r:id="{key[1]}" cropleft="32768f"/>'
    return _changed("<w:drawing>.*?</w:drawing>", f"<w:pict {_V}><v:shape>{image}</v:shape></w:pict>")


@FOUND.case("A picture in a box of text was counted twice, and refused as two.", "", accepted=True)
def picture_in_a_box() -> bytes:
    box = f"<wps:txbx {_WPS}><w:txbxContent><w:p><w:r>{{}}</w:r></w:p></w:txbxContent></wps:txbx>"
    return _changed("<w:drawing>.*?</w:drawing>", f"<w:drawing>{box}</w:drawing>")


@FOUND.case("A picture that Word for Mac writes in two ways was counted twice, and refused as two.", "", accepted=True)
def picture_in_two_ways() -> bytes:
    choice = '<mc:Choice xmlns:ma="http://schemas.microsoft.com/office/mac/drawingml/2008/main" Requires="ma">'
    return _changed(
        "<pic:blipFill>.*?</pic:blipFill>",
        f"<mc:AlternateContent {_MC}>{choice}{{}}</mc:Choice><mc:Fallback>{{}}</mc:Fallback></mc:AlternateContent>",
    )


@FOUND.case("A grey picture of 16 bits became white but for its darkest spots.", "", accepted=True)
def grey_of_sixteen_bits() -> bytes:
    return pictured(grey_in_sixteen_bits())


def grey_in_sixteen_bits() -> bytes:
    """A PNG that goes from black to white."""
    buffer = BytesIO()
    image = Image.new("I;16", (800, 4))
    image.putdata([x * 65_535 // 799 for _ in range(4) for x in range(800)])
    image.save(buffer, "PNG")
    return buffer.getvalue()


@FOUND.case("A drawing that Word keeps packed was refused with advice that does not help.", "BIJ-005")
def packed_drawing() -> bytes:
    return with_parts(pictured(), **{"word/media/image9.emz": b"\x1f\x8b\x08" + bytes(50)})


@FOUND.case("A picture that Word for Mac keeps as a pdf was refused with advice that does not help.", "BIJ-005")
def picture_as_a_pdf() -> bytes:
    return with_parts(pictured(), **{"word/media/image9.pdf": b"%PDF-1.4" + bytes(50)})


@FOUND.case("A picture pasted from a browser was refused with advice that takes it away.", "BIJ-005")
def picture_from_a_browser() -> bytes:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = '<w:r><w:instrText> INCLUDEPICTURE "https://example.org/a.png" \\* MERGEFORMATINET </w:instrText></w:r>'
    return _changed(
        "<w:r><w:drawing>.*?</w:drawing></w:r>", f"{mark('begin')}{code}{mark('separate')}{{}}{mark('end')}"
    )
