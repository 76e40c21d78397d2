"""The program that `bagging` runs: `bagger.py FOLDER INFO PARENT` turns a folder into a bag in place.

PARENT is the number of the process that asks: when that is killed, this one stops too.

It imports `bagit` and nothing of ours, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import sys

import bagit

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(folder: str, info: str) -> None:
    """Make the bag.

    Args:
        folder: path of the payload; afterwards of the bag.
        info: elements of `bag-info.txt`, as a JSON object.

    Raises:
        SystemExit: it failed; the cause goes to standard error as one line.
    """
    # Without a handler of its own the library would write a traceback before that line.
    logging.getLogger("bagit").addHandler(logging.NullHandler())
    try:
        bagit.make_bag(folder, json.loads(info), checksums=["sha256", "sha512"])
    except (bagit.BagError, OSError, RuntimeError, ValueError) as fault:
        raise SystemExit(f"bagit meldt {fault}") from fault


def _die_with(parent: int) -> None:
    """Leave nobody writing what is under embargo into a folder that the next run takes away. Linux (prctl(2)) only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before this
        raise SystemExit("wie het pakket vroeg, is weg")


if __name__ == "__main__":
    _folder, _info, _parent = sys.argv[1:]
    _die_with(int(_parent))
    main(_folder, _info)
