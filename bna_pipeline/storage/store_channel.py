"""A file server or an object store as a way out: every file whole under its name, read back and hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import EditionId, FileDigest, Slug, digest_of, sha256_hex
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.file_names import leading_out

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

PIECE: Final = 1024 * 1024
PART: Final = ".deel"
"""How a file's name ends that is still on its way, where a name appears before its bytes are there."""


@dataclass(frozen=True)
class Store:
    """A store that is open.

    Attributes:
        fs: the file system.
        root: the path in it below which the editions stand.
        put: writes bytes under a path where nothing stands: afterwards all of them stand there, or nothing of them.
            Never over something else, also where another machine is first, as far as the store can refuse that: then it
            does nothing.
        look: asks the other side for the root, and changes nothing; it raises what `fs` raises where it is refused.
    """

    fs: AbstractFileSystem
    root: str
    put: Callable[[AbstractFileSystem, str, bytes], None]
    look: Callable[[AbstractFileSystem, str], object]


class StoreChannel:
    """Delivers to `<root>/<edition>/` (`ports.Channel`).

    What stands there already and is the same, stays; what is something else is never written over.

    Args:
        channel_id: names the channel in keys and receipts.
        target: the address, as a person may read it.
        opened: opens the store, and closes it afterwards; its library's faults come out as DeliveryFailed.
    """

    def __init__(
        self, channel_id: Slug, target: str, edition: EditionId, opened: Callable[[], AbstractContextManager[Store]]
    ) -> None:
        self._id, self._target, self._edition = channel_id, target.rstrip("/"), edition
        self._opened = opened

    @property
    def id(self) -> str:
        return self._id

    @property
    def target(self) -> str:
        return f"{self._target}/{self._edition}"

    def find(self, key: str, files: Sequence[FileDigest], at: datetime) -> Receipt | None:
        """The receipt for exactly these files when they stand there, read back, else None.

        Raises:
            DeliveryFailed.
        """
        wanted = tuple(sorted(files, key=lambda file: file.name))
        with self._opened() as store:
            return self._receipt(key, wanted, at) if self._all_there(store, wanted) else None

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        """Put what is missing, and read everything back.

        Raises:
            DeliveryFailed: a name leads out of the edition's folder; something else stands under a name; or the store
                refuses, is away or gives other bytes.
        """
        _require_names(files)
        wanted = tuple(FileDigest.of(name, files[name]) for name in sorted(files))
        with self._opened() as store:
            # All are looked at before one is put: what is refused leaves nothing behind.
            missing = [file for file in wanted if not self._same_there(store, file)]
            for file in missing:
                store.put(store.fs, self._path(store, file), files[file.name])
            if not self._all_there(store, wanted):
                raise DeliveryFailed(
                    f"Wat in {self.target} terug te lezen is, is niet wat er is neergezet.",
                    "Laat de beheerder van de opslag kijken wat daar staat; het wordt opnieuw geprobeerd.",
                )
        return self._receipt(key, wanted, at)

    def check(self) -> None:
        """Open the store and look, without putting anything; whether it may be written shows at the first delivery.

        Raises:
            DeliveryFailed: it cannot be reached, is another than is known, refuses us, or has no such bucket.
        """
        with self._opened() as store:
            store.look(store.fs, store.root)

    def _same_there(self, store: Store, file: FileDigest) -> bool:
        there = standing(store.fs, self._path(store, file), file.name)
        if there is not None and there != file:
            raise DeliveryFailed(
                f"In {self.target} staat al een andere {file.name} ({there.size} bytes); daar wordt niets overheen "
                "gezet.",
                "Kijk wat het is en zet het ergens anders; daarna gaat het vanzelf.",
            )
        return there is not None

    def _all_there(self, store: Store, wanted: Sequence[FileDigest]) -> bool:
        return all(standing(store.fs, self._path(store, file), file.name) == file for file in wanted)

    def _path(self, store: Store, file: FileDigest) -> str:
        return f"{store.root.rstrip('/')}/{self._edition}/{file.name}"

    def _receipt(self, key: str, files: tuple[FileDigest, ...], at: datetime) -> Receipt:
        total = digest_of([file.model_dump(mode="json") for file in files])
        proof = f"teruggelezen: {len(files)} bestanden, som van de lijst {total}"
        return Receipt(channel=self._id, key=key, target=self.target, files=files, at=at, proof=proof)


def standing(fs: AbstractFileSystem, path: str, name: str) -> FileDigest | None:
    """What stands under a path, read and hashed; None: nothing."""
    total, size = hashlib.sha256(), 0
    try:
        with fs.open(path, "rb") as file:
            while piece := file.read(PIECE):
                total.update(piece)
                size += len(piece)
    except FileNotFoundError:
        return None
    return FileDigest(name=name, size=size, sha256=total.hexdigest())


def beside(path: str, data: bytes) -> str:
    """Where a file is on its way: beside its last place, under a name that follows from its bytes.

    So what a killed attempt left is taken up by the next one, and of two machines that bring something else neither
    writes in the other's.
    """
    folder, _, name = path.rpartition("/")
    return f"{folder}/.{name}.{sha256_hex(data)[:16]}{PART}"


def _require_names(files: Mapping[str, bytes]) -> None:
    if not files:
        raise DeliveryFailed("Er is niets om af te leveren.", "Kijk of het pakket compleet is.")
    out = leading_out(files)
    if out is not None:
        raise DeliveryFailed(f"De naam {out!r} leidt uit de map.", "Geef het bestand een gewone naam.")
