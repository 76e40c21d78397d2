"""What a check found and may stay: it stands open, GS's decision waits for it, its acceptance is about that text."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import NotApproved, NothingToWithdraw, Refused, TransitionRefused, WrongUse
from bna_pipeline.errors.moved import DraftMoved
from bna_pipeline.model.draft import Outcome
from bna_pipeline.model.draft_findings import AcceptanceWithdrawn, FindingAccepted
from bna_pipeline.model.events import AdoptionRecorded, DraftMade
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline.accepting import open_findings
from tests.unit.pipeline.conftest import world_at
from tests.unit.pipeline.test_rounds import arrive
from tests.unit.pipeline.world import READERS, World, actor, inbox_files, programme_data

# One worker: every other would make its own of what the tests here look at.
pytestmark = pytest.mark.xdist_group("accepting")

RULE, PLACE = "BRF-032", "Rapportage, voorwoord, alinea 2"
REASON = "Zo staat het in het citaat."
ORIGINAL = inbox_files()["redactie", "redactie.yaml"]
COORDINATOR = actor("coordinator")


def editorial(day: int, *swaps: tuple[str, str]) -> bytes:
    text = ORIGINAL.decode().replace("2020-02-17T09", f"2020-02-{day}T09")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


SLIP = ("Niet alles gaat even snel.", "Niet alles gaat gaat even snel.")
OTHER_SLIP = ("Niet alles gaat even snel.", "Niet alles alles gaat even snel.")
ELSEWHERE = ("Dit jaar\n  is de deal", "Dit jaar\n  is is de deal")


def reviewed(world: World) -> World:
    """Every stage approves the draft as it stands."""
    world.approve("lezers", *READERS)
    world.approve("directie", "programmadirecteur")
    world.advance()
    return world


@pytest.fixture(scope="module")
def slipped(played: dict[Phase, World]) -> World:
    """A draft with a word twice in the report's foreword, approved by everyone."""
    world = world_at(played, Phase.CONCEPT)
    arrive(world, "redactie", "later.yaml", editorial(18, SLIP))
    world.advance()
    return reviewed(world)


@pytest.fixture
def world(slipped: World) -> World:
    return slipped.copy()


def accept(world: World, place: str | None = None, rule: str = RULE) -> pipeline.Step:
    return pipeline.accept(world.tools, COORDINATOR, rule=rule, reason=REASON, place=place)


def withdraw(world: World) -> pipeline.Step:
    return pipeline.withdraw_acceptance(world.tools, COORDINATOR, rule=RULE, reason="Toch niet.")


def control(world: World, version: int = 2) -> dict[str, list[dict[str, str]]]:
    said: dict[str, list[dict[str, str]]] = json.loads(world.outbox.files[f"concept/v{version}/controle.json"])
    return said


def next_draft(world: World, day: int, *swaps: tuple[str, str]) -> World:
    arrive(world, "redactie", f"versie-{day}.yaml", editorial(day, *swaps))
    world.advance()
    return world


def test_what_a_page_showed_is_accepted_and_nothing_that_came_in_its_place(world: World) -> None:
    """The same rule at the same place, about another sentence: the next draft was made while he wrote his reason."""
    seen = [found.digest for found in open_findings(world.tools, world.state)]
    next_draft(world, 19, OTHER_SLIP)
    with pytest.raises(DraftMoved, match="intussen iets anders"):
        pipeline.accept(world.tools, COORDINATOR, rule=RULE, place=PLACE, reason=REASON, seen=seen)
    assert world.events(FindingAccepted) == []
    seen = [found.digest for found in open_findings(world.tools, world.state)]
    assert pipeline.accept(world.tools, COORDINATOR, rule=RULE, place=PLACE, reason=REASON, seen=seen).changed


def test_the_draft_is_made_and_the_finding_stands_open_with_its_place_and_sentence(world: World) -> None:
    assert world.phase() is Phase.FOR_ADOPTION
    (found,) = control(world)["open"]
    assert (found["code"], found["place"], found["sentence"][:31]) == (RULE, PLACE, "Niet alles gaat gaat even snel.")
    assert found["mend"] == "Haal een van beide woorden weg. Deze tekst komt uit redactie: foreword[1]."
    assert world.outbox.files["concept/v2/controle.html"].count(b"gaat gaat") == 2


def test_gs_cannot_decide_before_it_is_accepted_and_the_refusal_says_how(world: World) -> None:
    with pytest.raises(
        NotApproved, match=rf"{RULE} \({PLACE}\).*bna accept regiodeal-2020 --rule {RULE} --place '{PLACE}'"
    ):
        world.adopt()
    assert world.events(AdoptionRecorded) == []
    accept(world)
    world.adopt()
    assert world.phase() is Phase.ADOPTED


def test_gs_may_hold_a_letter_on_which_something_stands_open(world: World) -> None:
    assert world.adopt(Outcome.HELD).changed


def test_what_is_waited_for_is_the_acceptance_and_the_command_that_gives_it(world: World) -> None:
    (wait,) = pipeline.waits(world.tools)
    assert (wait.act, wait.who, wait.subject) == (Act.ACCEPT, ("coordinator",), PLACE)
    assert wait.command == f"bna accept regiodeal-2020 --rule {RULE} --place '{PLACE}' --reason REDEN"
    assert wait.command in wait.sentence
    accept(world)
    assert [w.act for w in pipeline.waits(world.tools)] == [Act.ADOPT]


def test_an_acceptance_is_on_record_with_who_when_and_why_and_shown_on_the_page(world: World) -> None:
    accept(world)
    (given,) = world.events(FindingAccepted)
    assert (given.code, given.place, given.reason, given.by) == (RULE, PLACE, REASON, "coordinator")
    (shown,) = control(world)["accepted"]
    assert (shown["reason"], shown["by"]) == (REASON, "coordinator")
    page = world.outbox.files["concept/v2/controle.html"].decode()
    at = given.at.astimezone(ZoneInfo("Europe/Amsterdam"))
    assert shown["at"] == given.at.isoformat()
    assert f"Aanvaard door Programmamanager Regio Deal op 13 januari 2020 om {at:%H:%M} uur: {REASON}" in page
    assert "Er staat niets open." in page


def test_accepting_twice_records_it_once(world: World) -> None:
    assert accept(world).changed
    assert accept(world).said == (f"{RULE} bij {PLACE} was al aanvaard.",)
    assert len(world.events(FindingAccepted)) == 1


def test_what_was_accepted_can_be_taken_back_until_gs_have_decided(world: World) -> None:
    accept(world)
    withdraw(world)
    assert len(world.events(AcceptanceWithdrawn)) == 1
    assert [f.finding.code for f in open_findings(world.tools, world.state)] == [RULE]
    assert control(world)["accepted"] == [] and len(control(world)["open"]) == 1
    with pytest.raises(NothingToWithdraw):
        withdraw(world)
    accept(world)
    world.adopt()
    with pytest.raises(TransitionRefused):
        withdraw(world)


def test_a_changed_sentence_must_be_accepted_anew_and_an_unchanged_one_not(world: World) -> None:
    accept(world)
    next_draft(world, 19, SLIP, ("De twee acties in deze pijler", "Beide acties in deze pijler"))
    assert world.events(DraftMade)[-1].draft.version == 3
    assert open_findings(world.tools, world.state) == ()
    next_draft(world, 20, OTHER_SLIP)
    assert [f.finding.message for f in open_findings(world.tools, world.state)] == ["Er staat 'alles alles'."]
    assert control(world, 4)["accepted"] == []


def test_where_a_rule_is_broken_in_more_places_each_is_named(world: World) -> None:
    next_draft(world, 19, SLIP, ELSEWHERE)
    with pytest.raises(WrongUse, match="voorwoord, alinea 1; Rapportage, voorwoord, alinea 2"):
        accept(world)
    accept(world, PLACE)
    assert [f.finding.place for f in open_findings(world.tools, world.state)] == ["Rapportage, voorwoord, alinea 1"]
    assert accept(world, "Rapportage, voorwoord, alinea 1").said[0].endswith("Er staat niets meer open.")


def test_only_what_was_found_can_be_accepted_and_never_without_a_reason(world: World) -> None:
    with pytest.raises(Refused, match="geen bevinding BRF-010"):
        accept(world, rule="BRF-010")
    with pytest.raises(Refused, match="geen bevinding BRF-032 bij ergens"):
        accept(world, "ergens")
    with pytest.raises(WrongUse, match="reden"):
        pipeline.accept(world.tools, COORDINATOR, rule=RULE, reason="  ")
    assert world.events(FindingAccepted) == []


def test_an_acceptance_that_another_process_gave_meanwhile_is_not_given_again(world: World) -> None:
    other = world.copy()
    accept(other)
    world.note(other.events(FindingAccepted)[0])
    assert not accept(world).changed


def test_a_lost_control_page_is_laid_out_again(world: World) -> None:
    before = world.outbox.files.pop("concept/v2/controle.html")
    world.advance()
    assert world.outbox.files["concept/v2/controle.html"] == before


def test_under_a_mandate_its_holder_waits_for_the_acceptance_too(world: World) -> None:
    accept(world)
    world.adopt(Outcome.MANDATE, holder="gedeputeerde")
    withdraw(world)
    with pytest.raises(NotApproved, match=RULE):
        pipeline.finish_mandate(world.tools, actor("gedeputeerde"))
    accept(world)
    assert pipeline.finish_mandate(world.tools, actor("gedeputeerde")).changed


def test_the_programme_says_whether_a_finding_must_be_accepted(world: World) -> None:
    rule = {"rule": RULE, "severity": "opmerking", "reason": "Zo is het afgesproken."}
    changed = world.with_programme({**programme_data(), "rules": [rule]})
    changed.advance()
    assert (len(control(changed, 3)["open"]), len(control(changed, 3)["remarks"])) == (0, 1)
    with pytest.raises(Refused, match="opmerking"):
        accept(changed)


def test_what_blocks_makes_no_draft_and_the_redactie_is_told(world: World) -> None:
    rule = {"rule": RULE, "severity": "blokkeert", "reason": "Zo is het afgesproken."}
    changed = world.with_programme({**programme_data(), "rules": [rule]})
    said = [sentence for step in changed.advance() for sentence in step.said]
    assert any(f"{RULE} ({PLACE})" in sentence for sentence in said)
    assert changed.state.drafts[-1].draft.version == 2
    assert any("pas de tekst aan" in wait and PLACE in wait for wait in changed.waits_for())


def test_a_draft_of_before_drafts_were_checked_waits_for_nothing(world: World) -> None:
    made = world.events(DraftMade)[0].model_copy(update={"findings": None})
    unchecked = EditionState(edition="regiodeal-2020", drafts=(made,))
    assert "findings" not in made.model_dump()
    assert open_findings(world.tools, unchecked) == ()
