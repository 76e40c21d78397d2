"""Ways from a page to others of its edition: their addresses, and whether they are open to the visitor."""

from __future__ import annotations

from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import may_enter
from bna_pipeline.portal.matrix import OPENINGS


def path(visit: Visit, route: str, **about: str) -> str:
    """The address of a page of the edition."""
    return str(visit.request.app.url_path_for(route, edition=visit.edition_id, **about))


def may_do(visit: Visit, route: str) -> bool:
    """Whether a route is open to the visitor: the page, or what takes its form."""
    return may_enter(visit, OPENINGS[route])
