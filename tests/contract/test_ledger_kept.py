"""A ledger keeps what was written: its database refuses what it can, and what a stranger did all the same is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bna_pipeline.errors import LedgerDamaged, LedgerKeyMissing, StorageError
from bna_pipeline.model.base import canonical_json
from bna_pipeline.model.events import Entry
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.storage.ledger import SqlLedger
from bna_pipeline.storage.seals import LedgerKey
from tests.contract.places import AT, EDITION, LedgerPlace, NewPlace, add, reasons

# -- the database keeps what was written -----------------------------------------------------------------

NOT_ALLOWED = (
    "UPDATE ledger_entry SET entry = '{}'",
    "DELETE FROM ledger_entry",
    "UPDATE ledger_seal SET seal = 'x'",
    "DELETE FROM ledger_seal",
    "DELETE FROM ledger_head",
    "UPDATE ledger_head SET seq = 1",
    "UPDATE ledger_head SET edition = 'demo-2021'",
    "INSERT INTO ledger_entry VALUES ('demo-2020', 2, '{}') ON CONFLICT (edition, seq) DO UPDATE SET entry = '{}'",
    "INSERT INTO ledger_seal VALUES ('demo-2020', 3, 'x')",
    "INSERT INTO ledger_seal VALUES ('demo-2021', 1, 'x')",
)
NOT_ALLOWED_BY_KIND = {
    "sqlite": (
        "INSERT OR REPLACE INTO ledger_entry VALUES ('demo-2020', 2, '{}')",
        "INSERT OR REPLACE INTO ledger_seal VALUES ('demo-2020', 2, 'x')",
        "INSERT OR REPLACE INTO ledger_head VALUES ('demo-2020', 1, 'x', 'x')",
        "INSERT INTO ledger_entry VALUES ('demo-2020', 9, '{}')",
    ),
    "postgres": ("TRUNCATE ledger_entry", "TRUNCATE ledger_seal", "TRUNCATE ledger_head"),
}


@pytest.mark.parametrize("hidden", ["rowid", "_rowid_", "oid"])
def test_no_row_of_sqlite_can_be_replaced_by_a_number_that_is_no_part_of_it(tmp_path: Path, hidden: str) -> None:
    place = LedgerPlace(f"sqlite:///{tmp_path / 'l.sqlite'}", tmp_path / "l.sqlite.key")
    for number in range(2):
        add(place.ledger(), str(number), number)
    for table, columns, values in (
        ("ledger_entry", "edition, seq, entry", "'ander-2030', 1, 'x'"),
        ("ledger_seal", "edition, seq, seal", "'demo-2020', 2, 'x'"),
        ("ledger_head", "edition, seq, key, seal", "'ander-2030', 1, 'x', 'x'"),
    ):
        with pytest.raises(sqlite3.OperationalError, match=hidden):
            place.run(f"INSERT OR REPLACE INTO {table}({hidden}, {columns}) VALUES (2, {values})")
    assert reasons(place.ledger()) == ["0", "1"]


def test_the_database_itself_refuses_to_change_or_remove_an_entry(place: LedgerPlace) -> None:
    for number in range(2):
        add(place.ledger(), str(number), number)
    kind = "sqlite" if place.server is None else "postgres"
    for statement in (*NOT_ALLOWED, *NOT_ALLOWED_BY_KIND[kind]):
        with pytest.raises(Exception, match="only grows"):
            place.run(statement)
    assert reasons(place.ledger()) == ["0", "1"]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ledger_entry SET entry = replace(entry, 'twee', 'drie') WHERE seq = 2", "Regel 2 .* veranderd"),
        ("UPDATE ledger_entry SET entry = replace(entry, 'coordinator', 'iemand') WHERE seq = 3", "Regel 3"),
        ("UPDATE ledger_entry SET entry = replace(entry, '\"seq\":2', '\"seq\": 2') WHERE seq = 2", "Regel 2"),
        ("UPDATE ledger_entry SET entry = 'geen json' WHERE seq = 1", "Regel 1 .* niet te lezen"),
        ("UPDATE ledger_entry SET seq = 9 WHERE seq = 3", "Regel 9"),
        ("DELETE FROM ledger_entry WHERE seq = 2", "Regel 2 .* ontbreekt"),
        ("DELETE FROM ledger_entry WHERE seq = 1", "Regel 1 .* ontbreekt"),
        ("DELETE FROM ledger_entry WHERE seq = 3", "Regel 3 .* ontbreekt"),
        ("DELETE FROM ledger_entry WHERE seq > 1", "Regels 2 tot en met 3 .* ontbreken"),
        ("DELETE FROM ledger_entry", "Regels 1 tot en met 3 .* ontbreken"),
        ("DELETE FROM ledger_head", "Regel 3 .* weggehaald"),
        ("UPDATE ledger_head SET seq = 2", "Regel 3 .* toegevoegd"),
        ("UPDATE ledger_head SET seq = 9", "Regels 4 tot en met 9 .* ontbreken"),
        ("UPDATE ledger_head SET seal = repeat('0', 64)", "Regel 3 .* vervalst"),
        ("DELETE FROM ledger_seal WHERE seq = 2", "Regel 2 .* toegevoegd"),
        ("UPDATE ledger_seal SET seal = repeat('0', 64) WHERE seq = 2", "Regel 2 .* zegel"),
        ("INSERT INTO ledger_seal VALUES ('demo-2020', 4, 'x')", "Regel 4 .* zegel zonder regel"),
        ("INSERT INTO ledger_seal VALUES ('demo-2020', 9, 'x')", "Regel 9 .* zegel zonder regel"),
        ("DROP TABLE ledger_seal", "zegels .* weggehaald"),
        ("DROP TABLE ledger_head", "zegels .* weggehaald"),
        ("UPDATE ledger_head SET key = 'iets anders', seal = 'x'", "andere sleutel"),
    ],
)
def test_what_a_stranger_did_is_found_and_named(place: LedgerPlace, statement: str, named: str) -> None:
    ledger = place.ledger()
    for number, reason in enumerate(("een", "twee", "drie")):
        add(ledger, reason, number)
    if place.server is None:
        statement = statement.replace("repeat('0', 64)", f"'{'0' * 64}'")
    place.force(statement)
    with pytest.raises(LedgerDamaged, match=named) as raised:
        place.ledger().entries(EDITION)
    assert "reservekopie" in raised.value.mend


@pytest.mark.parametrize("edition", [EDITION, "demo-2021"])
def test_a_seal_at_the_next_number_is_named_to_a_writer_and_is_not_somebody_who_was_first(
    place: LedgerPlace, edition: str
) -> None:
    add(place.ledger(), "een", 0)
    after = len(place.ledger().entries(edition))
    place.force(f"INSERT INTO ledger_seal VALUES ('{edition}', {after + 1}, 'x')")
    for act in (lambda: add(place.ledger(), "twee", after, edition), lambda: place.ledger().entries(edition)):
        with pytest.raises(LedgerDamaged, match=f"Regel {after + 1} .* zegel zonder regel"):
            act()


# SQLite keeps a value of any type, and bytes that are no text, in any column.
NO_NUMBER, NO_TEXT = "seq = 'x'", "CAST(x'ff7b' AS TEXT)"


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (f"UPDATE ledger_head SET {NO_NUMBER}", "Regel 3 .* de laatste"),
        ("UPDATE ledger_head SET seq = x'00'", "Regel 3 .* de laatste"),
        (f"UPDATE ledger_entry SET {NO_NUMBER} WHERE seq = 3", "Regel 3 .* geen getal"),
        ("UPDATE ledger_entry SET seq = 2.5 WHERE seq = 2", "Regel 2 .* geen getal"),
        (f"UPDATE ledger_entry SET {NO_NUMBER} WHERE seq = 1", "Regel 1 .* ontbreekt"),
        (f"UPDATE ledger_seal SET {NO_NUMBER} WHERE seq = 2", "Regel 2 .* toegevoegd"),
        (f"UPDATE ledger_entry SET entry = {NO_TEXT} WHERE seq = 2", "Regel 2 .* niet te lezen"),
        ("UPDATE ledger_entry SET entry = CAST(entry AS BLOB) WHERE seq = 2", "Regel 2 .* niet te lezen"),
        (f"UPDATE ledger_seal SET seal = {NO_TEXT} WHERE seq = 2", "Regel 2 .* zegel"),
        (f"UPDATE ledger_head SET seal = {NO_TEXT}", "Regel 3 .* vervalst"),
        (f"UPDATE ledger_head SET key = {NO_TEXT}, seal = 'x'", "andere sleutel"),
        ("UPDATE ledger_entry SET edition = CAST(edition AS BLOB) WHERE seq = 2", "Regel 2 .* ontbreekt"),
    ],
)
def test_a_value_of_another_type_in_sqlite_is_damage_at_its_line(tmp_path: Path, statement: str, named: str) -> None:
    place = LedgerPlace(f"sqlite:///{tmp_path / 'l.sqlite'}", tmp_path / "l.sqlite.key")
    first, *_ = (add(place.ledger(), reason, number) for number, reason in enumerate(("een", "twee", "drie")))
    place.force(statement)
    for after in (None, first):
        with pytest.raises(LedgerDamaged, match=named if after is None or "Regel 1" not in named else "Regel"):
            place.ledger().entries(EDITION, after)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE ledger_head SET {NO_NUMBER}",
        f"UPDATE ledger_entry SET {NO_NUMBER} WHERE seq = 2",
        f"UPDATE ledger_entry SET entry = {NO_TEXT} WHERE seq = 2",
        f"UPDATE ledger_seal SET seal = {NO_TEXT} WHERE seq = 2",
    ],
)
def test_nothing_is_written_behind_a_value_of_another_type(tmp_path: Path, statement: str) -> None:
    place = LedgerPlace(f"sqlite:///{tmp_path / 'l.sqlite'}", tmp_path / "l.sqlite.key")
    for number in range(2):
        add(place.ledger(), str(number), number)
    place.force(statement)
    for after in (0, 1, 2):
        with pytest.raises(LedgerDamaged, match=r"regel|Regel"):
            add(place.ledger(), "drie", after)


@pytest.mark.parametrize("changed", ["CAST(edition AS BLOB)", NO_TEXT])
def test_an_edition_whose_name_is_no_text_is_damage(tmp_path: Path, changed: str) -> None:
    place = LedgerPlace(f"sqlite:///{tmp_path / 'l.sqlite'}", tmp_path / "l.sqlite.key")
    for number in range(2):
        add(place.ledger(), str(number), number)
    place.force(f"UPDATE ledger_entry SET edition = {changed} WHERE seq = 2")
    with pytest.raises(LedgerDamaged, match="zonder leesbare naam"):
        place.ledger().editions()


def test_an_edition_whose_entries_are_all_gone_is_still_named_among_the_editions(place: LedgerPlace) -> None:
    add(place.ledger(), "een", 0)
    place.force("DELETE FROM ledger_entry")
    assert place.ledger().editions() == (EDITION,)


def test_an_entry_that_was_replaced_and_hashed_anew_is_named_itself(place: LedgerPlace) -> None:
    """Without its seal only the one behind it would be."""
    ledger = place.ledger()
    first = add(ledger, "een", 0)
    add(ledger, "twee", 1)
    forged = Entry.after(None, edition=first.edition, at=AT, actor="x", account="x", event=ReleaseHeld(reason="vals"))
    place.force(f"UPDATE ledger_entry SET entry = '{canonical_json(forged).decode()}' WHERE seq = 1")
    with pytest.raises(LedgerDamaged, match=r"Regel 1 .* vervangen"):
        ledger.entries(EDITION)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ledger_entry SET entry = replace(entry, 'een', 'iets') WHERE seq = 1", "Regel 1"),
        ("UPDATE ledger_entry SET entry = replace(entry, 'drie', 'iets') WHERE seq = 3", "Regel 3"),
        ("DELETE FROM ledger_entry WHERE seq = 2", "Regel 2"),
        ("DELETE FROM ledger_entry WHERE seq = 3", "Regel 3"),
        ("DELETE FROM ledger_entry WHERE seq > 1", "Regels 2 tot en met 3"),
        ("DELETE FROM ledger_entry", "Regel 1"),
    ],
)
def test_reading_on_finds_damage_at_the_entry_that_was_read_last_and_after_it(
    place: LedgerPlace, statement: str, named: str
) -> None:
    ledger = place.ledger()
    first = add(ledger, "een", 0)
    add(ledger, "twee", 1)
    add(ledger, "drie", 2)
    place.force(statement)
    with pytest.raises(LedgerDamaged, match=named):
        ledger.entries(EDITION, first)


def test_reading_on_in_another_ledger_than_before_is_noticed(new_place: NewPlace) -> None:
    seen = add(new_place().ledger(), "een", 0)
    other = new_place().ledger()
    add(other, "ander", 0)
    with pytest.raises(LedgerDamaged, match="niet meer wat die was"):
        other.entries(EDITION, seen)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ledger_entry SET entry = replace(entry, 'twee', 'iets') WHERE seq = 2", "Regel 2"),
        ("DELETE FROM ledger_entry WHERE seq = 2", "Regel 2"),
        ("DELETE FROM ledger_head", "Regel 2"),
        ("DELETE FROM ledger_entry", "Regels 1 tot en met 2"),
    ],
)
def test_nothing_is_added_behind_a_damaged_end(place: LedgerPlace, statement: str, named: str) -> None:
    ledger = place.ledger()
    add(ledger, "een", 0)
    add(ledger, "twee", 1)
    place.force(statement)
    for after in (0, 1, 2):
        with pytest.raises(LedgerDamaged, match=named):
            add(ledger, "drie", after)


# -- taken away whole ------------------------------------------------------------------------------------

TABLES = ("ledger_seal", "ledger_head", "ledger_entry")
WAYS = {
    "its tables dropped": tuple(f"DROP TABLE {table}" for table in TABLES),
    "its rows deleted": tuple(f"DELETE FROM {table}" for table in TABLES),
    "its entries dropped": ("DROP TABLE ledger_entry",),
    "entries and head deleted": ("DELETE FROM ledger_entry", "DELETE FROM ledger_head"),
}
ACTS: tuple[Callable[[SqlLedger], object], ...] = (
    lambda ledger: ledger.editions(),
    lambda ledger: ledger.entries(EDITION),
    lambda ledger: add(ledger, "opnieuw", 0),
)


@pytest.mark.parametrize("way", WAYS)
def test_a_ledger_taken_away_whole_is_not_a_new_one(place: LedgerPlace, way: str) -> None:
    add(place.ledger(), "een", 0)
    place.force(*WAYS[way])
    for act in ACTS:
        with pytest.raises(LedgerDamaged, match=r"weg of leeg|weggehaald|zegel zonder regel") as raised:
            act(place.ledger())
        assert "reservekopie" in raised.value.mend


def test_an_sqlite_file_that_is_gone_is_not_made_anew_by_a_writer(tmp_path: Path) -> None:
    place = LedgerPlace(f"sqlite:///{tmp_path / 'l.sqlite'}", tmp_path / "l.sqlite.key")
    add(place.ledger(), "een", 0)
    for path in tmp_path.glob("l.sqlite*"):
        if path != place.key:
            path.unlink()
    for act in (*ACTS, *ACTS):
        with pytest.raises(LedgerDamaged, match="weg of leeg"):
            act(place.ledger())


def test_under_a_given_key_entries_that_are_gone_are_missed_while_their_seals_stand(place: LedgerPlace) -> None:
    """Of an empty database nobody can tell then whether it is a new one."""
    given = LedgerKey(place.key, "ab" * 32)
    add(SqlLedger(place.url, given), "een", 0)
    place.force("DROP TABLE ledger_entry")
    for act in ACTS:
        with pytest.raises(LedgerDamaged, match="weggehaald"):
            act(SqlLedger(place.url, given))
    place.run("DROP TABLE ledger_seal", "DROP TABLE ledger_head")
    assert SqlLedger(place.url, given).editions() == ()


def test_a_ledger_of_before_there_were_seals_says_how_it_gets_a_given_key(place: LedgerPlace) -> None:
    kept = add(place.ledger(), "een", 0)
    place.force("DROP TABLE ledger_seal", "DROP TABLE ledger_head")
    place.key.unlink()
    given = LedgerKey(place.key, "ab" * 32)
    for act in ACTS:
        with pytest.raises(LedgerDamaged, match="nog geen zegels") as raised:
            act(SqlLedger(place.url, given))
        assert "oudere versie: leg een keer iets vast zonder BNA_LEDGER_KEY" in raised.value.mend
    second = add(place.ledger(), "twee", 1)
    shared = LedgerKey(place.key.with_name("elders"), place.key.read_text().strip())
    assert SqlLedger(place.url, shared).entries(EDITION) == (kept, second)


# -- the key ---------------------------------------------------------------------------------------------


def test_a_key_is_made_at_the_first_entry_and_only_its_owner_can_read_it(place: LedgerPlace) -> None:
    add(place.ledger(), "een", 0)
    assert place.key.stat().st_mode & 0o777 == 0o600
    before = place.key.read_bytes()
    add(place.ledger(), "twee", 1)
    assert place.key.read_bytes() == before


def test_a_key_that_others_can_read_is_refused(place: LedgerPlace) -> None:
    add(place.ledger(), "een", 0)
    place.key.chmod(0o640)
    with pytest.raises(StorageError, match="leesbaar voor anderen") as raised:
        place.ledger().entries(EDITION)
    assert f"chmod 600 {place.key}" in raised.value.mend


def test_without_its_key_a_ledger_is_neither_believed_nor_written(place: LedgerPlace) -> None:
    add(place.ledger(), "een", 0)
    place.key.unlink()
    for act in (lambda: place.ledger().entries(EDITION), lambda: add(place.ledger(), "twee", 1, "demo-2021")):
        with pytest.raises(LedgerKeyMissing, match=str(place.key)):
            act()
    assert not place.key.exists()


def test_a_file_that_holds_no_key_is_said_to_be_so(place: LedgerPlace) -> None:
    add(place.ledger(), "een", 0)
    place.key.write_text("geen sleutel")
    with pytest.raises(StorageError, match="geen sleutel"):
        place.ledger().entries(EDITION)


def test_another_key_than_the_ledger_was_sealed_with_is_told_from_damage(place: LedgerPlace) -> None:
    add(place.ledger(), "een", 0)
    place.key.write_text("ab" * 32)
    with pytest.raises(LedgerDamaged, match="andere sleutel"):
        place.ledger().entries(EDITION)
    with pytest.raises(LedgerDamaged, match="andere sleutel"):
        add(place.ledger(), "twee", 0, "demo-2021")


def test_a_ledger_of_before_there_were_seals_gets_them_once(place: LedgerPlace) -> None:
    """It is an old one when its key has sealed nothing yet; without seals under a key in use it was tampered with."""
    ledger = place.ledger()
    kept = [add(ledger, "een", 0), add(ledger, "twee", 1)]
    place.force("DROP TABLE ledger_seal", "DROP TABLE ledger_head")
    place.key.unlink()
    assert place.ledger().entries(EDITION) == tuple(kept)
    third = add(place.ledger(), "drie", 2)
    assert place.ledger().entries(EDITION) == (*kept, third)
    place.force("DELETE FROM ledger_entry WHERE seq = 1")
    with pytest.raises(LedgerDamaged, match=r"Regel 1 .* ontbreekt"):
        place.ledger().entries(EDITION)


@pytest.mark.parametrize("table", ["ledger_seal", "ledger_head"])
def test_a_writer_makes_no_new_seals_for_entries_whose_seals_were_taken_away(place: LedgerPlace, table: str) -> None:
    add(place.ledger(), "een", 0)
    place.force(f"DROP TABLE {table}")
    with pytest.raises(LedgerDamaged, match="weggehaald"):
        add(place.ledger(), "twee", 1)


def test_an_old_ledger_with_a_broken_chain_gets_no_seals(place: LedgerPlace) -> None:
    ledger = place.ledger()
    add(ledger, "een", 0)
    add(ledger, "twee", 1)
    place.force("DROP TABLE ledger_seal", "DROP TABLE ledger_head", "DELETE FROM ledger_entry WHERE seq = 1")
    place.key.unlink()
    with pytest.raises(LedgerDamaged, match=r"Regel 1 .* ontbreekt"):
        add(place.ledger(), "drie", 2)
    assert not place.key.exists()
