"""What lies in the inbox is kept as it is; what is too long for that stays there, and is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import StillArriving, StorageError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.events import ContributionChecked, ContributionLeft, ContributionReceived
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.transitions import Phase
from bna_pipeline.ports import Arrival
from tests.unit.pipeline.world import World, actor, inbox_files

COORDINATOR = actor("coordinator")
CITY = "gemeente-eindhoven"
SENT = inbox_files()[CITY, "bijdrage.yaml"]
CEILING = 100_000
FILM = b"\0" * (CEILING + 1)


@pytest.fixture
def opened(played: dict[Phase, World]) -> World:
    """Open, with nothing in the inbox; more than 100 kB is not kept."""
    world = played[Phase.NONE].copy()
    pipeline.open_edition(world.tools, COORDINATOR)
    world.inbox.files.clear()
    limits = IntakeLimits(kept_bytes=CEILING, file_bytes=CEILING)
    return replace(world, tools=replace(world.tools, limits=limits))


def collect(world: World) -> pipeline.Step:
    return pipeline.collect(world.tools, COORDINATOR)


def on_top(world: World) -> dict[str, object]:
    found: dict[str, object] = json.loads(world.outbox.files[f"{CITY}/bevindingen.json"])
    return found


def test_a_file_over_the_ceiling_is_not_copied_but_on_record_and_told_to_both(opened: World) -> None:
    opened.inbox.files = {(CITY, "film.mp4"): FILM, ("noord-brabant", "bijdrage.yaml"): SENT}
    step = collect(opened)
    assert [(e.partner, e.name, e.size) for e in opened.events(ContributionLeft)] == [(CITY, "film.mp4", len(FILM))]
    assert not opened.blobs.has(sha256_hex(FILM))
    assert "film.mp4" in step.said[0] and "in de inbox" in step.said[0]
    assert (on_top(opened)["accepted"], on_top(opened)["original"], on_top(opened)["errors"]) == (False, None, 1)
    assert len(opened.events(ContributionChecked)) == 1, "the other partner's file is read"
    assert b"kenmerk" not in opened.outbox.files[f"{CITY}/bevindingen.html"]


def test_it_is_recorded_once_and_said_as_long_as_it_lies_there(opened: World) -> None:
    opened.inbox.files = {(CITY, "film.mp4"): FILM}
    collect(opened)
    again = collect(opened)
    assert not again.changed and "film.mp4" in again.said[0]
    assert len(opened.events(ContributionLeft)) == 1


def test_what_lies_there_stays_on_top_until_it_is_taken_away(opened: World) -> None:
    opened.inbox.files = {(CITY, "film.mp4"): FILM}
    collect(opened)
    opened.inbox.files[CITY, "bijdrage.yaml"] = SENT
    collect(opened)
    assert on_top(opened)["file"] == "film.mp4"
    del opened.inbox.files[CITY, "film.mp4"]
    collect(opened)
    assert (on_top(opened)["file"], on_top(opened)["accepted"]) == ("bijdrage.yaml", True)


def test_what_may_be_read_is_always_kept_whatever_the_ceiling_says(opened: World) -> None:
    """Else a good contribution would stay in the inbox with nothing wrong with it."""
    limits = IntakeLimits(kept_bytes=CEILING, file_bytes=2 * CEILING)
    world = replace(opened, tools=replace(opened.tools, limits=limits))
    world.inbox.files = {(CITY, "film.mp4"): FILM}
    collect(world)
    assert world.events(ContributionLeft) == []
    assert world.blobs.has(sha256_hex(FILM))


def test_a_file_that_is_still_being_written_waits_for_the_next_look(opened: World) -> None:
    opened.inbox.files = {(CITY, "bijdrage.yaml"): SENT, ("noord-brabant", "bijdrage.yaml"): SENT + b"#"}

    class Growing(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise StillArriving("bijdrage.yaml verandert nog.")

    whole = opened.inbox.open

    @contextmanager
    def growing(edition: str, arrival: Arrival) -> Iterator[BinaryIO]:
        if arrival.partner == CITY:
            yield Growing()
        else:
            with whole(edition, arrival) as stream:
                yield stream

    opened.inbox.open = growing  # type: ignore[method-assign]
    step = collect(opened)
    assert "verandert nog" in " ".join(step.said)
    assert [e.partner for e in opened.events(ContributionReceived)] == ["noord-brabant"]
    opened.inbox.open = whole  # type: ignore[method-assign]
    collect(opened)
    assert [e.partner for e in opened.events(ContributionReceived)] == ["noord-brabant", CITY]


def test_a_store_that_cannot_be_written_is_not_taken_for_a_bad_file(opened: World) -> None:
    def full(source: BinaryIO) -> None:
        raise StorageError("de schijf is vol")

    opened.inbox.files = {(CITY, "bijdrage.yaml"): SENT}
    opened.blobs.put_stream = full  # type: ignore[assignment, method-assign]
    with pytest.raises(StorageError, match="vol"):
        collect(opened)
    assert opened.events(ContributionReceived) == []


def test_one_partners_folder_that_cannot_be_written_keeps_no_findings_from_the_others(opened: World) -> None:
    opened.inbox.files = {("bzk", "a.yaml"): SENT, (CITY, "b.yaml"): SENT, ("noord-brabant", "c.yaml"): SENT}
    write = opened.outbox.write

    def locked(edition: str, path: str, data: bytes) -> bool:
        if path.startswith("bzk/"):
            raise StorageError("op slot")
        return write(edition, path, data)

    opened.outbox.write = locked  # type: ignore[method-assign]
    with pytest.raises(StorageError, match="op slot"):
        collect(opened)
    assert {f"{CITY}/bevindingen.json", "noord-brabant/bevindingen.json"} <= set(opened.outbox.files)
