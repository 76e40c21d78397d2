"""The second programme goes the whole way, from inbox to released package, through the same pipeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.errors import NotApproved
from bna_pipeline.model.draft import DOCUMENTS, Outcome, Verdict
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline import Step
from bna_pipeline.pipeline.tools import Actor, Tools
from tests.programmes.layout import EDITION, TEMPLATES, lay_out
from tests.support.words import which_differ

# One worker: what they look at takes seconds to play.
pytestmark = pytest.mark.xdist_group("second programme whole")

Do = Callable[..., Step]


class Story:
    """Plays an edition step by step, each at its own moment."""

    def __init__(self, root: Path) -> None:
        lay_out(root)
        self.root = root

    def app(self, at: str) -> wiring.App:
        return wiring.open_app(self.root, datetime.fromisoformat(at))

    def do(self, step: Do, at: str, person: str, act: Act, **how: object) -> Step:
        """One person's act, and then whatever follows from it by itself."""
        app = self.app(at)
        tools: Tools = app.tools(EDITION)
        done = step(tools, app.actor(EDITION, person, act), **how)
        wiring.pipeline.advance(tools, app.system())
        return done

    def decide(self, at: str, stage: str, person: str) -> Step:
        return self.do(wiring.pipeline.decide, at, person, Act.DECIDE, stage=stage, verdict=Verdict.APPROVE)

    def phase(self, at: str) -> Phase:
        return wiring.pipeline.state(self.app(at).tools(EDITION)).phase


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Played once; the tests look at what came of it."""
    play = Story(tmp_path_factory.mktemp("regiodeal"))
    steps = wiring.pipeline
    play.do(steps.open_edition, "2020-01-13T09:00:00+01:00", "coordinator", Act.OPEN)
    play.do(steps.close, "2020-02-17T12:00:00+01:00", "coordinator", Act.CLOSE)
    play.decide("2020-02-19T10:00:00+01:00", "lezers", "lezer-mensen")
    play.decide("2020-02-20T10:00:00+01:00", "lezers", "lezer-rijk")
    play.decide("2020-02-24T10:00:00+01:00", "directie", "programmadirecteur")
    with pytest.raises(NotApproved, match="vastgesteld"):
        play.do(steps.sign, "2020-02-24T11:00:00+01:00", "gedeputeerde", Act.SIGN)
    play.do(
        steps.adopt,
        "2020-03-17T13:00:00+01:00",
        "kabinetschef",
        Act.ADOPT,
        on=date(2020, 3, 17),
        number="RD-12",
        outcome=Outcome.ADOPTED,
    )
    play.do(steps.sign, "2020-03-18T09:00:00+01:00", "gedeputeerde", Act.SIGN)
    play.do(steps.arm, "2020-03-19T09:00:00+01:00", "coordinator", Act.ARM)
    play.do(
        steps.note_kamerbrief,
        "2020-03-24T10:00:00+01:00",
        "coordinator",
        Act.NOTE_KAMERBRIEF,
        name="kamerbrief.pdf",
        data=(TEMPLATES / "bna" / "demo" / "kamerbrief.pdf").read_bytes(),
        on=date(2020, 3, 24),
        number="80",
    )
    return play


def test_one_signature_is_enough_where_the_programme_has_one_signatory(story: Story) -> None:
    state = wiring.pipeline.state(story.app("2020-03-24T11:00:00+01:00").tools(EDITION))
    assert [s.field for s in state.signatures] == ["Gedeputeerde"]
    assert state.phase is Phase.FINISHED


def test_the_package_holds_the_documents_and_checks_out(story: Story) -> None:
    package = story.root / "outbox" / EDITION / "pakket"
    assert {p.name for p in (package / "data").iterdir()} >= set(DOCUMENTS)
    found = wiring.verify_package(package)
    assert found.holds, [row for row in found.rows if row.holds.value == "klopt niet"]


def test_its_documents_say_the_same_in_every_form(story: Story) -> None:
    data = story.root / "outbox" / EDITION / "pakket" / "data"
    assert which_differ({name: (data / name).read_bytes() for name in DOCUMENTS}) == {}


def test_its_own_channel_got_the_documents_and_no_hand_over_was_made(story: Story) -> None:
    outbox = story.root / "outbox" / EDITION
    assert (outbox / "statengriffie").is_dir()
    assert not (outbox / "ezk").exists()


def test_going_on_changes_nothing(story: Story) -> None:
    app = story.app("2020-03-25T09:00:00+01:00")
    tools = app.tools(EDITION)
    before = wiring.pipeline.state(tools).seq
    wiring.pipeline.advance(tools, Actor("systeem", "proef"))
    assert wiring.pipeline.state(tools).seq == before
