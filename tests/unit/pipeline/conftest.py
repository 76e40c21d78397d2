"""One story, played once: a test asks for the phase it needs and gets a world of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bna_pipeline.model.transitions import Phase
from tests.programmes.layout import lay_out
from tests.unit.pipeline.world import World, new_world

At = Callable[[Phase], World]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[Phase, World]:
    """The story so far, by phase; longer stories begin where shorter ones end."""
    return {Phase.NONE: new_world(lay_out(tmp_path_factory.mktemp("wereld")))}


@pytest.fixture
def at(played: dict[Phase, World]) -> At:
    """The world as it stands at a phase, to do with as a test likes.

    Closed is passed at once, since the first draft follows by itself; a test that wants it closes a round itself.
    """
    return lambda phase: world_at(played, phase)


def world_at(played: dict[Phase, World], phase: Phase) -> World:
    """A world of its own at a phase, of the story that is played once."""
    if phase not in played:
        before = max((p for p in played if _order(p) < _order(phase)), key=_order)
        played[phase] = played[before].copy().play_to(phase)
    return played[phase].copy()


def _order(phase: Phase) -> int:
    return list(Phase).index(phase)
