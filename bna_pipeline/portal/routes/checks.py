"""The drafts as the coordinator looks them over: what the check found, what may stay, and two held side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.draft_findings import DraftFinding, DraftFindings, FindingAccepted
from bna_pipeline.model.finding import Weight
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
_WHY = "Schrijf waarom: de reden komt in het logboek."


@dataclass(frozen=True)
class Place:
    """Findings of one rule at one place, which are accepted together.

    Attributes:
        accepted: as it was accepted; None: it stands open.
    """

    number: int
    code: str
    place: str
    rule: str
    findings: tuple[DraftFinding, ...]
    accepted: FindingAccepted | None

    @property
    def seen(self) -> str:
        """What the page shows of them, for its form."""
        return " ".join(dict.fromkeys(found.digest for found in self.findings))


@pages.get("/e/{edition}/concepten", name="drafts")
def drafts(visit: Entered) -> HTMLResponse:
    return _drafts(visit)


def _drafts(visit: Visit, trouble: Trouble | None = None) -> HTMLResponse:
    now = pipeline.state(visit.tools)
    made = tuple(reversed(now.drafts))
    return page(
        visit,
        "drafts.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Concepten", None)),
        made=made,
        versions=[(str(d.draft.version), f"Concept {d.draft.version}") for d in made],
        current=pipeline.draft_is_current(visit.tools, now),
        open_findings=len(pipeline.open_findings(visit.tools, now)),
        open_remarks=sum(r.open for r in now.remarks),
        open_proposals=len(now.proposals.open),
        changed=visit.status.draft_changes,
        acts=may_do(visit, "drafts-do") and allowed(now.phase, Act.DRAFT),
        comparing=may_do(visit, "comparison"),
        answering=may_do(visit, "remarks"),
        trouble=trouble,
    )


@pages.post("/e/{edition}/concepten", name="drafts-do")
def make(visit: Entered) -> Response:
    done_or_not = attempt(lambda: pipeline.draft(visit.tools, visit.actor(Act.DRAFT)))
    if isinstance(done_or_not, Trouble):
        return _drafts(visit, done_or_not)
    visit.done("review")
    return done(visit.request, path(visit, "drafts"), done_or_not)


@pages.get("/e/{edition}/vergelijking", name="comparison")
def comparison(visit: Entered, van: int = 0, naar: int = 0) -> Response:
    """On to the page that shows two drafts side by side, the older one first."""
    known = [d.version for d in pipeline.drafts_of(pipeline.state(visit.tools))]
    if van not in known or naar not in known or van == naar:
        raise PageMissing("Kies twee verschillende concepten.", "Ga terug naar de concepten.")
    before, after = sorted((van, naar))
    return RedirectResponse(f"/e/{visit.edition_id}/concept/{after}/sinds/{before}", 303)


@pages.get("/e/{edition}/bevindingen", name="findings")
def findings(visit: Entered) -> HTMLResponse:
    return _findings(visit)


def _findings(visit: Visit, trouble: Trouble | None = None, number: int = 0, reason: str = "") -> HTMLResponse:
    now = pipeline.state(visit.tools)
    found = pipeline.findings_of(visit.tools, now.drafts[-1]) if now.drafts else DraftFindings()
    places = tuple(_places(found, now.accepted))
    return page(
        visit,
        "findings.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Concepten", path(visit, "drafts")),
            ("Bevindingen", None),
        ),
        draft=now.draft,
        open_places=[p for p in places if p.accepted is None],
        accepted_places=[p for p in places if p.accepted is not None],
        remarks=[f.finding for f in found.all if f.weight is Weight.REMARK],
        checklist=found.checklist,
        names={p.id: p.name for p in visit.programme.people},
        acts=may_do(visit, "findings-do") and allowed(now.phase, Act.ACCEPT),
        trouble=trouble,
        number=number,
        reason=reason,
    )


def _places(found: DraftFindings, accepted: tuple[FindingAccepted, ...]) -> list[Place]:
    by_place: dict[tuple[str, str], list[DraftFinding]] = {}
    for one in found.all:
        if one.weight is Weight.ACCEPTABLE:
            by_place.setdefault((one.finding.code, one.finding.place), []).append(one)
    done_with = {a.finding: a for a in accepted}
    return [
        Place(
            number=number,
            code=code,
            place=place,
            rule=ones[0].finding.rule,
            findings=tuple(ones),
            accepted=done_with.get(ones[0].digest) if all(one.digest in done_with for one in ones) else None,
        )
        for number, ((code, place), ones) in enumerate(by_place.items(), 1)
    ]


@pages.post("/e/{edition}/bevindingen", name="findings-do")
def accept(
    visit: Entered, doe: Text, regel: Text, plaats: Text, nummer: Annotated[int, Form()], gezien: Text, reden: Text = ""
) -> Response:
    trouble = incomplete(reden=needed(reden, _WHY))
    done_or_not = trouble or attempt(lambda: _step(visit, doe, regel, plaats, gezien, reden))
    if isinstance(done_or_not, Trouble):
        return _findings(visit, done_or_not, nummer, reden)
    visit.done("review")
    return done(visit.request, path(visit, "findings"), done_or_not)


def _step(visit: Visit, what: str, rule: str, place: str, seen: str, reason: str) -> pipeline.Step:
    actor = visit.actor(Act.ACCEPT)
    if what == "intrekken":
        return pipeline.withdraw_acceptance(visit.tools, actor, rule=rule, place=place, reason=reason)
    return pipeline.accept(visit.tools, actor, rule=rule, place=place, reason=reason, seen=seen.split())
