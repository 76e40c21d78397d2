"""The trail: what was changed, dropped, added or swapped is named by its number."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import LedgerDamaged, PackageInvalid
from bna_pipeline.model.base import canonical_json, digest_of
from bna_pipeline.model.events import GENESIS, Entry
from bna_pipeline.model.verdicts import Holds
from bna_pipeline.record.trail import (
    TrailLine,
    audit_jsonl,
    check_trail,
    goes_through,
    head_of,
    read_audit,
    require_trail,
    trail_head,
)
from tests.unit.record.story import Told


def said(entries: list[Entry]) -> str:
    with pytest.raises(LedgerDamaged) as refused:
        require_trail([TrailLine.of(entry) for entry in entries])
    return refused.value.message


def damage(data: bytes) -> str:
    """What is said of a trail's file that does not hold."""
    with pytest.raises(LedgerDamaged) as refused:
        require_trail(read_audit(data))
    return refused.value.message


def test_a_trail_comes_back_from_its_file_and_holds(told: Told) -> None:
    data = audit_jsonl(told.story.entries)
    lines = read_audit(data)
    assert [line.entry for line in lines] == told.story.entries
    assert data.count(b"\n") == len(told.story.entries)
    assert [row.holds for row in check_trail(lines)] == [Holds.YES]


def test_the_head_is_the_last_entry_and_lies_on_every_longer_trail(told: Told) -> None:
    entries = told.story.entries
    head = head_of(entries[:5])
    assert trail_head(entries[:5]).endswith(b"\n")
    assert goes_through(entries, head)
    assert not goes_through(entries[:4], head)
    assert not goes_through(entries, head.model_copy(update={"hash": entries[0].hash}))
    with pytest.raises(PackageInvalid):
        head_of([])


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_entry_is_named(told: Told, data: st.DataObject) -> None:
    entries = list(told.story.entries)
    at = data.draw(st.integers(0, len(entries) - 1))
    entries[at] = entries[at].model_copy(update={"actor": "iemand anders"})
    assert f"Regel {at + 1} is veranderd" in said(entries)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_an_entry_changed_and_hashed_again_is_named_by_its_neighbour(told: Told, data: st.DataObject) -> None:
    entries = list(told.story.entries)
    at = data.draw(st.integers(0, len(entries) - 2))
    changed = entries[at].model_copy(update={"actor": "iemand anders"})
    entries[at] = changed.model_copy(update={"hash": changed.computed_hash()})
    assert f"Regel {at + 2} sluit niet aan op regel {at + 1}" in said(entries)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_dropped_entry_is_named(told: Told, data: st.DataObject) -> None:
    entries = list(told.story.entries)
    at = data.draw(st.integers(0, len(entries) - 2))
    del entries[at]
    assert f"Regel {at + 1} ontbreekt" in said(entries)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_an_entry_put_in_twice_is_named(told: Told, data: st.DataObject) -> None:
    entries = list(told.story.entries)
    at = data.draw(st.integers(0, len(entries) - 1))
    entries.insert(data.draw(st.integers(0, len(entries))), entries[at])
    assert f"Regel {at + 1} staat er meer dan een keer" in said(entries)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_swapped_entries_are_named(told: Told, data: st.DataObject) -> None:
    entries = list(told.story.entries)
    at = data.draw(st.integers(0, len(entries) - 2))
    entries[at], entries[at + 1] = entries[at + 1], entries[at]
    assert f"Regel {at + 1} staat na regel {at + 2}: regels zijn verwisseld" in said(entries)


def test_an_entry_of_another_edition_is_an_addition(told: Told) -> None:
    entries = list(told.story.entries)
    entries[2] = entries[2].model_copy(update={"edition": "delta-2031"})
    assert "Regel 3 hoort bij een andere editie" in said(entries)


def test_a_sequence_number_of_any_size_is_said_in_one_sentence(told: Told) -> None:
    entries = [*told.story.entries, told.story.entries[-1].model_copy(update={"seq": 10**15})]
    assert "ontbreken" in said(entries)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_one_flipped_byte_of_the_file_is_found_under_its_line(told: Told, data: st.DataObject) -> None:
    whole = audit_jsonl(told.story.entries)
    at = data.draw(st.integers(0, len(whole) - 2))
    flipped = whole[:at] + bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[at + 1 :]
    line = whole[:at].count(b"\n") + 1
    message = damage(flipped)
    # A flip in the number itself makes it another line's number; then its place is named.
    assert f"Regel {line} " in message or f"(op plaats {line})" in message


def rewritten(data: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """A trail of which every event was changed before it was hashed and chained: what another version would write."""
    lines, previous = [], GENESIS
    for line in data.splitlines():
        body = json.loads(line)
        change(body["event"])
        body["previous"] = previous
        del body["hash"]
        previous = digest_of(body)
        lines.append(canonical_json({**body, "hash": previous}) + b"\n")
    return b"".join(lines)


def without_what_came_later(event: dict[str, Any]) -> None:
    """As if these optional fields did not exist yet when the trail was written."""
    event.pop("pictures", None)
    event.get("adoption", {}).pop("comparison", None)


def test_a_trail_written_before_an_optional_field_came_still_holds(told: Told) -> None:
    """Archives outlive versions: what was hashed is the text, not what the model would write today."""
    whole = audit_jsonl(told.story.entries)
    old = rewritten(whole, without_what_came_later)
    for name in (b'"pictures"', b'"comparison"'):
        assert name in whole
        assert name not in old
    lines = read_audit(old)
    assert [row.holds for row in check_trail(lines)] == [Holds.YES]
    assert any(line.entry.computed_hash() != line.entry.hash for line in lines)
    # An edition that is open while the software is replaced gets its dossier from such entries too.
    assert audit_jsonl([line.entry for line in lines]) == old


def test_a_key_that_no_version_knows_is_damage_though_it_was_hashed(told: Told) -> None:
    def add(event: dict[str, Any]) -> None:
        event["toegevoegd"] = True

    assert "Regel 1 " in damage(rewritten(audit_jsonl(told.story.entries), add))


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b"null", b'"x"', b"{}", b"\xff\xfe", b'{"seq":"\\ud800"}', b"9" * 5000]
)
def test_a_line_that_is_no_entry_is_damage_and_no_traceback(line: bytes) -> None:
    assert "Regel 1 " in damage(line + b"\n")


def test_white_space_and_a_torn_last_line_are_damage(told: Told) -> None:
    whole = audit_jsonl(told.story.entries)
    with pytest.raises(LedgerDamaged, match="Regel 1 "):
        read_audit(whole.replace(b'{"account":', b'{ "account":', 1))
    with pytest.raises(LedgerDamaged, match="afgebroken"):
        read_audit(whole[:-1])


def test_an_empty_trail_does_not_hold() -> None:
    assert read_audit(b"") == ()
    assert check_trail(())[0].holds is Holds.NO
