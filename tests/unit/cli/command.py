"""The command as a function: what it printed where, and how it ended."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from bna_pipeline import cli


@dataclass(frozen=True)
class Said:
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        return True


def bna(*arguments: str | Path, err: io.StringIO | None = None) -> Said:
    """Run the installed command's entry point in this process."""
    out, err = io.StringIO(), err or io.StringIO()
    with _called(*map(str, arguments)), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Said(code, out.getvalue(), err.getvalue())


@contextmanager
def _called(*arguments: str) -> Iterator[None]:
    before = sys.argv
    sys.argv = ["bna", *arguments]
    try:
        yield
    finally:
        sys.argv = before


def paragraphs(text: str) -> list[str]:
    """What stands on standard error, by paragraph."""
    return [part for part in text.strip().split("\n\n") if part]
