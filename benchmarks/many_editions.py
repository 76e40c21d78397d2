"""Editions on more than one machine: `python -m benchmarks.many_editions [--workers 1 2] [--json FILE]`.

Twelve editions of three programmes are lived from opening to dossier, with the record in PostgreSQL, the files in S3
(moto's server) and Prefect's server on PostgreSQL, by so many process workers; all of it on this one machine. Beside it
the same in one process without Prefect.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bna_pipeline.wiring import open_app
from tests.support.machines import machines, wait_until
from tests.support.many_editions import (
    YEARS,
    Planned,
    act,
    digests,
    lay_out_many,
    planned,
    play_here,
    unfinished,
    waves,
)

_PATIENCE: Final = 1800.0
_NEVER: Final = 24 * 3600


@dataclass(frozen=True)
class Run:
    """What was measured.

    Attributes:
        workers: 0: one process, without Prefect.
        seconds: from the first act to the last dossier.
        runs: flow runs that persons' acts asked for.
        waves: seconds of each.
    """

    workers: int
    editions: int
    seconds: float
    runs: int
    waves: dict[str, float]
    digests: dict[str, str]

    @property
    def a_minute(self) -> float:
        """Editions."""
        return round(self.editions * 60 / self.seconds, 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Lay out, play, print; returns the exit code: 1 when a content digest differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_editions", description="What machines get done.")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="runs with so many (default: 1 2)")
    parser.add_argument("--years", type=int, default=len(YEARS), help="editions of each of three programmes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found there as well")
    options = parser.parse_args(arguments)
    editions = planned(YEARS[: options.years])
    runs = [alone(editions), *(by_workers(editions, count) for count in options.workers)]
    sys.stdout.writelines(f"{line}\n" for line in lines(runs))
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(run) for run in runs], indent=1) + "\n", encoding="utf-8")
    return 0 if all(run.digests == runs[0].digests for run in runs) else 1


def lines(runs: Sequence[Run]) -> Iterator[str]:
    """What was found, as Markdown."""
    yield "| workers | editions | seconds | editions a minute | flow runs | seconds a run and worker |"
    yield "|---|---:|---:|---:|---:|---:|"
    for run in runs:
        who = "one process, no Prefect" if run.workers == 0 else str(run.workers)
        each = "" if run.runs == 0 else f"{run.seconds * run.workers / run.runs:.1f}"
        yield f"| {who} | {run.editions} | {run.seconds:.0f} | {run.a_minute} | {run.runs or ''} | {each} |"
    same = all(run.digests == runs[0].digests for run in runs)
    yield f"\nThe content digests are {'the same' if same else 'NOT the same'} in every run."


def alone(editions: tuple[Planned, ...]) -> Run:
    """In this process."""
    with tempfile.TemporaryDirectory(prefix="editions-") as folder:
        root = Path(folder)
        lay_out_many(root, editions)
        began = time.perf_counter()
        found = play_here(root, editions)
        return Run(0, len(editions), time.perf_counter() - began, 0, {}, found)


def by_workers(editions: tuple[Planned, ...], workers: int) -> Run:
    """On servers that are started for it; their start is not counted."""
    with (
        tempfile.TemporaryDirectory(prefix="share-") as share,
        tempfile.TemporaryDirectory(prefix="machines-") as other,
    ):
        root = Path(share)
        lay_out_many(root, editions)
        with machines(Path(other), root) as here:
            here.deploy(tick_seconds=_NEVER)
            for _ in range(workers):
                here.start_worker()
            here.wait_for_workers()
            app, asked, took = open_app(root), list[str](), dict[str, float]()

            def follow(edition: str, flow: str) -> None:
                asked.append(flow)
                here.follow(edition, flow)

            began = time.perf_counter()
            for wave in waves():
                at = time.perf_counter()
                act(app, wave, editions, follow)
                wait_until(
                    lambda wave=wave: not unfinished(app, wave, editions), wave.name, here.workers[0].log, _PATIENCE
                )
                took[wave.name] = round(time.perf_counter() - at, 1)
            seconds = time.perf_counter() - began
            return Run(workers, len(editions), seconds, len(asked), took, digests(app, editions))


if __name__ == "__main__":
    sys.exit(main())
