"""When each machine last looked at all editions: one row a machine, beside the ledger in PostgreSQL or in a file."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bna_pipeline.model.look import Look
from bna_pipeline.storage.address import is_postgres, unusable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_WHAT: Final = "De lijst van machines"
_PATIENCE: Final = 10.0  # seconds
_TABLE: Final = "CREATE TABLE IF NOT EXISTS machine_look (machine VARCHAR(255) PRIMARY KEY, look TEXT NOT NULL)"
_IN_SERVER: Final = "SELECT to_regclass('machine_look') IS NOT NULL"
_IN_FILE: Final = "SELECT count(*) FROM sqlite_master WHERE name = 'machine_look'"
_NOTE: Final = (
    "INSERT INTO machine_look (machine, look) VALUES (:machine, :look)"
    " ON CONFLICT (machine) DO UPDATE SET look = excluded.look"
)
_ALL: Final = "SELECT look FROM machine_look ORDER BY machine"


class SqlLooks:
    """The looks of all machines that work on one database.

    Args:
        url: SQLAlchemy URL; a file is made at the first look, never by reading.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._file = None if is_postgres(url) else Path(url.partition(":///")[2])

    def note(self, look: Look) -> None:
        """Keep a machine's look in the place of the one before.

        Raises:
            StorageError: the database cannot be used.
        """
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                if not self._stands(connection):  # an account that may not make tables is not asked to
                    connection.exec_driver_sql(_TABLE)
                connection.execute(text(_NOTE), {"machine": look.machine, "look": look.model_dump_json()})
        except (SQLAlchemyError, ImportError, OSError) as fault:
            raise unusable(self._url, fault, _WHAT) from fault

    def all(self) -> tuple[Look, ...]:
        """Every machine's last look, by name.

        Raises:
            StorageError: the database cannot be used.
        """
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        if self._file is not None and not self._file.exists():
            return ()
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(text(_ALL)).all() if self._stands(connection) else ()
        except (SQLAlchemyError, ImportError, OSError) as fault:
            raise unusable(self._url, fault, _WHAT) from fault
        return tuple(Look.model_validate_json(row[0]) for row in rows)

    def clock(self) -> datetime | None:
        """What time it is by the database server's own clock; None: it is a file, and has none.

        Raises:
            StorageError: the database cannot be used.
        """
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        if self._file is not None:
            return None
        try:
            with self._engine.connect() as connection:
                found: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        except (SQLAlchemyError, ImportError, OSError) as fault:
            raise unusable(self._url, fault, _WHAT) from fault
        return found.astimezone(UTC)

    def _stands(self, connection: Connection) -> bool:
        return bool(connection.exec_driver_sql(_IN_SERVER if self._file is None else _IN_FILE).scalar_one())

    @cached_property
    def _engine(self) -> Engine:
        from bna_pipeline.storage.schema import open_engine

        return open_engine(self._url, patience=_PATIENCE)
