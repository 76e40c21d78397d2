"""The flows on a work pool: any number of machines run them, each with a process worker of Prefect's own.

A worker runs a flow on the project that its own `BNA_DIR` names, with its own settings: paths are a machine's, so they
are no parameters here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from httpx import HTTPError

from bna_pipeline.errors import FlowError, WrongUse
from bna_pipeline.wiring import open_app
from flows.deployments import deployments_of

PROCESS: Final = "process"
"""The type of pool whose workers start a process for each run."""


def deploy(root: Path, pool: str, python: str | None = None) -> tuple[str, ...]:
    """Register every flow on a work pool of the Prefect server that the settings name; the pool is made when missing.

    Takes over this process: Prefect reads its settings from the environment when it is first imported. What the
    environment says of how to sign on to the server (`PREFECT_API_AUTH_STRING`) stays.

    Args:
        root: the project's folder.
        pool: the work pool's name.
        python: what every worker's machine calls its Python; None: each worker finds its own.

    Returns:
        the names of the flows.

    Raises:
        WrongUse: the settings name no server.
        FlowError: it does not answer, or refuses; or the pool is of another type.
        NoProject, SettingsInvalid.
    """
    app = open_app(root)
    server = app.settings.prefect_api
    if not server:
        raise WrongUse(
            "Er is geen Prefect-server ingesteld.", "Zet BNA_PREFECT_API op het adres, zoals http://127.0.0.1:4200/api."
        )
    os.environ.update({"PREFECT_API_URL": server, "DO_NOT_TRACK": "1", "PREFECT_CLI_COLORS": "false"})
    from prefect.deployments.runner import DeploymentApplyError

    try:
        _require_pool(pool)
        deployments = deployments_of(
            {}, app.settings.tick_seconds, app.settings.signal_seconds, pool=pool, python=python
        )
        for deployment in deployments:
            deployment.apply()
    except (HTTPError, DeploymentApplyError) as wrong:
        raise FlowError(
            f"De Prefect-server op {server} neemt de flows niet aan: {str(wrong).strip() or type(wrong).__name__}.",
            "Kijk of hij draait, en of zijn versie die van deze machine is (`prefect version`).",
        ) from wrong
    return tuple(deployment.name for deployment in deployments)


def _require_pool(pool: str) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists

    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(WorkPoolCreate(name=pool, type=PROCESS))
        except ObjectAlreadyExists:
            found = client.read_work_pool(pool).type
            if found != PROCESS:
                raise FlowError(
                    f"De work pool {pool} is van de soort {found}.",
                    f"Kies een naam van een pool van de soort {PROCESS}.",
                ) from None
