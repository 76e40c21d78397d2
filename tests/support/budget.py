"""How much a test may try: little in `make test`, much where minutes are there (`.ci/run`, `make kills`)."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("TEST_BUDGET") == "thorough"
"""Set by `.ci/run` for the tests that try more when they may take longer."""


def budget(usual: int, thorough: int) -> int:
    """How many examples, runs or places: `usual` in `make test`, `thorough` with `TEST_BUDGET=thorough`."""
    return thorough if THOROUGH else usual
