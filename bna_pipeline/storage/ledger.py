"""The append-only record in a database: one row an entry, the entry as canonical JSON, a seal beside it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bna_pipeline.errors import LedgerBusy, LedgerDamaged, StorageError
from bna_pipeline.model.base import canonical_json
from bna_pipeline.model.events import Entry, Event
from bna_pipeline.storage import sql
from bna_pipeline.storage.address import unusable, where
from bna_pipeline.storage.chain import (
    RESTORE,
    Reading,
    Row,
    gone,
    has_seals,
    key_missing,
    other_key,
    readable_ids,
    seals_not_there,
    seals_taken_away,
)
from bna_pipeline.storage.seals import LedgerKey, Seal

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_SQLITE_FILE = re.compile(r"sqlite(?:\+pysqlite)?:///([^?]+)")
_PATIENCE = 30.0  # seconds


class SqlLedger:
    """The ledger of all editions.

    Args:
        url: SQLAlchemy URL of SQLite or PostgreSQL. The file of `sqlite:///FILE` and its folder are made at the first
            entry, never by reading; tables in PostgreSQL at first use.
        key: seals the entries; None: `FILE.key` beside an SQLite file.

    Raises:
        StorageError: no key was given, and the database is no file that one could stand beside.
    """

    def __init__(self, url: str, key: LedgerKey | None = None) -> None:
        self._url = url
        file = _SQLITE_FILE.fullmatch(url.partition("?")[0])
        self._file = Path(file[1]) if file else None
        if key is None:
            if self._file is None:
                raise StorageError(
                    "Zonder bestand of sleutel bewaart een database geen logboek.",
                    "Geef BNA_DATABASE het adres van een bestand (sqlite:///...) of van PostgreSQL, met een sleutel.",
                )
            key = LedgerKey(self._file.with_name(f"{self._file.name}.key"))
        self._key = key
        self._knows_key = False

    def editions(self) -> tuple[str, ...]:
        """Ids of all editions that have, or must have, an entry, sorted.

        Raises:
            LedgerDamaged: the whole ledger is gone and was there, as a key made here tells; or an id is no text.
            StorageError: the database cannot be read.
        """
        return readable_ids(row[0] for row in self._read(sql.EDITIONS, sql.OLD_EDITIONS)[0])

    def heads(self) -> dict[str, str]:
        """What names the last entry of each edition, as it says itself: another one when another entry was written.

        Nothing is held against its seal; who sees that something moved reads the entries.

        Raises:
            LedgerDamaged, StorageError: as `editions`.
        """
        rows = self._read(sql.HEADS, sql.OLD_HEADS)[0]
        return {str(edition): f"{seq} {seal}" for edition, seq, seal in rows}

    def entries(self, edition: str, after: Entry | None = None) -> tuple[Entry, ...]:
        """Entries of one edition in order, each held against its hash, its seal and its neighbours.

        Args:
            after: the last entry that the caller has read before; only those after it come back. It must still stand
                there as it was read. None: all of them.

        Raises:
            LedgerDamaged: an entry was changed, dropped, added or swapped; the message says which.
            LedgerKeyMissing: the key of a sealed ledger is not here.
            StorageError: the database cannot be read.
        """
        if "\0" in edition:
            return ()  # no edition is called so, and PostgreSQL cannot even be asked
        first = 0 if after is None else after.seq
        rows, sealed = self._read(sql.ENTRIES, sql.OLD_ENTRIES, edition=edition, first=first)
        # Only now: the key of an entry that another process just wrote is there, it was made before.
        return self._reading(edition, rows, sealed, self._key.read()).entries(after)

    def append(self, edition: str, event: Event, *, actor: str, account: str, at: datetime, after: int) -> Entry:
        """Add one entry, with its seal, in one transaction.

        Args:
            after: the sequence number that the caller has seen last (0: none).

        Raises:
            LedgerBusy: another writer was first; read again.
            LedgerDamaged: the last entry is not what was written, or not the last that was.
            LedgerKeyMissing: the key of a sealed ledger is not here.
            StorageError: the database or the key cannot be written.
        """
        # Here and not above: SQLAlchemy takes a fifth of a second to import, and a command that only reads needs none.
        from sqlalchemy import text
        from sqlalchemy.exc import IntegrityError, SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                seal = self._seal_for(connection)
                rows = connection.execute(text(sql.LAST), {"edition": edition}).all()
                previous = self._reading(edition, rows, True, seal).last()
                if previous is None and connection.execute(text(sql.ANYTHING)).first() is None:
                    self._must_be_new(not seal.pending)
                if after != (0 if previous is None else previous.seq):
                    raise _busy(edition)
                entry = Entry.after(previous, edition=edition, at=at, actor=actor, account=account, event=event)
                body = canonical_json(entry).decode("utf-8")
                connection.execute(text(sql.ADD), {"edition": edition, "seq": entry.seq, "entry": body})
                connection.execute(text(sql.ADD_SEAL), sql.seal_values(entry, seal))
                connection.execute(text(sql.MOVE_HEAD), sql.head_values(entry, seal))
        except IntegrityError as fault:
            raise _busy(edition) from fault
        except SQLAlchemyError as fault:
            raise unusable(self._url, fault) from fault
        self._knows_key = True
        self._key.confirm()
        return entry

    def _reading(self, edition: str, rows: Sequence[Row], sealed: bool, seal: Seal | None) -> Reading:
        return Reading(edition, rows, sealed, seal, self._key.where)

    def _seal_for(self, connection: Connection) -> Seal:
        """The key to write under: the one that the ledger was sealed with so far, if it was."""
        from sqlalchemy import text

        found = self._key.read()
        if found is None or not self._knows_key:
            sealed = connection.execute(text(sql.ANY_HEAD)).first()
            if sealed is not None and found is None:
                raise key_missing(self._key.where)
            if sealed is not None and found is not None and sealed[1] != found.fingerprint:
                raise other_key(sealed[0], self._key.where)
        return found or self._key.read_or_make()

    @cached_property
    def _engine(self) -> Engine:
        from sqlalchemy.exc import SQLAlchemyError

        from bna_pipeline.storage.schema import open_engine, prepare

        try:
            engine = open_engine(self._url, patience=_PATIENCE)
            prepare(engine, self._key)
        except (SQLAlchemyError, ImportError, OSError) as fault:
            raise unusable(self._url, fault) from fault
        return engine

    def _read(self, statement: str, old: str, **values: str | int) -> tuple[Sequence[Row], bool]:
        """Rows, and whether the database has seals; `old` is asked where it has none."""
        # Before the rows: seals that another process makes in between are no seals that were taken away.
        key = self._key.read()
        in_use = key is not None and not key.pending
        if self._file is not None:
            return self._read_file(self._file, statement, old, values, in_use)
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.connect() as connection:
                rows = connection.execute(text(statement), values).all()
                empty = not rows and connection.execute(text(sql.ANYTHING)).first() is None
        except SQLAlchemyError as fault:
            raise unusable(self._url, fault) from fault
        if empty:
            self._must_be_new(in_use)
        return rows, True

    def _read_file(
        self, file: Path, statement: str, old: str, values: dict[str, str | int], in_use: bool
    ) -> tuple[Sequence[Row], bool]:
        """Read an SQLite file with the standard library, so that `bna status` starts without SQLAlchemy."""
        if not file.exists():
            self._must_be_new(in_use)
            return (), False
        try:
            with closing(
                sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE)
            ) as connection:
                connection.text_factory = sql.readable
                connection.execute("PRAGMA query_only = ON")
                tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
                sealed = has_seals(tables, self._key.where)
                if "ledger_entry" not in tables:
                    rows, empty = [], True
                else:
                    rows = connection.execute(statement if sealed else old, values).fetchall()
                    empty = not rows and not connection.execute(sql.ANYTHING if sealed else sql.ANY_ENTRY).fetchone()
        except sqlite3.OperationalError as fault:
            raise unusable(self._url, fault) from fault
        except sqlite3.DatabaseError as fault:
            raise LedgerDamaged(f"Het logboek {file} is beschadigd: {fault}.", RESTORE) from fault
        if empty:
            self._must_be_new(in_use)
        elif in_use and not sealed:
            raise seals_not_there(self._key.where) if self._key.given else seals_taken_away(self._key.where)
        return rows, sealed

    def _must_be_new(self, in_use: bool) -> None:
        """Where nothing stands, nothing may have stood. A key from the settings does not tell."""
        if in_use and not self._key.given:
            raise gone(where(self._url), self._key.where)


def _busy(edition: str) -> LedgerBusy:
    return LedgerBusy(f"Een ander heeft net iets vastgelegd bij editie {edition}.", "Probeer het opnieuw.")
