"""`python -m benchmarks.release_drill [--runs N]`: from the Kamerbrief's publication to the last receipt.

An armed edition, the Tweede Kamer's open data and four channels, all real servers on loopback, in processes' own time.
It is a command of its own: what it measures is a release, and no stage of an edition.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support.ports import free_port
from tests.support.release_drill import CHANNELS, Drill, copy_of, lay_out_armed, other_sides

RUNS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Print medians; 1 when a channel did not have exactly what was armed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.release_drill", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="releases (default: %(default)s)")
    runs = parser.parse_args(arguments).runs
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        port = free_port()
        armed = Path(folder) / "armed"
        lay_out_armed(armed, port)
        with other_sides(Path(folder) / "files", port) as sides:
            found = [_release(copy_of(armed, Path(folder) / str(number), sides)) for number in range(runs)]
    sys.stdout.write(table(found))
    return 0


def _release(drill: Drill) -> dict[str, float]:
    """Seconds of one release, by what they are from and to.

    Raises:
        AssertionError: something else arrived than was armed.
    """
    drill.publish()
    begun = time.perf_counter()
    drill.advance()
    took = time.perf_counter() - begun
    faults = drill.faults()
    assert not faults, faults
    seconds = drill.seconds()
    return {
        **{f"signal on record to receipt: {channel}": seconds[channel] for channel in CHANNELS},
        "signal on record to last receipt": max(seconds.values()),
        "the look that finds it, dossier included": took,
    }


def table(found: Sequence[dict[str, float]]) -> str:
    """Median and longest of each, as a Markdown table."""
    lines = [f"| {len(found)} releases, 4 channels | median | longest |", "|---|---:|---:|"]
    for name in found[0]:
        times = [one[name] for one in found]
        lines.append(f"| {name} | {statistics.median(times):.2f} s | {max(times):.2f} s |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
