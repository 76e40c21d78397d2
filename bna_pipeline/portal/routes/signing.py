"""Signing: what there is to sign, the report on the letter as it stands, and the signatory's own acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import File, Form, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.programme import Signatory
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.model.verdicts import ValidationReport
from bna_pipeline.portal.acting import Trouble, attempt, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, may_enter, router
from bna_pipeline.portal.embargo import opens
from bna_pipeline.portal.files import file_answer
from bna_pipeline.portal.matrix import OPENINGS
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.reach import may_act, spent
from bna_pipeline.portal.security import spending
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import path
from bna_pipeline.wiring import pipeline, views

pages = router()

Text = Annotated[str, Form()]
_ACTS = {
    "ondertekenen": Act.SIGN,
    "weigeren": Act.REFUSE,
    "hervatten": Act.RESUME,
    "intrekken": Act.WITHDRAW_SIGNATURE,
}
_FORMS = ("uitvoer", "inlezen")
_WITH_REASON = (Act.REFUSE, Act.WITHDRAW_SIGNATURE)
_WHY = "Schrijf waarom: de reden komt in het logboek."


@dataclass(frozen=True)
class Standing:
    """How signing stands for one field.

    Attributes:
        turn: the signatory whose turn it is; None: nobody's.
        key_here: whether the machine has a key for this field.
        possible: the acts that its signatory can do now, by their name in the path.
    """

    signatory: Signatory
    line: views.SignatureLine
    turn: Signatory | None
    key_here: bool
    possible: tuple[str, ...]
    elsewhere: bool


@pages.get("/e/{edition}/ondertekening/{field}", name="signing")
def signing(visit: Entered, field: str) -> HTMLResponse:
    return _signing(visit, field)


def _signing(visit: Visit, field: str, trouble: Trouble | None = None) -> HTMLResponse:
    now = pipeline.state(visit.tools)
    standing = _standing(visit, now, field)
    report = _report(visit, now)
    return page(
        visit,
        "signing.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Ondertekening", None)),
        own=standing,
        lines=views.signature_lines(visit.programme, now),
        letter=now.letter,
        adoption=now.adoption,
        draft=now.draft,
        report=report,
        acts=_may_act(visit, field),
        base=path(visit, "signing", field=field),
        exported=now.exported is not None and now.exported.field == field,
        phase=now.phase.value,
        spent=spent(visit),
        trouble=trouble,
    )


def _may_act(visit: Visit, field: str) -> bool:
    return may_enter(visit, OPENINGS["signing-do"], field)


def _standing(visit: Visit, now: EditionState, field: str) -> Standing:
    signatory = next((s for s in visit.programme.letter.signatories if s.field == field), None)
    if signatory is None:
        raise PageMissing("Deze handtekening staat niet in de brief.", "Ga terug naar het overzicht van de editie.")
    line = next(x for x in views.signature_lines(visit.programme, now) if x.field == field)
    turn = pipeline.next_signatory(visit.tools, now) if now.phase is Phase.ADOPTED else None
    key_here = visit.tools.sample or field in visit.app.settings.keys
    mine = turn is not None and turn.field == field and not now.refusals
    last = bool(now.signatures) and now.signatures[-1].field == field
    able = {
        "ondertekenen": mine and key_here,
        "weigeren": now.phase is Phase.ADOPTED and line.signed_at is None and line.refused is None,
        "hervatten": line.refused is not None,
        "intrekken": last,
    }
    possible = tuple(
        name for name, yes in able.items() if yes and allowed(now.phase, _ACTS[name]) and may_act(visit, _ACTS[name])
    )
    return Standing(signatory, line, turn, key_here, possible, elsewhere=mine and may_act(visit, Act.SIGN))


def _report(visit: Visit, now: EditionState) -> ValidationReport | None:
    found = pipeline.validation_files(visit.tools, now)
    data = next((d for name, d in found.items() if name.endswith(".json")), None)
    return None if data is None else ValidationReport.model_validate_json(data)


@pages.get("/e/{edition}/ondertekening/{field}/verslag", name="signing-report")
def report_page(visit: Entered, field: str) -> Response:
    now = pipeline.state(visit.tools)
    _standing(visit, now, field)
    found = next(((n, d) for n, d in pipeline.validation_files(visit.tools, now).items() if n.endswith(".html")), None)
    if found is None:
        raise PageMissing("Er is nog geen brief om na te kijken.", "Ga terug naar de ondertekening.")
    return file_answer(*found)


@pages.get("/e/{edition}/ondertekening/{field}/brief", name="signing-letter")
def letter(visit: Entered, field: str) -> Response:
    """The letter as it stands: adopted, or with the signatures so far."""
    now = pipeline.state(visit.tools)
    _standing(visit, now, field)
    if now.letter is None:
        raise PageMissing("Er is nog geen vastgestelde brief.", "Ga terug naar de ondertekening.")
    opens(visit, now.letter)
    return file_answer(LETTER_PDF, pipeline.blob_of(visit.tools, now.letter))


@pages.post("/e/{edition}/ondertekening/{field}/uitvoer", name="signing-export")
def export(visit: Entered, field: str, brief: Text) -> Response:
    """The letter to sign elsewhere. That it went out is recorded, so it is a form and no link."""
    exported: list[bytes] = []

    def do() -> pipeline.Step:
        step, data = pipeline.export(visit.tools, visit.actor(Act.SIGN), letter=brief)
        exported.append(data)
        return step

    done_or_not = attempt(do)
    if isinstance(done_or_not, Trouble):
        return _signing(visit, field, done_or_not)
    return file_answer(LETTER_PDF, exported[0], keep=True)


@pages.post("/e/{edition}/ondertekening/{field}/inlezen", name="signing-import")
def take_in(visit: Entered, field: str, bestand: Annotated[UploadFile | None, File()] = None) -> Response:
    data = b"" if bestand is None else bestand.file.read()
    trouble = incomplete(bestand=None if data else "Kies de ondertekende brief (PDF).")
    done_or_not = trouble or attempt(lambda: _import(visit, data))
    if isinstance(done_or_not, Trouble):
        return _signing(visit, field, done_or_not)
    visit.done("assemble")
    return done(visit.request, path(visit, "signing", field=field), done_or_not)


def _import(visit: Visit, data: bytes) -> pipeline.Step:
    assert visit.visitor is not None
    with spending(visit.app, visit.visitor, "U hebt de brief ondertekend."):
        return pipeline.import_signed(visit.tools, visit.actor(Act.SIGN), data)


@pages.get("/e/{edition}/ondertekening/{field}/{act}", name="signing-act")
def confirming(visit: Entered, field: str, act: str) -> Response:
    if act in _FORMS:  # where a form was refused: who looks again finds it on the page itself
        return RedirectResponse(path(visit, "signing", field=field), 303)
    return _confirming(visit, field, act)


def _confirming(visit: Visit, field: str, act: str, trouble: Trouble | None = None, reason: str = "") -> HTMLResponse:
    _known(act)
    now = pipeline.state(visit.tools)
    standing = _standing(visit, now, field)
    following = visit.programme.letter.signatories
    after = following[len(now.signatures) + 1 :]
    return page(
        visit,
        "signing_act.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Ondertekening", path(visit, "signing", field=field)),
            (act.capitalize(), None),
        ),
        act=act,
        own=standing,
        letter=now.letter,
        adoption=now.adoption,
        report_file=None
        if now.adoption is None
        else next((f for f in now.adoption.files if "rapportage.pdf" in f.name), None),
        possible=act in standing.possible,
        base=path(visit, "signing", field=field),
        after=after,
        trouble=trouble,
        reason=reason,
    )


def _known(act: str) -> Act:
    if act not in _ACTS:
        raise PageMissing("Deze pagina bestaat niet.", "Ga terug naar de ondertekening.")
    return _ACTS[act]


@pages.post("/e/{edition}/ondertekening/{field}/{act}", name="signing-do")
def sign_act(visit: Entered, field: str, act: str, brief: Text = "", reden: Text = "") -> Response:
    wanted = _known(act)
    trouble = incomplete(reden=needed(reden, _WHY)) if wanted in _WITH_REASON else None
    done_or_not = trouble or attempt(lambda: _step(visit, wanted, brief, reden))
    if isinstance(done_or_not, Trouble):
        return _confirming(visit, field, act, done_or_not, reden)
    visit.done("assemble")
    return done(visit.request, path(visit, "signing", field=field), done_or_not)


def _step(visit: Visit, wanted: Act, shown: str, reason: str) -> pipeline.Step:
    tools, actor = visit.tools, visit.actor(wanted)
    assert visit.visitor is not None
    match wanted:
        case Act.SIGN:
            with spending(visit.app, visit.visitor, "U hebt de brief ondertekend."):
                return pipeline.sign(tools, actor, letter=shown)
        case Act.REFUSE:
            with spending(visit.app, visit.visitor, "U hebt geweigerd de brief te ondertekenen."):
                return pipeline.refuse_signing(tools, actor, reason=reason)
        case Act.RESUME:
            return pipeline.resume_signing(tools, actor)
        case _:
            return pipeline.withdraw_signature(tools, actor, reason=reason)
