"""What every ledger keeps to, whatever database it stands on."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from bna_pipeline.errors import LedgerBusy, LedgerDamaged, LedgerKeyMissing, StorageError
from bna_pipeline.model.base import canonical_json
from bna_pipeline.model.events import GENESIS, Entry, ReleaseHeld
from bna_pipeline.ports import Ledger
from bna_pipeline.storage import ledger as ledger_module
from bna_pipeline.storage import postgres as postgres_module
from tests.contract.places import LedgerPlace, NewPlace, go_on, python, said
from tests.support.budget import budget

AT = datetime(2020, 6, 1, 12, 0, tzinfo=UTC)
EDITION = "demo-2020"

OPEN = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bna_pipeline.errors import LedgerBusy
from bna_pipeline.model.events import ReleaseHeld
from bna_pipeline.storage import sql
from bna_pipeline.storage.ledger import SqlLedger
from bna_pipeline.storage.seals import LedgerKey
url, key, name, edition = sys.argv[1:5]
ledger = SqlLedger(url, LedgerKey(Path(key)))
at = datetime(2020, 6, 1, 12, 0, tzinfo=UTC)
def add(reason):
    while True:
        seen = ledger.entries(edition)
        try:
            return ledger.append(edition, ReleaseHeld(reason=reason), actor=name, account="x", at=at, after=len(seen))
        except LedgerBusy:
            continue
print("ready", flush=True)
sys.stdin.readline()
"""
ADD_MANY = OPEN + "for number in range(int(sys.argv[5])): print(add(f'{name} {number}').seq, flush=True)"
DIE_BEFORE_THE_HEAD = OPEN + "sql.head_values = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\nadd('gestorven')"


def add(ledger: Ledger, reason: str, after: int, edition: str = EDITION, at: datetime = AT) -> Entry:
    return ledger.append(
        edition, ReleaseHeld(reason=reason), actor="coordinator", account="kantoor", at=at, after=after
    )


def reasons(ledger: Ledger, edition: str = EDITION) -> list[str]:
    return [e.event.reason for e in ledger.entries(edition) if isinstance(e.event, ReleaseHeld)]


# -- reading and adding ----------------------------------------------------------------------------------


def test_an_empty_ledger_has_no_editions_and_reading_makes_no_file(place: LedgerPlace) -> None:
    ledger = place.ledger()
    assert ledger.editions() == ()
    assert ledger.entries(EDITION) == ()
    assert place.server is not None or not place.file.parent.exists()


def test_entries_come_back_in_order_as_they_were_added(place: LedgerPlace) -> None:
    ledger = place.ledger()
    first = add(ledger, "een", 0)
    second = add(ledger, "twee", 1)
    assert ledger.entries(EDITION) == (first, second)
    assert (first.previous, second.previous) == (GENESIS, first.hash)
    assert place.ledger().entries(EDITION) == (first, second)


def test_who_has_read_before_gets_only_what_came_after(place: LedgerPlace) -> None:
    ledger = place.ledger()
    added = [add(ledger, str(number), number) for number in range(4)]
    add(ledger, "van een andere editie", 0, "demo-2021")
    for number, entry in enumerate(added):
        assert ledger.entries(EDITION, entry) == tuple(added[number + 1 :])


def test_editions_are_sorted_and_do_not_share_a_chain(place: LedgerPlace) -> None:
    ledger = place.ledger()
    add(ledger, "een", 0, "demo-2021")
    other = add(ledger, "een", 0, EDITION)
    assert ledger.editions() == (EDITION, "demo-2021")
    assert ledger.entries(EDITION) == (other,)


def test_moments_are_kept_in_utc(place: LedgerPlace) -> None:
    summer = AT.astimezone(timezone(timedelta(hours=2)))
    entry = add(place.ledger(), "een", 0, at=summer)
    assert entry.at == AT
    assert place.ledger().entries(EDITION)[0].at.utcoffset() == timedelta(0)


def test_a_naive_moment_is_refused_and_nothing_is_kept(place: LedgerPlace) -> None:
    ledger = place.ledger()
    with pytest.raises(ValueError, match="timezone"):
        add(ledger, "een", 0, at=AT.replace(tzinfo=None))
    assert ledger.entries(EDITION) == ()


@settings(max_examples=budget(12, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=4))
def test_any_text_survives_and_the_chain_holds(new_place: NewPlace, texts: list[str]) -> None:
    ledger = new_place().ledger()
    added: list[Entry] = []
    for reason in texts:
        try:
            event = ReleaseHeld(reason=reason)
        except ValueError:
            continue  # nothing but white space is no reason
        added.append(ledger.append(EDITION, event, actor="a", account="b", at=AT, after=len(added)))
    assert ledger.entries(EDITION) == tuple(added)


def test_characters_that_databases_stumble_over_survive(place: LedgerPlace) -> None:
    """NUL, quotes, placeholders, right-to-left, emoji: none of them reaches the database as anything but text."""
    text = "a\0b 'c' \"d\" %s :x {y} \\ \u202e \U0001f600 e\u0301 \ud7ff \uffff"
    entry = add(place.ledger(), text, 0)
    assert place.ledger().entries(EDITION) == (entry,)


def test_an_edition_that_can_have_no_entries_has_none(place: LedgerPlace) -> None:
    """No database is asked for a name that none can hold."""
    add(place.ledger(), "een", 0)
    assert place.ledger().entries("demo\0") == ()


# -- writers at the same time ----------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 2, 7])
def test_a_writer_that_has_not_seen_the_last_entry_is_told_to_look_again(place: LedgerPlace, after: int) -> None:
    ledger = place.ledger()
    add(ledger, "een", 0)
    with pytest.raises(LedgerBusy):
        add(ledger, "te laat", after)
    assert len(ledger.entries(EDITION)) == 1


def test_of_many_writers_at_once_each_number_goes_to_one(place: LedgerPlace) -> None:
    add(place.ledger(), "begin", 0)
    outcomes: list[str] = []
    together = threading.Barrier(6)

    def write(number: int) -> None:
        ledger = place.ledger()
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
    assert [e.seq for e in place.ledger().entries(EDITION)] == [1, 2]


def test_two_processes_that_write_at_once_lose_nothing_and_leave_one_chain(place: LedgerPlace) -> None:
    """From an empty place on: tables and key are made by whoever comes first, once."""
    count = budget(15, 200)
    writers = [python(ADD_MANY, place.url, place.key, name, EDITION, str(count)) for name in ("een", "twee")]
    for writer in writers:
        assert said(writer) == "ready"
    outs = together(writers)
    entries = place.ledger().entries(EDITION)
    assert [e.seq for e in entries] == list(range(1, 2 * count + 1))
    assert sorted(reasons(place.ledger())) == sorted(f"{name} {n}" for name in ("een", "twee") for n in range(count))
    assert sorted(int(line) for out in outs for line in out.split()) == [e.seq for e in entries]


def test_processes_that_begin_an_edition_each_at_the_same_time_agree_on_tables_and_key(place: LedgerPlace) -> None:
    names = [f"demo-{year}" for year in range(2020, 2023)]
    writers = [python(ADD_MANY, place.url, place.key, "x", name, "2") for name in names]
    for writer in writers:
        assert said(writer) == "ready"
    together(writers)
    ledger = place.ledger()
    assert ledger.editions() == tuple(names)
    assert all(reasons(ledger, name) == ["x 0", "x 1"] for name in names)
    assert sorted(path.name for path in place.key.parent.iterdir() if "key" in path.name) == [place.key.name]


def together(writers: list[subprocess.Popen[str]]) -> list[str]:
    """Let them all go at once; what each printed."""
    for writer in writers:
        go_on(writer)
    ends = [writer.communicate(timeout=60) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * len(writers), ends
    return [out for out, _ in ends]


def test_a_writer_killed_in_the_middle_of_an_entry_leaves_nothing_of_it(place: LedgerPlace) -> None:
    """The entry and its seal are written, what makes it the last is not: the next writer finds the one before."""
    first = add(place.ledger(), "een", 0)
    writer = python(DIE_BEFORE_THE_HEAD, place.url, place.key, "x", EDITION)
    assert said(writer) == "ready"
    writer.communicate("\n", timeout=60)
    assert writer.returncode == -signal.SIGKILL
    assert place.ledger().entries(EDITION) == (first,)
    second = add(place.ledger(), "twee", 1)
    assert place.ledger().entries(EDITION) == (first, second)


@pytest.mark.parametrize("already", [0, 1], ids=["first entry ever", "later entry"])
def test_a_writer_killed_at_any_moment_leaves_a_chain_that_goes_on(place: LedgerPlace, already: int) -> None:
    for number in range(already):
        add(place.ledger(), "vooraf", number)
    writer = python(ADD_MANY, place.url, place.key, "x", EDITION, "1000")
    assert said(writer) == "ready"
    go_on(writer)
    told = [int(said(writer)) for _ in range(5)]
    writer.kill()
    told += [int(line) for line in writer.communicate()[0].split()]
    kept = place.ledger().entries(EDITION)
    assert len(kept) in (told[-1], told[-1] + 1), "what was told is kept; at most one more was not told yet"
    assert add(place.ledger(), "verder", len(kept)).seq == len(kept) + 1


def test_parent_and_child_after_a_fork_each_go_on_by_themselves(place: LedgerPlace) -> None:
    ledger = place.ledger()
    add(ledger, "ouder", 0)
    child = multiprocessing.get_context("fork").Process(target=add, args=(ledger, "kind", 1))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    add(ledger, "ouder weer", 2)
    assert reasons(ledger) == ["ouder", "kind", "ouder weer"]


def test_a_writer_does_not_wait_for_ever_for_another_one(place: LedgerPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "_PATIENCE", 0.1)
    monkeypatch.setitem(postgres_module._SESSION, "lock_timeout", "100ms")
    ledger = place.ledger()
    add(ledger, "een", 0)
    engine = create_engine(place.url)
    with engine.connect() as somebody:
        somebody.exec_driver_sql(_TO_WRITE[place.server is None])
        with pytest.raises(StorageError, match="logboek"):
            add(ledger, "twee", 1)
    engine.dispose()
    add(ledger, "twee", 1)
    assert reasons(ledger) == ["een", "twee"]


_TO_WRITE = {True: "BEGIN IMMEDIATE", False: "LOCK TABLE ledger_entry IN EXCLUSIVE MODE"}

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


def test_an_old_ledger_with_a_broken_chain_gets_no_seals(place: LedgerPlace) -> None:
    ledger = place.ledger()
    add(ledger, "een", 0)
    add(ledger, "twee", 1)
    place.force("DROP TABLE ledger_seal", "DROP TABLE ledger_head", "DELETE FROM ledger_entry WHERE seq = 1")
    place.key.unlink()
    with pytest.raises(LedgerDamaged, match=r"Regel 1 .* ontbreekt"):
        add(place.ledger(), "drie", 2)
    assert not place.key.exists()
