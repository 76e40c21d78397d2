"""Spoiling the zip around a Word file."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from io import BytesIO
from random import Random

from tests.fuzz.mutant import DOCUMENT, Mutant, Shelf, packed, parts_of

SHELF = Shelf("zip")
CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"


def records(data: bytes, mark: bytes) -> list[int]:
    """Where headers of this kind begin."""
    found, at = [], data.find(mark)
    while at >= 0:
        found.append(at)
        at = data.find(mark, at + 4)
    return found


def patched(data: bytes, mark: bytes, which: int, offset: int, value: bytes) -> bytes:
    """The bytes with a field of one header overwritten."""
    at = records(data, mark)[which] + offset
    return data[:at] + value + data[at + len(value) :]


def _entry(name: str, **more: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
    for key, value in more.items():
        setattr(info, key, value)
    return info


def added(docx: bytes, name: str, content: bytes = b"x", **more: int) -> bytes:
    """The zip with one more entry, even if it has one of that name."""
    buffer = BytesIO(docx)
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        archive.writestr(_entry(name, **more), content, more.get("compress_type", zipfile.ZIP_DEFLATED))
    return buffer.getvalue()


@SHELF.add
def truncated(data: bytes, rng: Random) -> Mutant:
    return Mutant(data[: rng.randrange(1, len(data))])


@SHELF.add
def flipped(data: bytes, rng: Random) -> Mutant:
    spoiled = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        spoiled[rng.randrange(len(spoiled))] ^= 1 << rng.randrange(8)
    return Mutant(bytes(spoiled))


@SHELF.add
def overwritten(data: bytes, rng: Random) -> Mutant:
    at, length = rng.randrange(len(data)), rng.randint(1, 400)
    return Mutant(data[:at] + rng.randbytes(length) + data[at + length :])


@SHELF.add
def headers_flipped(data: bytes, rng: Random) -> Mutant:
    mark = rng.choice((CENTRAL, LOCAL, END))
    at = rng.choice(records(data, mark)) + rng.randrange(4, 46)
    return Mutant(data[:at] + rng.randbytes(1) + data[at + 1 :])


@SHELF.add
def entry_twice(data: bytes, rng: Random) -> Mutant:
    name = rng.choice(list(parts_of(data)))
    return Mutant(added(data, name, parts_of(data)[name].replace(b"250", b"999")), unsafe=True)


@SHELF.add
def entry_twin_by_case(data: bytes, rng: Random) -> Mutant:
    name = rng.choice(list(parts_of(data)))
    return Mutant(added(data, name.swapcase(), parts_of(data)[name]), unsafe=True)


@SHELF.add
def size_lies(data: bytes, rng: Random) -> Mutant:
    which = rng.randrange(len(records(data, CENTRAL)))
    value = struct.pack("<L", rng.choice((0, 1, 17, 10**6, 2**32 - 2)))
    spoiled = patched(data, CENTRAL, which, 24, value)
    return Mutant(patched(spoiled, LOCAL, which, 22, value) if rng.random() < 0.5 else spoiled, unsafe=True)


@SHELF.add
def crc_lies(data: bytes, rng: Random) -> Mutant:
    which = rng.randrange(len(records(data, CENTRAL)))
    return Mutant(patched(data, CENTRAL, which, 16, rng.randbytes(4)), unsafe=True)


@SHELF.add
def entries_overlap(data: bytes, rng: Random) -> Mutant:
    """Two entries of the list point at the same bytes, as in a bomb that needs no nesting."""
    one, other = rng.sample(records(data, CENTRAL), 2)
    return Mutant(data[: one + 42] + data[other + 42 : other + 46] + data[one + 46 :], unsafe=True)


@SHELF.add
def data_in_front(data: bytes, rng: Random) -> Mutant:
    return Mutant(rng.choice((b"MZ", b"%PDF-1.7\n", b"PK\x03\x04", b"#!/bin/sh\n")) + rng.randbytes(50) + data, True)


@SHELF.add
def data_behind(data: bytes, rng: Random) -> Mutant:
    return Mutant(data + rng.choice((b"\0" * 30, b"MZ" * 20, data)), unsafe=False)


@SHELF.add
def commented(data: bytes, rng: Random) -> Mutant:
    buffer = BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = rng.choice((b"gescand door de mailpoort", END + b"\0" * 18, rng.randbytes(300)))
    return Mutant(buffer.getvalue())


@SHELF.add
def large_fields(data: bytes, _: Random) -> Mutant:
    """Zip64 where it is not needed, as some programs write."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(data).items():
            with archive.open(_entry(name, compress_type=zipfile.ZIP_DEFLATED), "w", force_zip64=True) as entry:
                entry.write(content)
    return Mutant(buffer.getvalue())


class _Unseekable(BytesIO):
    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError("a stream")


@SHELF.add
def sizes_behind(data: bytes, _: Random) -> Mutant:
    """Sizes behind the data, as a program writes that cannot go back."""
    buffer = _Unseekable()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(data).items():
            archive.writestr(_entry(name), content, zipfile.ZIP_DEFLATED)
    return Mutant(buffer.getvalue())


@SHELF.add
def stored(data: bytes, rng: Random) -> Mutant:
    """Not compressed, in another order."""
    names = list(parts_of(data))
    rng.shuffle(names)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(_entry(name), parts_of(data)[name])
    return Mutant(buffer.getvalue())


@SHELF.add
def strange_method(data: bytes, rng: Random) -> Mutant:
    method = rng.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    return Mutant(added(data, "word/bom.xml", b"0" * 100_000, compress_type=method), unsafe=True)


@SHELF.add
def climbing_name(data: bytes, rng: Random) -> Mutant:
    name = rng.choice(("../../x", "/etc/x", "C:\\x", "word/../../x", "..\\x", "\\\\server\\x", "word/./../../x"))
    return Mutant(added(data, name), unsafe=True)


@SHELF.add
def strange_name(data: bytes, rng: Random) -> Mutant:
    name = rng.choice(("word/a\u202excod.xml", "word/a\nb", "word/" + "a" * 300, "word/a\x1b[2J", "word/\ufeffa"))
    return Mutant(added(data, name), unsafe=True)


@SHELF.add
def name_not_in_utf8(data: bytes, rng: Random) -> Mutant:
    spoiled = added(data, "word/AAAA.xml")
    return Mutant(spoiled.replace(b"word/AAAA.xml", b"word/\xff\xfe\x80A.xml"))


@SHELF.add
def link_inside(data: bytes, _: Random) -> Mutant:
    return Mutant(added(data, "word/link", b"/etc/passwd", external_attr=0o120777 << 16), unsafe=True)


@SHELF.add
def locked(data: bytes, rng: Random) -> Mutant:
    spoiled = data
    for mark, offset in rng.choice((((LOCAL, 6),), ((CENTRAL, 8),), ((LOCAL, 6), (CENTRAL, 8)))):
        for which in range(len(records(spoiled, mark))):
            spoiled = patched(spoiled, mark, which, offset, b"\x01")
    return Mutant(spoiled, unsafe=True)


@SHELF.add
def bomb(data: bytes, _: Random) -> Mutant:
    return Mutant(added(data, "word/media/image9.png", bytes(300 * max(len(data), 10_000))), unsafe=True)


@SHELF.add
def zip_in_zip(data: bytes, rng: Random) -> Mutant:
    inner = packed({"a.xml": b"0" * 1000})
    return Mutant(added(data, rng.choice(("word/media/image7.png", "customXml/item9.xml")), inner), unsafe=True)


@SHELF.add
def very_many_entries(data: bytes, rng: Random) -> Mutant:
    return Mutant(packed({**parts_of(data), **{f"word/{n}.xml": b"" for n in range(rng.choice((2_100, 5_000)))}}), True)


@SHELF.add
def part_gone(data: bytes, rng: Random) -> Mutant:
    parts = parts_of(data)
    del parts[rng.choice(list(parts))]
    return Mutant(packed(parts))


@SHELF.add
def part_emptied(data: bytes, rng: Random) -> Mutant:
    parts = parts_of(data)
    parts[rng.choice(list(parts))] = b""
    return Mutant(packed(parts))


@SHELF.add
def stream_goes_on(data: bytes, _: Random) -> Mutant:
    """The compressed stream holds far more than the headers say, which agree with each other."""
    content = parts_of(data)[DOCUMENT]
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = squeezed.compress(content + b" " * 10_000_000) + squeezed.flush()
    rest = packed({n: c for n, c in parts_of(data).items() if n != DOCUMENT})
    name, crc = DOCUMENT.encode(), zlib.crc32(content)
    fields = struct.pack("<3H3L", 8, 0, 0x5021, crc, len(body), len(content))
    local = LOCAL + struct.pack("<2H", 20, 0) + fields + struct.pack("<2H", len(name), 0) + name + body
    start = records(rest, END)[-1]
    count, size, offset = struct.unpack_from("<H2L", rest, start + 10)
    entry = CENTRAL + struct.pack("<3H", 20, 20, 0) + fields + struct.pack("<5H2L", len(name), 0, 0, 0, 0, 0, offset)
    whole = rest[:offset] + local + rest[offset:start] + entry + name
    size += len(entry) + len(name)
    end = END + struct.pack("<4H2LH", 0, 0, count + 1, count + 1, size, offset + len(local), 0)
    return Mutant(whole + end, unsafe=True)
