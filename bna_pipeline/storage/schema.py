"""The ledger's table, and how its database is opened. The only module that imports SQLAlchemy when it is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.pool import NullPool

METADATA = MetaData()

LEDGER_ENTRY = Table(
    "ledger_entry",
    METADATA,
    Column("edition", String(64), primary_key=True),
    # Given by the writer, never by the database: the number is part of what is hashed.
    Column("seq", Integer, CheckConstraint("seq >= 1"), primary_key=True, autoincrement=False),
    Column("entry", Text, nullable=False),
)

for _act in ("UPDATE", "DELETE"):
    event.listen(
        LEDGER_ENTRY,
        "after_create",
        DDL(
            f"CREATE TRIGGER ledger_entry_no_{_act.lower()} BEFORE {_act} ON ledger_entry "
            "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
        ).execute_if(dialect="sqlite"),
    )


def open_engine(url: str, *, patience: float) -> Engine:
    """An engine on a database in which the ledger's table stands.

    Args:
        url: SQLAlchemy URL.
        patience: seconds that a writer on SQLite waits for another one's transaction.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database cannot be opened.
        OSError: the folder of an SQLite file cannot be made.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed)
    else:
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # No pool: an open SQLite connection must not cross a fork.
        engine = create_engine(parsed, connect_args={"timeout": patience}, poolclass=NullPool)
        event.listen(engine, "connect", _make_durable)
    METADATA.create_all(engine)
    return engine


def _make_durable(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")  # readers do not wait for a writer
    cursor.execute("PRAGMA synchronous=FULL")  # what was answered survives a power cut, also with WAL
    cursor.close()
