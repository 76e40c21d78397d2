"""What changed between two drafts is said, and lies beside the newer one, in the same bytes whenever it is made."""

from __future__ import annotations

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX
from bna_pipeline.model.transitions import Phase
from tests.support.tracked import paragraphs, plain, settled
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_rounds import CITY, SENT, arrive
from tests.unit.pipeline.world import World, actor

COORDINATOR = actor("coordinator")
LATER = SENT.replace(b"2020-02-13T13", b"2020-02-14T13").replace(b"drie sporthallen", b"vier sporthallen")
LAST = LATER.replace(b"2020-02-14T13", b"2020-02-15T13").replace(b"vier sporthallen", b"vijf sporthallen")
BESIDE = {
    "wijzigingen.txt",
    "wijzigingen.html",
    f"wijzigingen-{LETTER_DOCX}",
    f"wijzigingen-{REPORT_DOCX}",
}
SAID = "1 actie gewijzigd"


def next_draft(world: World, name: str, sent: bytes) -> pipeline.Step:
    arrive(world, CITY, name, sent)
    return pipeline.draft(world.tools, COORDINATOR)


def laid_out(world: World, folder: str) -> dict[str, bytes]:
    begins = f"{folder}/wijzigingen"
    return {
        path.removeprefix(f"{folder}/"): data for path, data in world.outbox.files.items() if path.startswith(begins)
    }


@pytest.fixture(scope="module")
def made() -> list[World]:
    """The world of two drafts, once somebody asked for it."""
    return []


@pytest.fixture
def two(at: At, made: list[World]) -> World:
    """A world with two drafts, to do with as a test likes."""
    if not made:
        world = at(Phase.CONCEPT)
        step = next_draft(world, "later.yaml", LATER)
        assert f"Sinds concept 1: {SAID}." in step.said
        made.append(world)
    return made[0].copy()


def test_beside_a_first_draft_nothing_says_what_changed(at: At) -> None:
    world = at(Phase.CONCEPT)
    assert not pipeline.lay_out_what_changed(world.tools)
    assert laid_out(world, "concept/v1") == {}
    assert pipeline.position(world.tools).changed is None


def test_what_changed_lies_beside_the_next_draft_and_in_a_status(two: World) -> None:
    assert pipeline.lay_out_what_changed(two.tools)
    beside = laid_out(two, "concept/v2")
    assert set(beside) == BESIDE
    assert beside["wijzigingen.txt"].decode().splitlines()[2] == f"{SAID}."
    assert pipeline.position(two.tools).changed == SAID


def test_the_word_files_hold_both_drafts(two: World) -> None:
    pipeline.lay_out_what_changed(two.tools)
    for name in (LETTER_DOCX, REPORT_DOCX):
        both = two.outbox.files[f"concept/v2/wijzigingen-{name}"]
        assert paragraphs(settled(both, "accept")) == plain(two.outbox.files[f"concept/v2/{name}"])
        assert paragraphs(settled(both, "reject")) == plain(two.outbox.files[f"concept/v1/{name}"])


def test_what_a_kill_left_out_is_made_by_the_next_step_in_the_same_bytes(two: World) -> None:
    pipeline.lay_out_what_changed(two.tools)
    whole = laid_out(two, "concept/v2")
    for left in BESIDE:
        for name in BESIDE - {left}:
            del two.outbox.files[f"concept/v2/{name}"]
        pipeline.review(two.tools, COORDINATOR)
        assert laid_out(two, "concept/v2") == whole
    assert not pipeline.lay_out_what_changed(two.tools)


def test_any_two_drafts_can_be_held_beside_each_other(two: World) -> None:
    next_draft(two, "laatste.yaml", LAST)
    step = pipeline.compare(two.tools, 1)
    assert step.said == (f"Van concept 1 naar concept 3: {SAID}.",)
    assert set(laid_out(two, "concept/vergelijking-v1-v3")) == BESIDE
    back = pipeline.compare(two.tools, 3, 1)
    assert (back.changed, set(laid_out(two, "concept/vergelijking-v3-v1"))) == (True, BESIDE)
    assert not pipeline.compare(two.tools, 1, 3).changed


@pytest.mark.parametrize(("before", "after", "said"), [(1, 1, "zichzelf"), (1, 9, "9"), (7, None, "7")])
def test_only_two_drafts_that_exist_can_be_compared(two: World, before: int, after: int | None, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        pipeline.compare(two.tools, before, after)
