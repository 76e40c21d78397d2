"""The program of a Prefect server on loopback: uvicorn on a socket that it is handed, ended with its parent.

Run by path (`python -P server_child.py FD`), so that it needs neither this package nor the current folder on its path.
The parent holds the other end of standard input: when it closes it, or dies, the server stops.
"""

from __future__ import annotations

import os
import runpy
import signal
import site
import sys
import threading

GRACE_SECONDS = 10.0
"""How long open requests may take after the parent is gone."""


def _stop_with_parent() -> None:
    sys.stdin.buffer.read()
    # uvicorn looks at a stop only after its start is over, and a first start migrates for half a minute.
    killer = threading.Timer(GRACE_SECONDS, os._exit, args=(1,))
    killer.daemon = True
    killer.start()
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: list[str]) -> None:
    """Serve Prefect's REST API until standard input ends.

    Args:
        arguments: one file descriptor, of a bound and listening TCP socket.
    """
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    sys.argv = ["uvicorn", "--factory", "prefect.server.api.server:create_app", "--fd", arguments[0]]
    # Without a folder of its own uvicorn looks for modules in the current one first.
    sys.argv += ["--app-dir", site.getsitepackages()[0], "--log-level", "error", "--lifespan", "on"]
    runpy.run_module("uvicorn", run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
