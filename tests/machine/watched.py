"""What is looked at while an edition is played: refusals change nothing, and every step keeps the promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from bna_pipeline import pipeline
from bna_pipeline.errors import BnaError
from bna_pipeline.model.release_events import ReleaseFired
from bna_pipeline.model.state import fold
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline.counting import draft_is_current
from bna_pipeline.pipeline.proposal_lines import open_proposals
from bna_pipeline.pipeline.status import position
from tests.machine.desk_oracle import Page
from tests.machine.oracle import Oracle
from tests.machine.setting import Setting
from tests.machine.tally import Tally
from tests.machine.walking import LONGEST, actor, require_commands, step

BEGINNINGS = (Phase.NONE, Phase.OPEN, Phase.CONCEPT, Phase.FOR_ADOPTION, Phase.ADOPTED, Phase.SIGNED)
MANDATE = "ter vaststelling, met een mandaat"
OFTEN = (
    *(phase.value for phase in BEGINNINGS),
    *(Phase.OPEN.value, Phase.CONCEPT.value, Phase.CONCEPT.value, Phase.CONCEPT.value, Phase.FOR_ADOPTION.value),
    *(MANDATE, MANDATE),
)
"""Where runs begin, and how often: most can go wrong while people decide."""


class Watched(RuleBasedStateMachine):
    """One edition, held to its promises after every step.

    Attributes:
        elsewhere: letters that somebody signed outside, read in or not.
        pages: what people have before them, of now or of long ago; `bases` the redactie as it was shown.
        start: gives a setting by where it stands, to do with as one likes.
    """

    start: ClassVar[Callable[[str], Setting]]
    tally: ClassVar[Tally]
    leaning: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.setting: Setting | None = None
        self.happened = 0
        self.sound = True
        self.elsewhere: list[bytes] = []
        self.pages: list[Page] = []
        self.bases: list[str] = []
        self.tally.examples += 1

    @initialize(where=st.sampled_from(OFTEN), seed=st.integers(0, 2**14 - 1))
    def begin(self, where: str, seed: int) -> None:
        self.seed = seed
        self.setting = type(self).start(where)
        self.elsewhere.clear()
        self.pages.clear()
        self.bases.clear()
        self.tally.runs += 1
        self.oracle = Oracle(
            self.world.tools.programme, self.world.blobs.get, lambda path: self.world.outbox.files.get(path)
        )
        self.observe()

    @property
    def world(self) -> Setting:
        assert self.setting is not None
        return self.setting

    def observe(self) -> None:
        self.sound = False
        for entry in self.world.entries()[len(self.oracle.read) :]:
            self.oracle.see(entry)
        self.sound = True

    def attempt(self, act: str, doing: Callable[[], object]) -> BnaError | None:
        """Let somebody try something; why it was refused. A refusal changes nothing; any other error is a fault."""
        before = self.world.standing()
        self.tally.steps += 1
        refused = None
        try:
            doing()
        except BnaError as why:
            refused = why
            self.tally.refused[act] += 1
            assert _but_for_claims(self.world.standing()) == _but_for_claims(before), (
                f"{act} was refused and changed something"
            )
        else:
            self.tally.accepted[act] += 1
        self.observe()
        return refused

    def by(self, person: str, act: Act) -> Any:
        return actor(self.world, person, act)

    @invariant()
    def holds(self) -> None:
        if self.setting is not None:
            self.hold_all()

    def hold_all(self) -> None:
        world = self.world
        now = position(world.tools)
        self.tally.phases[now.state.phase.value] += 1
        assert fold(world.tools.id, world.entries(), signatures_needed=2) == now.state
        assert bool(now.waits) == (now.state.phase is not Phase.FINISHED)
        require_commands(now.waits, world)
        if self.oracle.drafts:
            told = {
                (stage.stage, r.person): (
                    frozenset(s.id for s in r.standing),
                    frozenset(s.id for s in r.needed),
                    r.returned,
                )
                for stage in now.stages
                for r in stage.reviewers
            }
            assert told == self.oracle.account(), "an approval stands for other words than were seen"
            done = {stage.stage: (stage.satisfied, stage.reached) for stage in now.stages}
            draft, route = self.oracle.drafts[-1], self.oracle.programme.review
            assert done == {s.id: (self.oracle.stage_done(s, draft), self.oracle.turn(s.id)) for s in route}
            until = {w.stage: w.due for w in now.course if w.opened_at is not None}
            assert until == {stage: term.due for stage, term in self.oracle.terms.running.items()}
            remarks = {r.remark.id: r.open for r in now.state.remarks}
            assert remarks == {name: kept.open for name, kept in self.oracle.desk.remarks.items()}
            unanswered = {line.id for line in open_proposals(world.tools, now.state)}
            assert unanswered == self.oracle.desk.unanswered(), "a proposal is lost"
            late = {w.stage for w in now.course if w.expired}
            passed = {stage for stage, term in self.oracle.terms.running.items() if term.expired}
            assert late == {stage for stage in passed if done[stage] == (False, True)}, "a term that passed is not told"
        fired = [e for e in world.entries() if isinstance(e.event, ReleaseFired)]
        assert len(fired) <= 1
        if not fired:
            assert not any(c.delivered or c.held for c in world.channels), "something left before release"
            assert not any(p.startswith(("pakket/", "dossier/")) for p in world.outbox.files)
        for channel in world.ways_out():
            assert len(channel.delivered) == len(set(channel.delivered)), "delivered twice"

    def hold_terms(self) -> None:
        """After a run what waits for people has its term, and what is over is told; of a draft that still counts."""
        now = self.world.state
        if now.phase is not Phase.CONCEPT or not draft_is_current(self.world.tools, now):
            return
        for stage in self.oracle.programme.review:
            if not self.oracle.turn(stage.id):
                assert stage.id not in self.oracle.terms.running
            elif not self.oracle.stage_done(stage, self.oracle.drafts[-1]):
                term = self.oracle.terms.running[stage.id]
                assert term.expired or not self.oracle.terms.is_over(stage.id, self.world.clock.now())

    def teardown(self) -> None:
        """From wherever the run ended, following the waits leads to the end."""
        if self.setting is None or not self.sound:
            return  # a run that broke a rule ends there, so that this is what is told
        for number in range(LONGEST):
            if step(self.world, number * 5 + len(self.world.entries())) is None:
                return
            self.tally.followed += 1
            self.observe()
            self.hold_all()
        raise AssertionError(f"after {LONGEST} acts it still waits for {pipeline.waits_for(self.world.tools)}")


def _but_for_claims(standing: Any) -> Any:
    """A draft that is refused for what it claims tells the redactie so, in its own folder; that is no change."""
    hashes, files, channels = standing
    return hashes, {p: data for p, data in files.items() if not p.startswith("redactie/beweringen")}, channels
