"""The public page as a channel: its receipt is what the page gives to who asks for it, read back and hashed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.delivery.patience import FIRST_PAUSE
from bna_pipeline.errors import BytesChanged, DeliveryFailed
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_HTML, LETTER_PDF, REPORT_HTML, REPORT_PDF, Receipt
from bna_pipeline.model.events import EffectDone
from bna_pipeline.model.release_events import DeliveryPutOff
from bna_pipeline.model.transitions import Phase
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import SYSTEM, World, actor, programme_data

FILES = {LETTER_PDF, LETTER_HTML, REPORT_PDF, REPORT_HTML}
_ARMED: list[World] = []


class Reader:
    """A stranger: sees what stands in `gives`, and whatever else was frozen; `away` is raised first."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.gives: dict[str, FileDigest] = {}
        self.away = 0

    def held(self, page: str, file: FileDigest) -> FileDigest:
        self.asked.append(f"{page}/{file.name}")
        if self.away:
            self.away -= 1
            raise DeliveryFailed("De pagina is er nog niet.")
        return self.gives.get(file.name, file)


Armed = Callable[[], World]


@pytest.fixture
def armed(at: At) -> Armed:
    def made() -> World:
        if not _ARMED:
            data: dict[str, Any] = programme_data()
            data["delivery"]["channels"][1] = {"id": "pagina", "name": "Openbare pagina", "kind": "page"}
            _ARMED.append(at(Phase.SIGNED).with_programme(data))
            pipeline.arm(_ARMED[0].tools, actor("coordinator"))
        return _ARMED[0].copy()

    return made


def released(world: World) -> World:
    world.see_kamerbrief()
    pipeline.deliver(world.tools, SYSTEM)
    return world


def receipt(world: World) -> Receipt | None:
    return next((done.receipt for done in world.events(EffectDone) if done.receipt.channel == "pagina"), None)


def test_nothing_is_shown_of_what_is_only_armed(armed: Armed) -> None:
    world = armed()
    assert pipeline.published(world.tools) is None
    pipeline.deliver(world.tools, SYSTEM)
    assert pipeline.published(world.tools) is None and receipt(world) is None


def test_the_page_shows_who_wrote_what_to_whom_and_the_frozen_files_letter_first(armed: Armed) -> None:
    world = released(armed())
    shown = pipeline.published(world.tools)
    assert shown is not None and world.state.armed is not None
    assert [file.name for file in shown.files] == [LETTER_PDF, LETTER_HTML, REPORT_PDF, REPORT_HTML]
    frozen = {file.name: file.sha256 for file in world.state.armed.files}
    for file in shown.files:
        assert file.sha256 == frozen[f"data/{file.name}"]
        assert FileDigest.of(file.name, pipeline.published_bytes(world.tools, shown, file.name) or b"") == file
    assert pipeline.published_bytes(world.tools, shown, "approvals.json") is None
    assert (shown.number, shown.authority) == ("RD-12", world.programme.letter.authority)


def test_without_an_address_what_the_desk_would_give_is_the_receipt(armed: Armed) -> None:
    world = released(armed())
    got = receipt(world)
    assert got is not None and {file.name for file in got.files} == FILES
    assert got.target == f"/openbaar/{EDITION}" and "4 bestanden teruggelezen zoals het loket ze geeft" in got.proof
    world.advance()
    assert world.phase() is Phase.FINISHED


def test_with_an_address_a_stranger_reads_it_back(armed: Armed) -> None:
    world, reader = armed(), Reader()
    world.tools = replace(world.tools, public_address="https://bna.example.org", page_reader=reader)
    released(world)
    got = receipt(world)
    page = f"https://bna.example.org/openbaar/{EDITION}"
    assert got is not None and got.target == page and "van het openbare adres" in got.proof
    assert set(reader.asked) == {f"{page}/{name}" for name in FILES}


def test_a_page_that_is_not_there_yet_or_gives_other_bytes_has_no_receipt_until_it_does(armed: Armed) -> None:
    world, reader = armed(), Reader()
    reader.away = 1
    reader.gives[LETTER_PDF] = FileDigest.of(LETTER_PDF, b"een pagina van een ander")
    world.tools = replace(world.tools, public_address="https://bna.example.org", page_reader=reader)
    released(world)
    world.clock.moment += FIRST_PAUSE
    pipeline.deliver(world.tools, SYSTEM)
    said = [event.said for event in world.events(DeliveryPutOff)]
    assert len(said) == 2 and "nog niet" in said[0] and f"iets anders dan wat is vrijgegeven: {LETTER_PDF}" in said[1]
    assert receipt(world) is None
    reader.gives.clear()
    world.clock.moment += FIRST_PAUSE * 2
    pipeline.deliver(world.tools, SYSTEM)
    assert receipt(world) is not None


def test_what_is_not_as_it_was_frozen_is_given_to_nobody(armed: Armed) -> None:
    world = released(armed())
    shown = pipeline.published(world.tools)
    assert shown is not None
    page = shown.file(LETTER_HTML)
    assert page is not None
    world.blobs.kept[page.sha256] = b"iets anders"
    with pytest.raises(BytesChanged, match=LETTER_HTML):
        pipeline.published_bytes(world.tools, shown, LETTER_HTML)
