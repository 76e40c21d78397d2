"""What holds for every test."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.remembering import begin_memory, end_memory

# Before anything imports Prefect: no unit test may start a server unnoticed, and nothing calls home.
os.environ["PREFECT_SERVER_EPHEMERAL_ENABLED"] = "false"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
# A developer's own settings must not decide a test.
for _name in [name for name in os.environ if name.startswith("BNA_")]:
    del os.environ[_name]

# How long an example takes says how busy the machine is, and nothing of the rule that it is held against.
settings.register_profile("unhurried", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

pytest_plugins = ["tests.support.pki", "tests.support.lasting", "tests.support.larger"]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Long bytes go by their length: in a zip made just now stands the time, and every worker must find one name."""
    return f"{len(val)} bytes" if isinstance(val, bytes) and len(val) > 40 else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests stay until the end: the search for garbage need not go through them over and over.

    That search is one sixth of a run otherwise.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 10, 10)
        gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        begin_memory()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        end_memory()
