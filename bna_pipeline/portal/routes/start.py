"""Where one comes in: the editions in which one has a role, and whether the desk works."""

from __future__ import annotations

import logging

from starlette.responses import HTMLResponse, JSONResponse

from bna_pipeline.errors import BnaError
from bna_pipeline.model.base import Frozen
from bna_pipeline.model.waits import When
from bna_pipeline.portal.desk import Visit, editions_of
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page

pages = router()
log = logging.getLogger(__name__)


class EditionLine(Frozen):
    """An edition on the start page: who the visitor is in it, and how much waits for himself.

    `release` says how far the package is, once it was released; before, when that will be is not for everybody.
    """

    edition: str
    person: str
    title: str
    phase: str
    sample: bool
    turns: int
    release: str | None


@pages.get("/gezond", name="health")
def health(visit: Entered) -> JSONResponse:
    """Whether the desk answers and its stores do, for who watches over it; what is wrong stands in the log."""
    try:
        visit.app.editions()
        visit.app.access.all_keys()
    except BnaError as fault:
        log.error("%s", fault)
        return JSONResponse({"ok": False}, 503)
    return JSONResponse({"ok": True})


@pages.get("/", name="start")
def start(visit: Entered) -> HTMLResponse:
    there, unreadable = editions_of(visit)
    lines = tuple(_lines(there))
    name = " / ".join(dict.fromkeys(line.person for line in lines))
    return page(visit, "start.html", lines=lines, unreadable=unreadable, visitor_name=name)


def _lines(visits: tuple[Visit, ...]) -> list[EditionLine]:
    found = []
    for there in visits:
        status = there.status
        turns = sum(there.person.id in wait.who and wait.when is When.NOW for wait in status.waits)
        found.append(
            EditionLine(
                edition=status.edition,
                person=there.person.name,
                title=status.title,
                phase=status.phase,
                sample=status.sample,
                turns=turns,
                release=status.release.words if status.release.fired else None,
            )
        )
    return found
