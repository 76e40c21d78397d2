"""A Prefect server of our own on loopback, as a child process, with its database in the project's `.bna/prefect`."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from bna_pipeline.errors import FlowError

LOOPBACK: Final = "127.0.0.1"
START_SECONDS: Final = 180.0
"""The first start migrates the database: 25 s on two cores, more on a slow disk."""
STOP_SECONDS: Final = 12.0


def prefect_home(root: Path) -> Path:
    """Where Prefect keeps its database for the project in `root`."""
    return root.resolve() / ".bna" / "prefect"


def prefect_environment(home: Path) -> dict[str, str]:
    """What every process that touches this Prefect is told: its home, loopback, and nothing to the outside."""
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLI_COLORS": "false",
        "DO_NOT_TRACK": "1",
    }


def without_prefect(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without the user's own Prefect settings: another server, another database, a cloud key."""
    return {key: value for key, value in environment.items() if not key.upper().startswith("PREFECT_")}


def free_socket(port: int = 0) -> socket.socket:
    """A listening TCP socket on loopback; port 0 lets the system choose.

    Raises:
        FlowError: the port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # uvicorn takes a handed socket for a local one and leaves Nagle's delay on: 0.4 s a run instead of 0.1.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except OSError as wrong:
        listening.close()
        if wrong.errno in (errno.EADDRINUSE, errno.EACCES):
            raise FlowError(
                f"Poort {port} op {LOOPBACK} is bezet of niet toegestaan.",
                "Stop wat daar draait, of kies een andere poort.",
            ) from wrong
        raise FlowError(f"Op {LOOPBACK} kan niet worden geluisterd: {wrong}.") from wrong
    return listening


@dataclass
class LoopbackServer:
    """A running child; `address` is `http://127.0.0.1:<port>`.

    The socket listens before the child runs, so there is no port to lose and nobody to poll: the first request waits
    in the queue until the server is up.
    """

    address: str
    process: subprocess.Popen[bytes]

    @property
    def api_url(self) -> str:
        return f"{self.address}/api"

    def wait_until_ready(self) -> None:
        """Return once the server answers.

        Raises:
            FlowError: it ended instead, or did not answer in time.
        """
        try:
            with httpx.Client(trust_env=False, timeout=START_SECONDS) as client:
                client.get(f"{self.api_url}/health").raise_for_status()
        except httpx.HTTPError as wrong:
            ended = self.process.poll()
            how = "" if ended is None else f" (afgesloten met {ended})"
            raise FlowError(
                f"De Prefect-server op {self.address} is niet gestart{how}: {type(wrong).__name__}.",
                "Kijk naar de regels hierboven; verwijder eventueel .bna/prefect, daar staat geen waarheid in.",
            ) from wrong

    def stop(self) -> None:
        """Let it finish its requests and end; kills it when it does not."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_server(home: Path, *, port: int = 0, pages: bool = False) -> LoopbackServer:
    """Start a server and return at once; ask `wait_until_ready` before using it.

    Args:
        home: PREFECT_HOME; made when missing.
        port: 0 lets the system choose.
        pages: with Prefect's web pages and its scheduler; without, only what runs in this process need.

    Raises:
        FlowError: the port is taken.
    """
    home.mkdir(parents=True, exist_ok=True)
    with free_socket(port) as listening:
        address = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        process = subprocess.Popen(  # noqa: S603  (our own file under our own interpreter)
            [sys.executable, "-P", str(Path(__file__).with_name("server_child.py")), str(listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
            env=_server_environment(home, address, pages),
            # Ctrl-C goes to the parent alone: it lets its runs end before it stops the server.
            start_new_session=True,
        )
    return LoopbackServer(address, process)


def _server_environment(home: Path, address: str, pages: bool) -> dict[str, str]:
    chosen = {
        **without_prefect(os.environ),
        **prefect_environment(home),
        "PREFECT__SERVER_FINAL": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_API_URL": f"{address}/api",
    }
    if pages:
        # Prefect unpacks its pages on disk, by default into its own package, which may belong to somebody else.
        return {**chosen, "PREFECT_UI_API_URL": f"{address}/api", "PREFECT_UI_STATIC_DIRECTORY": str(home / "ui")}
    return {**chosen, "PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1"}
