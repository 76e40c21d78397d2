"""What programs read of everything that was released (Woo harvesters, Open Raadsinformatie): `robots.txt`,
sitemap indexes, sitemaps, and the same documents as JSON.

Before the first release they say nothing but where robots may look; an edition under embargo changes no byte of them.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from bna_pipeline.errors import WrongUse
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.shelf import Shelf
from bna_pipeline.wiring import pipeline

pages = router()

_KEPT: Final = "public, max-age=300, must-revalidate"
_ROBOTS: Final = "robots.txt"


@pages.get("/robots.txt", name="robots")
def robots(visit: Entered) -> Response:
    """What robots may look at: what was released, and nothing else of the desk."""
    return _answer(visit, _ROBOTS, "text/plain; charset=us-ascii")


@pages.get("/sitemapindex-diwoo-{category}.xml", name="sitemap-index")
def index(visit: Entered, category: str) -> Response:
    """The sitemaps of a category of the Woo, by its number, such as "infocat008"."""
    return _answer(visit, f"sitemapindex-diwoo-{category}.xml", "application/xml")


@pages.get("/sitemap-diwoo-{name}.xml", name="sitemap")
def sitemap(visit: Entered, name: str) -> Response:
    """Released documents with what DiWoo says of them."""
    return _answer(visit, f"sitemap-diwoo-{name}.xml", "application/xml")


@pages.get("/ori/informatieobjecten", name="ori-list")
def information_objects(visit: Entered) -> Response:
    """All released documents as Open Raadsinformatie has them; without filters."""
    if visit.request.query_params:
        raise WrongUse("Deze lijst kent geen filters.", "Vraag haar zonder; zij is kort.")
    return _answer(visit, "/ori/informatieobjecten", "application/json")


@pages.get("/ori/informatieobjecten/{name}", name="ori-object")
def information_object(visit: Entered, name: str) -> Response:
    """One of them."""
    return _answer(visit, f"/ori/informatieobjecten/{name}", "application/json")


def _answer(visit: Visit, name: str, kind: str) -> Response:
    shelf: Shelf = visit.request.app.state.shelf
    look = shelf.look()
    if (_ROBOTS, None) not in look.pages:  # made once for all that stands on the shelf, however many ask
        found = (one.findable for one in look.shown.values() if one.findable is not None)
        made = pipeline.harvest(found, visit.app.settings.desk.public)
        look.pages.update({(file, None): data for file, data in {**made.files, **made.objects}.items()})
        look.pages[_ROBOTS, None] = made.robots
    data = look.pages.get((name, None))
    if data is None:
        raise PageMissing("Hier is niets gepubliceerd.", "Kijk op de lijst van openbare stukken.")
    return Response(data, media_type=kind, headers={"Cache-Control": _KEPT})
