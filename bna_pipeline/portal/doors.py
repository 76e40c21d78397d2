"""The way in: every route looks itself up in the matrix before anything else happens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.requests import Request

from bna_pipeline.errors import NotAllowed
from bna_pipeline.errors.desk import SignInNeeded
from bna_pipeline.model.access import Visitor
from bna_pipeline.model.programme import Role
from bna_pipeline.portal.desk import Desk, Visit
from bna_pipeline.portal.matrix import OPENINGS, Opening, Own
from bna_pipeline.wiring import pipeline


def entering(request: Request) -> Visit:
    """Let in whom the matrix lets in.

    Raises:
        SignInNeeded: nobody is signed in, and the page is not open to everyone.
        NotAllowed: his roles, or the link that he came by, do not open it.
        UnknownEdition: the path names none.
    """
    name = request.scope["route"].name
    opening = OPENINGS[name]
    desk: Desk = request.app.state.desk
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    visit = Visit(desk, request, name, visitor, request.path_params.get("edition"))
    if opening.anyone:
        return visit
    if visitor is None:
        raise SignInNeeded("U bent niet ingelogd.", "Log in, of gebruik de link uit uw mail.")
    if not may_enter(visit, opening):
        raise NotAllowed(
            f"Dit deel van het loket is niet voor u: {opening.says}.", "Ga terug naar het overzicht van de editie."
        )
    return visit


Entered = Annotated[Visit, Depends(entering)]
"""What a page's function is given."""


def may_enter(visit: Visit, opening: Opening, subject: str | None = None) -> bool:
    """Whether the matrix opens a page to this visitor.

    Args:
        subject: the stage, partner or field that it is about; None: as the path says.
    """
    visitor = visit.visitor
    if opening.anyone or visitor is None:
        return opening.anyone
    if visitor.confined and visitor.purpose not in opening.links:
        return False
    if visit.edition_id is None:
        return opening.signed_in
    subject = subject or _subject(visit)
    if not visitor.reaches(visit.edition_id, subject=subject):
        return False
    return opening.signed_in or any(
        role in opening.roles and _is_own(visit, opening.roles[role]) for role in visit.person.roles
    )


def _subject(visit: Visit) -> str | None:
    path = visit.request.path_params
    return next((path[name] for name in ("stage", "partner", "field") if name in path), None)


def _is_own(visit: Visit, own: Own | None) -> bool:
    path, person = visit.request.path_params, visit.person
    match own:
        case None:
            return True
        case Own.PARTNER:
            return "partner" not in path or path["partner"] == person.partner
        case Own.SELF:
            return "person" not in path or path["person"] == person.id
        case Own.FIELD:
            signs = {s.field for s in visit.programme.letter.signatories if s.person == person.id}
            return "field" not in path or path["field"] in signs
        case Own.STAGE:
            return "stage" not in path or path["stage"] in pipeline.stages_of(visit.tools, person.id)


def router() -> APIRouter:
    """A router whose every route passes the matrix."""
    return APIRouter(dependencies=[Depends(entering)])


def every_route(app: FastAPI) -> tuple[RouteContext, ...]:
    """All that the application answers, with whole paths: a router that was included is one route in `app.routes`."""
    return tuple(iter_route_contexts(app.routes))


def pattern_at(app: FastAPI, path: str) -> str | None:
    """The pattern of the route at an address, such as `/link/{token}`; None: there is none."""
    found = (r for r in every_route(app) if isinstance(r.original_route, APIRoute) and r.path_regex.match(path))
    return next((str(route.path) for route in found), None)


def methods_at(app: FastAPI, path: str) -> tuple[str, ...]:
    """The methods that an address answers to (RFC 9110, 10.2.1)."""
    found = [r for r in every_route(app) if isinstance(r.original_route, APIRoute) and r.path_regex.match(path)]
    methods = {method for route in found for method in route.methods or ()}
    return tuple(sorted({*methods, "HEAD"} if "GET" in methods else methods))


def require_cells(app: FastAPI) -> None:
    """Refuse to serve what has no cell in the matrix, or does not pass it.

    Raises:
        RuntimeError: names the routes.
    """
    open_doors = [str(r.path or r.original_route) for r in every_route(app) if not _is_guarded(r)]
    if open_doors:
        raise RuntimeError(f"routes without a cell in the matrix, or beside it: {', '.join(open_doors)}")


def _is_guarded(route: RouteContext) -> bool:
    opening = None if route.name is None else OPENINGS.get(route.name)
    if opening is None:
        return False
    if isinstance(route.original_route, APIRoute):
        return any(depends.dependency is entering for depends in route.dependencies)
    return opening.anyone  # a mount and a plain route ask nobody who he is


def roles_of(visit: Visit) -> frozenset[Role]:
    """The visitor's roles in this edition's programme."""
    return frozenset(visit.person.roles)
