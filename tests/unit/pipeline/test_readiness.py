"""What signing needs is looked at once a day, on record where it is outside, and said until it is put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bna_pipeline import pipeline
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.signing_events import ReadinessProbed
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.readiness import AFTER_DEADLINE, expected_signing, template_faults
from bna_pipeline.ports import Probed
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import World, actor

FAULT = "De sleutel van Gedeputeerde verloopt op 12 mei 2020, voor de verwachte ondertekening (24 juni 2020)."


class Probe:
    """Keys and services that are fine, or not."""

    def __init__(self) -> None:
        self.faults: tuple[str, ...] = ()
        self.configuration = sha256_hex(b"zo")
        self.asked: list[tuple[datetime, date]] = []

    def probe(self, at: datetime, until: date) -> Probed:
        self.asked.append((at, until))
        return Probed(("de sleutel van Gedeputeerde", "de tijdstempeldienst"), self.faults)


def watched(world: World) -> Probe:
    probe = Probe()
    world.tools = replace(world.tools, readiness=probe)
    return probe


def test_from_opening_to_release_it_is_looked_at_once_a_day_and_recorded(at: At) -> None:
    world = at(Phase.OPEN)
    probe = watched(world)
    for _ in range(3):
        world.advance()
    assert len(probe.asked) == 1
    world.clock.moment += timedelta(days=1)
    world.advance()
    first, second = world.events(ReadinessProbed)
    assert second.day - first.day == timedelta(days=1)
    assert first.looked_at == ("de sleutel van Gedeputeerde", "de tijdstempeldienst", "sjablonen en lettertypen")
    assert first.faults == ()


@pytest.mark.parametrize("phase", [Phase.NONE, Phase.SIGNED, Phase.FINISHED])
def test_before_opening_and_after_the_last_signature_there_is_nothing_to_look_at(at: At, phase: Phase) -> None:
    world = at(phase)
    probe = watched(world)
    world.advance()
    assert probe.asked == [] and world.events(ReadinessProbed) == []


def test_where_nothing_outside_is_configured_nothing_is_recorded(at: At) -> None:
    world = at(Phase.ADOPTED)
    world.advance()
    assert world.events(ReadinessProbed) == []


def test_a_fault_is_said_and_waited_for_until_it_is_put_right(at: At) -> None:
    world = at(Phase.CONCEPT)
    probe = watched(world)
    probe.faults = (FAULT,)
    said = [line for step in world.advance() for line in step.said]
    assert f"LET OP, voor de ondertekening: {FAULT}" in said
    (wait,) = [w for w in pipeline.waits(world.tools) if w.subject == "ondertekening"]
    assert FAULT in wait.sentence and "nagekeken op" in wait.sentence and wait.command == f"bna check {world.tools.id}"
    probe.faults = ()
    world.advance()
    assert len(probe.asked) == 1  # the same day, the same configuration: it is not asked again
    probe.configuration = sha256_hex(b"anders")
    world.advance()
    assert [w for w in pipeline.waits(world.tools) if w.subject == "ondertekening"] == []
    assert [e.faults for e in world.events(ReadinessProbed)] == [(FAULT,), ()]


def test_certificates_must_hold_until_the_day_that_the_edition_says_or_weeks_after_its_deadline(at: At) -> None:
    edition = at(Phase.NONE).tools.edition
    assert edition.deadline is not None
    today = edition.deadline - timedelta(days=30)
    assert expected_signing(edition, today) == edition.deadline + AFTER_DEADLINE
    told = edition.model_copy(update={"signing_expected": date(2020, 6, 24)})
    assert expected_signing(told, today) == date(2020, 6, 24)
    assert expected_signing(told, date(2020, 7, 1)) == date(2020, 7, 1)  # it is late: today then


def test_a_check_says_what_a_probe_finds_and_records_nothing(at: At) -> None:
    world = at(Phase.NONE)
    before = pipeline.check(world.tools)
    probe = watched(world)
    probe.faults = (FAULT,)
    assert pipeline.check(world.tools) == (*before, FAULT)
    assert world.ledger.kept == []


def test_opening_says_what_is_wrong_with_a_template_or_a_font_and_goes_on(at: At) -> None:
    world = at(Phase.NONE)
    stamp = world.templates / "letter" / "stamp.typ"
    was = stamp.read_text(encoding="utf-8")
    try:
        assert template_faults(world.tools) == ()
        stamp.write_text(was.replace("Source Sans 3", "Lettertype dat er niet is"), encoding="utf-8")
        (fault,) = template_faults(world.tools)
        assert "Lettertypen of stempel" in fault
        step = pipeline.open_edition(world.tools, actor("coordinator"))
        assert f"LET OP: {fault}" in step.said and world.phase() is Phase.OPEN
        stamp.unlink()
        (gone,) = template_faults(world.tools)
        assert "letter/stamp.typ ontbreekt" in gone
    finally:
        stamp.write_text(was, encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("serif: Source Serif 4", "serif: Lettertype dat er niet is", "'Lettertype dat er niet is'"),
        ('ink: "#1b2430"', 'ink: "#b0b0b0"', "colours.ink op paper"),
    ],
)
def test_a_house_style_that_cannot_be_read_or_set_is_said_before_the_round(
    at: At, old: str, new: str, said: str
) -> None:
    world = at(Phase.NONE)
    house = world.templates / "house.yaml"
    was = house.read_text(encoding="utf-8")
    assert old in was
    try:
        house.write_text(was.replace(old, new), encoding="utf-8")
        (fault,) = template_faults(world.tools)
        assert said in fault
    finally:
        house.write_text(was, encoding="utf-8")
