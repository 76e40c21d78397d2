"""Where a ledger or a lease can stand, and what a stranger with the database in his hands can do there."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bna_pipeline.model.events import Entry
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.ports import Ledger
from bna_pipeline.storage.address import is_postgres
from bna_pipeline.storage.ledger import SqlLedger
from bna_pipeline.storage.seals import LedgerKey
from tests.support.postgres import PostgresServer

AT = datetime(2020, 6, 1, 12, 0, tzinfo=UTC)
EDITION = "demo-2020"

_SQLITE_GUARDS = tuple(
    f"DROP TRIGGER IF EXISTS ledger_{table}_no_{act}"
    for table in ("entry", "seal", "head")
    for act in ("insert", "update", "delete")
)
_POSTGRES_GUARDS = (
    *(f"DROP TRIGGER ledger_{table}_only_grows ON ledger_{table}" for table in ("entry", "seal", "head")),
    "DROP TRIGGER ledger_head_onward ON ledger_head",
    "DROP TRIGGER ledger_seal_of_entry ON ledger_seal",
)


@dataclass(frozen=True)
class LedgerPlace:
    """A database for a ledger.

    Attributes:
        key: the file of the key that seals it.
        server: the server that it is on; None: it is an SQLite file.
    """

    url: str
    key: Path
    server: PostgresServer | None = None

    def ledger(self) -> SqlLedger:
        """The ledger as another process would open it."""
        return SqlLedger(self.url, LedgerKey(self.key))

    @property
    def file(self) -> Path:
        assert not is_postgres(self.url)
        return Path(self.url.removeprefix("sqlite:///"))

    def run(self, *statements: str) -> list[tuple[object, ...]]:
        """Run statements past the software; the rows of the last one."""
        if self.server is not None:
            return self.server.execute(*statements, url=self.url)
        connection = sqlite3.connect(self.file, isolation_level=None)
        try:
            rows: list[tuple[object, ...]] = []
            for statement in statements:
                rows = connection.execute(statement).fetchall()
            return rows
        finally:
            connection.close()

    def force(self, *statements: str) -> None:
        """What somebody does who has the database and no respect: the guards go first."""
        self.run(*(_SQLITE_GUARDS if self.server is None else _POSTGRES_GUARDS), *statements)


def python(code: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """Another process; it is asked to go on by a line on its input."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    """The next line that a process prints."""
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if not line:
        raise AssertionError(process.communicate()[1])
    return line


def go_on(process: subprocess.Popen[str]) -> None:
    """Give a process the line that it waits for."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


NewPlace = Callable[[], LedgerPlace]


def add(ledger: Ledger, reason: str, after: int, edition: str = EDITION, at: datetime = AT) -> Entry:
    return ledger.append(
        edition, ReleaseHeld(reason=reason), actor="coordinator", account="kantoor", at=at, after=after
    )


def reasons(ledger: Ledger, edition: str = EDITION) -> list[str]:
    return [e.event.reason for e in ledger.entries(edition) if isinstance(e.event, ReleaseHeld)]
