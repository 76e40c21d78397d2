"""Files that hold a secret: read only when nobody but their owner can."""

from __future__ import annotations

import stat
from pathlib import Path


def open_to_others(path: Path) -> bool:
    """Whether anybody but the file's owner may do anything with it.

    Raises:
        OSError: the file cannot be looked at.
    """
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
