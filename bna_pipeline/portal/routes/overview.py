"""An edition on one page: where it stands, why it is stuck, who is to do what, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from starlette.responses import HTMLResponse

from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.programme import Role
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, may_enter, roles_of, router
from bna_pipeline.portal.dues import dues
from bna_pipeline.portal.matrix import OPENINGS
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.places import project_root, status_told
from bna_pipeline.wiring import pipeline, views

pages = router()

_COURSE: tuple[tuple[Phase, str], ...] = (
    (Phase.OPEN, "Bijdragen ophalen"),
    (Phase.CLOSED, "Ronde gesloten"),
    (Phase.CONCEPT, "Concept in beoordeling"),
    (Phase.FOR_ADOPTION, "Ter vaststelling bij GS"),
    (Phase.ADOPTED, "Vastgesteld, te ondertekenen"),
    (Phase.SIGNED, "Ondertekend, te verzenden"),
    (Phase.RELEASED, "Vrijgegeven"),
    (Phase.FINISHED, "Afgesloten"),
)

_WIDE, _NARROW = 1080, 320
"""Of the two drawings of the time line, in CSS pixels: for a screen, and for a telephone."""

_INSIDE = frozenset(Role) - {Role.CONTRIBUTOR}
"""Who sees the whole; a contributor sees what concerns its own partner."""

_LINKS: dict[Act | Outside, tuple[str, str]] = {
    Act.CLOSE: ("round-close", "Ronde sluiten"),
    Act.SETTLE: ("contradictions", "Tegenspraak beslechten"),
    Act.ADMIT: ("partner", "Bekijk de late versie"),
    Act.WAIVE: ("partner", "Bekijk het bestand"),
    Act.SIGN_OFF: ("partner", "Akkoord vastleggen"),
    Act.POST: ("mails", "Naar de mails"),
    Act.DRAFT: ("drafts", "Naar de concepten"),
    Act.ACCEPT: ("findings", "Naar de bevindingen"),
    Act.DECIDE: ("review", "Naar het concept"),
    Act.ANSWER_REMARK: ("remarks", "Naar de opmerkingen"),
    Act.SETTLE_PROPOSAL: ("proposals", "Naar de voorstellen"),
    Act.EXTEND_TERM: ("terms", "Termijn of vervanging regelen"),
    Act.ADOPT: ("adoption", "Naar de vaststelling"),
    Act.WITHDRAW_ADOPTION: ("adoption", "Naar de vaststelling"),
    Act.SETTLE_MANDATE: ("mandate", "Mandaat afronden"),
    Act.SIGN: ("signing", "Naar de ondertekening"),
    Act.RESUME: ("signing", "Naar de ondertekening"),
    Act.ARM: ("release", "Naar de vrijgave"),
    Act.ABORT: ("release", "Naar de vrijgave"),
    Act.NOTE_KAMERBRIEF: ("release", "Kamerbrief vastleggen"),
    Act.SETTLE_DOUBT: ("release", "Bekijk wat er is gevonden"),
    Act.PLAN_RELEASE: ("release", "Naar de vrijgave"),
    Act.CONFIRM_RELEASE: ("release", "Naar de vrijgave"),
    Act.RELEASE: ("release", "Naar de vrijgave"),
    Outside.RECEIVE: ("release", "Naar de vrijgave"),
}
_SUBJECTS = {"partner": "partner", "contribution": "partner", "review": "stage", "signing": "field"}
"""Routes that are about one thing, and what their path calls it."""

_SHOWN_TO_COORDINATOR: dict[str, tuple[str, str]] = {"review": ("terms", "Termijn of vervanging regelen")}
"""Where a coordinator goes instead, who decides nothing there himself."""


@dataclass(frozen=True)
class Step:
    """A phase of an edition: behind it, at it, or still to come."""

    name: str
    stand: str


@dataclass(frozen=True)
class Day:
    """A day that comes, or has passed without what it was for."""

    on: date
    what: str
    passed: bool


@pages.get("/e/{edition}", name="edition")
def overview(visit: Entered) -> HTMLResponse:
    status = visit.status
    inside = bool(roles_of(visit) & _INSIDE)
    found = dues(visit.programme, _concerning(visit, status.waits, inside), visit.person.id, _linker(visit))
    timeline = pipeline.edition_timeline(visit.tools)
    now = [due for due in found if due.when is not When.LATER]
    return page(
        visit,
        "edition.html",
        crumbs=((visit.edition.title, None),),
        standing=status_told(project_root(visit.request), status),
        steps=_steps(status.phase),
        mine=[due for due in now if due.mine],
        others=[due for due in now if not due.mine],
        later=[due for due in found if due.when is When.LATER],
        inside=inside,
        relation=status.relation,
        coordinates=Role.COORDINATOR in roles_of(visit),
        days=_days(visit, status) if inside else (),
        names={p.id: p.name for p in visit.programme.people},
        verdicts={v.value: v.words for v in Verdict},
        round_href=_open_to(visit, "round"),
        terms_href=_open_to(visit, "terms"),
        release_href=_open_to(visit, "release"),
        timeline=timeline,
        wide=pipeline.timeline_drawing(timeline, _WIDE),
        narrow=pipeline.timeline_drawing(timeline, _NARROW, name="smal"),
        doors=_doors(visit),
    )


def _concerning(visit: Visit, waits: tuple[Wait, ...], inside: bool) -> tuple[Wait, ...]:
    if inside:
        coordinates = Role.COORDINATOR in roles_of(visit)
        # The redactie is his own contribution.
        return tuple(
            w.model_copy(update={"who": (visit.person.id,)})
            if coordinates and w.act is Outside.SEND and w.subject == REDACTIE
            else w
            for w in waits
        )
    mine = (w for w in waits if visit.person.id in w.who or w.subject.partition(".")[0] == visit.person.partner)
    # What his partner has to send, he can send.
    return tuple(w.model_copy(update={"who": (visit.person.id,)}) if w.act is Outside.SEND else w for w in mine)


def _steps(phase: str) -> tuple[Step, ...]:
    names = [p.value for p, _ in _COURSE]
    at = names.index(phase) if phase in names else -1
    return tuple(
        Step(name, "done" if n < at or phase == Phase.FINISHED else "now" if n == at else "later")
        for n, (_, name) in enumerate(_COURSE)
    )


def _linker(visit: Visit) -> Callable[[Wait], tuple[str, str] | None]:
    def link(wait: Wait) -> tuple[str, str] | None:
        for route, label in _wanted(wait):
            about = _SUBJECTS.get(route)
            if about is not None and visit.person.id not in wait.who and not _whole(visit, route):
                continue
            href = _open_to(visit, route, **({} if about is None else {about: wait.subject.partition(".")[0]}))
            if href is not None:
                return href, label
        return None

    return link


def _whole(visit: Visit, route: str) -> bool:
    """Whether a page is open to the visitor whatever it is about, and not only where that is his own."""
    opened = OPENINGS[route].roles if route in OPENINGS else {}
    return any(role in opened and opened[role] is None for role in visit.person.roles)


def _wanted(wait: Wait) -> tuple[tuple[str, str], ...]:
    """The pages where a wait may be met, the best first."""
    if wait.act is Outside.SEND:
        # The redactie is the coordinator's own; a partner's file comes from the partner.
        own = ("contribution", "Stuur uw bijdrage in")
        return (("editorial", "Naar de redactie"),) if wait.subject == REDACTIE else (("round", "Naar de ronde"), own)
    found = _LINKS.get(wait.act)
    if found is None:
        return ()
    instead = _SHOWN_TO_COORDINATOR.get(found[0])
    return (found,) if instead is None else (found, instead)


def _open_to(visit: Visit, route: str, **about: str) -> str | None:
    """The address of a page of this edition, where it is open to the visitor."""
    if route not in OPENINGS or not may_enter(visit, OPENINGS[route], next(iter(about.values()), None)):
        return None
    return str(visit.request.app.url_path_for(route, edition=visit.edition_id, **about))


def _doors(visit: Visit) -> tuple[tuple[str, str, str], ...]:
    """Pages beside the menu, for who may open them: address, name, and what is there."""
    every = (
        ("contradictions", "Tegenspraak", "waar partners iets anders zeggen, met ieders woorden"),
        ("findings", "Bevindingen", "wat de controle op het concept vond"),
        ("remarks", "Opmerkingen", "van toetsers, met uw antwoord"),
        ("proposals", "Voorstellen uit Word", "wat toetsers in het bestand wijzigden"),
        ("terms", "Termijnen en vervanging", "meer tijd, afwezigheid, wie namens wie beslist"),
        ("mandate", "Mandaat", "wat er veranderde sinds GS het concept zagen"),
        ("mails", "Mails", "wat er uitging, binnenkwam en misging"),
    )
    found = ((_open_to(visit, route), name, what) for route, name, what in every)
    return tuple((href, name, what) for href, name, what in found if href is not None)


def _days(visit: Visit, status: views.EditionStatus) -> tuple[Day, ...]:
    """The days to watch, in order: of the round while it runs, of the route, and of the signing."""
    today = pipeline.today(visit.tools)
    found: list[Day] = []
    if status.round is not None and status.phase == Phase.OPEN:
        found.append(Day(status.round.deadline, "uiterste inleverdag", status.round.deadline < today))
        reminders = sorted({line.next_reminder for line in status.round.lines if line.next_reminder is not None})
        found += [Day(day, "herinnering aan wie nog niets stuurde", False) for day in reminders[:1]]
    for stage in status.stages:
        if stage.reached and not stage.satisfied and stage.due is not None:
            found.append(Day(stage.due, f"termijn van stap ‘{stage.name}’", stage.due < today))
        elif not stage.reached and stage.planned_due is not None:
            found.append(
                Day(stage.planned_due, f"stap ‘{stage.name}’ klaar, als elke stap zijn hele termijn neemt", False)
            )
    expected = visit.edition.signing_expected
    if expected is not None and status.phase not in (Phase.SIGNED, Phase.RELEASED, Phase.FINISHED):
        found.append(Day(expected, "ondertekening verwacht", expected < today))
    return tuple(sorted(found, key=lambda day: day.on))
