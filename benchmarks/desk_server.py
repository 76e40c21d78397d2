"""The desk in a process of its own, and beside it static pages: `python -m benchmarks.desk_server ROOT PORT PAGES`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bna_pipeline.portal.app import desk_of
from bna_pipeline.portal.security import Limits, Rate
from bna_pipeline.wiring import open_app

PLAIN = "/vlak"
"""Under this path the folder's files are served as they are."""


def main(root: str, port: str, pages: str) -> None:
    """Serve until it is stopped; what follows an act is left to nobody, so that only requests are measured."""
    often = Limits(*(Rate(10**6, timedelta(minutes=1)) for _ in range(3)))
    desk = desk_of(open_app(Path(root), by_mail=False), lambda _edition, _flow: None, often)
    both = Starlette(routes=[Mount(PLAIN, StaticFiles(directory=pages)), Mount("/", desk)])
    uvicorn.run(both, host="127.0.0.1", port=int(port), log_level="warning", timeout_keep_alive=60)


if __name__ == "__main__":
    main(*sys.argv[1:])
