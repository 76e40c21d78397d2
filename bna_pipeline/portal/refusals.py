"""Who was refused at the door, for the operator: with a code, a route and an address, and nothing that lets anybody in.

Not what the error says: an account or a claim may stand in that.
"""

from __future__ import annotations

import ipaddress
import logging
from typing import Final

from starlette.requests import Request

from bna_pipeline.errors import AccessError, FormSentBefore
from bna_pipeline.portal.doors import pattern_at

log = logging.getLogger("bna_pipeline.desk")

_HARMLESS: Final = (FormSentBefore,)
"""Somebody pressed a button twice."""


def note_refusal(request: Request, kind: type[AccessError]) -> None:
    """Log at WARNING that somebody was refused, and why in general."""
    if not issubclass(kind, _HARMLESS):
        log.warning(
            "refused %s (%s): %s %s from %s",
            kind.code,
            kind.__name__,
            request.method,
            route_of(request),
            an_address(getattr(request.state, "address", "")),
        )


def route_of(request: Request) -> str:
    """The route's pattern and not the path: a token may stand in that."""
    known = getattr(request.scope.get("route"), "path", None)
    return known or pattern_at(request.app, request.url.path) or "?"


def an_address(told: str) -> str:
    """Where a request came from, as the guard found it; a proxy may pass on anything instead of an address."""
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return "?"
