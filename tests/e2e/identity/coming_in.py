"""How a browser in a test signs in, and how it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from tests.support.desk import ADDRESS, Browser, SmallDesk, small_desk

SETTINGS = """\
[desk]
address = "{address}"
[oidc]
issuer = "{issuer}"
client_id = "bna"
name = "uw proefaccount"
"""
SECRET = {"BNA_OIDC_CLIENT_SECRET": "geheim & meer"}


def desk_with(
    root: Path, issuer: str, monkeypatch: pytest.MonkeyPatch, more: str = "", *, whole: bool = False
) -> SmallDesk:
    for name, value in SECRET.items():
        monkeypatch.setenv(name, value)
    return small_desk(root, SETTINGS.format(address=ADDRESS, issuer=issuer) + more, whole=whole)


def away(browser: Browser, wanted: str = "/") -> str:
    """Where a browser is sent to sign in."""
    answer = browser.get("/inloggen/oidc", params={"naar": wanted})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def back(browser: Browser, told: Mapping[str, str]) -> httpx.Response:
    return browser.get("/inloggen/terug", params=dict(told))


def signed_in(browser: Browser) -> bool:
    return browser.get("/").status_code == 200


def refused(browser: Browser, told: Mapping[str, str], code: str) -> str:
    """The page of a refusal: 4xx, with this code, no session."""
    answer = back(browser, told)
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    assert code in answer.text and "Traceback" not in answer.text
    assert "bna=" not in answer.headers.get("set-cookie", "")
    assert not signed_in(browser)
    return answer.text
