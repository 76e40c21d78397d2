"""Starting the command, beside starting Python: whole processes, timed from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.measurement import Stopwatch, Workshop

_IMPORTED = re.compile(r"^import time:\s+(\d+) \|", re.MULTILINE)  # microseconds of the module itself

_COMMAND = "from bna_pipeline.cli import main; main()"


def status(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """`bna status`, `python -c pass`, and how much of the first is importing."""
    edition = next(p.name for p in (scratch / "inbox").iterdir())
    command = ["-c", _COMMAND, "--dir", str(scratch), "status", edition]
    with watch.timing("status"):
        _run(command)
    with watch.timing("python"):
        _run(["-c", "pass"])
    said = _run(["-X", "importtime", *command])
    watch.note("imports", sum(int(found) for found in _IMPORTED.findall(said)) / 1e6)


def _run(arguments: list[str]) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, env=environment)
    return done.stderr
