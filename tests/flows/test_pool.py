"""`bna deploy` puts the flows on a work pool, again and again; a tick does the work of all that are late."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.named import EDITION_FLOWS
from flows.server import without_prefect
from tests.support.budget import where_there_is_time
from tests.support.prefect_rest import PATIENCE, ask, finished, start
from tests.unit.cli.command import bna

BINARIES = Path(sys.executable).parent
SCHEDULED = {"tick": 45.0, "signal": 20.0}


def deployed(root: Path, api: str, pool: str = "bna", *more: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own: it takes over the one that it runs in."""
    settings = {"BNA_PREFECT_API": api, "BNA_TICK_SECONDS": "45", "BNA_SIGNAL_SECONDS": "20"}
    return run(root, "bna", "--dir", str(root), "deploy", "--pool", pool, *more, **settings)


def run(root: Path, program: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    own = {"BNA_DIR": str(root), "PREFECT_HOME": str(root / ".bna" / "own")}
    return subprocess.run(
        [str(BINARIES / program), *arguments],
        env={**without_prefect(os.environ), **own, **more},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_without_a_server_in_the_settings_it_says_what_to_set(other: Path) -> None:
    said = bna("--dir", other, "deploy")
    assert said.code == 2 and "Zet BNA_PREFECT_API op het adres" in said.err


@where_there_is_time
def test_a_server_that_is_away_is_one_paragraph(other: Path) -> None:
    said = deployed(other, "http://127.0.0.1:1/api")
    assert said.returncode == 1 and said.stderr.count("\n") == 1, said.stderr
    assert "De Prefect-server op http://127.0.0.1:1/api neemt de flows niet aan" in said.stderr


@pytest.fixture(scope="module")
def pool(other: Path, api: str) -> dict[str, dict[str, Any]]:
    """Every deployment on a pool of the flows' own server, by name, after it was made twice."""
    for _ in range(2):
        said = deployed(other, api)
        assert said.returncode == 0, said.stderr
    assert "prefect worker start --pool bna --type process" in said.stdout
    found = ask(api, "/deployments/filter", deployments={"tags": {"is_null_": True}}, limit=200)
    return {deployment["name"]: deployment for deployment in found if deployment["work_pool_name"] == "bna"}


@where_there_is_time
def test_every_flow_is_there_once_by_its_module_and_without_a_path_of_this_machine(
    pool: dict[str, dict[str, Any]], other: Path
) -> None:
    assert set(pool) == {*EDITION_FLOWS, *SCHEDULED}
    for name, deployment in pool.items():
        assert deployment["entrypoint"].startswith("flows.") and str(other) not in str(deployment["parameters"]), name
        assert deployment["concurrency_limit"] is None, name
        every = [schedule["schedule"]["interval"] for schedule in deployment["schedules"] if schedule["active"]]
        assert every == ([SCHEDULED[name]] if name in SCHEDULED else []), name


@where_there_is_time
def test_a_pool_of_another_kind_is_refused(pool: dict[str, dict[str, Any]], other: Path, api: str) -> None:
    ask(api, "/work_pools/", name="wolk", type="kubernetes")
    said = deployed(other, api, "wolk")
    assert said.returncode == 1 and "De work pool wolk is van de soort kubernetes" in said.stderr


@where_there_is_time
@pytest.mark.usefixtures("pool")
def test_only_who_names_the_python_of_every_machine_spares_each_run_a_process(other: Path, api: str) -> None:
    """A worker that was told nothing starts a process which finds the flow's folder, and then the run."""
    python = "/opt/bna met spatie/bin/python"
    for more, command in ((("--python", python), f"'{python}' -m prefect.engine"), ((), None)):
        said = deployed(other, api, "bna", *more)
        assert said.returncode == 0, said.stderr
        found = ask(api, "/deployments/filter", deployments={"tags": {"is_null_": True}}, limit=200)
        told = {one["job_variables"].get("command") for one in found if one["work_pool_name"] == "bna"}
        assert told == {command}


@where_there_is_time
def test_one_tick_does_the_work_of_all_that_are_late(pool: dict[str, dict[str, Any]], other: Path, api: str) -> None:
    then = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": then}}
    late = [start(api, pool["tick"]["id"], state=state) for _ in range(3)]
    done = run(other, "prefect", "flow-run", "execute", late[0], PREFECT_API_URL=api)
    assert done.returncode == 0, done.stderr
    ends = [finished(api, run_id)["state"] for run_id in late]
    assert [end["type"] for end in ends] == ["COMPLETED", "CANCELLED", "CANCELLED"], ends
    assert ends[1]["message"] == "tick does what was due."
