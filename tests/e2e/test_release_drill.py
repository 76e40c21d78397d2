"""The release drill: the Kamerbrief is published, and every channel has what was armed, once, to the byte.

With real servers on loopback: the Tweede Kamer's open data, a file server, an object store, a mail server.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bna_pipeline.model.release_events import DeliveryPutOff, DossierMade, KamerbriefSeen, ReleaseFired
from bna_pipeline.model.transitions import Phase
from bna_pipeline.wiring import pipeline
from tests.e2e.project import run_bna
from tests.support.budget import where_there_is_time
from tests.support.ports import free_port
from tests.support.release_drill import (
    CHANNELS,
    EDITION,
    FILES,
    FOLDER,
    LATE,
    MAIL,
    OBJECTS,
    Drill,
    OtherSides,
    copy_of,
    lay_out_armed,
    other_sides,
)

pytestmark = [pytest.mark.xdist_group("release drill"), where_there_is_time]


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def armed(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    root = tmp_path_factory.mktemp("oefening") / "klaargezet"
    lay_out_armed(root, port)
    return root


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[OtherSides]:
    with other_sides(tmp_path_factory.mktemp("overkant") / "bestanden", port) as found:
        yield found


@pytest.fixture
def drill(armed: Path, sides: OtherSides, tmp_path: Path) -> Drill:
    return copy_of(armed, tmp_path / "project", sides)


def now() -> datetime:
    return datetime.now(UTC)


def waits(drill: Drill) -> str:
    return " ".join(pipeline.waits_for(drill.app().tools(EDITION)))


def test_before_the_kamerbrief_is_published_nothing_leaves(drill: Drill) -> None:
    drill.advance()
    assert drill.state().phase is Phase.SIGNED and drill.sides.standing() == {}
    assert not any(set(mail.to) & {"griffie@example.org", "partner@example.org"} for mail in drill.sides.smtp.mails)


def test_from_signal_to_last_receipt_takes_seconds_and_no_human(drill: Drill, armed: Path, tmp_path: Path) -> None:
    """By the machine's clock; the look itself comes within half a minute of the publication (`next_wake`)."""
    took = []
    for number in range(3):
        one = copy_of(armed, tmp_path / str(number), drill.sides)
        one.publish()
        one.advance()
        assert one.state().phase is Phase.FINISHED, waits(one)
        assert one.faults() == [] and one.receipts() == dict.fromkeys(CHANNELS, 1)
        took.append(max(one.seconds().values()))
    assert statistics.median(took) < 20


def close_folder(drill: Drill) -> None:
    (drill.root / "outbox" / EDITION / FOLDER).mkdir(parents=True)
    (drill.root / "outbox" / EDITION / FOLDER / "iets-anders.txt").write_text("van een ander")


def open_folder(drill: Drill) -> None:
    (drill.root / "outbox" / EDITION / FOLDER / "iets-anders.txt").unlink()


AWAY: dict[str, tuple[Callable[[Drill], object], Callable[[Drill], object]]] = {
    FOLDER: (close_folder, open_folder),
    FILES: (lambda drill: drill.sides.files_go_away(), lambda drill: drill.sides.files_come_back()),
    OBJECTS: (lambda drill: drill.sides.s3.fails(503, "SlowDown"), lambda drill: drill.sides.s3.works()),
    MAIL: (lambda drill: drill.sides.smtp.answers("mail", "451 later", times=1000), lambda d: d.sides.smtp.works()),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_that_is_away_keeps_no_other_waiting_and_has_it_when_it_is_back(drill: Drill, channel: str) -> None:
    goes, comes_back = AWAY[channel]
    goes(drill)
    drill.publish()
    at = now() + timedelta(seconds=5)
    drill.advance(at)
    others = {name: int(name != channel) for name in CHANNELS}
    assert drill.receipts() == others and drill.state().phase is Phase.RELEASED
    assert list(drill.state().release.late) == [f"{EDITION}:{channel}:{drill.state().fired.package}"]  # type: ignore[union-attr]
    comes_back(drill)
    drill.advance(at + timedelta(seconds=3))
    assert drill.receipts() == others, "by itself nothing is tried before its pause is over"
    drill.advance(at + LATE + timedelta(seconds=10))
    assert drill.receipts() == dict.fromkeys(CHANNELS, 1) and drill.faults() == []
    drill.advance(at + LATE + timedelta(minutes=1))
    assert drill.state().phase is Phase.FINISHED


def test_a_channel_that_refuses_for_good_stays_and_is_said_everywhere(drill: Drill) -> None:
    drill.sides.s3.fails(403, "AccessDenied")
    drill.publish()
    at = now()
    for hours in range(0, 72, 4):
        drill.advance(at + timedelta(hours=hours))
    assert drill.receipts() == {FOLDER: 1, FILES: 1, OBJECTS: 0, MAIL: 1}
    assert drill.state().phase is Phase.RELEASED and "Open data" in waits(drill)
    put_off = [e.event for e in drill.entries() if isinstance(e.event, DeliveryPutOff)]
    assert len(put_off) == 18 and all("weigert de toegang" in late.said for late in put_off)
    assert not any(isinstance(e.event, DossierMade) for e in drill.entries())


def test_who_runs_it_by_hand_does_not_wait_for_a_pause(drill: Drill) -> None:
    drill.sides.s3.fails(503, "SlowDown")
    drill.publish()
    drill.advance()
    drill.sides.s3.works()
    drill.advance()
    assert drill.receipts()[OBJECTS] == 0
    said = run_bna("run", EDITION, cwd=drill.root)
    assert said.code == 0 and "Afgeleverd bij Open data" in said.out
    assert drill.receipts() == dict.fromkeys(CHANNELS, 1) and drill.faults() == []


def test_whatever_is_run_again_delivers_nothing_twice(drill: Drill) -> None:
    drill.publish()
    at = now()
    drill.advance(at)
    before, mails = drill.sides.standing(), len(drill.sides.smtp.mails)
    for minutes in range(1, 5):
        drill.advance(at + timedelta(minutes=minutes))
    assert drill.sides.standing() == before and len(drill.sides.smtp.mails) == mails
    kinds = [type(entry.event) for entry in drill.entries()]
    assert kinds.count(KamerbriefSeen) == kinds.count(ReleaseFired) == 1
