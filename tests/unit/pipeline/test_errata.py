"""A released package is never changed: an erratum is an edition of its own that says what it corrects."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bna_pipeline import pipeline
from bna_pipeline.errors import KamerbriefUnreadable, LetterRuleBroken, Refused, WrongUse
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.content import LetterPartId
from bna_pipeline.model.draft import REPORT_PDF, Outcome
from bna_pipeline.model.errata import chain
from bna_pipeline.model.events import ContributionReceived
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline import Tools
from bna_pipeline.pipeline.approval import content_of, current_draft
from bna_pipeline.pipeline.carrying import answers_before
from bna_pipeline.pipeline.counting import counting, draft_inputs, open_conflicts
from bna_pipeline.rounds.errata import new_erratum
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import MemoryChannel, MemoryInbox, MemoryOutbox
from tests.unit.pipeline.test_rounds import AGENCY, CITY, SENT, arrive, settle
from tests.unit.pipeline.world import READERS, World, actor, inbox_files, programme_data

COORDINATOR = actor("coordinator")
ERRATUM, SECOND = f"{EDITION}-erratum-1", f"{EDITION}-erratum-2"
CHANGED = "Bij actie VL-01 stond dat zes podia en musea één agenda hebben. Dat moet zijn: acht podia en musea."


def with_erratum(**changes: Any) -> dict[str, Any]:
    """The programme with an erratum to its edition."""
    data = programme_data()
    first = next(e for e in data["editions"] if e["id"] == EDITION)
    own = {
        "id": ERRATUM,
        "corrects": EDITION,
        "title": f"{first['title']} (verbeterde versie)",
        "deadline": "2020-05-15",
        "opens": "2020-05-04",
        "reference": "VOORBEELD/RD-2020-E1",
        "kamerbrief_expected": "in mei 2020",
    }
    data["editions"].append({**first, **own, **changes})
    return data


def tools_of(world: World, edition: str, data: dict[str, Any] | None = None) -> Tools:
    whole = Programme.model_validate(data or with_erratum())
    there = whole.edition(edition)
    return replace(world.tools, edition=there, programme=whole.of(there), whole=whole)


def erratum_in(world: World, tools: Tools | None = None, month: int = 5) -> World:
    """The same world with the erratum's own inbox, outbox and channels, on the fourth day of a month."""
    world.inbox, world.outbox = MemoryInbox(), MemoryOutbox()
    world.channels = tuple(MemoryChannel(c.id) for c in world.channels)
    world.clock.moment = datetime(2020, month, 4, 8, 0, tzinfo=UTC)
    there = tools or tools_of(world, ERRATUM)
    world.tools = replace(there, inbox=world.inbox, outbox=world.outbox, release_channels=world.channels)
    return world


@pytest.fixture
def opened(at: At) -> World:
    """The first edition is finished; its erratum is open."""
    world = erratum_in(at(Phase.FINISHED))
    pipeline.open_edition(world.tools, COORDINATOR)
    pipeline.collect(world.tools, COORDINATOR)
    return world


def mend(world: World) -> None:
    """A partner sends its contribution anew, on the form of the edition that is corrected, and the redactie says so."""
    better = SENT.replace(b"Zes podia", b"Acht podia").replace(b"2020-02-13T13", b"2020-05-04T09")
    world.inbox.files[CITY, "beter.yaml"] = better
    pipeline.collect(world.tools, COORDINATOR)
    base = pipeline.editorial_now(world.tools)
    assert base is not None
    pipeline.write_editorial_text(world.tools, COORDINATOR, field="correction", paragraphs=(CHANGED,), base=base.base)


def test_an_erratum_begins_with_what_counted_and_asks_nobody(opened: World, at: At) -> None:
    first = at(Phase.FINISHED)
    then, now = counting(first.tools, first.state), counting(opened.tools, opened.state)
    assert {p: digest for p, (digest, _) in now.items()} == {p: digest for p, (digest, _) in then.items()}
    assert {p: c.reports for p, (_, c) in now.items()} == {p: c.reports for p, (_, c) in then.items()}
    taken = [e.event for e in opened.ledger.entries(ERRATUM) if isinstance(e.event, ContributionReceived)]
    assert {event.taken_from for event in taken} == {EDITION} and len(taken) == len(then) + 1
    assert opened.state.opened is not None and opened.state.opened.forms == ()
    before = opened.state.seq
    assert not pipeline.collect(opened.tools, COORDINATOR).said and opened.state.seq == before


def test_the_letter_is_not_made_until_the_redactie_says_what_changed(opened: World) -> None:
    with pytest.raises(LetterRuleBroken, match=r"BRF-035 \(Aanleiding\): Er staat niet wat er is veranderd"):
        pipeline.draft(opened.tools, COORDINATOR)
    mend(opened)
    pipeline.draft(opened.tools, COORDINATOR)
    letter = content_of(opened.tools, current_draft(opened.state)).letter
    said = letter.part(LetterPartId.OCCASION).paragraphs
    assert said[0].startswith("Op 13 januari 2020 ontving u een brief (kenmerk VOORBEELD/RD-2020 en nummer RD-12)")
    assert said[2] == CHANGED
    first = pipeline.state(tools_of(opened, EDITION))
    assert first.letter is not None and first.adoption is not None
    report = next(f for f in first.adoption.files if f.name == REPORT_PDF)
    assert (said[4], said[6]) == (first.letter.sha256, report.sha256)
    told = [line for line in pipeline.explain(opened.tools).lines if line.place.startswith("Aanleiding, alinea")]
    assert tuple(line.text for line in told) == said
    assert told[2].origin == "redactie: correction[0]"
    facts = {fact.name: fact.source for line in told for sentence in line.sentences for fact in sentence.facts}
    assert facts["corrected.sent"] == f"logboek van {EDITION}: wat er is vrijgegeven"


def play(world: World) -> None:
    """The same route as every edition, up to a package that is armed."""
    mend(world)
    pipeline.close(world.tools, COORDINATOR)
    world.advance()
    world.approve("lezers", *READERS)
    world.approve("directie", "programmadirecteur")
    world.advance()
    pipeline.adopt(
        world.tools, actor("kabinetschef"), on=date(2020, 5, 12), number="RD-31", outcome=Outcome.ADOPTED, holder=None
    )
    world.advance()
    pipeline.sign(world.tools, actor("gedeputeerde"))
    pipeline.sign(world.tools, actor("kabinetschef"))
    pipeline.arm(world.tools, COORDINATOR)
    world.advance()


def let_go(world: World) -> None:
    """At a minute that the coordinator sets and confirms, until all is archived."""
    at = datetime(2020, 6, 2, 14, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
    pipeline.plan_release(world.tools, COORDINATOR, at=at)
    world.clock.moment = datetime(2020, 6, 2, 12, 0, tzinfo=UTC)
    world.advance()
    assert world.phase() is Phase.SIGNED, "the minute has come, and nobody confirmed it"
    pipeline.confirm_release(world.tools, COORDINATOR)
    world.advance()
    world.advance()
    assert world.phase() is Phase.FINISHED, [(s.name, s.said) for s in world.advance()]


def test_an_erratum_goes_the_whole_route_and_nothing_of_the_first_is_another_byte(opened: World) -> None:
    first = tools_of(opened, EDITION)
    trail, before = pipeline.entries(first), pipeline.state(first)
    assert before.armed is not None
    package = {file.name: opened.blobs.get(file.sha256) for file in before.armed.files}
    play(opened)
    assert opened.phase() is Phase.SIGNED and not any(c.delivered for c in opened.channels)
    let_go(opened)
    assert all(len(c.delivered) == 1 for c in opened.channels)

    assert pipeline.entries(first) == trail and pipeline.state(first).armed == before.armed
    assert {file.name: opened.blobs.get(file.sha256) for file in before.armed.files} == package
    after = opened.state.armed
    assert after is not None and after.digest != before.armed.digest
    later = with_erratum()
    year = {"id": "regiodeal-2021", "year": 2021, "ordinal": 3, "period_start": "2020-01-01"}
    later["editions"].append({**later["editions"][-2], **year, "period_end": "2020-12-31"})
    answers = answers_before(tools_of(opened, "regiodeal-2021", later))
    corrected = answers.by_partner[CITY].report("VL-01")
    assert answers.edition == EDITION and corrected is not None and "Acht podia" in corrected.achieved[0]

    assert pipeline.relation_of(first).sentences == (f"Verbeterd door het erratum {ERRATUM}.",)
    assert pipeline.relation_of(opened.tools).sentences == (f"Dit is een erratum: het verbetert {EDITION}.",)


def test_what_the_first_erratum_changed_is_not_what_the_second_changes(opened: World) -> None:
    """The redactie that counted is taken over with what it said of the first erratum, and that says nothing anew."""
    play(opened)
    let_go(opened)
    data = with_erratum()
    own = {"id": SECOND, "corrects": ERRATUM, "deadline": "2020-06-15", "opens": "2020-06-04"}
    data["editions"].append({**data["editions"][-1], **own})
    world = erratum_in(opened, tools_of(opened, SECOND, data), month=6)
    pipeline.open_edition(world.tools, COORDINATOR)
    pipeline.collect(world.tools, COORDINATOR)
    with pytest.raises(LetterRuleBroken, match=f"nog precies wat het erratum {ERRATUM} al zei"):
        pipeline.draft(world.tools, COORDINATOR)
    base = pipeline.editorial_now(world.tools)
    assert base is not None
    now = ("Bij actie VL-01 zijn het negen podia en musea.",)
    pipeline.write_editorial_text(world.tools, COORDINATOR, field="correction", paragraphs=now, base=base.base)
    pipeline.draft(world.tools, COORDINATOR)
    said = content_of(world.tools, current_draft(world.state)).letter.part(LetterPartId.OCCASION).paragraphs
    assert now[0] in said and CHANGED not in said and said[0].startswith("Op 2 juni 2020 ontving u een brief")


def test_of_a_contradiction_that_was_settled_twice_an_erratum_takes_over_the_last_choice(at: At) -> None:
    world = at(Phase.OPEN)
    mine = inbox_files()[AGENCY, "bijdrage.yaml"].replace(b"status: versneld", b"status: conform planning")
    arrive(world, AGENCY, "nieuw.yaml", mine.replace(b"2020-02-12T10", b"2020-02-13T10"))
    settle(world, "PT-01", CITY)
    settle(world, "PT-01", AGENCY, "bij nader inzien")
    world.play_to(Phase.FINISHED)
    erratum_in(world)
    pipeline.open_edition(world.tools, COORDINATOR)
    pipeline.collect(world.tools, COORDINATOR)
    pipeline.collect(world.tools, COORDINATOR)
    assert [settled.chosen for settled in world.state.settlements] == [AGENCY]
    assert open_conflicts(world.tools, world.state) == ()


def test_what_was_made_without_this_software_is_not_corrected_with_it(at: At) -> None:
    data = programme_data()
    first = next(e for e in data["editions"] if e["id"] == "regiodeal-2019")
    own = {"id": "regiodeal-2019-erratum-1", "corrects": first["id"], "opens": "2020-05-04", "deadline": "2020-05-15"}
    data["editions"].append({key: value for key, value in first.items() if key != "letter_sent"} | own)
    tools = tools_of(at(Phase.NONE), "regiodeal-2019-erratum-1", data)
    with pytest.raises(Refused, match="regiodeal-2019 is niet met deze software gemaakt"):
        pipeline.open_edition(tools, COORDINATOR)


def test_what_is_not_released_is_not_corrected(at: At) -> None:
    world = at(Phase.SIGNED)
    with pytest.raises(Refused, match="verbetert regiodeal-2020, en die is nog niet vrijgegeven"):
        pipeline.open_edition(tools_of(world, ERRATUM), COORDINATOR)
    assert world.ledger.entries(ERRATUM) == ()


def test_the_kamerbrief_of_the_first_lets_no_erratum_go(opened: World) -> None:
    play(opened)
    with pytest.raises(KamerbriefUnreadable, match="de Kamerbrief waarmee regiodeal-2020 vertrok"):
        opened.see_kamerbrief("81")
    opened.advance()
    assert opened.phase() is Phase.SIGNED and opened.state.kamerbrief is None


def test_an_erratum_in_the_programme_changes_no_digest_of_the_first_or_of_a_later_year(at: At) -> None:
    world, data = at(Phase.CONCEPT), with_erratum()
    plain = draft_inputs(world.tools, world.state)
    assert draft_inputs(tools_of(world, EDITION, data), world.state) == plain
    year = {"id": "regiodeal-2021", "year": 2021, "ordinal": 3, "period_start": "2020-01-01"}
    later = {**next(e for e in data["editions"] if e["id"] == EDITION), **year, "period_end": "2020-12-31"}
    with_it, without = with_erratum(), programme_data()
    for each in (with_it, without):
        each["editions"].append(later)
    both = (Programme.model_validate(d) for d in (with_it, without))
    assert len({digest_of(whole.of(whole.edition("regiodeal-2021"))) for whole in both}) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "regiodeal-2020-erratum-2"}, "must be called regiodeal-2020-erratum-1"),
        ({"id": "regiodeal-2020-verbeterd"}, "must be called regiodeal-2020-erratum-1"),
        ({"corrects": "regiodeal-2018"}, "corrects unknown edition 'regiodeal-2018'"),
        ({"ordinal": 3}, "ordinal must be that of regiodeal-2020"),
        ({"period_end": "2019-12-30"}, "period_end must be that of regiodeal-2020"),
        ({"sample": False}, "sample must be that of regiodeal-2020"),
    ],
)
def test_an_erratum_is_of_the_edition_that_it_corrects(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Programme.model_validate(with_erratum(**changes))


def test_an_erratum_is_derived_from_what_it_corrects_and_an_erratum_from_an_erratum() -> None:
    whole = Programme.model_validate(programme_data())
    asked = {"deadline": date(2020, 5, 15), "today": date(2020, 5, 4)}
    first = new_erratum(whole, ERRATUM, **asked)
    both = Programme.model_validate(whole.model_dump() | {"editions": (*whole.editions, first)})
    assert (first.corrects, first.title) == (
        EDITION,
        "Voortgangsrapportage Regio Deal Brainport Eindhoven 2019 (verbeterd)",
    )
    second = new_erratum(both, f"{EDITION}-erratum-2", **asked)
    all_three = Programme.model_validate(whole.model_dump() | {"editions": (*whole.editions, first, second)})
    assert second.corrects == ERRATUM and second.title == first.title
    assert [e.id for e in chain(all_three, second)] == [ERRATUM, EDITION]
    assert [e.id for e in all_three.of(first).editions] == ["regiodeal-2019", EDITION, ERRATUM]
    with pytest.raises(WrongUse, match="verbetert geen editie"):
        new_erratum(whole, "regiodeal-2018-erratum-1", **asked)
