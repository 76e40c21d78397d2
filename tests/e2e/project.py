"""A project folder as a user has one: its files, the command run in it, and the sample's story played up to a phase."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from bna_pipeline import wiring
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.events import Entry
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline import Step
from flows import script
from flows.acts import do_act, with_flows

EDITION = "bna-2020"
BNA = Path(sys.executable).with_name("bna")
ROOT = Path(__file__).parents[2]
CHANNELS = ("griffie", "website", "archief")
UNDER_EMBARGO = ("concept/", "ondertekening/", "ezk/onder-embargo/")
"""Where documents may stand in the outbox before the Kamerbrief is out."""


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


def run_bna(*arguments: str | Path, cwd: Path) -> Said:
    """The installed command as a process, with hardly more than a path in its environment."""
    done = subprocess.run(
        [BNA, *map(str, arguments)],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Project:
    """A folder with `templates/`, `inbox/` and `outbox/`, and one edition in it."""

    root: Path
    edition: str = EDITION

    def bna(self, *arguments: str | Path) -> Said:
        """The command, run in the project's folder."""
        return run_bna(*arguments, cwd=self.root)

    def app(self, at: datetime | None = None) -> wiring.App:
        return wiring.open_app(self.root, at)

    def tools(self, at: datetime | None = None) -> wiring.pipeline.Tools:
        return self.app(at).tools(self.edition)

    def do(self, step: Callable[..., Step], person: str, act: Act, **how: object) -> Step:
        """One person's act, and then whatever follows from it by itself, as the command does it."""
        app = self.app()
        done = step(app.tools(self.edition), app.actor(self.edition, person, act), **how)
        self.advance()
        return done

    def advance(self) -> tuple[Step, ...]:
        app = self.app()
        return wiring.pipeline.advance(app.tools(self.edition), app.system())

    def approve_what_lacks(self) -> list[str]:
        """Every reviewer whose approval lacks gives it, stage by stage, until each stage has enough; who they were."""
        app, given = self.app(), list[str]()
        tools = app.tools(self.edition)
        for stage in [stage.stage for stage in app.status(self.edition).stages]:
            while True:
                now = next(s for s in app.status(self.edition).stages if s.stage == stage)
                lacking = [r.person for r in now.reviewers if r.needed]
                if now.satisfied or not lacking:
                    break
                actor = app.actor(self.edition, lacking[0], Act.DECIDE)
                wiring.pipeline.decide(tools, actor, stage=stage, verdict=Verdict.APPROVE)
                given.append(lacking[0])
        self.advance()
        return given

    def state(self) -> EditionState:
        """The edition as its ledger tells it now."""
        return wiring.pipeline.state(self.tools())

    @property
    def entries(self) -> tuple[Entry, ...]:
        return wiring.pipeline.entries(self.tools())

    def outbox(self, path: str = "") -> Path:
        return self.root / "outbox" / self.edition / path

    def inbox(self, path: str = "") -> Path:
        return self.root / "inbox" / self.edition / path

    def draft_file(self, name: str) -> Path:
        """A document of the draft that counts, as it lies in the outbox."""
        draft = self.state().draft
        assert draft is not None
        return self.outbox(f"concept/v{draft.version}/{name}")

    def blob(self, file: FileDigest) -> Path:
        """Where the blob store of a sample keeps a file."""
        return self.root / ".bna" / "sample" / "blobs" / file.sha256[:2] / file.sha256[2:]

    @property
    def kamerbrief(self) -> Path:
        return self.root / "templates" / "bna" / "demo" / "kamerbrief.pdf"

    def leaked(self) -> list[str]:
        """Paths in the outbox of any document of a draft or signature outside the places that are under embargo."""
        now = self.state()
        secret = {f.sha256 for made in now.drafts for f in made.draft.files} | {s.after.sha256 for s in now.signatures}
        return [
            name
            for name, (_, digest) in snapshot(self.outbox()).items()
            if digest in secret and not name.startswith(UNDER_EMBARGO)
        ]


def snapshot(folder: Path) -> dict[str, tuple[int, str]]:
    """Modification time (nanoseconds) and SHA-256 of every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def flip(path: Path, at: int | None = None) -> None:
    """Change one bit of one byte, by default in the middle of the file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 1
    path.write_bytes(data)


@cache
def story() -> tuple[tuple[script.Act, str | None], ...]:
    """What the demo plays: each act, and the flow after it."""
    return tuple(with_flows(script.read_script(ROOT / "templates" / "bna" / "demo.yaml").steps))


KEPT = (Phase.OPEN, Phase.CONCEPT, Phase.FOR_ADOPTION, Phase.ADOPTED, Phase.SIGNED, Phase.FINISHED)
"""Phases that a test begins in."""


def play_into(folder: Path) -> None:
    """Play the sample's story by its steps, without Prefect; `folder/<phase>` is the project when it came there."""
    project = Project(folder / "gespeeld")
    wiring.lay_out_sample(project.root)
    for act, flow in story():
        do_act(project.app(act.at), project.edition, act)
        if flow is not None:
            app = project.app(act.at)
            wiring.pipeline.advance(app.tools(project.edition), app.system())
        phase = project.state().phase
        kept = folder / phase.name
        if phase in KEPT and not kept.exists():
            copy_project(project.root, kept)
    shutil.rmtree(project.root)


def copy_project(source: Path, target: Path) -> Project:
    """A project of its own; file times travel along, leases do not."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("leases"))
    return Project(target)


def built_once(shared: Path, build: Callable[[Path], None]) -> Path:
    """A folder that the first worker to ask for it fills, in place; others wait for it.

    Args:
        shared: the folder; the same path in every worker of one run.
    """
    ready = shared.with_suffix(".ready")
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(shared, ignore_errors=True)
            shared.mkdir()
            build(shared)
            ready.touch()
    return shared
