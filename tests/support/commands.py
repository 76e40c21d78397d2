"""The command `bna` in processes forked from this one, where everything is loaded: cheap enough for twenty at once."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bna_pipeline.cli import main

_LOST = 70
"""How a command ends that let an exception through."""


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Running:
    """A command that was started."""

    pid: int
    out: IO[bytes]
    err: IO[bytes]

    def wait(self) -> Said:
        _, status = os.waitpid(self.pid, 0)
        return Said(os.waitstatus_to_exitcode(status), _text(self.out), _text(self.err))


def nothing() -> None:
    """Changes nothing."""


def start_bna(
    root: Path,
    *arguments: str | Path,
    first: Callable[[], object] = nothing,
    last: Callable[[], object] = nothing,
) -> Running:
    """Start the command in a project's folder.

    Args:
        first: what befalls the new process before the command begins.
        last: what it does when the command has ended, however it ended.
    """
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - the parent reads them later
    pid = os.fork()
    if pid == 0:
        os._exit(_child(root, [str(a) for a in arguments], first, last, out, err))
    return Running(pid, out, err)


def bna(
    root: Path,
    *arguments: str | Path,
    first: Callable[[], object] = nothing,
    last: Callable[[], object] = nothing,
) -> Said:
    """Run the command in a project's folder and wait for it."""
    return start_bna(root, *arguments, first=first, last=last).wait()


def all_at_once(root: Path, commands: Iterable[tuple[str | Path, ...]]) -> list[Said]:
    """Run these commands at the same moment: each process stands ready before any begins."""
    gate_out, gate_in = os.pipe()

    def at_the_gate() -> None:
        os.close(gate_in)
        os.read(gate_out, 1)  # ends when the parent closes its side

    started = [start_bna(root, *command, first=at_the_gate) for command in commands]
    os.close(gate_in)
    os.close(gate_out)
    return [running.wait() for running in started]


def _child(
    root: Path,
    arguments: list[str],
    first: Callable[[], object],
    last: Callable[[], object],
    out: IO[bytes],
    err: IO[bytes],
) -> int:
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    sys.argv = ["bna", *arguments]
    try:
        os.chdir(root)
        first()
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - the child must end here, and say why
        traceback.print_exc()
        code = _LOST
    finally:
        last()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _text(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode("utf-8", "replace")
