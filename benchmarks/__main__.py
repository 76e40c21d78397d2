"""The command: `python -m benchmarks [--quick] [--runs N] [--only NAME] [--markdown FILE]`.

Nothing heavy is imported here: a child's peak memory is never smaller than its parent's was when it was made.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import rounds, table
from benchmarks.catalogue import CROWDS, QUICK_CROWDS, SMALL, measurements
from benchmarks.measurement import Measurement, Workshop

RUNS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare, measure, print the table; returns the exit code."""
    options = _options(arguments)
    crowds = QUICK_CROWDS if options.quick else CROWDS
    known = measurements(crowds)
    chosen = [m for m in known if not options.only or any(m.name.startswith(start) for start in options.only)]
    if options.list or not chosen:
        sys.stdout.writelines(f"{m.name}\n" for m in known)
        return 0 if options.list else 2
    missing = [m for m in chosen if m.needs is not None and shutil.which(m.needs) is None]
    chosen = [m for m in chosen if m not in missing]
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        workshop = Workshop(Path(folder))
        _say("preparing: the sample edition is played once")
        _prepare(workshop, chosen, crowds)
        found = rounds.run(chosen, workshop, 1 if options.quick else options.runs, _say)
    lines = table.rows(found, crowds)
    lines += [f"Left out: {m.name}, because {m.needs} is not on this machine." for m in missing]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.markdown is not None:
        table.write(options.markdown, text, 1 if options.quick else options.runs)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What the product costs.")
    parser.add_argument("--runs", type=int, default=RUNS, help="rounds; the table shows medians (default: %(default)s)")
    parser.add_argument(
        "--quick", action="store_true", help="one round, and generated programmes of 28 and 42 partners"
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="only what begins with NAME; may be repeated")
    parser.add_argument("--markdown", type=_page, metavar="FILE", help="write the table between the markers in FILE")
    parser.add_argument("--list", action="store_true", help="the names of all measurements")
    return parser.parse_args(arguments)


def _page(name: str) -> Path:
    """A page with room for the table, asked before minutes of measuring and not after."""
    page = Path(name)
    if not page.is_file() or not table.has_room(page):
        raise argparse.ArgumentTypeError(f"{page} is no page with the lines {table.BEGIN} and {table.END}")
    return page


def _prepare(workshop: Workshop, chosen: Sequence[Measurement], crowds: Sequence[int]) -> None:
    names = {m.name for m in chosen}
    sizes = [str(size) for size in (SMALL, *crowds) if f"collect.{size}" in names]
    by_mail = ",".join(str(size) for size in (SMALL, *crowds) if f"by-mail.{size}" in names)
    conducted = "yes" if any(name.startswith("prefect.") for name in names) else "no"
    rounds.child("benchmarks.prepare", str(workshop.folder), str(rounds.ROOT), conducted, by_mail, *sizes)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
