"""Errors as pages, or as JSON for a program: the one place where they become an HTTP status."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bna_pipeline.errors import (
    AccessError,
    BnaError,
    BytesChanged,
    ConfigurationError,
    FindingsRefused,
    KamerbriefUnreadable,
    LeaseTaken,
    NotAllowed,
    Refused,
    StorageError,
    UnknownEdition,
    UnknownPerson,
    UnknownStage,
    UploadTooLarge,
    WordUnreadable,
    WrongUse,
)
from bna_pipeline.errors.desk import PageMissing, SignInNeeded
from bna_pipeline.portal.doors import methods_at
from bna_pipeline.portal.pages import bare_page
from bna_pipeline.portal.places import project_root
from bna_pipeline.portal.refusals import note_refusal, route_of
from bna_pipeline.wiring import pipeline

log = logging.getLogger(__name__)

API: Final = "/api/"
"""Under this path everything is JSON."""

_STATUS: tuple[tuple[type[BnaError], int], ...] = (
    (SignInNeeded, 401),
    (NotAllowed, 403),
    (PageMissing, 404),
    (UnknownEdition, 404),
    (UnknownPerson, 404),
    (UnknownStage, 404),
    (UploadTooLarge, 413),
    (WrongUse, 422),
    (LeaseTaken, 503),
    (StorageError, 503),
    (Refused, 409),
)

_HTTP_WORDS = {
    400: "De aanvraag klopt niet.",
    404: "Deze pagina bestaat niet.",
    405: "Zo kunt u deze pagina niet openen.",
    413: "Wat u stuurt is te groot.",
    421: "Dit adres hoort niet bij dit loket.",
    429: "Dat ging te snel achter elkaar. Wacht even en probeer het opnieuw.",
}
_GO_BACK: Final = "Ga terug en kijk wat nu kan. Lukt het niet, vraag het dan de coördinator of de beheerder."
_INSTEAD: Final = (
    (BytesChanged, pipeline.ASK_TO_RESTORE),
    (
        KamerbriefUnreadable,
        "Kijk of dit het goede bestand is. Is dat zo, kies het dan opnieuw en vul zelf de datum en het nummer in.",
    ),
)
"""What to do at the desk where the terminal has a command for it."""

_NOT_NOW: Final = (
    "Het loket werkt nu niet zoals het moet.",
    "Probeer het over een paar minuten opnieuw. Blijft het zo, meld het dan bij de beheerder van het loket.",
)
"""Of what is wrong with the desk itself, to who is not signed in."""

_COMMANDS = ("`", " --", "bna ", "BNA_")


def status_of(error: BnaError) -> int:
    """The HTTP status of an error of ours; 400 for what has no status of its own."""
    if isinstance(error, AccessError):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def for_reader(error: BnaError) -> str:
    """What to do next, for who reads it at the desk: not a command for the operator's terminal."""
    if any(sign in error.mend for sign in _COMMANDS):
        return next((said for kind, said in _INSTEAD if isinstance(error, kind)), _GO_BACK)
    return error.mend


def install(app: FastAPI) -> None:
    """Have every error answered."""
    app.add_exception_handler(BnaError, refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _incomplete)
    app.add_exception_handler(Exception, _broken)


def refused(request: Request, error: Exception) -> Response:
    """The page, or the JSON, of an error of ours."""
    assert isinstance(error, BnaError)
    status = status_of(error)
    if isinstance(error, SignInNeeded):
        return _not_signed_in(request, error)
    if isinstance(error, AccessError):
        note_refusal(request, type(error))
    inner = _is_for_the_log(request, error)
    if status >= 500 or inner:
        log.error("%s %s: %s", request.method, route_of(request), error)
    found = [said._asdict() for said in error.findings] if isinstance(error, FindingsRefused | WordUnreadable) else ()
    message, mend = _NOT_NOW if inner else (error.message, for_reader(error))
    return _answer(request, status, error.code, message, mend, findings=found)


def _is_for_the_log(request: Request, error: BnaError) -> bool:
    """Whether it says where something of the desk's own stands, and nobody knows yet who asks."""
    nobody = getattr(request.state, "visitor", None) is None
    return nobody and isinstance(error, StorageError | ConfigurationError)


def _not_signed_in(request: Request, error: SignInNeeded) -> Response:
    if _is_api(request):
        mend = "Geef een sleutel mee (Authorization: Bearer). De beheerder van het loket kan er een maken."
        answer = _answer(request, 401, error.code, "Zonder sleutel is dit niet te vragen.", mend)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if request.method == "GET":
        return RedirectResponse(f"/inloggen?naar={quote(request.url.path)}", 303)
    # His session ended while he typed.
    mend = f"Er is niets vastgelegd. Ga terug en kopieer wat u typte. {error.mend}"
    return _answer(request, 401, error.code, "U bent niet meer ingelogd.", mend)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = _HTTP_WORDS.get(error.status_code, "Dat kan niet.")
    answer = _answer(request, error.status_code, f"HTTP-{error.status_code}", words, "Ga terug naar het begin.")
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    if error.status_code == 405:
        answer.headers["Allow"] = ", ".join(methods_at(request.app, request.url.path))
    return answer


def _incomplete(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [".".join(str(part) for part in fault["loc"][1:]) for fault in error.errors()]
    named = ", ".join(dict.fromkeys(name for name in faults if name))
    message = f"In wat u stuurde ontbreekt iets of klopt iets niet: {named}." if named else "Wat u stuurde klopt niet."
    return _answer(request, 422, "DSK-004", message, "Ga terug, vul het aan en verstuur het opnieuw.", faults)


def _broken(request: Request, error: Exception) -> Response:
    log.error("%s %s", request.method, route_of(request), exc_info=error)
    return _answer(
        request,
        500,
        "DSK-500",
        "Er ging iets mis in het loket zelf.",
        "Ga terug en kijk of wat u deed is vastgelegd. Zo niet, probeer het opnieuw. Gaat het weer mis, meld het dan "
        "bij de coördinator.",
    )


def _answer(
    request: Request,
    status: int,
    code: str,
    message: str,
    mend: str,
    fields: Sequence[str] = (),
    findings: Sequence[dict[str, str]] = (),
) -> Response:
    if _is_api(request):
        message, mend = (pipeline.from_project(project_root(request), said) for said in (message, mend))
        more = {name: list(said) for name, said in (("fields", fields), ("findings", findings)) if said}
        body = {"code": code, "message": message, "mend": mend, **more}
        return JSONResponse(body, status)
    return bare_page(request, "fout.html", status=status, code=code, message=message, mend=mend)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(API)
