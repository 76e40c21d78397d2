"""Prefect's REST API as a program that knows nothing of our code would ask it."""

from __future__ import annotations

import time
import uuid
from typing import Any

import httpx

PATIENCE = 300.0
"""Seconds for what takes a few where nothing else runs."""

FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


BUSY = 503
"""What the server answers two that write at once to its SQLite; Prefect's own client asks again, and so does this."""


def answered(method: str, address: str, body: Any = None) -> Any:
    """What the server says, in JSON.

    Raises:
        AssertionError: it says no, or stays busy; with its words.
    """
    until = time.monotonic() + PATIENCE
    while True:
        answer = httpx.request(method, address, json=body, timeout=PATIENCE)
        if answer.is_success:
            return answer.json()
        assert answer.status_code == BUSY and time.monotonic() < until, (address, answer.status_code, answer.text)
        time.sleep(0.2)


def ask(api: str, path: str, **body: Any) -> Any:
    """POST to a path of the API."""
    return answered("POST", f"{api}{path}", body)


def start(api: str, deployment: str, **body: Any) -> str:
    """Ask for a run of a deployment, by its id; the run's id. Asked twice, it is one run."""
    made = ask(api, f"/deployments/{deployment}/create_flow_run", **body, idempotency_key=str(uuid.uuid4()))
    return str(made["id"])


def runs(api: str, **having: Any) -> list[dict[str, Any]]:
    """Flow runs that a filter lets through, oldest first."""
    found: list[dict[str, Any]] = ask(api, "/flow_runs/filter", flow_runs=having, sort="START_TIME_ASC", limit=200)
    return found


def runs_of(api: str, edition: str) -> list[dict[str, Any]]:
    """Runs tagged with an edition."""
    return runs(api, tags={"all_": [f"edition:{edition}"]})


def artifacts(api: str, run: str | None = None) -> list[dict[str, Any]]:
    """Artifacts, of one run or of all."""
    having = {} if run is None else {"artifacts": {"flow_run_id": {"any_": [run]}}}
    found: list[dict[str, Any]] = ask(api, "/artifacts/filter", **having, limit=200)
    return found


def lines_of(api: str, run: str) -> list[str]:
    """What a run logged; lines travel in the background, so wait for the last one."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [line["message"] for line in ask(api, "/logs/filter", logs={"flow_run_id": {"any_": [run]}}, limit=200)]
        if any("Finished in state" in line for line in found):
            return found
        time.sleep(0.2)
    raise AssertionError(f"run {run} logged no end")


def finished(api: str, run: str) -> dict[str, Any]:
    """A run once it is final."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found: dict[str, Any] = answered("GET", f"{api}/flow_runs/{run}")
        if found["state"]["type"] in FINAL:
            return found
        time.sleep(0.3)
    raise AssertionError(f"run {run} is not final after {PATIENCE} s: {found['state']}")
