"""A deployment for every flow, found by its module: so it works from an installed wheel as from a checkout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment


def deployments_of(
    parameters: Mapping[str, Any],
    tick_seconds: int,
    signal_seconds: int | None = None,
    *,
    version: str | None = None,
    pool: str | None = None,
    python: str | None = None,
) -> tuple[RunnerDeployment, ...]:
    """Every flow, each deployment named as its flow; `tick` and `signal` have a schedule, the others wait for a person.

    Args:
        parameters: what every run is given; whoever starts one fills in the edition.
        signal_seconds: None: `signal` has no schedule, for the desk beside looks for signals itself, and sooner than a
            process that must start first.
        version: shown on Prefect's pages.
        pool: the work pool whose workers run them; None: the process that registers them.
        python: what a worker's machine calls its Python. None: a worker finds it itself, in a process before each run.
    """
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType
    from prefect.utilities.processutils import command_to_string

    from flows.named import EDITION_FLOWS
    from flows.tick import signal, tick

    how: dict[str, Any] = {
        "parameters": dict(parameters),
        "version": version,
        "work_pool_name": pool,
        "job_variables": {} if python is None else {"command": command_to_string([python, "-m", "prefect.engine"])},
        "entrypoint_type": EntrypointType.MODULE_PATH,
    }
    waiting = [RunnerDeployment.from_flow(flow, name, **how) for name, flow in EDITION_FLOWS.items()]
    # No concurrency limit: a server that is killed forgets who held its slots, and then none of them starts again.
    scheduled = [
        RunnerDeployment.from_flow(
            flow,
            flow.name,
            interval=None if seconds is None else timedelta(seconds=seconds),
            **how,
        )
        for flow, seconds in ((tick, tick_seconds), (signal, signal_seconds))
    ]
    return (*waiting, *scheduled)
