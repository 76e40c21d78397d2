"""The bare engines on the same content: what the work costs when nothing of the product is around it.

No line here imports the product. Each stage does the engine work that cannot be left out, writes the very bytes that
the product wrote, as durably (every file and its folder synced before it is named, a committed row for every entry),
and nothing more: no checks, no findings, no digests of sections, no reading back of what it just wrote.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.measurement import Stopwatch, Workshop

_SCHEMA = "CREATE TABLE ledger_entry (edition TEXT, seq INTEGER, entry TEXT NOT NULL, PRIMARY KEY (edition, seq))"


def stage(name: str) -> Callable[[Workshop, Path, Stopwatch], None]:
    """The bare engines' work of one stage, as a measurement's act."""

    def act(workshop: Workshop, scratch: Path, _watch: Stopwatch) -> None:
        _do(name, workshop.material, scratch)

    return act


def whole(workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """The bare engines' work of the whole story in one process."""
    for name in ("open", "collect", "settle", "draft", "review", "adopt", "sign", "package"):
        with watch.timing(name):
            _do(name, workshop.material, scratch)


def _do(name: str, material: Path, scratch: Path) -> None:
    work = _ENGINES.get(name)
    if work is not None:
        work(material, scratch)
    keep(material / name, scratch)


def keep(stage_folder: Path, scratch: Path) -> None:
    """Hash and write a stage's files, then insert its rows."""
    for part in ("blobs", "outbox"):
        for path in sorted(p for p in (stage_folder / part).rglob("*") if p.is_file()):
            data = path.read_bytes()
            hashlib.sha256(data).hexdigest()
            _write(scratch / part / path.relative_to(stage_folder / part), data)
    rows = json.loads((stage_folder / "rows.json").read_bytes())
    database = scratch / "ledger.sqlite"
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            connection.execute(_SCHEMA)
        for row in rows:
            hashlib.sha256(row[2].encode()).hexdigest()
            connection.execute("INSERT INTO ledger_entry VALUES (?, ?, ?)", row)  # without isolation level: committed


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _collect(material: Path, _scratch: Path) -> None:
    from benchmarks import bare_reading

    bare_reading.read_all(material / "inbox")


def _forms(material: Path, _scratch: Path) -> None:
    from benchmarks import bare_documents

    bare_documents.build_forms(material)


def _draft(material: Path, _scratch: Path) -> None:
    from benchmarks import bare_documents

    bare_documents.build_drafts(material)
    bare_documents.typeset(material, ("report", "letter"))
    bare_documents.add_fields((material / "signing" / "statenmededeling.pdf").read_bytes())


def _sign(material: Path, _scratch: Path) -> None:
    from benchmarks import bare_documents, bare_signing

    bare_signing.sign_twice(material / "signing", bare_documents.typeset(material, ("stamp",)))


def _package(material: Path, scratch: Path) -> None:
    from benchmarks import bare_bags

    for name in ("pakket", "dossier"):
        bare_bags.bag(material / "package" / "outbox" / name, scratch / "bags" / name)


_ENGINES: Final[dict[str, Callable[[Path, Path], None]]] = {
    "open": _forms,
    "collect": _collect,
    "draft": _draft,
    "sign": _sign,
    "package": _package,
}
