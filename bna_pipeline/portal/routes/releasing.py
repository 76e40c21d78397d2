"""The release: ready, held or broken off; its minute; the Kamerbrief, and what is doubted; and the receipts."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Form, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.release_events import ReleaseFired
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.portal.acting import Trouble, attempt, day_of, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.files import file_answer
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.places import project_root, release_told
from bna_pipeline.portal.release_acts import WHY, Typed, confirming, do
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import may_do, path
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]
_KAMERBRIEF, _DOUBT = "kamerbrief", "twijfel"


@pages.get("/e/{edition}/vrijgave", name="release")
def release(visit: Entered) -> HTMLResponse:
    return shown(visit)


def shown(visit: Visit, trouble: Trouble | None = None, typed: dict[str, str] | None = None) -> HTMLResponse:
    """The page of the release.

    Args:
        trouble: why what a form on it asked for was not done; `typed` is what stood in that form.
    """
    now = pipeline.state(visit.tools)
    status, typed = visit.status, typed or {}
    about = [n for n, doubt in enumerate(status.release.doubts, 1) if doubt.document == typed.get("document")]
    return page(
        visit,
        "release.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Vrijgave", None)),
        standing=status,
        release=release_told(project_root(visit.request), status.release),
        waits=tuple(pipeline.without_command(w) for w in status.waits if now.phase in (Phase.SIGNED, Phase.RELEASED)),
        now=now,
        fired_at=_fired_at(visit),
        receipts={receipt.channel: receipt for receipt in now.receipts if _of_package(now, receipt)},
        handed_over=_handed_over(visit, now),
        signal=visit.programme.delivery.signal,
        dossier=visit.programme.delivery.kamerbrief_dossier,
        kamer=_kamer(visit, now),
        vouched=visit.tools.timestamper is not None,
        acts=may_do(visit, "release-do"),
        can={act.name: allowed(now.phase, act) for act in Act},
        trouble=trouble,
        anchors={"reden": f"veld-reden-{about[0]}"} if about else {},
        typed=typed,
    )


def _fired_at(visit: Visit) -> object:
    return next((e.at for e in pipeline.entries(visit.tools) if isinstance(e.event, ReleaseFired)), None)


def _handed_over(visit: Visit, now: EditionState) -> object:
    """To whom the report went under embargo, with the receipts of that."""
    rule = visit.programme.delivery.hand_over
    if rule is None:
        return None
    receipts = [r for r in now.receipts if r.channel == rule.folder and not _of_package(now, r)]
    return {"to": visit.programme.partner(rule.partner).name, "receipts": receipts}


def _of_package(now: EditionState, receipt: Receipt) -> bool:
    return now.armed is not None and receipt.key.endswith(now.armed.digest)


def _kamer(visit: Visit, now: EditionState) -> object:
    """How it stands with the Tweede Kamer's open data, where the programme watches them; None: it does not."""
    if visit.programme.delivery.signal.tweede_kamer is None:
        return None
    away = next((step for step in now.stuck if step.step == "kamer"), None)
    return {"connected": visit.tools.kamer is not None, "away": away}


@pages.get("/e/{edition}/vrijgave/bestand/{sha256}", name="release-file")
def signal_file(visit: Entered, sha256: str) -> Response:
    found = next((f for f in pipeline.signal_files(visit.tools) if f.sha256 == sha256), None)
    if found is None:
        raise PageMissing("Dit bestand is er niet.", "Ga terug naar de vrijgave.")
    return file_answer(found.name, pipeline.blob_of(visit.tools, found))


@pages.post("/e/{edition}/vrijgave/kamerbrief", name="release-kamerbrief")
def kamerbrief(
    visit: Entered,
    bestand: Annotated[UploadFile | None, File()] = None,
    datum: Text = "",
    nummer: Text = "",
    zeker: Text = "",
) -> Response:
    now = pipeline.state(visit.tools)
    leaves = now.armed is not None and now.held is None and now.fired is None
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
        return shown(visit, done_or_not, typed)
    visit.done("deliver")
    return done(visit.request, path(visit, "release"), done_or_not)


@pages.post("/e/{edition}/vrijgave/twijfel", name="release-doubt")
def settle_doubt(visit: Entered, document: Text = "", reden: Text = "", gezien: Text = "") -> Response:
    done_or_not = incomplete(reden=needed(reden, WHY)) or attempt(
        lambda: pipeline.settle_doubt(
            visit.tools, visit.actor(Act.SETTLE_DOUBT), document=document, reason=reden, seen=gezien
        )
    )
    if isinstance(done_or_not, Trouble):
        return shown(visit, done_or_not, {"document": document, "reden": reden})
    visit.done("deliver")
    return done(visit.request, path(visit, "release"), done_or_not)


@pages.get("/e/{edition}/vrijgave/{act}", name="release-act")
def confirm(visit: Entered, act: str, datum: str = "", tijd: str = "") -> Response:
    if act in (_KAMERBRIEF, _DOUBT):  # where a form was refused: who looks again finds it on the page itself
        return RedirectResponse(path(visit, "release"), 303)
    return confirming(visit, act, Typed(day=datum, time=tijd))


@pages.post("/e/{edition}/vrijgave/{act}", name="release-do")
def release_act(
    visit: Entered,
    act: str,
    brief: Text = "",
    reden: Text = "",
    datum: Text = "",
    tijd: Text = "",
    pakket: Text = "",
    getoond: Text = "",
    aangehouden: Text = "",
) -> Response:
    typed = Typed(letter=brief, reason=reden, day=datum, time=tijd, package=pakket, shown=getoond, held=aangehouden)
    done_or_not = do(visit, act, typed)
    if isinstance(done_or_not, Trouble):
        return confirming(visit, act, typed, done_or_not)
    visit.done("deliver")
    return done(visit.request, path(visit, "release"), done_or_not)
