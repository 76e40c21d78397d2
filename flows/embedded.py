"""Flow runs inside this process: one server start for as many runs as one likes, and nothing left behind.

This module imports no Prefect before a context is entered: Prefect reads its settings when it is imported.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flows.server import LoopbackServer, prefect_environment, prefect_home, start_server, without_prefect

Say = Callable[[str], None]


@contextmanager
def prefect_server(root: Path, say: Say = lambda _line: None) -> Iterator[LoopbackServer]:
    """A Prefect server for the project in `root`, starting; it stops at the end of the `with` block.

    Its database is `.bna/prefect`; it listens on loopback only and reports nothing to anyone. Whoever has other work
    does it now: the start takes seconds on the other core, and `flow_runs` waits for it.

    Args:
        say: is told when the first run has to lay out Prefect's database.
    """
    home = prefect_home(root)
    if not (home / "prefect.db").exists():
        say("First run: Prefect lays out its database in .bna/prefect (about half a minute, once).")
    server = start_server(home)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def flow_runs(server: LoopbackServer, root: Path) -> Iterator[None]:
    """Inside the `with` block flows run in this process, recorded by this server.

    Heartbeats are off, for a sync flow would wait a second for each. Afterwards settings, environment and console
    are what they were.

    Raises:
        FlowError: the server did not start.
    """
    home = prefect_home(root)
    with _environment(home):
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
            yield
        finally:
            _send_what_is_queued()


@contextmanager
def embedded(root: Path, say: Say = lambda _line: None) -> Iterator[str]:
    """Run flows of the project in `root` on a server that lives as long as the `with` block, for any number of runs.

    Yields:
        the URL of the server's API.

    Raises:
        FlowError: the server did not start.
    """
    with prefect_server(root, say) as server, flow_runs(server, root):
        yield server.api_url


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
