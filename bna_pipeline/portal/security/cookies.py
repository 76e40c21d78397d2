"""The cookies that count: of no use to a script, to another site, or over a line that others read."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

SESSION: Final = "bna"
BROWSER: Final = "bna-venster"
"""Of who is not signed in: what a form was made for."""

SIGN_IN: Final = "bna-aanmelden"
"""Of a browser that is away to the identity provider."""


def name_of(request: Request, cookie: str) -> str:
    """A cookie's name: over https no other host can have set it (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{cookie}" if _secure(request) else cookie


def read(request: Request, cookie: str) -> str | None:
    """A cookie's value; None: there is none, or an empty one."""
    return request.cookies.get(name_of(request, cookie)) or None


def give(request: Request, answer: Response, cookie: str, value: str, seconds: int | None = None) -> None:
    """Set a cookie.

    Args:
        seconds: how long it is kept; None: until the browser closes.
    """
    # Lax and not Strict: who comes back from the identity provider, or follows a link from his mail, comes from afar.
    answer.set_cookie(
        name_of(request, cookie),
        value,
        max_age=seconds,
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="lax",
    )


def take(request: Request, answer: Response, cookie: str) -> None:
    """Take a cookie away."""
    answer.delete_cookie(name_of(request, cookie), path="/", secure=_secure(request), httponly=True, samesite="lax")


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
