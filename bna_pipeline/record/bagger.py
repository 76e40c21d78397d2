"""The program that `bagging` runs: `bagger.py FOLDER INFO` turns a folder into a bag in place.

It imports `bagit` and nothing of ours, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import json
import logging
import sys

import bagit


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


if __name__ == "__main__":
    main(*sys.argv[1:])
