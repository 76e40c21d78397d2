"""The desk's log of requests: who asked for what and what came of it, and nothing that lets anybody in.

Query strings stay out, and so does every part of a path that could be a secret: what follows `/link/`, and whatever is
as long as a token.
"""

from __future__ import annotations

import logging
import re
from time import monotonic
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bna_pipeline.portal.refusals import an_address

log = logging.getLogger("bna_pipeline.desk")

HIDDEN: Final = "…"
_LINK = re.compile(r"(?<=/link/)[^/]+")
_LONG = re.compile(r"[A-Za-z0-9_.~%-]{32,}")
_MOST = 300


def shown_path(raw: bytes) -> str:
    """A path as the log has it, on one line.

    Args:
        raw: as it came over the line, still percent-encoded, without the query.
    """
    path = raw.partition(b"?")[0].decode("ascii", "backslashreplace")
    path = "".join(c if c.isprintable() else HIDDEN for c in path)
    return _LONG.sub(HIDDEN, _LINK.sub(HIDDEN, path))[:_MOST]


class AccessLog:
    """Says of every request how it ended, once it has."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = monotonic(), [500]
        # The guard sets in it where the request came from: behind a proxy the line itself says only where that is.
        found: dict[str, Any] = {}
        scope = {**scope, "state": found}

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            client = scope.get("client") or ("",)
            log.info(
                "%s %s %s %d %.0f ms",
                an_address(found.get("address", client[0])),
                scope["method"],
                shown_path(scope.get("raw_path") or scope["path"].encode()),
                status[0],
                (monotonic() - began) * 1000,
            )
