"""What stands in every form, so that no other site can send one, and one that is sent again says so.

A token is bound to the secret in a cookie that no script and no other site can read: HMAC-SHA256 of what chance gave,
with that secret as key. So it needs no place to be kept (OWASP, Cross-Site Request Forgery Prevention, "Signed
Double-Submit Cookie"). What chance gave names the form: it is taken once.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Final

from starlette.requests import Request

from bna_pipeline.portal.security import cookies

FIELD: Final = "_token"
HEADER: Final = "x-token"
_NAME_BYTES: Final = 16
_MOST: Final = 200


class FormToken:
    """Another token each time that it is written into a page.

    Attributes:
        browser: the secret that was made for a browser without one; its cookie must be set.
    """

    def __init__(self) -> None:
        self._secret: str | None = None
        self.browser: str | None = None

    def read(self, request: Request) -> None:
        """Take the secret from the browser's cookies."""
        self._secret = cookies.read(request, cookies.SESSION) or cookies.read(request, cookies.BROWSER)

    def __str__(self) -> str:
        if self._secret is None:
            self._secret = self.browser = secrets.token_urlsafe(32)
        name = secrets.token_urlsafe(_NAME_BYTES)
        return f"{name}.{_mac(self._secret, name)}"

    def named(self, token: str) -> str | None:
        """What names the form of a token; None: it was not made for this browser."""
        name, dot, mac = token.partition(".")
        if self._secret is None or not dot or len(token) > _MOST or not token.isascii():
            return None
        return name if hmac.compare_digest(mac, _mac(self._secret, name)) else None


def _mac(secret: str, name: str) -> str:
    return hmac.digest(secret.encode(), f"form\n{name}".encode(), "sha256").hex()
