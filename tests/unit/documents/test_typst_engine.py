"""Typst sets data as data, lets no warning through, and gives the same bytes for the same job."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bna_pipeline.contributions.characters import CARRIED, FALLBACK
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.errors import GlyphMissing, TypesettingFailed
from bna_pipeline.ports import TypesetJob
from tests.unit.documents import factory
from tests.unit.documents.reading import tagged_text

HEAD = """#let data = json("/data.json")
#set document(title: "Proef", date: auto)
#set text(lang: "nl", font: "Source Sans 3")
"""


def job(folder: Path, body: str, text: Any = "Dag.", **changes: Any) -> TypesetJob:
    template = folder / "proef.typ"
    template.write_text(HEAD + body, encoding="utf-8")
    given: dict[str, Any] = {"standards": ("a-2a", "ua-1"), "timestamp": factory.TIMESTAMP, **changes}
    return TypesetJob(template=template, data={"text": text, "list": [{"deep": text}]}, **given)


def test_the_same_job_gives_the_same_bytes_cold_and_warm(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    first = typesetter.typeset(job(tmp_path, "#data.text"))
    typesetter.typeset(job(tmp_path, "#data.text", "Iets anders."))
    assert typesetter.typeset(job(tmp_path, "#data.text")) == first
    assert TypstTypesetter(factory.FONTS).typeset(job(tmp_path, "#data.text")) == first


def test_data_is_never_source(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    said = '#panic("x") #read("/etc/passwd") $x$ *vet* @label `code` \\ // weg'
    made = typesetter.typeset(job(tmp_path, "#data.text", said))
    assert said in "".join(tagged_text(made.pdf))


@pytest.mark.parametrize(("character", "said"), [("😀", "1F600"), ("漢", "6F22"), ("\u0007", "0007")])
def test_a_character_that_the_fonts_lack_is_named_with_its_place(
    tmp_path: Path, typesetter: TypstTypesetter, character: str, said: str
) -> None:
    with pytest.raises(GlyphMissing, match=said) as caught:
        typesetter.typeset(job(tmp_path, "#data.text", f"Hallo {character} daar"))
    assert "list[0].deep; text" in caught.value.message


def test_every_character_that_intake_lets_through_can_be_set(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    everything = "".join(chr(point) for low, high in CARRIED for point in range(low, high + 1))
    others = ", ".join(f'"{name}"' for name in FALLBACK)
    for family in ("Source Sans 3", "Source Serif 4"):
        body = f'#set text(font: ("{family}", {others}))\n#data.text #strong(data.text) #emph(data.text)'
        assert typesetter.typeset(job(tmp_path, body, everything)).pdf


def test_a_warning_is_an_error(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    with pytest.raises(TypesettingFailed, match="unknown font family"):
        typesetter.typeset(job(tmp_path, '#text(font: "Bestaat Niet")[x]'))


def test_fonts_of_the_system_are_not_used(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    with pytest.raises(TypesettingFailed, match="unknown font family"):
        typesetter.typeset(job(tmp_path, '#text(font: "DejaVu Sans")[x]'))


def test_an_error_names_file_and_line(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    with pytest.raises(TypesettingFailed, match=r"proef\.typ, regel 4"):
        typesetter.typeset(job(tmp_path, "#data.nowhere"))


def test_what_breaks_the_profile_is_an_error(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    with pytest.raises(TypesettingFailed, match="alt"):
        typesetter.typeset(job(tmp_path, '#image("/assets/x.png")', assets={"x.png": factory.picture_bytes(1)}))


def test_a_label_tells_where_it_stands(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    body = '#place(top + left, dx: 10pt, dy: 20pt, [#metadata("x")#label("sign-A")])'
    (place,) = typesetter.typeset(job(tmp_path, "#set page(margin: 100pt)\n" + body, labels=("sign-A",))).places
    assert (place.label, place.page, place.x, place.y) == ("sign-A", 1, 110.0, 120.0)


def test_a_label_that_is_nowhere_is_an_error(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    with pytest.raises(TypesettingFailed, match="sign-B"):
        typesetter.typeset(job(tmp_path, "x", labels=("sign-B",)))


def test_a_name_that_points_outside_is_refused(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    with pytest.raises(TypesettingFailed, match="buiten"):
        typesetter.typeset(job(tmp_path, "x", assets={"../x": b""}))


def test_nothing_of_an_earlier_job_is_left_for_the_next(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    typesetter.typeset(job(tmp_path, '#read("/assets/x.txt")', assets={"x.txt": b"een"}))
    with pytest.raises(TypesettingFailed, match="not found"):
        typesetter.typeset(job(tmp_path, '#read("/assets/x.txt")'))


def test_a_missing_layout_and_missing_fonts_are_named(tmp_path: Path, typesetter: TypstTypesetter) -> None:
    gone = TypesetJob(template=tmp_path / "weg.typ", data={}, standards=(), timestamp=factory.TIMESTAMP)
    with pytest.raises(TypesettingFailed, match=r"weg\.typ"):
        typesetter.typeset(gone)
    with pytest.raises(TypesettingFailed, match="lettertype"):
        TypstTypesetter(tmp_path)


DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="160mm" height="30mm" viewBox="0 0 160 30">'
    '<rect width="80" height="10" fill="#1f5b99"/>'
    """<text x="5" y="20" font-family="'Source Sans 3'" font-size="4">Eén</text></svg>"""
)


def test_a_drawing_becomes_a_picture_of_the_asked_width_with_the_same_bytes(typesetter: TypstTypesetter) -> None:
    made = typesetter.raster(DRAWING.encode(), 800)
    assert TypstTypesetter(factory.FONTS).raster(DRAWING.encode(), 800) == made
    picture = Image.open(io.BytesIO(made)).convert("RGB")
    assert (picture.width, picture.height) == (800, 150)
    assert picture.getpixel((10, 10)) == (0x1F, 0x5B, 0x99)
    assert picture.getpixel((790, 140)) == (255, 255, 255)
    assert min(picture.convert("L").crop((0, 60, 200, 110)).tobytes()) < 64, "the text is drawn"


@pytest.mark.parametrize(
    ("drawing", "width", "said"),
    [
        ("geen tekening", 100, "niet om te zetten"),
        (DRAWING, 0, "0 beeldpunten"),
        (DRAWING.replace("Source Sans 3", "Nergens"), 100, "Nergens"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(typesetter: TypstTypesetter, drawing: str, width: int, said: str) -> None:
    with pytest.raises(TypesettingFailed, match=said):
        typesetter.raster(drawing.encode(), width)
