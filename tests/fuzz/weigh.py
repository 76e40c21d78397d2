"""How much memory one judgement takes, and marking an Excel form after it.

A process of its own for each file, and what Linux counted for it.

Run as `python -m tests.fuzz.weigh`; it reads paths from standard input and writes for each a line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sample.filling import Answer

_MIB = 1024 * 1024
PROMISED = 300
"""MiB above what the program itself takes, for any one file under the limits that come with it."""


def peaks(builders: Sequence[Callable[[], bytes]]) -> dict[str, tuple[float, str]]:
    """MiB above what the program itself takes, and the outcome, by name of the file.

    The files are made here and judged elsewhere, so that making them weighs nothing.
    """
    found: dict[str, tuple[float, str]] = {}
    with TemporaryDirectory() as folder:
        for builder in builders:
            path = Path(folder) / builder.__name__
            path.write_bytes(builder())
            done = subprocess.run(
                [sys.executable, "-m", "tests.fuzz.weigh"], input=str(path), capture_output=True, text=True, check=True
            )
            said = json.loads(done.stdout)
            found[builder.__name__] = (said["mib"], said["outcome"])
            path.unlink()
    return found


def _peak() -> int:
    # Not getrusage: what that counts begins with the memory of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _main() -> None:
    from bna_pipeline.contributions.excel_form import excel_form
    from bna_pipeline.contributions.excel_marked import marked
    from bna_pipeline.contributions.judge import judge
    from bna_pipeline.model.contribution import Carrier
    from bna_pipeline.model.intake import IntakeLimits
    from tests.unit.contributions import small

    # First a small form with a picture: what is loaded once is no weight of one file.
    example: dict[str, Answer] = {"T-01.e": "T", "T-01.f": "T", "T-01.g": small.picture(), "T-01.h": "D"}
    small.word_judged(small.filled({"T-01.a": "versneld", "T-01.b": "x", **example}))
    judge(small.PROGRAMME, small.EDITION, "school", "b.xlsx", excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL))
    for path in sys.stdin.read().split("\n"):
        before = _peak()
        judgement = judge(small.PROGRAMME, small.EDITION, "school", Path(path).name, Path(path).read_bytes())
        if judgement.carrier is Carrier.EXCEL:
            marked(Path(path).read_bytes(), judgement.findings, IntakeLimits(), datetime(2020, 5, 6, tzinfo=UTC))
        outcome = ",".join(sorted({f.code for f in judgement.findings})) or "aangenomen"
        print(json.dumps({"mib": (_peak() - before) / _MIB, "outcome": outcome, "base": before / _MIB}))


if __name__ == "__main__":
    _main()
