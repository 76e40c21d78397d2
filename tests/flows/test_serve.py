"""`serve` in a process of its own: real runs on loopback, started as a coordinator or another program would."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bna_pipeline.errors import FlowError
from bna_pipeline.model.transitions import Phase
from bna_pipeline.trigger import PrefectTrigger
from bna_pipeline.wiring import open_app, pipeline
from flows.serve import serve
from flows.server import free_socket
from tests.flows.conftest import Played
from tests.programmes.layout import EDITION, lay_out
from tests.support.budget import where_there_is_time
from tests.support.prefect_rest import PATIENCE, answered, artifacts, finished, runs, runs_of, start

PROGRAM = """
import sys
from pathlib import Path
from flows.interruptible import end_process
from flows.serve import serve

serve(Path(sys.argv[1]), port=0)
end_process()
"""


@contextmanager
def serving(root: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A process that serves a project; the address it printed, once it says that it serves."""
    environment = {**os.environ, "BNA_TICK_SECONDS": "10"}
    with (root / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(root)], stdout=subprocess.PIPE, stderr=log, text=True, env=environment
        )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            found = re.search(r"Serving on (http://127\.0\.0\.1:\d+)", line)
            if found:
                yield found.group(1), process
                break
        else:
            raise AssertionError((root / "serve.log").read_text("utf-8"))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def served(played: Played) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The played project, served from the same Prefect home; its edition starts anew for the coordinator."""
    open_app(played.root).forget_sample(EDITION)
    with serving(played.root) as found:
        yield found


@where_there_is_time
def test_a_server_started_later_lists_the_runs_by_edition_with_their_artifacts(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    api = f"{served[0]}/api"
    listed = runs_of(api, EDITION)
    names = {run["name"].removesuffix(f"-{EDITION}") for run in listed if run["name"] != "tick"}
    assert names == {"collect", "draft", "review", "assemble", "deliver"}
    for run in listed[:9]:
        assert {f"{EDITION}-status", f"{EDITION}-waits-for"} <= {a["key"] for a in artifacts(api, run["id"])}


def test_the_pages_are_there_for_a_browser(served: tuple[str, subprocess.Popen[str]]) -> None:
    answer = httpx.get(served[0], follow_redirects=True, timeout=PATIENCE)
    assert answer.status_code == httpx.codes.OK
    assert answer.headers["content-type"].startswith("text/html")


@where_there_is_time
def test_a_coordinator_starts_collect_as_a_deployment_with_parameters(
    served: tuple[str, subprocess.Popen[str]], played: Played
) -> None:
    trigger = PrefectTrigger(f"{served[0]}/api")
    assert trigger.running()
    parameters = {"moment": "2020-02-17T09:00:00+01:00", "coordinator": "coordinator"}
    page = trigger.start("collect", EDITION, parameters)
    run = finished(f"{served[0]}/api", page.rsplit("/", 1)[1])
    assert run["state"]["type"] == "COMPLETED", run["state"]["message"]
    assert run["name"] == f"collect-{EDITION}"
    assert f"edition:{EDITION}" in run["tags"]
    now = pipeline.state(open_app(played.root).tools(EDITION))
    assert now.phase is Phase.OPEN
    assert now.received


@where_there_is_time
def test_a_run_without_our_trigger_is_tagged_by_edition_too(served: tuple[str, subprocess.Popen[str]]) -> None:
    api = f"{served[0]}/api"
    deployment = answered("GET", f"{api}/deployments/name/review/review")
    run = finished(api, start(api, deployment["id"], parameters={"edition": EDITION}))
    assert run["name"] == f"review-{EDITION}"
    assert f"edition:{EDITION}" in run["tags"]


@where_there_is_time
def test_the_schedule_starts_ticks_by_itself(served: tuple[str, subprocess.Popen[str]]) -> None:
    api = f"{served[0]}/api"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if runs(
            api, name={"any_": ["tick"]}, state={"type": {"any_": ["COMPLETED"]}}, tags={"all_": ["auto-scheduled"]}
        ):
            return
        time.sleep(0.5)
    raise AssertionError("no scheduled tick was run")


def test_an_unknown_flow_is_refused_with_what_to_do(served: tuple[str, subprocess.Popen[str]]) -> None:
    with pytest.raises(FlowError, match="bna serve"):
        PrefectTrigger(f"{served[0]}/api").start("dance", EDITION, {})


def test_sigterm_stops_it_and_its_server(served: tuple[str, subprocess.Popen[str]], played: Played) -> None:
    address, process = served
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0, (played.root / "serve.log").read_text("utf-8")
    assert not PrefectTrigger(f"{address}/api").running()


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    lay_out(tmp_path)
    with free_socket() as taken, pytest.raises(FlowError, match="bezet"):
        serve(tmp_path, port=taken.getsockname()[1])
