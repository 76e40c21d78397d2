"""A stranger with the database in his hands: whatever he does to any entry is found, and the entry is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text

from bna_pipeline.errors import LedgerDamaged
from bna_pipeline.model.base import canonical_json
from bna_pipeline.model.events import Entry
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.storage.ledger import SqlLedger
from tests.contract.places import LedgerPlace
from tests.support.budget import budget
from tests.support.tampering import Tampered, chained, every_field, every_way, names, real_trail

LENGTH = 60
EDITION = "delta-2030"
TRAIL = real_trail(LENGTH)
OTHERS = real_trail(LENGTH, "delta-2031")
ROWS = [(entry.seq, canonical_json(entry).decode()) for entry in TRAIL]


class Stranger:
    """Puts other rows in the table of entries than the software did; the guards are gone."""

    def __init__(self, place: LedgerPlace, connection: Connection) -> None:
        self.ledger = place.ledger()
        self._connection = connection

    def put(self, rows: Sequence[tuple[int, str]], edition: str = EDITION) -> None:
        """These rows, and no others."""
        self._do("DELETE FROM ledger_entry WHERE edition = :edition", [{"edition": edition}])
        values: list[dict[str, str | int]] = [{"edition": edition, "seq": seq, "entry": entry} for seq, entry in rows]
        if values:
            self._do("INSERT INTO ledger_entry VALUES (:edition, :seq, :entry)", values)
        self._connection.commit()

    def _do(self, statement: str, values: list[dict[str, str | int]]) -> None:
        self._connection.execute(text(statement), values)

    def found(self, after: Entry | None = None) -> str:
        """What the software says of it."""
        return said_of(self.ledger, after)


def said_of(ledger: SqlLedger, after: Entry | None = None) -> str:
    try:
        ledger.entries(EDITION, after)
    except LedgerDamaged as damaged:
        return str(damaged)
    return ""


@contextmanager
def stranger_at(place: LedgerPlace) -> Iterator[Stranger]:
    ledger = place.ledger()
    for entry in TRAIL:
        ledger.append(EDITION, entry.event, actor=entry.actor, account=entry.account, at=entry.at, after=entry.seq - 1)
    assert ledger.entries(EDITION) == TRAIL
    place.force()
    engine = create_engine(place.url)
    with engine.connect() as connection:
        if place.server is None:
            connection.exec_driver_sql("PRAGMA synchronous = OFF")
        yield Stranger(place, connection)
    engine.dispose()


@pytest.fixture
def stranger(place: LedgerPlace) -> Iterator[Stranger]:
    with stranger_at(place) as found:
        yield found


def places(place: LedgerPlace) -> range:
    """Every place where there is time; else every third in SQLite, and in PostgreSQL, by the same code, some."""
    return range(1, LENGTH + 1, budget(3, 1) if place.server is None else budget(13, 1))


def test_whatever_is_done_at_a_place_is_found_there(stranger: Stranger, place: LedgerPlace) -> None:
    for number in places(place):
        for tampered in every_way(TRAIL, number, OTHERS):
            stranger.put(tampered.rows())
            said = stranger.found()
            assert names(said, tampered.place), (number, tampered.how, said)
            assert "reservekopie" in said
    stranger.put(ROWS)
    assert stranger.found() == ""


def test_reading_on_finds_it_as_well(stranger: Stranger, place: LedgerPlace) -> None:
    for number in places(place)[1 :: budget(7, 1)]:
        for tampered in every_way(TRAIL, number, OTHERS):
            stranger.put(tampered.rows())
            said = stranger.found(TRAIL[number - 2])
            assert names(said, tampered.place), (number, tampered.how, said)


def test_every_value_of_an_entry_counts(stranger: Stranger, place: LedgerPlace) -> None:
    for number in places(place)[:: budget(11, 1)]:
        for body in every_field(TRAIL[number - 1]):
            rows = [*ROWS]
            rows[number - 1] = (number, canonical_json(body).decode())
            stranger.put(rows)
            assert names(stranger.found(), number), body


def test_nothing_is_written_behind_an_end_that_somebody_was_at(stranger: Stranger) -> None:
    for tampered in every_way(TRAIL, LENGTH, OTHERS):
        stranger.put(tampered.rows())
        for after in (LENGTH - 1, LENGTH, LENGTH + 1):
            with pytest.raises(LedgerDamaged):
                stranger.ledger.append(
                    EDITION, ReleaseHeld(reason="x"), actor="a", account="b", at=TRAIL[-1].at, after=after
                )


def test_seals_that_go_with_the_entries_do_not_help_without_the_key(stranger: Stranger, place: LedgerPlace) -> None:
    """Cut off everywhere at once, entries, seals and head: an entry's seal is none that says it is the last."""
    last = LENGTH // 2
    stranger.put(ROWS[:last])
    place.run(
        f"DELETE FROM ledger_seal WHERE seq > {last}",
        f"UPDATE ledger_head SET seq = {last}, seal = (SELECT seal FROM ledger_seal WHERE seq = {last})",
    )
    assert names(stranger.found(), last)


@settings(max_examples=budget(60, 1500), deadline=None)
@given(data=st.data())
def test_any_number_of_acts_together_is_found(data: st.DataObject, stranger_in_sqlite: Stranger) -> None:
    """Drops, doubles and swaps at random, hashed anew or not."""
    bodies = [entry.model_dump(mode="json") for entry in TRAIL]
    for _ in range(data.draw(st.integers(1, 4))):
        at, other = (data.draw(st.integers(0, len(bodies) - 1)) for _ in range(2))
        act = data.draw(st.sampled_from(["drop", "double", "swap"]))
        if act == "drop" and len(bodies) > 1:
            del bodies[at]
        elif act == "double":
            bodies.insert(other, bodies[at])
        else:
            bodies[at], bodies[other] = bodies[other], bodies[at]
    anew = data.draw(st.booleans())
    rows = Tampered("", 0, chained(bodies) if anew else bodies).rows()
    if rows == ROWS:
        return
    first = next((n for n, pair in enumerate(zip(rows, ROWS, strict=False), 1) if pair[0] != pair[1]), None)
    stranger_in_sqlite.put(rows)
    assert names(stranger_in_sqlite.found(), first or min(len(rows), LENGTH) + 1)


@pytest.fixture(scope="module")
def stranger_in_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    folder = tmp_path_factory.mktemp("vreemd")
    with stranger_at(LedgerPlace(f"sqlite:///{folder / 'ledger.sqlite'}", folder / "ledger.sqlite.key")) as found:
        yield found
