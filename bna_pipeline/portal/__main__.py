"""The desk as a child of `bna serve`: on a socket that it is handed, ended with its parent."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from bna_pipeline.portal.listening import stop_when_input_ends
from bna_pipeline.portal.serving import log_to_standard_error, serve_desk
from bna_pipeline.wiring import open_app


def main(arguments: list[str]) -> None:
    """Serve the desk of the project in `BNA_DIR` until standard input ends.

    Args:
        arguments: one file descriptor, of a bound and listening TCP socket.
    """
    app = open_app(Path(os.environ["BNA_DIR"]))
    log_to_standard_error()

    def ready() -> None:
        print(f"Desk on {app.settings.desk.public}.", flush=True)  # noqa: T201

    stop_when_input_ends()
    with socket.socket(fileno=int(arguments[0])) as listening:
        serve_desk(app, listening, ready)


if __name__ == "__main__":
    main(sys.argv[1:])
