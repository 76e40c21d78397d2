"""What reviewers said: their remarks with an answer, and what they changed in Word, taken over or not."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.model.proposals import Proposal
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
_YES, _NO = "ja", "nee"


@pages.get("/e/{edition}/opmerkingen", name="remarks")
def remarks(visit: Entered) -> HTMLResponse:
    return _remarks(visit)


def _remarks(visit: Visit, trouble: Trouble | None = None, typed: dict[str, str] | None = None) -> HTMLResponse:
    now = pipeline.state(visit.tools)
    titles = {s.id: s.title for made in now.drafts for s in made.draft.sections}
    return page(
        visit,
        "remarks.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Concepten", path(visit, "drafts")),
            ("Opmerkingen", None),
        ),
        waiting=[r for r in now.remarks if r.open],
        answered=[r for r in reversed(now.remarks) if r.answer is not None and not r.withdrawn],
        withdrawn=[r for r in now.remarks if r.withdrawn],
        titles=titles,
        stages={s.id: s.name for s in visit.programme.review},
        names={p.id: p.name for p in visit.programme.people},
        draft=now.draft,
        acts=may_do(visit, "remarks-do") and allowed(now.phase, Act.ANSWER_REMARK),
        trouble=trouble,
        typed=typed or {},
    )


@pages.post("/e/{edition}/opmerkingen", name="remarks-do")
def answer(visit: Entered, opmerking: Text, antwoord: Text = "", overgenomen: Text = "") -> Response:
    typed = {"opmerking": opmerking, "antwoord": antwoord, "overgenomen": overgenomen}
    trouble = incomplete(
        overgenomen=None if overgenomen in (_YES, _NO) else "Kies of de tekst voor deze opmerking is gewijzigd.",
        antwoord=needed(antwoord, "Schrijf een antwoord: de toetser leest het."),
    )
    done_or_not = trouble or attempt(
        lambda: pipeline.answer_remark(
            visit.tools,
            visit.actor(Act.ANSWER_REMARK),
            remark=opmerking,
            answer=antwoord,
            taken_over=overgenomen == _YES,
        )
    )
    if isinstance(done_or_not, Trouble):
        return _remarks(visit, done_or_not, typed)
    visit.done("review")
    return done(visit.request, path(visit, "remarks"), done_or_not)


@pages.get("/e/{edition}/voorstellen", name="proposals")
def proposals(visit: Entered) -> HTMLResponse:
    return _proposals(visit)


def _proposals(visit: Visit, trouble: Trouble | None = None, typed: dict[str, str] | None = None) -> HTMLResponse:
    now = pipeline.state(visit.tools)
    lines = pipeline.proposals(visit.tools)
    return page(
        visit,
        "proposals.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Concepten", path(visit, "drafts")),
            ("Voorstellen uit Word", None),
        ),
        waiting=[line for line in lines if line.open],
        settled=[line for line in lines if not line.open],
        returned=now.proposals.returned,
        refused=now.proposals.refused,
        is_text={line.id: isinstance(line.change, Proposal) for line in lines},
        names={p.id: p.name for p in visit.programme.people},
        acts=may_do(visit, "proposals-do") and allowed(now.phase, Act.SETTLE_PROPOSAL),
        trouble=trouble,
        typed=typed or {},
    )


@pages.post("/e/{edition}/voorstellen", name="proposals-do")
def settle(visit: Entered, voorstel: Text, besluit: Text = "", reden: Text = "") -> Response:
    typed = {"voorstel": voorstel, "besluit": besluit, "reden": reden}
    found = next((line for line in pipeline.proposals(visit.tools) if line.id == voorstel), None)
    to_answer = found is not None and not isinstance(found.change, Proposal)
    why = None
    if besluit == _NO or to_answer:
        why = needed(reden, "Schrijf een antwoord: wie dit voorstelde, leest het.")
    trouble = incomplete(besluit=None if besluit in (_YES, _NO) else "Kies wat u ermee doet.", reden=why)
    done_or_not = trouble or attempt(
        lambda: pipeline.settle_proposal(
            visit.tools, visit.actor(Act.SETTLE_PROPOSAL), proposal=voorstel, accept=besluit == _YES, reason=reden
        )
    )
    if isinstance(done_or_not, Trouble):
        return _proposals(visit, done_or_not, typed)
    visit.done("draft")
    return done(visit.request, path(visit, "proposals"), done_or_not)
