"""The append-only record in a database: one table, one row an entry, the entry as canonical JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bna_pipeline.errors import LedgerBusy, LedgerDamaged, StorageError
from bna_pipeline.model.base import Sha256, canonical_json, digest_of
from bna_pipeline.model.events import GENESIS, Entry, Event

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SQLITE = "sqlite:///"
_PATIENCE = 30.0  # seconds

_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ledger_entry'"
_EDITIONS = "SELECT DISTINCT edition FROM ledger_entry ORDER BY edition"
_ENTRIES = "SELECT seq, entry FROM ledger_entry WHERE edition = :edition AND seq >= :first ORDER BY seq"
_LAST = "SELECT seq, entry FROM ledger_entry WHERE edition = :edition ORDER BY seq DESC LIMIT 1"
_ADD = "INSERT INTO ledger_entry (edition, seq, entry) VALUES (:edition, :seq, :entry)"

Row = Sequence[Any]


class SqlLedger:
    """The ledger of all editions.

    Args:
        url: SQLAlchemy URL. The file of `sqlite:///FILE` and its folder are made at the first entry, never by reading.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._file = Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None
        self._where = url.rpartition("@")[2]  # what stands before it may be a password

    def editions(self) -> tuple[str, ...]:
        """Ids of all editions that have an entry, sorted.

        Raises:
            StorageError: the database cannot be read.
        """
        return tuple(row[0] for row in self._read(_EDITIONS))

    def entries(self, edition: str, after: Entry | None = None) -> tuple[Entry, ...]:
        """Entries of one edition in order, each hashed again.

        Args:
            after: the last entry that the caller has read before; only those after it come back. It must still stand
                there as it was read. None: all of them.

        Raises:
            LedgerDamaged: the hash chain does not hold; the message says at which entry.
            StorageError: the database cannot be read.
        """
        rows = self._read(_ENTRIES, edition=edition, first=0 if after is None else after.seq)
        if after is None:
            return tuple(_chained(edition, rows, GENESIS, 1))
        if not rows or _entry(edition, rows[0]).hash != after.hash:
            raise _damaged(edition, after.seq, "is niet meer wat die was")
        return tuple(_chained(edition, rows[1:], after.hash, after.seq + 1))

    def append(self, edition: str, event: Event, *, actor: str, account: str, at: datetime, after: int) -> Entry:
        """Add one entry.

        Args:
            after: the sequence number that the caller has seen last (0: none).

        Raises:
            LedgerBusy: another writer was first; read again.
            LedgerDamaged: the last entry is not what was written.
            StorageError: the database cannot be written.
        """
        # Here and not above: SQLAlchemy takes a fifth of a second to import, and a command that only reads needs none.
        from sqlalchemy import text
        from sqlalchemy.exc import IntegrityError, SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                last = connection.execute(text(_LAST), {"edition": edition}).first()
                previous = None if last is None else _entry(edition, last)
                if after != (0 if previous is None else previous.seq):
                    raise _busy(edition)
                entry = Entry.after(previous, edition=edition, at=at, actor=actor, account=account, event=event)
                body = canonical_json(entry).decode("utf-8")
                connection.execute(text(_ADD), {"edition": edition, "seq": entry.seq, "entry": body})
        except IntegrityError as fault:
            raise _busy(edition) from fault
        except SQLAlchemyError as fault:
            raise _unusable(self._where, fault) from fault
        return entry

    @cached_property
    def _engine(self) -> Engine:
        from sqlalchemy.exc import SQLAlchemyError

        from bna_pipeline.storage.schema import open_engine

        try:
            return open_engine(self._url, patience=_PATIENCE)
        except (SQLAlchemyError, ImportError, OSError) as fault:
            raise _unusable(self._where, fault) from fault

    def _read(self, statement: str, **values: str | int) -> Sequence[Row]:
        if self._file is not None:
            return _read_file(self._file, statement, values)
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.connect() as connection:
                return connection.execute(text(statement), values).all()
        except SQLAlchemyError as fault:
            raise _unusable(self._where, fault) from fault


def _read_file(file: Path, statement: str, values: dict[str, str | int]) -> Sequence[Row]:
    """Read an SQLite file with the standard library, so that `bna status` starts without SQLAlchemy."""
    if not file.exists():
        return ()
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE)) as connection:
            connection.execute("PRAGMA query_only = ON")
            if connection.execute(_TABLE).fetchone() is None:
                return ()
            return connection.execute(statement, values).fetchall()
    except sqlite3.OperationalError as fault:
        raise _unusable(f"{_SQLITE}{file}", fault) from fault
    except sqlite3.DatabaseError as fault:
        raise LedgerDamaged(
            f"Het logboek {file} is beschadigd: {fault}.", "Zet het terug uit een reservekopie."
        ) from fault


def _chained(edition: str, rows: Iterable[Row], previous: Sha256, expected: int) -> Iterable[Entry]:
    """Entries that follow on the hash `previous`, the first with the number `expected`."""
    for row in rows:
        entry = _entry(edition, row)
        if entry.seq != expected:
            raise _damaged(edition, expected, "ontbreekt")
        if entry.previous != previous:
            raise _damaged(edition, entry.seq, "sluit niet aan op de regel ervoor")
        yield entry
        previous, expected = entry.hash, entry.seq + 1


def _entry(edition: str, row: Row) -> Entry:
    """One entry, checked by itself: the text is hashed as it stands.

    Not as the model would write it today: a field that the model gains later must not make old entries look damaged.
    """
    seq, text = int(row[0]), str(row[1])
    try:
        body = json.loads(text)
        entry = Entry.model_validate(body)
    except ValueError as fault:  # pydantic's ValidationError and json's error are both one
        raise _damaged(edition, seq, "is niet te lezen") from fault
    if (entry.edition, entry.seq) != (edition, seq):
        raise _damaged(edition, seq, "hoort op een andere plaats")
    if (
        canonical_json(body).decode("utf-8") != text
        or digest_of({k: body[k] for k in body if k != "hash"}) != entry.hash
    ):
        raise _damaged(edition, seq, "is veranderd sinds die is geschreven")
    return entry


def _damaged(edition: str, seq: int, how: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"Regel {seq} van het logboek van editie {edition} {how}.", "Zet het logboek terug uit een reservekopie."
    )


def _busy(edition: str) -> LedgerBusy:
    return LedgerBusy(f"Een ander heeft net iets vastgelegd bij editie {edition}.", "Probeer het opnieuw.")


def _unusable(where: str, fault: Exception) -> StorageError:
    # The first line only: SQLAlchemy adds the statement with its values, which may be personal data.
    said = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
    return StorageError(
        f"Het logboek {where} is niet te gebruiken: {said}.", "Controleer het adres in de instellingen."
    )
