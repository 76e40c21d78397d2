"""A copy of a project that stands on one machine, in one file, and the project made of it anew.

Databases are copied first, each by SQLite's own online backup, and files after them: what a ledger names was kept
before its entry was written, so it is among the files. What came in between is there too many, and harms nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from bna_pipeline.errors import BackupUnusable, StorageError
from bna_pipeline.storage.hard_links import NO_LINKS
from bna_pipeline.system_words import in_words

CONTENTS: Final = "reservekopie.json"
"""The last file in it: the SHA-256 of every other one, by path."""
FOLDERS: Final = ("templates", "inbox", "outbox", ".bna")
PASSING: Final = frozenset({"leases", "memory", "prefect", "pace", "looks.sqlite"})
"""What stands in `.bna/` and is made anew: what was remembered, who holds what and looked when, and Prefect's pages."""
LINKS: Final = "access.sqlite"
"""Copied after the ledgers, as files are: a mail that is on record has its link in the copy."""
_STATE: Final = ".bna"
_BESIDE: Final = ("-wal", "-shm", "-journal")
_OF_BLOBS: Final = re.compile("[0-9a-f]{2}")
_SQLITE: Final = b"SQLite format 3\0"
_SPACE: Final = "Kijk of er ruimte is, en of dit account daar mag lezen en schrijven."


def back_up(root: Path, file: Path) -> int:
    """Copy the project in `root` into one file (tar, gzip), mode 600: keys and personal data are in it.

    Work may go on meanwhile.

    Args:
        file: must not exist yet, and is whole or not there.

    Returns:
        how many files are in it.

    Raises:
        StorageError: something cannot be read or written, or the file exists.
    """
    draft = file.with_name(f".{file.name}.deel")
    try:
        if file.exists():
            raise StorageError(
                f"{file} bestaat al.", "Kies een andere naam; een reservekopie wordt nooit overschreven."
            )
        with (
            open(draft, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out,
            tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as tar,
        ):
            sums = dict(_added(root, tar))
            _add(tar, CONTENTS, json.dumps(sums, indent=1).encode())
        _give_name(draft, file)
    except (OSError, sqlite3.Error) as fault:
        raise StorageError(f"De reservekopie {file} is niet te maken: {_said(fault)}.", _SPACE) from fault
    finally:
        draft.unlink(missing_ok=True)
    return len(sums)


def _give_name(draft: Path, file: Path) -> None:
    """Nothing is written over, not even what another one made just now."""
    try:
        os.link(draft, file)
    except OSError as fault:
        if fault.errno not in NO_LINKS:
            raise
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # takes the name
        draft.replace(file)


def _said(fault: OSError | sqlite3.Error) -> str:
    if isinstance(fault, sqlite3.Error):
        return str(fault)
    return f"{fault.filename}: {in_words(fault)}" if fault.filename else in_words(fault)


def _added(root: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, str]]:
    databases = [path for path in _below(root) if _is_database(root, path)]
    for path in sorted(databases, key=lambda path: path.name == LINKS):
        yield _add(tar, path.relative_to(root).as_posix(), _copied(path), path.stat().st_mode & 0o777)
    # Listed only now: what arrived while the databases were copied may be named in them.
    for path in _below(root):
        if path in databases:
            continue
        try:
            data = _copied(path) if _is_database(root, path) else path.read_bytes()
            mode = path.stat().st_mode & 0o777
        except FileNotFoundError:  # taken away since it was listed, as a partner or a program does
            continue
        yield _add(tar, path.relative_to(root).as_posix(), data, mode)


def _below(root: Path) -> list[Path]:
    found = []
    for folder in FOLDERS:
        for at, folders, names in os.walk(root / folder, onerror=_passed_over):
            if Path(at) == root / _STATE:
                folders[:] = [name for name in folders if name not in PASSING]
                names = [name for name in names if name not in PASSING]
            if folder == _STATE:  # elsewhere it is only a name
                names = [name for name in names if not name.endswith(_BESIDE)]
            paths = [Path(at) / name for name in names]
            found += [path for path in paths if path.is_file() and not path.is_symlink()]
    return sorted(found)


def _passed_over(fault: OSError) -> None:
    """A folder that is not there has nothing in it; of one that is closed nobody knows."""
    if not isinstance(fault, FileNotFoundError):
        raise fault


def _is_database(root: Path, path: Path) -> bool:
    """Whether it is one of our own, whatever it is called. What others sent is copied as it is, whatever it says."""
    if not path.is_relative_to(root / _STATE) or _OF_BLOBS.fullmatch(path.parent.name):
        return False
    try:
        with path.open("rb") as start:
            return start.read(len(_SQLITE)) == _SQLITE
    except FileNotFoundError:  # a draft of a file, which got its name since it was listed
        return False


def _copied(path: Path) -> bytes:
    """A database as it stands at one moment, whoever writes to it meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        return copy.read_bytes()


def _add(tar: tarfile.TarFile, name: str, data: bytes, mode: int = 0o600) -> tuple[str, str]:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), mode
    tar.addfile(info, io.BytesIO(data))
    return name, hashlib.sha256(data).hexdigest()


def put_back(file: Path, root: Path) -> int:
    """Make the project of a copy in a folder that is empty, or not there.

    Every file is held against its SHA-256 before the first is put back.

    Returns:
        how many files were put back.

    Raises:
        BackupUnusable: the file is no copy of ours, is not whole, or the folder is not empty.
        StorageError: something cannot be read or written.
    """
    try:
        if root.exists() and any(root.iterdir()):
            raise BackupUnusable(f"De map {root} is niet leeg.", "Zet een reservekopie terug in een lege map.")
        with tarfile.open(file) as tar:
            sums = _contents(file, tar)
            members = [member for member in tar if member.name != CONTENTS]
            for member in members:
                _require_whole(file, tar, member, sums, root)
            missing = sums.keys() - {member.name for member in members}
            if missing:
                raise BackupUnusable(f"In {file} ontbreekt {min(missing)}.", "Neem een andere kopie.")
            root.mkdir(parents=True, exist_ok=True)
            for member in members:
                tar.extract(member, root, filter="data")
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise BackupUnusable(f"{file} is geen hele reservekopie: {fault}.", "Neem een andere kopie.") from fault
    except OSError as fault:
        raise StorageError(f"De reservekopie {file} is niet terug te zetten: {in_words(fault)}.", _SPACE) from fault
    return len(sums)


def _contents(file: Path, tar: tarfile.TarFile) -> Mapping[str, str]:
    try:
        listed = tar.extractfile(CONTENTS)
        assert listed is not None
        found = json.loads(listed.read())
    except (KeyError, ValueError, AssertionError) as fault:
        raise BackupUnusable(f"{file} is geen hele reservekopie van bna.", "Neem een andere kopie.") from fault
    if not isinstance(found, dict):
        raise BackupUnusable(f"{file} is geen hele reservekopie van bna.", "Neem een andere kopie.")
    return found


def _require_whole(
    file: Path, tar: tarfile.TarFile, member: tarfile.TarInfo, sums: Mapping[str, str], root: Path
) -> None:
    source = tar.extractfile(member) if member.isfile() else None
    data = b"" if source is None else source.read()
    if source is None or hashlib.sha256(data).hexdigest() != sums.get(member.name):
        raise BackupUnusable(f"{member.name} in {file} is niet wat er stond.", "Neem een andere kopie.")
    tarfile.data_filter(member, str(root))  # nothing leads out of the folder, whatever the file says (PEP 706)
