"""Prefect's REST API as a program that knows nothing of our code would ask it."""

from __future__ import annotations

import time
from typing import Any

import httpx

PATIENCE = 300.0
"""Seconds for what takes a few where nothing else runs."""

FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def ask(api: str, path: str, **body: Any) -> Any:
    """POST to a path of the API."""
    answer = httpx.post(f"{api}{path}", json=body, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()


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
        found: dict[str, Any] = httpx.get(f"{api}/flow_runs/{run}", timeout=PATIENCE).json()
        if found["state"]["type"] in FINAL:
            return found
        time.sleep(0.3)
    raise AssertionError(f"run {run} is not final after {PATIENCE} s: {found['state']}")
