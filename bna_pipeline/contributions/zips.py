"""Zip files of strangers: opened with limits, every entry unpacked once in a stream and counted.

What the headers say is only believed when the bytes agree with it (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4).
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from bna_pipeline.contributions.zip_layout import (
    ZipLocked,
    ZipTooLarge,
    ZipUnsafe,
    layout_of,
    require_small_directory,
)
from bna_pipeline.contributions.zip_stream import Place, ZipBroken, pieces_of
from bna_pipeline.model.intake import IntakeLimits, in_megabytes

__all__ = [
    "HIDES",
    "Package",
    "Part",
    "ZipBroken",
    "ZipLocked",
    "ZipTooLarge",
    "ZipUnsafe",
    "names_of",
    "normalised",
    "opened",
    "packed",
]

_EPOCH = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED_FLAG = 0x1
_START = 16
_LONGEST_NAME = 255
_LINK = 0o120000
_SMALL_FILE = 10_000  # bytes; below it a ratio says nothing
HIDES = b"anish"
"""The mark of a part that may say `vanish` or `specVanish`."""
_MARKS = (b"<!DOCTYPE", b"<!ENTITY", b"instrText", b"fldSimple", HIDES)
_FAULTS = (
    zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, KeyError,
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One entry as it was seen while it was unpacked.

    Attributes:
        size: unpacked bytes, as counted.
        start: its first bytes.
        marks: which byte sequences that matter for safety stand in it, also as UTF-16.
    """

    name: str
    size: int
    start: bytes
    marks: frozenset[bytes]


class Package:
    """A zip that passed; parts are unpacked when they are asked for."""

    def __init__(self, data: bytes, places: Mapping[str, Place], parts: Mapping[str, Part]) -> None:
        self._data = data
        self._places = places
        self.parts = parts

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def read(self, name: str, most: int) -> bytes:
        """One part whole.

        Args:
            most: how many bytes it may be.

        Raises:
            ZipTooLarge: it is more.
        """
        if self.parts[name].size > most:
            size = in_megabytes(self.parts[name].size, at_least=True)
            raise ZipTooLarge(f"Het deel {name} van het bestand is {size} groot; {in_megabytes(most)} is de grens.")
        return b"".join(pieces_of(self._data, self._places[name]))


def names_of(data: bytes, limits: IntakeLimits) -> tuple[str, ...]:
    """Names of all entries, without unpacking.

    Raises:
        ZipBroken: it is no readable zip.
        ZipTooLarge: its list of contents alone is too long.
    """
    require_small_directory(data, limits)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return tuple(archive.namelist())
    except _FAULTS as error:
        raise ZipBroken from error


def opened(data: bytes, limits: IntakeLimits) -> Package:
    """The zip, after every entry was unpacked in a stream and let go again.

    Raises:
        ZipUnsafe: two entries of one name, entries over each other, a name that climbs out of its folder.
        ZipTooLarge: more entries or bytes than the limits allow, whatever the headers say.
        ZipLocked: it has a password.
        ZipBroken: it is no whole zip.
    """
    require_small_directory(data, limits)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > limits.entries:
                raise ZipTooLarge(f"Het bestand bestaat uit {len(entries)} delen; {limits.entries} is de grens.")
            _require_names(entries)
            places = {place.name: place for place in layout_of(data, entries, archive.start_dir)}
    except _FAULTS as error:
        raise ZipBroken from error
    return Package(data, places, {part.name: part for part in _parts(data, places.values(), limits)})


def _require_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        # `filename` was already cut at a nul and mended; what stood there is what another program may see.
        name = entry.orig_filename
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise ZipLocked
        if name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/"):
            raise ZipUnsafe("Een deel van het bestand wil buiten zijn map komen te staan.")
        if entry.external_attr >> 16 & 0o170000 == _LINK:
            raise ZipUnsafe("Een deel van het bestand is een verwijzing naar een ander bestand.")
        if not name or len(name) > _LONGEST_NAME or any(unicodedata.category(c)[0] == "C" for c in name):
            raise ZipUnsafe("Een deel van het bestand heeft een naam met verborgen tekens of een veel te lange naam.")
        # Word makes no difference between capitals and small letters in the names of parts.
        same = unicodedata.normalize("NFKC", name).casefold()
        if same in seen:
            raise ZipUnsafe("Een deel van het bestand staat er tweemaal in.")
        seen.add(same)


def _parts(data: bytes, places: Iterable[Place], limits: IntakeLimits) -> Iterator[Part]:
    most = min(limits.unpacked_bytes, limits.ratio * max(len(data), _SMALL_FILE))
    total = 0
    for place in places:
        size, start, marks, tail = 0, b"", set[bytes](), b""
        for piece in pieces_of(data, place):
            size += len(piece)
            if total + size > most:
                raise ZipTooLarge(f"Uitgepakt is het bestand groter dan {in_megabytes(most)}.")
            start += piece[: _START - len(start)]  # a packed stream may begin with pieces of one byte
            plain = tail + piece.replace(b"\0", b"")  # so that UTF-16 hides nothing
            marks.update(mark for mark in _MARKS if mark in plain)
            tail = plain[-_START:]
        total += size
        if place.folder:
            if size:
                raise ZipUnsafe("Een map in het bestand heeft zelf inhoud.")
            continue
        yield Part(place.name, size, start, frozenset(marks))


def normalised(data: bytes) -> bytes:
    """The same zip in the same order with fixed dates and attributes."""
    with zipfile.ZipFile(BytesIO(data)) as source:
        return packed((entry.filename, source.read(entry)) for entry in source.infolist())


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these parts in this order, with fixed dates and attributes: the same parts, the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, data)
    return buffer.getvalue()
