"""The command `bna` in processes of its own that start at once: cheap enough for twenty at the same moment."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.nursery import Birth, nursery


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Running:
    """A command that was started, and the folder with what it prints."""

    pid: int
    told: Path

    def wait(self) -> Said:
        code = nursery().wait(self.pid)
        said = Said(code, *((self.told / name).read_text("utf-8", "replace") for name in ("out", "err")))
        shutil.rmtree(self.told)
        return said


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
    told = Path(tempfile.mkdtemp(prefix="bna-told-"))
    birth = Birth(root, tuple(map(str, arguments)), dict(os.environ), first, last, told / "out", told / "err")
    return Running(nursery().start(birth), told)


def bna(
    root: Path,
    *arguments: str | Path,
    first: Callable[[], object] = nothing,
    last: Callable[[], object] = nothing,
) -> Said:
    """Run the command in a project's folder and wait for it."""
    return start_bna(root, *arguments, first=first, last=last).wait()


def all_at_once(root: Path, commands: Iterable[tuple[str | Path, ...]]) -> list[Said]:
    """Run these commands at the same moment: no command begins before the last process was started."""
    with tempfile.NamedTemporaryFile(prefix="bna-gate-") as gate:
        name = gate.name
        fcntl.flock(gate, fcntl.LOCK_EX)

        def at_the_gate() -> None:
            with Path(name).open("rb") as here:
                fcntl.flock(here, fcntl.LOCK_SH)  # comes when the gate opens

        started = [start_bna(root, *command, first=at_the_gate) for command in commands]
        fcntl.flock(gate, fcntl.LOCK_UN)
        return [running.wait() for running in started]
