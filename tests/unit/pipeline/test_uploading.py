"""A file from a page: kept first, judged at once, its moment the clock's, and only from whoever may send it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import NotAllowed, TransitionRefused, UploadTooLarge, WrongUse
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.events import REDACTIE, ContributionChecked, ContributionReceived
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.counting import counting_versions
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_editing import COORDINATOR
from tests.unit.pipeline.test_rounds import AGENCY, CITY, SENT
from tests.unit.pipeline.world import World, actor, inbox_files, programme_data

BROKEN = SENT.replace(b"status: gerealiseerd", b"status: bijna klaar")
SPORTS = SENT.replace(b"drie sporthallen", b"vier sporthallen")


def upload(
    world: World, data: bytes = SENT, *, person: str = "coordinator", partner: str = CITY, name: str = "bijdrage.yaml"
) -> pipeline.Submitted:
    return pipeline.submit(world.tools, actor(person), partner=partner, name=name, data=data)


def opened(at: At) -> World:
    """An edition that is open, with nothing in its inbox."""
    world = at(Phase.NONE)
    world.inbox.files.clear()
    pipeline.open_edition(world.tools, COORDINATOR)
    return world


def test_an_upload_is_kept_judged_and_told_at_once(at: At) -> None:
    world = opened(at)
    sent = upload(world)
    assert world.blobs.get(sha256_hex(SENT)) == SENT
    assert (sent.accepted, sent.counts, sent.late, sent.original) == (True, True, False, sha256_hex(SENT))
    assert sent.said[0] == "bijdrage.yaml is ontvangen."
    assert sent.said[1].startswith("Het telt mee.")
    assert f"{CITY}/bevindingen.html" in world.outbox.files
    assert [e.actor for e in world.ledger.kept if isinstance(e.event, ContributionReceived)] == ["coordinator"]


def test_a_name_that_is_too_long_keeps_its_end_which_says_what_kind_of_file_it_is(at: At) -> None:
    world = opened(at)
    upload(world, name=f"C:\\Documenten\\{'x' * 240}-derde.yaml")
    (received,) = world.events(ContributionReceived)
    assert received.file.name.endswith("x-derde.yaml")
    assert len(received.file.name) == 200


def test_its_moment_is_the_clocks_whatever_the_file_says(at: At) -> None:
    world = opened(at)
    world.clock.moment = datetime(2020, 1, 20, 9, 0, tzinfo=UTC)
    upload(world, SENT)
    upload(world, SPORTS.replace(b"2020-02-13", b"2019-02-13"))
    first, second = world.events(ContributionChecked)
    assert first.sent_at < second.sent_at
    assert second.sent_at.date() == world.clock.moment.date()
    counting = counting_versions(world.tools, world.state)
    assert [c.original for c in counting.values() if c.partner == CITY] == [second.original]


def test_findings_come_back_and_an_earlier_good_version_goes_on_counting(at: At) -> None:
    world = opened(at)
    good = upload(world)
    bad = upload(world, BROKEN, name="beter.yaml")
    assert not bad.accepted
    assert bad.report is not None
    assert any("VL-01" in f.place or "reports[0]" in f.place for f in bad.report.findings)
    assert "moet worden verbeterd" in bad.said[1]
    assert good.original in {c.original for c in counting_versions(world.tools, world.state).values()}


def test_the_same_file_twice_is_said_and_counts_again_when_another_came_between(at: At) -> None:
    world = opened(at)
    upload(world)
    twice = upload(world)
    assert (twice.changed, twice.said[0]) == (False, "bijdrage.yaml hadden wij al; er is niets veranderd.")
    other = upload(world, SPORTS, name="later.yaml")
    assert other.counts
    back = upload(world)
    assert (back.changed, back.counts) == (True, True)
    assert "opnieuw" in back.said[0]


def test_what_was_received_before_a_kill_and_never_read_is_read_when_it_is_sent_again(at: At) -> None:
    whole, world = opened(at), opened(at)
    upload(whole)
    world.blobs.put(SENT)
    world.note(whole.events(ContributionReceived)[0])
    again = upload(world)
    assert (again.changed, again.counts) == (False, True)


def test_a_file_that_calls_itself_later_goes_before_and_that_is_said(at: At) -> None:
    world = at(Phase.OPEN)  # in which the sample's files say moments that the clock has not reached
    sent = upload(world, SPORTS)
    assert (sent.accepted, sent.counts) == (True, False)
    assert "later is verzonden" in sent.said[1]


def test_what_a_killed_upload_left_unread_the_next_run_reads(at: At) -> None:
    whole, world = opened(at), opened(at)
    sent = upload(whole)
    world.blobs.put(SENT)
    world.note(whole.events(ContributionReceived)[0])
    world.advance()
    assert sent.original in {c.original for c in counting_versions(world.tools, world.state).values()}
    assert world.outbox.files[f"{CITY}/bevindingen.html"] == whole.outbox.files[f"{CITY}/bevindingen.html"]


def test_after_closing_it_counts_as_late_but_a_file_that_was_in_time_stays_so(at: At) -> None:
    world = at(Phase.CONCEPT)
    late = upload(world, SPORTS)
    assert (late.accepted, late.late, late.counts) == (True, True, False)
    assert "na de sluiting" in late.said[1]
    pipeline.admit(world.tools, COORDINATOR, partner=CITY, version=late.original, reason="mag nog mee")
    back = upload(world)
    assert (back.late, back.counts) == (False, True)


def test_a_file_that_is_too_long_is_refused_by_its_size_and_nothing_is_kept(at: At) -> None:
    world = opened(at)
    world.tools = replace(world.tools, limits=IntakeLimits(file_bytes=100_000, kept_bytes=100_000))
    before = (world.state, dict(world.blobs.kept))
    with pytest.raises(UploadTooLarge) as refused:
        upload(world, b"x" * 100_001)
    assert refused.value.findings
    with pytest.raises(UploadTooLarge):
        pipeline.require_readable(world.tools, "groot.docx", 100_001)
    assert (world.state, world.blobs.kept) == before


def with_contributor(world: World, partner: str | None) -> World:
    data: dict[str, Any] = programme_data()
    data["people"].append({"id": "inzender", "name": "Inzender", "roles": ["contributor"], "partner": partner})
    return world.with_programme(data)


def test_a_contributor_sends_for_the_own_partner_and_for_nobody_else(at: At) -> None:
    world = with_contributor(opened(at), CITY)
    assert upload(world, person="inzender").accepted
    for partner in (AGENCY, REDACTIE):
        with pytest.raises(NotAllowed):
            upload(world, person="inzender", partner=partner)
    for person in ("lezer-mensen", "kabinetschef"):
        with pytest.raises(NotAllowed):
            upload(world, person=person)
    with pytest.raises(WrongUse, match="geen partner"):
        upload(world, partner="niemand")


def test_the_coordinators_own_file_takes_the_clocks_moment_too(at: At) -> None:
    world = at(Phase.CONCEPT)
    world.clock.moment = datetime(2020, 3, 1, 9, 0, tzinfo=UTC)
    old = inbox_files()[REDACTIE, "redactie.yaml"]
    data = old.replace(b"Een lamp die een leerling", b"De lamp die een leerling")
    assert upload(world, data, partner=REDACTIE, name="redactie.yaml").counts
    found = pipeline.editorial_now(world.tools)
    assert found is not None
    assert found.sent_at.date().isoformat() == "2020-03-01"


def test_a_name_is_put_on_record_without_its_folder_or_hidden_characters(at: At) -> None:
    world = opened(at)
    upload(world, name="C:\\stukken\\bij\u202edrage.yaml")
    assert world.events(ContributionReceived)[0].file.name == "bijU+202Edrage.yaml"


def test_nothing_is_taken_in_once_the_edition_is_adopted(at: At) -> None:
    with pytest.raises(TransitionRefused):
        upload(at(Phase.ADOPTED))
