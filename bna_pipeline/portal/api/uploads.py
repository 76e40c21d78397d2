"""Files that come with a request."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from fastapi import UploadFile

from bna_pipeline.errors import TooMuch
from bna_pipeline.portal.desk import Visit

_LENGTH: Final = 120
"""Longer names are cut at their start: the end says what kind of file it is."""


def whole(visit: Visit, file: UploadFile) -> bytes:
    """Its bytes.

    Raises:
        TooMuch: more than the settings let one file be (`[intake]`).
    """
    most = visit.tools.limits.file_bytes
    data = file.file.read(most + 1)
    if len(data) > most:
        raise TooMuch(
            f"Het bestand is groter dan {most // 2**20} MB.", "Maak het kleiner, bijvoorbeeld door de plaatjes."
        )
    return data


def plain_name(file: UploadFile, otherwise: str) -> str:
    """Its name without folders and without characters that nobody sees."""
    name = PureWindowsPath(PurePosixPath(file.filename or "").name).name
    seen = "".join(c for c in name if c.isprintable()).strip()
    return seen[-_LENGTH:] or otherwise
