"""Whatever the machine refuses is said in one Dutch paragraph, leaves nothing half, and the next run goes on."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bna_pipeline.storage import ledger
from bna_pipeline.storage.folders import FolderInbox
from tests.faults.conftest import Project, Story
from tests.faults.namespace import SmallDisk, file_size, may_mount, open_files, other_account, read_only
from tests.programmes.layout import EDITION
from tests.support.budget import budget
from tests.support.commands import Said, nothing

pytestmark = pytest.mark.xdist_group("faults")
needs_mounts = pytest.mark.skipif(
    "CI" not in os.environ and not may_mount(),  # in CI they run, and fail where nothing may be mounted
    reason="needs an account that may mount in a namespace of its own (root, or a container that lets it)",
)

Copied = Callable[[Path], Project]
ENGLISH = re.compile(
    r"read-only|no space|denied|disk i/o|unable to|too many|too large|is a directory|no such|locked", re.I
)


@dataclass(frozen=True)
class Fault:
    """What befalls the command.

    Attributes:
        words: what its sentence must say.
        happens: from the project, what befalls the process first and last.
    """

    words: str
    happens: Callable[[Path], tuple[Callable[[], object], Callable[[], object]]]


def _small(folder: str, free: int, inodes: int | None = None) -> Fault:
    def happens(root: Path) -> tuple[Callable[[], object], Callable[[], object]]:
        disk = SmallDisk(root / folder, free, inodes)
        return disk.first, disk.last

    return Fault("vol", happens)


def _first(words: str, first: Callable[[Path], Callable[[], object]]) -> Fault:
    return Fault(words, lambda root: (first(root), nothing))


FAULTS = {
    "the disk of the store is full": _small(".bna", 0),
    "the disk of the store fills up": _small(".bna", 40_000),
    "the disk of the outbox is full": _small("outbox", 0),
    "the disk of the outbox fills up": _small("outbox", 30_000),
    "the disk of the outbox has no name left": _small("outbox", 10_000_000, inodes=1),
    "the project is read-only": _first("alleen te lezen", lambda root: read_only(root)),
    "the outbox is read-only": _first("alleen te lezen", lambda root: read_only(root / "outbox")),
    "the store is read-only": _first("alleen te lezen", lambda root: read_only(root / ".bna")),
    "the account may write nothing": _first("dit account mag dat niet", lambda _root: other_account),
}
WITHOUT_MOUNTS = {
    "no file may grow": _first("vol", lambda _root: file_size(2_000)),
    "files may hardly grow": _first("", lambda _root: file_size(20_000)),
    "few files may be open": _first("", lambda _root: open_files(2)),
    "hardly a file may be open": _first("te veel bestanden open", lambda _root: open_files(0)),
}
STATES = ("opened", "closed", "signed")
CASES = [
    pytest.param(state, fault, id=f"{state}: {name}", marks=[needs_mounts] if name in FAULTS else [])
    for number, (name, fault) in enumerate({**FAULTS, **WITHOUT_MOUNTS}.items())
    for at, state in enumerate(STATES)
    # Every other fault in one of the states, in turn; all of them in all states where there is time.
    if number % (2 * len(STATES)) == 2 * at or budget(0, 1)
]


def in_one_paragraph(said: Said) -> str:
    assert said.code == 1, said
    assert re.fullmatch(r"\[[A-Z]+-\d{3}\] [^\n]+\.\n", said.err), said.err
    assert not ENGLISH.search(said.err.replace("ledger.sqlite", "")), said.err
    assert "Traceback" not in said.out
    return said.err


def goes_on(project: Project, story: Story, state: str) -> None:
    """The next run comes to where an undisturbed one does."""
    assert project.leftovers() == []
    said = project.bna("run", EDITION)
    assert (said.code, said.err) == (0, ""), said
    wanted = story.after[state]
    if state == "signed":  # in receipts and dossier stand the times of the run
        assert project.kinds() == [event.split()[0] for event in wanted.events]
    else:
        assert project.events() == wanted.events
    assert project.files() == wanted.files
    assert project.stuck() == (), "what was stuck goes again, and the ledger says so"
    assert project.leftovers() == []


@pytest.mark.parametrize(("state", "fault"), CASES)
def test_a_fault_of_the_machine_is_said_and_survived(state: str, fault: Fault, story: Story, copied: Copied) -> None:
    project = copied(getattr(story, state))
    first, last = fault.happens(project.root)
    assert fault.words in in_one_paragraph(project.bna("run", EDITION, first=first, last=last))
    goes_on(project, story, state)


@needs_mounts
def test_collecting_on_a_full_disk_is_refused_and_the_next_collect_reads_everything(
    story: Story, copied: Copied
) -> None:
    project = copied(story.opened)
    disk = SmallDisk(project.root / ".bna", 0)
    assert "vol" in in_one_paragraph(project.bna("collect", EDITION, first=disk.first, last=disk.last))
    assert project.bna("collect", EDITION).code == 0
    goes_on(project, story, "opened")


@needs_mounts
def test_an_act_that_is_on_record_is_done_also_when_what_follows_from_it_breaks(story: Story, copied: Copied) -> None:
    """Closing the round ends with 0 and says what could not be written; the next run writes it."""
    project = copied(story.opened)
    assert project.bna("collect", EDITION).code == 0
    close = ("close", EDITION, "--as", "coordinator")
    said = project.bna(*close, first=read_only(project.outbox))
    assert said.code == 0 and "alleen te lezen" in said.err and said.err.count("\n") == 1, said
    assert "edition.closed" in project.kinds()
    assert project.bna("run", EDITION).code == 0
    assert project.files() == story.after["closed"].files


def test_a_ledger_that_another_program_holds_is_waited_for_and_then_left(story: Story, copied: Copied) -> None:
    project = copied(story.opened)

    def impatient() -> None:
        ledger._PATIENCE = 0.2

    with closing(sqlite3.connect(project.root / ".bna" / "sample" / "ledger.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        said = project.bna("run", EDITION, first=impatient)
        other.execute("ROLLBACK")
    assert "een ander programma houdt het vast" in in_one_paragraph(said)
    goes_on(project, story, "opened")


def test_one_partners_file_that_is_in_the_way_keeps_nothing_from_the_others(story: Story, copied: Copied) -> None:
    project = copied(story.opened)
    in_the_way = project.outbox / "bzk" / "bevindingen.html"
    in_the_way.mkdir(parents=True)
    (in_the_way / "van-een-ander.txt").write_text("x", encoding="utf-8")
    said = project.bna("run", EDITION)
    assert "er staat een map waar een bestand hoort" in in_one_paragraph(said)
    written = {path.split("/")[0] for path in project.files() if path.endswith("bevindingen.json")}
    assert {"brainport-development", "gemeente-eindhoven", "noord-brabant", "redactie"} <= written
    shutil.rmtree(in_the_way)
    goes_on(project, story, "opened")


def test_a_store_that_vanishes_under_a_run_is_said_and_goes_on_from_the_copy_that_is_put_back(
    story: Story, copied: Copied
) -> None:
    project = copied(story.opened)
    store = project.root / ".bna"

    def vanishing() -> None:
        listed = FolderInbox.arrivals

        def arrivals(inbox: FolderInbox, edition: str) -> object:
            shutil.rmtree(store)
            return listed(inbox, edition)

        FolderInbox.arrivals = arrivals  # type: ignore[assignment, method-assign]

    in_one_paragraph(project.bna("run", EDITION, first=vanishing))
    shutil.rmtree(store, ignore_errors=True)
    shutil.copytree(story.opened / ".bna", store)
    goes_on(project, story, "opened")


@needs_mounts
def test_without_room_for_temporary_files_no_draft_is_made_and_the_next_run_makes_it(
    story: Story, copied: Copied
) -> None:
    project = copied(story.closed)
    scratch = project.root.with_name("scratch")
    scratch.mkdir()
    disk = SmallDisk(scratch, 8_000)

    def first() -> None:
        disk.first()
        os.environ["TMPDIR"] = str(scratch)
        tempfile.tempdir = None

    assert "vol" in in_one_paragraph(project.bna("run", EDITION, first=first))
    assert "draft.made" not in project.kinds()
    goes_on(project, story, "closed")
