"""What only a server can do to a ledger: be away, come back, be set up otherwise, keep its password."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bna_pipeline.errors import LedgerBusy, StorageError
from bna_pipeline.model.events import Entry
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.storage import postgres as sessions
from bna_pipeline.storage.address import is_postgres, where
from bna_pipeline.storage.ledger import SqlLedger
from bna_pipeline.storage.seals import LedgerKey
from bna_pipeline.storage.session_lease import SessionLease
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.xdist_group("postgres")
AT = datetime(2020, 6, 1, 12, 0, tzinfo=UTC)
NOWHERE = "postgresql://rol:geheim@127.0.0.1:1/ledger"


@pytest.fixture
def key(tmp_path: Path) -> LedgerKey:
    return LedgerKey(tmp_path / "ledger.key")


def add(ledger: SqlLedger, after: int) -> Entry:
    return ledger.append("demo-2020", ReleaseHeld(reason="proef"), actor="a", account="b", at=AT, after=after)


def test_a_server_that_started_again_is_no_error(postgres: PostgresServer, key: LedgerKey) -> None:
    ledger = SqlLedger(postgres.new_database(), key)
    first = add(ledger, 0)
    postgres.restart()
    assert ledger.entries("demo-2020") == (first,)
    postgres.restart()
    assert add(ledger, 1).seq == 2


def test_a_connection_that_the_server_broke_is_no_error(postgres: PostgresServer, key: LedgerKey) -> None:
    ledger = SqlLedger(postgres.new_database(), key)
    add(ledger, 0)
    postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert add(ledger, 1).seq == 2


def test_moments_do_not_depend_on_the_zone_of_the_server(postgres: PostgresServer, key: LedgerKey) -> None:
    url = postgres.new_database()
    postgres.execute(f"ALTER DATABASE {name_in(url)} SET timezone = 'Pacific/Auckland'")
    entry = add(SqlLedger(url, key), 0)
    assert [e.at.isoformat() for e in SqlLedger(url, key).entries("demo-2020")] == [entry.at.isoformat()]


def test_a_database_whose_transactions_are_stricter_still_tells_who_was_too_late(
    postgres: PostgresServer, key: LedgerKey
) -> None:
    url = postgres.new_database()
    postgres.execute(f"ALTER DATABASE {name_in(url)} SET default_transaction_isolation = 'serializable'")
    ledger = SqlLedger(url, key)
    add(ledger, 0)
    with pytest.raises(LedgerBusy):
        add(ledger, 0)


def test_a_database_that_cannot_hold_every_character_is_refused_before_it_holds_anything(
    postgres: PostgresServer, key: LedgerKey
) -> None:
    url = postgres.new_database("ENCODING 'LATIN1' TEMPLATE template0")
    with pytest.raises(StorageError, match="LATIN1") as raised:
        add(SqlLedger(url, key), 0)
    assert "UTF8" in raised.value.mend
    assert postgres.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", url=url) == []


def test_a_role_that_may_only_add_and_read_is_enough_once_the_tables_stand(
    postgres: PostgresServer, key: LedgerKey
) -> None:
    """The account that the software runs under need not be able to take the guards away."""
    url = postgres.new_database()
    add(SqlLedger(url, key), 0)
    with SessionLease(url).hold("demo-2020"):
        pass
    postgres.execute(
        "CREATE ROLE schrijver LOGIN",
        "GRANT SELECT, INSERT ON ledger_entry, ledger_seal TO schrijver",
        "GRANT SELECT, INSERT, UPDATE ON ledger_head TO schrijver",
        "GRANT SELECT, INSERT, DELETE ON lease_mark TO schrijver",
        url=url,
    )
    as_writer = url.replace("//proef@", "//schrijver@")
    with SessionLease(as_writer).hold("demo-2020"):
        assert add(SqlLedger(as_writer, key), 1).seq == 2
    with pytest.raises(Exception, match="must be owner"):
        postgres.execute("DROP TRIGGER ledger_entry_only_grows ON ledger_entry", url=as_writer)


def test_the_short_form_of_the_address_is_understood(postgres: PostgresServer, key: LedgerKey) -> None:
    url = postgres.new_database()
    add(SqlLedger(url, key), 0)
    for scheme in ("postgresql", "postgres"):
        short = url.replace("postgresql+psycopg", scheme)
        assert is_postgres(short)
        assert len(SqlLedger(short, key).entries("demo-2020")) == 1


def test_two_machines_share_a_ledger_when_they_share_the_key(postgres: PostgresServer, tmp_path: Path) -> None:
    url, shared = postgres.new_database(), "c0ffee" + "0" * 58
    one = SqlLedger(url, LedgerKey(tmp_path / "een", shared))
    other = SqlLedger(url, LedgerKey(tmp_path / "ander", shared))
    add(one, 0)
    add(other, 1)
    assert one.entries("demo-2020") == other.entries("demo-2020")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "nosuchdialect://rol:geheim@db.example.org/ledger",
        "oracle://rol:geheim@db.example.org/ledger",
        NOWHERE,
        "postgresql://127.0.0.1:1/ledger?user=rol&password=geheim",
        "postgresql+psycopg://rol:geheim@127.0.0.1:1/ledger?nosuchoption=1",
        "postgresql://rol:geheim@127.0.0.1:poort/ledger",
        "postgresql://rol:geheim@[/ledger",
        "postgresql://rol:geheim?geheim@127.0.0.1:1/ledger",
        "postgresql://127.0.0.1:1/ledger?user=rol&password=geheim@geheim",
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(url: str, key: LedgerKey) -> None:
    acts: list[Callable[[], object]] = [lambda: SqlLedger(url, key).editions(), lambda: add(SqlLedger(url, key), 0)]
    if is_postgres(url):
        acts.append(lambda: SessionLease(url).marked("demo-2020"))
    for act in acts:
        with pytest.raises(StorageError) as raised:
            act()
        assert "geheim" not in str(raised.value)
        assert url.partition(":")[0] in raised.value.message


@pytest.mark.parametrize(
    ("setting", "said"), [("lock_timeout", "houdt het vast"), ("statement_timeout", "deed er te lang over")]
)
def test_a_ledger_that_another_session_holds_is_waited_for_and_then_left(
    postgres: PostgresServer, key: LedgerKey, monkeypatch: pytest.MonkeyPatch, setting: str, said: str
) -> None:
    import psycopg

    monkeypatch.setitem(sessions._SESSION, setting, "100ms")
    url = postgres.new_database()
    ledger = SqlLedger(url, key)
    add(ledger, 0)
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as other:
        other.execute("LOCK TABLE ledger_entry")
        assert said in refusal(lambda: add(ledger, 1))


def test_what_the_server_refuses_is_said_in_dutch_with_what_to_do(
    postgres: PostgresServer, key: LedgerKey, tmp_path: Path
) -> None:
    url = postgres.new_database()
    ledger = SqlLedger(url, key)
    add(ledger, 0)
    postgres.execute("CREATE ROLE buiten LOGIN", url=url)
    outside = SqlLedger(url.replace("//proef@", "//buiten@"), key)
    assert "dit account mag dat niet" in refusal(lambda: outside.entries("demo-2020"))
    postgres.execute("DROP TABLE ledger_seal CASCADE", url=url)
    assert "een tabel ontbreekt" in refusal(lambda: add(ledger, 1))
    closed = postgres.new_database()
    postgres.execute(f"ALTER DATABASE {name_in(closed)} SET default_transaction_read_only = on")
    assert "alleen te lezen" in refusal(lambda: add(SqlLedger(closed, LedgerKey(tmp_path / "nieuw.key")), 0))


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(StorageError) as refused:
        act()
    assert refused.value.mend and "database draait" not in refused.value.mend
    return refused.value.message


def test_what_is_shown_of_an_address_names_host_and_database_only() -> None:
    assert where("postgresql://rol:ge@heim@db.example.org:5432/ledger?password=x") == (
        "postgresql://db.example.org:5432/ledger"
    )
    assert where("sqlite:////srv/bna@home/ledger.sqlite") == "sqlite:////srv/bna@home/ledger.sqlite"


def test_a_driver_that_is_not_installed_is_named_with_the_command_that_installs_it(
    key: LedgerKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    url = NOWHERE.replace("ledger", "zonder")
    for act in (lambda: SqlLedger(url, key).editions(), lambda: SessionLease(url).marked("demo-2020")):
        with pytest.raises(StorageError, match="psycopg") as raised:
            act()
        assert "pip install 'bna-pipeline[server]'" in raised.value.mend


def test_a_server_without_a_key_to_seal_with_is_no_ledger() -> None:
    with pytest.raises(StorageError, match="bewaart een database geen logboek"):
        SqlLedger(NOWHERE)


def name_in(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
