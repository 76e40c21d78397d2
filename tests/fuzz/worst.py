"""The files that ask most of the machine: each presses on one limit, and comes as near to it as it can."""

from __future__ import annotations

import base64
import json
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image

from bna_pipeline.contributions.excel_form import excel_form
from bna_pipeline.model.intake import IntakeLimits
from tests.fuzz.mutant import document_of, parts_of, with_document, with_parts
from tests.fuzz.on_zip import added
from tests.sample.filling import Answer
from tests.unit.contributions import small

LIMITS = IntakeLimits()
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MIB = 1024 * 1024
GOOD: dict[str, Answer] = {"T-01.a": "conform planning", "T-01.b": "Er is veel bereikt."}


def _form() -> bytes:
    return small.filled(GOOD)


def _ballast(data: bytes, size: int) -> bytes:
    """Bytes that cannot be packed, in a part that nobody reads, so that the file may unpack to much."""
    return added(data, "word/media/ballast.jpg", Random(1).randbytes(size))


def _in_answer(xml: str) -> bytes:
    text = document_of(_form())
    spot = "<w:t>Er is veel bereikt.</w:t></w:r></w:p>"
    assert spot in text
    return with_document(_form(), text.replace(spot, spot + xml))


def elements_without_end() -> bytes:
    """As many elements as the XML limit lets through: three bytes each, forty times that as a tree."""
    return _ballast(_in_answer("<w:p/>" * (LIMITS.xml_nodes - 5_000)), 2 * MIB)


def attributes_without_end() -> bytes:
    """Attributes weigh more than elements."""
    attributes = " ".join(f'w:a{n}="{n}"' for n in range(40))
    runs = f"<w:r {attributes}/>" * (LIMITS.xml_nodes // 41 - 200)
    return _ballast(_in_answer(f"<w:p>{runs}</w:p>"), 2 * MIB)


def rows_without_end() -> bytes:
    """Every row a question with its answer."""
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = f"<w:tr>{cell.format('T-01.b')}{cell.format('x')}</w:tr>"
    return _ballast(_in_answer("</w:tc></w:tr>" + row * (LIMITS.answers - 100) + "<w:tr><w:tc>"), MIB)


def one_part_of_many_megabytes() -> bytes:
    """A text just under the limit of a part, in one answer."""
    return _ballast(
        _in_answer(f"<w:p>{'<w:r><w:t>' + 'a€' * (LIMITS.characters // 2 - 1000) + '</w:t></w:r>'}</w:p>"), MIB
    )


def unpacks_to_the_limit() -> bytes:
    """Parts that nobody reads, up to the limit of what may be unpacked."""
    return _ballast(with_parts(_form(), **{"word/media/leeg.emf": bytes(LIMITS.unpacked_bytes - 10 * MIB)}), 2 * MIB)


def bomb_of_a_gigabyte() -> bytes:
    """A gigabyte of nothing in a megabyte."""
    buffer = BytesIO(_form())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/bom.bin", "w") as entry:
        for _ in range(1024):
            entry.write(bytes(MIB))
    return buffer.getvalue()


def directory_without_end() -> bytes:
    """A list of contents of forty megabytes and no contents."""
    entry = b"PK\x01\x02" + bytes(42)
    count = 39 * MIB // len(entry)
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + (count * len(entry)).to_bytes(4, "little") + bytes(6)
    return b"PK\x01\x02" + bytes(42) + entry * (count - 1) + end


def over_the_limit() -> bytes:
    """One byte too many."""
    return b"PK\x03\x04" + bytes(LIMITS.file_bytes)


def whitespace_without_end() -> bytes:
    """Forty megabytes of spaces."""
    return b" " * LIMITS.file_bytes


def json_of_brackets() -> bytes:
    """Lists without end: three bytes each, twenty times that as values."""
    return b'{"reports": [' + b"[]," * (LIMITS.data_bytes // 3 - 20) + b"[]]}"


def json_up_to_the_number_of_values() -> bytes:
    """As many empty reports as values may be there."""
    return b'{"edition": "x", "reports": [' + b"{}," * (LIMITS.data_nodes - 20) + b"{}]}"


def json_of_one_wide_text() -> bytes:
    """One sign that makes every character four bytes wide, in a picture's place."""
    text = "A" * (LIMITS.data_bytes - 1000) + "\U0001f680"
    example = {"title": "T", "text": "T", "picture": {"data": text, "description": "D"}}
    return json.dumps(small.data(small.report("T-01", example=example)), ensure_ascii=False).encode()


def json_of_escapes() -> bytes:
    """A text of nothing but escapes, and one quote too few."""
    return b'{"edition": "' + b"\\u20ac" * (LIMITS.data_bytes // 6 - 100)


def yaml_of_brackets() -> bytes:
    """Lists without end in YAML, where a value weighs a kilobyte while it is read."""
    return b"edition: [" + b"[]," * (LIMITS.yaml_bytes // 3 - 20) + b"[]]"


def yaml_of_one_text() -> bytes:
    """A text of megabytes, wide."""
    line = "      aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
    return ("edition: x\nreports:\n  - achieved: |\n      \U0001f680\n" + line * 50_000).encode()


def many_findings() -> bytes:
    """As many things wrong as there may be values."""
    count = LIMITS.data_nodes // 4 - 50
    milestones = [{"date": "x", "title": f"\U0001f680 {n}", "reached": True} for n in range(count)]
    return json.dumps(small.data(small.report("T-01", milestones=milestones))).encode()


def _pictured(picture: bytes) -> bytes:
    form = small.filled({**GOOD, "T-01.e": "T", "T-01.f": "T", "T-01.g": small.picture(), "T-01.h": "D"})
    media = next(name for name in parts_of(form) if name.startswith("word/media/"))
    return _ballast(with_parts(form, **{media: picture}), LIMITS.file_bytes - len(picture) - 2 * MIB)


def _noise(mode: str, size: tuple[int, int], grain: int = 40) -> Image.Image:
    width, height = size[0] // grain, size[1] // grain
    coarse = Image.frombytes(mode, (width, height), Random(2).randbytes(width * height * len(mode)))
    return coarse.resize(size, Image.Resampling.NEAREST)


def progressive_photo() -> bytes:
    """As many pixels as a picture may have, coded in passes: the decoder keeps all of them at once."""
    side = int(LIMITS.picture_pixels**0.5) // 40 * 40
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = BytesIO()
    _noise("RGB", (side, side)).save(buffer, "JPEG", progressive=True, quality=60, subsampling=0, exif=exif)
    return _pictured(buffer.getvalue())


def photo_for_print() -> bytes:
    """Four colours, in passes, turned."""
    side = int((LIMITS.picture_pixels * 3 / 4) ** 0.5) // 40 * 40
    buffer = BytesIO()
    _noise("CMYK", (side, side)).save(buffer, "JPEG", progressive=True, quality=60)
    return _pictured(buffer.getvalue())


def png_of_sixteen_bits() -> bytes:
    """A greyscale picture of sixteen bits, that is drawn anew as RGB."""
    side = int(LIMITS.picture_pixels**0.5)
    buffer = BytesIO()
    Image.new("I;16", (side, side)).save(buffer, "PNG")
    return _pictured(buffer.getvalue())


def pixels_without_end() -> bytes:
    """A PNG of 900 million pixels in a megabyte."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(MIB))) + chunk(b"IEND", b"")
    png = b"\x89PNG\r\n\x1a\n" + chunks
    example = {"title": "T", "text": "T", "picture": {"data": base64.b64encode(png).decode(), "description": "D"}}
    return json.dumps(small.data(small.report("T-01", example=example))).encode()


def many_pictures() -> bytes:
    """Pictures up to the limit of all of them together, each in an answer of its own."""
    picture = Image.frombytes("RGB", (1700, 1700), Random(3).randbytes(1700 * 1700 * 3))
    buffer = BytesIO()
    picture.save(buffer, "PNG", compress_level=0)
    answers: dict[str, Answer] = {}
    for action in ("T-01", "T-02", "K-01"):
        answers |= {f"{action}.{letter}": "T" for letter in "befh"}
        answers |= {f"{action}.a": "versneld", f"{action}.g": buffer.getvalue()}
    return _ballast(small.filled(answers), 5 * MIB)


def text_boxes_in_each_other() -> bytes:
    """Forty boxes within boxes: read naively, each doubles the work of the one around it."""
    inner = "<w:p><w:r><w:t>diep</w:t></w:r></w:p>"
    for _ in range(40):
        inner = f"<w:drawing><w:txbxContent>{inner}</w:txbxContent></w:drawing>"
    return _in_answer(f"<w:p><w:r>{inner}</w:r></w:p>")


def _book(sheet: str, shared: str = "<si><t>x</t></si>") -> bytes:
    """A workbook with one sheet and these shared texts, beside ballast so that it may unpack to much."""
    empty = excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL)
    parts = {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEETS}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEETS}">{shared}{"<si><t>x</t></si>" * 300}</sst>',
    }
    return _ballast(with_parts(empty, **{name: text.encode() for name, text in parts.items()}), MIB)


def cells_without_end() -> bytes:
    """As many cells with a value as the XML limit lets through, in a square."""
    cell = "<c><v>1.5</v></c>"
    side = int((LIMITS.xml_nodes / 3) ** 0.5) - 2
    return _book(f"<row>{cell * side}</row>" * side)


def a_form_with_cells_without_end() -> bytes:
    """A filled form with as many cells beside its answers as the XML limit lets through: it is judged and marked."""
    cells = '<c t="str"><v>x</v></c>'
    side = int((LIMITS.xml_nodes / 4) ** 0.5) - 2
    empty = excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL)
    sheet = f'<worksheet xmlns="{SHEETS}"><sheetData>{f"<row>{cells * side}</row>" * side}</sheetData></worksheet>'
    return _ballast(with_parts(empty, **{"xl/worksheets/sheet1.xml": sheet.encode()}), MIB)


def cells_far_apart() -> bytes:
    """Two cells, with a billion between them."""
    return _book('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def shared_texts_without_end() -> bytes:
    """As many texts as the XML limit lets through, none of them used."""
    return _book("", "<si><t>abc</t></si>" * (LIMITS.xml_nodes // 3 - 400))


def one_text_in_every_cell() -> bytes:
    """A text of megabytes, used a hundred thousand times."""
    cell = '<c t="s"><v>0</v></c>'
    return _book(f"<row>{cell * 300}</row>" * 300, f"<si><t>{'a' * 4 * MIB}</t></si>")


def texts_up_to_the_limit() -> bytes:
    """As much text as all cells together may have, each character four bytes wide."""
    text = "\U0001f680" * (LIMITS.characters // 200 - 10)
    return _book('<row><c t="s"><v>0</v></c></row>' * 190, f"<si><t>{text}</t></si>")


WORST: tuple[Callable[[], bytes], ...] = (
    progressive_photo, photo_for_print, attributes_without_end, json_of_one_wide_text, elements_without_end,
    many_pictures, json_up_to_the_number_of_values, unpacks_to_the_limit, directory_without_end, rows_without_end,
    one_part_of_many_megabytes, over_the_limit, whitespace_without_end, json_of_brackets, json_of_escapes,
    yaml_of_brackets, yaml_of_one_text, many_findings, png_of_sixteen_bits, pixels_without_end, bomb_of_a_gigabyte,
    text_boxes_in_each_other, cells_without_end, cells_far_apart, shared_texts_without_end, one_text_in_every_cell,
    texts_up_to_the_limit, a_form_with_cells_without_end,
)  # fmt: skip
"""Heaviest first."""
