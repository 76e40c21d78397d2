"""What every ledger keeps to, whatever database it stands on."""

from __future__ import annotations

import signal
import subprocess
import threading
from datetime import timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from bna_pipeline.errors import LedgerBusy, StorageError
from bna_pipeline.model.events import GENESIS, Entry
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.storage import ledger as ledger_module
from bna_pipeline.storage import postgres as postgres_module
from tests.contract.places import AT, EDITION, LedgerPlace, NewPlace, add, go_on, python, reasons, said
from tests.support.budget import budget

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

FORK = (
    OPEN
    + """
add('ouder')
child = os.fork()
if child == 0:
    add('kind')
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
add('ouder weer')
"""
)


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


@settings(max_examples=budget(12, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    family = python(FORK, place.url, place.key, "x", EDITION)  # without threads, which do not come along
    assert said(family) == "ready"
    said_last, faults = family.communicate("\n", timeout=60)
    assert family.returncode == 0, faults
    assert reasons(place.ledger()) == ["ouder", "kind", "ouder weer"], said_last


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
