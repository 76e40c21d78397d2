"""The places that one suite runs against."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from tests.contract.places import LedgerPlace, NewPlace
from tests.contract.sides import Bucket, Sftp
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.s3 import S3, in_environment, s3_server
from tests.support.sftp import FileServer, file_server

SQLITE = pytest.param("sqlite", id="sqlite")
POSTGRES = pytest.param("postgres", id="postgres", marks=pytest.mark.xdist_group("postgres"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real server, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=[SQLITE, POSTGRES])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> NewPlace:
    """Makes empty places of one kind."""
    made = iter(range(10_000))

    def make() -> LedgerPlace:
        folder = tmp_path / str(next(made))
        if request.param == "sqlite":
            return LedgerPlace(f"sqlite:///{folder / 'ledger.sqlite'}", folder / "ledger.sqlite.key")
        server: PostgresServer = request.getfixturevalue("postgres")
        return LedgerPlace(server.new_schema(), folder / "ledger.key", server)

    return make


@pytest.fixture
def place(new_place: NewPlace) -> LedgerPlace:
    """One empty place."""
    return new_place()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """A real server of the protocol, started when the first test asks for it."""
    with s3_server() as server, in_environment(server.environment()):
        yield server


@pytest.fixture
def bucket(s3: S3) -> Iterator[str]:
    """The address of a store in a new bucket; the server works again afterwards."""
    name = f"bna-{uuid.uuid4().hex}"
    fsspec.filesystem("s3").mkdir(name)
    yield f"s3://{name}/blobs"
    s3.works()


@pytest.fixture
def store(s3: S3, bucket: str) -> Bucket:
    """The object store as the other side of a channel."""
    return Bucket(s3, bucket)


@pytest.fixture(scope="session")
def sftp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServer]:
    """A real file server, started when the first test asks for it."""
    with file_server(tmp_path_factory.mktemp("bestandsserver")) as server:
        yield server


@pytest.fixture
def sftp(sftp_server: FileServer, tmp_path: Path) -> Iterator[Sftp]:
    """The file server as the other side of a channel, with a folder of this test alone."""
    sftp_server.folder, before = sftp_server.folder / tmp_path.name, sftp_server.folder
    sftp_server.folder.mkdir()
    sftp_server.written.clear()
    known = tmp_path / "known_hosts"
    known.write_text(sftp_server.known_hosts)
    yield Sftp(sftp_server, known)
    sftp_server.works()
    sftp_server.folder = before
