"""Files that would disturb the others: over the limits, strangely named, or such that the program fails on them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.contributions.judge import judge
from bna_pipeline.errors import BlobMissing, BytesChanged
from bna_pipeline.model.base import Sha256, sha256_hex
from bna_pipeline.model.events import ContributionChecked, ContributionReceived
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.transitions import Phase
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import MemoryBlobs
from tests.unit.pipeline.world import World, actor, inbox_files

COORDINATOR = actor("coordinator")
CITY = "gemeente-eindhoven"
SENT = inbox_files()[CITY, "bijdrage.yaml"]


@pytest.fixture
def opened(at: At) -> World:
    """Open, with nothing in the inbox and nothing read yet."""
    world = at(Phase.NONE)
    pipeline.open_edition(world.tools, COORDINATOR)
    world.inbox.files.clear()
    return world


class Watched(MemoryBlobs):
    """Remembers what was fetched."""

    def __init__(self, kept: Mapping[Sha256, bytes]) -> None:
        super().__init__(kept)
        self.asked: list[str] = []

    def get(self, digest: Sha256) -> bytes:
        self.asked.append(digest)
        return super().get(digest)


class Forgetful(MemoryBlobs):
    """Takes everything and has nothing."""

    def get(self, digest: Sha256) -> bytes:
        raise BlobMissing(f"{digest} is er niet.")


def _codes(world: World, sender: str) -> list[str]:
    found: dict[str, Any] = json.loads(world.outbox.files[f"{sender}/bevindingen.json"])
    return [finding["code"] for finding in found["findings"]]


def test_a_file_over_the_limit_is_kept_and_never_fetched(opened: World) -> None:
    """Its size stands in the record; a store that would have to fetch it is asked for nothing."""
    limits = IntakeLimits(file_bytes=100_000)
    tools = replace(opened.tools, limits=limits)
    heavy = b"PK\x03\x04" + bytes(limits.file_bytes)
    opened.inbox.files = {(CITY, "zwaar.docx"): heavy}
    watched = Watched(opened.blobs.kept)
    pipeline.collect(replace(tools, blobs=watched), COORDINATOR)
    assert _codes(opened, CITY) == ["BIJ-004"]
    assert sha256_hex(heavy) not in watched.asked
    assert watched.kept[sha256_hex(heavy)] == heavy


def test_higher_limits_have_every_original_judged_anew(opened: World) -> None:
    """What was too large for yesterday's setting is read today, without being sent again."""
    narrow = replace(opened.tools, limits=IntakeLimits(characters=10_000, findings=10))
    opened.inbox.files = {(CITY, "bijdrage.yaml"): SENT.replace(b"author:", b"author: " + b"x" * 20_000)}
    pipeline.collect(narrow, COORDINATOR)
    assert _codes(opened, CITY) == ["BIJ-004"]
    assert pipeline.collect(opened.tools, COORDINATOR).changed
    assert "BIJ-004" not in _codes(opened, CITY)


def test_a_failure_of_the_program_on_one_file_is_logged_told_and_tried_again(
    opened: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are read; the file is recorded as our fault once, and read as soon as the program can."""

    def failing(programme: Any, edition: Any, partner: str, *rest: Any, **more: Any) -> Any:
        if partner == CITY:
            raise ZeroDivisionError("a defect of ours")
        return judge(programme, edition, partner, *rest, **more)

    opened.inbox.files = {(CITY, "bijdrage.yaml"): SENT, ("bzk", "foto.jpg"): b"\xff\xd8\xff geen formulier"}
    monkeypatch.setattr("bna_pipeline.pipeline.judging.judge", failing)
    with caplog.at_level(logging.ERROR):
        said = " ".join(pipeline.collect(opened.tools, COORDINATOR).said)
    assert "BIJ-009" in said
    assert "bzk: foto.jpg is gelezen" in said
    assert "a defect of ours" in caplog.text
    assert _codes(opened, CITY) == ["BIJ-009"]
    assert not pipeline.collect(opened.tools, COORDINATOR).changed
    monkeypatch.undo()
    assert pipeline.collect(opened.tools, COORDINATOR).changed
    assert _codes(opened, CITY) == []
    assert [c.defect for c in opened.events(ContributionChecked) if c.partner == CITY] == [True, False]


def test_a_blob_that_cannot_be_had_is_no_finding_for_the_sender(opened: World) -> None:
    """The store is the operator's: what is wrong with it stops the round and is said to him."""
    opened.inbox.files = {(CITY, "bijdrage.yaml"): SENT}

    with pytest.raises(BytesChanged, match=r"bijdrage\.yaml"):
        pipeline.collect(replace(opened.tools, blobs=Forgetful()), COORDINATOR)


@pytest.mark.parametrize(
    ("name", "recorded"),
    [
        ("omgekeerd\u202excod.exe", "omgekeerdU+202Excod.exe"),
        ("scherm\x1b[2J.docx", "schermU+001B[2J.docx"),
        ("regel\nbreuk.docx", "regelU+000Abreuk.docx"),
        ("geen utf-8 \udcff.docx", "geen utf-8 U+DCFF.docx"),
    ],
)
def test_a_name_with_hidden_characters_goes_on_record_in_plain_sight(opened: World, name: str, recorded: str) -> None:
    opened.inbox.files = {(CITY, name): SENT}
    said = pipeline.collect(opened.tools, COORDINATOR).said
    assert [e.file.name for e in opened.events(ContributionReceived)] == [recorded]
    assert recorded in " ".join(said)
    assert _codes(opened, CITY) == ["BIJ-007"]
    assert opened.state.checked_from(CITY)[0].errors == 0


@pytest.mark.parametrize(("twin", "remarks"), [("Bijdrage.YAML", ["BIJ-008"]), ("bijdrage.yaml", [])])
def test_another_file_of_the_same_name_is_kept_and_one_of_nearly_that_name_remarked_on(
    opened: World, twin: str, remarks: list[str]
) -> None:
    opened.inbox.files = {(CITY, "bijdrage.yaml"): SENT}
    pipeline.collect(opened.tools, COORDINATOR)
    opened.inbox.files = {(CITY, twin): SENT.replace(b"2020-02-13T13", b"2020-02-14T09")}
    pipeline.collect(opened.tools, COORDINATOR)
    assert _codes(opened, CITY) == remarks
    assert len(opened.events(ContributionReceived)) == 2
    assert [c.warnings for c in opened.state.checked_from(CITY)] == [0, len(remarks)]
