"""An exported trail: whatever is done to any line of it is found, and the line is named."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import LedgerDamaged
from bna_pipeline.model.base import canonical_json
from bna_pipeline.model.verdicts import Holds
from bna_pipeline.record.trail import (
    TrailLine,
    TrailSums,
    audit_jsonl,
    check_against,
    check_sums,
    check_trail,
    goes_through,
    head_of,
    read_audit,
    trail_sums,
)
from bna_pipeline.record.verify import verify
from tests.support.budget import budget
from tests.support.tampering import Tampered, as_text, chained, every_field, every_way, names, real_trail
from tests.unit.record.conftest import LayOut
from tests.unit.record.story import LineChecker, Told, forged_bag

LENGTH = 60
TRAIL = real_trail(LENGTH)
OTHERS = real_trail(LENGTH, "delta-2031")
SUMS = TrailSums.of(TRAIL)
WHOLE = audit_jsonl(TRAIL)


def said_of(data: bytes, sums: TrailSums | None = SUMS) -> str:
    """All that fails in a trail's file; empty when it holds."""
    try:
        lines = read_audit(data)
    except LedgerDamaged as fault:
        return str(fault)
    rows = [*check_trail(lines), *([] if sums is None else [check_sums([line.entry for line in lines], sums)])]
    return " ".join(row.detail for row in rows if row.holds is not Holds.YES)


def test_a_trail_that_nobody_was_at_holds() -> None:
    assert len({entry.event.kind for entry in TRAIL}) > 7
    assert said_of(WHOLE) == ""


@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_whatever_is_done_at_a_place_is_found_there(place: int) -> None:
    for tampered in every_way(TRAIL, place, OTHERS):
        said = said_of(tampered.jsonl())
        where = tampered.place if tampered.bodies else 0
        assert names(said, where) or (not tampered.bodies and "leeg" in said), (tampered.how, said)


def test_every_value_of_every_entry_counts() -> None:
    tried = 0
    for place, entry in list(enumerate(TRAIL, start=1))[:: budget(3, 1)]:
        for body in every_field(entry):
            bodies = [e.model_dump(mode="json") for e in TRAIL]
            data = Tampered("", place, [*bodies[: place - 1], body, *bodies[place:]]).jsonl()
            said = said_of(data)
            assert names(said, place) or f"(op plaats {place})" in said, (body, said)
            tried += 1
    assert tried > 5 * LENGTH


@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_a_line_in_other_bytes_than_the_ledger_writes_is_found_though_it_says_the_same(place: int) -> None:
    lines = WHOLE.splitlines()
    for how, line in as_text(lines[place - 1]).items():
        data = b"\n".join([*lines[: place - 1], line, *lines[place:], b""])
        assert names(said_of(data), place), how


def test_a_last_line_without_its_end_is_found() -> None:
    assert names(said_of(WHOLE[:-1]), LENGTH)
    assert names(said_of(WHOLE + b"\n"), LENGTH + 1)
    assert names(said_of(b"\xef\xbb\xbf" + WHOLE), 1)


@settings(max_examples=budget(40, 1000), deadline=None)
@given(cut=st.integers(1, len(WHOLE) - 1))
def test_a_file_cut_off_at_any_byte_is_found_where_it_was_cut(cut: int) -> None:
    assert re.search(rf"Regels? {WHOLE[:cut].count(bytes([10])) + 1}\b", said_of(WHOLE[:cut]))


@settings(max_examples=budget(40, 1000), deadline=None)
@given(pair=st.lists(st.integers(1, LENGTH), min_size=2, max_size=2, unique=True), hash_anew=st.booleans())
def test_any_two_entries_that_change_places_are_found(pair: list[int], hash_anew: bool) -> None:
    first, second = sorted(pair)
    bodies = [entry.model_dump(mode="json") for entry in TRAIL]
    bodies[first - 1], bodies[second - 1] = bodies[second - 1], bodies[first - 1]
    said = said_of(Tampered("swapped", first, chained(bodies) if hash_anew else bodies).jsonl())
    assert names(said, first), said


@settings(max_examples=budget(40, 1000), deadline=None)
@given(source=st.integers(1, LENGTH), target=st.integers(1, LENGTH + 1), hash_anew=st.booleans())
def test_any_entry_put_in_again_at_any_place_is_found(source: int, target: int, hash_anew: bool) -> None:
    bodies = [entry.model_dump(mode="json") for entry in TRAIL]
    bodies.insert(target - 1, bodies[source - 1])
    said = said_of(Tampered("added", target, chained(bodies) if hash_anew else bodies).jsonl())
    # A copy right before its own entry is the same file as one right behind it.
    assert names(said, target) or (source == target and names(said, target + 1)), said


def test_without_its_sums_only_what_reaches_to_the_end_is_not_seen_and_the_head_shows_that() -> None:
    """What a bare file can show, and what it takes somebody else to know."""
    head = head_of(TRAIL)
    reaches_the_end = ("chained", "cut off", "end replaced")
    for place in range(1, LENGTH, budget(9, 1)):
        for tampered in every_way(TRAIL, place, OTHERS):
            data = tampered.jsonl()
            if said_of(data, sums=None) == "":
                assert tampered.how.endswith(reaches_the_end), tampered.how
                assert not goes_through([line.entry for line in read_audit(data)], head)


def test_a_dossier_whose_bags_were_made_to_fit_shows_what_was_done_to_its_trail(told: Told, lay_out: LayOut) -> None:
    """The whole check, as `bna verify` does it: the file fails, and a row of it names the line."""
    whole = told.dossier()
    trail = told.story.entries
    others = real_trail(len(trail), "delta-2031")
    ways = [way for place in range(2, len(trail) + 1, budget(11, 1)) for way in every_way(trail, place, others)]
    for tampered in ways:
        payload = {name.removeprefix("data/"): data for name, data in whole.items() if name.startswith("data/")}
        files = forged_bag({**payload, "audit.jsonl": tampered.jsonl()})
        said = [
            row.detail
            for row in verify(lay_out(files), LineChecker()).rows
            if row.holds is Holds.NO and row.subject in ("data/audit.jsonl", "data/audit-sums.json")
        ]
        assert names(" ".join(said), tampered.place), (tampered.how, said)


def test_a_seal_with_the_hash_of_a_line_fixes_the_trail_up_to_it(told: Told, lay_out: LayOut) -> None:
    entry = told.story.entries[-1]
    rows = verify(lay_out(told.dossier()), LineChecker(), seal=f"som: {entry.hash}".encode()).rows
    assert any(row.holds is Holds.YES and f"regel {entry.seq}" in row.detail for row in rows)
    cut = {n.removeprefix("data/"): d for n, d in told.dossier().items() if n.startswith("data/")}
    fewer = told.story.entries[:-1]
    cut |= {"audit.jsonl": audit_jsonl(fewer), "audit-sums.json": trail_sums(fewer)}
    rows = verify(lay_out(forged_bag(cut)), LineChecker(), seal=f"som: {entry.hash}".encode()).rows
    assert any(row.subject == "verzegeling" and row.holds is Holds.NO for row in rows)


def test_sums_of_another_edition_are_not_this_trails() -> None:
    assert check_sums(TRAIL, TrailSums.of(OTHERS)).holds is Holds.NO
    assert [check_sums(TRAIL[:n], SUMS).holds for n in (LENGTH - 1, LENGTH)] == [Holds.NO, Holds.YES]


def test_an_entry_as_the_model_writes_it_is_the_line() -> None:
    assert [canonical_json(entry) for entry in TRAIL] == WHOLE.splitlines()


@pytest.mark.parametrize(
    ("exported", "ledger", "holds", "named"),
    [
        (LENGTH, LENGTH, Holds.YES, f"precies de {LENGTH} regels"),
        (LENGTH - 1, LENGTH, Holds.YES, "sindsdien 1 regel meer"),
        (3, LENGTH, Holds.YES, f"sindsdien {LENGTH - 3} regels meer"),
        (LENGTH, LENGTH - 1, Holds.NO, f"In het logboek ontbreekt regel {LENGTH},"),
        (LENGTH, 2, Holds.NO, f"In het logboek ontbreken regels 3 tot en met {LENGTH},"),
        (LENGTH, 0, Holds.NO, f"In het logboek ontbreken regels 1 tot en met {LENGTH},"),
        (0, LENGTH, Holds.NO, "Het bestand is leeg"),
    ],
)
def test_a_ledger_that_went_on_from_an_export_holds_and_one_that_lacks_lines_is_told_which(
    exported: int, ledger: int, holds: Holds, named: str
) -> None:
    row = check_against([TrailLine.of(entry) for entry in TRAIL[:exported]], TRAIL[:ledger])[-1]
    assert row.holds is holds and named in row.detail


def test_the_first_line_in_which_ledger_and_export_differ_is_named() -> None:
    other = TRAIL[4].model_copy(update={"actor": "iemand anders"})
    other = other.model_copy(update={"hash": other.computed_hash()})
    lines = [TrailLine.of(entry) for entry in TRAIL]
    row = check_against(lines, [*TRAIL[:4], other, *TRAIL[5:]])[-1]
    assert row.holds is Holds.NO and "Regel 5 is in het logboek een andere" in row.detail
    assert "niet van delta-2031" in check_against(lines, OTHERS)[-1].detail
