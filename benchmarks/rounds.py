"""Rounds of measurements: each in a fresh process on its own copy, all in turn, so that noise hits all alike."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.measurement import Measurement, Reading, Workshop

ROOT = Path(__file__).resolve().parents[1]
Say = Callable[[str], None]
Medians = Mapping[str, Reading]


class MeasurementFailed(Exception):
    """A child process ended with an error; the message is what it said."""


def run(chosen: Sequence[Measurement], workshop: Workshop, rounds: int, say: Say) -> dict[str, Reading]:
    """Take every measurement as often as there are rounds.

    Returns:
        The medians by name, of the seconds and of the peak memory.

    Raises:
        MeasurementFailed
    """
    readings: dict[str, list[Reading]] = {m.name: [] for m in chosen}
    for number in range(1, rounds + 1):
        for measurement in (m for m in chosen if number == 1 or not m.once):
            say(f"round {number} of {rounds}: {measurement.name}")
            readings[measurement.name].append(_in_a_child(measurement, workshop))
    return {name: median(found) for name, found in readings.items()}


def median(readings: Sequence[Reading]) -> Reading:
    """The median of every number by itself."""
    names = readings[0].seconds
    return Reading(
        {name: statistics.median(r.seconds[name] for r in readings) for name in names},
        statistics.median(r.peak for r in readings),
    )


def _in_a_child(measurement: Measurement, workshop: Workshop) -> Reading:
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        scratch = Path(folder, "scratch")
        if measurement.project is None:
            scratch.mkdir()
        else:
            shutil.copytree(measurement.project(workshop), scratch)
        said = child("benchmarks.child", str(workshop.folder), measurement.name, str(scratch))
    return Reading(**json.loads(said.strip().rpartition("\n")[2]))


def child(module: str, *arguments: str) -> str:
    """Run one of our modules in a fresh process; what it wrote to standard output.

    Raises:
        MeasurementFailed
    """
    # Byte code is written and read, as on any machine where the product has run before.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise MeasurementFailed(f"{module} {' '.join(arguments)}:\n{done.stderr}")
    return done.stdout
