"""Two paths change places in one step of the kernel, where it can."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_HERE = -100  # AT_FDCWD: relative to the working folder
_EXCHANGE = 2  # RENAME_EXCHANGE, see renameat2(2)


def exchanged(one: Path, other: Path) -> bool:
    """Let what stands at two paths change places; at no moment is either missing.

    Returns:
        False when this system or this file system cannot, and nothing was touched.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
