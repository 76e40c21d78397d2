"""Pictures: whole, within limits, and without what cameras write into them."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from PIL import Image

from bna_pipeline.contributions.picture_faults import PictureUnusable
from bna_pipeline.contributions.pictures import checked_picture
from bna_pipeline.model.intake import IntakeLimits
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
        (b"\0" * (IntakeLimits().picture_bytes + 1), "kB groot"),
    ],
    ids=["text", "gif", "cut", "huge", "heavy"],
)
def test_what_cannot_be_used_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(PictureUnusable, match=words):
        checked_picture(data)
