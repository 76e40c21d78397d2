"""The demo as a user runs it, and the commands one tries after it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bna_pipeline.model.draft import DOCUMENTS
from bna_pipeline.model.transitions import Phase
from bna_pipeline.record.papers import Manifest
from tests.e2e.conftest import Demo, ProjectIn
from tests.e2e.project import CHANNELS, EDITION, Project, run_bna, snapshot
from tests.support.budget import where_there_is_time


def test_the_demo_ends_with_a_released_package_and_says_where_it_is(demo: Demo) -> None:
    """From an empty folder and hardly any environment: exit 0, the package, and a way to check it."""
    assert demo.said.code == 0, demo.said.out + demo.said.err
    assert demo.package.is_dir() and demo.project.outbox("dossier").is_dir()
    assert f"The package is in {Path('project') / 'outbox' / EDITION / 'pakket'}" in demo.said.out
    assert "bna verify" in demo.said.out and "WEGWERPSLEUTEL" in demo.said.out
    assert "Traceback" not in demo.said.out + demo.said.err


def test_every_channel_got_what_it_takes_and_nothing_else(demo: Demo) -> None:
    package = snapshot(demo.package)
    for channel in CHANNELS:
        got = {name: digest for name, (_, digest) in snapshot(demo.project.outbox(channel)).items()}
        whole = {name: digest for name, (_, digest) in package.items()}
        kinds = (".pdf", ".html") if channel == "website" else (".pdf",)
        documents = {n.removeprefix("data/"): d for n, d in whole.items() if n.endswith(kinds)}
        assert len(documents) == 2 * len(kinds)
        assert got == (whole if channel == "archief" else documents)


def test_running_on_after_the_demo_changes_nothing_and_says_so(demo: Demo) -> None:
    """No entry, no byte and no modification time is other than before."""
    entries, files = demo.project.entries, snapshot(demo.project.outbox())
    said = demo.project.bna("run", EDITION)
    assert (said.code, said.err) == (0, "")
    assert f"Er is niets veranderd aan editie {EDITION}." in said.out
    assert "wacht nergens meer op" in said.out
    assert demo.project.entries == entries
    assert snapshot(demo.project.outbox()) == files


@where_there_is_time
def test_a_second_demo_starts_anew_and_ends_the_same(demo: Demo, demo_copy: Project) -> None:
    """What the first left, and what someone spoiled since, is gone; the content is the same, and so is its digest."""
    demo_copy.outbox("pakket/data/statenmededeling.pdf").write_bytes(b"bedorven")
    demo_copy.outbox("oud.txt").write_text("van de vorige keer")
    said = run_bna("demo", "--dir", demo_copy.root, cwd=demo_copy.root.parent)
    assert said.code == 0, said.out + said.err
    assert "First run" not in said.out  # Prefect's home is kept
    assert not demo_copy.outbox("oud.txt").exists()
    assert [e.event.kind for e in demo_copy.entries] == [e.event.kind for e in demo.project.entries]
    assert content_digest(demo_copy) == content_digest(demo.project)


@where_there_is_time
def test_without_prefect_the_same_story_gives_the_same_bytes(demo: Demo, project_in: ProjectIn) -> None:
    """Two runs in two processes, folders and working directories: identical files, one content digest."""
    other = project_in(Phase.FINISHED)
    ours, theirs = snapshot(other.outbox("concept")), snapshot(demo.project.outbox("concept"))
    assert {Path(name).name for name in ours} >= set(DOCUMENTS)
    assert {name: digest for name, (_, digest) in ours.items()} == {n: digest for n, (_, digest) in theirs.items()}
    assert content_digest(other) == content_digest(demo.project)


def test_status_and_audit_tell_how_the_edition_went(demo: Demo) -> None:
    """Per partner which file counts, per stage who decided; and the whole trail, its chain checked."""
    said = demo.project.bna("status", EDITION, "--json")
    status = json.loads(said.out)
    assert said.code == 0 and status["phase"] == "afgesloten" and status["waits_for"] == []
    assert len(status["partners"]) == 14 + 1  # and the redactie
    assert {p["state"] for p in status["partners"]} == {"aangenomen"}
    assert all(stage["satisfied"] for stage in status["stages"])
    audit = demo.project.bna("audit", EDITION)
    assert audit.code == 0
    assert f"{len(demo.project.entries)} regels; elke regel sluit aan op de vorige." in audit.out


def test_status_imports_no_prefect(demo: Demo) -> None:
    program = (
        "import sys; from bna_pipeline.cli import bna; "
        f"bna.main(['status', '{EDITION}'], standalone_mode=False); "
        "sys.exit(any(name.partition('.')[0] in ('prefect', 'flows') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=demo.project.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "afgesloten" in done.stdout


def content_digest(project: Project) -> str:
    """The content digest that a released package states of itself."""
    return Manifest.model_validate_json(project.outbox("pakket/data/manifest.json").read_bytes()).content_digest
