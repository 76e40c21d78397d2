"""Zips and what they carry that were once judged wrongly."""

from __future__ import annotations

import struct
import zlib

from tests.fuzz.cases import Found
from tests.fuzz.cases.words import form
from tests.fuzz.mutant import DOCUMENT, packed, parts_of

FOUND = Found()
OFFICE_OBJECT = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
_END = struct.Struct("<4s4H2LH")


def in_64_bits(data: bytes, *, directories: int) -> bytes:
    """The zip with its list of contents so many times over, each with a record of 64 bits.

    The locator names the first, and the old record leaves everything to those of 64 bits.
    """
    at = data.rindex(b"PK\x05\x06")
    *_, count, size, offset, _ = _END.unpack_from(data, at)
    found, listed = data[:offset], data[offset:at]
    first = 0
    for number in range(directories):
        begin = len(found)
        found += listed
        first = first if number else len(found)
        found += struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, begin)
    found += struct.pack("<4sLQL", b"PK\x06\x07", 0, first, 1)
    return found + _END.pack(b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


@FOUND.case("One list of contents was looked at and another was read: each program followed its own record.", "BIJ-002")
def two_records_of_64_bits() -> bytes:
    return in_64_bits(form(), directories=2)


@FOUND.case("The old record and the one of 64 bits named two lists of contents.", "BIJ-002")
def old_record_says_otherwise() -> bytes:
    data = in_64_bits(form(), directories=1)
    return data[:-6] + (0).to_bytes(4, "little") + data[-2:]


@FOUND.case("An Office object whose packed stream begins with pieces of one byte was not seen.", "BIJ-005")
def office_object_in_small_pieces() -> bytes:
    name = b"word/media/foto.png"
    rest = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    one_byte = b"\x00\x01\x00\xfe\xff" + OFFICE_OBJECT[:1]
    stream = one_byte + b"\x00\x00\x00\xff\xff" * 20_000 + rest.compress(OFFICE_OBJECT[1:]) + rest.flush()
    sizes = (zlib.crc32(OFFICE_OBJECT), len(stream), len(OFFICE_OBJECT), len(name))
    data = form()
    at = data.rindex(b"PK\x05\x06")
    *_, count, size, offset, _ = _END.unpack_from(data, at)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, *sizes, 0) + name + stream
    listed = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, *sizes, 0, 0, 0, 0, 0, offset) + name
    end = _END.pack(b"PK\x05\x06", 0, 0, count + 1, count + 1, size + len(listed), offset + len(local), 0)
    return data[:offset] + local + data[offset:at] + listed + end


@FOUND.case("A field that starts a program was not seen in a text whose part has another ending.", "BIJ-005")
def field_in_a_part_of_another_name() -> bytes:
    mark = b'<w:r><w:fldChar w:fldCharType="%s"/></w:r>'
    field = mark % b"begin" + b"<w:r><w:instrText>DDEAUTO x y</w:instrText></w:r>" + mark % b"end"
    parts = parts_of(form())
    text = parts.pop(DOCUMENT).replace(b"<w:sectPr", b"<w:p>" + field + b"</w:p><w:sectPr", 1)
    parts["word/tekst.bin"] = text
    parts["word/_rels/tekst.bin.rels"] = parts.pop("word/_rels/document.xml.rels")
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"word/document.xml", b"word/tekst.bin")
    return packed({**parts, "word/document9.xml": b"<x/>"})
