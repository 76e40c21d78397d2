"""The desk served by uvicorn, with what follows an act behind it, until a signal comes; then both end whole.

uvicorn is told of no proxy: the desk itself decides whose `X-Forwarded-For` it believes (`security/addresses.py`).
"""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from typing import Final

import uvicorn

from bna_pipeline.portal.access_log import AccessLog
from bna_pipeline.portal.app import desk_of
from bna_pipeline.wiring import App
from bna_pipeline.wiring.background import BackgroundAdvance

GRACE_SECONDS: Final = 10
"""So long open requests may take once the desk stops."""

_LOUD = ("httpx", "httpcore", "authlib", "prefect", "multipart", "python_multipart")
"""Libraries whose notes hold addresses with codes in them, or say what nobody asked."""


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve_desk(app: App, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve the desk until SIGINT or SIGTERM; then requests are answered and the run at hand is finished.

    Where no Prefect server answers, the desk itself looks at every open edition each `tick_seconds`.

    Args:
        listening: where it listens.
        ready: called when it answers.
    """
    # A shell that starts a program in the background lets it ignore Ctrl-C; and uvicorn raises again what stopped it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with BackgroundAdvance(
            app, app.settings.tick_seconds, signal_seconds=app.settings.signal_seconds
        ) as background:
            config = uvicorn.Config(
                AccessLog(desk_of(app, background.soon)),
                lifespan="off",
                access_log=False,
                log_config=None,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
            _Server(config, ready).run(sockets=[listening])
    except KeyboardInterrupt:
        return
    finally:
        app.access.close()


def log_to_standard_error() -> None:
    """Let this process write its log, without what would let a reader of it in."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
