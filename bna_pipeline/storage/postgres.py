"""How a PostgreSQL server is spoken to: what is the same for the ledger and the lease."""

from __future__ import annotations

import os
import weakref
from functools import lru_cache
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, Pool

_DRIVER = "postgresql+psycopg"
_SECONDS_TO_CONNECT = 10
_SESSION = {
    "client_encoding": "UTF8",
    "timezone": "UTC",
    "default_transaction_isolation": "read committed",  # who was too late must see a taken number, not another error
    "lock_timeout": "30s",  # a writer waits for another one's transaction as long as on SQLite
    "statement_timeout": "120s",
    "idle_in_transaction_session_timeout": "120s",  # a writer that stands still does not block the others for ever
}
# A server that went away without a word is noticed within a minute, on both sides.
_ALIVE = {"keepalives": 1, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3}
_WITNESS = {"tcp_keepalives_idle": "20", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}

_SINCE_14 = {"idle_session_timeout": "0"}  # a lease is held by a session that does nothing else

_ENGINES: weakref.WeakSet[Engine] = weakref.WeakSet()
_LEFT: list[Pool] = []
"""Of the parent process: never used and never closed here."""


def parsed(url: str) -> URL:
    """A database's address in its parts; `postgresql://` alone, for which another driver would be asked, as ours.

    Raises:
        sqlalchemy.exc.ArgumentError: it is no address.
    """
    scheme, _, rest = url.partition("://")
    try:
        return make_url(f"{_DRIVER}://{rest}" if scheme in ("postgresql", "postgres") else url)
    except ValueError as fault:  # of a port that is no number
        raise ArgumentError(str(fault)) from fault


@lru_cache(maxsize=4)
def open_pool(url: str) -> Engine:
    """An engine for short transactions: connections are kept, and tried before use, so a restarted server is no error.

    One for each address and process, whoever asks.

    Raises:
        ImportError: the driver is not installed.
        sqlalchemy.exc.SQLAlchemyError: the address cannot be used.
    """
    engine = create_engine(parsed(url), pool_pre_ping=True, pool_size=2, max_overflow=20, connect_args=_arguments(url))
    event.listen(engine, "connect", _prepare)
    left_at_fork(engine)
    return engine


def left_at_fork(engine: Engine) -> None:
    """Have a child process open connections of its own."""
    _ENGINES.add(engine)


def open_sessions(url: str) -> Engine:
    """An engine for what a session holds: every connection is a new one, and each statement stands by itself.

    Raises:
        ImportError: the driver is not installed.
        sqlalchemy.exc.SQLAlchemyError: the address cannot be used.
    """
    engine = create_engine(parsed(url), poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_arguments(url))
    event.listen(engine, "connect", _prepare)
    return engine


def _arguments(url: str) -> dict[str, Any]:
    given = parsed(url).query
    return {
        name: value for name, value in {"connect_timeout": _SECONDS_TO_CONNECT, **_ALIVE}.items() if name not in given
    }


def _prepare(connection: Any, _record: object) -> None:
    wanted = {**_SESSION, **_WITNESS, **(_SINCE_14 if connection.info.server_version >= 140000 else {})}
    with connection.cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
    connection.commit()


def _forget_connections() -> None:
    """In a child process: two processes on one connection would read each other's answers."""
    for engine in _ENGINES:
        _LEFT.append(engine.pool)  # closing an SQLite connection of the parent's could end its journal
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections)
