"""Where one comes in: the editions in which one has a role, and whether the desk works."""

from __future__ import annotations

from starlette.responses import HTMLResponse, JSONResponse

from bna_pipeline.model.base import Frozen
from bna_pipeline.model.waits import When
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page

pages = router()


class EditionLine(Frozen):
    """An edition on the start page: who the visitor is in it, and how much waits for himself."""

    edition: str
    person: str
    title: str
    phase: str
    sample: bool
    turns: int


@pages.get("/gezond", name="health")
def health(visit: Entered) -> JSONResponse:
    """Whether the desk answers, for who watches over it."""
    return JSONResponse({"ok": bool(visit.app.root)})


@pages.get("/", name="start")
def start(visit: Entered) -> HTMLResponse:
    lines = _lines(visit)
    return page(
        visit, "start.html", lines=tuple(lines), visitor_name=" / ".join(dict.fromkeys(x.person for x in lines))
    )


def _lines(visit: Visit) -> list[EditionLine]:
    found = []
    for edition in visit.app.editions():
        there = Visit(visit.desk, visit.request, visit.route, visit.visitor, edition)
        assert visit.visitor is not None
        if not visit.visitor.reaches(edition) or visit.app.person_of(visit.visitor, there.programme) is None:
            continue
        status = there.status
        turns = sum(there.person.id in wait.who and wait.when is When.NOW for wait in status.waits)
        found.append(
            EditionLine(
                edition=edition,
                person=there.person.name,
                title=status.title,
                phase=status.phase,
                sample=status.sample,
                turns=turns,
            )
        )
    return found
