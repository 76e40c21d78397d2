"""Editions of three programmes at once, by two workers on PostgreSQL and S3: each once, nothing lost.

In its second half a worker, the Prefect server and the database are each killed while work is under way, and come back.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from bna_pipeline import wiring
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.events import EffectDone, Entry
from bna_pipeline.model.transitions import Phase
from tests.support.budget import where_there_is_time
from tests.support.machines import Machines, machines, wait_until
from tests.support.many_editions import (
    YEARS,
    Planned,
    Wave,
    act,
    digests,
    lay_out_many,
    planned,
    play_here,
    unfinished,
    waves,
)

pytestmark = [pytest.mark.xdist_group("many machines"), where_there_is_time]

EDITIONS: Final = planned(YEARS[: int(os.environ.get("TEST_YEARS", "2"))])
"""Six, two of each programme; all twelve with TEST_YEARS=4, which takes twice as long."""
NEVER: Final = 24 * 3600
"""A tick that does not come: until the first kill every edition is woken by what persons did, or not at all."""
OFTEN: Final = 20
PATIENCE: Final = 1200.0
"""Seconds for a wave that takes ten where nothing else runs."""
ONCE: Final = frozenset({"edition.opened", "edition.closed", "release.armed", "release.fired", "dossier.made"})


@dataclass
class Played:
    """What came of it.

    Attributes:
        seconds: of each wave.
        killed: what was killed, in which wave.
        checked: what `bna check` said before the flows were deployed, without a worker, and with two.
    """

    here: Machines
    app: wiring.App
    seconds: dict[str, float] = field(default_factory=dict)
    killed: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)

    def check(self, **more: str) -> None:
        """As the operator asks it, on the persons' own machine."""
        said = self.here.bna("check", EDITIONS[0].id, **more)
        self.checked.append(said.stdout + said.stderr)

    def entries(self, edition: Planned) -> tuple[Entry, ...]:
        return wiring.pipeline.entries(self.app.tools(edition.id))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The whole life of all of them."""
    share, folder = tmp_path_factory.mktemp("share"), tmp_path_factory.mktemp("machines")
    lay_out_many(share, EDITIONS)
    with machines(folder, share) as here:
        found = Played(here, wiring.open_app(share))
        found.check(PREFECT_API_AUTH_STRING="")
        found.check()
        here.deploy(tick_seconds=NEVER)
        found.check()
        for _ in range(2):
            here.start_worker()
        here.wait_for_workers()
        found.check()
        kills = {"adopt": _worker, "sign": _prefect, "release": _database}
        for wave in waves():
            began = time.monotonic()
            if wave.name == next(iter(kills)):
                here.deploy(tick_seconds=OFTEN, python=None)  # from here on each worker finds its own
            act(found.app, wave, EDITIONS, here.follow)
            if wave.name in kills:
                _under_way(here)
                kills[wave.name](here)
                found.killed.append(wave.name)
            _wait(found, wave)
            found.seconds[wave.name] = time.monotonic() - began
        yield found


def _under_way(here: Machines) -> None:
    """Until a run that persons asked for is running."""
    wait_until(lambda: bool(_running(here)), "a run", here.workers[0].log)


def _running(here: Machines) -> list[str]:
    runs = here.ask("/flow_runs/filter", flow_runs={"state": {"type": {"any_": ["RUNNING"]}}})
    return [run["name"] for run in runs if run["name"] not in ("tick", "signal")]


def _worker(here: Machines) -> None:
    here.workers[0].kill()
    here.workers[0].start()


def _prefect(here: Machines) -> None:
    here.server.kill()
    here.start_server()


def _database(here: Machines) -> None:
    """With it goes Prefect's own, on the same server."""
    here.database.kill()
    here.database.start()


def _wait(found: Played, wave: Wave) -> None:
    left: list[str] = []

    def done() -> bool:
        left[:] = unfinished(found.app, wave, EDITIONS)
        return not left

    try:
        wait_until(done, wave.name, found.here.workers[-1].log, PATIENCE)
    except AssertionError as late:
        raise AssertionError(f"{late}\n{left[0]} waits for {found.app.status(left[0]).waits_for}") from late


def test_every_edition_comes_to_its_end_through_three_kills(played: Played) -> None:
    assert played.killed == ["adopt", "sign", "release"]
    assert [e.id for e in EDITIONS if wiring.pipeline.state(played.app.tools(e.id)).phase is not Phase.FINISHED] == []


def test_bna_check_says_what_lacks_until_nothing_does(played: Played) -> None:
    stranger, bare, without_worker, whole = played.checked
    assert "de Prefect-server laat dit programma niet binnen" in stranger
    assert "er zijn geen flows aangemeld" in bare
    assert "op work pool bna is geen worker actief" in without_worker and "aangemeld" not in without_worker
    assert whole == f"In orde: {EDITIONS[0].id}.\n"


def test_their_content_is_that_of_one_process(played: Played, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as alone:
        for name in ("BNA_DATABASE", "BNA_BLOBS", "BNA_LEDGER_KEY", "BNA_PREFECT_API"):
            alone.delenv(name)
        lay_out_many(tmp_path, EDITIONS)
        expected = play_here(tmp_path, EDITIONS)
    assert digests(played.app, EDITIONS) == expected


def test_nothing_was_done_twice(played: Played) -> None:
    for edition in EDITIONS:
        entries = played.entries(edition)
        kinds = Counter[str](entry.event.kind for entry in entries)
        assert {kind: kinds[kind] for kind in ONCE} == dict.fromkeys(ONCE, 1), edition.id
        assert kinds["draft.made"] == 1 and kinds["letter.signed"] == len(edition.kind.signers), edition.id
        receipts = _receipts(entries)
        assert len({receipt.key for receipt in receipts}) == len(receipts), edition.id
        assert len(receipts) == edition.kind.channels + edition.kind.hand_over, edition.id
        # At most one is made anew after a kill in the middle of a signature, and then it is on record.
        assert kinds["letter.signing-discarded"] == 0, edition.id


def test_what_was_delivered_is_what_the_receipts_say(played: Played) -> None:
    outbox = played.here.root / "outbox"
    for edition in EDITIONS:
        for receipt in _receipts(played.entries(edition)):
            folder = outbox / edition.id / Path(receipt.target.partition(f"/{edition.id}/")[2])
            for file in receipt.files:
                there = FileDigest.of(file.name, (folder / file.name).read_bytes())
                assert there == file, (edition.id, receipt.channel)
        assert wiring.verify_package(outbox / edition.id / "dossier").holds, edition.id


def test_both_machines_did_some_of_it_and_keep_nothing_that_counts(played: Played) -> None:
    for number in (1, 2):
        own = played.here.folder / f"machine-{number}" / ".bna"
        assert list((own / "memory").iterdir())  # what it typeset, which it may forget
        assert not [path for path in own.rglob("*") if path.name in ("ledger.sqlite", "blobs", "ledger.key")]


def test_the_schedule_went_on_after_each_kill(played: Played) -> None:
    """A server that was killed with a tick under way starts the next one all the same."""
    since = played.app.wall.now()

    def ticked() -> bool:
        last = wiring.last_look(played.app)
        return last is not None and last > since

    wait_until(ticked, "a tick", played.here.workers[-1].log, PATIENCE)


def _receipts(entries: tuple[Entry, ...]) -> list[Receipt]:
    return [entry.event.receipt for entry in entries if isinstance(entry.event, EffectDone)]
