"""The ledger's tables, and how its database is opened. With `postgres.py` the only place that loads SQLAlchemy.

`ledger_entry` holds the entries, `ledger_seal` a seal for each, `ledger_head` for each edition which entry is the last.
The database itself refuses to change or remove any of it; who takes that away is found by the seals.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool, QueuePool

from bna_pipeline.errors import StorageError
from bna_pipeline.storage import sql
from bna_pipeline.storage.address import is_postgres, where
from bna_pipeline.storage.chain import Reading, gone, has_seals, seals_not_there, seals_taken_away
from bna_pipeline.storage.postgres import left_at_fork, open_pool, parsed
from bna_pipeline.storage.seals import LedgerKey, Seal

_TABLES = (
    # The number is given by the writer, never by the database: it is part of what is hashed.
    "CREATE TABLE IF NOT EXISTS ledger_entry (edition VARCHAR(64) NOT NULL, seq INTEGER NOT NULL CHECK (seq >= 1),"
    " entry TEXT NOT NULL, PRIMARY KEY (edition, seq))",
    "CREATE TABLE ledger_seal (edition VARCHAR(64) NOT NULL, seq INTEGER NOT NULL CHECK (seq >= 1),"
    " seal VARCHAR(64) NOT NULL, PRIMARY KEY (edition, seq))",
    "CREATE TABLE ledger_head (edition VARCHAR(64) NOT NULL PRIMARY KEY, seq INTEGER NOT NULL CHECK (seq >= 1),"
    " key VARCHAR(16) NOT NULL, seal VARCHAR(64) NOT NULL)",
)
_REFUSES = "'the ledger only grows'"


def _sqlite_guard(table: str, act: str, when: str = "") -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, {_REFUSES}); END"
    )


_SQLITE_GUARDS = (
    *(_sqlite_guard(table, act) for table in ("ledger_entry", "ledger_seal") for act in ("UPDATE", "DELETE")),
    # INSERT OR REPLACE removes a row without asking the guard against DELETE.
    _sqlite_guard(
        "ledger_entry",
        "INSERT",
        "WHEN NEW.seq <> 1 + (SELECT coalesce(max(seq), 0) FROM ledger_entry WHERE edition = NEW.edition)",
    ),
    _sqlite_guard(
        "ledger_seal",
        "INSERT",
        "WHEN EXISTS (SELECT 1 FROM ledger_seal WHERE edition = NEW.edition AND seq = NEW.seq)"
        " OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE edition = NEW.edition AND seq = NEW.seq)",
    ),
    _sqlite_guard(
        "ledger_head",
        "INSERT",
        "WHEN EXISTS (SELECT 1 FROM ledger_head WHERE edition = NEW.edition AND seq + 1 <> NEW.seq)",
    ),
    _sqlite_guard("ledger_head", "UPDATE", "WHEN NEW.edition <> OLD.edition OR NEW.seq <> OLD.seq + 1"),
    _sqlite_guard("ledger_head", "DELETE"),
)

_POSTGRES_GUARDS = (
    "CREATE OR REPLACE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION USING MESSAGE = {_REFUSES}, ERRCODE = 'integrity_constraint_violation'; END $$",
    "DROP TRIGGER IF EXISTS ledger_entry_only_grows ON ledger_entry",  # an older table may have it
    *(
        f"CREATE TRIGGER {table}_only_grows BEFORE {acts} ON {table} FOR EACH STATEMENT "
        "EXECUTE FUNCTION ledger_only_grows()"
        for table, acts in (
            ("ledger_entry", "UPDATE OR DELETE OR TRUNCATE"),
            ("ledger_seal", "UPDATE OR DELETE OR TRUNCATE"),
            ("ledger_head", "DELETE OR TRUNCATE"),
        )
    ),
    "CREATE TRIGGER ledger_head_onward BEFORE UPDATE ON ledger_head FOR EACH ROW "
    "WHEN (NEW.edition <> OLD.edition OR NEW.seq <> OLD.seq + 1) EXECUTE FUNCTION ledger_only_grows()",
    "CREATE OR REPLACE FUNCTION ledger_seal_of_entry() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF NOT EXISTS (SELECT 1 FROM ledger_entry WHERE edition = NEW.edition AND seq = NEW.seq) THEN "
    "RAISE EXCEPTION USING MESSAGE = 'the ledger only grows', ERRCODE = 'integrity_constraint_violation'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER ledger_seal_of_entry BEFORE INSERT ON ledger_seal FOR EACH ROW "
    "EXECUTE FUNCTION ledger_seal_of_entry()",
)
_MOMENT = 0.01  # seconds
# As many at once as ask: who waits for a connection waits for nothing.
_KEPT: dict[str, Any] = {"poolclass": QueuePool, "pool_size": 4, "max_overflow": -1}
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('ledger schema'))"
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    # Not to_regclass: within a transaction it may still say what it said before another process made the table.
    "postgresql": "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false))",
}


def open_engine(url: str, *, patience: float, kept: bool = False) -> Engine:
    """An engine on a ledger's database; what it holds is for `prepare`.

    Args:
        url: SQLAlchemy URL.
        patience: seconds that a writer on SQLite waits for another one's transaction.
        kept: whether connections to an SQLite file are kept for the next question; those to a server always are.

    Raises:
        ImportError: the database's driver is not installed.
        sqlalchemy.exc.SQLAlchemyError: the address cannot be used.
        OSError: the folder of an SQLite file cannot be made.
    """
    if is_postgres(url):
        return open_pool(url)
    address = parsed(url)
    if address.get_backend_name() != "sqlite":
        raise StorageError(f"Een logboek kan niet in {address.get_backend_name()} staan.", "Kies SQLite of PostgreSQL.")
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    pool = _KEPT if kept else {"poolclass": NullPool}
    engine = create_engine(address, connect_args={"timeout": patience}, **pool)
    left_at_fork(engine)
    event.listen(engine, "connect", lambda connection, _record: _make_durable(connection, patience))
    return engine


def prepare(engine: Engine, key: LedgerKey) -> None:
    """Make the tables that are missing, once, also when several processes start at the same time.

    What an older version left gets its seals here: entries without any, under a key that sealed nothing yet.

    Raises:
        LedgerDamaged: there are entries, their seals are gone, or the other way round; nothing is there under a key in
            use that was made here; or the chain of what must be sealed does not hold.
        StorageError: the database cannot hold every character, or the key cannot be written.
        sqlalchemy.exc.SQLAlchemyError: the database refused.
    """
    with engine.begin() as connection:
        if _whole(connection, key):
            return
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_sqlite(connection) else _ONE_AT_A_TIME)
        if _whole(connection, key):
            return
        entries = "ledger_entry" in _standing(connection)
        old = connection.exec_driver_sql(sql.OLD_EDITIONS).scalars().all() if entries else []
        seal = key.read_or_make()
        if old and not seal.pending:
            raise seals_not_there(key.where) if key.given else seals_taken_away(key.where)
        if not old and not seal.pending and not key.given:
            raise gone(where(str(connection.engine.url)), key.where)
        _make_tables(connection)
        for edition in old:
            _seal_old(connection, edition, seal)
    if old:
        key.confirm()


def _seal_old(connection: Connection, edition: str, seal: Seal) -> None:
    rows = connection.execute(text(sql.OLD_ENTRIES), {"edition": edition, "first": 0}).all()
    entries = Reading(edition, rows, sealed=False, seal=None, key="").entries()
    for entry in entries:
        connection.execute(text(sql.ADD_SEAL), sql.seal_values(entry, seal))
    connection.execute(text(sql.MOVE_HEAD), sql.head_values(entries[-1], seal))


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _standing(connection: Connection) -> set[str]:
    """Names of the tables that there are."""
    return set(connection.exec_driver_sql(_NAMES[connection.dialect.name]).scalars())


def _whole(connection: Connection, key: LedgerKey) -> bool:
    return has_seals(_standing(connection), key.where)


def _make_tables(connection: Connection) -> None:
    if not _is_sqlite(connection):
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise StorageError(
                f"De database bewaart tekst als {encoding} en kan niet elk teken aan.",
                "Maak een database met ENCODING 'UTF8'.",
            )
    # A row with a hidden number of its own could be replaced by that number, past the guard that looks at `seq`.
    of_its_kind = " WITHOUT ROWID" if _is_sqlite(connection) else ""
    for statement in _TABLES:
        connection.exec_driver_sql(statement + of_its_kind)
    for statement in _SQLITE_GUARDS if _is_sqlite(connection) else _POSTGRES_GUARDS:
        connection.exec_driver_sql(statement)


def _make_durable(connection: sqlite3.Connection, patience: float) -> None:
    connection.text_factory = sql.readable
    _write_ahead(connection, time.monotonic() + patience)
    connection.execute("PRAGMA synchronous=FULL")  # what was answered survives a power cut, also with WAL


def _write_ahead(connection: sqlite3.Connection, end: float) -> None:
    """Let readers not wait for a writer. Several that do this first at once are refused by SQLite without waiting."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_MOMENT)
        else:
            return
