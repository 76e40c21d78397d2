"""Pictures: whole, within limits, and without what cameras write into them."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random

import pytest
from PIL import Image

from bna_pipeline.contributions.judge import judge
from bna_pipeline.contributions.picture_faults import PictureUnusable
from bna_pipeline.contributions.pictures import checked_picture
from bna_pipeline.model.intake import IntakeLimits, in_megabytes
from tests.fuzz.cases import pictures
from tests.unit.contributions import small


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_plain_picture_comes_back_as_it_was(kind: str) -> None:
    found = checked_picture(small.picture(640, 480, kind))
    assert (found.media_type, found.width, found.height) == (f"image/{kind.lower()}", 640, 480)
    assert found.data == small.picture(640, 480, kind)


def test_a_camera_place_and_comment_do_not_come_along() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera van een persoon"
    data = _saved(Image.new("RGB", (640, 480), "red"), "JPEG", exif=exif, comment=b"geheim")
    assert b"Camera van een persoon" in data
    found = checked_picture(data)
    assert b"Camera" not in found.data
    assert b"geheim" not in found.data
    assert checked_picture(found.data).data == found.data


def test_a_turned_photo_is_turned_for_good() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = checked_picture(_saved(Image.new("RGB", (640, 480), "red"), "JPEG", exif=exif))
    assert (found.width, found.height) == (480, 640)


def test_a_picture_for_print_becomes_rgb() -> None:
    found = checked_picture(_saved(Image.new("CMYK", (640, 480)), "JPEG"))
    with Image.open(BytesIO(found.data)) as image:
        assert image.mode == "RGB"


def _huge() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"geen plaatje", "geen PNG of JPEG"),
        (_saved(Image.new("RGB", (640, 480)), "GIF"), "geen PNG of JPEG"),
        (small.picture()[:-200], "beschadigd"),
        (_huge(), "te veel beeldpunten"),
        (b"\0" * (IntakeLimits().picture_bytes + 1), "11 MB groot; 10 MB is de grens"),
    ],
    ids=["text", "gif", "cut", "huge", "heavy"],
)
def test_what_cannot_be_used_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(PictureUnusable, match=words):
        checked_picture(data)


def test_a_grey_picture_of_sixteen_bits_keeps_its_greys() -> None:
    with Image.open(BytesIO(checked_picture(pictures.grey_in_sixteen_bits()).data)) as image:
        assert [image.getpixel((x, 0)) for x in (0, 200, 400, 799)] == [0, 63, 127, 255]


@pytest.mark.parametrize("mode", ["RGBA", "CMYK"])
def test_the_most_pixels_are_told_for_as_many_colours_as_the_picture_has(mode: str) -> None:
    limits = IntakeLimits(picture_pixels=1_000_000)
    data = _saved(Image.new(mode, (1000, 900)), "PNG" if mode == "RGBA" else "JPEG")
    with pytest.raises(PictureUnusable) as refused:
        checked_picture(data, limits)
    assert refused.value.mend == "Maak haar kleiner dan 0,75 megapixel."


@pytest.mark.parametrize(
    ("size", "at_least", "said"),
    [
        (40 * 2**20, False, "40 MB"),
        (40 * 2**20 + 1, True, "41 MB"),
        (40 * 2**20 - 1, False, "39 MB"),
        (1_500_000, False, "1,4 MB"),
        (1_500_000, True, "1,5 MB"),
        (10_000, False, "9,7 kB"),
        (0, False, "0 kB"),
    ],
)
def test_a_size_is_told_in_the_unit_that_fits(size: int, at_least: bool, said: str) -> None:
    assert in_megabytes(size, at_least=at_least) == said


def test_a_heavy_picture_in_a_form_is_told_its_size_and_the_limit() -> None:
    limits = IntakeLimits(picture_bytes=10_000)
    noise = Image.frombytes("RGB", (800, 10), Random(1).randbytes(24_000))
    data = pictures.pictured(_saved(noise, "PNG"))
    found = judge(small.PROGRAMME, small.EDITION, "school", "x", data, limits)
    assert [f.message for f in found.findings] == ["De afbeelding is 24 kB groot; 9,7 kB is de grens."]


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (pictures.packed_drawing, "PNG of JPEG"),
        (pictures.picture_as_a_pdf, "PNG of JPEG"),
        (pictures.picture_from_a_browser, "Ctrl+Shift+F9"),
    ],
)
def test_a_picture_that_cannot_be_taken_as_it_is_comes_with_what_to_do(build: Callable[[], bytes], words: str) -> None:
    assert words in small.word_judged(build()).findings[0].mend


def test_what_is_said_of_an_action_again_is_not_looked_at() -> None:
    broken = {"title": "T", "text": "T", "picture": {"data": "eA==", "description": "D"}}
    found = small.codes(small.judged(small.data(*[small.report("T-01", example=broken)] * 3)))
    assert [code for code, _ in found] == ["BIJ-022", "BIJ-054"]
