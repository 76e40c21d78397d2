"""A link to send in serves until a file without errors is on record, whoever acts at the same time or is killed.

Nothing that is sent is lost, nobody is told of his own file what is not so, and the ledger decides about the link.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bna_pipeline.model.access import LinkPurpose, LinkState, NewLink
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.events import ContributionReceived
from bna_pipeline.model.transitions import Act
from bna_pipeline.pipeline import Submitted
from bna_pipeline.portal.app import desk_of
from bna_pipeline.settings import load_settings
from bna_pipeline.wiring import App, pipeline
from tests.programmes.layout import EDITION, lay_out
from tests.support.desk import Browser, MovedClock, token_of

CITY, SENDER = "gemeente-eindhoven", "inzender"
PAGE = f"/e/{EDITION}/bijdrage/{CITY}"
DONE = "U stuurde uw bijdrage in."


@dataclass
class Round:
    """An edition that is open, its desk, and a link for who sends in for one partner."""

    app: App
    clock: MovedClock
    path: str
    good: bytes

    def __post_init__(self) -> None:
        self.site = desk_of(self.app, lambda _edition, _flow: None)
        self.other = self.good.replace(b"drie sporthallen", b"vier sporthallen")
        self.bad = self.good.replace(b"status: gerealiseerd", b"status: bijna klaar")

    def browser(self) -> Browser:
        """Somebody who followed the link."""
        made = Browser(self.site, self.app.settings.desk.public, {})
        assert made.send(self.path).status_code == 303
        return made

    def link(self) -> LinkState:
        return self.app.access.look(self.path.removeprefix("/link/"), self.clock.now())[0]

    @property
    def received(self) -> list[str]:
        return [r.file.name for r in pipeline.state(self.app.tools(EDITION)).received_from(CITY)]

    def recorded(self, data: bytes, *, judged: bool) -> None:
        """What somebody left on record with the link who was killed before it was used up."""
        _, link = self.app.access.look(self.path.removeprefix("/link/"), self.clock.now())
        assert link is not None
        tools = self.app.tools(EDITION)
        actor = self.app.actor(EDITION, SENDER, Act.SUBMIT, account_name=link.way_in)
        if judged:
            pipeline.submit(tools, actor, partner=CITY, name="bijdrage.yaml", data=data)
            return
        tools.blobs.put(data)
        event = ContributionReceived(partner=CITY, file=FileDigest.of("bijdrage.yaml", data), sent_at=self.clock.now())
        seq = tools.ledger.entries(EDITION)[-1].seq
        tools.ledger.append(EDITION, event, actor=SENDER, account=link.way_in, at=self.clock.now(), after=seq)


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    folder = lay_out(tmp_path)
    good = (tmp_path / "inbox" / EDITION / CITY / "bijdrage.yaml").read_bytes()
    for sent in (tmp_path / "inbox").rglob("*.*"):
        sent.unlink()
    data: dict[str, Any] = yaml.safe_load((folder / "programme.yaml").read_text(encoding="utf-8"))
    data["people"].append({"id": SENDER, "name": "Inzender", "roles": ["contributor"], "partner": CITY})
    (folder / "programme.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    app, clock = App(load_settings(tmp_path, {})), MovedClock()
    clock.moment = datetime(2020, 1, 20, 9, 0, tzinfo=UTC)
    app.__dict__["clock"] = clock
    pipeline.open_edition(app.tools(EDITION), app.actor(EDITION, "coordinator", Act.OPEN))
    wanted = NewLink(
        person=SENDER,
        edition=EDITION,
        purpose=LinkPurpose.SUBMIT,
        subject=CITY,
        expires=clock.now() + timedelta(days=14),
    )
    return Round(app, clock, f"/link/{app.access.issue_link(wanted, clock.now())}", good)


def send(browser: Browser, data: bytes, name: str = "bijdrage.yaml") -> httpx.Response:
    token = token_of(browser.get(PAGE).text, PAGE)
    return browser.post(PAGE, data={"_token": token}, files={"bestand": (name, data)})


def at_once(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], Any]) -> None:
    """Have something happen when who sends next is past the door, and his file is not yet on record."""
    real, waiting = pipeline.submit, [meanwhile]

    def submit(*about: Any, **more: Any) -> Submitted:
        if waiting:
            waiting.pop()()
        return real(*about, **more)

    monkeypatch.setattr(pipeline, "submit", submit)


def test_two_who_send_at_once_are_both_told_what_became_of_their_file(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = round_.browser(), round_.browser()
    answers: list[httpx.Response] = []
    at_once(monkeypatch, lambda: answers.append(send(second, round_.other, "later.yaml")))
    answers.append(send(first, round_.good))
    assert [a.status_code for a in answers] == [303, 303]
    assert round_.received == ["later.yaml", "bijdrage.yaml"]
    assert round_.link() is LinkState.USED
    page = first.get(answers[1].headers["location"])
    assert "bijdrage.yaml is ontvangen." in page.text
    assert DONE in second.get(PAGE).text


def test_of_two_at_once_the_last_on_record_decides_whether_there_is_something_to_mend(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = round_.browser(), round_.browser()
    at_once(monkeypatch, lambda: send(second, round_.good, "goed.yaml"))
    answer = send(first, round_.bad)
    assert round_.received == ["goed.yaml", "bijdrage.yaml"]
    assert "te verbeteren" in first.get(answer.headers["location"]).text
    assert send(first, round_.other, "verbeterd.yaml").status_code == 303
    assert round_.link() is LinkState.USED


@pytest.mark.parametrize("judged", [True, False], ids=["read", "not read yet"])
def test_who_was_killed_before_his_link_was_used_up_finds_it_used_once_his_file_counts(
    round_: Round, judged: bool
) -> None:
    browser = round_.browser()
    round_.recorded(round_.good, judged=judged)
    assert round_.link() is LinkState.VALID
    if not judged:
        assert round_.browser().get(PAGE).status_code == 200, "as long as nobody looked inside, there may be faults"
        assert round_.link() is LinkState.VALID
        pipeline.advance(round_.app.tools(EDITION), round_.app.system())
    assert DONE in browser.get(PAGE).text
    assert round_.link() is LinkState.USED
    assert browser.get(round_.path).status_code == 410
    assert browser.post(PAGE, data={"_token": token_of(browser.get(PAGE).text, "/uitloggen")}).status_code == 410


def test_a_file_with_faults_leaves_the_link_as_it_is_and_so_does_what_others_sent(round_: Round) -> None:
    browser = round_.browser()
    send(browser, round_.bad)
    others = round_.app.actor(EDITION, "coordinator", Act.SUBMIT)
    pipeline.submit(round_.app.tools(EDITION), others, partner=CITY, name="bijdrage.yaml", data=round_.good)
    browser.get(PAGE)
    assert round_.link() is LinkState.VALID
    assert "hadden wij al" in browser.get(send(browser, round_.good).headers["location"]).text
    assert round_.link() is LinkState.VALID
