"""Two who decide on one proposal in the same instant: the record says what the text says, and one is told why not."""

from __future__ import annotations

from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import ProposalSettledBefore, ProposalStale
from bna_pipeline.model.draft import REPORT_DOCX
from bna_pipeline.model.editorial import EditorialChange
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.editing import amend_editorial
from bna_pipeline.pipeline.editorial_versions import standing
from bna_pipeline.pipeline.proposal_lines import proposal_lines
from bna_pipeline.pipeline.tools import blob_of
from tests.support.word_edits import added, edited, kept
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import World, actor

COORDINATOR = actor("coordinator")


@pytest.fixture
def world(at: At) -> World:
    """A draft that came back with one proposal on the foreword."""
    world = at(Phase.CONCEPT)
    made = world.state.draft
    assert made is not None
    text = _foreword(world)[0]
    draft = blob_of(world.tools, made.file(REPORT_DOCX))
    data = edited(draft, lambda e: e.rewrite(text[:30], kept(text), added(" Zo is het.")))
    pipeline.return_word(world.tools, actor("lezer-mensen"), name="concept.docx", data=data)
    return world


def _foreword(world: World) -> tuple[str, ...]:
    return standing(world.tools, world.state).editorial.foreword


def test_what_another_refused_meanwhile_does_not_come_into_the_text(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = pipeline.proposals(world.tools)
    before = _foreword(world)

    def refused_first(*given: Any, **more: Any) -> Any:
        pipeline.settle_proposal(world.tools, COORDINATOR, proposal=line.id, accept=False, reason="Nee.")
        return amend_editorial(*given, **more)

    monkeypatch.setattr("bna_pipeline.pipeline.taking_over.amend_editorial", refused_first)
    with pytest.raises(ProposalSettledBefore):
        pipeline.settle_proposal(world.tools, COORDINATOR, proposal=line.id, accept=True)
    assert _foreword(world) == before
    assert pipeline.proposals(world.tools)[0].state.value == "niet overgenomen"


def test_what_another_is_taking_over_is_not_refused_unseen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """His text is there already, and his decision is about to be."""
    (line,) = pipeline.proposals(world.tools)

    def taken_over_after(*given: Any) -> Any:
        found = proposal_lines(*given)
        wanted = EditorialChange(field="foreword", paragraphs=line.now[0][1] if line.now else ())
        pipeline.amend_editorial(world.tools, COORDINATOR, (wanted,), "Overgenomen.")
        return found

    monkeypatch.setattr("bna_pipeline.pipeline.taking_over.proposal_lines", taken_over_after)
    with pytest.raises(ProposalStale) as refused:
        pipeline.settle_proposal(world.tools, COORDINATOR, proposal=line.id, accept=False, reason="Nee.")
    assert "opnieuw" in refused.value.mend
    assert not world.state.proposals.settled and _foreword(world)[0].endswith("Zo is het.")
