"""The schedule that looks often costs nothing while no release waits, and moves on what may go."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bna_pipeline.wiring import App, open_app, pipeline
from flows.collect import collect
from flows.deployments import deployments_of
from flows.tick import signal
from tests.programmes.layout import EDITION
from tests.support.prefect_rest import lines_of, runs

MOMENT = "2020-02-17T09:00:00+01:00"


def test_nothing_is_looked_at_while_nothing_waits_for_a_moment(api: str, other: Path) -> None:
    collect(edition=EDITION, root=str(other), moment=MOMENT)
    before = pipeline.entries(open_app(other).tools(EDITION))
    state = signal(root=str(other), return_state=True)
    assert state.is_completed() and state.message == "0 edities bekeken, niets te doen."
    assert pipeline.entries(open_app(other).tools(EDITION)) == before
    run = runs(api, name={"any_": ["signal"]})[-1]
    assert not [tag for tag in run["tags"] if tag.startswith("edition:")], "an edition's page does not fill up with it"


@pytest.fixture
def looked(other: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The edition is open, and something may be due in every edition that can be read; those that are moved on."""
    collect(edition=EDITION, root=str(other), moment=MOMENT)
    found: list[str] = []

    def due(tools: pipeline.Tools, at: datetime) -> datetime:
        return at - timedelta(seconds=1)

    def advance(tools: pipeline.Tools, _actor: pipeline.Actor) -> tuple[pipeline.Step, ...]:
        found.append(tools.id)
        return (pipeline.Step("deliver", True, ("Het pakket is vrijgegeven.",)),)

    monkeypatch.setattr("flows.tick.pipeline.next_wake", due)
    monkeypatch.setattr("flows.tick.pipeline.advance", advance)
    return found


def test_an_edition_for_which_something_may_be_due_is_moved_on(api: str, other: Path, looked: list[str]) -> None:
    state = signal(root=str(other), return_state=True)
    assert looked == [EDITION] and state.message == f"{EDITION}: Het pakket is vrijgegeven."
    run = runs(api, name={"any_": ["signal"]})[-1]
    assert f"edition:{EDITION}" in run["tags"]
    assert [line for line in lines_of(api, run["id"]) if "Traceback" in line] == []


def test_an_edition_that_cannot_be_read_stops_no_other(
    api: str, other: Path, looked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(App, "editions", lambda _app: ("regiodeal-1066", EDITION))
    assert signal(root=str(other), return_state=True).is_completed(), "the tick says what is wrong"
    assert looked == [EDITION]


def test_workers_get_it_by_the_clock_and_one_machine_leaves_it_to_the_desk() -> None:
    """A run there is a process that must start first; the desk's own thread is there already."""

    def seconds(found: Any) -> list[float]:
        return [schedule.schedule.interval.total_seconds() for schedule in found.schedules or ()]

    for asked, wanted in ((30, [30.0]), (None, [])):
        by_name = {deployment.name: deployment for deployment in deployments_of({}, 300, asked)}
        assert seconds(by_name["tick"]) == [300.0] and seconds(by_name["signal"]) == wanted
