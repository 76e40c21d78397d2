"""Whatever is sent to whichever form of the desk, it is answered by what to do, and a refusal leaves nothing on record.

Made from the route list and from the forms on the pages themselves, so that a form that comes later is tried here too.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from fastapi.routing import RouteContext

from bna_pipeline import wiring
from bna_pipeline.model.release_events import SignalDoubted, SignalSource
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline.tools import record
from bna_pipeline.portal.app import desk_of
from bna_pipeline.portal.security import Limits, Rate
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, copy_project
from tests.support.budget import THOROUGH, where_there_is_time
from tests.support.desk_callers import Caller, Doorbell
from tests.support.desk_requests import api_routes, body_of, is_open, knocks
from tests.support.desk_states import REVIEWED_AT, redrafted
from tests.support.odd_input import Sent, odd_forms, odd_json
from tests.support.oversight_states import ADOPTED, COLLECTED, RELEASED, SIGNED
from tests.support.page_forms import Form, forms_on, links_on
from tests.support.signal_states import watching

# One worker: every other would play the sample again.
pytestmark = pytest.mark.xdist_group("desk odd input")

_OF_MANY: Final = re.compile(r"(?<=/)[A-Z]-\d+|(?<=/)\d+|(?<=partner/)[\w-]+|(?<=tekst/)[\w.-]+|(?<=ronde/)[\w-]+")
"""Of addresses that are alike, a few are looked at."""

SOME: Final = 40
"""Without much time: one in so many of what is odd."""

TURNS: Final = 20
"""With time: one in so many in each state, beginning where the state stands in the row: a third of all together."""


@dataclass(frozen=True)
class Target:
    """A form for one person, with everything odd that is sent to it."""

    route: str
    caller: Caller
    sent: tuple[Sent, ...]


class Desk:
    """The desk of a project that is put back as it was whenever something was done in it."""

    def __init__(self, kept: Path, work: Path, at: datetime) -> None:
        self._kept, self._work, self._at = kept, work, at
        self._open()

    def _open(self) -> None:
        self.app = wiring.open_app(self._work, self._at, by_mail=False)
        self.app.__dict__["wall"] = self.app.clock  # what is older than a session by one clock is gone by the other
        often = Limits(*(Rate(10**6, Limits().acts.window) for _ in range(3)))
        self.site = desk_of(self.app, lambda _edition, _flow: None, often)
        self.bell = Doorbell(self.app, EDITION)
        self.callers = {c.name: c for c in self.bell.callers}

    def back(self) -> None:
        shutil.rmtree(self._work)
        copy_project(self._kept, self._work)
        self._open()

    def rows(self) -> int:
        """How many entries stand in the ledger."""
        return int(self._asked("SELECT count(*) FROM ledger_entry")[0])

    def kinds(self) -> list[str]:
        """What the entries of the edition are, oldest first."""
        entries = self._asked(f"SELECT entry FROM ledger_entry WHERE edition = '{EDITION}' ORDER BY seq")
        return [json.loads(entry)["event"]["kind"] for entry in entries]

    def _asked(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self._work / ".bna" / "sample" / "ledger.sqlite")) as ledger:
            return [row[0] for row in ledger.execute(sql)]

    def require_whole(self) -> None:
        """The ledger's chain holds, from its first entry on."""
        assert wiring.pipeline.entries(wiring.App(self.app.settings, by_mail=False).tools(EDITION))

    async def ask(self, caller: Caller, method: str, path: str, content: bytes = b"", kind: str = "") -> httpx.Response:
        headers = {**self.bell.headers(caller, path), **({"content-type": kind} if kind else {})}
        request = httpx.Request(method, self.app.settings.desk.public + path, headers=headers, content=content)
        answer = await httpx.ASGITransport(self.site, raise_app_exceptions=False).handle_async_request(request)
        await answer.aread()
        return answer

    # -- what to send ------------------------------------------------------------------------------------

    def targets_by_route(self) -> list[Target]:
        """Every form, as its route says what it takes."""
        return [self._by_route(route) for route in self._posts()]

    def _posts(self) -> list[RouteContext]:
        return [r for r in api_routes(self.site) if "POST" in (r.methods or ())]

    async def targets(self) -> list[Target]:
        """Every form that is open to somebody: as the pages show it, and of the others what the route says."""
        posts = self._posts()
        found: dict[object, Target] = {}
        for caller in self.callers.values():
            if caller.person is None or (caller.link is not None and not THOROUGH):
                continue
            for form in await self._forms(caller):
                route = next((r for r in posts if r.path_regex.match(form.action)), None)
                if route is None:
                    continue
                match = route.path_regex.match(form.action)
                assert match is not None
                key = (route.name, form.names, tuple(v for n, v in form.fields if n == "doe"))
                if key not in found:
                    params = {k: str(v) for k, v in match.groupdict().items() if k != "edition"}
                    found[key] = Target(str(route.name), caller, tuple(odd_forms(form, params)))
        known = {target.route for target in found.values()}
        for route in posts:
            if str(route.name) not in known:
                found[route.name] = self._by_route(route)
        return list(found.values())

    def _by_route(self, route: RouteContext) -> Target:
        caller, knock = next(
            (c, k)
            for c in self.callers.values()
            for k in knocks(route, c, self.bell.programme, EDITION)
            if is_open(c, self.bell.programme, EDITION, k)
        )
        body = body_of(route)
        params = {k: v for k, v in knock.params.items() if k != "edition"}
        if "json" in body:
            return Target(knock.route, caller, tuple(odd_json(knock.path, body["json"], params)))
        files = frozenset(body.get("files", ()))
        fields = (*body.get("data", {}).items(), *((name, "") for name in files))
        return Target(knock.route, caller, tuple(odd_forms(Form(knock.path, fields, files, bool(files)), params)))

    async def _forms(self, caller: Caller) -> list[Form]:
        """The forms on the pages that somebody finds from his first page on, and on what answers them."""
        todo, seen, patterns, forms = [f"/e/{EDITION}"], set[str](), dict[str, int](), list[Form]()
        while todo:
            path = todo.pop(0)
            shape = _OF_MANY.sub("*", path)
            if path in seen or patterns.get(shape, 0) >= 3 or not path.startswith(f"/e/{EDITION}"):
                continue
            seen.add(path)
            patterns[shape] = patterns.get(shape, 0) + 1
            answer = await self.ask(caller, "GET", path)
            assert answer.status_code < 500, f"{caller.name}: GET {path}"
            if answer.headers.get("content-type", "").startswith("text/html"):
                todo += links_on(answer.text)
                forms += [form for form in forms_on(answer.text) if form.action.startswith(f"/e/{EDITION}")]
        for form in list(dict.fromkeys(forms)):
            first = next(iter(odd_forms(form, {})))
            rows = self.rows()
            answer = await self.ask(caller, "POST", first.path, first.content, first.kind)
            if self.rows() != rows:
                self.back()
            elif answer.status_code == 200:
                forms += [form for form in forms_on(answer.text) if form.action.startswith(f"/e/{EDITION}")]
        return forms


def wrong_with(answer: httpx.Response) -> str | None:
    """Why an answer is none that somebody can go on with; None: he can."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if answer.status_code >= 500:
        return "breaks"
    if "Traceback (most" in answer.text:
        return "shows a traceback"
    if answer.status_code < 400:
        return None
    if kind == "application/json":
        told = json.loads(answer.text)
        return None if told.get("code") and told.get("message") and "mend" in told else "says nothing"
    if kind != "text/html":
        return f"is {kind}"
    return None if 'role="alert"' in answer.text or "utrecht-alert" in answer.text else "has no alert"


def recorded_though_refused(desk: Desk, answer: httpx.Response, before: int) -> str | None:
    """What stands on record of an act that was not done; None: nothing, or that something came that cannot be read."""
    page = answer.headers.get("content-type", "").startswith("text/html")
    if answer.status_code < 400 and (answer.status_code == 303 or not page):
        return None  # it was done: the way on, a file, or an answer to a program
    kinds = [kind for kind in desk.kinds()[before:] if kind != "word.refused"]
    return f"records {', '.join(kinds)}" if kinds else None


async def wrong_at(desk: Desk, targets: list[Target], *, back: bool) -> list[str]:
    """Send everything, and say what is not answered as it should be."""
    wrong, rows = list[str](), desk.rows()
    for target in targets:
        for sent in target.sent:
            answer = await desk.ask(desk.callers[target.caller.name], "POST", sent.path, sent.content, sent.kind)
            after = desk.rows()
            faults = (wrong_with(answer), None if after == rows else recorded_though_refused(desk, answer, rows))
            wrong += [
                f"{target.route}, {target.caller.name}, {sent.odd}: {answer.status_code} {fault}"
                for fault in faults
                if fault is not None
            ]
            if after != rows and back:
                desk.require_whole()
                desk.back()
                after = desk.rows()
            rows = after
    return wrong


def played_until(name: str, played: Path, kept: Path) -> None:
    """The sample in a state, in a folder of its own."""
    if name == "in review":
        redrafted(played, kept)
        return
    project = copy_project(played / PHASES[name][0].name, kept)
    if name == "armed":  # with a minute and a doubt, so that every form of the release is there
        app = watching(project).app(RELEASED)
        tools = app.tools(EDITION)
        wiring.pipeline.arm(tools, app.actor(EDITION, "coordinator", Act.ARM))
        minute = wiring.pipeline.minute_of("2020-07-01T14:00", "Europe/Amsterdam")
        wiring.pipeline.plan_release(tools, app.actor(EDITION, "coordinator", Act.PLAN_RELEASE), at=minute)
        doubt = SignalDoubted(source=SignalSource.TWEEDE_KAMER, document="2020D27110", why="Een ander dossier.")
        record(tools, app.system(), lambda _now: doubt)


PHASES: Final[dict[str, tuple[Phase, datetime]]] = {
    "open": (Phase.OPEN, COLLECTED),
    "in review": (Phase.CONCEPT, REVIEWED_AT),
    "for adoption": (Phase.FOR_ADOPTION, ADOPTED),
    "adopted": (Phase.ADOPTED, SIGNED),
    "signed": (Phase.SIGNED, RELEASED),
    "armed": (Phase.SIGNED, RELEASED),
    "finished": (Phase.FINISHED, RELEASED),
}
"""By name: the phase that it begins in, and the moment."""


def in_turn(targets: list[Target], turn: int, turns: int) -> list[Target]:
    """One in so many of what is odd, another one in each form and at each turn."""
    return [replace(one, sent=one.sent[(number + turn) % turns :: turns]) for number, one in enumerate(targets)]


def test_whatever_is_sent_is_answered_and_a_refusal_records_nothing(project_in: ProjectIn) -> None:
    """Every form of the route list, with some of what is odd, one thing after the other."""
    project = project_in(Phase.ADOPTED)
    desk = Desk(project.root, project.root, SIGNED)
    targets = in_turn(desk.targets_by_route(), 0, SOME)
    assert asyncio.run(wrong_at(desk, targets, back=False)) == []
    desk.require_whole()


@where_there_is_time
@pytest.mark.parametrize("state", PHASES)
def test_all_that_is_odd_in_every_form_of_every_page(played: Path, tmp_path: Path, state: str) -> None:
    kept, work = tmp_path / "bewaard", tmp_path / "project"
    played_until(state, played, kept)
    copy_project(kept, work)
    desk = Desk(kept, work, PHASES[state][1])
    targets = asyncio.run(desk.targets())
    assert {t.route for t in targets} == {str(r.name) for r in api_routes(desk.site) if "POST" in (r.methods or ())}
    assert asyncio.run(wrong_at(desk, in_turn(targets, list(PHASES).index(state), TURNS), back=True)) == []
    desk.require_whole()
    shutil.rmtree(tmp_path)
