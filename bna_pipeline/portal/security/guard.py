"""The door of the desk: before anything else is done with a request, who asks is known and what he sends is his.

Under `/api/` a bearer key counts and cookies do not, so no other site can act with a visitor's browser; everywhere else
it is the other way round, and a form carries the token of its page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bna_pipeline.errors import BnaError, FormForged, FormSentBefore, KeyRefused, LinkOver, TooOften
from bna_pipeline.model.access import LONGEST, LinkPurpose, Session, Visitor
from bna_pipeline.portal.security import cookies
from bna_pipeline.portal.security.addresses import Addresses, counted_as
from bna_pipeline.portal.security.bodies import FORM_BYTES, Body
from bna_pipeline.portal.security.limits import Limits, Rate
from bna_pipeline.portal.security.spending import settled
from bna_pipeline.portal.security.tokens import FormToken
from bna_pipeline.wiring import App

API: Final = "/api/"
STATIC: Final = "/static/"
DOORS: Final = ("/inloggen", "/link/")
SIGN_OUT: Final = "/uitloggen"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SEE_OTHER: Final = 303
"""What was done is answered by the way to the next page (RFC 9110, 15.4.4)."""

_DECIDING: Final = re.compile(r"/e/[^/]+/toetsing/[^/]+/(?:nakijken|besluit)")

_ENVELOPE: Final = 100_000
"""Bytes of a form around the file in it."""

Refusal = Callable[[Request, BnaError], Response]


class Guard:
    """Asks everybody at the door, and sets `request.state`.

    It sets `address` (the client's), `visitor` (None: nobody is signed in), `session` (None: none, or a key),
    `form_token`, which is another one each time that it is written, and `bodiless` (only headers are asked for). Who
    answers a form and does nothing sets `nothing_done`: it may be sent again.

    Args:
        app: what answers who is let through.
        project: whose links, sessions and keys count.
        limits: how often anybody may try.
        refusal: makes the page, or the JSON, that says why somebody is not let through.
    """

    def __init__(self, app: ASGIApp, *, project: App, limits: Limits, refusal: Refusal) -> None:
        self._app, self._project, self._limits, self._refusal = app, project, limits, refusal
        desk = project.settings.desk
        self._addresses = Addresses(desk.public, desk.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = scope["method"]
        # A page is asked for by HEAD as well, and answers without itself (RFC 9110, 9.3.2).
        scope = {**scope, "method": "GET" if asked == "HEAD" else asked}
        request = Request(scope, receive)
        token = FormToken()
        request.state.address = self._addresses.client(request)
        request.state.visitor, request.state.session, request.state.form_token = None, None, token
        request.state.bodiless = asked == "HEAD"
        answered = _Answer(request, token, send, bodiless=request.state.bodiless)
        form: str | None = None
        try:
            body, form = await self._let_in(request, receive, token)
        except BnaError as refused:
            page = self._refusal(request, refused)
            if isinstance(refused, TooOften):
                page.headers["Retry-After"] = str(refused.seconds)
            elif isinstance(refused, KeyRefused):
                page.headers["WWW-Authenticate"] = "Bearer"
            await page(scope, receive, answered.send)
            return
        try:
            await self._app(scope, receive if body is None else body.receive, answered.send)
        finally:
            if form is not None and (not answered.onward or getattr(request.state, "nothing_done", False)):
                # Nothing was done: who goes back and mends it may send it from there.
                await run_in_threadpool(self._project.access.forget_once, form)

    async def _let_in(self, request: Request, receive: Receive, token: FormToken) -> tuple[Body | None, str | None]:
        """The body to read, and what names the form that was sent."""
        # For the request's whole way: addresses and cookies that are made of it.
        request.scope["scheme"] = self._addresses.scheme(request)
        request = Request(request.scope, receive)
        path = request.url.path
        if path.startswith(STATIC):
            return None, None
        if path.startswith(API):
            request.state.visitor = await run_in_threadpool(self._by_key, request)
            return self._body(request, receive), None
        token.read(request)
        session = await run_in_threadpool(self._at_the_door, request)
        if session is not None:
            request.state.session, request.state.visitor = session, session.visitor
        if request.method in _SAFE:
            return None, None
        self._addresses.require_own_page(request)
        body = self._body(request, receive)
        name = token.named(await body.token() or "")
        if name is None:
            raise FormForged(
                "Dit formulier is niet meer geldig, of niet van dit loket.",
                "Ga terug en kopieer wat u typte. Open de pagina daarna opnieuw en vul het daar in.",
            )
        if session is not None and session.spent and path != SIGN_OUT and not self._takes_back(session, path):
            raise over(session)
        form = f"form {name}"
        if not await run_in_threadpool(self._project.access.once, form, self._project.wall.now(), LONGEST):
            raise FormSentBefore(
                "Dit formulier is al verstuurd; het telt maar één keer.",
                "Open de pagina opnieuw om te zien of het is vastgelegd.",
            )
        return body, form

    def _at_the_door(self, request: Request) -> Session | None:
        address = counted_as(self._addresses.client(request))
        if request.url.path.startswith(DOORS):
            self._count(f"door {address}", self._limits.doors)
        token = cookies.read(request, cookies.SESSION)
        session = None if token is None else self._session(token, request.url.path)
        if request.method not in _SAFE:
            self._count(f"act {address if session is None else session.visitor.how}", self._limits.acts)
        return session

    def _session(self, token: str, path: str) -> Session | None:
        found = self._project.access.session(token, self._project.clock.now())
        if found is None or found.link is None or path.startswith((*DOORS, SIGN_OUT)):
            return found
        if settled(self._project, found.link):
            return self._project.access.session(token, self._project.clock.now())
        return found

    def _takes_back(self, session: Session, path: str) -> bool:
        """Whether this may take back what was decided with his link, while that lasts; the page allows nothing else."""
        link = session.link
        lasts = link is not None and self._project.clock.now() < link.expires
        return lasts and session.visitor.purpose is LinkPurpose.REVIEW and _DECIDING.fullmatch(path) is not None

    def _by_key(self, request: Request) -> Visitor | None:
        address = counted_as(self._addresses.client(request))
        told = request.headers.get("authorization")
        if told is None:
            self._count(f"act {address}", self._limits.acts)
            return None
        kind, _, token = told.partition(" ")
        key = self._project.access.key(token.strip()) if kind.lower() == "bearer" else None
        if key is None:
            self._count(f"key {address}", self._limits.wrong_keys)
            raise KeyRefused("Deze sleutel werkt niet.", "Vraag de beheerder van het loket om een sleutel.")
        if request.method not in _SAFE:
            self._count(f"act key:{key.name}", self._limits.acts)
        return Visitor(person=key.person, how=f"key:{key.name}", programme=key.programme)

    def _count(self, bucket: str, rate: Rate) -> None:
        if not self._project.access.attempt(bucket, self._project.wall.now(), rate.most, rate.window):
            raise TooOften("Dat ging te vaak achter elkaar.", "Wacht een paar minuten.", seconds=rate.seconds)

    def _body(self, request: Request, receive: Receive) -> Body:
        """Files only of who is known; what is longer than the gate of the inbox reads would be refused there anyway."""
        files = request.headers.get("content-type", "").startswith("multipart/form-data")
        most = self._project.settings.intake.file_bytes + _ENVELOPE if files and request.state.visitor else FORM_BYTES
        return Body(request, receive, most)


class _Answer:
    """What goes back: without its body for HEAD, and with the cookie that its forms are bound to."""

    def __init__(self, request: Request, token: FormToken, send: Send, *, bodiless: bool) -> None:
        self._request, self._token, self._send, self._bodiless = request, token, send, bodiless
        self.onward = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.onward = message["status"] == _SEE_OTHER
            if self._token.browser is not None:
                given = Response()
                cookies.give(self._request, given, cookies.BROWSER, self._token.browser)
                cookie = (b"set-cookie", given.headers["set-cookie"].encode("latin-1"))
                message = {**message, "headers": [*message.get("headers", ()), cookie]}
        elif self._bodiless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


def over(session: Session) -> LinkOver:
    """Why a session that its link opened does nothing more."""
    done = "" if session.link is None else session.link.done
    return LinkOver(
        f"Met uw link is al gedaan waar hij voor was. {done}".strip(), "Vraag de coördinator om een nieuwe link."
    )
