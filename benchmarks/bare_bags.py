"""A bag with bagit alone, from the payload of one that the product made."""

from __future__ import annotations

import shutil
from pathlib import Path

import bagit


def bag(made: Path, folder: Path) -> None:
    """Bag a copy of the payload of `made`.

    Args:
        made: a bag as a folder; only its `data/` is used.
        folder: where the new bag comes to stand.
    """
    shutil.copytree(made / "data", folder)
    bagit.make_bag(str(folder), {"Source-Organization": "benchmark"}, checksums=["sha256", "sha512"])
