"""The small second programme, opened with everyone's file in the inbox, and as it comes to stand undisturbed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bna_pipeline import wiring
from bna_pipeline.model.base import digest_of, sha256_hex
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.step_events import StepRecovered, StepStuck
from bna_pipeline.model.transitions import Act
from bna_pipeline.pipeline import Step
from tests.programmes.layout import EDITION, TEMPLATES, lay_out
from tests.support.commands import Said, bna, nothing

KAMERBRIEF = TEMPLATES / "bna" / "demo" / "kamerbrief.pdf"


STUCK = (StepStuck, StepRecovered)


@dataclass(frozen=True)
class Project:
    """A project folder with one edition in it."""

    root: Path

    def bna(
        self,
        *arguments: str | Path,
        first: Callable[[], object] = nothing,
        last: Callable[[], object] = nothing,
    ) -> Said:
        return bna(self.root, *arguments, first=first, last=last)

    def do(self, step: Callable[..., Step], person: str, act: Act, **how: object) -> Step:
        """One person's act, and nothing of what follows from it."""
        app = wiring.open_app(self.root)
        return step(app.tools(EDITION), app.actor(EDITION, person, act), **how)

    def approve(self, *approvals: tuple[str, str]) -> None:
        for stage, person in approvals:
            self.do(wiring.pipeline.decide, person, Act.DECIDE, stage=stage, verdict=Verdict.APPROVE)

    @property
    def outbox(self) -> Path:
        return self.root / "outbox" / EDITION

    def events(self) -> list[str]:
        """Kind and digest of every event, in order, but that a step was stuck; the ledger's chain is checked too."""
        tools = wiring.open_app(self.root).tools(EDITION)
        events = (e.event for e in wiring.pipeline.entries(tools))
        return [f"{event.kind} {digest_of(event)}" for event in events if not isinstance(event, STUCK)]

    def stuck(self) -> tuple[str, ...]:
        """The steps that do not go, as the ledger has it."""
        tools = wiring.open_app(self.root).tools(EDITION)
        return tuple(step.step for step in wiring.pipeline.state(tools).stuck)

    def kinds(self) -> list[str]:
        return [event.split()[0] for event in self.events()]

    def files(self) -> dict[str, str]:
        """What lies in the outbox, by path; not the dossier, in which the times of the run stand."""
        return {
            path.relative_to(self.outbox).as_posix(): sha256_hex(path.read_bytes())
            for path in sorted(self.outbox.rglob("*"))
            if path.is_file() and not path.is_relative_to(self.outbox / "dossier")
        }

    def leftovers(self) -> list[str]:
        """Files and folders that were never finished."""
        return [str(p.relative_to(self.root)) for p in self.root.rglob(".*") if ".deel-" in p.name or ".oud-" in p.name]


@dataclass(frozen=True)
class Standing:
    """How an edition came to stand when nothing happened to it."""

    events: list[str]
    files: dict[str, str]


@dataclass(frozen=True)
class Story:
    """Folders that nobody may change, and how each comes to stand after `bna run`.

    Attributes:
        opened: opened; everyone's file lies in the inbox, and nobody looked yet.
        closed: everything was read and the round is closed; there is no draft yet.
        concept: the first draft is with its reviewers.
        adopted: GS have decided; nobody has signed.
        armed: signed and armed; the Kamerbrief is not out.
        signed: as armed, and the Kamerbrief is out; nothing has left yet.
    """

    opened: Path
    closed: Path
    concept: Path
    adopted: Path
    armed: Path
    signed: Path
    after: dict[str, Standing]


def note_kamerbrief(project: Project) -> None:
    """The coordinator says that the Kamerbrief is out; nothing follows yet."""
    project.do(
        wiring.pipeline.note_kamerbrief,
        "coordinator",
        Act.NOTE_KAMERBRIEF,
        name="kamerbrief.pdf",
        data=KAMERBRIEF.read_bytes(),
        on=date(2020, 3, 24),
        number="80",
    )


def _kept(project: Project, target: Path) -> Path:
    shutil.copytree(project.root, target, ignore=shutil.ignore_patterns("leases"))
    return target


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Played once; the command comes in where it moves the edition on by itself."""
    base = tmp_path_factory.mktemp("faults")
    project = Project(base / "played")
    project.root.mkdir()
    lay_out(project.root)
    steps, after = wiring.pipeline, {}

    def run(name: str) -> Path:
        kept = _kept(project, base / name)
        said = project.bna("run", EDITION)
        assert said.code == 0, said
        after[name] = Standing(project.events(), project.files())
        return kept

    project.do(steps.open_edition, "coordinator", Act.OPEN)
    opened = run("opened")
    project.do(steps.close, "coordinator", Act.CLOSE)
    closed = run("closed")
    concept = _kept(project, base / "concept")
    project.approve(("lezers", "lezer-mensen"), ("lezers", "lezer-rijk"), ("directie", "programmadirecteur"))
    assert project.bna("run", EDITION).code == 0
    adopting = ("--date", "2020-03-17", "--number", "RD-12", "--outcome", "adopted")
    assert project.bna("adopt", EDITION, *adopting).code == 0
    adopted = _kept(project, base / "adopted")
    assert project.bna("sign", EDITION, "--as", "gedeputeerde").code == 0
    project.do(steps.arm, "coordinator", Act.ARM)
    armed = _kept(project, base / "armed")
    note_kamerbrief(project)
    signed = run("signed")
    return Story(opened, closed, concept, adopted, armed, signed, after)


@pytest.fixture
def copied() -> Iterator[Callable[[Path], Project]]:
    """A project of one's own, as it was kept, where any account can come; gone after the test."""
    with TemporaryDirectory(prefix="bna-faults-") as folder:
        Path(folder).chmod(0o755)
        numbers = iter(range(1000))
        yield lambda kept: Project(_kept(Project(kept), Path(folder) / f"project-{next(numbers)}"))


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BNA_")]:
        monkeypatch.delenv(name)
