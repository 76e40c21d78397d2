"""Signing in by the identity provider, and signing out."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bna_pipeline.errors import BnaError, SignInExpired, SignInNotConfigured
from bna_pipeline.model.access import SignInBegun
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import bare_page
from bna_pipeline.portal.security import cookies
from bna_pipeline.portal.shelf import Shelf
from bna_pipeline.wiring import App

pages = router()
log = logging.getLogger(__name__)

SECRET_BYTES: Final = 32
_MINUTES: Final = 10
_LONGEST: Final = 500
# A path of ours, printable; what a browser may read as another host (`//`, `/\`) is none.
_OUR_PATH: Final = re.compile(r"/(?:[^/\\\x00-\x20\x7f][^\\\x00-\x20\x7f]*)?")


def wanted_page(naar: str) -> str:
    """The page that somebody wanted before he was asked who he is; the start, where it is none of ours."""
    return naar if len(naar) <= _LONGEST and naar.isascii() and _OUR_PATH.fullmatch(naar) else "/"


@pages.get("/inloggen", name="sign-in")
def sign_in(visit: Entered, naar: str = "/", uit: bool = False) -> Response:
    # Who came by a link for one thing may want to come in whole.
    if visit.visitor is not None and not visit.visitor.confined:
        return RedirectResponse(wanted_page(naar), 303)
    return bare_page(
        visit.request,
        "inloggen.html",
        provider=_provider_name(visit.app),
        wanted=wanted_page(naar),
        signed_out=uit,
        something_public=_something_public(visit.request),
    )


def _something_public(request: Request) -> bool:
    """Whether a stranger who comes here finds something on the public page."""
    shelf: Shelf | None = getattr(request.app.state, "shelf", None)
    if shelf is None:  # a desk that has no public page
        return False
    try:
        return bool(shelf.look().shown)
    except BnaError as fault:  # who can sign in must be able to, whatever is wrong with a record
        log.error("%s", fault)
        return False


@pages.get("/inloggen/oidc", name="sign-in-away")
def away(visit: Entered, naar: str = "/") -> Response:
    """To the identity provider. What must come back with the person is kept, bound to this browser."""
    app, state, browser = visit.app, _secret(), _secret()
    provider = app.identity
    if provider is None:
        raise SignInNotConfigured(
            "Inloggen met een werkaccount is hier niet ingesteld.", "Gebruik de link uit uw mail."
        )
    begun = SignInBegun(browser=_digest(browser), nonce=_secret(), verifier=_secret(), wanted=wanted_page(naar))
    address = provider.asking(state, begun.nonce, begun.verifier)
    app.access.begin_sign_in(state, begun, app.wall.now())
    answer = RedirectResponse(address, 303)
    cookies.give(visit.request, answer, cookies.SIGN_IN, browser, _MINUTES * 60)
    return answer


@pages.get("/inloggen/terug", name="sign-in-back")
def back(visit: Entered) -> Response:
    """Back from the identity provider: whoever it vouches for gets a new session.

    Raises:
        SignInExpired: nobody here asked for this, or not with this browser, or it came back before.
    """
    app, request = visit.app, visit.request
    told = dict(request.query_params)
    begun = app.access.finish_sign_in(told["state"], app.wall.now()) if told.get("state") else None
    browser = cookies.read(request, cookies.SIGN_IN)
    provider = app.identity
    if (
        provider is None
        or begun is None
        or browser is None
        or not hmac.compare_digest(begun.browser, _digest(browser))
        or len(told) != len(request.query_params.multi_items())
    ):
        raise SignInExpired(
            "Dit inloggen hoort niet bij uw browser, duurde te lang of is al afgerond.", "Begin opnieuw met inloggen."
        )
    visitor = app.visitor_vouched(provider.vouched(told, begun.nonce, begun.verifier))
    session = app.access.open_session(visitor, app.clock.now(), instead_of=cookies.read(request, cookies.SESSION))
    answer = RedirectResponse(begun.wanted, 303)
    entered(request, answer, session)
    cookies.take(request, answer, cookies.SIGN_IN)
    return answer


@pages.post("/uitloggen", name="sign-out")
def sign_out(visit: Entered) -> Response:
    token = cookies.read(visit.request, cookies.SESSION)
    if token is not None:
        visit.app.access.close_session(token)
    answer = RedirectResponse("/inloggen?uit=1", 303)
    cookies.take(visit.request, answer, cookies.SESSION)
    return answer


def entered(request: Request, answer: Response, session: str) -> None:
    """Give a browser its new session; what it had before is no longer of use."""
    cookies.give(request, answer, cookies.SESSION, session)
    cookies.take(request, answer, cookies.BROWSER)


def _provider_name(app: App) -> str | None:
    return None if app.identity is None else app.identity.name


def _secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
