"""How much a test may try: little in `make test`, much where minutes are there (`.ci/run`, `make kills`)."""

from __future__ import annotations

import os

import pytest

THOROUGH = os.environ.get("TEST_BUDGET") == "thorough"
"""Set by `.ci/run` for the tests that try more when they may take longer."""

where_there_is_time = pytest.mark.skipif(not THOROUGH, reason="takes long; .ci/run does it (TEST_BUDGET=thorough)")
"""For a test of what others of `make test` show in a smaller form."""


def budget(usual: int, thorough: int) -> int:
    """How many examples, runs or places: `usual` in `make test`, `thorough` with `TEST_BUDGET=thorough`."""
    return thorough if THOROUGH else usual
