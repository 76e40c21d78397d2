"""Each machine's last look at all editions is kept once, in a file or on a PostgreSQL server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bna_pipeline.errors import StorageError
from bna_pipeline.model.look import Look
from bna_pipeline.storage.address import is_postgres
from bna_pipeline.storage.looks import SqlLooks
from tests.contract.conftest import POSTGRES, SQLITE
from tests.support.postgres import PostgresServer

AT = datetime(2020, 6, 1, 12, 0, tzinfo=UTC)
LOOK = Look(machine="een", at=AT, templates="a" * 64, software="bna-pipeline 0.1.0, prefect 3.8.8")


@pytest.fixture(params=[SQLITE, POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'looks.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_schema()


def test_where_nobody_looked_nothing_is_read_and_nothing_is_made(url: str, tmp_path: Path) -> None:
    assert SqlLooks(url).all() == ()
    assert list(tmp_path.iterdir()) == []


def test_of_each_machine_the_last_look_is_kept(url: str) -> None:
    later = LOOK.model_copy(update={"at": AT + timedelta(hours=1)})
    other = LOOK.model_copy(update={"machine": "ander"})
    for look in (LOOK, other, later):
        SqlLooks(url).note(look)
    assert SqlLooks(url).all() == (other, later)


def test_a_server_tells_its_own_time_and_a_file_has_none(url: str) -> None:
    found = SqlLooks(url).clock()
    if is_postgres(url):
        assert found is not None and abs(datetime.now(UTC) - found) < timedelta(minutes=1)
    else:
        assert found is None


def test_a_server_that_is_not_there_is_said_in_dutch() -> None:
    nowhere, said = (
        SqlLooks("postgresql://nobody@127.0.0.1:1/x"),
        r"De lijst van machines postgresql://127\.0\.0\.1:1/x",
    )
    for ask in (lambda: nowhere.note(LOOK), nowhere.all, nowhere.clock):
        with pytest.raises(StorageError, match=said):
            ask()
