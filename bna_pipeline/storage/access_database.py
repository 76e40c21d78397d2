"""The database of links, sessions and keys: opened at first use, private to its owner, its faults said in Dutch."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bna_pipeline.errors import StorageError
from bna_pipeline.storage import access_sql as sql
from bna_pipeline.storage.address import is_postgres, unusable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import CursorResult

WHAT = "De opslag van links en sessies"
_SQLITE_FILE = re.compile(r"sqlite(?:\+pysqlite)?:///([^?]+)")
_PATIENCE = 30.0  # seconds

Values = Mapping[str, str | int | None]


class AccessDatabase:
    """Tables that are made when they are first asked for.

    Args:
        url: SQLAlchemy URL of SQLite or PostgreSQL; a file gets mode 600.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def begun(self) -> Iterator[Connection]:
        """A connection in a transaction that ends with the block.

        Raises:
            StorageError: the database cannot be used.
        """
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise unusable(self._url, fault, WHAT) from fault

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection to read with.

        Raises:
            StorageError: the database cannot be used.
        """
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise unusable(self._url, fault, WHAT) from fault

    def do(self, statement: str, values: Values) -> int:
        """How many rows a statement changed, in a transaction of its own."""
        with self.begun() as connection:
            return run(connection, statement, values).rowcount

    def ask(self, statement: str, values: Values) -> list[Any]:
        """The rows that a statement gives."""
        with self.connected() as connection:
            return list(run(connection, statement, values).all())

    def close(self) -> None:
        """Let go of the connections; the next question opens another."""
        engine = self.__dict__.pop("_engine", None)
        if engine is not None:
            engine.dispose()

    @cached_property
    def _engine(self) -> Engine:
        from sqlalchemy.exc import SQLAlchemyError

        from bna_pipeline.storage.schema import open_engine

        try:
            _make_private(self._url)
            engine = open_engine(self._url, patience=_PATIENCE)
            with engine.begin() as connection:
                if is_postgres(self._url):
                    connection.exec_driver_sql(sql.ONE_AT_A_TIME)
                for statement in sql.TABLES:
                    connection.exec_driver_sql(statement)
        except (SQLAlchemyError, ImportError, OSError) as fault:
            raise unusable(self._url, fault, WHAT) from fault
        return engine


def run(connection: Connection, statement: str, values: Mapping[str, object]) -> CursorResult[Any]:
    """Run one statement within a connection."""
    from sqlalchemy import CursorResult, text

    answer = connection.execute(text(statement), values)
    assert isinstance(answer, CursorResult)
    return answer


def _make_private(url: str) -> None:
    """The file, before SQLite makes it as everybody may read it; what stands beside it gets the same mode."""
    found = _SQLITE_FILE.fullmatch(url.partition("?")[0])
    if found is None:
        return
    file = Path(found[1])
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise StorageError(f"{file} is leesbaar voor anderen.", f"Voer uit: chmod 600 {file}")
