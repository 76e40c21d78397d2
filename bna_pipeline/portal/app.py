"""The desk as an ASGI application: every route behind the matrix, every answer with its headers."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles

from bna_pipeline.portal import api, failures
from bna_pipeline.portal.desk import Desk, Follow
from bna_pipeline.portal.doors import require_cells
from bna_pipeline.portal.pages import STATIC
from bna_pipeline.portal.routes import harvest, links, oversight, own, public, sign_in, start, watching
from bna_pipeline.portal.security import GuardedDesk, Limits
from bna_pipeline.portal.shelf import Shelf
from bna_pipeline.wiring import App

# No pages of FastAPI's own: they load scripts from elsewhere, and nobody decided who may see them.
_CLOSED: Final[dict[str, Any]] = {"docs_url": None, "redoc_url": None, "openapi_url": None}


def desk_of(app: App, follow: Follow, limits: Limits | None = None) -> FastAPI:
    """The desk of a project.

    Args:
        follow: told after every act which flow is due for which edition.
        limits: how often anybody may try; None: as often as people do.

    Raises:
        RuntimeError: a route has no cell in the matrix.
    """
    routes, description = _served()
    desk = GuardedDesk(app, failures.refused, limits, title="Voortgangsloket", routes=list(routes), **_CLOSED)
    desk.state.desk = Desk(app, follow)
    desk.state.shelf = Shelf(app, app.settings.desk.public)
    desk.state.description = description
    failures.install(desk)
    desk.add_middleware(api.Versioned)
    require_cells(desk)
    return desk


@cache
def _served() -> tuple[tuple[BaseRoute, ...], dict[str, Any]]:
    """Every route and the description of the API: the same for each desk, and a second's work."""
    site = FastAPI(**_CLOSED)
    for router in (
        start.pages,
        watching.pages,
        sign_in.pages,
        links.pages,
        public.pages,
        harvest.pages,
        *oversight.pages,
        *own.pages,
    ):
        site.include_router(router)
    site.include_router(api.api, prefix=api.PREFIX)
    site.mount("/static", StaticFiles(directory=STATIC), name="static")
    return tuple(site.routes), api.description(site)
