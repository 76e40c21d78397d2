"""The desk as an ASGI application: every route behind the matrix, every answer with its headers."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from bna_pipeline.portal import api, failures
from bna_pipeline.portal.desk import Desk, Follow
from bna_pipeline.portal.doors import require_cells
from bna_pipeline.portal.pages import STATIC
from bna_pipeline.portal.routes import links, oversight, own, sign_in, start
from bna_pipeline.portal.security import GuardedDesk, Limits
from bna_pipeline.wiring import App


def desk_of(app: App, follow: Follow, limits: Limits | None = None) -> FastAPI:
    """The desk of a project.

    Args:
        follow: told after every act which flow is due for which edition.
        limits: how often anybody may try; None: as often as people do.

    Raises:
        RuntimeError: a route has no cell in the matrix.
    """
    # No pages of FastAPI's own: they load scripts from elsewhere, and nobody decided who may see them.
    closed: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    desk = GuardedDesk(app, failures.refused, limits, title="Voortgangsloket", **closed)
    desk.state.desk = Desk(app, follow)
    for router in (start.pages, sign_in.pages, links.pages, *oversight.pages, *own.pages):
        desk.include_router(router)
    desk.include_router(api.api, prefix=api.PREFIX)
    desk.mount("/static", StaticFiles(directory=STATIC), name="static")
    failures.install(desk)
    desk.add_middleware(api.Versioned)
    require_cells(desk)
    desk.state.description = api.description(desk)
    return desk
