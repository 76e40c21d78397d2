"""With nobody at the keyboard an armed edition goes at its minute, and when the Kamer shows the Kamerbrief."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bna_pipeline import wiring
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.events import EffectDone, Entry
from bna_pipeline.model.release_events import DossierMade, KamerbriefSeen, ReleaseFired, SignalDoubted
from bna_pipeline.model.transitions import Act, Phase
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import Project
from tests.e2e.test_serving import running
from tests.support.budget import where_there_is_time
from tests.support.ports import free_port
from tests.support.tweede_kamer import Published, Service, tweede_kamer

pytestmark = where_there_is_time

EVERY = 5
"""Seconds between two looks, and between two questions to the Kamer."""
PATIENCE = 300.0
SUBJECT = "Voortgang Brainport Nationale Actieagenda"


@pytest.fixture
def kamer() -> Iterator[Service]:
    with tweede_kamer() as service:
        yield service


def armed(project_in: ProjectIn, kamer: Service, command: str) -> Project:
    """A project whose edition is signed and armed, and takes the Kamer and a minute for signals."""
    project = project_in(Phase.SIGNED)
    path = project.root / "templates" / "bna" / "programme.yaml"
    text = path.read_text(encoding="utf-8")
    taken = "delivery:\n  signal: {by_hand: false, tweede_kamer: {}, moment: {}}\n"
    path.write_text(re.sub(r"(?m)^delivery:\n", taken, text, count=1), encoding="utf-8")
    settings = project.root / ".bna" / "settings.toml"
    prefect = f'prefect_api = "http://127.0.0.1:{free_port()}/api"\n' if command == "serve" else ""
    settings.write_text(
        f"signal_seconds = {EVERY}\n{prefect}[desk]\nport = {free_port()}\n[tweede_kamer]\n"
        f'root = "{kamer.root}"\nseconds = {EVERY}\nseconds_before = {EVERY}\n',
        encoding="utf-8",
    )
    settings.chmod(0o600)
    app = project.app()
    wiring.pipeline.arm(app.tools(project.edition), app.actor(project.edition, "coordinator", Act.ARM))
    return project


def wait(project: Project, true: Callable[[], object]) -> None:
    """Until it is true; where that takes too long, the log says why."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, (project.root / "log").read_text(encoding="utf-8")
        time.sleep(0.2)


def first(project: Project, kind: type, enough: Callable[[list[Entry]], bool] = bool) -> list[Entry]:
    """The entries of a kind, once there are enough."""
    found: list[Entry] = []

    def there() -> bool:
        found[:] = (entry for entry in project.entries if isinstance(entry.event, kind))
        return enough(found)

    wait(project, there)
    return found


def asked_twice(project: Project, kamer: Service) -> None:
    """Until the Kamer was asked for letters twice more: the look in which it was asked first is over."""

    def times() -> int:
        return sum("Kamerstukdossier" in path for path in tuple(kamer.asked))

    wanted = times() + 2
    wait(project, lambda: times() >= wanted)


def adopted(project: Project) -> bytes:
    return project.draft_file(REPORT_PDF).read_bytes()


@pytest.mark.parametrize("command", ["desk", "serve"])
def test_the_kamers_signal_lets_the_package_go(project_in: ProjectIn, kamer: Service, command: str) -> None:
    project = armed(project_in, kamer, command)
    letter = Published(project.kamerbrief.read_bytes(), SUBJECT, date(2020, 7, 1), sequence=901)
    with running(project.root, command):
        asked_twice(project, kamer)
        assert project.state().fired is None, "it was asked, and said nothing"
        published = datetime.now(UTC)
        kamer.publish(letter, adopted(project))
        (seen,), (fired,) = first(project, KamerbriefSeen), first(project, ReleaseFired)
        channels = len(project.tools().programme.delivery.channels)
        receipts = first(project, EffectDone, lambda found: len(found) > channels)  # and that of the hand-over
        first(project, DossierMade)
    until_fired, until_last = fired.at - published, receipts[-1].at - published
    print(f"{command}: fired {until_fired.total_seconds():.1f} s after publication, last receipt {until_last}")
    assert until_fired < timedelta(seconds=60)
    assert seen.actor == fired.actor == "systeem" and project.state().phase is Phase.FINISHED


@pytest.mark.parametrize("command", ["serve"])
def test_at_the_set_minute_the_package_goes(project_in: ProjectIn, kamer: Service, command: str) -> None:
    project = armed(project_in, kamer, command)
    with running(project.root, command):
        app = project.app()
        minute = datetime.now(ZoneInfo("Europe/Amsterdam")).replace(second=0, microsecond=0) + timedelta(minutes=1)
        if minute - datetime.now(UTC) < timedelta(seconds=5):
            minute += timedelta(minutes=1)
        actor = app.actor(project.edition, "coordinator", Act.PLAN_RELEASE)
        wiring.pipeline.plan_release(app.tools(project.edition), actor, at=minute)
        (fired,) = first(project, ReleaseFired)
        late = fired.at - minute
        print(f"{command}: fired {late.total_seconds():.1f} s after the minute")
        assert timedelta() <= late < timedelta(seconds=30)
        letter = Published(project.kamerbrief.read_bytes(), SUBJECT, date(2020, 7, 1), sequence=901)
        kamer.publish(letter, adopted(project))  # the dossier waits for it
        first(project, DossierMade)
    assert fired.actor == "systeem" and project.state().phase is Phase.FINISHED


def test_what_differs_by_one_byte_lets_nothing_go_and_is_told(project_in: ProjectIn, kamer: Service) -> None:
    project = armed(project_in, kamer, "desk")
    letter = Published(project.kamerbrief.read_bytes(), SUBJECT, date(2020, 7, 1), sequence=901)
    with running(project.root, "desk"):
        kamer.publish(letter, adopted(project) + b"\n")
        first(project, SignalDoubted)
        asked_twice(project, kamer)
        assert project.state().fired is None and project.leaked() == []
        assert "ALARM" in (project.root / "log").read_text(encoding="utf-8")
