"""The mails of an edition: what went, what came, and what a person must look at."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.model.round import IncomingKind
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.acting import Trouble, attempt, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import may_do, path
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]
ASIDE = "-"
"""In the list of partners: the mail is nobody's."""


@pages.get("/e/{edition}/post", name="mails")
def mails(visit: Entered) -> HTMLResponse:
    return _mails(visit)


def _mails(visit: Visit, trouble: Trouble | None = None, about: str = "") -> HTMLResponse:
    found = pipeline.mail_list(visit.tools)
    waiting = tuple(m for m in found.received if m.needs_person)
    whose = [(p.id, p.name) for p in visit.programme.partners if visit.programme.actions_of(p.id)]
    whose += [(f"{p.id}.{d.id}", f"{p.name}, {d.name}") for p in visit.programme.partners for d in p.departments]
    return page(
        visit,
        "mails.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Mails", None)),
        failed=tuple(m for m in found.sent if m.needs_person),
        strays=tuple(m for m in waiting if m.seat is None),
        unclear=tuple(m for m in waiting if m.kind == IncomingKind.SIGN_OFF),
        written=tuple(m for m in waiting if m.seat is not None and m.kind != IncomingKind.SIGN_OFF),
        names={p.id: p.name for p in visit.programme.people},
        aside=ASIDE,
        sent=tuple(reversed(found.sent)),
        received=tuple(reversed(found.received)),
        due=found.due,
        coming=found.coming,
        whose=[("", "Kies een partner"), *whose, (ASIDE, "Van niemand: leg terzijde")],
        by_mail=visit.tools.mailer is not None,
        acts=may_do(visit, "mails-do") and pipeline.takes_post(pipeline.state(visit.tools)),
        trouble=trouble,
        about=about,
    )


@pages.post("/e/{edition}/post", name="mails-do")
def mail_act(visit: Entered, doe: Text, mail: Text, partner: Text = "") -> Response:
    trouble = incomplete(partner=needed(partner, "Kies van wie deze mail is.") if doe == "toewijzen" else None)
    done_or_not = trouble or attempt(lambda: _mail_step(visit, doe, mail, partner))
    if isinstance(done_or_not, Trouble):
        return _mails(visit, done_or_not, mail)
    visit.done("collect")
    return done(visit.request, path(visit, "mails"), done_or_not)


def _mail_step(visit: Visit, what: str, mail: str, whose: str) -> pipeline.Step:
    actor = visit.actor(Act.POST)
    if what == "opnieuw":
        return pipeline.resend(visit.tools, actor, key=mail)
    if whose == ASIDE:
        return pipeline.assign(visit.tools, actor, message=mail, partner=None)
    partner, _, department = whose.partition(".")
    return pipeline.assign(visit.tools, actor, message=mail, partner=partner, department=department or None)
