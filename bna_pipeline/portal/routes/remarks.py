"""Remarks at a section: kept in place where a script asks for it, and else with the whole page, to the same end."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.reading import Reading, SectionReading
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

_Typed = tuple[str, str]
"""A remark as it was typed, and the words that it is about."""


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
        return _again(visit, reading, deel, concept, Trouble(422, "Schrijf eerst uw opmerking."), ("", citaat))
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
    return _answered(visit, stage, namens, deel, concept, made, "Uw opmerking is bewaard.", (tekst, citaat))


@pages.post("/e/{edition}/toetsing/{stage}/opmerking/{remark}/intrekken", name="review-unremark")
def unremark(
    visit: Entered, stage: str, remark: str, concept: Annotated[int, Form()] = 0, namens: Short = ""
) -> Response:
    """Take a remark of one's own in this stage back."""
    known = (r.remark for r in pipeline.state(visit.tools).remarks)
    own = next((r for r in known if (r.id, r.stage) == (remark, stage)), None)
    if own is None:
        raise PageMissing("Deze opmerking is er niet.", "Ga terug naar de toetsing.")
    actor = visit.actor(Act.REMARK)
    taken = attempt(lambda: pipeline.withdraw_remark(visit.tools, actor, remark=remark))
    return _answered(visit, stage, namens, own.section, concept, taken, "Uw opmerking is ingetrokken.")


def _answered(
    visit: Visit,
    stage: str,
    namens: str,
    section: str,
    draft: int,
    outcome: pipeline.Step | Trouble,
    said: str,
    typed: _Typed = ("", ""),
) -> Response:
    reading = reading_of(visit, stage, namens)
    if isinstance(outcome, Trouble):
        return _again(visit, reading, section, draft, outcome, typed)
    visit.done("review")
    there = _in_place_of(visit, reading, section)
    if there is not None:
        return _in_place(visit, reading, there, draft, saved=said)
    query = query_of(visit, namens)
    to = f"{base_of(visit, stage)}{query}{'&' if query else '?'}deel={section}#deel-{section.replace('.', '-')}"
    return done(visit.request, to, said=(said,))


def _again(visit: Visit, reading: Reading, section: str, draft: int, trouble: Trouble, typed: _Typed) -> Response:
    words = f"{trouble.message} {trouble.mend}".strip()
    there = _in_place_of(visit, reading, section)
    if there is not None:
        return _in_place(visit, reading, there, draft, error=words, typed=typed)
    field = f"tekst-{section.replace('.', '-')}"
    shown = Trouble(trouble.status, "Uw opmerking is niet bewaard.", fields=((field, words),))
    return review_page(visit, reading, trouble=shown, opened=section, typed=(section, words, *typed))


def _in_place_of(visit: Visit, reading: Reading, section: str) -> SectionReading | None:
    """The section whose remarks alone are answered; None: a whole page is, to who has no script or no such section."""
    if _IN_PLACE not in visit.request.headers:
        return None
    return next((s for s in reading.sections if s.id == section), None)


def _in_place(
    visit: Visit,
    reading: Reading,
    section: SectionReading,
    draft: int,
    *,
    saved: str = "",
    error: str | None = None,
    typed: _Typed = ("", ""),
) -> HTMLResponse:
    """The remarks at one section alone, for a script to put where they stood.

    Args:
        draft: the version that the page around it shows, which may not be the one that counts any more: what is sent
            from there is about that one.
    """
    return bare_page(
        visit.request,
        "remarks_in_place.html",
        section=section,
        reading=reading.model_copy(update={"draft": draft or reading.draft}),
        base=base_of(visit, reading.stage),
        names={p.id: p.name for p in visit.programme.people},
        may_remark=allowed(pipeline.state(visit.tools).phase, Act.REMARK) and may_act(visit, Act.REMARK),
        saved=saved or None,
        in_place=True,
        error=error,
        typed=typed,
    )
