"""What a release is asked to do at the desk: shown first with what follows from it, and done for what was shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.responses import HTMLResponse

from bna_pipeline.errors import WrongUse
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble, attempt, incomplete, needed, trouble_of
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.ways import path
from bna_pipeline.wiring import pipeline, views

HOME_ZONE: Final = "Europe/Amsterdam"
"""The zone of a minute that is typed at the desk; the page says so in words."""

MOMENT: Final = "moment"
_ACTS: Final = {
    "klaarzetten": Act.ARM,
    "aanhouden": Act.HOLD,
    "afbreken": Act.ABORT,
    MOMENT: Act.PLAN_RELEASE,
    "moment-vervalt": Act.PLAN_RELEASE,
    "bevestigen": Act.CONFIRM_RELEASE,
}
_REASONED: Final = frozenset({"aanhouden", "afbreken", "moment-vervalt"})
_TITLES: Final = {
    "klaarzetten": "Vrijgave klaarzetten",
    "aanhouden": "Vrijgave aanhouden",
    "afbreken": "Vrijgave afbreken",
    MOMENT: "Moment van vertrek kiezen",
    "moment-vervalt": "Moment laten vervallen",
    "bevestigen": "Vertrek bevestigen",
}
WHY: Final = "Schrijf waarom: de reden komt in het logboek."


@dataclass(frozen=True)
class Typed:
    """What stands in the form.

    Attributes:
        letter, package, shown, held: SHA-256 of the letter, digest of the package, the minute (ISO 8601) and the reason
            of a hold that the page showed.
        day, time: of a minute, as the browser writes them.
    """

    letter: str = ""
    package: str = ""
    shown: str = ""
    held: str = ""
    reason: str = ""
    day: str = ""
    time: str = ""


def confirming(visit: Visit, act: str, typed: Typed, trouble: Trouble | None = None) -> HTMLResponse:
    """The page that says what an act does, with the form that does it.

    Raises:
        PageMissing: there is no such act.
    """
    wanted = _known(act)
    now = pipeline.state(visit.tools)
    minute = None
    if act == MOMENT and trouble is None and (typed.day or typed.time):
        found = _minute(visit, typed)
        minute, trouble = (None, found) if isinstance(found, Trouble) else (found, None)
    planned = now.release.planned
    return page(
        visit,
        "release_act.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Vrijgave", path(visit, "release")),
            (_TITLES[act], None),
        ),
        act=act,
        title=_TITLES[act],
        possible=allowed(now.phase, wanted) and _possible(visit, act, now),
        reasoned=act in _REASONED,
        letter=now.letter,
        armed=now.armed,
        held=now.held,
        kamerbrief=now.kamerbrief,
        planned=planned,
        planned_in_words=None if planned is None else views.minute_in(planned.at, planned.zone),
        minute_in_words=None if minute is None else views.minute_in(minute, HOME_ZONE),
        signal=visit.programme.delivery.signal,
        vouched=visit.tools.timestamper is not None,
        channels=visit.programme.delivery.channels,
        trouble=trouble,
        typed=typed,
        phase=now.phase.value,
    )


def _possible(visit: Visit, act: str, now: EditionState) -> bool:
    """Whether there is what an act is about; the phase is asked apart."""
    match act:
        case "aanhouden" | "afbreken":
            return now.armed is not None
        case "moment":
            return visit.programme.delivery.signal.moment is not None
        case "moment-vervalt":
            return now.release.planned is not None
        case "bevestigen":
            return now.armed is not None and now.release.planned is not None
        case _:
            return True


def do(visit: Visit, act: str, typed: Typed) -> pipeline.Step | Trouble:
    """Do what was asked; a refusal is given back.

    Raises:
        PageMissing: there is no such act.
    """
    wanted = _known(act)
    wrong = incomplete(reden=needed(typed.reason, WHY)) if act in _REASONED else None
    return wrong or attempt(lambda: _step(visit, act, wanted, typed))


def _step(visit: Visit, act: str, wanted: Act, typed: Typed) -> pipeline.Step:
    tools, actor = visit.tools, visit.actor(wanted)
    match act:
        case "aanhouden":
            return pipeline.hold(tools, actor, reason=typed.reason)
        case "afbreken":
            return pipeline.abort(tools, actor, reason=typed.reason, package=typed.package)
        case "moment":
            return pipeline.plan_release(tools, actor, at=pipeline.minute_of(f"{typed.day}T{typed.time}", HOME_ZONE))
        case "moment-vervalt":
            return pipeline.unplan_release(tools, actor, reason=typed.reason, at=_shown(typed))
        case "bevestigen":
            return pipeline.confirm_release(tools, actor, package=typed.package, at=_shown(typed))
        case _:
            return pipeline.arm(tools, actor, letter=typed.letter, held=typed.held or None)


def _shown(typed: Typed) -> datetime:
    """The minute that the page showed.

    Raises:
        WrongUse: the form was not made by the page.
    """
    try:
        shown = datetime.fromisoformat(typed.shown)
    except ValueError as fault:
        raise WrongUse("Dit formulier is niet volledig.", "Open de pagina opnieuw.") from fault
    if shown.tzinfo is None:
        raise WrongUse("Dit formulier is niet volledig.", "Open de pagina opnieuw.")
    return shown


def _minute(visit: Visit, typed: Typed) -> datetime | Trouble:
    """The minute that was typed, when it is one and is still to come."""
    lacks = incomplete(
        datum=needed(typed.day, "Kies de dag van vertrek."), tijd=needed(typed.time, "Kies het tijdstip van vertrek.")
    )
    if lacks is not None:
        return lacks
    try:
        minute = pipeline.minute_of(f"{typed.day}T{typed.time}", HOME_ZONE)
    except WrongUse as wrong:
        return trouble_of(wrong)
    if minute <= visit.tools.clock.now():
        return Trouble(422, "Dit moment is al voorbij.", "Kies een moment dat nog komt.")
    return minute


def _known(act: str) -> Act:
    if act not in _ACTS:
        raise PageMissing("Deze pagina bestaat niet.", "Ga terug naar de vrijgave.")
    return _ACTS[act]
