"""Flow runs inside this process: one server start for as many runs as one likes, and nothing left behind.

This module imports no Prefect before its context is entered: Prefect reads its settings when it is imported.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flows.server import prefect_environment, prefect_home, start_server, without_prefect

Say = Callable[[str], None]


@contextmanager
def embedded(root: Path, say: Say = lambda _line: None) -> Iterator[str]:
    """Run flows of the project in `root` on a Prefect server that lives as long as the `with` block.

    Its database is `.bna/prefect`; it listens on loopback only and reports nothing to anyone. Heartbeats are off, for
    a sync flow would wait a second for each.

    Args:
        say: is told when the first run has to lay out Prefect's database, for that takes half a minute.

    Yields:
        the URL of the server's API.

    Raises:
        FlowError: the server did not start.
    """
    home = prefect_home(root)
    if not (home / "prefect.db").exists():
        say("First run: Prefect lays out its database in .bna/prefect (about half a minute, once).")
    server = start_server(home)
    try:
        with _environment(home):
            # While the child starts, this process reads Prefect: both take seconds, and there are two cores.
            import prefect.main  # noqa: F401  (sets up logging, with what the environment says now)
            from prefect import settings
        server.wait_until_ready()
        ours = settings.temporary_settings(
            updates={
                settings.PREFECT_HOME: home,
                settings.PREFECT_API_URL: server.api_url,
                settings.PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
                settings.PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW: "ignore",
            },
            restore_defaults={settings.PREFECT_API_KEY, settings.PREFECT_API_AUTH_STRING},
        )
        with ours, _quiet_console():
            try:
                yield server.api_url
            finally:
                _send_what_is_queued()
    finally:
        server.stop()


@contextmanager
def _environment(home: Path) -> Iterator[None]:
    """Prefect's first import sees the project's settings; afterwards the environment is what it was."""
    before = dict(os.environ)
    try:
        _replace_environment({**without_prefect(before), **prefect_environment(home)})
        yield
    finally:
        _replace_environment(before)


@contextmanager
def _quiet_console() -> Iterator[None]:
    """People read what the command says; the runs' own lines go to Prefect's page alone."""
    from prefect.logging.handlers import PrefectConsoleHandler

    consoles = [h for h in logging.getLogger().handlers if isinstance(h, PrefectConsoleHandler)]
    before = [handler.level for handler in consoles]
    for handler in consoles:
        handler.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for handler, level in zip(consoles, before, strict=True):
            handler.setLevel(level)


def _send_what_is_queued() -> None:
    """Lines and events of the last run travel in the background; the server must not be gone before them."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all(timeout=5)
    EventsWorker.drain_all(timeout=5)


def _replace_environment(wanted: Mapping[str, str]) -> None:
    for key in set(os.environ) - set(wanted):
        del os.environ[key]
    os.environ.update(wanted)
