"""A proposal from Word on a redactie that changed meanwhile: it follows its text, or waits for a person."""

from __future__ import annotations

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import ProposalStale
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.draft import REPORT_DOCX
from bna_pipeline.model.editorial import ChangeAct, EditorialChange
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.editorial_versions import standing
from bna_pipeline.pipeline.proposing import ProposalState
from bna_pipeline.pipeline.tools import blob_of
from tests.support.word_edits import ANNE, BERT, WordEdit, added, edited, gone, kept
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import World, actor

READER, COORDINATOR = "lezer-mensen", actor("coordinator")


@pytest.fixture
def world(at: At) -> World:
    return at(Phase.CONCEPT)


def _editorial(world: World) -> Editorial:
    return standing(world.tools, world.state).editorial


def _send(world: World, act: object) -> None:
    made = world.state.draft
    assert made is not None
    data = edited(blob_of(world.tools, made.file(REPORT_DOCX)), act)  # type: ignore[arg-type]
    pipeline.return_word(world.tools, actor(READER), name="concept.docx", data=data)


def _longer(text: str) -> object:
    return lambda edit: edit.rewrite(text[:30], kept(text), added(" Zo is het.", BERT))


def _without_first_development(world: World) -> None:
    change = EditorialChange(field="developments.1", act=ChangeAct.REMOVE)
    pipeline.amend_editorial(world.tools, COORDINATOR, (change,), "Niet meer van deze tijd.")


def test_a_proposal_follows_its_development_when_one_before_it_goes(world: World) -> None:
    second = _editorial(world).developments[1]
    _send(world, _longer(second.text[0]))
    _without_first_development(world)
    (line,) = pipeline.proposals(world.tools)
    assert line.acceptable
    pipeline.settle_proposal(world.tools, COORDINATOR, proposal=line.id, accept=True)
    (left,) = _editorial(world).developments
    assert (left.title, left.text[0]) == (second.title, f"{second.text[0]} Zo is het.")


def test_a_proposal_on_a_development_that_went_stays_open_until_somebody_answers_it(world: World) -> None:
    """The next one stands at its number now; that one is not touched, and adoption waits."""
    before = _editorial(world).developments
    _send(world, _longer(before[0].text[0]))
    _without_first_development(world)
    (line,) = pipeline.proposals(world.tools)
    assert line.open and not line.acceptable and "andere plek" in (line.why or "")
    with pytest.raises(ProposalStale):
        pipeline.settle_proposal(world.tools, COORDINATOR, proposal=line.id, accept=True)
    assert _editorial(world).developments == before[1:]


def test_every_text_of_one_development_can_be_taken_over_in_turn(world: World) -> None:
    was = _editorial(world).developments[1]

    def all_of_it(edit: WordEdit) -> None:
        for text in (was.title, was.text[0], was.answer[0]):
            edit.rewrite(text[:40], kept(text), added(" Voortaan geheel anders.", BERT))

    _send(world, all_of_it)
    lines = pipeline.proposals(world.tools)
    assert len(lines) == 3
    for line in lines:
        pipeline.settle_proposal(world.tools, COORDINATOR, proposal=line.id, accept=True)
    now = _editorial(world).developments[1]
    assert all(said.endswith("anders.") for said in (now.title, now.text[0], now.answer[0]))


def test_what_lapsed_with_another_proposal_is_not_said_to_be_taken_over(world: World) -> None:
    text = _editorial(world).foreword[0]
    inner = gone("zeer ", BERT) + kept("graag")
    _send(world, lambda e: e.rewrite(text[:30], kept(text), added(" Wij doen dat ", ANNE, inner=inner)))
    outer, inside = pipeline.proposals(world.tools)
    pipeline.settle_proposal(world.tools, COORDINATOR, proposal=outer.id, accept=False, reason="Nee.")
    with pytest.raises(ProposalStale) as refused:
        pipeline.settle_proposal(world.tools, COORDINATOR, proposal=inside.id, accept=True)
    assert "vervallen" in refused.value.message and "redactie" in refused.value.mend
    assert pipeline.proposals(world.tools)[1].state is ProposalState.LAPSED
