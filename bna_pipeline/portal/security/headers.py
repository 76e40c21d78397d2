"""What every answer says to the browser, also one that says what went wrong."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Of a page of ours: nothing from elsewhere, no script and no style within the page (W3C, CSP Level 3)."""

_STATIC: Final = "/static/"
_YEAR: Final = 31_536_000
_ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_NOTHING: Final = "'none'"
_STYLE: Final = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


class SecureHeaders:
    """Around everything, so that no answer goes without. What an answer says itself stands.

    Args:
        app: what answers.
        secure: whether browsers come over https.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app, self._secure = app, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope, message["status"])
            await send(message)

        await self._app(scope, receive, with_headers)

    def _add(self, headers: MutableHeaders, scope: Scope, status: int) -> None:
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        if self._secure:
            headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
        # A static file's address changes when the file does; everything else is somebody's.
        fixed = scope["path"].startswith(_STATIC) and scope["query_string"].startswith(b"v=") and status == 200
        headers.setdefault("Cache-Control", f"public, max-age={_YEAR}, immutable" if fixed else "no-store")


def document_headers(html: str) -> dict[str, str]:
    """Headers of a document that stands in a frame of ours, with its own styles and pictures in it and no script.

    Args:
        html: the document; only what stands in its `<style>` now is allowed, by SHA-256.
    """
    styles = " ".join(
        f"'sha256-{b64encode(sha256(style.encode()).digest()).decode('ascii')}'" for style in _STYLE.findall(html)
    )
    policy = (
        "default-src 'none'",
        f"style-src {styles or _NOTHING}",
        "img-src data:",
        "font-src data:",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    )
    return {"Content-Security-Policy": "; ".join(policy), "X-Frame-Options": "SAMEORIGIN"}
