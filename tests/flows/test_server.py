"""Our Prefect server as a child process: it never outlives its parent, and never hears the user's own settings."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.server import prefect_environment, without_prefect
from tests.flows.conftest import Played
from tests.support.budget import where_there_is_time

ABANDON = """
import os, signal, sys
from pathlib import Path
from flows.server import start_server
print(start_server(Path(sys.argv[1])).process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@where_there_is_time
def test_a_killed_parent_leaves_no_server_behind(played: Played) -> None:
    home = played.root / ".bna" / "prefect"
    parent = subprocess.run([sys.executable, "-c", ABANDON, str(home)], stdout=subprocess.PIPE, text=True, check=False)
    pid = int(parent.stdout)
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if not _alive(pid):
            return
        time.sleep(0.2)
    raise AssertionError(f"server {pid} still runs")


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_the_users_own_prefect_settings_do_not_reach_the_server() -> None:
    own = {"PREFECT_API_URL": "https://elsewhere.example.org/api", "prefect_api_key": "k", "PATH": "/bin"}
    assert without_prefect(own) == {"PATH": "/bin"}


def test_everything_is_told_to_stay_here(tmp_path: Path) -> None:
    told = prefect_environment(tmp_path)
    assert told["PREFECT_HOME"] == str(tmp_path)
    assert told["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert told["DO_NOT_TRACK"] == "1"
    assert told["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
def test_this_process_has_no_server_of_its_own() -> None:
    assert os.environ["PREFECT_SERVER_EPHEMERAL_ENABLED"] == "false"
