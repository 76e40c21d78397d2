"""The decision of GS: what they adopt, what is missing before they can, and the mandate that may follow on it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors.moved import DraftMoved
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.draft import Draft, Outcome
from bna_pipeline.model.programme import Role
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.portal.acting import Trouble, attempt, day_of, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.reach import may_act, spent
from bna_pipeline.portal.security import spending
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import may_do, path
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]
_WHY = "Schrijf waarom: de reden komt in het logboek."


def seen(made: Draft) -> str:
    """What a page showed of a draft, so that nobody decides on other bytes than he saw."""
    return digest_of([made.version, *(f.model_dump(mode="json") for f in made.files)])


def require_seen(now: EditionState, shown: str) -> int:
    """The version of the draft that the page showed; the act itself asks for it once more, as it goes on record.

    Raises:
        DraftMoved: another one counts by now.
    """
    if now.draft is None or seen(now.draft) != shown:
        raise DraftMoved(
            "Er is intussen een ander concept. Er is niets vastgelegd.",
            "Bekijk het nieuwe concept hieronder en leg het besluit daarna opnieuw vast.",
        )
    return now.draft.version


@pages.get("/e/{edition}/vaststelling", name="adoption")
def adoption(visit: Entered) -> HTMLResponse:
    return _adoption(visit)


def _adoption(
    visit: Visit, trouble: Trouble | None = None, typed: dict[str, str] | None = None, *, asked: bool = False
) -> HTMLResponse:
    now = pipeline.state(visit.tools)
    names = {p.id: p.name for p in visit.programme.people}
    return page(
        visit,
        "adoption.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Vaststelling", None)),
        standing=visit.status,
        before=pipeline.before_adoption(visit.tools),
        draft=now.draft,
        seen="" if now.draft is None else seen(now.draft),
        holds=now.adoption,
        made=now.adoptions,
        withdrawn=now.withdrawn,
        names=names,
        holders=[(p.id, p.name) for p in visit.programme.people if Role.MANDATE_HOLDER in p.roles],
        signatories=visit.programme.letter.signatories,
        acts=may_do(visit, "adoption-do") and may_act(visit, Act.ADOPT) and allowed(now.phase, Act.ADOPT),
        spent=spent(visit),
        withdraws=now.adoption is not None
        and may_do(visit, "adoption-withdraw")
        and allowed(now.phase, Act.WITHDRAW_ADOPTION),
        armed=now.armed is not None,
        mandate_href=path(visit, "mandate") if may_do(visit, "mandate") else None,
        words={o.value: o.words for o in Outcome},
        trouble=trouble,
        typed=typed or {},
        asked=asked,
        day=day_of((typed or {}).get("datum", "")),
    )


@pages.post("/e/{edition}/vaststelling", name="adoption-do")
def adopt(
    visit: Entered,
    gezien: Text,
    datum: Text = "",
    nummer: Text = "",
    uitkomst: Text = "",
    houder: Text = "",
    zeker: Text = "",
) -> Response:
    typed = {"datum": datum, "nummer": nummer, "uitkomst": uitkomst, "houder": houder}
    on = day_of(datum)
    known = uitkomst in [o.value for o in Outcome]
    mandate = uitkomst == Outcome.MANDATE
    trouble = incomplete(
        datum=None if on else "Vul de datum van het besluit in.",
        nummer=needed(nummer, "Vul het nummer van het besluit in."),
        uitkomst=None if known else "Kies wat GS besloten.",
        houder=needed(houder, "Kies wie het mandaat heeft.") if mandate else None,
    )
    if trouble is not None or on is None:
        return _adoption(visit, trouble, typed)
    if zeker != "ja":
        return _adoption(visit, typed=typed, asked=True)
    outcome = Outcome(uitkomst)
    done_or_not = attempt(lambda: _adopt(visit, gezien, on, nummer.strip(), outcome, houder if mandate else None))
    if isinstance(done_or_not, Trouble):
        return _adoption(visit, done_or_not, typed)
    visit.done("assemble")
    return done(visit.request, path(visit, "adoption"), done_or_not)


def _adopt(visit: Visit, shown: str, on: date, number: str, outcome: Outcome, holder: str | None) -> pipeline.Step:
    draft = require_seen(pipeline.state(visit.tools), shown)
    actor = visit.actor(Act.ADOPT)
    assert visit.visitor is not None
    with spending(visit.app, visit.visitor, f"U legde besluit {number} vast: {outcome.words}."):
        return pipeline.adopt(visit.tools, actor, on=on, number=number, outcome=outcome, holder=holder, draft=draft)


@pages.get("/e/{edition}/vaststelling/intrekken", name="adoption-withdraw")
def withdrawing(visit: Entered) -> HTMLResponse:
    return _withdrawing(visit)


def _withdrawing(visit: Visit, trouble: Trouble | None = None, reason: str = "") -> HTMLResponse:
    now = pipeline.state(visit.tools)
    return page(
        visit,
        "adoption_withdraw.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Vaststelling", path(visit, "adoption")),
            ("Intrekken", None),
        ),
        holds=now.adoption,
        signatures=now.signatures,
        armed=now.armed is not None,
        handed_over=any(r.channel for r in now.receipts),
        possible=now.adoption is not None and allowed(now.phase, Act.WITHDRAW_ADOPTION),
        trouble=trouble,
        reason=reason,
    )


@pages.post("/e/{edition}/vaststelling/intrekken", name="adoption-withdraw-do")
def withdraw(visit: Entered, reden: Text = "") -> Response:
    trouble = incomplete(reden=needed(reden, _WHY))
    done_or_not = trouble or attempt(
        lambda: pipeline.withdraw_adoption(visit.tools, visit.actor(Act.WITHDRAW_ADOPTION), reason=reden)
    )
    if isinstance(done_or_not, Trouble):
        return _withdrawing(visit, done_or_not, reden)
    visit.done("review")
    return done(visit.request, path(visit, "adoption"), done_or_not)


@pages.get("/e/{edition}/mandaat", name="mandate")
def mandate(visit: Entered) -> HTMLResponse:
    return _mandate(visit)


def _mandate(visit: Visit, trouble: Trouble | None = None) -> HTMLResponse:
    now = pipeline.state(visit.tools)
    holds = now.adoption
    open_now = holds is not None and holds.outcome is Outcome.MANDATE and not holds.settled
    drafts = {d.version: d for d in pipeline.drafts_of(now)}
    changed = None
    if holds is not None and now.draft is not None and holds.draft != now.draft.version:
        changed = pipeline.summary(visit.tools, drafts[holds.draft], now.draft)
    return page(
        visit,
        "mandate.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Mandaat", None)),
        holds=holds,
        open_now=open_now,
        draft=now.draft,
        seen="" if now.draft is None else seen(now.draft),
        changed=changed,
        spent=spent(visit),
        before=pipeline.before_adoption(visit.tools),
        names={p.id: p.name for p in visit.programme.people},
        acts=open_now
        and now.phase is Phase.FOR_ADOPTION
        and may_do(visit, "mandate-do")
        and may_act(visit, Act.SETTLE_MANDATE)
        and holds is not None
        and holds.mandate_holder == visit.person.id,
        trouble=trouble,
    )


@pages.post("/e/{edition}/mandaat", name="mandate-do")
def settle(visit: Entered, gezien: Text) -> Response:
    done_or_not = attempt(lambda: _settle(visit, gezien))
    if isinstance(done_or_not, Trouble):
        return _mandate(visit, done_or_not)
    visit.done("assemble")
    return done(visit.request, path(visit, "mandate"), done_or_not)


def _settle(visit: Visit, shown: str) -> pipeline.Step:
    draft = require_seen(pipeline.state(visit.tools), shown)
    actor = visit.actor(Act.SETTLE_MANDATE)
    assert visit.visitor is not None
    with spending(visit.app, visit.visitor, "U hebt het mandaat afgerond."):
        return pipeline.finish_mandate(visit.tools, actor, draft=draft)
