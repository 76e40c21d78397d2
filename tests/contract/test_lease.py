"""What every lease keeps to: as files on one machine, as sessions in PostgreSQL on many."""

from __future__ import annotations

import errno
import fcntl
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bna_pipeline.errors import LeaseLost, LeaseTaken, StorageError
from bna_pipeline.ports import Lease
from bna_pipeline.storage.lease import FileLease
from bna_pipeline.storage.session_lease import SessionLease
from tests.contract.conftest import POSTGRES
from tests.contract.places import python, said
from tests.faults.namespace import as_other_account
from tests.support.postgres import PostgresServer

HOLDER = """
import sys
from pathlib import Path
from bna_pipeline.storage.lease import FileLease
from bna_pipeline.storage.session_lease import SessionLease
where = sys.argv[1]
lease = SessionLease(where) if "://" in where else FileLease(Path(where))
with lease.hold("demo-2020"):
    print("held", flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class LeasePlace:
    """A folder, or the address of a database."""

    where: str

    def lease(self) -> Lease:
        """The lease as another process would have it."""
        return SessionLease(self.where) if "://" in self.where else FileLease(Path(self.where))

    def other_process(self) -> subprocess.Popen[str]:
        """A process that holds the edition's lease until its input ends."""
        process = python(HOLDER, self.where)
        assert said(process) == "held"
        return process


@pytest.fixture(params=[pytest.param("file", id="file"), POSTGRES])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> LeasePlace:
    if request.param == "file":
        return LeasePlace(str(tmp_path / "leases"))
    server: PostgresServer = request.getfixturevalue("postgres")
    return LeasePlace(server.new_schema())


def test_the_lease_is_free_again_after_the_block(place: LeasePlace) -> None:
    lease = place.lease()
    with lease.hold("demo-2020"):
        pass
    with lease.hold("demo-2020"):
        pass
    assert not lease.marked("demo-2020")


def test_the_lease_is_free_again_after_an_error_in_the_block(place: LeasePlace) -> None:
    lease = place.lease()
    with pytest.raises(KeyError), lease.hold("demo-2020"):
        raise KeyError
    with lease.hold("demo-2020"):
        pass


def test_two_holders_in_one_process_exclude_each_other_and_the_later_leaves_a_mark(place: LeasePlace) -> None:
    first, second = place.lease(), place.lease()
    with first.hold("demo-2020"):
        assert not first.marked("demo-2020")
        with pytest.raises(LeaseTaken, match="demo-2020"), second.hold("demo-2020"):
            pytest.fail("held twice")
        assert first.marked("demo-2020")
        assert not first.marked("demo-2020"), "asking takes the mark away"


def test_one_edition_does_not_wait_for_another(place: LeasePlace) -> None:
    lease = place.lease()
    with lease.hold("demo-2020"), lease.hold("demo-2021"):
        pass


def test_another_process_holds_it_as_well(place: LeasePlace) -> None:
    lease = place.lease()
    process = place.other_process()
    with pytest.raises(LeaseTaken), lease.hold("demo-2020"):
        pytest.fail("held twice")
    process.communicate("")
    assert lease.marked("demo-2020")
    with lease.hold("demo-2020"):
        pass


def test_a_holder_that_is_killed_leaves_the_edition_free(place: LeasePlace) -> None:
    process = place.other_process()
    process.kill()
    process.communicate()
    until_free(place.lease(), "demo-2020")


def until_free(lease: Lease, edition: str) -> None:
    """Try until the server has seen that the holder is gone, as it does in a moment."""
    for _ in range(100):
        try:
            with lease.hold(edition):
                return
        except LeaseTaken:
            threading.Event().wait(0.02)
    pytest.fail("not free")


def test_a_child_that_the_holder_started_does_not_keep_the_lease(place: LeasePlace) -> None:
    lease = place.lease()
    with lease.hold("demo-2020"):
        child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    with lease.hold("demo-2020"):
        pass
    child.communicate(b"")


def test_a_mark_of_before_is_not_lost_when_the_lease_is_taken(place: LeasePlace) -> None:
    """A mark set just after the last look of a holder is seen by the next one."""
    lease = place.lease()
    with lease.hold("demo-2020"), pytest.raises(LeaseTaken), lease.hold("demo-2020"):
        pytest.fail("held twice")
    with lease.hold("demo-2020"):
        assert lease.marked("demo-2020")


def test_of_twenty_at_once_one_works_and_its_mark_tells_of_the_others(place: LeasePlace) -> None:
    together, done = threading.Barrier(20), threading.Barrier(20)
    outcomes: list[str] = []

    def hold() -> None:
        lease = place.lease()
        together.wait()
        try:
            with lease.hold("demo-2020"):
                outcomes.append("held")
                done.wait()
        except LeaseTaken:
            outcomes.append("taken")
            done.wait()

    threads = [threading.Thread(target=hold) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["held"] + ["taken"] * 19
    assert place.lease().marked("demo-2020")


@pytest.mark.parametrize("edition", ["../elders", "", "demo\0"])
def test_a_name_that_no_edition_can_have_is_refused(place: LeasePlace, edition: str) -> None:
    with pytest.raises(StorageError), place.lease().hold(edition):
        pytest.fail("held")
    with pytest.raises(StorageError):
        place.lease().marked(edition)


# -- only a folder can be closed -------------------------------------------------------------------------


def test_a_folder_in_which_no_mark_can_be_set_or_taken_away_is_said(tmp_path: Path) -> None:
    """Who may read and lock in it, but not write, comes as far as the mark."""
    leases = tmp_path / "leases"
    with FileLease(leases).hold("demo-2020"):
        (leases / "demo-2020.lock").chmod(0o666)
        (leases / "demo-2021.mark").touch()
        leases.chmod(0o555)
        tmp_path.chmod(0o755)

        def come_by() -> None:
            lease = FileLease(Path("leases"))
            with pytest.raises(StorageError, match="dit account mag dat niet") as refused:
                lease.hold("demo-2020").__enter__()
            assert refused.value.mend
            with pytest.raises(StorageError, match="dit account mag dat niet"):
                lease.marked("demo-2021")

        as_other_account(tmp_path, come_by)
    leases.chmod(0o755)


def test_a_disk_that_knows_no_locks_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StorageError, match="is niet te gebruiken") as refused, FileLease(tmp_path).hold("demo-2020"):
        pytest.fail("held")
    assert "lokale schijf" in refused.value.mend


def test_what_the_system_refuses_in_the_block_is_not_taken_for_a_fault_of_the_lease(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), FileLease(tmp_path).hold("demo-2020"):
        (tmp_path / "weg").read_bytes()


# -- only a session can be lost --------------------------------------------------------------------------

BREAK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


@pytest.mark.xdist_group("postgres")
@pytest.mark.parametrize("how", [lambda s: s.execute(BREAK), lambda s: s.restart()], ids=["broken", "server restarted"])
def test_a_holder_whose_session_broke_hears_of_it_and_another_can_begin(
    postgres: PostgresServer, how: Callable[[PostgresServer], object]
) -> None:
    url = postgres.new_database()
    with pytest.raises(LeaseLost, match="demo-2020"):
        work_while(SessionLease(url), partial(_broken_and_taken_over, how, postgres, url))
    with SessionLease(url).hold("demo-2020"):
        pass


def _broken_and_taken_over(how: Callable[[PostgresServer], object], postgres: PostgresServer, url: str) -> None:
    how(postgres)
    with SessionLease(url).hold("demo-2020"):
        pass


def work_while(lease: Lease, work: Callable[[], object]) -> None:
    """Work under the lease."""
    with lease.hold("demo-2020"):
        work()


@pytest.mark.xdist_group("postgres")
def test_a_server_that_ends_idle_sessions_does_not_end_a_lease(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    name = url.partition("?")[0].rpartition("/")[2]
    postgres.execute(f"ALTER DATABASE {name} SET idle_session_timeout = '50ms'")
    work_while(SessionLease(url), partial(threading.Event().wait, 0.3))


@pytest.mark.xdist_group("postgres")
def test_what_went_wrong_in_the_block_is_told_rather_than_the_lost_session(postgres: PostgresServer) -> None:
    def fail() -> None:
        postgres.execute(BREAK)
        raise KeyError

    with pytest.raises(KeyError):
        work_while(SessionLease(postgres.new_database()), fail)
