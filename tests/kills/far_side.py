"""The other sides of a release, in a process of their own: what kills the edition does not touch them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.kills.post_office import PostOffice


@dataclass
class FarSide(PostOffice):
    """The Kamer's open data, a file server, an object store and a mail server, all one's own.

    The file server's port stands in the programme, so there is one of these, and one process kills at a time.
    """

    @classmethod
    def begin_at(cls, folder: Path, port: int) -> FarSide:
        """Start them.

        Args:
            port: of the file server.

        Raises:
            EOFError: they did not start; they said why on standard error.
        """
        folder.mkdir()
        address = str(folder / "line")
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.far_process", address, str(folder / "files"), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "TMPDIR": str(folder)},
        )
        if process.stdout is None or not process.stdout.readline():
            raise EOFError("the other sides did not start")
        return cls(address, process)

    def another(self) -> FarSide:
        """These: whoever asked before asks no more."""
        return self

    def connect(self, root: Path) -> None:
        """Have a project's settings name these servers."""
        self._ask("connect", root)

    def publishes(self, report: bytes) -> None:
        """The Kamerbrief is out, and the file server takes nothing."""
        self._ask("publishes", report)

    def is_well(self) -> None:
        """Every server is there and behaves."""
        self._ask("is_well")
