"""Zip files: opened with limits, and written so that the same content is the same bytes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from bna_pipeline.errors import IntakeError

MAX_ENTRIES = 2_000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_RATIO = 200
"""Unpacked over packed size of the whole file; real Word files stay under 40, a zip bomb starts at 1000."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED_FLAG = 0x1


class ZipUnsafe(IntakeError):
    """The zip asks for more than a form can need, or has an entry that climbs out of its folder."""


class ZipTooLarge(IntakeError):
    """The zip unpacks to more than the limits allow."""


class ZipLocked(IntakeError):
    """The zip has a password."""


def names_of(data: bytes) -> tuple[str, ...]:
    """Names of all entries, without unpacking.

    Raises:
        IntakeError: it is no readable zip.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return tuple(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, UnicodeDecodeError) as error:
        raise IntakeError("Het zipbestand is beschadigd.") from error


def unpacked(data: bytes) -> Mapping[str, bytes]:
    """All entries by name; limits are checked before anything is unpacked.

    Raises:
        ZipUnsafe, ZipTooLarge, ZipLocked, IntakeError: as they say.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _require_safe(entries, len(data))
            return {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
    except (
        zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError, RuntimeError,
    ) as error:  # fmt: skip
        raise IntakeError("Het zipbestand is beschadigd.") from error


def _require_safe(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise ZipTooLarge(f"Het bestand bestaat uit {len(entries)} delen; {MAX_ENTRIES} is de grens.")
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNPACKED or total > MAX_RATIO * max(packed, 10_000):
        raise ZipTooLarge(f"Uitgepakt zou het bestand {total // 1024} kB groot zijn.")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise ZipLocked("Het bestand is met een wachtwoord gesloten.")
        if name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/"):
            raise ZipUnsafe("Een deel van het bestand wil buiten zijn map komen te staan.")
        if name in seen:
            raise ZipUnsafe("Een deel van het bestand staat er tweemaal in.")
        seen.add(name)


def normalised(data: bytes) -> bytes:
    """The same zip in the same order with fixed dates and attributes."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, source.read(entry))
    return buffer.getvalue()
