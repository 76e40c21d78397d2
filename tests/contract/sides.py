"""The other sides that a package is delivered to, each seen past our own code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import fsspec

from bna_pipeline.delivery.folder import FolderChannel
from bna_pipeline.ports import Channel
from bna_pipeline.storage.release_stores import StoreAccess, store_channel
from tests.support.s3 import KEY, S3, SECRET
from tests.support.sftp import PASSWORD, USER, FileServer

EDITION = "demo-2020"


class Side(Protocol):
    """What is on the other side of a channel."""

    def channel(self) -> Channel:
        """The channel, as a process of its own would make it."""

    def standing(self) -> dict[str, bytes]:
        """Everything that stands there, by its path below the edition's folder (`../` where it is beside it)."""

    def place(self, name: str, data: bytes) -> None:
        """Somebody else puts something there."""

    def remove(self, name: str) -> None: ...

    def breaks_at(self, name: str) -> None:
        """It breaks when this file comes; until `works`."""

    def works(self) -> None: ...

    def meanwhile(self, act: Callable[[], None]) -> None:
        """Have this happen between our look and our putting."""


@dataclass
class Folder:
    """A folder of this machine, or a store of files that is one.

    Attributes:
        by_url: it is reached by fsspec, as a share that is mounted.
    """

    root: Path
    by_url: bool

    @property
    def folder(self) -> Path:
        return self.root / "doel" / EDITION

    def channel(self) -> Channel:
        if self.by_url:
            return store_channel("plek", f"file://{self.root}/doel", EDITION, StoreAccess())
        return FolderChannel("plek", self.folder)

    def standing(self) -> dict[str, bytes]:
        return seen_in(self.root / "doel", EDITION)

    def place(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def breaks_at(self, name: str) -> None:
        raise NotImplementedError

    def works(self) -> None:
        """It never breaks."""

    def meanwhile(self, act: Callable[[], None]) -> None:
        raise NotImplementedError


@dataclass
class Sftp:
    """A file server."""

    server: FileServer
    known_hosts: Path

    @property
    def folder(self) -> Path:
        return self.server.folder / "in" / "pakketten" / EDITION

    def access(self, **other: object) -> StoreAccess:
        given = {"user": USER, "secret": PASSWORD, "known_hosts": self.known_hosts, "timeout": 5.0, **other}
        return StoreAccess(**given)  # type: ignore[arg-type]

    def channel(self, **other: object) -> Channel:
        return store_channel("plek", f"{self.server.url}/in/pakketten", EDITION, self.access(**other))

    def standing(self) -> dict[str, bytes]:
        return seen_in(self.server.folder / "in" / "pakketten", EDITION)

    def place(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def breaks_at(self, name: str) -> None:
        self.server.cut_after = len(BREAKS_BEFORE[name])

    def works(self) -> None:
        self.server.works()

    def meanwhile(self, act: Callable[[], None]) -> None:
        self.server.meanwhile = act


@dataclass
class Bucket:
    """An object store."""

    server: S3
    url: str  # s3://bucket/blobs

    @property
    def bucket(self) -> str:
        return urlsplit(self.url).netloc

    def access(self, **other: object) -> StoreAccess:
        given = {"user": KEY, "secret": SECRET, "endpoint": self.server.url, "timeout": 5.0, **other}
        return StoreAccess(**given)  # type: ignore[arg-type]

    def channel(self, **other: object) -> Channel:
        return store_channel("plek", f"s3://{self.bucket}/uit", EDITION, self.access(**other))

    def standing(self) -> dict[str, bytes]:
        fs = fsspec.filesystem("s3", use_listings_cache=False)
        root = f"{self.bucket}/uit/{EDITION}/"
        found = fs.find(self.bucket)
        return {_below(root, path): fs.cat_file(path) for path in found}

    def place(self, name: str, data: bytes) -> None:
        fsspec.filesystem("s3").pipe_file(f"{self.bucket}/uit/{EDITION}/{name}", data)

    def remove(self, name: str) -> None:
        fsspec.filesystem("s3").rm_file(f"{self.bucket}/uit/{EDITION}/{name}")

    def breaks_at(self, name: str) -> None:
        def act() -> None:
            self.server.meanwhile = lambda: self.server.fails(403, "QuotaExceeded", methods=["PUT"])

        self.server.meanwhile = act  # the first PUT passes, the next one does not

    def works(self) -> None:
        self.server.works()

    def meanwhile(self, act: Callable[[], None]) -> None:
        self.server.meanwhile = act


FILES = {
    "statenmededeling.pdf": b"%PDF de brief" * 400,
    "data/voortgangsrapportage.pdf": b"%PDF de rapportage" * 9000,
}
BREAKS_BEFORE = {"statenmededeling.pdf": b"", "data/voortgangsrapportage.pdf": b"x" * 40_000}
"""How many bytes go well before a side breaks at a file."""


def seen_in(folder: Path, edition: str) -> dict[str, bytes]:
    root = f"{folder}/{edition}/"
    return {_below(root, str(path)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _below(root: str, path: str) -> str:
    return path.removeprefix(root) if path.startswith(root) else f"../{path}"
