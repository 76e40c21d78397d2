"""A folder read as a bag: plain files only, within limits, and everything odd said in words."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.verdicts import Row
from bna_pipeline.record.bag import safe_path
from bna_pipeline.record.rows import no

MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_TOTAL_BYTES = 2 * 1024 * 1024 * 1024
MAX_FILES = 20_000


@dataclass
class FolderRead:
    """Bytes by path (posix, below the folder), and a failed row for everything that was not read."""

    files: dict[str, bytes] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    stopped: bool = False


def read_folder(folder: Path) -> FolderRead:
    """Read every plain file below a folder, once: what is hashed is what is looked at.

    Links are not followed, devices and pipes not opened, files past `MAX_FILE_BYTES` not read.

    Raises:
        PackageInvalid: the folder itself is not there or cannot be opened.
    """
    if not folder.is_dir():
        raise PackageInvalid(f"{folder} is geen map.", "Geef de map van een pakket of een dossier.")
    found = FolderRead()
    waiting = [""]
    while waiting and not found.stopped:
        below = waiting.pop()
        try:
            with os.scandir(folder / below) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as fault:
            found.rows.append(no(below or str(folder), f"De map is niet te lezen: {fault.strerror}."))
            continue
        for entry in entries:
            path = f"{below}/{entry.name}" if below else entry.name
            _take(found, waiting, path, entry)
    return found


def _take(found: FolderRead, waiting: list[str], path: str, entry: os.DirEntry[str]) -> None:
    if found.stopped:
        return
    try:
        about = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(about.st_mode):
            waiting.append(path)
        elif not safe_path(path):
            found.rows.append(no(path, "Heeft een naam die niet in een pakket of dossier voorkomt."))
        elif stat.S_ISLNK(about.st_mode):
            found.rows.append(no(path, "Is een verwijzing en geen bestand; daar gaan we niet achteraan."))
        elif not stat.S_ISREG(about.st_mode):
            found.rows.append(no(path, "Is geen gewoon bestand."))
        elif about.st_size > MAX_FILE_BYTES:
            found.rows.append(no(path, f"Is te groot om te lezen: {about.st_size} bytes."))
        elif len(found.files) >= MAX_FILES or found.total + about.st_size > MAX_TOTAL_BYTES:
            found.rows.append(no(path, "Er staat te veel in de map; vanaf dit bestand is niets meer gelezen."))
            found.stopped = True
        else:
            data = Path(entry.path).read_bytes()
            found.files[path] = data
            found.total += len(data)
    except OSError as fault:
        found.rows.append(no(path, f"Is niet te lezen: {fault.strerror}."))
