"""The release: ready, held or broken off; the Kamerbrief that lifts the embargo; and the receipts."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Form, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.portal.acting import Trouble, attempt, day_of, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import may_do, path
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]
_ACTS = {"klaarzetten": Act.ARM, "aanhouden": Act.HOLD, "afbreken": Act.ABORT}
_KAMERBRIEF = "kamerbrief"
_WHY = "Schrijf waarom: de reden komt in het logboek."


@pages.get("/e/{edition}/vrijgave", name="release")
def release(visit: Entered) -> HTMLResponse:
    return _release(visit)


def _release(visit: Visit, trouble: Trouble | None = None, typed: dict[str, str] | None = None) -> HTMLResponse:
    now = pipeline.state(visit.tools)
    status = visit.status
    channels = {rule.id: rule.name for rule in visit.programme.delivery.channels}
    hand_over = visit.programme.delivery.hand_over
    under_embargo = {}
    if hand_over is not None:
        under_embargo = {hand_over.folder: f"{visit.programme.partner(hand_over.partner).name}, onder embargo"}
    return page(
        visit,
        "release.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Vrijgave", None)),
        standing=status,
        waits=tuple(pipeline.without_command(w) for w in status.waits if now.phase in (Phase.SIGNED, Phase.RELEASED)),
        armed=now.armed,
        held=now.held,
        kamerbrief=now.kamerbrief,
        fired=now.fired,
        receipts=now.receipts,
        dossier=now.dossier,
        channels=channels,
        receivers={**under_embargo, **channels},
        expecting=tuple(name for key, name in channels.items() if key not in {r.channel for r in now.receipts}),
        acts=may_do(visit, "release-do"),
        can={act.name: allowed(now.phase, act) for act in (*_ACTS.values(), Act.NOTE_KAMERBRIEF)},
        trouble=trouble,
        typed=typed or {},
    )


@pages.post("/e/{edition}/vrijgave/kamerbrief", name="release-kamerbrief")
def kamerbrief(
    visit: Entered,
    bestand: Annotated[UploadFile | None, File()] = None,
    datum: Text = "",
    nummer: Text = "",
    zeker: Text = "",
) -> Response:
    now = pipeline.state(visit.tools)
    leaves = now.armed is not None and now.held is None
    typed = {"datum": datum, "nummer": nummer}
    data = b"" if bestand is None else bestand.file.read()
    name = "" if bestand is None else (bestand.filename or "")
    trouble = incomplete(
        bestand=None if data else "Kies het bestand met de Kamerbrief.",
        datum="Deze datum bestaat niet." if datum.strip() and day_of(datum) is None else None,
        zeker="Zeg dat u weet dat het pakket nu vertrekt." if leaves and zeker != "ja" else None,
    )
    done_or_not = trouble or attempt(
        lambda: pipeline.note_kamerbrief(
            visit.tools,
            visit.actor(Act.NOTE_KAMERBRIEF),
            name=name,
            data=data,
            on=day_of(datum),
            number=nummer.strip() or None,
        )
    )
    if isinstance(done_or_not, Trouble):
        return _release(visit, done_or_not, typed)
    visit.done("deliver")
    return done(visit.request, path(visit, "release"), done_or_not)


@pages.get("/e/{edition}/vrijgave/{act}", name="release-act")
def confirming(visit: Entered, act: str) -> Response:
    if act == _KAMERBRIEF:  # where a form was refused: who looks again finds it on the page itself
        return RedirectResponse(path(visit, "release"), 303)
    return _confirming(visit, act)


def _confirming(visit: Visit, act: str, trouble: Trouble | None = None, reason: str = "") -> HTMLResponse:
    wanted = _known(act)
    now = pipeline.state(visit.tools)
    return page(
        visit,
        "release_act.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Vrijgave", path(visit, "release")),
            (act.capitalize(), None),
        ),
        act=act,
        possible=allowed(now.phase, wanted) and (wanted is Act.ARM or now.armed is not None),
        letter=now.letter,
        armed=now.armed,
        held=now.held,
        kamerbrief=now.kamerbrief,
        channels=visit.programme.delivery.channels,
        trouble=trouble,
        reason=reason,
        phase=now.phase.value,
    )


def _known(act: str) -> Act:
    if act not in _ACTS:
        raise PageMissing("Deze pagina bestaat niet.", "Ga terug naar de vrijgave.")
    return _ACTS[act]


@pages.post("/e/{edition}/vrijgave/{act}", name="release-do")
def release_act(visit: Entered, act: str, brief: Text = "", reden: Text = "") -> Response:
    wanted = _known(act)
    trouble = None if wanted is Act.ARM else incomplete(reden=needed(reden, _WHY))
    done_or_not = trouble or attempt(lambda: _step(visit, wanted, brief, reden))
    if isinstance(done_or_not, Trouble):
        return _confirming(visit, act, done_or_not, reden)
    visit.done("deliver")
    return done(visit.request, path(visit, "release"), done_or_not)


def _step(visit: Visit, wanted: Act, letter: str, reason: str) -> pipeline.Step:
    actor = visit.actor(wanted)
    if wanted is Act.HOLD:
        return pipeline.hold(visit.tools, actor, reason=reason)
    if wanted is Act.ABORT:
        return pipeline.abort(visit.tools, actor, reason=reason)
    return pipeline.arm(visit.tools, actor, letter=letter)
