"""The round: opened once, settled with a reason, and closed only when what is missing is missed on purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import ConflictOpen, ContributionsMissing, Refused, TransitionRefused, WrongUse
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.consolidation import ContributionUsed
from bna_pipeline.model.events import ConflictSettled, EditionClosed, EditionOpened, Entry
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.awaiting import late_versions
from bna_pipeline.pipeline.carrying import previous_contributions
from bna_pipeline.pipeline.counting import open_conflicts, originals
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import World, actor, inbox_files, programme_data

COORDINATOR = actor("coordinator")
CITY, AGENCY = "gemeente-eindhoven", "brainport-development"
SENT = inbox_files()[CITY, "bijdrage.yaml"]
SAME_MOMENT = SENT.replace(b"Na de zomer volgen", b"In het najaar volgen")


def arrive(world: World, partner: str, name: str, data: bytes) -> None:
    """A file comes in and is read; after closing the coordinator lets a good one count."""
    world.inbox.files[partner, name] = data
    pipeline.collect(world.tools, COORDINATOR)
    late = late_versions(world.state, partner)
    if late and not world.state.checked_from(partner)[-1].errors:
        pipeline.admit(world.tools, COORDINATOR, partner=partner, version=late[-1], reason="mag nog mee")


def settle(world: World, subject: str, chosen: str, reason: str = "nagevraagd") -> pipeline.Step:
    return pipeline.settle(world.tools, COORDINATOR, subject=subject, chosen=chosen, reason=reason)


@pytest.fixture
def contradicted(at: At) -> World:
    """The agency says that an action was stopped which the city calls ahead of schedule."""
    world = at(Phase.OPEN)
    mine = inbox_files()[AGENCY, "bijdrage.yaml"].replace(b"status: versneld", b"status: conform planning")
    arrive(world, AGENCY, "nieuw.yaml", mine.replace(b"2020-02-12T10", b"2020-02-13T10"))
    return world


# -- open ------------------------------------------------------------------------------------------------


def test_every_partner_with_an_action_finds_a_form_and_an_opened_edition_opens_no_more(at: At) -> None:
    world = at(Phase.NONE)
    pipeline.open_edition(world.tools, COORDINATOR)
    forms = world.events(EditionOpened)[0].forms
    assert [form.file.name.rpartition(".")[2] for form in forms] == ["docx", "xlsx"] * 5
    for form in forms:
        assert sha256_hex(world.outbox.files[f"{form.partner}/{form.file.name}"]) == form.file.sha256
    with pytest.raises(TransitionRefused, match="Openen kan niet"):
        pipeline.open_edition(world.tools, COORDINATOR)


def test_a_form_that_was_thrown_away_is_laid_out_again(at: At) -> None:
    world = at(Phase.OPEN)
    path = next(p for p in world.outbox.files if "formulier" in p)
    form = world.outbox.files.pop(path)
    assert any(step.changed for step in world.advance())
    assert world.outbox.files[path] == form


def test_an_edition_without_a_deadline_does_not_open(at: At) -> None:
    data = programme_data()
    del data["editions"][1]["deadline"]
    world = at(Phase.NONE).with_programme(data)
    with pytest.raises(Refused, match="inleverdatum"):
        pipeline.open_edition(world.tools, COORDINATOR)


def test_the_forms_hold_what_counted_last_year_also_where_a_choice_was_made(at: At, contradicted: World) -> None:
    """Last year's ledger is this year's, one year on; two versions of one moment were settled then."""
    arrive(contradicted, CITY, "twee.yaml", SAME_MOMENT)
    settle(contradicted, CITY, sha256_hex(SAME_MOMENT))
    data = programme_data()
    data["editions"] = [
        {**data["editions"][1], "ordinal": 1, "letter_sent": "2020-03-24"},
        {**data["editions"][1], "id": "regiodeal-2021", "year": 2021, "ordinal": 2, "deadline": "2021-02-14"},
    ]
    next_year = contradicted.with_programme(data)
    tools = replace(next_year.tools, edition=next_year.programme.edition("regiodeal-2021"))
    earlier = previous_contributions(tools)
    assert set(earlier) == {p.id for p in tools.programme.partners}
    report = earlier[CITY].report("VL-03")
    assert report is not None and report.next_steps == ("In het najaar volgen drie sporthallen.",)


# -- settle ----------------------------------------------------------------------------------------------


def test_a_contradiction_is_settled_by_choosing_a_side(contradicted: World) -> None:
    assert [c.subject for c in open_conflicts(contradicted.tools, contradicted.state)] == ["PT-01"]
    settle(contradicted, "PT-01", CITY)
    settled = contradicted.events(ConflictSettled)[0].settlement
    assert (settled.chosen, settled.reason) == (CITY, "nagevraagd")
    assert open_conflicts(contradicted.tools, contradicted.state) == ()


def test_a_choice_between_other_words_than_are_said_now_is_refused(contradicted: World) -> None:
    """The page showed what each side said; one of them sent something else before the choice was sent."""
    (before,) = pipeline.contradictions(contradicted.tools)
    mine = inbox_files()[AGENCY, "bijdrage.yaml"].replace(b"status: versneld", b"status: gerealiseerd")
    arrive(contradicted, AGENCY, "nieuwer.yaml", mine.replace(b"2020-02-12T10", b"2020-02-14T10"))
    (now,) = pipeline.contradictions(contradicted.tools)
    choice = {"subject": "PT-01", "chosen": AGENCY, "reason": "nagevraagd"}
    with pytest.raises(ConflictOpen, match="intussen iets anders"):
        pipeline.settle(contradicted.tools, COORDINATOR, **choice, seen=before.seen)
    assert contradicted.events(ConflictSettled) == []
    assert pipeline.settle(contradicted.tools, COORDINATOR, **choice, seen=now.seen).changed


def test_nothing_is_settled_where_nobody_contradicts_anybody(contradicted: World) -> None:
    with pytest.raises(ConflictOpen, match="MV-01"):
        settle(contradicted, "MV-01", CITY)
    assert contradicted.events(ConflictSettled) == []


def test_a_wrong_choice_is_corrected_by_choosing_again_and_the_last_one_counts(contradicted: World) -> None:
    settle(contradicted, "PT-01", CITY)
    assert not settle(contradicted, "PT-01", CITY).changed
    for chosen, reason in ((AGENCY, "verkeerd gekozen"), (CITY, "toch niet"), (CITY, "toch niet, zegt de stad")):
        assert settle(contradicted, "PT-01", chosen, reason).changed
        assert contradicted.events(ConflictSettled)[-1].settlement.chosen == chosen
        assert open_conflicts(contradicted.tools, contradicted.state) == ()
    assert len(contradicted.events(ConflictSettled)) == 4


def test_of_two_versions_of_one_moment_the_other_may_still_be_chosen(at: At) -> None:
    world = at(Phase.OPEN)
    arrive(world, CITY, "twee.yaml", SAME_MOMENT)
    for chosen in (sha256_hex(SAME_MOMENT), sha256_hex(SENT)):
        settle(world, CITY, chosen)
        assert originals(world.tools, world.state)[CITY] == chosen


def test_a_third_party_and_a_choice_without_a_reason_are_refused(contradicted: World) -> None:
    with pytest.raises(ConflictOpen, match=f"Kies uit: {AGENCY}, {CITY}"):
        settle(contradicted, "PT-01", "bzk")
    with pytest.raises(WrongUse, match="reden"):
        settle(contradicted, "PT-01", CITY, reason=" ")
    assert contradicted.events(ConflictSettled) == []


def test_two_versions_of_one_moment_count_neither_until_one_is_chosen(at: At) -> None:
    world = at(Phase.OPEN)
    arrive(world, CITY, "twee.yaml", SAME_MOMENT)
    assert CITY not in originals(world.tools, world.state)
    waiting = " ".join(world.waits_for())
    assert f"bna settle {EDITION} {CITY}" in waiting and sha256_hex(SAME_MOMENT) in waiting
    settle(world, CITY, sha256_hex(SAME_MOMENT))
    assert originals(world.tools, world.state)[CITY] == sha256_hex(SAME_MOMENT)


def test_a_later_version_does_away_with_a_conflict_of_earlier_ones(at: At) -> None:
    world = at(Phase.OPEN)
    arrive(world, CITY, "twee.yaml", SAME_MOMENT)
    later = SENT.replace(b"2020-02-13T13", b"2020-02-14T13")
    arrive(world, CITY, "drie.yaml", later)
    assert originals(world.tools, world.state)[CITY] == sha256_hex(later)
    assert open_conflicts(world.tools, world.state) == ()


# -- close -----------------------------------------------------------------------------------------------


def without(world: World, *senders: str) -> World:
    """The same round in which these never sent anything."""
    world = world.copy()
    kept: list[Entry] = []
    for entry in world.ledger.kept:
        if getattr(entry.event, "partner", None) not in senders:
            kept.append(
                Entry.after(
                    kept[-1] if kept else None,
                    edition=entry.edition,
                    at=entry.at,
                    actor=entry.actor,
                    account=entry.account,
                    event=entry.event,
                )
            )
    world.ledger.kept = kept
    return world


def test_closing_without_a_partner_needs_a_reason_that_goes_on_record(at: At) -> None:
    world = without(at(Phase.OPEN), "bzk")
    with pytest.raises(ContributionsMissing, match="bzk"):
        pipeline.close(world.tools, COORDINATOR)
    pipeline.close(world.tools, COORDINATOR, reason=" volgt later ")
    closed = world.events(EditionClosed)[0]
    assert (closed.missing, closed.reason) == (("bzk",), "volgt later")
    assert [u.partner for u in closed.used] == sorted({p.id for p in world.programme.partners} - {"bzk"})
    assert closed.used[0] == ContributionUsed(partner=AGENCY, original=originals(world.tools, world.state)[AGENCY])


def test_no_reason_makes_up_for_the_redactie_or_for_an_open_contradiction(at: At, contradicted: World) -> None:
    with pytest.raises(ContributionsMissing, match="redactie"):
        pipeline.close(without(at(Phase.OPEN), "redactie").tools, COORDINATOR, reason="volgt")
    with pytest.raises(ConflictOpen, match="PT-01"):
        pipeline.close(contradicted.tools, COORDINATOR, reason="komt later")


def test_a_round_closes_once_and_still_reads_what_comes_in(at: At) -> None:
    world = at(Phase.CONCEPT)
    with pytest.raises(TransitionRefused, match="Sluiten kan niet"):
        pipeline.close(world.tools, COORDINATOR)
    arrive(world, CITY, "later.yaml", SENT.replace(b"2020-02-13T13", b"2020-02-14T13"))
    assert originals(world.tools, world.state)[CITY] != sha256_hex(SENT)
