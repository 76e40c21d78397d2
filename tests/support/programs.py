"""Programs of the operating system that tests call as a second opinion."""

from __future__ import annotations

import shutil

from tests.support.needs import missing


def require_program(name: str, *, install: str) -> str:
    """The path of a program; without it the test fails in CI and is skipped elsewhere.

    Args:
        name: as on `PATH`.
        install: the Debian package that has it.
    """
    found = shutil.which(name)
    if found is None:
        missing(name, install)
    return found
