"""Where the desk listens, and the desk as a process of its own beside another program; loads no web framework."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bna_pipeline.errors.desk import DeskNotServed
from bna_pipeline.system_words import in_words

STOP_SECONDS: Final = 40.0
"""How long the desk may take to answer what was asked and to finish what it is at, before it is killed."""


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket.

    Args:
        port: 0 lets the system choose.

    Raises:
        DeskNotServed: the port is taken or not allowed, or this machine has no such address.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as wrong:
        raise _not_there(host, port, wrong) from wrong
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # uvicorn leaves Nagle's delay on for a socket that it is handed.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind(place)
        listening.listen(256)
    except OSError as wrong:
        listening.close()
        raise _not_there(host, port, wrong) from wrong
    return listening


def _not_there(host: str, port: int, wrong: OSError) -> DeskNotServed:
    if wrong.errno in (errno.EADDRINUSE, errno.EACCES):
        return DeskNotServed(
            f"Poort {port} op {host} is bezet of niet toegestaan, dus het loket kan daar niet luisteren.",
            "Stop wat daar draait, of zet een andere `port` onder [desk] in .bna/settings.toml.",
        )
    return DeskNotServed(
        f"Op {host} kan het loket niet luisteren: {in_words(wrong)}.",
        "Kijk `host` onder [desk] in .bna/settings.toml na.",
    )


class DeskBeside:
    """The desk as a child process, for as long as a `with` block lasts; it stops when this process dies, too.

    Args:
        listening: where it listens; the child has it from the start, so that no request is lost and no port is taken.
        root: the project's folder.
        settings: `BNA_*` for the child beside those of this process.
        ended: called, in another thread, when the child ends by itself.
    """

    def __init__(
        self, listening: socket.socket, root: Path, settings: Mapping[str, str], ended: Callable[[], None]
    ) -> None:
        self._listening, self._root, self._settings, self._ended = listening, root, settings, ended
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self.exit_code: int | None = None

    @property
    def fell(self) -> bool:
        """Whether it ended by itself."""
        return self.exit_code is not None and not self._stopping

    def __enter__(self) -> Self:
        self._process = process = subprocess.Popen(  # noqa: S603  (our own module under our own interpreter)
            [sys.executable, "-P", "-m", "bna_pipeline.portal", str(self._listening.fileno())],
            stdin=subprocess.PIPE,
            pass_fds=[self._listening.fileno()],
            env={**os.environ, **self._settings, "BNA_DIR": str(self._root)},
            # Ctrl-C goes to the parent alone, which stops its children one by one.
            start_new_session=True,
        )
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()
        return self

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        code = process.wait()
        if not self._stopping:
            self.exit_code = code
            self._ended()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping = self.exit_code is None
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stop_when_input_ends() -> None:
    """End this process, as a signal would, once who started it closes its standard input or dies."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
