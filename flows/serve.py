"""`bna serve`: Prefect's server with its pages, a deployment for every flow, and the schedule, on this machine.

What else is to run beside them (the desk) is handed in, and stopped first.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bna_pipeline.wiring import App, open_app
from flows.deployments import deployments_of
from flows.interruptible import until_interrupted
from flows.server import prefect_environment, prefect_home, start_server, without_prefect

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

DEFAULT_PORT: Final = 4200
LOOK_SECONDS: Final = 5.0
"""How often the server is asked for runs that should start."""
RUNS_AT_ONCE: Final = 2
"""Each run is a process of its own that imports Prefect; the lease keeps them apart per edition anyway."""


def say_at_once(line: str) -> None:
    """Print a line that must not wait in a buffer: under a supervisor, standard output is a pipe."""
    print(line, flush=True)  # noqa: T201


def nothing_beside(_prefect_api: str) -> AbstractContextManager[object]:
    """What runs beside Prefect when nothing does."""
    return nullcontext()


def serve(
    root: Path,
    port: int | None = None,
    say: Callable[[str], None] = say_at_once,
    beside: Callable[[str], AbstractContextManager[object]] = nothing_beside,
) -> None:
    """Serve until SIGINT or SIGTERM; then running flows end, the schedule is paused, and the server stops.

    Takes over this process: Prefect's settings go into its environment, for the runs' processes to inherit. Who comes
    back from here has `interruptible.LAST_RESORT_SECONDS` to end it, and does that best with `end_process`.

    Args:
        root: the project's folder.
        port: where the pages and the API answer, on loopback; 0: any free one; None: that of the setting
            `prefect_api`, else 4200.
        say: prints one line for the operator.
        beside: runs something as long as the block lasts; is told the address of Prefect's API, which may not answer
            yet.

    Raises:
        FlowError: the port is taken, or the server did not start.
        NoProject, SettingsInvalid.
    """
    app = open_app(root)
    # A shell that starts a program in the background lets it ignore Ctrl-C, and asyncio respects that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    home = prefect_home(app.root)
    server = start_server(home, port=_port_of(app) if port is None else port, pages=True)
    try:
        with beside(server.api_url):
            say(f"Starting Prefect's server on {server.address} (the first time, its database takes a while).")
            server.wait_until_ready()
            inherited = without_prefect(os.environ)
            os.environ.clear()
            os.environ.update(
                {**inherited, **prefect_environment(home), "PREFECT_API_URL": server.api_url, "BNA_DIR": str(app.root)}
            )
            _serve_deployments(app, lambda: say(f"Serving on {server.address}; Ctrl-C stops."))
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        server.stop()


def _port_of(app: App) -> int:
    return urlsplit(app.settings.prefect_api).port or DEFAULT_PORT


def _serve_deployments(app: App, ready: Callable[[], None]) -> None:
    # Prefect reads the environment when it is first imported, so not before `serve` has set it.
    from prefect.runner import Runner

    runner = Runner(name="bna", limit=RUNS_AT_ONCE, query_seconds=LOOK_SECONDS)
    for deployment in deployments(app.root, app.settings.tick_seconds):
        runner.add_deployment(deployment)
    ready()
    until_interrupted(runner.start)


def deployments(root: Path, tick_seconds: int) -> tuple[RunnerDeployment, ...]:
    """The flows of this machine alone: they work on the project in `root`."""
    return deployments_of({"root": str(root)}, tick_seconds)
