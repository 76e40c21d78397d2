"""What a contributor sees and does: the form, sending it in, what was found, which version counts, and the edits."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, UploadFile
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.intake import in_megabytes
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.acting import Trouble, attempt, incomplete
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, may_enter, router
from bna_pipeline.portal.files import file_answer
from bna_pipeline.portal.matrix import OPENINGS
from bna_pipeline.portal.own_pages import question_mail
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.pages import shown as shown_text
from bna_pipeline.portal.reach import may_act, session_of, spent
from bna_pipeline.portal.security import settled
from bna_pipeline.portal.telling import done
from bna_pipeline.wiring import pipeline

pages = router()


@pages.get("/e/{edition}/bijdrage/{partner}", name="contribution")
def contribution(visit: Entered, partner: str) -> HTMLResponse:
    return _contribution(visit, partner)


@pages.post("/e/{edition}/bijdrage/{partner}", name="contribution-send")
def send(visit: Entered, partner: str, bestand: Annotated[UploadFile | str | None, File()] = None) -> Response:
    """Send a file in; what was found in it is on the page that follows.

    The link that he came by is looked at afterwards: it is used up once there is nothing to mend, and whatever another
    did with it meanwhile, this file is in.
    """
    if isinstance(bestand, str) or bestand is None or not bestand.filename:
        return _contribution(visit, partner, incomplete(bestand="Kies eerst het bestand dat u wilt sturen."))
    name, data = bestand.filename, bestand.file.read(visit.tools.limits.file_bytes + 1)
    actor = visit.actor(Act.SUBMIT)
    sent = attempt(lambda: pipeline.submit(visit.tools, actor, partner=partner, name=name, data=data))
    if isinstance(sent, Trouble):
        return _contribution(visit, partner, sent)
    assert isinstance(sent, pipeline.Submitted)
    visit.done("collect")
    session = session_of(visit)
    if session is not None and session.link is not None:
        settled(visit.app, session.link)
    return done(visit.request, f"{_base(visit, partner)}/versie/{sent.original}", said=sent.said[:1])


@pages.get("/e/{edition}/bijdrage/{partner}/versie/{original}", name="contribution-version")
def version(visit: Entered, partner: str, original: str) -> HTMLResponse:
    """One version, with everything that was found in it."""
    shown = pipeline.contribution_of(visit.tools, partner)
    one = shown.version(original)
    return page(
        visit,
        "contributor_version.html",
        crumbs=(*_crumbs(visit, partner, here=False), (shown_text(one.file), None)),
        base=_base(visit, partner),
        shown=shown,
        version=one,
    )


@pages.get("/e/{edition}/bijdrage/{partner}/versie/{original}/met-opmerkingen", name="contribution-marked")
def marked(visit: Entered, partner: str, original: str) -> Response:
    """The partner's own form, with a remark at each answer that something was found in."""
    form = pipeline.marked_form(visit.tools, partner, original)
    if form is None:
        raise PageMissing("In dit bestand kunnen wij geen opmerkingen zetten.", "Lees de punten op de pagina zelf.")
    return file_answer(form.name, form.data, keep=True)


@pages.get("/e/{edition}/bijdrage/{partner}/bestand/{digest}", name="contribution-file")
def file(visit: Entered, partner: str, digest: str) -> Response:
    """A form of the partner, or a file that it sent."""
    found = pipeline.own_file(visit.tools, partner, digest)
    return file_answer(found.name, visit.tools.blobs.get(found.sha256), keep=True)


def _contribution(visit: Visit, partner: str, trouble: Trouble | None = None) -> HTMLResponse:
    shown = pipeline.contribution_of(visit.tools, partner)
    mend = shown.to_mend
    heading, sentences = asked_words(shown)
    return page(
        visit,
        "contributor.html",
        status=200 if trouble is None else trouble.status,
        crumbs=_crumbs(visit, partner),
        base=_base(visit, partner),
        shown=shown,
        heading=heading,
        sentences=sentences,
        mend=mend,
        may_send=may_enter(visit, OPENINGS["contribution-send"]) and may_act(visit, Act.SUBMIT),
        spent=spent(visit),
        edits=pipeline.edited_texts(visit.tools, partner),
        prefilled=_prefilled(visit),
        limit=in_megabytes(visit.tools.limits.file_bytes),
        question_mail=question_mail(visit.programme),
        trouble=trouble,
    )


def asked_words(shown: pipeline.ContributionShown) -> tuple[str, tuple[str, ...]]:
    """What is asked of the partner now: a heading, and what there is to say below it."""
    if shown.deadline is None:
        return "U hoeft nog niets te doen", ("De uitvraag is nog niet begonnen. U krijgt een mail als het zover is.",)
    if not shown.asked:
        return "U hoeft niets te doen", ("Van u wordt in deze editie geen bijdrage gevraagd.",)
    if shown.to_mend is not None:
        count = len(shown.to_mend.errors)
        still = ("Uw vorige goede versie telt zolang mee.",) if shown.counting else ()
        words = "Er is 1 fout" if count == 1 else f"Er zijn {count} fouten"
        return "Verbeter uw bijdrage", (f"{words} gevonden in uw laatste bestand. Dat telt nog niet mee.", *still)
    late = () if shown.takes else ("Er kan niets meer worden gewijzigd.",)
    if shown.counting and shown.missing:
        return "Uw bijdrage is nog niet compleet", (f"Er telt nog niets mee van: {', '.join(shown.missing)}.", *late)
    if shown.counting:
        return "Uw bijdrage is binnen en telt mee", ("U hoeft niets te doen.", *late)
    if shown.versions:
        return "Uw bijdrage is binnen, maar telt nog niet mee", ()
    if not shown.takes:
        return "De inzameling is voorbij", ("Er is geen bijdrage van u. U kunt niets meer sturen.",)
    if shown.closed:
        return "De inzameling is gesloten", ("Wij hebben geen bijdrage van u. Stuur die toch, en bel de coördinator.",)
    return "Stuur uw bijdrage", ()


def _prefilled(visit: Visit) -> bool:
    opened = pipeline.state(visit.tools).opened
    return opened is not None and opened.previous is not None


def _base(visit: Visit, partner: str) -> str:
    return f"/e/{visit.edition_id}/bijdrage/{partner}"


def _crumbs(visit: Visit, partner: str, *, here: bool = True) -> tuple[tuple[str, str | None], ...]:
    overview = (visit.edition.title, f"/e/{visit.edition_id}")
    return (overview, ("Bijdrage", None if here else _base(visit, partner)))
