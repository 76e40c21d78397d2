"""The mail servers of a story, in a process of their own: what kills the edition does not touch them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any, NamedTuple

HANDLED = "Verwerkt"
"""The folder for mails that are on record."""


class Taken(NamedTuple):
    """A mail that the SMTP server took: to whom by its envelope, and its bytes."""

    to: tuple[str, ...]
    data: bytes


class Refusal(NamedTuple):
    """What the SMTP server says from now on at a command in which some words stand."""

    point: str
    answer: str
    about: str


class Post(NamedTuple):
    """Both servers as they stand.

    Attributes:
        sent: what the SMTP server took, in order.
        waiting, handled: what lies in the mailbox's two folders.
        refusals: what the SMTP server was told to say.
        stands: SHA-256 of what stands at the other sides of a release, by address.
        far: what else these know.
    """

    sent: tuple[Taken, ...] = ()
    waiting: tuple[bytes, ...] = ()
    handled: tuple[bytes, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    stands: tuple[tuple[str, str], ...] = ()
    far: Any = None


@dataclass
class PostOffice:
    """One pair of servers, which nobody else uses; it ends with the process that holds it."""

    address: str
    _process: Any = None
    _line: Connection = field(init=False)

    def __post_init__(self) -> None:
        self._line = Client(self.address, "AF_UNIX")

    @classmethod
    def begin(cls, folder: Path) -> PostOffice:
        """Start a process for this pair and all that join.

        Raises:
            EOFError: it did not start; it said why on standard error.
        """
        folder.mkdir()
        address = str(folder / "line")
        command = [sys.executable, "-m", "tests.kills.mail_process", address]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "TMPDIR": str(folder)},
        )
        if process.stdout is None or not process.stdout.readline():
            raise EOFError("the mail servers did not start")
        return cls(address, process)

    def another(self) -> PostOffice:
        """A pair of its own for another process."""
        return PostOffice(self.address)

    def end(self) -> None:
        """Stop the process with all its servers."""
        self._line.close()
        if self._process is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.wait(20)
            self._process.stdout.close()

    def settings(self) -> str:
        """The table `[mail]` by which an edition reaches this pair."""
        return str(self._ask("settings"))

    def now(self) -> Post:
        """How the servers stand, once every connection of a process that was killed is over."""
        found: Post = self._ask("now")
        return found

    def restore(self, post: Post) -> None:
        """Let the servers stand so again."""
        self._ask("restore", post)

    def comes_in(self, mails: Sequence[bytes]) -> None:
        """Mails arrive in the mailbox."""
        self._ask("comes_in", mails)

    def refuses(self, *refusals: Refusal) -> None:
        """From now on these refusals hold, and no others."""
        self._ask("refuses", refusals)

    def _ask(self, what: str, *with_: object) -> Any:
        self._line.send((what, with_))
        done, value = self._line.recv()
        if not done:
            raise AssertionError(value)
        return value
