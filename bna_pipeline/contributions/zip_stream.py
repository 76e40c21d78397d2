"""One entry of a zip, unpacked piece by piece: never more in memory than a piece, whatever the headers say."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from bna_pipeline.errors import IntakeError

_PIECE = 64 * 1024


class ZipBroken(IntakeError):
    """It is no whole zip."""

    def __init__(self) -> None:
        super().__init__("Het zipbestand is beschadigd.")


@dataclass(frozen=True)
class Place:
    """Where an entry's bytes lie, and what the list of contents says of them.

    Attributes:
        start, end: of the packed bytes in the file.
        deflated: packed, or as they are.
        size, crc: of the unpacked bytes, as told.
        folder: an entry without content.
    """

    name: str
    start: int
    end: int
    deflated: bool
    size: int
    crc: int
    folder: bool


def pieces_of(data: bytes, place: Place) -> Iterator[bytes]:
    """The unpacked bytes in pieces; the end comes only when length and checksum were as told.

    Raises:
        ZipBroken: they were not, or the packed bytes go on behind the end of the content.
    """
    size = crc = 0
    for piece in _inflated(data, place) if place.deflated else _plain(data, place):
        size += len(piece)
        if size > place.size:
            raise ZipBroken
        crc = zlib.crc32(piece, crc)
        yield piece
    if (size, crc) != (place.size, place.crc):
        raise ZipBroken


def _plain(data: bytes, place: Place) -> Iterator[bytes]:
    for at in range(place.start, place.end, _PIECE):
        yield data[at : min(at + _PIECE, place.end)]


def _inflated(data: bytes, place: Place) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in _plain(data, place):
            rest = packed
            while rest and not engine.eof:
                yield engine.decompress(rest, _PIECE)
                rest = engine.unconsumed_tail
            if engine.unused_data:
                raise ZipBroken
        while not engine.eof:
            piece = engine.decompress(engine.unconsumed_tail, _PIECE)
            if not piece:
                raise ZipBroken
            yield piece
    except zlib.error as error:
        raise ZipBroken from error
