"""A real PostgreSQL server for tests: in a folder of its own, on a socket of its own, gone when the tests are."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from tests.support.needs import missing

_QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=200")
"""Settings of a server that need not last; what a test leaves open goes when garbage is looked for, which is seldom."""
_FORGETFUL = (*_QUICK, "synchronous_commit=off")
"""And what it has committed may be gone once it is killed."""
_STOPS_WITHIN = 20
_STARTS_WITHIN = 120


@dataclass
class PostgresServer:
    """A server that runs.

    Attributes:
        socket: the folder of its socket; it listens nowhere else.
        user: its superuser.
        settings: how it is started.
    """

    folder: Path
    socket: Path
    user: str
    process: subprocess.Popen[bytes]
    settings: tuple[str, ...] = _FORGETFUL
    _databases: int = 0

    def url(self, database: str) -> str:
        """SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://{self.user}@/{database}?host={quote(str(self.socket), safe='')}"

    def new_database(self, options: str = "") -> str:
        """The URL of a new, empty database.

        Args:
            options: more of CREATE DATABASE, such as another encoding.
        """
        self._databases += 1
        name = f"proef_{self._databases}"
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    def new_schema(self) -> str:
        """The URL of a new, empty place in one database: made in no time, where a database of its own is not needed."""
        self._databases += 1
        name = f"plaats_{self._databases}"
        self.execute(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}&options=-csearch_path%3D{name}"

    def execute(self, *statements: str, url: str = "") -> list[tuple[object, ...]]:
        """Run statements as the superuser, each by itself; the rows of the last one."""
        import psycopg

        rows: list[tuple[object, ...]] = []
        plain = (url or self.url("postgres")).replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(plain, autocommit=True) as connection:
            for statement in statements:
                answer = connection.execute(statement.encode())
                rows = answer.fetchall() if answer.description else []
        return rows

    def client(self, program: str, url: str, *arguments: str | Path) -> None:
        """Run one of PostgreSQL's own clients (`pg_dump`, `pg_restore`) on a database, as an operator does."""
        binaries = _binaries()
        assert binaries is not None
        address = url.replace("postgresql+psycopg", "postgresql")
        subprocess.run([binaries / program, "--dbname", address, *arguments], check=True, cwd="/")

    def restart(self) -> None:
        """Stop it, every connection broken, and start it again in the same place."""
        self.stop(signal.SIGINT)
        self.start()

    def start(self) -> None:
        """Start it in the same place, after `stop` or `kill`."""
        self.process = _started(self.folder, self.socket, self.settings)

    def kill(self) -> None:
        """As when its machine loses its power: nothing is put away. Returns when all of it is gone."""
        family = [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]
        for pid in (self.process.pid, *family):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        until = time.monotonic() + _STOPS_WITHIN
        while any(Path(f"/proc/{pid}").exists() for pid in family) and time.monotonic() < until:
            time.sleep(0.02)  # the next one refuses to start beside them

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Break every connection and wait until it is gone.

        Args:
            how: SIGINT writes everything to disk first; what is thrown away need not be.
        """
        self.process.send_signal(how)
        try:
            self.process.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def running_postgres(*, lasting: bool = False) -> Iterator[PostgresServer]:
    """A server for a `with` block; without PostgreSQL the test fails in CI and is skipped elsewhere.

    Args:
        lasting: what it committed is there after `kill`.
    """
    settings = _QUICK if lasting else _FORGETFUL
    binaries = _binaries()
    if binaries is None:
        missing("PostgreSQL", "Debian's postgresql")
    # Not below pytest's own folder: that is closed to the server's account, and the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        socket = folder / "s"
        socket.mkdir()
        owner = _owner()
        if owner is not None:
            for path in (folder, socket):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        made = ("-D", folder / "data", "-U", "proef", "-E", "UTF8", "--locale=C", "-A", "trust", "-N")
        log = folder / "log"
        if _run(log, binaries / "initdb", *made).wait() != 0:
            raise AssertionError(f"initdb fails:\n{log.read_text('utf-8', 'replace')}")
        server = PostgresServer(folder, socket, "proef", _started(folder, socket, settings), settings)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path, socket: Path, how: tuple[str, ...]) -> subprocess.Popen[bytes]:
    binaries = _binaries()
    assert binaries is not None
    settings = [part for setting in how for part in ("-c", setting)]
    log = folder / "log"
    process = _run(
        log, binaries / "postgres", "-D", folder / "data", "-k", socket, "-c", "listen_addresses=", *settings
    )
    until = time.monotonic() + _STARTS_WITHIN
    ready = ("-q", "-h", socket, "-U", "proef", "-d", "postgres")
    while _run(log, binaries / "pg_isready", *ready).wait() != 0:
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise AssertionError(f"PostgreSQL does not start:\n{log.read_text('utf-8', 'replace')}")
        time.sleep(0.05)
    return process


@cache
def _binaries() -> Path | None:
    """The folder with initdb and postgres of the newest version here."""
    asked = shutil.which("pg_config")
    said = (
        [subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()]
        if asked
        else []
    )
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))
    on_path = shutil.which("initdb")
    folders = [*map(Path, said), *reversed(installed), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((f for f in folders if all((f / name).exists() for name in ("initdb", "postgres", "pg_isready"))), None)


@cache
def _owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as its own account, or as nobody."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _run(log: Path, *command: str | Path) -> subprocess.Popen[bytes]:
    owner = _owner()
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            user=None if owner is None else owner.pw_uid,
            group=None if owner is None else owner.pw_gid,
            extra_groups=None if owner is None else [],
            cwd="/",
            # Nothing of the developer's: no PGHOST, no PGDATA.
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
        )
