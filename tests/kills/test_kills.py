"""An edition that is killed anywhere goes on as if nothing had happened (`design.md`, "The ledger is the truth")."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest

from bna_pipeline.model.events import Event
from tests.kills.__main__ import MEMORY
from tests.kills.report import Report
from tests.support.budget import where_there_is_time

ROOT = Path(__file__).parents[2]
NEVER_UNDISTURBED = {"letter.signing-discarded"}
"""Entries that only a kill brings about."""
OVER_THE_POST = {
    "request.made",
    "mail.intended",
    "mail.sent",
    "mail.put-off",
    "mail.refused",
    "mail.resent",
    "mail.received",
    "mail.assigned",
    "contribution.signed-off",
    "contribution.admitted",
    "contribution.waived",
}
"""Entries of a round that goes by mail: a story of its own."""
OF_OUTSIDE_SERVICES = {
    "letter.timestamping",
    "letter.timestamped",
    "signing.probed",
    "trail.stamped",  # a token that was got and not recorded is thrown away: tests/unit/pipeline/test_vouching.py
    "seal.made",
}
"""Entries that need a timestamp authority: tests/unit/pipeline/test_archive_stamp.py breaks them off."""
OF_FAULTS = {"step.stuck", "step.recovered"}
"""Entries of a step that breaks: tests/faults takes its ground away in every call."""
OF_OTHER_DAYS = {"embargo.read", "data.deleted"}
"""Who opens a file at the desk, and what goes long after: test_embargo_reads.py and test_forgetting.py."""
OF_SIGNALS = {
    "delivery.put-off",  # in the story of the release
    "kamerbrief.doubted",
    "kamerbrief.doubt-settled",
    "release.planned",
    "release.unplanned",
    "release.confirmed",
    "release.moment-reached",
    "release.clock-doubted",
}
"""Of other ways out: test_release_killed.py (in tests/unit/pipeline) breaks off what goes by itself; the rest is one
entry of a person each."""
NOT_IN_IT = OF_SIGNALS | OF_OTHER_DAYS | NEVER_UNDISTURBED | OVER_THE_POST | OF_OUTSIDE_SERVICES | OF_FAULTS

# One worker for all that is asked of a report: another would play every kill again.
of_two_partners = pytest.mark.xdist_group("kills of two partners")
of_the_post = pytest.mark.xdist_group("kills of the post")
of_a_release = pytest.mark.xdist_group("release drill")


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(dir=MEMORY) as made:
        yield Path(made)


def report_of(folder: Path, *arguments: str) -> Report:
    """What `python -m tests.kills` found, in a process without threads, which may fork."""
    kept = folder / "report"
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", *arguments, "--keep", kept],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert kept.exists(), done.stderr
    report: Report = pickle.loads(kept.read_bytes())
    assert report.good == (done.returncode == 0)
    return report


@pytest.fixture(scope="module")
def two_partners() -> Report:
    """What kills of the edition of two partners brought, at each kind of point."""
    with TemporaryDirectory(dir=MEMORY) as made:
        return report_of(Path(made), "--edition", "two-partners", "--places", "kinds", "--planted")


@where_there_is_time
@of_two_partners
def test_an_edition_of_two_partners_survives_a_kill_wherever_it_falls(two_partners: Report) -> None:
    """After every entry, before and after every effect; where nothing on the disk moved in between one kill is both."""
    assert two_partners.good, two_partners.table()
    assert two_partners.points.total() > 1_000
    assert len(two_partners.survived) > 30
    assert two_partners.undisturbed.events == kinds_of_entries() - NOT_IN_IT, (
        "the story must hold everything that can happen"
    )


def kinds_of_entries() -> set[str]:
    return {kind for event in get_args(get_args(Event)[0]) for kind in get_args(event.model_fields["kind"].annotation)}


@pytest.fixture(scope="module")
def over_the_post() -> Report:
    """What kills of the round over the post brought, in every other act."""
    with TemporaryDirectory(dir=MEMORY) as made:
        return report_of(Path(made), "--edition", "round", "--places", "half", "--planted")


@where_there_is_time
@of_the_post
def test_a_round_over_the_post_survives_a_kill_at_every_step(over_the_post: Report) -> None:
    """With real mail servers: every mail arrives, twice only where the kill fell between final dot and receipt."""
    assert over_the_post.good, over_the_post.table()
    assert len(over_the_post.survived) > 8
    assert over_the_post.undisturbed.events >= OVER_THE_POST, "the story must hold everything that mail brings about"
    assert kinds_of_entries() >= OVER_THE_POST
    killed = {each.place.point.kind_of_effect for each in over_the_post.survived}
    assert killed >= {"smtp the final dot is sent", "after mailer.send", "after ledger.append"}


@where_there_is_time
@of_the_post
def test_each_fault_that_is_planted_in_the_post_is_found_by_a_kill(over_the_post: Report) -> None:
    found = {name for (name, seen), points in over_the_post.planted.items() if seen and points}
    assert found == {name for name, _ in over_the_post.planted} - {"no fault"}
    assert len(found) == 5


@where_there_is_time
@of_two_partners
def test_each_fault_that_is_planted_is_found_by_the_kill_that_brings_it_to_light_and_by_no_other(
    two_partners: Report,
) -> None:
    assert any(each.thrown_away for each in two_partners.survived), "no kill fell between a signature and its record"
    for (name, at_its_point), found in two_partners.planted.items():
        assert (found > 0) == (at_its_point and name != "no fault"), name
    assert len(two_partners.planted) == 8


@where_there_is_time
@of_a_release
def test_a_release_over_real_servers_survives_a_kill_at_each_kind_of_point(folder: Path) -> None:
    """The Kamer publishes while one channel is away, and then it is back: folder, SFTP, S3, SMTP.

    Of each file exactly one stands at each of the other sides; a mail goes at least once, always with its Message-ID.
    """
    report = report_of(folder, "--edition", "release", "--places", "kinds")
    assert report.good, report.table()
    killed = {each.place.point.kind_of_effect for each in report.survived}
    assert killed == set(report.points) and killed >= AT_THE_OTHER_SIDES
    assert report.undisturbed.events >= {"kamerbrief.seen", "release.fired", "delivery.put-off", "effect.done"}


AT_THE_OTHER_SIDES = {
    *("sftp before OPEN", "sftp before WRITE", "sftp before RENAME", "sftp before MKDIR"),
    *("s3 before put_object", "s3 after put_object", "smtp the final dot is sent"),
    *("before release_channels.deliver", "after release_channels.deliver", "after ledger.append"),
}


@where_there_is_time
def test_the_sample_survives_a_kill_in_every_tenth_act(folder: Path) -> None:
    """At each kind of point it is the edition of two partners that is killed; `make kills` does it to the sample."""
    report = report_of(folder, "--edition", "sample", "--places", "some")
    assert report.good, report.table()
    assert len(report.survived) > 3


def test_a_folder_that_is_replaced_is_whole_whenever_the_process_is_killed(folder: Path) -> None:
    """There is no moment between the old folder and the new one, and the next run leaves nothing beside it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills.trees", folder], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5
