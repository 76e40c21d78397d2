"""Every answer of the API says which version of it answered (NL API Design Rules, version header)."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bna_pipeline.portal.api.answers import VERSION

HEADER: Final = "API-Version"
_API: Final = "/api/"


class Versioned:
    """Around everything, so that what is refused at the door says it too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_API):
            await self._app(scope, receive, send)
            return

        async def with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = VERSION
            await send(message)

        await self._app(scope, receive, with_version)
