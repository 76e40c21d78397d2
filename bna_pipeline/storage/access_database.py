"""The database of links, sessions and keys: opened at first use, private to its owner, its faults said in Dutch.

A desk asks it several times for every request, so its connections are kept from one question to the next.
"""

from __future__ import annotations

import os
import re
import stat
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
_Place = tuple[int, int]


class AccessDatabase:
    """Tables that are made when they are first asked for.

    Args:
        url: SQLAlchemy URL of SQLite or PostgreSQL; a file gets mode 600.
    """

    def __init__(self, url: str) -> None:
        self._url, self._file = url, _file_of(url)
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._opened: tuple[Engine, _Place | None] | None = None

    @contextmanager
    def begun(self) -> Iterator[Connection]:
        """A connection in a transaction that ends with the block.

        Raises:
            StorageError: the database cannot be used.
        """
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._in_turn(), self._engine().begin() as connection:
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
            with self._engine().connect() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise unusable(self._url, fault, WHAT) from fault

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Who writes to a file waits here for another thread that does; within SQLite he would sleep and try again."""
        mine = self._file is not None and self._turn.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if mine:
                self._turn.release()

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
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._opened is not None:
            self._opened[0].dispose()
            self._opened = None

    def _engine(self) -> Engine:
        """What is open; opened anew when its file was taken away meanwhile, or another was put in its place."""
        with self._lock:
            if self._opened is None or self._opened[1] != _place_of(self._file):
                self._let_go()
                engine = self._open()
                self._opened = engine, _place_of(self._file)
            return self._opened[0]

    def _open(self) -> Engine:
        from sqlalchemy.exc import SQLAlchemyError

        from bna_pipeline.storage.schema import open_engine

        try:
            if self._file is not None:
                _make_private(self._file)
            engine = open_engine(self._url, patience=_PATIENCE, kept=True)
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


def _file_of(url: str) -> Path | None:
    """The file of an SQLite database; None: it has none."""
    found = _SQLITE_FILE.fullmatch(url.partition("?")[0])
    return None if found is None else Path(found[1])


def _place_of(file: Path | None) -> _Place | None:
    """What tells the file from another of that name; None: none can be seen."""
    if file is None:
        return None
    try:
        found = file.stat()
    except OSError:  # what it is, opening it says
        return None
    return found.st_dev, found.st_ino


def _make_private(file: Path) -> None:
    """The file, before SQLite makes it as everybody may read it; what stands beside it gets the same mode."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise StorageError(f"{file} is leesbaar voor anderen.", f"Voer uit: chmod 600 {file}")
