"""An edition goes the whole way with its record in PostgreSQL, and a second machine sees it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.model.draft import Outcome, Verdict
from bna_pipeline.model.transitions import Act
from bna_pipeline.pipeline import Step
from bna_pipeline.storage.session_lease import SessionLease
from tests.e2e.project import BNA, Said
from tests.programmes.layout import EDITION, TEMPLATES, lay_out
from tests.support.budget import where_there_is_time
from tests.support.postgres import PostgresServer, running_postgres

# One worker: every other would make its own of what the tests here look at.
pytestmark = [pytest.mark.xdist_group("postgres edition"), where_there_is_time]

KAMERBRIEF = TEMPLATES / "bna" / "demo" / "kamerbrief.pdf"


@dataclass(frozen=True)
class Machine:
    """A project folder whose record is in the database."""

    root: Path
    settings: dict[str, str]

    def bna(self, *arguments: str | Path) -> Said:
        done = subprocess.run(
            [BNA, *map(str, arguments)],
            cwd=self.root,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.root), **self.settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def do(self, step: object, at: str, person: str, act: Act, **how: object) -> Step:
        """One person's act, and what follows from it by itself."""
        app = wiring.open_app(self.root, datetime.fromisoformat(at))
        tools = app.tools(EDITION)
        assert callable(step)
        done = step(tools, app.actor(EDITION, person, act), **how)
        wiring.pipeline.advance(tools, app.system())
        assert isinstance(done, Step)
        return done


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running_postgres() as found:
        yield found


@pytest.fixture(scope="module")
def machines(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, Machine]:
    """Two folders on one database and one blob store; the edition was played in the first."""
    base = tmp_path_factory.mktemp("machines")
    settings = {
        "BNA_DATABASE": server.new_database().replace("postgresql+psycopg", "postgresql"),
        "BNA_LEDGER_KEY": secrets.token_hex(32),
        "BNA_BLOBS": str(base / "blobs"),
    }
    found = tuple(Machine(base / name, settings) for name in ("een", "ander"))
    for machine in found:
        lay_out(machine.root)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setitem(os.environ, name, value)
        play(found[0])
    return found[0], found[1]


def play(machine: Machine) -> None:
    steps = wiring.pipeline
    approve = {"verdict": Verdict.APPROVE}
    machine.do(steps.open_edition, "2020-01-13T09:00:00+01:00", "coordinator", Act.OPEN)
    machine.do(steps.close, "2020-02-17T12:00:00+01:00", "coordinator", Act.CLOSE)
    for stage, person in (("lezers", "lezer-mensen"), ("lezers", "lezer-rijk"), ("directie", "programmadirecteur")):
        machine.do(steps.decide, "2020-02-20T10:00:00+01:00", person, Act.DECIDE, stage=stage, **approve)
    adoption = {"on": date(2020, 3, 17), "number": "RD-12", "outcome": Outcome.ADOPTED}
    machine.do(steps.adopt, "2020-03-17T13:00:00+01:00", "kabinetschef", Act.ADOPT, **adoption)
    machine.do(steps.sign, "2020-03-18T09:00:00+01:00", "gedeputeerde", Act.SIGN)
    machine.do(steps.arm, "2020-03-19T09:00:00+01:00", "coordinator", Act.ARM)
    brief = {"name": "kamerbrief.pdf", "data": KAMERBRIEF.read_bytes(), "on": date(2020, 3, 24), "number": "80"}
    machine.do(steps.note_kamerbrief, "2020-03-24T10:00:00+01:00", "coordinator", Act.NOTE_KAMERBRIEF, **brief)


def test_the_edition_is_finished_and_another_machine_says_the_same(machines: tuple[Machine, Machine]) -> None:
    said = [machine.bna("status", EDITION, "--json") for machine in machines]
    assert [s.code for s in said] == [0, 0], said
    # What is to be looked at side by side stands on a page in the outbox of the machine that collected.
    status, elsewhere = ({**json.loads(s.out), "observations": None} for s in said)
    assert (status["phase"], status["waits_for"]) == ("afgesloten", [])
    assert elsewhere == status
    assert not any(
        (machine.root / ".bna" / name).exists() for machine in machines for name in ("ledger.sqlite", "sample")
    )


def test_what_was_released_and_what_is_kept_check_out(machines: tuple[Machine, Machine]) -> None:
    """The dossier holds the whole package."""
    said = machines[0].bna("verify", Path("outbox") / EDITION / "dossier")
    assert said.code == 0, said.out
    assert "Het logboek is heel" in said.out


def test_while_one_machine_is_at_it_the_other_is_told_so(machines: tuple[Machine, Machine]) -> None:
    with SessionLease(machines[0].settings["BNA_DATABASE"]).hold(EDITION):
        said = machines[1].bna("run", EDITION)
    assert said.code == 1
    assert "Een ander proces werkt nu" in said.err
    assert "Traceback" not in said.err


def test_a_machine_without_the_key_believes_nothing_and_writes_nothing(machines: tuple[Machine, Machine]) -> None:
    bare = {name: value for name, value in machines[1].settings.items() if name != "BNA_LEDGER_KEY"}
    said = Machine(machines[1].root, bare).bna("status", EDITION)
    assert said.code == 1
    assert "sleutel van het logboek ontbreekt" in said.err
    assert "Traceback" not in said.err


def test_a_stranger_in_the_database_is_found_by_whoever_looks(
    server: PostgresServer, machines: tuple[Machine, Machine]
) -> None:
    """The last test: it leaves the record damaged."""
    server.execute(
        "DROP TRIGGER ledger_entry_only_grows ON ledger_entry",
        "DELETE FROM ledger_entry WHERE seq = (SELECT max(seq) FROM ledger_entry)",
        url=machines[0].settings["BNA_DATABASE"],
    )
    for command in ("status", "run"):
        said = machines[1].bna(command, EDITION)
        assert (said.code, said.out) == (1, ""), said
        assert "ontbreekt: zij was de laatste" in said.err
        assert "reservekopie" in said.err
        assert "Traceback" not in said.err
