"""A process without threads, in which everything is loaded: what is forked from it starts at once, and works.

Not from the process that runs the tests: the threads of the typesetter or of a server do not come along in a fork, and
whatever waits for them waits for ever.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import cloudpickle

ROOT = Path(__file__).parents[2]
LOST = 70
"""How a command ends that let an exception through."""


@dataclass(frozen=True)
class Birth:
    """A command that is to run in a process of its own.

    Attributes:
        first: what befalls the new process before the command begins.
        last: what it does when the command has ended, however it ended.
        out: the file for its standard output; `err` for its standard error.
    """

    root: Path
    arguments: tuple[str, ...]
    environment: dict[str, str]
    first: Callable[[], object]
    last: Callable[[], object]
    out: Path
    err: Path


class Nursery:
    """The process from which others are forked, as the tests speak to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.nursery", str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        self._line = Connection(ours.detach())
        atexit.register(self._close)

    def start(self, birth: Birth) -> int:
        """Start a command; its process id."""
        return int(self._asked(birth))

    def wait(self, pid: int) -> int:
        """Wait for a command to end; its exit code, negative for a signal."""
        return int(self._asked(pid))

    def _asked(self, what: Birth | int) -> Any:
        self._line.send_bytes(cloudpickle.dumps(what))
        return self._line.recv()

    def _close(self) -> None:
        self._line.close()  # it ends when nobody speaks to it any more
        self._process.wait()


@cache
def nursery() -> Nursery:
    """The nursery of this process; made when it is asked for."""
    return Nursery()


def _load() -> None:
    import bna_pipeline

    for module in walk_packages(bna_pipeline.__path__, "bna_pipeline."):
        if "portal" not in module.name:
            import_module(module.name)


def _serve(line: Connection) -> None:
    while True:
        try:
            asked = cloudpickle.loads(line.recv_bytes())
        except EOFError:
            return
        if isinstance(asked, Birth):
            pid = os.fork()
            if pid == 0:
                line.close()
                os._exit(_live(asked))
            line.send(pid)
        else:
            line.send(os.waitstatus_to_exitcode(os.waitpid(asked, 0)[1]))


def _live(birth: Birth) -> int:
    from bna_pipeline.cli import main

    for path, descriptor in ((birth.out, 1), (birth.err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    sys.argv = ["bna", *birth.arguments]
    os.environ.clear()
    os.environ.update(birth.environment)
    try:
        os.chdir(birth.root)
        birth.first()
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - the process must end here, and say why
        traceback.print_exc()
        code = LOST
    finally:
        birth.last()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    from tests.support import nursery as module  # what is sent is of that module, not of `__main__`

    module._load()
    module._serve(Connection(int(sys.argv[1])))
