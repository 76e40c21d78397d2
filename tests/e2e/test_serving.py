"""`bna desk` and `bna serve` as an operator runs them: they answer, stop whole when told to, and start again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import httpx
import pytest

from bna_pipeline.errors.desk import DeskNotServed
from bna_pipeline.portal.access_log import shown_path
from bna_pipeline.portal.listening import listen
from tests.e2e.project import BNA
from tests.programmes.layout import lay_out
from tests.support.budget import where_there_is_time
from tests.support.ports import free_port

STOP_SECONDS = 90
"""On a busy machine; longer than the software itself waits before it kills what does not end."""
PATIENCE = 300.0
"""Seconds for an answer: the first one of a process is slow."""
READY = {"desk": r"Desk on (\S+);", "serve": r"Serving on (http://127\.0\.0\.1:\d+);"}
SECRET = "k3v9mZ0cQ1xq7Yt2Wb8nRr5uFh6pLs4dEaGjTiXoNwM"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The second programme as a project, its desk and its Prefect on free ports."""
    lay_out(tmp_path)
    (tmp_path / ".bna").mkdir()
    settings = tmp_path / ".bna" / "settings.toml"
    prefect = f"http://127.0.0.1:{free_port()}/api"
    settings.write_text(f'prefect_api = "{prefect}"\n[desk]\nport = {free_port()}\n', encoding="utf-8")
    settings.chmod(0o600)
    return tmp_path


def desk_address(project: Path) -> str:
    found = re.search(r"port = (\d+)", (project / ".bna" / "settings.toml").read_text(encoding="utf-8"))
    assert found
    return f"http://127.0.0.1:{found.group(1)}"


@contextmanager
def running(project: Path, command: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, once it says that it serves; its log lies in the project."""
    with (project / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [BNA, "--dir", project, command],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=project,
            env={**os.environ, "BNA_TICK_SECONDS": "10"},
        )
        assert process.stdout is not None
        try:
            if not any(re.search(READY[command], line) for line in process.stdout):
                raise AssertionError((project / "log").read_text(encoding="utf-8"))
            yield process
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def children_of(pid: int) -> tuple[int, ...]:
    """Ids of the processes below this one, of all generations."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in found.splitlines())}
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return tuple(sorted(below - {pid}))


def alive(pids: Sequence[int]) -> list[int]:
    """Those that run; not those that ended and that nobody asked after."""
    return [pid for pid in pids if _state(pid) not in ("", "Z")]


def _state(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    return ""


def gone(pids: Sequence[int]) -> bool:
    """Whether all of these processes end within seconds."""
    until = time.monotonic() + STOP_SECONDS
    while alive(pids) and time.monotonic() < until:
        time.sleep(0.1)
    return not alive(pids)


@pytest.mark.parametrize("stop", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=where_there_is_time)])
def test_the_desk_alone_answers_stops_with_exit_0_and_writes_no_secret_in_its_log(
    project: Path, stop: signal.Signals
) -> None:
    with running(project, "desk") as process:
        address = desk_address(project)
        ask = partial(httpx.request, timeout=PATIENCE)
        assert ask("GET", f"{address}/").status_code < httpx.codes.INTERNAL_SERVER_ERROR
        ask("GET", f"{address}/link/{SECRET}?token={SECRET}")
        ask("GET", f"{address}/inloggen/terug", params={"state": SECRET, "code": "kort"}, cookies={"bna": SECRET})
        ask("POST", f"{address}/uitloggen", data={"_token": SECRET}, cookies={"bna": SECRET})
        ask("GET", f"{address}/api/v1/editions", headers={"authorization": f"Bearer bna_{SECRET}"})
        process.send_signal(stop)
        assert process.wait(timeout=STOP_SECONDS) == 0
    log = (project / "log").read_text(encoding="utf-8")
    assert "GET /link/… " in log and "Traceback" not in log
    assert not [secret for secret in (SECRET, "state=", "kort", "token=", "?") if secret in log]
    for refused in (
        "ACC-009 (LinkUnknown): GET /link/{token} from 127.0.0.1",
        "ACC-003 (SignInExpired): GET /inloggen/terug from 127.0.0.1",
        "ACC-012 (FormForged): POST /uitloggen from 127.0.0.1",
        "ACC-017 (KeyRefused): GET /api/v1/editions from 127.0.0.1",
    ):
        assert f"WARNING refused {refused}" in log


@where_there_is_time
def test_serve_runs_desk_prefect_and_schedule_stops_all_of_them_and_starts_again(project: Path) -> None:
    for _ in range(2):
        with running(project, "serve") as process:
            address = desk_address(project)
            assert httpx.get(f"{address}/", timeout=PATIENCE).status_code < httpx.codes.INTERNAL_SERVER_ERROR
            settings = (project / ".bna" / "settings.toml").read_text(encoding="utf-8")
            prefect = settings.split('"')[1]
            assert httpx.get(f"{prefect}/health", timeout=PATIENCE).json() is True
            below = children_of(process.pid)
            assert len(below) >= 2, "the desk and Prefect's server"
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=STOP_SECONDS) == 0
            assert gone(below), alive(below)
        # Of Prefect's server alone there may be one: its SQLite is busy while its database is laid out.
        assert "bna_pipeline" not in (project / "log").read_text(encoding="utf-8")


@where_there_is_time
def test_when_serve_is_killed_nothing_of_it_is_left_and_when_the_desk_falls_serve_says_so(project: Path) -> None:
    with running(project, "serve") as process:
        below = children_of(process.pid)
        assert len(below) >= 2, "the desk and Prefect's server"
        process.kill()
        process.wait()
        assert gone(below), alive(below)
    with running(project, "serve") as process:
        httpx.get(desk_address(project), timeout=PATIENCE)
        desk = next(p for p in children_of(process.pid) if b"portal" in Path(f"/proc/{p}/cmdline").read_bytes())
        os.kill(desk, signal.SIGKILL)
        assert process.wait(timeout=STOP_SECONDS) == 1
        assert "DSK-009" in (project / "log").read_text(encoding="utf-8")


def test_a_taken_port_is_said_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(DeskNotServed, match=r"bezet.*\[desk\]"):
        listen("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(DeskNotServed, match="host"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"/e/bna-2020/beoordelen/directie", "/e/bna-2020/beoordelen/directie"),
        (f"/link/{SECRET}".encode(), "/link/…"),
        (b"/link/kort/x", "/link/…/x"),
        (f"/e/x?sleutel={SECRET}".encode(), "/e/x"),
        (f"/api/{SECRET}".encode(), "/api/…"),
        (b"/a%0d%0aINFO%20vals", "/a%0d%0aINFO%20vals"),
        (b"/a\r\nINFO vals", "/a……INFO vals"),
    ],
)
def test_the_log_shows_a_path_on_one_line_and_without_what_may_be_a_secret(raw: bytes, shown: str) -> None:
    assert shown_path(raw) == shown
