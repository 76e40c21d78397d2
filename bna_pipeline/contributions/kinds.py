"""What a file is, by what stands in it and never by its name."""

from __future__ import annotations

import codecs
from enum import StrEnum

from bna_pipeline.contributions.zips import ZipBroken, names_of
from bna_pipeline.model.intake import IntakeLimits


class Kind(StrEnum):
    """What a file turned out to be; the value is how a finding names it."""

    EMPTY = "een leeg bestand"
    WORD = "een Word-bestand"
    TEXT = "een tekstbestand"
    ENCRYPTED_OFFICE = "een Office-bestand met een wachtwoord"
    OLD_WORD = "een oud Word-bestand (.doc)"
    OLD_EXCEL = "een oud Excel-bestand (.xls)"
    OLE = "een oud Office-bestand"
    EXCEL = "een Excel-bestand"
    BINARY_EXCEL = "een binair Excel-bestand (.xlsb)"
    POWERPOINT = "een PowerPoint-bestand"
    OPEN_DOCUMENT = "een OpenDocument-bestand (LibreOffice)"
    OPEN_SHEET = "een OpenDocument-rekenblad (LibreOffice, .ods)"
    ZIP = "een zipbestand"
    BROKEN_ZIP = "een beschadigd of half verzonden bestand"
    PDF = "een pdf"
    RTF = "een RTF-bestand"
    HTML = "een webpagina"
    PNG = "een afbeelding (PNG)"
    JPEG = "een foto (JPEG)"
    GIF = "een afbeelding (GIF)"
    TIFF = "een scan (TIFF)"
    HEIC = "een foto (HEIC)"
    ARCHIVE = "een ingepakt bestand (7z, rar of gzip)"
    UNKNOWN = "een bestand van een onbekende soort"


_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_LOOKED_AT = 64 * 1024  # bytes; the whole is decoded by who reads it
_OPEN_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"  # packed without deflating, as the first part
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF8", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"{\\rtf", Kind.RTF),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"Rar!", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
)
_OLE_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", Kind.ENCRYPTED_OFFICE),
    ("WordDocument", Kind.OLD_WORD),
    ("Workbook", Kind.OLD_EXCEL),
)


def kind_of(data: bytes, limits: IntakeLimits) -> Kind:
    """The kind of these bytes.

    Raises:
        ZipTooLarge: the list of contents of a zip alone is over the limit.
    """
    if not data or data.isspace():
        return Kind.EMPTY
    if data.startswith(b"PK"):
        return _zip_kind(data, limits)
    if data.startswith(_OLE):
        # Stream names stand in the directory as UTF-16.
        return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in data), Kind.OLE)
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return Kind.HEIC
    return _text_kind(data)


def _zip_kind(data: bytes, limits: IntakeLimits) -> Kind:
    try:
        names = names_of(data, limits)
    except ZipBroken:
        return Kind.BROKEN_ZIP
    if any(n.startswith("word/document") and n.endswith(".xml") for n in names):
        return Kind.WORD
    if "xl/workbook.bin" in names:
        return Kind.BINARY_EXCEL
    if any(n.startswith("xl/") for n in names):
        return Kind.EXCEL
    if any(n.startswith("ppt/") for n in names):
        return Kind.POWERPOINT
    if "content.xml" in names and "mimetype" in names:
        return Kind.OPEN_SHEET if _OPEN_SHEET in data[:_LOOKED_AT] else Kind.OPEN_DOCUMENT
    return Kind.ZIP


def _text_kind(data: bytes) -> Kind:
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return Kind.HTML
    if data.startswith(_WIDE):
        return Kind.TEXT  # of two or four bytes a character: it deserves "not UTF-8" rather than "unknown"
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(data[:_LOOKED_AT])
    except UnicodeDecodeError:
        # Text of an old Windows program deserves the same.
        binary = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])
        return Kind.UNKNOWN if binary else Kind.TEXT
    return Kind.TEXT
