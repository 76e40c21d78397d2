"""What follows an act never makes the act fail, and behind a web page every edition asked for is moved on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.errors import FlowError, LeaseTaken
from bna_pipeline.model.transitions import Act
from bna_pipeline.wiring import App, Followed, following, pipeline
from bna_pipeline.wiring.background import BackgroundAdvance
from bna_pipeline.wiring.following import Asked
from tests.programmes.layout import EDITION, lay_out
from tests.unit.cli.test_command import Server

SECONDS = 20


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    """The second programme as a project, not opened."""
    root = tmp_path_factory.mktemp("project")
    lay_out(root)
    return wiring.open_app(root)


def test_without_a_server_the_edition_is_moved_on_in_this_process(app: App) -> None:
    done = wiring.follow_up(app, EDITION, "collect")
    assert done.asked == Asked() and done.fault is None
    assert done.steps[-1].waits_for == pipeline.waits_for(app.tools(EDITION))


def test_a_server_that_answers_gets_the_run_and_one_that_refuses_does_not(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "trigger_of", lambda _app: Server())
    started = wiring.follow_up(app, EDITION, "review")
    assert started.asked.run is not None and started.steps == ()
    for server in (Server(serves=False), Server(answers=False)):
        monkeypatch.setattr(following, "trigger_of", lambda _app, server=server: server)
        done = wiring.follow_up(app, EDITION, "review")
        assert done.asked.run is None and done.steps and done.fault is None
        assert isinstance(done.asked.refused, FlowError) is not server.serves


def test_what_another_process_holds_is_given_back_and_not_raised(app: App) -> None:
    with app.lease.hold(EDITION):
        done = wiring.follow_up(app, EDITION, "review")
    assert isinstance(done.fault, LeaseTaken) and done.faults == (done.fault,)


def test_an_edition_that_nobody_knows_is_given_back_and_not_raised(app: App) -> None:
    assert wiring.follow_up(app, "regiodeal-1066", "review").fault is not None


class Work:
    """What is followed up, with a door that a test opens."""

    def __init__(self, *, elsewhere: bool = False) -> None:
        self.done: list[tuple[str, str]] = []
        self.begun, self.door = threading.Semaphore(0), threading.Event()
        self.run = "http://127.0.0.1/runs/1" if elsewhere else None
        self.breaks: Callable[[], None] = lambda: None

    def __call__(self, _app: App, edition: str, flow: str = "tick") -> Followed:
        self.done.append((edition, flow))
        self.begun.release()
        assert self.door.wait(SECONDS)
        self.breaks()
        return Followed(Asked("http://127.0.0.1/api" if self.run else None, self.run))


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.door.set()


def test_an_edition_stands_once_in_the_queue_and_is_looked_at_again_after_what_came_meanwhile(
    app: App, work: Work
) -> None:
    with BackgroundAdvance(app, follow=work) as background:
        background.soon("een", "review")
        assert work.begun.acquire(timeout=SECONDS)
        for _ in range(5):
            background.soon("een", "review")
            background.soon("twee", "review")
        work.door.set()
        assert background.idle(SECONDS)
    assert work.done == [("een", "review"), ("een", "review"), ("twee", "review")]


def test_a_run_in_this_process_does_what_other_flows_were_asked_for(app: App, work: Work) -> None:
    elsewhere = Work(elsewhere=True)
    elsewhere.door.set()
    for made, runs in ((work, 2), (elsewhere, 3)):
        with BackgroundAdvance(app, follow=made) as background:
            made.door.clear()
            background.soon("nul", "review")
            assert made.begun.acquire(timeout=SECONDS)
            background.soon("een", "review")
            background.soon("een", "assemble")
            made.door.set()
            assert background.idle(SECONDS)
        assert len(made.done) == runs, made.done


def test_what_was_asked_once_more_during_a_run_is_done_after_it(app: App, work: Work) -> None:
    """The run may have looked before the second act was on record."""
    with BackgroundAdvance(app, follow=work) as background:
        background.soon("nul", "review")
        assert work.begun.acquire(timeout=SECONDS)
        background.soon("een", "review")
        background.soon("een", "assemble")
        work.breaks = lambda: None if len(work.done) != 2 else background.soon("een", "assemble")
        work.door.set()
        assert background.idle(SECONDS)
    assert work.done == [("nul", "review"), ("een", "review"), ("een", "assemble")]


def test_stopping_finishes_the_run_at_hand_and_begins_no_other(app: App, work: Work) -> None:
    background = BackgroundAdvance(app, follow=work)
    background.start()
    background.soon("een", "review")
    assert work.begun.acquire(timeout=SECONDS)
    background.soon("twee", "review")
    stopping = threading.Thread(target=background.stop)
    stopping.start()
    stopping.join(0.05)
    assert stopping.is_alive(), "it waits for the run at hand"
    work.door.set()
    stopping.join(SECONDS)
    assert not stopping.is_alive() and work.done == [("een", "review")]


def test_a_fault_in_the_software_is_logged_and_the_next_edition_is_moved_on(
    app: App, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks() -> None:
        if len(work.done) == 1:
            raise ZeroDivisionError("proef")

    work.breaks = breaks
    work.door.set()
    with BackgroundAdvance(app, follow=work) as background:
        background.soon("een", "review")
        background.soon("twee", "review")
        assert background.idle(SECONDS)
    assert [edition for edition, _ in work.done] == ["een", "twee"]
    assert "ZeroDivisionError" in caplog.text


def test_an_edition_that_breaks_at_a_tick_keeps_no_other_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lay_out(tmp_path)
    own = wiring.open_app(tmp_path)
    pipeline.open_edition(own.tools(EDITION), own.actor(EDITION, "coordinator", Act.OPEN))
    monkeypatch.setattr(App, "editions", lambda _app: ("aaa-breekt", EDITION))
    tools = App.tools

    def of(app: App, edition: str) -> pipeline.Tools:
        if edition != EDITION:
            raise ZeroDivisionError("proef")
        return tools(app, edition)

    monkeypatch.setattr(App, "tools", of)
    work = Work()
    work.door.set()
    with BackgroundAdvance(own, 0, look=work):
        assert work.begun.acquire(timeout=SECONDS)
    assert work.done[0] == (EDITION, "tick") and "ZeroDivisionError" in caplog.text


def test_without_prefect_beside_it_every_open_edition_is_looked_at_by_the_clock(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path)
    own = wiring.open_app(tmp_path)
    pipeline.open_edition(own.tools(EDITION), own.actor(EDITION, "coordinator", Act.OPEN))
    work.door.set()
    with BackgroundAdvance(own, 0, look=work):
        assert work.begun.acquire(timeout=SECONDS)
    assert set(work.done) == {(EDITION, "tick")}
    asked = Work()
    monkeypatch.setattr("bna_pipeline.wiring.background.trigger_of", lambda _app: Server())
    with BackgroundAdvance(own, 0, look=asked):
        assert not asked.begun.acquire(timeout=0.2), "the schedule of the server that runs beside it does that"


class Waking:
    """What each edition waits for, as a test says; and when it was looked at."""

    def __init__(self, wake: Callable[[datetime], datetime | None]) -> None:
        self.wake = wake
        self.looked: list[datetime] = []
        self.seen = threading.Semaphore(0)

    def next_wake(self, _tools: pipeline.Tools, at: datetime) -> datetime | None:
        return self.wake(at)

    def __call__(self, _app: App, _edition: str) -> Followed:
        self.looked.append(datetime.now(UTC))
        self.seen.release()
        return Followed(Asked())


@pytest.fixture
def opened(tmp_path: Path) -> App:
    lay_out(tmp_path)
    own = wiring.open_app(tmp_path)
    pipeline.open_edition(own.tools(EDITION), own.actor(EDITION, "coordinator", Act.OPEN))
    return own


def waking(monkeypatch: pytest.MonkeyPatch, wake: Callable[[datetime], datetime | None]) -> Waking:
    made = Waking(wake)
    monkeypatch.setattr("bna_pipeline.wiring.background.pipeline.next_wake", made.next_wake)
    return made


def test_an_edition_that_waits_for_a_signal_is_looked_at_also_beside_prefect(
    opened: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bna_pipeline.wiring.background.trigger_of", lambda _app: Server())
    made = waking(monkeypatch, lambda at: at)
    with BackgroundAdvance(opened, None, signal_seconds=0.05, look=made):
        assert made.seen.acquire(timeout=SECONDS) and made.seen.acquire(timeout=SECONDS)


def test_a_moment_between_two_looks_is_not_waited_for_until_the_next(
    opened: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute = datetime.now(UTC) + timedelta(seconds=1)
    made = waking(monkeypatch, lambda at: max(minute, at) if not made.looked else None)
    with BackgroundAdvance(opened, None, signal_seconds=600, look=made):
        assert made.seen.acquire(timeout=SECONDS)
    assert timedelta() <= made.looked[0] - minute < timedelta(seconds=10)


def test_an_edition_for_which_nothing_may_be_due_is_left_alone(opened: App, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Semaphore(0)

    def nothing(_at: datetime) -> None:
        asked.release()

    made = waking(monkeypatch, nothing)
    with BackgroundAdvance(opened, None, signal_seconds=0.05, look=made):
        for _ in range(5):
            assert asked.acquire(timeout=SECONDS)
    assert made.looked == []


def test_an_edition_that_cannot_be_read_keeps_no_other_from_its_signal(
    opened: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tools = App.tools
    monkeypatch.setattr(App, "editions", lambda _app: ("kapot-2020", EDITION))

    def of(app: App, edition: str) -> pipeline.Tools:
        if edition != EDITION:
            raise ZeroDivisionError("proef")
        return tools(app, edition)

    monkeypatch.setattr(App, "tools", of)
    made = waking(monkeypatch, lambda at: at)
    with BackgroundAdvance(opened, None, signal_seconds=0.05, look=made):
        assert made.seen.acquire(timeout=SECONDS) and made.seen.acquire(timeout=SECONDS)
    assert "ZeroDivisionError" in caplog.text
