"""What every lease keeps to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bna_pipeline.errors import LeaseTaken
from bna_pipeline.storage.lease import FileLease

HOLDER = """
import sys, time
from pathlib import Path
from bna_pipeline.storage.lease import FileLease
with FileLease(Path(sys.argv[1])).hold("demo-2020"):
    print("held", flush=True)
    sys.stdin.read()
"""


def other_process(folder: Path) -> subprocess.Popen[bytes]:
    """A process that holds the edition's lease until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_the_lease_is_free_again_after_the_block(tmp_path: Path) -> None:
    lease = FileLease(tmp_path / "leases")
    with lease.hold("demo-2020"):
        pass
    with lease.hold("demo-2020"):
        pass
    assert not lease.marked("demo-2020")


def test_the_lease_is_free_again_after_an_error_in_the_block(tmp_path: Path) -> None:
    lease = FileLease(tmp_path)
    with pytest.raises(KeyError), lease.hold("demo-2020"):
        raise KeyError
    with lease.hold("demo-2020"):
        pass


def test_two_holders_in_one_process_exclude_each_other_and_the_later_leaves_a_mark(tmp_path: Path) -> None:
    first, second = FileLease(tmp_path), FileLease(tmp_path)
    with first.hold("demo-2020"):
        assert not first.marked("demo-2020")
        with pytest.raises(LeaseTaken, match="demo-2020"), second.hold("demo-2020"):
            pytest.fail("held twice")
        assert first.marked("demo-2020")
        assert not first.marked("demo-2020"), "asking takes the mark away"


def test_one_edition_does_not_wait_for_another(tmp_path: Path) -> None:
    lease = FileLease(tmp_path)
    with lease.hold("demo-2020"), lease.hold("demo-2021"):
        pass


def test_another_process_holds_it_as_well(tmp_path: Path) -> None:
    lease = FileLease(tmp_path)
    process = other_process(tmp_path)
    with pytest.raises(LeaseTaken), lease.hold("demo-2020"):
        pytest.fail("held twice")
    process.communicate(b"")
    assert lease.marked("demo-2020")
    with lease.hold("demo-2020"):
        pass


def test_a_holder_that_is_killed_leaves_the_edition_free(tmp_path: Path) -> None:
    process = other_process(tmp_path)
    process.kill()
    process.communicate()
    with FileLease(tmp_path).hold("demo-2020"):
        pass


def test_a_child_that_the_holder_started_does_not_keep_the_lease(tmp_path: Path) -> None:
    lease = FileLease(tmp_path)
    with lease.hold("demo-2020"):
        child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    with lease.hold("demo-2020"):
        pass
    child.communicate(b"")


def test_a_mark_of_before_is_not_lost_when_the_lease_is_taken(tmp_path: Path) -> None:
    """A mark set just after the last look of a holder is seen by the next one."""
    lease = FileLease(tmp_path)
    with lease.hold("demo-2020"), pytest.raises(LeaseTaken), lease.hold("demo-2020"):
        pytest.fail("held twice")
    with lease.hold("demo-2020"):
        assert lease.marked("demo-2020")
