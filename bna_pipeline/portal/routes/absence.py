"""Who is away, and who decides in his place then: noted by himself, or by the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors import UnknownPerson
from bna_pipeline.model.programme import Person, Role
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble, attempt, day_of, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.telling import done
from bna_pipeline.wiring import pipeline

pages = router()

Short = Annotated[str, Form(max_length=1_000)]
_NOBODY: Final = "-"


@dataclass(frozen=True)
class Filled:
    """What stood in the form."""

    eerste: str = ""
    laatste: str = ""
    vervanger: str = ""


@pages.get("/e/{edition}/afwezigheid/{person}", name="absence")
def absence(visit: Entered, person: str) -> HTMLResponse:
    return _absence(visit, person)


@pages.post("/e/{edition}/afwezigheid/{person}", name="absence-note")
def note(visit: Entered, person: str, eerste: Short = "", laatste: Short = "", vervanger: Short = "") -> Response:
    """Note an absence, with who decides in that time."""
    filled, first, last = Filled(eerste, laatste, vervanger), day_of(eerste), day_of(laatste)
    who = _person(visit, person)
    if first is None or last is None:
        trouble = incomplete(
            eerste=None if first else "Vul de eerste dag in.", laatste=None if last else "Vul de laatste dag in."
        )
        return _absence(visit, person, filled, trouble)
    deputy = vervanger if vervanger in dict(_deputies(visit, who)) and vervanger != _NOBODY else None
    actor = visit.actor(Act.NOTE_ABSENCE)
    noted = attempt(
        lambda: pipeline.note_absence(visit.tools, actor, person=person, first=first, last=last, deputy=deputy)
    )
    if isinstance(noted, Trouble):
        return _absence(visit, person, filled, noted)
    visit.done("review")
    # What it means for terms stands on the page itself; that the deputy is away as well does not.
    told = (*noted.said[:1], *(s for s in noted.said[1:] if s.startswith("Let op")))
    return done(visit.request, _base(visit, person), said=told)


@pages.post("/e/{edition}/afwezigheid/{person}/einde", name="absence-end")
def end(
    visit: Entered, person: str, soort: Short, eerste: Short = "", vervanger: Short = "", reden: Short = ""
) -> Response:
    """Take back an absence, or a delegation that was given apart from one."""
    lacking = incomplete(reden=needed(reden, "Schrijf erbij waarom dit vervalt."))
    first = day_of(eerste)
    if lacking is not None or (soort == "afwezig" and first is None):
        return _absence(visit, person, trouble=lacking or Trouble(422, "Deze afwezigheid is er niet."))

    def ended() -> pipeline.Step:
        if soort == "afwezig":
            assert first is not None
            actor = visit.actor(Act.NOTE_ABSENCE)
            return pipeline.end_absence(visit.tools, actor, person=person, first=first, reason=reden)
        actor = visit.actor(Act.DELEGATE)
        return pipeline.end_delegation(visit.tools, actor, principal=person, deputy=vervanger, reason=reden)

    taken = attempt(ended)
    if isinstance(taken, Trouble):
        return _absence(visit, person, trouble=taken)
    visit.done("review")
    return done(visit.request, _base(visit, person), taken)


def _absence(visit: Visit, person: str, filled: Filled = Filled(), trouble: Trouble | None = None) -> HTMLResponse:
    now, who = pipeline.state(visit.tools), _person(visit, person)
    absences = tuple(a for a in now.course.absences if a.person == person)
    of_absences = {a.delegation for a in absences}
    names = {p.id: p.name for p in visit.programme.people}
    watched = (watch.reviewer(person) for watch in pipeline.route_watch(visit.tools, now))
    return page(
        visit,
        "absence.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, f"/e/{visit.edition_id}"), ("Afwezigheid", None)),
        base=_base(visit, person),
        who=who,
        me=visit.person.id,
        names=names,
        absences=absences,
        lent=tuple(d for d in now.in_force if d.principal == person and d not in of_absences),
        warnings=tuple(dict.fromkeys(w.warning for w in watched if w.warning is not None)),
        deputies=_deputies(visit, who),
        filled=filled if filled.vervanger else Filled(filled.eerste, filled.laatste, who.deputy or _NOBODY),
        trouble=trouble,
        open=allowed(now.phase, Act.NOTE_ABSENCE),
        may_delegate=allowed(now.phase, Act.DELEGATE),
        phase=now.phase.value,
    )


def _person(visit: Visit, person: str) -> Person:
    found = next((p for p in visit.programme.people if p.id == person), None)
    if found is None:
        raise UnknownPerson("Deze persoon is er niet.", "Ga terug naar het overzicht van de editie.")
    return found


def _deputies(visit: Visit, who: Person) -> tuple[tuple[str, str], ...]:
    """Who can decide in his place, the deputy that the programme names first."""
    able = [p for p in visit.programme.people if Role.REVIEWER in p.roles and p.id != who.id]
    able.sort(key=lambda p: (p.id != who.deputy, p.partner != who.partner, p.name))
    nobody = () if who.deputy is not None else ((_NOBODY, "Niemand: mijn besluit wacht tot ik terug ben"),)
    return (*nobody, *((p.id, p.name) for p in able))


def _base(visit: Visit, person: str) -> str:
    return f"/e/{visit.edition_id}/afwezigheid/{person}"
