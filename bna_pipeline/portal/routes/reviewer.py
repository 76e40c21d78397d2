"""What a reviewer reads and decides on: his page, the look before a decision is given, and the decision itself.

A decision takes two steps: a page that says in words what it covers, and a form on that page. What a page showed comes
back with its form (the draft's version and the digest over the reviewer's sections), so that no decision falls on a
text that nobody read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from pydantic import AfterValidator
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors import DraftMoved
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.reading import Reading
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble, attempt, incomplete
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, may_enter, router
from bna_pipeline.portal.matrix import OPENINGS
from bna_pipeline.portal.own_pages import question_mail
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.reach import may_act, spent
from bna_pipeline.portal.review_words import VERDICTS, confirming, groups_of, recorded, turn_of
from bna_pipeline.portal.security import spending
from bna_pipeline.portal.telling import done
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form(max_length=20_000), AfterValidator(lambda text: text.replace("\r\n", "\n"))]
"""Running text; a browser ends its lines as mail does (HTML, 4.10.21.8)."""

Short = Annotated[str, Form(max_length=100)]


@dataclass(frozen=True)
class Filled:
    """What stood in the form of a decision.

    Attributes:
        concept, gezien: the draft and the digest of the sections as the page showed them.
        namens: whose decision it becomes.
    """

    concept: int = 0
    gezien: str = ""
    namens: str = ""
    besluit: str = ""
    toelichting: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """One that a person can give."""
        given = (Verdict.APPROVE, Verdict.REMARK, Verdict.RETURN, Verdict.WITHDRAW)
        return next((v for v in given if v.value == self.besluit), None)


@pages.get("/e/{edition}/toetsing/{stage}", name="review")
def review(visit: Entered, stage: str, namens: str | None = None, deel: str = "") -> HTMLResponse:
    return review_page(visit, reading_of(visit, stage, namens), opened=deel)


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
        ),
    )


@pages.get("/e/{edition}/toetsing/{stage}/wijzigingen", name="review-changes")
def changes(visit: Entered, stage: str, namens: str | None = None) -> HTMLResponse:
    """What changed in his sections since the draft that he decided on last."""
    reading = reading_of(visit, stage, namens)
    return page(
        visit,
        "reviewer_changes.html",
        crumbs=crumbs(visit, reading, "Wat is veranderd"),
        base=base_of(visit, stage),
        query=query_of(visit, reading.reviewer),
        reading=reading,
        moved=tuple(s for s in reading.sections if s.change is not None or s.dropped is not None),
        may_act=may_act(visit, Act.DECIDE),
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
            with spending(visit.app, visit.visitor, used):
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


def reading_of(visit: Visit, stage: str, on_behalf: str | None = None) -> Reading:
    """What he reads in a stage: for himself, or for whom he stands in; without a name for the first of these.

    Raises:
        PageMissing: he decides for nobody of that name there.
    """
    principals = pipeline.principals_of(visit.tools, visit.person.id, stage)
    whose = on_behalf or principals[0]
    if whose not in principals:
        raise PageMissing("In deze stap beslist u niet namens deze persoon.", "Ga terug naar het overzicht.")
    instead = None if whose == visit.person.id else whose
    pictures = f"/e/{visit.edition_id}/concept/afbeelding/"
    return pipeline.reading(visit.tools, person=visit.person.id, stage=stage, on_behalf=instead, pictures=pictures)


def review_page(
    visit: Visit,
    reading: Reading,
    filled: Filled = Filled(),
    trouble: Trouble | None = None,
    *,
    opened: str = "",
    typed: tuple[str, str, str] | None = None,
) -> HTMLResponse:
    """The reviewer's page, also with a form that is to be mended.

    Args:
        opened: id of a section that stands open.
        typed: a section, what is wrong with a remark at it, and that remark as it was typed.
    """
    names = {p.id: p.name for p in visit.programme.people}
    base, own = base_of(visit, reading.stage), f"/e/{visit.edition_id}/afwezigheid/{visit.person.id}"
    term = pipeline.watch_of(pipeline.route_watch(visit.tools, pipeline.state(visit.tools)), reading.stage)
    principals = pipeline.principals_of(visit.tools, visit.person.id, reading.stage)
    query = query_of(visit, reading.reviewer)
    return page(
        visit,
        "reviewer.html",
        status=200 if trouble is None else trouble.status,
        crumbs=crumbs(visit, reading),
        base=base,
        query=query,
        changes=f"{base}/wijzigingen{query}",
        draft_page=f"/e/{visit.edition_id}/concept/{reading.draft}",
        absence=own if may_enter(visit, OPENINGS["absence"], visit.person.id) else None,
        question_mail=question_mail(visit.programme),
        reading=reading,
        files={file.name: file for file in reading.files},
        term=term,
        turn=turn_of(reading, may_act=may_act(visit, Act.DECIDE)),
        groups=groups_of(reading),
        mixed=0 < len(reading.needed) < len(reading.sections),
        principals=tuple((p, names[p]) for p in principals),
        names=names,
        verdicts=VERDICTS,
        filled=filled,
        trouble=trouble,
        opened=opened,
        typed=typed,
        spent=spent(visit),
        may_act=may_act(visit, Act.DECIDE),
        may_remark=allowed(pipeline.state(visit.tools).phase, Act.REMARK) and may_act(visit, Act.REMARK),
    )


def base_of(visit: Visit, stage: str) -> str:
    return f"/e/{visit.edition_id}/toetsing/{stage}"


def query_of(visit: Visit, whose: str) -> str:
    """What an address says of in whose place he decides; nothing where it is his own."""
    return "" if whose in ("", visit.person.id) else f"?namens={whose}"


def crumbs(visit: Visit, reading: Reading, here: str | None = None) -> tuple[tuple[str, str | None], ...]:
    up = f"{base_of(visit, reading.stage)}{query_of(visit, reading.reviewer)}"
    stage = (f"Toetsing: {reading.stage_name}", None if here is None else up)
    below: tuple[tuple[str, str | None], ...] = () if here is None else ((here, None),)
    return ((visit.edition.title, f"/e/{visit.edition_id}"), stage, *below)


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
