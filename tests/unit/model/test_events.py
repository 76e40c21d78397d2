"""The ledger's entries: typed, chained by hash, and the same after a trip through JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bna_pipeline.model.events import (
    GENESIS,
    DecisionGiven,
    EditionClosed,
    Entry,
    Event,
)
from bna_pipeline.model.release_events import ReleaseHeld
from tests.unit.model.small import NOW, decision, draft

EVENTS: tuple[Event, ...] = (
    EditionClosed(used=(), missing=("waterland",)),
    DecisionGiven(decision=decision("beleid", "adviseur-water", draft(1, water="laag"))),
    ReleaseHeld(reason="De Kamer is op reces"),
)


def chain(*events: Event) -> list[Entry]:
    entries: list[Entry] = []
    for n, event in enumerate(events):
        entries.append(
            Entry.after(
                entries[-1] if entries else None,
                edition="delta-2030",
                at=NOW + timedelta(minutes=n),
                actor="coordinator",
                account="beheer",
                event=event,
            )
        )
    return entries


def test_each_entry_names_the_hash_before_it_and_the_first_names_the_beginning() -> None:
    entries = chain(*EVENTS)
    assert [e.seq for e in entries] == [1, 2, 3]
    assert [e.previous for e in entries] == [GENESIS, entries[0].hash, entries[1].hash]
    assert all(e.hash == e.computed_hash() for e in entries)


def test_an_entry_is_the_same_after_a_trip_through_json() -> None:
    for entry in chain(*EVENTS):
        back = Entry.model_validate_json(entry.model_dump_json())
        assert back == entry and back.computed_hash() == entry.hash


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(
        [
            ("edition", "delta-2031"),
            ("seq", 7),
            ("at", NOW + timedelta(seconds=1)),
            ("actor", "iemand anders"),
            ("account", "ander account"),
            ("event", ReleaseHeld(reason="Anders")),
            ("previous", "1" * 64),
        ]
    ),
    st.integers(0, 2),
)
def test_whatever_is_changed_in_an_entry_its_hash_no_longer_fits(change: tuple[str, Any], which: int) -> None:
    entry = chain(*EVENTS)[which]
    key, value = change
    if getattr(entry, key) == value:
        return
    assert entry.model_copy(update={key: value}).computed_hash() != entry.hash


def test_an_event_is_read_back_by_its_kind_and_an_unknown_kind_is_refused() -> None:
    events: TypeAdapter[Event] = TypeAdapter(Event)
    for event in EVENTS:
        assert events.validate_json(events.dump_json(event)) == event
    with pytest.raises(ValidationError):
        events.validate_python({"kind": "edition.burnt"})


def test_an_entry_without_a_zone_in_its_time_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Entry.after(
            None,
            edition="delta-2030",
            at=NOW.replace(tzinfo=None),
            actor="coordinator",
            account="beheer",
            event=EVENTS[0],
        )
