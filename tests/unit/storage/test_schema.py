"""How an SQLite file is opened by who comes while others are at it."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bna_pipeline.storage.schema import open_engine


@pytest.fixture
def reading(tmp_path: Path) -> sqlite3.Connection:
    """A reader of a file that no writer has opened yet: nobody may change how it is written meanwhile."""
    connection = sqlite3.connect(tmp_path / "logboek.sqlite", isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE t (a)")
    connection.execute("BEGIN")
    connection.execute("SELECT * FROM t").fetchall()
    return connection


def test_who_opens_a_file_waits_for_others_who_have_it_open(reading: sqlite3.Connection, tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        sqlite3.connect(tmp_path / "logboek.sqlite", timeout=0.1).execute("PRAGMA journal_mode=WAL")
    leaving = threading.Timer(0.2, reading.close)
    leaving.start()
    with open_engine(f"sqlite:///{tmp_path}/logboek.sqlite", patience=30).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    leaving.join()


def test_it_does_not_wait_for_ever(reading: sqlite3.Connection, tmp_path: Path) -> None:
    with pytest.raises(OperationalError, match="locked"):
        open_engine(f"sqlite:///{tmp_path}/logboek.sqlite", patience=0.05).connect()
    reading.close()
