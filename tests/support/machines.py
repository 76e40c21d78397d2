"""What several machines work with, all of it real and on loopback: a Prefect server, workers, a database, a store.

Each worker has a project folder and a process group of its own, as on a machine of its own; templates, inbox and outbox
are one share that all of them see.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bna_pipeline.trigger import PrefectTrigger
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.prefect_rest import ask
from tests.support.s3 import empty_bucket, in_environment, s3_server

POOL: Final = "bna"
PREFECT: Final = Path(sys.executable).with_name("prefect")
BNA: Final = Path(sys.executable).with_name("bna")
SHARED: Final = ("templates", "inbox", "outbox")
KEY: Final = "5e" * 32
SIGN_ON: Final = "bna:elke-machine-kent-dit"
"""What Prefect's server asks of whoever comes."""
_PATIENCE: Final = 180.0
_LAID_OUT: Final = "prefect_template"


@dataclass
class Program:
    """A program of Prefect's that runs until it is killed, with everything that it started."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=self.log.parent,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self) -> None:
        """At once, with its children, as when a machine loses its power."""
        if self.process is None:
            return
        for pid in (self.process.pid, *_descendants(self.process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


def _descendants(pid: int) -> list[int]:
    """Every process below one; a worker puts its runs into groups of their own."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *_descendants(child)]
    return found


@dataclass
class Machines:
    """Everything that runs.

    Attributes:
        root: the project as the persons' own machine has it.
        settings: what every machine is told, as an operator would set it.
        api: of the Prefect server.
    """

    folder: Path
    root: Path
    settings: dict[str, str]
    api: str
    database: PostgresServer
    server: Program
    workers: list[Program] = field(default_factory=list)

    def bna(self, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        """The command, on the persons' own machine."""
        return subprocess.run(
            [BNA, "--dir", self.root, *arguments],
            env={**self.settings, **more},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )

    def start_server(self) -> None:
        """Start the Prefect server, and return when it answers."""
        self.server.start()
        wait_until(lambda: PrefectTrigger(self.api).running(), "the Prefect server", self.server.log)

    def deploy(self, tick_seconds: int, *, python: str | None = sys.executable) -> None:
        """Register the flows, as the operator does; again with another tick. The look for a signal is as often.

        Args:
            python: None: each worker finds its own.
        """
        every = str(tick_seconds)
        named = () if python is None else ("--python", python)
        done = self.bna("deploy", "--pool", POOL, *named, BNA_TICK_SECONDS=every, BNA_SIGNAL_SECONDS=every)
        assert done.returncode == 0, done.stderr

    def start_worker(self) -> Program:
        """One more machine with a worker, which sees the share."""
        number = len(self.workers) + 1
        root = project_beside(self.root, self.folder / f"machine-{number}")
        environment = {**self.settings, "BNA_DIR": str(root), "HOME": str(root), "PREFECT_HOME": str(root / ".prefect")}
        command = (str(PREFECT), "worker", "start", "--pool", POOL, "--type", "process", "--name", root.name)
        worker = Program((*command, "--limit", "1"), environment, root / "worker.log")
        worker.start()
        self.workers.append(worker)
        return worker

    def wait_for_workers(self) -> None:
        """Until as many workers are online as were started."""
        wait_until(self._online, "the workers", self.workers[-1].log)

    def _online(self) -> bool:
        found: list[dict[str, Any]] = self.ask(f"/work_pools/{POOL}/workers/filter")
        online = [worker for worker in found if worker["status"] == "ONLINE"]
        return len(online) >= len(self.workers)

    def ask(self, path: str, **body: Any) -> Any:
        """POST to Prefect's REST API."""
        return ask(self.api.replace("//", f"//{SIGN_ON}@"), path, **body)

    def follow(self, edition: str, flow: str) -> None:
        """Ask for a flow run, as the desk does after an act."""
        PrefectTrigger(self.api, sign_on=SIGN_ON).start(flow, edition, {})

    def kill_all(self) -> None:
        for program in (*self.workers, self.server):
            program.kill()


def wait_until(true: Any, what: str, log: Path | None = None, seconds: float = _PATIENCE) -> float:
    """Wait; how many seconds it took.

    Raises:
        AssertionError: it did not come true; with the end of the log.
    """
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            tail = "" if log is None or not log.exists() else log.read_text("utf-8", "replace")[-4000:]
            raise AssertionError(f"{what}: not within {seconds:.0f} s\n{tail}")
        time.sleep(0.1)
    return time.monotonic() - began


def project_beside(root: Path, other: Path) -> Path:
    """A project folder on another machine, with the same share and a `.bna/` of its own."""
    other.mkdir(parents=True, exist_ok=True)
    for part in SHARED:
        with suppress(FileExistsError):
            (other / part).symlink_to(root / part, target_is_directory=True)
    return other


@contextmanager
def machines(folder: Path, root: Path) -> Iterator[Machines]:
    """Database, store and Prefect server for the project in `root`; no worker yet. This process has their settings.

    Args:
        folder: an empty one, for what each machine keeps.
    """
    import fsspec

    with ExitStack() as stack:
        database = stack.enter_context(running_postgres(lasting=True))
        store = stack.enter_context(s3_server())
        port = free_port()  # of the server also after it was killed and came back
        api = f"http://127.0.0.1:{port}/api"
        settings = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            **store.environment(),
            "BNA_DATABASE": database.new_database().replace("postgresql+psycopg", "postgresql"),
            "BNA_LEDGER_KEY": KEY,
            "BNA_BLOBS": "s3://voortgang/bna",
            "BNA_PREFECT_API": api,
            "PREFECT_API_URL": api,
            "PREFECT_API_AUTH_STRING": SIGN_ON,
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "DO_NOT_TRACK": "1",
        }
        ours = ("BNA_", "AWS_", "PREFECT_API_AUTH_STRING")
        stack.enter_context(in_environment({k: v for k, v in settings.items() if k.startswith(ours)}))
        empty_bucket(fsspec.filesystem("s3"), "voortgang")
        prefect_database = database.new_database().replace("postgresql+psycopg", "postgresql+asyncpg")
        told = {
            **settings,
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": prefect_database,
            "PREFECT_SERVER_API_AUTH_STRING": SIGN_ON,
            "PREFECT_SERVER_UI_ENABLED": "false",
        }
        command = (str(PREFECT), "server", "start", "--host", "127.0.0.1", "--port", str(port))
        server = Program(command, told, folder / "server.log")
        running = Machines(folder, root, settings, api, database, server)
        stack.callback(running.kill_all)
        running.start_server()
        yield running
