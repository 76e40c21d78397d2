"""One demo and one play a run, shared by all workers; each test that changes something works on a copy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bna_pipeline.model.transitions import Phase
from tests.e2e.project import Project, Said, built_once, copy_project, play_into, run_bna

ProjectIn = Callable[[Phase], Project]


@dataclass(frozen=True)
class Demo:
    """What `bna demo --dir DIR` left, and said."""

    project: Project
    said: Said

    @property
    def package(self) -> Path:
        return self.project.outbox("pakket")

    def document(self, name: str) -> Path:
        return self.package / "data" / name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker for all that look at the demo, so that no other stands waiting while it is played."""
    for item in items:
        if "demo" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "e2e"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def demo(shared: Path) -> Demo:
    """The demo as a user runs it, from an empty folder; nobody may change what it left."""

    def build(folder: Path) -> None:
        # Elsewhere than the checkout, with a folder that does not exist yet.
        said = run_bna("demo", "--dir", folder / "project", cwd=folder)
        for name, text in (("code", str(said.code)), ("out", said.out), ("err", said.err)):
            (folder / name).write_text(text, encoding="utf-8")

    folder = built_once(shared / "demo", build)
    code, out, err = ((folder / name).read_text(encoding="utf-8") for name in ("code", "out", "err"))
    return Demo(Project(folder / "project"), Said(int(code), out, err))


@pytest.fixture(scope="session")
def played(shared: Path) -> Path:
    """The story played without Prefect: a project for every phase. Nobody may change these."""
    return built_once(shared / "gespeeld", play_into)


@pytest.fixture
def project_in(played: Path, tmp_path: Path) -> Iterator[ProjectIn]:
    """A project of one's own in a phase; gone after the test, for it weighs tens of megabytes."""
    target = tmp_path / "project"
    yield lambda phase: copy_project(played / phase.name, target)
    shutil.rmtree(target, ignore_errors=True)


@pytest.fixture
def demo_copy(demo: Demo, tmp_path: Path) -> Iterator[Project]:
    """The demo's project to do something to."""
    target = tmp_path / "project"
    yield copy_project(demo.project.root, target)
    shutil.rmtree(target, ignore_errors=True)


@pytest.fixture
def package(demo: Demo, tmp_path: Path) -> Iterator[Path]:
    """A copy of the released package, to spoil."""
    target = tmp_path / "pakket"
    shutil.copytree(demo.package, target)
    yield target
    shutil.rmtree(target, ignore_errors=True)
