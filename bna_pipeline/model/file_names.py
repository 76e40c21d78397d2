"""Names of files that something is written under elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

_INSIDE = re.compile(r"[^/\\\x00-\x1f\x7f]+(/[^/\\\x00-\x1f\x7f]+)*")


def leading_out(names: Iterable[str]) -> str | None:
    """The first of these names (posix, relative) that does not stay in the folder it is meant for; None: all do."""
    return next((name for name in names if not _stays_in(name)), None)


def _stays_in(name: str) -> bool:
    return _INSIDE.fullmatch(name) is not None and not any(part in (".", "..") for part in name.split("/"))
