"""The inbox and the outbox as folders: `<root>/<edition>/...`."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bna_pipeline.errors import ArrivalUnreadable, StillArriving, StorageError
from bna_pipeline.ports import NO_FOLDER, Arrival, is_mail
from bna_pipeline.storage.outbox import checked_name, replace_tree, write_atomic
from bna_pipeline.system_words import in_words

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

UNREADABLE_FOLDER = "."
"""The name of an arrival that is a partner's folder itself, which cannot be read; opening it says why."""

_BUFFER = 1024 * 1024  # bytes
_HALF_WRITTEN = (".part", ".tmp", ".crdownload")
_BESIDE = ("~", "Thumbs.db", "desktop.ini")  # lock files of Word and LibreOffice, and what Windows leaves behind


class FolderInbox:
    """What was sent, as files under `<root>/<edition>/<partner>/`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def arrivals(self, edition: str) -> tuple[Arrival, ...]:
        """All files, by partner and name, and mails beside the folders; hidden and half-written ones are left alone.

        A partner's folder that cannot be read is listed as `UNREADABLE_FOLDER`, so that the others go on.

        Raises:
            StorageError: the edition's folder itself cannot be read.
        """
        folder = self._root / checked_name(edition)
        try:
            if not folder.is_dir():
                return ()
            lying = sorted(folder.iterdir())
            partners = [p for p in lying if p.is_dir() and not p.name.startswith(".")]
        except OSError as fault:
            raise StorageError(*_closed(folder, fault)) from fault
        mails = ((file, _size(file)) for file in lying if is_mail(file.name))
        beside = tuple(Arrival(NO_FOLDER, file.name, size) for file, size in mails if size is not None)
        return (*beside, *(arrival for partner in partners for arrival in _in_folder(partner)))

    @contextmanager
    def open(self, edition: str, arrival: Arrival) -> Iterator[BinaryIO]:
        """The bytes of one file, as a seekable stream.

        Raises (also while the stream is read):
            StillArriving: the file is no longer as it was listed, or changes while it is read.
            ArrivalUnreadable: it is gone or cannot be read.
        """
        folder = self._root / checked_name(edition)
        if arrival.partner != NO_FOLDER:
            folder /= checked_name(arrival.partner)
        if arrival.name == UNREADABLE_FOLDER:
            raise _why_unreadable(folder)
        path = folder / _one_step(arrival.name)
        try:
            # A name may have become a link or a pipe since it was listed: neither is followed, nor waited for.
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as fault:
            raise ArrivalUnreadable(*_unreadable(path, fault)) from fault
        with BufferedReader(_Unchanging(descriptor, path, arrival.size), _BUFFER) as stream:
            yield stream


class _Unchanging(RawIOBase):
    """A file that must stay as it is while it is read; takes over the descriptor."""

    def __init__(self, descriptor: int, path: Path, size: int) -> None:
        self._descriptor = descriptor
        self._path = path
        self._first = self._marks()
        if not stat.S_ISREG(os.fstat(descriptor).st_mode) or self._first[0] != size:
            self.close()
            raise self._changed()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return os.lseek(self._descriptor, offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            read = os.readv(self._descriptor, [buffer])
        except OSError as fault:
            raise ArrivalUnreadable(*_unreadable(self._path, fault)) from fault
        # After every piece, also the empty one at the end: so a file that grows as fast as it is read has an end too.
        if self._marks() != self._first:
            raise self._changed()
        return read

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()

    def _marks(self) -> tuple[int, int]:
        found = os.fstat(self._descriptor)
        return found.st_size, found.st_mtime_ns

    def _changed(self) -> StillArriving:
        return StillArriving(
            f"Het bestand {self._path} verandert nog en is niet gelezen.",
            "Het wordt opgehaald zodra het heel is; u hoeft niets te doen.",
        )


def _one_step(name: str) -> str:
    # A sender's own name, as strange as the file system lets it be (a backslash is no step here): it only must not
    # lead out of the folder that it was listed in.
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise ArrivalUnreadable(
            f"De naam {name!r} leidt niet naar een bestand in de map.", "Geef het bestand een gewone naam."
        )
    return name


def _in_folder(partner: Path) -> Iterator[Arrival]:
    try:
        files = sorted(partner.iterdir())
    except FileNotFoundError:  # taken away since it was listed
        return
    except OSError:
        yield Arrival(partner.name, UNREADABLE_FOLDER, 0)
        return
    for file in files:
        size = _size(file)
        if size is not None:
            yield Arrival(partner.name, file.name, size)


def _size(file: Path) -> int | None:
    """The size of a file that is an arrival, in bytes; None: it is none."""
    if file.name.startswith((".", *_BESIDE)) or file.name.lower().endswith(_HALF_WRITTEN):
        return None
    try:
        found = file.lstat()
    except FileNotFoundError:  # taken away since it was listed
        return None
    except OSError:  # opening it says why
        return 0
    # A link may point outside the inbox, at something the sender was never allowed to read.
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _why_unreadable(folder: Path) -> ArrivalUnreadable:
    try:
        sorted(folder.iterdir())
    except OSError as fault:
        return ArrivalUnreadable(*_closed(folder, fault))
    return StillArriving(f"De map {folder} is nog niet gelezen.", "Dat gebeurt bij de volgende keer ophalen.")


def _closed(folder: Path, fault: OSError) -> tuple[str, str]:
    return f"De map {folder} is niet te lezen: {in_words(fault)}.", "Kijk of dit account de map mag openen en lezen."


def _unreadable(path: Path, fault: OSError) -> tuple[str, str]:
    return (
        f"Het bestand {path} is niet te lezen: {in_words(fault)}.",
        "Kijk of het er nog is en of dit account het mag lezen.",
    )


class FolderOutbox:
    """What comes back, as files under `<root>/<edition>/`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, edition: str, path: str, data: bytes) -> bool:
        """Write one file whole or not at all; False when exactly these bytes stood there."""
        return write_atomic(self._at(edition, path), data)

    def read(self, edition: str, path: str) -> bytes | None:
        """The bytes of a file, or None when there is no such file.

        Raises:
            StorageError: it is there and cannot be read.
        """
        at = self._at(edition, path)
        try:
            return at.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as fault:
            raise StorageError(*_unreadable(at, fault)) from fault

    def replace(self, edition: str, path: str, files: Mapping[str, bytes]) -> bool:
        """Put a whole folder in place at once; False when exactly these files stood there."""
        return replace_tree(self._at(edition, path), files)

    def where(self, edition: str, path: str) -> str:
        """The path as a person can open it: relative to the working folder when it lies below it."""
        at = self._at(edition, path).absolute()
        here = Path.cwd()
        return str(at.relative_to(here)) if at.is_relative_to(here) else str(at)

    def _at(self, edition: str, path: str) -> Path:
        return self._root / checked_name(edition) / checked_name(path)
