"""A draft is made from what counts, once; what the data do not carry is not made at all."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import ClaimUnsupported, ConflictOpen, ContributionsMissing
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import DOCUMENTS
from bna_pipeline.model.events import DraftMade
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.counting import draft_is_current
from bna_pipeline.review.standing import standing
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_rounds import CITY, SAME_MOMENT, SENT, arrive, without
from tests.unit.pipeline.world import World, actor, inbox_files, programme_data

COORDINATOR = actor("coordinator")
LATER = SENT.replace(b"2020-02-13T13", b"2020-02-14T13")
EDITORIAL = inbox_files()["redactie", "redactie.yaml"].replace(b"2020-02-17T09", b"2020-02-18T09")
OTHER = "sjabloon, programma of keuze gewijzigd"
BOAST = EDITORIAL.replace(b"Niet alles gaat even snel.", b"Alle acties liggen op schema.")


def draft(world: World) -> pipeline.Step:
    return pipeline.draft(world.tools, COORDINATOR)


def test_the_same_inputs_make_no_second_draft(at: At) -> None:
    world = at(Phase.CONCEPT)
    step = draft(world)
    assert (step.changed, step.said) == (False, ("Concept 1 is al gemaakt uit deze bijdragen.",))
    assert len(world.events(DraftMade)) == 1


def test_the_first_draft_lies_in_the_outbox_as_it_stands_on_record(at: At) -> None:
    world = at(Phase.CONCEPT)
    made = world.events(DraftMade)[0]
    assert made.reason == "eerste concept"
    assert [f.name for f in made.draft.files] == list(DOCUMENTS)
    for file in made.draft.files:
        assert sha256_hex(world.outbox.files[f"concept/v1/{file.name}"]) == file.sha256


def test_a_changed_contribution_makes_the_next_draft_and_is_named_as_its_reason(at: At) -> None:
    world = at(Phase.CONCEPT)
    arrive(world, CITY, "later.yaml", LATER.replace(b"drie sporthallen", b"vier sporthallen"))
    assert not draft_is_current(world.tools, world.state)
    assert draft(world).said[0] == f"Concept 2 is gemaakt (nieuw of gewijzigd: {CITY})."
    assert {f"concept/v2/{name}" for name in DOCUMENTS} <= set(world.outbox.files)


def test_a_change_of_the_programme_makes_a_new_draft_too(at: At) -> None:
    world = at(Phase.CONCEPT).with_programme({**programme_data(), "introduction": ["Drie overheden werken samen."]})
    pipeline.collect(world.tools, COORDINATOR)
    draft(world)
    assert world.events(DraftMade)[1].reason == OTHER


@pytest.mark.parametrize(
    ("file", "old", "new", "stands"),
    [
        ("report/text.yaml", "achieved: Resultaat", "achieved: Beloofd, maar niet gehaald", False),
        ("house.yaml", "body: 10.5", "body: 10", True),
    ],
)
def test_a_printed_word_asks_for_new_approvals_and_a_change_of_layout_does_not(
    at: At, tmp_path: Path, file: str, old: str, new: str, stands: bool
) -> None:
    world = at(Phase.FOR_ADOPTION)
    folder = Path(shutil.copytree(world.templates.parent, tmp_path / "templates")) / world.templates.name
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    world.templates = folder
    world.tools = replace(world.tools, templates=folder, templates_digest=sha256_hex(new.encode()))
    draft(world)
    first, second = world.events(DraftMade)
    review = standing(world.programme, world.state.decisions, (first.draft, second.draft), second.draft)
    assert review.satisfied is stands
    assert (first.draft.sections == second.draft.sections) is stands
    assert second.reason == ("alleen de opmaak gewijzigd, geen woord" if stands else OTHER)


def test_a_contribution_that_no_longer_counts_is_named_as_the_reason(at: At) -> None:
    """The region reports on an action that is no longer its own: an error under the changed programme."""
    data = programme_data()
    next(a for a in data["actions"] if a["id"] == "PT-02")["partners"] = []
    world = at(Phase.CONCEPT).with_programme(data)
    pipeline.collect(world.tools, COORDINATOR)
    draft(world)
    assert world.events(DraftMade)[1].reason == "telt niet meer mee: metropoolregio-eindhoven"


def test_a_missing_file_of_the_draft_is_laid_out_again_and_a_changed_one_is_left(at: At) -> None:
    """The changed one is evidence: adoption and signing refuse it by name."""
    world = at(Phase.CONCEPT)
    gone, changed = (f"concept/v1/{name}" for name in DOCUMENTS[:2])
    whole = world.outbox.files.pop(gone)
    world.outbox.files[changed] = b"iemand heeft hierin geschreven"
    assert draft(world).changed
    assert world.outbox.files[gone] == whole
    assert world.outbox.files[changed] == b"iemand heeft hierin geschreven"
    assert not draft(world).changed


def test_a_claim_that_the_data_do_not_carry_is_refused_and_told_to_the_redactie(at: At) -> None:
    world = at(Phase.OPEN)
    arrive(world, "redactie", "redactie-2.yaml", BOAST)
    with pytest.raises(ClaimUnsupported, match="op schema"):
        draft(world)
    assert world.events(DraftMade) == []
    told = json.loads(world.outbox.files["redactie/beweringen.json"])
    assert told["accepted"] is False and "op schema" in told["findings"][0]["message"]
    assert "redactie/beweringen.html" in world.outbox.files


def test_the_page_with_claims_is_cleared_when_the_text_is_mended(at: At) -> None:
    world = at(Phase.OPEN)
    arrive(world, "redactie", "redactie-2.yaml", BOAST)
    with pytest.raises(ClaimUnsupported):
        draft(world)
    arrive(world, "redactie", "redactie-3.yaml", EDITORIAL.replace(b"2020-02-18T09", b"2020-02-19T09"))
    draft(world)
    assert json.loads(world.outbox.files["redactie/beweringen.json"])["findings"] == []


def test_a_draft_without_claims_leaves_no_page_about_them(at: At) -> None:
    assert not [path for path in at(Phase.CONCEPT).outbox.files if "beweringen" in path]


def test_no_draft_is_made_without_the_redactie_or_over_a_contradiction(at: At) -> None:
    with pytest.raises(ContributionsMissing, match="redactie"):
        draft(without(at(Phase.OPEN), "redactie"))
    world = at(Phase.OPEN)
    arrive(world, CITY, "twee.yaml", SAME_MOMENT)
    with pytest.raises(ConflictOpen, match=CITY):
        draft(world)


def test_what_counts_may_change_while_the_draft_is_made_and_then_nothing_is_recorded(at: At) -> None:
    world = at(Phase.OPEN)
    world.ledger.busy = 1
    world.ledger.others = lambda: arrive(world, CITY, "later.yaml", LATER)
    step = draft(world)
    assert not step.changed and "er volgt een nieuw concept" in step.said[0]
    assert world.events(DraftMade) == []


def test_two_processes_that_make_the_same_draft_record_it_once(at: At) -> None:
    world = at(Phase.OPEN)

    def other() -> None:
        draft(world)

    world.ledger.busy, world.ledger.others = 1, other
    assert draft(world).said == ("Een ander proces heeft dit concept intussen gemaakt.",)
    assert len(world.events(DraftMade)) == 1


def test_approvals_that_a_new_draft_drops_are_said_by_name(at: At) -> None:
    world = at(Phase.CONCEPT)
    world.approve("lezers", "lezer-mensen", "lezer-rijk")
    arrive(world, CITY, "later.yaml", LATER.replace(b"drie sporthallen", b"vier sporthallen"))
    said = " ".join(draft(world).said)
    assert "Het akkoord van Accounthouder Regio Deals" in said
    assert "Pijler Voorzieningen en leefomgeving" in said and "Pijler Mensen" not in said


def test_an_edit_whose_original_changed_is_said_to_have_lapsed(at: At) -> None:
    world = at(Phase.CONCEPT)
    arrive(world, CITY, "later.yaml", LATER.replace(b"een korte cursus", b"een lange cursus"))
    assert any(s.startswith("Redactie vervallen: ") and CITY in s for s in draft(world).said)
