"""A link from a mail: looking at it changes nothing, however often and by whoever; a button opens a session."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bna_pipeline.errors import LinkOfAnother, LinkOver, LinkUnknown, NobodyKnown
from bna_pipeline.model.access import Link, LinkPurpose, LinkState, Visitor
from bna_pipeline.model.programme import Person, Programme
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import bare_page
from bna_pipeline.portal.refusals import note_refusal
from bna_pipeline.portal.routes.sign_in import entered
from bna_pipeline.portal.security import cookies, settled
from bna_pipeline.wiring import App

pages = router()

_PAGES: dict[LinkPurpose, tuple[str, str | None]] = {
    LinkPurpose.REVIEW: ("review", "stage"),
    LinkPurpose.SUBMIT: ("contribution", "partner"),
    LinkPurpose.ADOPT: ("adoption", None),
    LinkPurpose.SIGN: ("signing", "field"),
    LinkPurpose.SETTLE_MANDATE: ("mandate", None),
}
"""Of each purpose the page where its act is done, and what its path calls the link's subject."""
_STATUS = {LinkState.VALID: 200, LinkState.UNKNOWN: 404}
_GONE = 410
_OTHER = 403


@pages.get("/link/{token}", name="link")
def look(visit: Entered, token: str) -> Response:
    """Who one is with this link, for what and until when, and one button. Nothing is used up."""
    state, link = _looked(visit.app, token)
    if link is None:
        raise _unknown()
    programme, edition = visit.app.programme_and_edition(link.edition)
    other = _somebody_else(visit, programme, link)
    if other is not None and state is LinkState.VALID:
        note_refusal(visit.request, LinkOfAnother)
    return bare_page(
        visit.request,
        "link.html",
        status=_OTHER if other is not None and state is LinkState.VALID else _STATUS.get(state, _GONE),
        token=token,
        link=link,
        state=state.name,
        person=_person(programme, link),
        other=other,
        programme=programme,
        edition=edition,
        provider=None if visit.app.identity is None else visit.app.identity.name,
        subject=_subject(programme, link),
        whole=link.purpose is LinkPurpose.SIGN_IN,
    )


@pages.post("/link/{token}", name="follow-link")
def follow(visit: Entered, token: str) -> Response:
    """Open a session for what the link is for.

    A link to sign in is used up by this; another by the act that it is for, so that who reads on tomorrow may come in
    again.

    Raises:
        LinkUnknown, LinkOver, LinkOfAnother, NobodyKnown.
    """
    app, request, now = visit.app, visit.request, visit.app.clock.now()
    state, link = _looked(app, token)
    if link is None:
        raise _unknown()
    programme, _ = app.programme_and_edition(link.edition)
    if state is not LinkState.VALID:
        raise _over()
    if _somebody_else(visit, programme, link) is not None:
        raise LinkOfAnother("In deze browser is iemand anders ingelogd.", "Log eerst uit en open de link opnieuw.")
    visitor = app.visitor_linked(link)
    if not visitor.confined and not app.access.use(link.id, now, "Hiermee is ingelogd."):
        raise _over()
    session = app.access.open_session(visitor, now, instead_of=cookies.read(request, cookies.SESSION))
    answer = RedirectResponse(_landing(visit, visitor), 303)
    entered(request, answer, session)
    return answer


def _looked(app: App, token: str) -> tuple[LinkState, Link | None]:
    """What can be said of a token, and is so on record: a link of whose use nothing came is as it was."""
    state, link = app.access.look(token, app.clock.now())
    if link is not None and settled(app, link):
        return app.access.look(token, app.clock.now())
    return state, link


def _landing(visit: Visit, visitor: Visitor) -> str:
    """Where one comes with a link: at the page for it. The token is not in that address any more."""
    if visitor.edition is None:
        return "/"
    name, about = ("edition", None) if visitor.purpose is None else _PAGES.get(visitor.purpose, ("edition", None))
    if about is not None and visitor.subject is None:
        name, about = "edition", None
    subject = {} if about is None else {about: visitor.subject}
    return str(visit.request.app.url_path_for(name, edition=visitor.edition, **subject))


def _person(programme: Programme, link: Link) -> Person:
    found = next((p for p in programme.people if p.id == link.person), None)
    if found is None:
        raise NobodyKnown(
            "Wie deze link kreeg, staat niet meer in het programma.", "Vraag de coördinator van het programma."
        )
    return found


def _somebody_else(visit: Visit, programme: Programme, link: Link) -> str | None:
    """Who is signed in here, when the link is for somebody else."""
    if visit.visitor is None:
        return None
    person = visit.app.person_of(visit.visitor, programme)
    if person is None:
        return visit.visitor.person
    return None if person.id == link.person else person.name


def _subject(programme: Programme, link: Link) -> str:
    """What the link is about, as people call it; empty when its purpose says enough."""
    names = {
        LinkPurpose.REVIEW: {stage.id: stage.name for stage in programme.review},
        LinkPurpose.SUBMIT: {partner.id: partner.name for partner in programme.partners},
        LinkPurpose.SIGN: {s.field: s.label for s in programme.letter.signatories},
    }
    return names.get(link.purpose, {}).get(link.subject or "", link.subject or "")


def _unknown() -> LinkUnknown:
    return LinkUnknown(
        "Deze link kennen we niet.", "Kijk of het adres helemaal is meegekomen, of vraag de coördinator om een nieuwe."
    )


def _over() -> LinkOver:
    return LinkOver("Deze link werkt niet meer.", "Open de link opnieuw om te zien waarom.")
