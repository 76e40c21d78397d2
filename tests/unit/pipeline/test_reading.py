"""What a reviewer reads and decides on: his sections, what changed, what a decision covers; one click for the rest."""

from __future__ import annotations

import re

import pytest
from lxml import html

from bna_pipeline import pipeline
from bna_pipeline.errors import DraftMoved, NotReconfirmable, OutsideStage
from bna_pipeline.model.draft import REPORT_HTML, Verdict
from bna_pipeline.model.events import DecisionGiven
from bna_pipeline.model.reading import Reading, SectionReading
from bna_pipeline.model.transitions import Phase
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_editing import COORDINATOR, now_of, write
from tests.unit.pipeline.test_rounds import arrive
from tests.unit.pipeline.world import World, actor, inbox_files

TECHNICIAN, REGION = "lezer-techniek", "metropoolregio-eindhoven"
FASTER = (
    inbox_files()[REGION, "bijdrage.yaml"]
    .replace(b"2020-02-11T09", b"2020-02-14T09")
    .replace(b"VL-02\n    status: conform planning", b"VL-02\n    status: versneld")
)
SPORTS = "rapport.pijler.leefomgeving"


def read(world: World, person: str = TECHNICIAN, stage: str = "lezers") -> Reading:
    return pipeline.reading(world.tools, person=person, stage=stage)


def of(found: Reading, section: str) -> SectionReading:
    return next(s for s in found.sections if s.id == section)


def approve(world: World, person: str = TECHNICIAN, stage: str = "lezers") -> None:
    pipeline.decide(world.tools, actor(person), stage=stage, verdict=Verdict.APPROVE)


def next_draft(world: World, data: bytes = FASTER) -> None:
    arrive(world, REGION, "later.yaml", data)
    pipeline.draft(world.tools, COORDINATOR)


def test_a_reviewer_reads_the_sections_of_his_scope_and_knows_which_are_not(at: At) -> None:
    found = read(at(Phase.CONCEPT))
    assert [s.id for s in found.sections] == ["rapport.samenvatting", "rapport.overzicht", "rapport.pijler.proeftuinen"]
    assert SPORTS in {s.id for s in found.others}
    assert all(s.needed and not s.approved and s.change is None for s in found.sections)
    assert (found.draft, found.last_seen, found.may_decide, found.done) == (1, None, True, False)


def test_what_a_decision_covers_is_said_in_words_from_the_scope(at: At) -> None:
    said = " ".join(read(at(Phase.CONCEPT)).covers)
    total = len(at(Phase.CONCEPT).state.drafts[0].draft.sections)
    assert f"geldt voor 3 van de {total} onderdelen van concept 1: Samenvatting, Overzicht van alle acties en" in said
    assert f"niet voor de andere {total - 3} onderdelen" in said
    assert "Samenvatting en Overzicht van alle acties volgen uit andere onderdelen" in said
    everything = " ".join(read(at(Phase.CONCEPT), "programmadirecteur", "directie").covers)
    assert f"het hele concept 1: alle {total} onderdelen" in everything
    assert "niet voor" not in everything


def test_the_sections_say_the_words_of_the_html_edition_in_its_order(at: At) -> None:
    world = at(Phase.CONCEPT)
    found = read(world, "programmadirecteur", "directie")
    whole = html.fromstring(world.outbox.files[f"concept/v1/{REPORT_HTML}"])
    edition = words(next(whole.iter("main")))
    pieces = [html.fragment_fromstring(s.html) for s in found.sections if s.id.startswith("rapport.")][1:]
    assert [word for piece in pieces for word in words(piece)] == edition


def words(element: html.HtmlElement) -> list[str]:
    return re.findall(r"\w+", " ".join(element.itertext()))


def test_a_section_has_no_style_no_script_headings_below_the_page_and_links_that_lead_somewhere(at: At) -> None:
    for found in (read(at(Phase.CONCEPT)), read(at(Phase.CONCEPT), "programmadirecteur", "directie")):
        page = html.fragment_fromstring("".join(s.html for s in found.sections), create_parent="main")
        assert not page.xpath("//@style | //script | //style | //h1 | //h2 | //@*[starts-with(name(), 'on')]")
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {a[1:] for a in page.xpath("//a/@href") if a.startswith("#")} <= set(ids)
        assert all(section.xpath("./h3 | ./div/h3") for section in page.xpath("./section"))


def test_every_picture_of_a_draft_is_given_by_its_address_and_nothing_else_is(at: At) -> None:
    world = at(Phase.CONCEPT)
    found = pipeline.reading(world.tools, person="programmadirecteur", stage="directie", pictures="/x/")
    sources = html.fragment_fromstring("".join(s.html for s in found.sections), create_parent="div").xpath("//img/@src")
    for source in sources:
        assert source.startswith("/x/")
        assert pipeline.attachment(world.tools, source.removeprefix("/x/")) is not None
    some_original = world.state.received[0].file.sha256
    assert pipeline.attachment(world.tools, some_original) is None


def test_who_decides_nowhere_in_a_stage_reads_nothing_there(at: At) -> None:
    with pytest.raises(OutsideStage):
        read(at(Phase.CONCEPT), "programmadirecteur", "lezers")


def test_a_stage_whose_turn_has_not_come_can_be_read_and_says_why_it_cannot_decide(at: At) -> None:
    found = read(at(Phase.CONCEPT), "programmadirecteur", "directie")
    assert not found.may_decide
    assert found.why_not is not None
    assert "nog niet aan de beurt" in found.why_not


def test_what_changed_since_the_draft_he_saw_is_shown_with_words_that_are_heard(at: At) -> None:
    world = at(Phase.CONCEPT)
    approve(world)
    next_draft(world)
    found = read(world)
    assert (found.last_seen, found.draft) == (1, 2)
    assert found.changed is not None
    change = of(found, "rapport.overzicht").change
    assert change is not None
    assert '<ins><span class="alleen-gehoord">[erbij: </span>versneld' in change.html
    assert '<del><span class="alleen-gehoord">[weg: </span>conform planning' in change.html
    assert of(found, "rapport.pijler.proeftuinen").change is None
    assert of(found, "rapport.pijler.proeftuinen").approved
    dropped = of(found, "rapport.overzicht").dropped
    assert dropped is not None
    assert "Voorzieningen en leefomgeving" in dropped


def test_what_only_followed_from_other_sections_is_confirmed_in_one_click(at: At) -> None:
    world = at(Phase.CONCEPT)
    approve(world)
    next_draft(world)
    found = read(world)
    assert found.reconfirmable
    assert {s.id for s in found.needed} == {"rapport.samenvatting", "rapport.overzicht"}
    step = pipeline.reconfirm(world.tools, actor(TECHNICIAN), stage="lezers", draft=2, seen=found.seen)
    assert step.changed
    assert read(world).done
    again = pipeline.reconfirm(world.tools, actor(TECHNICIAN), stage="lezers", draft=2, seen=found.seen)
    assert not again.changed
    last = world.events(DecisionGiven)[-1].decision
    assert (last.verdict, len(last.covers)) == (Verdict.APPROVE, 3)


def test_what_the_redactie_rewrote_is_read_anew(at: At) -> None:
    world = at(Phase.CONCEPT)
    approve(world)
    write(world, "summary", "Een heel andere samenvatting.")
    next_draft(world)
    found = read(world)
    assert not found.reconfirmable
    assert of(found, "rapport.overzicht").reconfirmable
    with pytest.raises(NotReconfirmable, match="Samenvatting"):
        pipeline.reconfirm(world.tools, actor(TECHNICIAN), stage="lezers", draft=2)


def test_nothing_is_confirmed_again_by_who_never_approved_or_took_it_back_or_sent_it_back(at: At) -> None:
    for verdicts in ((), (Verdict.APPROVE, Verdict.WITHDRAW), (Verdict.APPROVE, Verdict.RETURN)):
        world = at(Phase.CONCEPT)
        for verdict in verdicts:
            pipeline.decide(world.tools, actor(TECHNICIAN), stage="lezers", verdict=verdict, comment="want")
        next_draft(world)
        assert not read(world).reconfirmable
        with pytest.raises(NotReconfirmable):
            pipeline.reconfirm(world.tools, actor(TECHNICIAN), stage="lezers", draft=2)


def test_there_is_nothing_to_confirm_again_where_the_approval_stands(at: At) -> None:
    world = at(Phase.CONCEPT)
    approve(world)
    write(world, "foreword", "Een ander voorwoord.")
    pipeline.draft(world.tools, COORDINATOR)
    assert read(world).done
    with pytest.raises(NotReconfirmable, match="niets opnieuw"):
        pipeline.reconfirm(world.tools, actor(TECHNICIAN), stage="lezers", draft=2)


def test_a_decision_from_a_page_is_refused_when_another_draft_counts_and_says_what_moved(at: At) -> None:
    world = at(Phase.CONCEPT)
    shown = read(world)
    next_draft(world)
    moved = r"U las concept 1; intussen is er concept 2\. Gewijzigd is: .*Overzicht"
    who = actor(TECHNICIAN)
    with pytest.raises(DraftMoved, match=moved):
        pipeline.decide(world.tools, who, stage="lezers", verdict=Verdict.APPROVE, draft=1, seen=shown.seen)
    with pytest.raises(DraftMoved, match=moved):
        pipeline.reconfirm(world.tools, who, stage="lezers", draft=1, seen=shown.seen)
    assert world.events(DecisionGiven) == []


def test_a_decision_from_a_page_is_refused_when_its_scope_is_another_by_now(at: At) -> None:
    world = at(Phase.CONCEPT)
    wider = read(world, "lezer-mensen")
    with pytest.raises(DraftMoved, match="niet wat de pagina liet zien"):
        pipeline.decide(
            world.tools, actor(TECHNICIAN), stage="lezers", verdict=Verdict.APPROVE, draft=1, seen=wider.seen
        )


def test_a_draft_that_comes_between_showing_and_recording_is_noticed(at: At) -> None:
    world = at(Phase.CONCEPT)
    shown = read(world)
    world.ledger.busy = 1
    world.ledger.others = lambda: _another_draft(world)
    with pytest.raises(DraftMoved):
        pipeline.decide(
            world.tools, actor(TECHNICIAN), stage="lezers", verdict=Verdict.APPROVE, draft=1, seen=shown.seen
        )


def _another_draft(world: World) -> None:
    world.ledger.others = None
    next_draft(world)


def test_earlier_decisions_say_whether_they_still_stand(at: At) -> None:
    world = at(Phase.CONCEPT)
    pipeline.decide(world.tools, actor(TECHNICIAN), stage="lezers", verdict=Verdict.RETURN, comment="Te lang.")
    approve(world)
    assert [d.words for d in read(world).decisions] == ["Geldt nog helemaal.", "Vervangen door een later besluit."]
    next_draft(world)
    last = read(world).decisions[0]
    assert last.words == "Geldt nog voor 1 van uw 3 onderdelen."
    assert [s.id for s in last.stands_for] == ["rapport.pijler.proeftuinen"]
    assert len(last.lapsed) == 2


def test_a_reading_is_json_with_stable_keys(at: At) -> None:
    found = read(at(Phase.CONCEPT))
    assert Reading.model_validate_json(found.model_dump_json()) == found


def test_whoever_decides_nothing_reads_a_whole_draft_and_what_changed_in_it(at: At) -> None:
    world = at(Phase.CONCEPT)
    assert pipeline.read_draft(world.tools).since is None
    base = now_of(world).base
    write(world, "foreword", "Een ander voorwoord.", base=base)
    pipeline.draft(world.tools, COORDINATOR)
    found = pipeline.read_draft(world.tools)
    assert (found.draft, found.since) == (2, 1)
    assert [s.id for s in found.sections if s.change] == ["rapport.voorwoord"]
