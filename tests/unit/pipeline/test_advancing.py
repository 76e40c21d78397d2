"""`advance` does what can be done, as often as one likes; what is refused on the way is said and stops nothing else."""

from __future__ import annotations

import errno
from datetime import timedelta

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import LeaseTaken
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.events import DraftMade, EffectIntended
from bna_pipeline.model.transitions import Phase
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_drafting import BOAST
from tests.unit.pipeline.test_rounds import CITY, SENT, arrive
from tests.unit.pipeline.world import World, actor

PHASES = [Phase.NONE, Phase.OPEN, Phase.CONCEPT, Phase.FOR_ADOPTION, Phase.ADOPTED, Phase.SIGNED, Phase.FINISHED]
LATER = SENT.replace(b"2020-02-13T13", b"2020-02-14T13").replace(b"drie sporthallen", b"vier sporthallen")

EDITED = BOAST.replace(b"op schema", b"onderweg")
"""A next redactie without the claim that the data do not carry."""


def names(steps: tuple[pipeline.Step, ...]) -> list[str]:
    return [step.name for step in steps]


def said(steps: tuple[pipeline.Step, ...]) -> str:
    return " ".join(sentence for step in steps for sentence in step.said)


def everything(world: World) -> object:
    return (world.state, dict(world.outbox.files), [list(c.delivered) for c in (*world.channels, world.ministry)])


@pytest.mark.parametrize("phase", PHASES)
def test_advancing_a_second_time_changes_nothing_in_any_phase(at: At, phase: Phase) -> None:
    world = at(phase)
    world.advance()
    before = everything(world)
    steps = world.advance()
    assert not any(step.changed for step in steps)
    assert everything(world) == before


def test_the_first_draft_is_made_by_itself_after_closing_and_not_before(at: At) -> None:
    world = at(Phase.OPEN)
    world.advance()
    assert world.events(DraftMade) == []
    pipeline.close(world.tools, actor("coordinator"))
    assert world.phase() is Phase.CLOSED
    assert "draft" in names(world.advance())
    assert world.phase() is Phase.CONCEPT


def test_what_arrives_after_the_review_makes_the_next_draft(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.inbox.files[CITY, "later.yaml"] = LATER
    assert names(world.advance()) == ["collect", "wait"], "the round is closed: the coordinator lets it count or not"
    pipeline.admit(world.tools, actor("coordinator"), partner=CITY, reason="een telfout")
    assert "draft" in names(world.advance())
    assert (world.phase(), len(world.events(DraftMade))) == (Phase.CONCEPT, 2)


def test_the_last_step_says_what_the_edition_waits_for_now(at: At) -> None:
    for phase in PHASES:
        world = at(phase)
        assert world.advance()[-1] == pipeline.Step("wait", False, waits_for=world.waits_for())


def test_a_refusal_in_one_step_is_said_and_the_others_go_on(at: At) -> None:
    """The redactie boasts, so no draft is made; what a partner sent is read and the draft that lies there is kept."""
    world = at(Phase.CONCEPT)
    world.inbox.files["redactie", "later.yaml"] = BOAST
    del world.outbox.files[f"concept/v1/{LETTER_PDF}"]
    steps = world.advance()
    assert "[REF-014]" in said(steps) and "op schema" in said(steps)
    assert "redactie: later.yaml is gelezen" in said(steps)
    assert f"concept/v1/{LETTER_PDF}" in world.outbox.files
    refused = next(step for step in steps if step.name == "draft")
    assert not refused.changed
    assert "de redactie: pas de tekst aan" in steps[-1].waits_for[0]


def test_a_step_that_was_refused_halfway_is_told_as_a_change(at: At) -> None:
    """The ministry's door is closed: the intent is on record, the report not delivered; it is tried again."""
    world = at(Phase.FOR_ADOPTION)
    world.ministry.closed = True
    world.adopt()
    step = next(s for s in world.advance() if s.name == "assemble")
    assert step.changed and "bzk is dicht" in step.said[0]
    step = next(s for s in world.advance() if s.name == "assemble")
    assert not step.changed and len(world.events(EffectIntended)) == 1
    world.ministry.closed = False
    world.advance()
    assert len(world.ministry.delivered) == 1


def test_who_came_by_while_the_lease_was_held_has_it_looked_at_again(at: At) -> None:
    world = at(Phase.OPEN)
    world.lease.marks = 2
    steps = world.advance()
    assert world.lease.held == 3
    assert names(steps).count("wait") == 1 and steps[-1].name == "wait"


def test_what_came_in_during_the_first_look_is_done_by_the_second(at: At) -> None:
    world = at(Phase.CONCEPT)
    world.lease.marks = 1
    marked, arrived = world.lease.marked, EDITED

    def come_by(edition: str) -> bool:
        found = marked(edition)
        if found:
            world.inbox.files["redactie", "later.yaml"] = arrived
        return found

    world.lease.marked = come_by  # type: ignore[method-assign]
    # What changed is laid out beside the draft when the draft is on record.
    assert names(world.advance()) == ["collect", "draft", "review", "wait"]


def test_a_taken_lease_is_said_by_raising_and_nothing_is_done(at: At) -> None:
    world = at(Phase.CONCEPT)
    arrive(world, CITY, "later.yaml", LATER)
    world.lease.taken = True
    with pytest.raises(LeaseTaken):
        world.advance()
    assert len(world.events(DraftMade)) == 1


def test_when_another_takes_over_after_the_first_look_what_was_done_is_still_told(at: At) -> None:
    world = at(Phase.CONCEPT)
    world.inbox.files["redactie", "later.yaml"] = EDITED

    def taken(edition: str) -> bool:
        world.lease.taken = True
        return True

    world.lease.marked = taken  # type: ignore[method-assign]
    # What changed is laid out beside the draft when the draft is on record.
    assert names(world.advance()) == ["collect", "draft", "review", "wait"]


def test_an_edition_that_nobody_opened_is_left_alone(at: At) -> None:
    world = at(Phase.NONE)
    assert names(world.advance()) == ["wait"]
    assert world.ledger.kept == []


def test_what_breaks_in_one_step_is_kept_apart_from_a_refusal_and_the_others_go_on(at: At) -> None:
    """A full disk is no house rule: whoever ran the command must hear that it did not do all of its work."""
    world = at(Phase.OPEN)
    world.inbox.files[CITY, "later.yaml"] = LATER

    def full(edition: str, path: str, data: bytes) -> bool:
        raise OSError(errno.ENOSPC, "No space left on device")

    world.outbox.write = full  # type: ignore[method-assign]
    world.outbox.files.clear()
    steps = world.advance()
    broken = {step.name: step.fault for step in steps if step.fault is not None}
    assert set(broken) == {"lay-out", "collect"}
    assert all("de schijf is vol" in str(fault) for fault in broken.values())
    assert steps[-1].name == "wait"
    assert len(world.state.checked_from(CITY)) == 2, "what was read is on record"


def test_a_clock_that_stands_before_the_last_entry_is_said_and_stops_nothing(at: At) -> None:
    world = at(Phase.OPEN)
    world.clock.moment -= timedelta(days=1)
    world.inbox.files[CITY, "later.yaml"] = LATER
    steps = world.advance()
    assert "Zet de klok van deze computer goed" in said(steps)
    assert "collect" in names(steps) and not any(step.fault for step in steps)
    world.clock.moment += timedelta(days=2)
    assert "klok" not in said(world.advance())
