"""What a test needs from outside Python: missing in CI it fails, elsewhere it skips and says what to install."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str, install: str) -> NoReturn:
    """End the test because something is not there.

    Args:
        what: the program or library.
        install: what to install to have it.
    """
    said = f"{what} is missing; install {install}"
    if os.environ.get("CI"):
        pytest.fail(said, pytrace=False)
    pytest.skip(said)
