"""Where things lie in a zip: read from the bytes themselves, before a library believes its headers."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence

from bna_pipeline.contributions.zip_stream import Place, ZipBroken
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits

_END = struct.Struct("<4s4H2LH")  # end of central directory
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_LOCAL = struct.Struct("<4s5H3L2H")
_RECORD = 46  # bytes of a directory entry before its name
_NAME_AND_MORE = 400  # bytes that name, extra field and comment may take on average
_IN_64 = 0xFFFFFFFF  # of a size or offset in the old record: it stands in the one of 64 bits
_FURTHEST = 65_535 + _END.size
_FLAG_ENCRYPTED = 0x1
_FLAG_SIZES_BEHIND = 0x8
_FLAG_UTF8 = 0x800
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class ZipUnsafe(IntakeError):
    """The zip asks for more than a form can need, or says two things at once."""


class ZipTooLarge(IntakeError):
    """The zip unpacks to more than the limits allow."""


class ZipLocked(IntakeError):
    """The zip has a password."""

    def __init__(self) -> None:
        super().__init__("Het bestand is met een wachtwoord gesloten.")


def require_small_directory(data: bytes, limits: IntakeLimits) -> None:
    """Find the list of contents and hold its length against the limit: a library would read all of it at once.

    The list must end where the end record begins and the file must end with that record: data in front or behind
    would let another program see other contents.

    Raises:
        ZipBroken: there is no end record, or things do not lie where it says.
        ZipTooLarge: the list is longer than the limit on entries allows.
    """
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _FURTHEST))
    if at < 0 or at + _END.size > len(data):
        raise ZipBroken
    *_, size, offset, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        raise ZipBroken
    ends = at
    locator = at - _LOCATOR_64.size
    if locator >= 0 and data[locator : locator + 4] == b"PK\x06\x07":
        _, _, ends, _ = _LOCATOR_64.unpack_from(data, locator)
        # One program follows the locator, another takes what lies before it: both must come to the same record.
        if ends != locator - _END_64.size or data[ends : ends + 4] != b"PK\x06\x06":
            raise ZipBroken
        short = (size, offset)
        *_, size, offset = _END_64.unpack_from(data, ends)
        if any(small not in (_IN_64, large) for small, large in zip(short, (size, offset), strict=True)):
            raise ZipBroken
    if size > limits.entries * (_RECORD + _NAME_AND_MORE):
        raise ZipTooLarge(f"De inhoudsopgave van het bestand is te lang; {limits.entries} delen is de grens.")
    if offset + size != ends:
        raise ZipBroken


def layout_of(data: bytes, entries: Sequence[zipfile.ZipInfo], directory: int) -> tuple[Place, ...]:
    """Hold every entry's own header against the list of contents, and see that no two entries share bytes.

    Args:
        directory: where the list of contents begins.

    Returns:
        where the packed bytes of every entry lie, in the order of the file.

    Raises:
        ZipUnsafe: header and list differ, or entries lie over each other (a bomb that needs no nesting).
        ZipLocked, ZipBroken: as they say.
    """
    free_from = 0
    places = []
    for entry in sorted(entries, key=lambda e: e.header_offset):
        at = entry.header_offset
        if at + _LOCAL.size > directory:
            raise ZipBroken
        mark, _, flags, method, _, _, _, packed, size, name, extra = _LOCAL.unpack_from(data, at)
        if mark != b"PK\x03\x04":
            raise ZipBroken
        if flags & _FLAG_ENCRYPTED:
            raise ZipLocked
        if method not in _METHODS:
            raise ZipUnsafe("Een deel van het bestand is ingepakt op een manier die Word niet kent.")
        told_here = not flags & _FLAG_SIZES_BEHIND and _IN_64 not in (packed, size)
        if method != entry.compress_type or (told_here and (packed, size) != (entry.compress_size, entry.file_size)):
            raise ZipUnsafe("De inhoudsopgave van het bestand klopt niet met de inhoud.")
        if at < free_from:
            raise ZipUnsafe("Delen van het bestand liggen over elkaar heen.")
        start = at + _LOCAL.size + name + extra
        free_from = start + entry.compress_size
        if data[at + _LOCAL.size : at + _LOCAL.size + name] != _name_bytes(entry):
            raise ZipUnsafe("De inhoudsopgave van het bestand klopt niet met de inhoud.")
        places.append(
            Place(
                entry.filename,
                start,
                free_from,
                deflated=method == zipfile.ZIP_DEFLATED,
                size=entry.file_size,
                crc=entry.CRC,
                folder=entry.is_dir(),
            )
        )
    if free_from > directory:
        raise ZipUnsafe("Delen van het bestand liggen over elkaar heen.")
    return tuple(places)


def _name_bytes(entry: zipfile.ZipInfo) -> bytes:
    # As `zipfile` reads them: UTF-8 when the flag says so, else the code page of MS-DOS.
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _FLAG_UTF8 else "cp437")
