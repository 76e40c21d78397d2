"""The places that one suite runs against."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from tests.contract.places import LedgerPlace, NewPlace
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.s3 import S3, in_environment, s3_server

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
