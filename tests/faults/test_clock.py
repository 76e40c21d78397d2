"""A clock that is wrong opens nothing, closes nothing and changes no order; it is said where a person reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bna_pipeline.wiring.engines import SystemClock
from tests.faults.conftest import Project, Story, note_kamerbrief
from tests.programmes.layout import EDITION

pytestmark = pytest.mark.xdist_group("faults")

Copied = Callable[[Path], Project]
LONG_AGO, FAR_AHEAD = datetime(2001, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)


def clock_at(moment: datetime) -> Callable[[], None]:
    """In the process where it is called, the machine's clock stands there."""

    def set_clock() -> None:
        SystemClock.now = lambda _clock: moment  # type: ignore[method-assign, assignment]

    return set_clock


@pytest.mark.parametrize("moment", [LONG_AGO, FAR_AHEAD])
@pytest.mark.parametrize("state", ["opened", "closed"])
def test_a_wrong_clock_makes_no_other_edition(state: str, moment: datetime, story: Story, copied: Copied) -> None:
    """Which version counts, what a draft holds and its bytes come from what was sent, not from the clock."""
    project = copied(getattr(story, state))
    assert project.bna("run", EDITION, first=clock_at(moment)).code == 0
    assert project.events() == story.after[state].events
    assert project.files() == story.after[state].files


@pytest.mark.parametrize("moment", [LONG_AGO, FAR_AHEAD])
def test_no_clock_releases_what_the_kamerbrief_has_not(moment: datetime, story: Story, copied: Copied) -> None:
    project = copied(story.armed)
    assert project.bna("run", EDITION, first=clock_at(moment)).code == 0
    assert "release.fired" not in project.kinds()
    assert not (project.outbox / "pakket").exists()
    note_kamerbrief(project)
    assert project.bna("run", EDITION, first=clock_at(moment)).code == 0
    assert project.kinds() == [event.split()[0] for event in story.after["signed"].events]
    assert project.files() == story.after["signed"].files


def test_a_clock_that_was_set_back_is_said_by_run_and_stays_to_be_seen_in_the_audit(
    story: Story, copied: Copied
) -> None:
    """The ledger keeps what the clock said, beside a number that only goes up; nothing is made up."""
    project = copied(story.opened)
    said = project.bna("run", EDITION, first=clock_at(LONG_AGO))
    assert "De klok (01-01-2001 00:00 UTC) staat vóór de laatste regel van het logboek" in said.out
    assert "De klok" not in project.bna("run", EDITION).out
    audit = project.bna("audit", EDITION).out
    assert audit.count("De klok stond hier vóór die van de regel ervoor.") == 1


def test_an_edition_that_was_moved_on_under_a_clock_ahead_goes_on_under_the_right_one(
    story: Story, copied: Copied
) -> None:
    project = copied(story.concept)
    approve = ("review", EDITION, "--stage", "lezers", "--decision", "approve", "--as")
    assert project.bna(*approve, "lezer-mensen", first=clock_at(FAR_AHEAD)).code == 0
    assert project.bna(*approve, "lezer-rijk").code == 0
    director = ("review", EDITION, "--stage", "directie", "--decision", "approve", "--as", "programmadirecteur")
    assert project.bna(*director).code == 0
    assert project.kinds()[-1] == "review.completed"
