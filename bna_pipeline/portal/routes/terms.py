"""The route in time as the coordinator mends it: more time, who is away, and who decides in whose place."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.programme import Role
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble, attempt, day_of, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import may_do, path
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]
_FIRST, _LAST = "Kies de eerste dag.", "Kies de laatste dag."
_WHY = "Schrijf waarom: de reden komt in het logboek."


@pages.get("/e/{edition}/vervanging", name="terms")
def terms(visit: Entered) -> HTMLResponse:
    return _terms(visit)


def _terms(visit: Visit, trouble: Trouble | None = None, typed: dict[str, str] | None = None) -> HTMLResponse:
    now = pipeline.state(visit.tools)
    reviewing = {r.person for stage in visit.programme.review for r in stage.reviewers}
    today = pipeline.today(visit.tools)
    return page(
        visit,
        "terms.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Termijnen en vervanging", None)),
        standing=visit.status,
        running=tuple(s for s in visit.status.stages if s.reached and not s.satisfied and s.due is not None),
        absences=tuple(a for a in now.course.absences if a.last >= today),
        delegations=tuple(d for d in now.in_force if d.valid_until >= today),
        of_absences={a.delegation for a in now.course.absences},
        names={p.id: p.name for p in visit.programme.people},
        reviewers=[("", "Kies wie"), *((p.id, p.name) for p in visit.programme.people if p.id in reviewing)],
        deputies=[(p.id, p.name) for p in visit.programme.people if Role.REVIEWER in p.roles],
        verdicts={v.value: v.words for v in Verdict},
        acts=may_do(visit, "terms-do"),
        can={act.name: allowed(now.phase, act) for act in (Act.EXTEND_TERM, Act.NOTE_ABSENCE, Act.DELEGATE)},
        trouble=trouble,
        typed=typed or {},
    )


@pages.post("/e/{edition}/vervanging", name="terms-do")
def term_act(
    visit: Entered,
    doe: Text,
    stap: Text = "",
    wie: Text = "",
    vervanger: Text = "",
    van: Text = "",
    tot: Text = "",
    reden: Text = "",
) -> Response:
    typed = {"doe": doe, "stap": stap, "wie": wie, "vervanger": vervanger, "van": van, "tot": tot, "reden": reden}
    trouble = _lacking(doe, typed)
    done_or_not = trouble or attempt(lambda: _step(visit, typed))
    if isinstance(done_or_not, Trouble):
        return _terms(visit, done_or_not, typed)
    visit.done("review")
    return done(visit.request, path(visit, "terms"), done_or_not)


def _lacking(what: str, typed: dict[str, str]) -> Trouble | None:
    first, last, why = day_of(typed["van"]), day_of(typed["tot"]), needed(typed["reden"], _WHY)
    who = needed(typed["wie"], "Kies om wie het gaat.")
    match what:
        case "verlengen":
            return incomplete(tot=None if last else _LAST, reden=why)
        case "afwezig":
            return incomplete(wie=who, van=None if first else _FIRST, tot=None if last else _LAST)
        case "vervangen":
            return incomplete(
                wie=who,
                vervanger=needed(typed["vervanger"], "Kies wie vervangt."),
                van=None if first else _FIRST,
                tot=None if last else _LAST,
                reden=why,
            )
        case "beeindigen" | "terug":
            return incomplete(reden=why)
        case _:
            raise PageMissing("Dat kan hier niet.", "Ga terug naar termijnen en vervanging.")


def _step(visit: Visit, typed: dict[str, str]) -> pipeline.Step:
    tools = visit.tools
    match typed["doe"]:
        case "verlengen":
            return pipeline.extend_term(
                tools,
                visit.actor(Act.EXTEND_TERM),
                stage=typed["stap"],
                until=_day(typed["tot"]),
                reason=typed["reden"],
            )
        case "afwezig":
            return pipeline.note_absence(
                tools,
                visit.actor(Act.NOTE_ABSENCE),
                person=typed["wie"],
                first=_day(typed["van"]),
                last=_day(typed["tot"]),
                deputy=typed["vervanger"] or None,
            )
        case "terug":
            return pipeline.end_absence(
                tools,
                visit.actor(Act.NOTE_ABSENCE),
                person=typed["wie"],
                first=_day(typed["van"]),
                reason=typed["reden"],
            )
        case "vervangen":
            return pipeline.delegate(
                tools,
                visit.actor(Act.DELEGATE),
                principal=typed["wie"],
                deputy=typed["vervanger"],
                valid_from=_day(typed["van"]),
                valid_until=_day(typed["tot"]),
                reason=typed["reden"],
            )
        case _:
            return pipeline.end_delegation(
                tools,
                visit.actor(Act.DELEGATE),
                principal=typed["wie"],
                deputy=typed["vervanger"],
                reason=typed["reden"],
            )


def _day(value: str) -> date:
    found = day_of(value)
    if found is None:
        raise PageMissing("Deze dag bestaat niet.", "Ga terug naar termijnen en vervanging.")
    return found
