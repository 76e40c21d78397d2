"""The inbox and the outbox as folders: `<root>/<edition>/...`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bna_pipeline.errors import StorageError
from bna_pipeline.ports import Arrival
from bna_pipeline.storage.outbox import checked_name, replace_tree, write_atomic

_HALF_WRITTEN = (".part", ".tmp", ".crdownload")
_BESIDE = ("~", "Thumbs.db", "desktop.ini")  # lock files of Word and LibreOffice, and what Windows leaves behind


class FolderInbox:
    """What was sent, as files under `<root>/<edition>/<partner>/`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def arrivals(self, edition: str) -> tuple[Arrival, ...]:
        """All files, by partner and name; hidden and half-written ones are left alone."""
        folder = self._root / checked_name(edition)
        if not folder.is_dir():
            return ()
        return tuple(
            Arrival(partner=partner.name, name=file.name, size=file.stat().st_size)
            for partner in sorted(folder.iterdir())
            if partner.is_dir() and not partner.name.startswith(".")
            for file in sorted(partner.iterdir())
            if _is_arrival(file)
        )

    def read(self, edition: str, arrival: Arrival) -> bytes:
        """The bytes of one file.

        Raises:
            StorageError: the file is gone or cannot be read.
        """
        path = self._root / checked_name(edition) / checked_name(arrival.partner) / checked_name(arrival.name)
        try:
            return path.read_bytes()
        except OSError as fault:
            raise StorageError(f"Het bestand {path} is niet te lezen: {fault.strerror or fault}.") from fault


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
            raise StorageError(f"Het bestand {at} is niet te lezen: {fault.strerror or fault}.") from fault

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


def _is_arrival(file: Path) -> bool:
    hidden = file.name.startswith((".", *_BESIDE)) or file.name.lower().endswith(_HALF_WRITTEN)
    # A link may point outside the inbox, at something the sender was never allowed to read.
    return not hidden and not file.is_symlink() and file.is_file()
