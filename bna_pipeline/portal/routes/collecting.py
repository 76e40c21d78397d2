"""The collection round as the coordinator holds it: partners and their files, and its closing."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Form, UploadFile
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.transitions import Act, Phase, allowed, require
from bna_pipeline.portal.acting import Trouble, attempt, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.files import file_answer
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.round_names import require_asked
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import may_do, path
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]


@pages.get("/e/{edition}/ronde", name="round")
def round_page(visit: Entered) -> HTMLResponse:
    status = visit.status
    return page(
        visit,
        "round.html",
        crumbs=((visit.edition.title, path(visit, "edition")), ("Ronde", None)),
        standing=status,
        lacking=pipeline.before_closing(visit.tools),
        partners=status.partners,
        acts=may_do(visit, "round-close-do"),
        can_close=allowed(_phase(visit), Act.CLOSE),
        can_fetch=allowed(_phase(visit), Act.COLLECT),
        redactie=REDACTIE,
    )


def _phase(visit: Visit) -> Phase:
    return pipeline.state(visit.tools).phase


@pages.get("/e/{edition}/ronde/sluiten", name="round-close")
def closing(visit: Entered) -> HTMLResponse:
    return _closing(visit)


def _closing(visit: Visit, trouble: Trouble | None = None, reason: str = "") -> HTMLResponse:
    return page(
        visit,
        "round_close.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Ronde", path(visit, "round")),
            ("Ronde sluiten", None),
        ),
        lacking=pipeline.before_closing(visit.tools),
        open_now=allowed(_phase(visit), Act.CLOSE),
        trouble=trouble,
        reason=reason,
        standing=visit.status,
    )


@pages.post("/e/{edition}/ronde/sluiten", name="round-close-do")
def close(visit: Entered, reden: Text = "") -> Response:
    lacking = pipeline.before_closing(visit.tools)
    trouble = incomplete(
        reden=needed(reden, "Schrijf waarom u sluit zonder deze partners.") if lacking.absent else None
    )
    done_or_not = trouble or attempt(lambda: pipeline.close(visit.tools, visit.actor(Act.CLOSE), reason=reden))
    if isinstance(done_or_not, Trouble):
        return _closing(visit, done_or_not, reden)
    visit.done("draft")
    return done(visit.request, path(visit, "edition"), done_or_not)


@pages.post("/e/{edition}/ronde/ophalen", name="round-fetch")
def fetch(visit: Entered) -> Response:
    """Have the inbox and the mailbox looked at now, and not at the next tick."""
    require(_phase(visit), Act.COLLECT)
    visit.actor(Act.COLLECT)
    visit.done("collect")
    said = "De inbox en de mail worden nagekeken. Open deze pagina zo dadelijk opnieuw om te zien wat er kwam."
    return done(visit.request, path(visit, "round"), said=(said,))


@pages.get("/e/{edition}/ronde/{partner}", name="partner")
def partner_page(visit: Entered, partner: str) -> HTMLResponse:
    return _partner(visit, partner)


def _partner(
    visit: Visit, partner: str, trouble: Trouble | None = None, act: str = "", typed: str = "", version: str = ""
) -> HTMLResponse:
    name = require_asked(visit, partner)
    files = pipeline.partner_files(visit.tools, partner)
    status = visit.status
    lines = () if status.round is None else tuple(x for x in status.round.lines if x.partner == partner)
    now = pipeline.state(visit.tools)
    mails = pipeline.mail_list(visit.tools)
    return page(
        visit,
        "partner.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Ronde", path(visit, "round")), (name, None)),
        name=name,
        partner=partner,
        files=tuple(reversed(files)),
        lines=lines,
        editorial=partner == REDACTIE,
        sign_off=None if partner == REDACTIE else visit.programme.partner(partner).sign_off,
        mails=tuple(m for m in mails.sent if _about(m.key, partner)),
        answers=tuple(m for m in mails.received if m.seat is not None and m.seat.partition(".")[0] == partner),
        acts=may_do(visit, "partner-do"),
        can={act.name: allowed(now.phase, act) for act in (Act.ADMIT, Act.WAIVE, Act.SIGN_OFF, Act.SUBMIT)},
        trouble=trouble,
        act=act,
        typed=typed,
        version=version,
    )


def _about(key: str, partner: str) -> bool:
    """Whether a mail's key (`<purpose>:<partner>[.<department>]…`) names this partner."""
    _, _, rest = key.partition(":")
    return rest.partition(":")[0].partition(".")[0].partition("#")[0] == partner


@pages.post("/e/{edition}/ronde/{partner}", name="partner-do")
def partner_act(
    visit: Entered, partner: str, doe: Text, versie: Text = "", reden: Text = "", wie: Text = ""
) -> Response:
    require_asked(visit, partner)
    typed = wie if doe == "akkoord" else reden
    trouble = incomplete(**{"wie" if doe == "akkoord" else "reden": needed(typed, _NEEDED.get(doe, "Vul dit in."))})
    done_or_not = trouble or attempt(lambda: _partner_step(visit, partner, doe, versie, typed))
    if isinstance(done_or_not, Trouble):
        return _partner(visit, partner, done_or_not, doe, typed, versie)
    visit.done("collect")
    return done(visit.request, path(visit, "partner", partner=partner), done_or_not)


_NEEDED = {
    "toelaten": "Schrijf waarom deze versie toch meetelt.",
    "terzijde": "Schrijf waarom dit bestand niet beter hoeft.",
    "akkoord": "Schrijf de functie van wie akkoord gaf.",
}


def _partner_step(visit: Visit, partner: str, what: str, version: str, typed: str) -> pipeline.Step:
    match what:
        case "toelaten":
            return pipeline.admit(
                visit.tools, visit.actor(Act.ADMIT), partner=partner, reason=typed, version=version or None
            )
        case "terzijde":
            return pipeline.waive(visit.tools, visit.actor(Act.WAIVE), partner=partner, file=version, reason=typed)
        case "akkoord":
            return pipeline.sign_off(
                visit.tools, visit.actor(Act.SIGN_OFF), partner=partner, by=typed, version=version or None
            )
        case _:
            raise PageMissing("Dat kan hier niet.", "Ga terug naar de partner.")


@pages.post("/e/{edition}/ronde/{partner}/insturen", name="partner-send")
def send(visit: Entered, partner: str, bestand: Annotated[UploadFile | str | None, File()] = None) -> Response:
    """Send a file in for a partner, or of the redactie: through the same gate as the inbox."""
    require_asked(visit, partner)
    if isinstance(bestand, str) or bestand is None or not bestand.filename:
        return _partner(visit, partner, incomplete(bestand="Kies eerst het bestand."))
    name, data = bestand.filename, bestand.file.read(visit.tools.limits.file_bytes + 1)
    sent = attempt(lambda: pipeline.submit(visit.tools, visit.actor(Act.SUBMIT), partner=partner, name=name, data=data))
    if isinstance(sent, Trouble):
        return _partner(visit, partner, sent)
    visit.done("collect")
    return done(visit.request, path(visit, "partner", partner=partner), sent)


@pages.get("/e/{edition}/ronde/{partner}/bestand/{number}", name="partner-file")
def partner_file(visit: Entered, partner: str, number: int) -> Response:
    """A file as it came in, always as a download: nobody has judged what is inside."""
    found = next((f for f in pipeline.partner_files(visit.tools, partner) if f.number == number), None)
    if found is None:
        raise PageMissing("Dit bestand is er niet.", "Ga terug naar de partner.")
    return file_answer(found.name, pipeline.blob_of(visit.tools, found.file), keep=True)
