"""The coordinator's digest tells of a release: what is doubted, a clock that is ahead, each channel that is away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bna_pipeline import pipeline
from bna_pipeline.delivery.patience import ALARMING
from bna_pipeline.model.release_events import (
    ClockDoubted,
    DoubtSettled,
    MomentReached,
    ReleaseConfirmed,
    ReleasePlanned,
    ReleaseUnplanned,
    SignalDoubted,
    SignalSource,
)
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.moved import sentence_of
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.desk_world import desk, run, text_of, told
from tests.unit.pipeline.world import World, actor

MINUTE = datetime(2020, 7, 1, 12, 0, tzinfo=UTC)
DOUBT = SignalDoubted(source=SignalSource.MAIL, document="brief.pdf", why="Het dossier is een ander.")
PACKAGE = "0" * 64


def troubles(world: World) -> list[str]:
    return [trouble.what for trouble in pipeline.troubles(world.tools, world.state)]


def test_a_doubt_stays_in_the_digest_until_somebody_settled_it(at: At) -> None:
    world = at(Phase.SIGNED)
    world.note(DOUBT)
    (what,) = troubles(world)
    assert what == (
        "brief.pdf (per mail binnengekomen) is niet zonder meer de Kamerbrief van deze editie: Het dossier is een "
        "ander. Er vertrekt niets."
    )
    world.note(DoubtSettled(document="brief.pdf", reason="Een ander dossier."))
    assert troubles(world) == []


def test_a_clock_that_is_ahead_is_a_trouble_until_the_package_went(at: At) -> None:
    world = at(Phase.SIGNED)
    pipeline.arm(world.tools, actor("coordinator"))
    world.note(ReleasePlanned(at=MINUTE, zone="Europe/Amsterdam"))
    world.note(ClockDoubted(planned=MINUTE, vouched=datetime(2020, 6, 30, 22, 5, tzinfo=UTC)))
    (what,) = troubles(world)
    assert "zei de tijdstempeldienst 01-07-2020 00:05. Er vertrekt niets." in what


def test_each_channel_that_is_away_is_told_once_with_the_state_of_the_whole(at: At) -> None:
    """Also when it was tried so often that the step itself is stuck: the channel says more."""
    world = at(Phase.SIGNED)
    pipeline.arm(world.tools, actor("coordinator"))
    world.channels[0].closed = True
    world.see_kamerbrief()
    for _ in range(ALARMING + 1):
        world.advance()
        world.clock.moment = max(late.after for late in world.state.release.late.values())
    assert [step.step for step in world.state.stuck] == ["deliver"]
    (what,) = troubles(world)
    name = world.programme.delivery.channels[0].name
    assert what.startswith(f"Vrijgegeven; 1 van 2 kanalen moet nog. {name} heeft het pakket nog niet (poging ")
    world.channels[0].closed = False
    world.clock.moment = world.clock.moment.replace(year=2021)
    world.advance()
    assert troubles(world) == []


def test_the_digest_itself_says_that_a_channel_still_has_to_take_it(at: At) -> None:
    world, _ = desk(at, Phase.SIGNED)
    pipeline.arm(world.tools, actor("coordinator"))
    world.channels[0].closed = True
    world.see_kamerbrief()
    run(world)
    (mail,) = told(world, "coordinator")[-1:]
    body = text_of(world.mailer.read(len(world.mailer.taken) - 1))
    assert "1 van 2 kanalen moet nog" in " ".join(body.split()), mail.mail.subject


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (
            ReleasePlanned(at=MINUTE, zone="Europe/Amsterdam"),
            "Het pakket vertrekt op 1 juli 2020 om 14:00 (Europe/Amsterdam).",
        ),
        (ReleaseUnplanned(reason="Uitgesteld."), "Het moment van vertrek is vervallen: Uitgesteld."),
        (
            ReleaseConfirmed(at=MINUTE, package=PACKAGE),
            "Bevestigd is dat het pakket op het gekozen moment mag vertrekken.",
        ),
        (MomentReached(planned=MINUTE), "Het gekozen moment van vertrek is aangebroken."),
        (DOUBT, "brief.pdf (per mail binnengekomen) lijkt op de Kamerbrief: Het dossier is een ander."),
        (DoubtSettled(document="brief.pdf", reason="Nee"), "brief.pdf is niet de Kamerbrief: Nee."),
        (
            ClockDoubted(planned=MINUTE, vouched=MINUTE),
            "De klok van de computer liep voor op die van de tijdstempeldienst; er vertrok niets.",
        ),
    ],
)
def test_what_happened_around_the_signal_moved_the_edition_on(at: At, event: object, sentence: str) -> None:
    assert sentence_of(at(Phase.NONE).programme, event) == sentence  # type: ignore[arg-type]
