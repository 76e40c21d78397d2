"""Where partners contradict each other, with the words of both, and what the coordinator chooses."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble, attempt, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import may_do, path
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]


@pages.get("/e/{edition}/tegenspraak", name="contradictions")
def contradictions(visit: Entered) -> HTMLResponse:
    return _contradictions(visit)


def _contradictions(
    visit: Visit, trouble: Trouble | None = None, subject: str = "", chosen: str = "", reason: str = ""
) -> HTMLResponse:
    return page(
        visit,
        "contradictions.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Tegenspraak", None)),
        found=pipeline.contradictions(visit.tools),
        acts=may_do(visit, "contradictions-do"),
        can_settle=allowed(pipeline.state(visit.tools).phase, Act.SETTLE),
        trouble=trouble,
        subject=subject,
        chosen=chosen,
        reason=reason,
    )


@pages.post("/e/{edition}/tegenspraak", name="contradictions-do")
def settle(visit: Entered, onderwerp: Text, gezien: Text, keuze: Text = "", reden: Text = "") -> Response:
    trouble = incomplete(
        keuze=needed(keuze, "Kies wat geldt."), reden=needed(reden, "Schrijf waarom: de reden komt in het logboek.")
    )
    done_or_not = trouble or attempt(
        lambda: pipeline.settle(
            visit.tools, visit.actor(Act.SETTLE), subject=onderwerp, chosen=keuze, reason=reden, seen=gezien
        )
    )
    if isinstance(done_or_not, Trouble):
        return _contradictions(visit, done_or_not, onderwerp, keuze, reden)
    visit.done("draft")
    return done(visit.request, path(visit, "contradictions"), done_or_not)
