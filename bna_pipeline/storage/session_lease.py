"""One process at a time moves an edition on, on any number of machines: a lock that a session in PostgreSQL holds.

The server lets go of the lock when the session ends, however it ends; so a killed holder leaves the edition free at
once, and a machine that lost its power within a minute (the server asks whether it is still there).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from bna_pipeline.errors import LeaseLost
from bna_pipeline.storage.address import unusable
from bna_pipeline.storage.lease import taken
from bna_pipeline.storage.outbox import checked_name

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_SCHEMA = (
    "SELECT pg_advisory_lock(hashtext('ledger schema'))",
    "CREATE TABLE IF NOT EXISTS lease_mark (edition VARCHAR(64) PRIMARY KEY)",
    "SELECT pg_advisory_unlock(hashtext('ledger schema'))",
)
_STANDS = "SELECT to_regclass('lease_mark') IS NOT NULL"  # a session of its own: what it says is of now
_TAKE = "SELECT pg_try_advisory_lock(:lock)"
_LET_GO = "SELECT pg_advisory_unlock(:lock)"
_MARK = "INSERT INTO lease_mark (edition) VALUES (:edition) ON CONFLICT DO NOTHING"
_UNMARK = "DELETE FROM lease_mark WHERE edition = :edition RETURNING edition"


class SessionLease:
    """Leases in a PostgreSQL database, for every machine that works on it.

    Two holders exclude each other also within one process; one thread must not take the same edition's lease twice. The
    address must lead to the server itself, or to a pooler that keeps a session together.

    A holder whose session breaks while it works has lost the lease without knowing it, and another may begin. Nothing
    on record is lost by that: whoever appends second is told to look again, and an effect that was intended is not
    intended twice. The holder hears of it at the end of its block.

    Args:
        url: SQLAlchemy URL of the database.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def hold(self, edition: str) -> Iterator[None]:
        """Hold the edition's lease for a `with` block.

        Look at `marked` after the block, not only inside it: a mark set between the last look and letting go would
        otherwise wait for the next tick.

        Raises:
            LeaseTaken: another holder has it; a mark is left for it.
            LeaseLost: at the end of a block that itself went well: the session broke in between.
            StorageError: the database cannot be used.
        """
        from sqlalchemy.exc import SQLAlchemyError

        name, lock, holder = str(checked_name(edition)), _number_of(edition), os.getpid()
        session = self._session()
        try:
            try:
                if not _asked(session, _TAKE, lock=lock):
                    _asked(session, _MARK, edition=name)
                    # The holder may have let go, and looked for marks, before ours was there: then it is ours.
                    if not _asked(session, _TAKE, lock=lock):
                        raise taken(edition)
                    _asked(session, _UNMARK, edition=name)
            except SQLAlchemyError as fault:
                raise unusable(self._url, fault) from fault
            yield
            if os.getpid() == holder:
                _let_go(session, edition, lock)
        finally:
            if os.getpid() == holder:
                with suppress(SQLAlchemyError):  # a session that is gone already holds nothing
                    session.close()

    def marked(self, edition: str) -> bool:
        """Whether somebody came by since the lease was taken; asking takes the mark away.

        Raises:
            StorageError: the database cannot be used.
        """
        from sqlalchemy.exc import SQLAlchemyError

        session = self._session()
        try:
            return _asked(session, _UNMARK, edition=str(checked_name(edition))) is not None
        except SQLAlchemyError as fault:
            raise unusable(self._url, fault) from fault
        finally:
            session.close()

    def _session(self) -> Connection:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            return self._engine.connect()
        except SQLAlchemyError as fault:
            raise unusable(self._url, fault) from fault

    @cached_property
    def _engine(self) -> Engine:
        # Here and not above: a command that takes no lease needs none of it.
        from sqlalchemy.exc import SQLAlchemyError

        from bna_pipeline.storage.postgres import open_sessions

        try:
            engine = open_sessions(self._url)
            with engine.connect() as connection:
                if not connection.exec_driver_sql(_STANDS).scalar_one():
                    for statement in _SCHEMA:
                        connection.exec_driver_sql(statement)
        except (SQLAlchemyError, ImportError) as fault:
            raise unusable(self._url, fault) from fault
        return engine


def _let_go(session: Connection, edition: str, lock: int) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    cause: SQLAlchemyError | None = None
    try:
        held = _asked(session, _LET_GO, lock=lock)
    except SQLAlchemyError as fault:
        held, cause = False, fault
    if not held:
        raise LeaseLost(
            f"De verbinding met de database viel weg terwijl dit proces aan editie {edition} werkte.",
            f"Wat is vastgelegd, staat vast. Voer `bna run {edition}` uit om te zien of alles is gedaan.",
        ) from cause


def _asked(session: Connection, statement: str, **values: str | int) -> object:
    """The first value of the first row, or None."""
    from sqlalchemy import text

    answer = session.execute(text(statement), values)
    return answer.scalar() if answer.returns_rows else None


def _number_of(edition: str) -> int:
    """The lock's number: what the server locks has no name. Eight bytes, so that two editions never share one."""
    return int.from_bytes(hashlib.sha256(f"lease {edition}".encode()).digest()[:8], "big", signed=True)
