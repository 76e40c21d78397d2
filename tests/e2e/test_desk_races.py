"""Who decide in the same instant at the desk: each is on record, or is told why not (issue 7, must show 7)."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bna_pipeline import wiring
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.events import DecisionGiven, DraftMade, Entry
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.tools import record
from bna_pipeline.portal.api import PREFIX
from bna_pipeline.portal.app import desk_of
from bna_pipeline.settings import load_settings
from bna_pipeline.wiring import App
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project
from tests.support.budget import THOROUGH, budget, where_there_is_time
from tests.support.postgres import running_postgres

pytestmark = pytest.mark.xdist_group("desk races")

STAGE = "beleid"
MANY = budget(4, 25)
"""How often each of them decides."""
PATIENCE = 300.0
"""Seconds in which the first of them has decided."""


@dataclass(frozen=True)
class Desks:
    """One edition that is with its reviewers, and one desk or two that work on its record.

    Attributes:
        apps: one for each process that there would be.
    """

    apps: Sequence[App]
    sites: Sequence[FastAPI]
    reviewers: Sequence[str]
    keys: Mapping[str, str]

    def reading(self, person: str) -> dict[str, Any]:
        (answer,) = self.all_at_once([(person, "GET", f"stages/{STAGE}/reading", None)])
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    def all_at_once(self, asked: Sequence[tuple[str, str, str, Any]]) -> list[httpx.Response]:
        """Every request at the same moment, in turn at each of the desks; answers in their order."""

        async def together() -> list[httpx.Response]:
            transports = [httpx.ASGITransport(site) for site in self.sites]
            clients = [httpx.AsyncClient(transport=t, base_url="http://127.0.0.1:8400") for t in transports]
            sent = [
                clients[number % len(clients)].request(
                    method,
                    f"{PREFIX}/editions/{EDITION}/{path}",
                    json=body,
                    headers={"authorization": f"Bearer {self.keys[person]}"},
                )
                for number, (person, method, path, body) in enumerate(asked)
            ]
            return await asyncio.gather(*sent)

        return asyncio.run(together())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The ledger as another process reads it: its chain and seals checked anew."""
        app = self.apps[0]
        return wiring.pipeline.entries(App(app.settings, by_mail=False).tools(EDITION))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))])
def desks(request: pytest.FixtureRequest, project_in: ProjectIn) -> Iterator[Desks]:
    project = project_in(Phase.FOR_ADOPTION)
    if request.param == "sqlite":
        yield desks_of([project.app()])
        return
    if not THOROUGH:
        pytest.skip("two machines on one database: .ci/run does it (TEST_BUDGET=thorough)")
    with running_postgres() as server:
        yield desks_of(on_postgres(project, server.new_database().replace("postgresql+psycopg", "postgresql")))


def desks_of(apps: Sequence[App]) -> Desks:
    first, now = apps[0], apps[0].clock.now()
    programme, _ = first.programme_and_edition(EDITION)
    reviewers = [r.person for r in programme.stage(STAGE).reviewers]
    keys = {person: first.access.make_key(f"proef-{person}", person, programme.id, now) for person in reviewers}
    return Desks(apps, [desk_of(app, lambda _edition, _flow: None) for app in apps], reviewers, keys)


def on_postgres(project: Project, url: str) -> list[App]:
    """Two machines with the edition's record in one database: what was played, written there once more."""
    environment = {"BNA_DATABASE": url, "BNA_LEDGER_KEY": secrets.token_hex(32)}
    played = project.entries
    apps = [App(load_settings(project.root, environment), by_mail=False) for _ in range(2)]
    for entry in played:
        apps[0].ledger.append(
            EDITION, entry.event, actor=entry.actor, account=entry.account, at=entry.at, after=entry.seq - 1
        )
    blobs = apps[0].settings.model_copy(update={"blobs": str(project.root / ".bna" / "sample" / "blobs")})
    return [App(blobs, by_mail=False) for _ in range(2)]


def decision(desks: Desks, person: str, comment: str, reading: Mapping[str, Any]) -> tuple[str, str, str, Any]:
    said = {"draft": reading["draft"], "seen": reading["seen"], "verdict": "remark", "comment": comment}
    return person, "POST", f"stages/{STAGE}/decisions", said


def test_all_who_decide_in_the_same_instant_are_on_record(desks: Desks) -> None:
    before = len(desks.entries)
    readings = {person: desks.reading(person) for person in desks.reviewers}
    asked = [
        decision(desks, person, f"opmerking {number} van {person}", readings[person])
        for number in range(MANY)
        for person in desks.reviewers
    ]
    answers = desks.all_at_once(asked)
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.json()["changed"] for answer in answers)
    given = [e.event.decision for e in desks.entries[before:] if isinstance(e.event, DecisionGiven)]
    assert sorted((d.reviewer, d.comment) for d in given) == sorted((p, body["comment"]) for p, _, _, body in asked)
    assert {e.account for e in desks.entries[before:]} == {f"key:proef-{person}" for person in desks.reviewers}


@where_there_is_time
def test_the_same_decision_sent_many_times_at_once_is_on_record_once(desks: Desks) -> None:
    before = len(desks.entries)
    person = desks.reviewers[0]
    one = decision(desks, person, "eenmaal", desks.reading(person))
    answers = desks.all_at_once([one] * (2 * MANY))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["changed"] for answer in answers) == 1
    assert len(desks.entries) == before + 1


def test_who_decides_while_a_new_draft_lands_decides_about_what_he_read_or_is_told(desks: Desks) -> None:
    before = len(desks.entries)
    readings = {person: desks.reading(person) for person in desks.reviewers}
    asked = [
        decision(desks, person, f"over het oude concept {number}", readings[person])
        for number in range(MANY)
        for person in desks.reviewers
    ]

    run = Thread(target=new_draft, args=(desks.apps[-1], before))
    run.start()
    answers = desks.all_at_once(asked)
    run.join()
    entries = desks.entries[before:]
    landed = next(e.seq for e in entries if isinstance(e.event, DraftMade))
    given = [e for e in entries if isinstance(e.event, DecisionGiven)]
    assert given, "the draft came after the first of them"
    assert all(e.seq < landed for e in given)
    said = {answer.status_code for answer in answers}
    assert said <= {200, 409}
    assert sum(answer.status_code == 200 for answer in answers) == len(given)
    told = [answer.json() for answer in answers if answer.status_code == 409]
    assert all(t["code"] == "REF-018" and "intussen is er concept" in t["message"] for t in told)
    (late,) = desks.all_at_once([asked[0]])
    assert (late.status_code, late.json()["code"]) == (409, "REF-018")


def new_draft(app: App, before: int) -> None:
    """What a run elsewhere records when it has made the next draft: as soon as the first of them has decided.

    Args:
        before: entries of the ledger before anybody decided.
    """

    def made(now: EditionState) -> DraftMade:
        last = now.drafts[-1]
        draft = last.draft.model_copy(update={"version": last.draft.version + 1})
        return last.model_copy(update={"draft": draft, "reason": "proef"})

    until = time.monotonic() + PATIENCE
    while len(wiring.pipeline.entries(app.tools(EDITION))) == before and time.monotonic() < until:
        time.sleep(0.005)
    record(app.tools(EDITION), app.system(), made)


@where_there_is_time
def test_a_verdict_of_silence_cannot_be_given_over_the_api(desks: Desks) -> None:
    person = desks.reviewers[0]
    _, method, path, body = decision(desks, person, "", desks.reading(person))
    (answer,) = desks.all_at_once([(person, method, path, {**body, "verdict": Verdict.NO_OBJECTION.value})])
    assert answer.status_code == 422
