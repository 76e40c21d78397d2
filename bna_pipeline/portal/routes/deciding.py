"""A decision: looked over on a page that says in words what it covers, and then recorded by a form on that page.

What a page showed comes back with its form (the draft's version and the digest over the reviewer's sections), so that
no decision falls on a text that nobody read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors import DraftMoved, NothingToWithdraw
from bna_pipeline.model.draft import Decision, Verdict
from bna_pipeline.model.reading import Reading
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.acting import Trouble, attempt, incomplete
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.reach import decided_with_link, session_of
from bna_pipeline.portal.review_words import confirming, recorded
from bna_pipeline.portal.routes.reviewer import (
    Filled,
    Short,
    Text,
    base_of,
    crumbs,
    query_of,
    reading_of,
    review_page,
)
from bna_pipeline.portal.security import over, spending, taking_back
from bna_pipeline.portal.telling import done
from bna_pipeline.wiring import pipeline

pages = router()


@pages.post("/e/{edition}/toetsing/{stage}/nakijken", name="review-check")
def check(
    visit: Entered,
    stage: str,
    concept: Annotated[int, Form()],
    gezien: Short,
    namens: Short = "",
    besluit: Short = "",
    toelichting: Text = "",
    stap: Short = "",
) -> Response:
    """The decision as it would be, in words; nothing is recorded."""
    visit.request.state.nothing_done = True  # who goes back changes his mind, and sends the same form
    filled = Filled(concept, gezien, namens, besluit, toelichting)
    _require_reach(visit, stage, filled)
    reading = reading_of(visit, stage, namens)
    if (concept, gezien) != (reading.draft, reading.seen):
        return _moved(visit, reading, filled, "De tekst die u zag, is niet meer de tekst van nu.")
    if stap == "terug":
        return review_page(visit, reading, filled)
    trouble = _lacks(filled, reading)
    if trouble is not None:
        return review_page(visit, reading, filled, trouble)
    assert filled.verdict is not None
    return page(
        visit,
        "reviewer_confirm.html",
        crumbs=crumbs(visit, reading, "Kijk uw besluit na"),
        base=base_of(visit, stage),
        reading=reading,
        verdict=filled.besluit,
        comment=toelichting.strip(),
        words=confirming(filled.verdict, reading),
    )


@pages.post("/e/{edition}/toetsing/{stage}/besluit", name="review-decide")
def decide(
    visit: Entered,
    stage: str,
    concept: Annotated[int, Form()],
    gezien: Short,
    besluit: Short,
    namens: Short = "",
    toelichting: Text = "",
) -> Response:
    """Record the decision that was looked over."""
    filled = Filled(concept, gezien, namens, besluit, toelichting)
    verdict = filled.verdict
    own = _require_reach(visit, stage, filled)
    if verdict is None:
        reading = reading_of(visit, stage, namens)
        return review_page(visit, reading, filled, _lacks(filled, reading))
    actor = visit.actor(Act.DECIDE)
    on_behalf = namens if namens and namens != actor.person else None
    return _recorded(
        visit,
        stage,
        filled,
        lambda: pipeline.decide(
            visit.tools,
            actor,
            stage=stage,
            verdict=verdict,
            comment=toelichting,
            on_behalf=on_behalf,
            draft=concept,
            seen=gezien,
            provided=None if own is None else lambda now: _require_last(now, own),
        ),
    )


@pages.post("/e/{edition}/toetsing/{stage}/herbevestigen", name="review-reconfirm")
def reconfirm(
    visit: Entered, stage: str, concept: Annotated[int, Form()], gezien: Short, namens: Short = ""
) -> Response:
    """Approve anew what only follows from elsewhere: the comparison before this said what it covers."""
    filled = Filled(concept, gezien, namens)
    actor = visit.actor(Act.DECIDE)
    on_behalf = namens if namens and namens != actor.person else None
    return _recorded(
        visit,
        stage,
        filled,
        lambda: pipeline.reconfirm(visit.tools, actor, stage=stage, draft=concept, seen=gezien, on_behalf=on_behalf),
    )


def _recorded(visit: Visit, stage: str, filled: Filled, do: Callable[[], pipeline.Step]) -> Response:
    """Do it and go back to his page, or say there what stands in the way, or what changed since he looked."""
    verdict = filled.verdict or Verdict.APPROVE
    used = f"U besloot over concept {filled.concept}: {verdict.words}."
    moved: list[DraftMoved] = []

    def watched() -> pipeline.Step:
        assert visit.visitor is not None
        try:
            # What is taken back is decided no more, so it uses no link up.
            taken_back = filled.verdict is Verdict.WITHDRAW
            app = visit.app
            with taking_back(app, session_of(visit)) if taken_back else spending(app, visit.visitor, used):
                return do()
        except DraftMoved as fault:
            moved.append(fault)
            raise

    given = attempt(watched)
    if moved:
        return _moved(visit, reading_of(visit, stage, filled.namens), filled, moved[0].message)
    if isinstance(given, Trouble):
        return review_page(visit, reading_of(visit, stage, filled.namens), filled, given)
    visit.done("review")
    told = recorded(verdict, filled.concept, changed=given.changed)
    return done(visit.request, base_of(visit, stage) + query_of(visit, filled.namens), said=(told,))


def _require_reach(visit: Visit, stage: str, filled: Filled) -> Decision | None:
    """With a link that was used one takes back what it was used for, and does nothing else.

    Returns:
        What is taken back; None: his link is not used, or he came otherwise.

    Raises:
        LinkOver.
    """
    session = session_of(visit)
    if session is None or not session.spent:
        return None
    own = decided_with_link(visit, stage, filled.namens or visit.person.id)
    if filled.verdict is not Verdict.WITHDRAW or own is None:
        raise over(session)
    return own


def _require_last(now: EditionState, own: Decision) -> None:
    if own != [d for d in now.decisions if (d.stage, d.reviewer) == (own.stage, own.reviewer)][-1]:
        raise NothingToWithdraw("Er is intussen anders besloten.", "Open de pagina opnieuw om te zien wat er geldt.")


def _lacks(filled: Filled, reading: Reading) -> Trouble | None:
    """What the form of a decision lacks; open remarks of his own say what must change as well as a comment does."""
    verdict = filled.verdict
    silent = not filled.toelichting.strip() and not reading.open_remarks
    comment = verdict in (Verdict.REMARK, Verdict.RETURN) and silent
    return incomplete(
        besluit=None if verdict is not None else "Kies wat u besluit.",
        toelichting="Schrijf erbij wat er anders moet: de redactie moet er verder mee kunnen." if comment else None,
    )


def _moved(visit: Visit, reading: Reading, filled: Filled, message: str) -> HTMLResponse:
    """What changed since the page that a decision was given on; nothing is recorded."""
    since = None
    if 0 < filled.concept < reading.draft:
        since = pipeline.read_draft(visit.tools, since=filled.concept)
    mine = {section.id for section in reading.sections}
    return page(
        visit,
        "reviewer_moved.html",
        status=409,
        crumbs=crumbs(visit, reading, "Het concept is veranderd"),
        base=base_of(visit, reading.stage),
        query=query_of(visit, reading.reviewer),
        reading=reading,
        before=filled.concept,
        message=message,
        changed=None if since is None else since.changed,
        sections=None
        if since is None
        else tuple((s.title, s.change.words) for s in since.sections if s.id in mine and s.change is not None),
        comparison=None if since is None else f"/e/{visit.edition_id}/concept/{reading.draft}/sinds/{filled.concept}",
        comment=filled.toelichting.strip(),
    )
