"""`python -m tests.kills`: kill a whole edition everywhere, on every processor, and print what came of it."""

from __future__ import annotations

import argparse
import os
import pickle
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.kills.children import in_child
from tests.kills.harness import Harness
from tests.kills.planted import found_of
from tests.kills.planted_post import found_in_the_post
from tests.kills.running import STORIES, kill_everywhere

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # thousands of projects need no disk to last on


def main() -> int:
    """0: every kill ended as promised; 1: some did not, and the table is followed by what was otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--edition", choices=sorted(STORIES), default="sample")
    parser.add_argument(
        "--places",
        choices=("all", "disks", "ports", "ends", "edges", "kinds", "acts", "half", "some"),
        default="disks",
        help="every point; one kill for every other disk that a kill can leave, which is the same; of these only what "
        "the calls of ports leave; the first, middle and last point of each kind; the first and the last; the middle "
        "one; one point in every act; in every other act; or in every tenth act",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--planted", action="store_true", help="also see that planted faults are found (not: sample)")
    parser.add_argument("--keep", type=Path, help="a file in which the whole report is kept, pickled")
    given = parser.parse_args()
    with TemporaryDirectory(dir=MEMORY) as folder:
        story = STORIES[given.edition]()
        harness = Harness(story, Path(folder) / "kills", twice=given.places != "some")
        report = kill_everywhere(harness, given.places, given.jobs)
        if given.planted:
            mail = harness.story.by_mail
            report.planted = found_in_the_post(harness) if mail else in_child(lambda: found_of(harness))
        if harness.post is not None:
            harness.post.end()
    if given.keep is not None:
        given.keep.write_bytes(pickle.dumps(report))
    sys.stdout.write(report.table())
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
