"""Every route of the desk, for everybody: open as `docs/desk-access.md` says and to nobody else (issue 7, must show 3).

Made from the route list, so a page that comes later is tried here without a word.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response

from bna_pipeline import wiring
from bna_pipeline.model.transitions import Phase
from bna_pipeline.portal.api import PREFIX
from bna_pipeline.portal.app import desk_of
from bna_pipeline.portal.doors import require_cells, router
from bna_pipeline.portal.matrix import OPENINGS, Opening
from bna_pipeline.portal.security import Limits, Rate
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION
from tests.support.budget import THOROUGH, where_there_is_time
from tests.support.desk_callers import Caller, Doorbell
from tests.support.desk_requests import Knock, api_routes, is_open, knocks

# One worker, one project.
pytestmark = pytest.mark.xdist_group("desk access")

PAST_THE_DOOR = 299
"""What a page answers here that was reached: no answer of the desk has this status."""

Tried = tuple[Caller, Knock]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as it lies there before anything was done."""
    root = tmp_path_factory.mktemp("toegang")
    wiring.lay_out_sample(root)
    return root


@pytest.fixture(scope="module")
def app(project: Path) -> wiring.App:
    return wiring.open_app(project, by_mail=False)


@pytest.fixture(scope="module")
def site(app: wiring.App) -> FastAPI:
    return desk_at(app)


@pytest.fixture(scope="module")
def bell(app: wiring.App) -> Doorbell:
    return Doorbell(app, EDITION)


def desk_at(app: wiring.App) -> FastAPI:
    """A desk at which one may knock thousands of times."""
    often = Limits(*(Rate(10**6, Limits().acts.window) for _ in range(3)))
    return desk_of(app, lambda _edition, _flow: None, often)


def test_every_route_is_open_to_whom_the_table_says_and_to_nobody_else(
    site: FastAPI, bell: Doorbell, app: wiring.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached_instead_of_done(monkeypatch)
    tried = everything(site, bell)
    answers = sent(site, app, bell, tried)
    wrong = [
        f"{caller.name}: {knock.says} -> {answer.status_code}"
        for (caller, knock), answer in zip(tried, answers, strict=True)
        if is_shut(answer) is is_open(caller, bell.programme, EDITION, knock)
    ]
    assert not wrong
    assert {knock.route for _, knock in tried} == {str(r.name) for r in api_routes(site)}
    assert {answer.status_code for answer in answers if not is_shut(answer)} <= {PAST_THE_DOOR, 422}


def test_a_form_without_its_token_is_refused_for_that(
    site: FastAPI, bell: Doorbell, app: wiring.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached_instead_of_done(monkeypatch)
    forms = {knock.says: (caller, knock) for caller, knock in acts(site, bell) if not knock.path.startswith(PREFIX)}
    answers = sent(site, app, bell, forms.values(), form_token=False)
    assert forms
    assert {(answer.status_code, "ACC-012" in answer.text) for answer in answers} == {(403, True)}, "for its token"
    assert {answer.headers["content-type"].partition(";")[0] for answer in answers} == {"text/html"}


def test_a_session_of_a_browser_opens_nothing_of_the_api(
    site: FastAPI, bell: Doorbell, app: wiring.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So no other site can act through the browser of somebody who is signed in."""
    reached_instead_of_done(monkeypatch)
    coordinator = next(c for c in bell.callers if c.name == "coordinator")
    cookie = {"cookie": bell.headers(coordinator, "/")["cookie"]}
    asked = {k.says: (coordinator, k) for _, k in everything(site, bell) if k.path.startswith(PREFIX)}
    kept = [(caller, knock) for caller, knock in asked.values() if not OPENINGS[knock.route].anyone]
    assert {answer.status_code for answer in sent(site, app, bell, kept, cookie)} == {401}


@where_there_is_time
def test_behind_an_open_door_no_page_breaks_and_behind_a_shut_one_nothing_moves(project_in: ProjectIn) -> None:
    """The pages themselves, of an edition that is with GS: with likely words in every form nothing ends in a 5xx."""
    app = project_in(Phase.FOR_ADOPTION).app()
    site, bell = desk_at(app), Doorbell(app, EDITION)
    tried = everything(site, bell)
    shut = [one for one in tried if not open_to(bell, *one)]
    before = wiring.pipeline.entries(app.tools(EDITION))
    assert all(is_shut(answer) for answer in sent(site, app, bell, shut))
    assert wiring.pipeline.entries(app.tools(EDITION)) == before
    opened = [one for one in tried if open_to(bell, *one) and one[1].route not in ("sign-out", "follow-link")]
    broken = [
        f"{caller.name}: {knock.says} -> {answer.status_code}"
        for (caller, knock), answer in zip(opened, sent(site, app, bell, opened), strict=True)
        if answer.status_code >= 500
    ]
    assert not broken


@pytest.mark.parametrize(
    "add",
    [
        lambda site, _: site.add_api_route("/nieuw", lambda: None, name="nieuw"),
        lambda site, _: site.include_router(_new_pages("nieuw"), prefix="/diep"),
        lambda site, _: site.add_api_route("/beside", lambda: None, name="edition"),
        lambda site, folder: site.mount("/map", FastAPI(), name="map"),
        lambda site, folder: site.mount("/map", FastAPI(), name="edition"),
        lambda site, _: site.add_route("/kaal", lambda _request: PlainTextResponse(""), name="start"),
    ],
    ids=["a route", "in a router", "beside the door", "a mount", "a mount as a page", "a plain route as a page"],
)
def test_what_has_no_cell_or_does_not_pass_the_door_is_not_served(
    app: wiring.App, project: Path, add: Callable[[FastAPI, Path], Any]
) -> None:
    site = desk_at(app)
    require_cells(site)
    add(site, project)
    with pytest.raises(RuntimeError, match="without a cell"):
        require_cells(site)


def _new_pages(name: str) -> Any:
    pages = router()
    pages.add_api_route("/nieuw", lambda: None, name=name)
    return pages


# -- knocking --------------------------------------------------------------------------------------------


def everything(site: FastAPI, bell: Doorbell) -> list[Tried]:
    """Every caller at every route, at what is his own and at what is not.

    Without much time, of the callers by a link only those for whom the route has a cell, and one of the others in turn.
    """
    return [
        (caller, knock)
        for number, route in enumerate(api_routes(site))
        for caller in at_route(bell.callers, number, OPENINGS[str(route.name)])
        for knock in knocks(route, caller, bell.programme, EDITION)
    ]


def at_route(callers: Sequence[Caller], number: int, opening: Opening) -> list[Caller]:
    links = [caller for caller in callers if caller.link is not None]
    named = [caller for caller in links if caller.link is not None and caller.link[0] in opening.links]
    return [c for c in callers if THOROUGH or c.link is None or c in named or c is links[number % len(links)]]


def acts(site: FastAPI, bell: Doorbell) -> list[Tried]:
    return [(caller, knock) for caller, knock in everything(site, bell) if knock.method != "GET"]


def open_to(bell: Doorbell, caller: Caller, knock: Knock) -> bool:
    return is_open(caller, bell.programme, EDITION, knock)


def is_shut(answer: httpx.Response) -> bool:
    """Refused at the door: not known, sent to sign in, or not allowed."""
    if answer.status_code == 303:
        return answer.headers["location"].startswith("/inloggen?")
    return answer.status_code in (401, 403)


def reached_instead_of_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever is behind the door say that it was reached, and do nothing."""

    async def reached(**_: object) -> Response:
        return Response(status_code=PAST_THE_DOOR)

    monkeypatch.setattr("fastapi.routing.run_endpoint_function", reached)


def sent(
    site: FastAPI,
    app: wiring.App,
    bell: Doorbell,
    tried: Iterable[Tried],
    headers: dict[str, str] | None = None,
    *,
    form_token: bool = True,
) -> list[httpx.Response]:
    """The answers, one after the other, of the application itself: everything but a socket."""

    async def all_of_them() -> list[httpx.Response]:
        transport, answers = httpx.ASGITransport(site, raise_app_exceptions=False), []
        for caller, knock in tried:
            carried = headers or bell.headers(caller, knock.path, form_token=form_token)
            address = app.settings.desk.public + knock.path
            request = httpx.Request(knock.method, address, headers=carried, **knock.body)
            answer = await transport.handle_async_request(request)
            await answer.aread()
            answers.append(answer)
        return answers

    return asyncio.run(all_of_them())
