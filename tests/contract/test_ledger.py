"""What every ledger keeps to, whatever database it stands on."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import LedgerBusy, LedgerDamaged, StorageError
from bna_pipeline.model.base import canonical_json
from bna_pipeline.model.events import GENESIS, Entry, ReleaseHeld
from bna_pipeline.ports import Ledger
from bna_pipeline.storage.ledger import SqlLedger

AT = datetime(2020, 6, 1, 12, 0, tzinfo=UTC)

# The first reads through the standard library, the second through the engine, as any other database would.
SCHEMES = ("sqlite:///", "sqlite+pysqlite:///")


@pytest.fixture(params=SCHEMES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"{request.param}{tmp_path / 'map' / 'ledger.sqlite'}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map" / "ledger.sqlite"


def add(ledger: Ledger, reason: str, after: int, edition: str = "demo-2020", at: datetime = AT) -> Entry:
    return ledger.append(
        edition, ReleaseHeld(reason=reason), actor="coordinator", account="kantoor", at=at, after=after
    )


def test_an_empty_ledger_has_no_editions_and_reading_makes_no_file(url: str, file: Path) -> None:
    ledger = SqlLedger(url)
    assert ledger.editions() == ()
    assert ledger.entries("demo-2020") == ()
    assert not file.exists() or url.startswith("sqlite+")


def test_entries_come_back_in_order_as_they_were_added(url: str) -> None:
    ledger = SqlLedger(url)
    first = add(ledger, "een", 0)
    second = add(ledger, "twee", 1)
    assert ledger.entries("demo-2020") == (first, second)
    assert (first.previous, second.previous) == (GENESIS, first.hash)
    assert SqlLedger(url).entries("demo-2020") == (first, second)


def test_who_has_read_before_gets_only_what_came_after(url: str) -> None:
    ledger = SqlLedger(url)
    added = [add(ledger, str(number), number) for number in range(4)]
    add(ledger, "van een andere editie", 0, "demo-2021")
    for number, entry in enumerate(added):
        assert ledger.entries("demo-2020", entry) == tuple(added[number + 1 :])


def test_editions_are_sorted_and_do_not_share_a_chain(url: str) -> None:
    ledger = SqlLedger(url)
    add(ledger, "een", 0, "demo-2021")
    other = add(ledger, "een", 0, "demo-2020")
    assert ledger.editions() == ("demo-2020", "demo-2021")
    assert ledger.entries("demo-2020") == (other,)


@pytest.mark.parametrize("after", [0, 2, 7])
def test_a_writer_that_has_not_seen_the_last_entry_is_told_to_look_again(url: str, after: int) -> None:
    ledger = SqlLedger(url)
    add(ledger, "een", 0)
    with pytest.raises(LedgerBusy):
        add(ledger, "te laat", after)
    assert len(ledger.entries("demo-2020")) == 1


def test_of_many_writers_at_once_each_number_goes_to_one(url: str) -> None:
    SqlLedger(url).append("demo-2020", ReleaseHeld(reason="begin"), actor="x", account="x", at=AT, after=0)
    outcomes: list[str] = []
    together = threading.Barrier(6)

    def write(number: int) -> None:
        ledger = SqlLedger(url)
        together.wait()
        try:
            add(ledger, f"schrijver {number}", 1)
            outcomes.append("geschreven")
        except LedgerBusy:
            outcomes.append("bezet")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["bezet"] * 5 + ["geschreven"]
    assert [e.seq for e in SqlLedger(url).entries("demo-2020")] == [1, 2]


def test_moments_are_kept_in_utc(url: str) -> None:
    summer = AT.astimezone(timezone(timedelta(hours=2)))
    entry = add(SqlLedger(url), "een", 0, at=summer)
    assert entry.at == AT
    assert entry.at.utcoffset() == timedelta(0)


def test_a_naive_moment_is_refused_and_nothing_is_kept(url: str) -> None:
    ledger = SqlLedger(url)
    with pytest.raises(ValueError, match="timezone"):
        add(ledger, "een", 0, at=AT.replace(tzinfo=None))
    assert ledger.entries("demo-2020") == ()


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET entry = '{}'", "DELETE FROM ledger_entry"])
def test_the_database_itself_refuses_to_change_or_remove_an_entry(url: str, file: Path, statement: str) -> None:
    add(SqlLedger(url), "een", 0)
    with sqlite3.connect(file) as connection, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        connection.execute(statement)
    assert len(SqlLedger(url).entries("demo-2020")) == 1


def force(file: Path, *statements: str) -> None:
    """What somebody does who has the file and no respect."""
    with sqlite3.connect(file) as connection:
        for trigger in ("ledger_entry_no_update", "ledger_entry_no_delete"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ledger_entry SET entry = replace(entry, 'twee', 'drie') WHERE seq = 2", "Regel 2"),
        ("UPDATE ledger_entry SET entry = replace(entry, 'coordinator', 'iemand') WHERE seq = 3", "Regel 3"),
        ("UPDATE ledger_entry SET entry = replace(entry, '\"seq\":2', '\"seq\": 2') WHERE seq = 2", "Regel 2"),
        ("UPDATE ledger_entry SET entry = 'geen json' WHERE seq = 1", "Regel 1"),
        ("UPDATE ledger_entry SET seq = 9 WHERE seq = 3", "Regel 9"),
        ("DELETE FROM ledger_entry WHERE seq = 2", "Regel 2"),
        ("DELETE FROM ledger_entry WHERE seq = 1", "Regel 1"),
    ],
)
def test_a_changed_moved_or_missing_entry_is_named(url: str, file: Path, statement: str, named: str) -> None:
    ledger = SqlLedger(url)
    for number, reason in enumerate(("een", "twee", "drie")):
        add(ledger, reason, number)
    force(file, statement)
    with pytest.raises(LedgerDamaged, match=named):
        ledger.entries("demo-2020")


def test_an_entry_that_was_hashed_anew_still_breaks_the_chain_behind_it(url: str, file: Path) -> None:
    ledger = SqlLedger(url)
    first = add(ledger, "een", 0)
    add(ledger, "twee", 1)
    forged = Entry.after(None, edition=first.edition, at=AT, actor="x", account="x", event=ReleaseHeld(reason="vals"))
    text = canonical_json(forged).decode().replace("'", "''")
    force(file, f"UPDATE ledger_entry SET entry = '{text}' WHERE seq = 1")
    with pytest.raises(LedgerDamaged, match="Regel 2"):
        ledger.entries("demo-2020")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ledger_entry SET entry = replace(entry, 'een', 'iets') WHERE seq = 1", "Regel 1"),
        ("UPDATE ledger_entry SET entry = replace(entry, 'drie', 'iets') WHERE seq = 3", "Regel 3"),
        ("DELETE FROM ledger_entry WHERE seq = 2", "Regel 2"),
        ("DELETE FROM ledger_entry", "Regel 1"),
    ],
)
def test_reading_on_finds_damage_at_the_entry_that_was_read_last_and_after_it(
    url: str, file: Path, statement: str, named: str
) -> None:
    ledger = SqlLedger(url)
    first = add(ledger, "een", 0)
    add(ledger, "twee", 1)
    add(ledger, "drie", 2)
    force(file, statement)
    with pytest.raises(LedgerDamaged, match=named):
        ledger.entries("demo-2020", first)


def test_reading_on_in_another_ledger_than_before_is_noticed(tmp_path: Path) -> None:
    seen = add(SqlLedger(f"sqlite:///{tmp_path / 'een.sqlite'}"), "een", 0)
    other = SqlLedger(f"sqlite:///{tmp_path / 'ander.sqlite'}")
    add(other, "ander", 0)
    with pytest.raises(LedgerDamaged, match="niet meer wat die was"):
        other.entries("demo-2020", seen)


def test_nothing_is_added_behind_a_damaged_last_entry(url: str, file: Path) -> None:
    ledger = SqlLedger(url)
    add(ledger, "een", 0)
    force(file, "UPDATE ledger_entry SET entry = replace(entry, 'een', 'twee')")
    with pytest.raises(LedgerDamaged, match="Regel 1"):
        add(ledger, "drie", 1)


def test_a_file_that_is_no_database_is_said_to_be_so(url: str, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"dit is geen database, maar wel lang genoeg om er een te lijken" * 20)
    with pytest.raises(StorageError, match="logboek"):
        SqlLedger(url).entries("demo-2020")


def test_the_database_address_is_named_without_its_password() -> None:
    ledger = SqlLedger("nosuchdialect://rol:geheim@db.example.org/ledger")
    with pytest.raises(StorageError) as raised:
        ledger.editions()
    assert "geheim" not in str(raised.value)


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], SqlLedger]:
    made = iter(range(10_000))
    return lambda: SqlLedger(f"sqlite:///{tmp_path / f'{next(made)}.sqlite'}")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=4))
def test_any_text_survives_and_the_chain_holds(fresh: Callable[[], SqlLedger], texts: list[str]) -> None:
    ledger = fresh()
    added: list[Entry] = []
    for reason in texts:
        try:
            event = ReleaseHeld(reason=reason)
        except ValueError:
            continue  # nothing but white space is no reason
        added.append(ledger.append("demo-2020", event, actor="a", account="b", at=AT, after=len(added)))
    assert ledger.entries("demo-2020") == tuple(added)
