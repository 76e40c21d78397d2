"""Remarks at a section: kept in place where a script asks for it, and else with the whole page, to the same end."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.model.reading import Reading
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble, attempt
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import bare_page
from bna_pipeline.portal.reach import may_act
from bna_pipeline.portal.routes.reviewer import Short, Text, base_of, query_of, reading_of, review_page
from bna_pipeline.portal.telling import done
from bna_pipeline.wiring import pipeline

pages = router()

_IN_PLACE: Final = "hx-request"
"""The header by which a script says that it puts the answer in the page (htmx)."""


@pages.post("/e/{edition}/toetsing/{stage}/opmerking", name="review-remark")
def remark(
    visit: Entered,
    stage: str,
    deel: Short,
    concept: Annotated[int, Form()],
    tekst: Text = "",
    citaat: Text = "",
    namens: Short = "",
) -> Response:
    """Make a remark at a section, bound to the section as the page showed it."""
    reading = reading_of(visit, stage, namens)
    if not tekst.strip():
        return _again(visit, reading, deel, Trouble(422, "Schrijf eerst uw opmerking."), "")
    actor = visit.actor(Act.REMARK)
    instead = namens if namens and namens != actor.person else None
    made = attempt(
        lambda: pipeline.make_remark(
            visit.tools,
            actor,
            stage=stage,
            draft=concept,
            section=deel,
            text=tekst,
            quote=citaat,
            on_behalf=instead,
        )
    )
    return _answered(visit, stage, namens, deel, made, "Uw opmerking is bewaard.", tekst)


@pages.post("/e/{edition}/toetsing/{stage}/opmerking/{remark}/intrekken", name="review-unremark")
def unremark(visit: Entered, stage: str, remark: str, deel: Short = "", namens: Short = "") -> Response:
    """Take a remark of one's own back."""
    actor = visit.actor(Act.REMARK)
    taken = attempt(lambda: pipeline.withdraw_remark(visit.tools, actor, remark=remark))
    return _answered(visit, stage, namens, deel, taken, "Uw opmerking is ingetrokken.")


def _answered(
    visit: Visit, stage: str, namens: str, section: str, outcome: pipeline.Step | Trouble, said: str, typed: str = ""
) -> Response:
    reading = reading_of(visit, stage, namens)
    if isinstance(outcome, Trouble):
        return _again(visit, reading, section, outcome, typed)
    visit.done("review")
    if _IN_PLACE in visit.request.headers:
        return _in_place(visit, reading, section, saved=said)
    query = query_of(visit, namens)
    to = f"{base_of(visit, stage)}{query}{'&' if query else '?'}deel={section}#deel-{section.replace('.', '-')}"
    return done(visit.request, to, said=(said,))


def _again(visit: Visit, reading: Reading, section: str, trouble: Trouble, typed: str) -> Response:
    words = f"{trouble.message} {trouble.mend}".strip()
    if _IN_PLACE in visit.request.headers:
        return _in_place(visit, reading, section, error=words, typed=typed)
    there = f"tekst-{section.replace('.', '-')}"
    shown = Trouble(trouble.status, "Uw opmerking is niet bewaard.", fields=((there, words),))
    return review_page(visit, reading, trouble=shown, opened=section, typed=(section, words, typed))


def _in_place(
    visit: Visit, reading: Reading, section: str, *, saved: str = "", error: str | None = None, typed: str = ""
) -> HTMLResponse:
    """The remarks at one section alone, for a script to put where they stood."""
    return bare_page(
        visit.request,
        "remarks_in_place.html",
        section=next(s for s in reading.sections if s.id == section),
        reading=reading,
        base=base_of(visit, reading.stage),
        names={p.id: p.name for p in visit.programme.people},
        may_remark=allowed(pipeline.state(visit.tools).phase, Act.REMARK) and may_act(visit, Act.REMARK),
        saved=saved or None,
        in_place=True,
        error=error,
        typed=typed,
    )
