"""What anyone may see and have, without signing in: released letters and reports.

An edition that is not released, one without a public page and one that does not exist are answered in the same words.
"""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bna_pipeline.errors import BnaError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.files import media_type_of
from bna_pipeline.portal.pages import rendered
from bna_pipeline.portal.shelf import Shelf

pages = router()
log = logging.getLogger(__name__)

_ASK_AGAIN: Final = "public, no-cache"
"""A page may be kept, and is asked for again each time: what was just released stands on it at once."""

_FILE_KEPT: Final = "public, max-age=300, must-revalidate"

_HTML: Final = "text/html; charset=utf-8"
_CHUNK: Final = 256 * 1024


@pages.get("/openbaar", name="public")
def everything(visit: Entered) -> Response:
    """Everything that was released, the last one first."""
    return _page(visit.request, "public.html")


@pages.get("/openbaar/{edition}", name="public-edition")
def edition(visit: Entered, edition: str) -> Response:
    """The letter and its attachment, with what identifies them."""
    return _page(visit.request, "public_edition.html", edition)


@pages.get("/openbaar/{edition}/{name}", name="public-file")
def file(visit: Entered, edition: str, name: str) -> Response:
    """A file as it was frozen."""
    shelf = _shelf(visit.request)
    try:
        found = shelf.file(edition, name)
        if found is None:
            return _missing()
        kept = _kept(found.sha256, _FILE_KEPT)
        if _has(visit.request, kept["ETag"]):
            return Response(status_code=304, headers=kept)
        given = shelf.given(edition, found)
    except BnaError as fault:
        return _not_now(fault)
    headers = {
        **given.headers,
        **kept,
        "Content-Length": str(len(given.data)),
        "Accept-Ranges": "none",
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(found.sha256)).decode('ascii')}:",  # RFC 9530
    }
    # In pieces: who reads slowly holds on to one of them, and not to a copy of the whole.
    return StreamingResponse(_pieces(given.data), headers=headers, media_type=media_type_of(name))


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]


def _page(request: Request, template: str, edition: str | None = None) -> Response:
    try:
        html = _shelf(request).page(template, edition)
    except BnaError as fault:
        return _not_now(fault)
    if html is None:
        return _missing()
    kept = _kept(sha256_hex(html), _ASK_AGAIN)
    if _has(request, kept["ETag"]):
        return Response(status_code=304, headers=kept)
    return Response(html, headers={**kept, "Content-Language": "nl"}, media_type=_HTML)


def _missing() -> Response:
    """In the same bytes for everyone and everything that is not there; nobody keeps it, for it may come."""
    return Response(rendered("public_missing.html"), 404, headers={"Content-Language": "nl"}, media_type=_HTML)


def _not_now(fault: BnaError) -> Response:
    """Something of ours is wrong; what it is stands in the log."""
    log.error("%s", fault)
    headers = {"Content-Language": "nl", "Retry-After": "60"}
    return Response(rendered("public_not_now.html"), 503, headers=headers, media_type=_HTML)


def _kept(digest: str, how: str) -> dict[str, str]:
    return {"ETag": f'"{digest}"', "Cache-Control": how}


def _has(request: Request, tag: str) -> bool:
    """Whether who asks says that he has it (RFC 9110, 13.1.2; compared weakly)."""
    said = (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(","))
    return any(each in (tag, "*") for each in said)


def _shelf(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf
