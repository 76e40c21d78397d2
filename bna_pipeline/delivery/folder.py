"""A folder as a way out: the files are there whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import FileDigest, Slug, digest_of, sha256_hex
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.file_names import leading_out
from bna_pipeline.system_words import in_words


class FolderChannel:
    """Delivers by putting one folder in place (`ports.Channel`).

    Args:
        channel_id: names the channel in keys and receipts.
        folder: what appears at delivery; it must not hold anything else.
    """

    def __init__(self, channel_id: Slug, folder: Path) -> None:
        self._id = channel_id
        self._folder = folder

    @property
    def id(self) -> str:
        """The channel's id."""
        return self._id

    @property
    def target(self) -> str:
        """The folder, as a person can open it."""
        return str(self._folder)

    def find(self, key: str, files: Sequence[FileDigest], at: datetime) -> Receipt | None:
        """The receipt for exactly these files when the folder holds them and nothing else, else None.

        Raises:
            DeliveryFailed: the folder cannot be read.
        """
        try:
            standing = _standing(self._folder)
        except OSError as fault:
            raise self._failed("is niet te lezen", fault) from fault
        wanted = tuple(sorted(files, key=lambda file: file.name))
        return self._receipt(key, wanted, at) if standing == wanted else None

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        """Put the files in place with one rename, read them back and hash them.

        Raises:
            DeliveryFailed: a name leads out of the folder, something else stands there, or the disk refuses.
        """
        _require_names(files)
        wanted = tuple(FileDigest.of(name, files[name]) for name in sorted(files))
        earlier = self.find(key, wanted, at)
        if earlier is not None:
            return earlier
        if self._folder.is_symlink() or (self._folder.exists() and any(_paths(self._folder))):
            raise DeliveryFailed(
                f"In {self.target} staat al iets anders; daar wordt niets overheen gezet.",
                "Kijk wat het is, zet het ergens anders en voer de levering opnieuw uit.",
            )
        try:
            self._place(key, files)
        except OSError as fault:
            raise self._failed("is niet te schrijven", fault) from fault
        receipt = self.find(key, wanted, at)
        if receipt is None:
            raise DeliveryFailed(
                f"Wat in {self.target} terug te lezen is, is niet wat er is neergezet.", "Controleer de schijf."
            )
        return receipt

    def _place(self, key: str, files: Mapping[str, bytes]) -> None:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        # The name follows from the key, so that what a killed attempt left behind is swept by the next one.
        part = self._folder.with_name(f".{self._folder.name}.{sha256_hex(key.encode())[:16]}.deel")
        if part.exists():
            shutil.rmtree(part)
        part.mkdir()
        for name, data in files.items():
            _write(part / name, data)
        for folder in sorted({path.parent for path in part.rglob("*")} | {part}):
            _sync(folder)
        part.rename(self._folder)
        _sync(self._folder.parent)

    def _receipt(self, key: str, files: tuple[FileDigest, ...], at: datetime) -> Receipt:
        total = digest_of([file.model_dump(mode="json") for file in files])
        proof = f"map teruggelezen: {len(files)} bestanden, som van de lijst {total}"
        return Receipt(channel=self._id, key=key, target=self.target, files=files, at=at, proof=proof)

    def _failed(self, what: str, fault: OSError) -> DeliveryFailed:
        return DeliveryFailed(
            f"{self.target} {what}: {in_words(fault)}.",
            "Kijk of de map bereikbaar is, of er ruimte is en of dit account er mag schrijven.",
        )


def _require_names(files: Mapping[str, bytes]) -> None:
    if not files:
        raise DeliveryFailed("Er is niets om af te leveren.", "Kijk of het pakket compleet is.")
    out = leading_out(files)
    if out is not None:
        raise DeliveryFailed(f"De naam {out!r} leidt uit de map.", "Geef het bestand een gewone naam.")


def _standing(folder: Path) -> tuple[FileDigest, ...]:
    """What a folder holds, sorted by name; links and other odd things count as files that fit nothing."""
    if folder.is_symlink() or not folder.is_dir():
        return ()
    found = [_digest(path, path.relative_to(folder).as_posix()) for path in _paths(folder)]
    return tuple(sorted(found, key=lambda file: file.name))


def _paths(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        yield folder
        return
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path


def _digest(path: Path, name: str) -> FileDigest:
    if path.is_symlink() or not path.is_file():
        return FileDigest(name=name, size=-1, sha256=sha256_hex(b""))
    with path.open("rb") as file:
        total = hashlib.file_digest(file, "sha256").hexdigest()
    return FileDigest(name=name, size=path.stat().st_size, sha256=total)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
