"""The state machine: anybody tries anything, in any order; what must hold is looked at after every step."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date, timedelta

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import rule

from bna_pipeline import pipeline
from bna_pipeline.contributions.conflicts import VERSION
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import Outcome, Verdict
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.model.waits import When
from bna_pipeline.pipeline import Actor
from bna_pipeline.pipeline.signing_folder import LETTER_PATH, SIGNING_FOLDER
from tests.machine.acts import SMALL, THINGS, may
from tests.machine.after_adoption import AfterAdoption
from tests.machine.sent import AGENCY, CITY, FIRST, REDACTIE
from tests.machine.setting import PROGRAMMES, SYSTEM, Setting
from tests.machine.tally import Tally
from tests.machine.walking import do, step
from tests.machine.watched import BEGINNINGS, MANDATE, OFTEN

PEOPLE = tuple(p.id for p in PROGRAMMES["zoals het was"].people)
STAGES = tuple(s.id for s in PROGRAMMES["zoals het was"].review)
REVIEWERS = tuple(sorted({r.person for s in PROGRAMMES["zoals het was"].review for r in s.reviewers}))
DECIDED = date(2020, 3, 17)
KNOWING = 0.7
"""How often somebody looks first what an edition is open to."""
LEANING = 0.5
"""How often it is one of the acts to which the runs lean, where they lean."""


class UnsafeOrders(AfterAdoption):
    """People who do not wait for their turn."""

    # -- what people send ------------------------------------------------------------------------------

    @may(2, Act.SETTLE, pick=SMALL, person=["coordinator", "coordinator", *PEOPLE])
    def settle(self, pick: int, person: str) -> None:
        def doing() -> object:
            waits = [w for w in pipeline.waits(self.world.tools) if w.act is Act.SETTLE]
            settled = self.world.state.settlements
            subject = waits[pick % len(waits)].subject if waits else settled[-1].subject if settled else CITY
            chosen = waits[pick % len(waits)].choices[pick % 2] if waits and pick < 9 else "niemand"
            if not waits and settled and pick < 9:  # another choice, or the same one
                chosen = settled[-1].values[pick % 2][settled[-1].field == VERSION]
            by = self.by(person, Act.SETTLE)
            return pipeline.settle(self.world.tools, by, subject=subject, chosen=chosen, reason="zo is het")

        self.attempt("beslechten", doing)

    @may(2, Act.SETTLE, sender=[CITY, AGENCY], pick=SMALL, days=range(1, 4))
    def contradict_and_settle(self, sender: str, pick: int, days: int) -> None:
        self.edit(sender, pick, days, "tegenspraak")
        self.settle(pick, "coordinator")

    @may(2, person=["coordinator", "coordinator", *PEOPLE], reason=["", "de rest komt niet meer"])
    def open_or_close(self, person: str, reason: str) -> None:
        if self.world.phase() is Phase.NONE:
            self.attempt("openen", lambda: pipeline.open_edition(self.world.tools, self.by(person, Act.OPEN)))
        else:
            self.attempt("sluiten", lambda: pipeline.close(self.world.tools, self.by(person, Act.CLOSE), reason=reason))

    @may(1, Act.DRAFT, person=["coordinator", "kabinetschef"])
    def draft(self, person: str) -> None:
        self.attempt("concept", lambda: pipeline.draft(self.world.tools, self.by(person, Act.DRAFT)))

    # -- what people decide ----------------------------------------------------------------------------

    @may(
        8,
        Act.DECIDE,
        stage=STAGES,
        giver=REVIEWERS,
        verdict=[*[Verdict.APPROVE, Verdict.WITHDRAW] * 4, *[Verdict.REMARK, Verdict.RETURN] * 2, Verdict.NO_OBJECTION],
        principal=[None, None, None, *REVIEWERS],
        pick=SMALL,
    )
    def decide(self, stage: str, giver: str, verdict: Verdict, principal: str | None, pick: int) -> None:
        if pick < 8:  # more often than not somebody decides whose turn it is, or takes back what he decided
            principal = None
            stage, giver = self._whose_turn(pick, verdict) or (stage, giver)
        self.attempt(
            f"besluit {verdict.value}",
            lambda: pipeline.decide(
                self.world.tools,
                self.by(giver, Act.DECIDE),
                stage=stage,
                verdict=verdict,
                comment="toelichting",
                on_behalf=principal,
            ),
        )

    def _whose_turn(self, pick: int, verdict: Verdict) -> tuple[str, str] | None:
        given = self.world.state.decisions
        if verdict is Verdict.WITHDRAW and given:
            return (given[-1 - pick % len(given)].stage, given[-1 - pick % len(given)].reviewer)
        waits = [w for w in pipeline.waits(self.world.tools) if w.act is Act.DECIDE and w.when is When.NOW]
        if not waits:
            return None
        wait = waits[pick % len(waits)]
        return (wait.subject, wait.who[pick % len(wait.who)])

    @may(2, Act.DECIDE, pick=SMALL, who=SMALL, verdict=[Verdict.APPROVE, Verdict.RETURN])
    def decide_whosever_turn_it_is(self, pick: int, who: int, verdict: Verdict) -> None:
        """One of a stage's own reviewers decides, whether the stages before it are done or not."""
        stages = self.world.tools.programme.review
        stage = stages[pick % len(stages)]
        self.decide(stage.id, stage.reviewers[who % len(stage.reviewers)].person, verdict, None, max(SMALL))

    @may(5, Act.DECIDE, stage=STAGES, seed=SMALL)
    def decide_for_another(self, stage: str, seed: int) -> None:
        """A deputy decides: somebody to whom it was given once, in time or not."""
        lent = self.world.state.delegations
        if lent:
            d = lent[seed % len(lent)]
            self.decide(stage, d.deputy, Verdict.APPROVE, d.principal, max(SMALL))

    @may(3, Act.DELEGATE, principal=REVIEWERS, deputy=REVIEWERS, by=PEOPLE, start=range(-2, 3), days=range(-1, 5))
    def delegate(self, principal: str, deputy: str, by: str, start: int, days: int) -> None:
        first = self.world.clock.moment.date() + timedelta(days=start)
        person = by if days == 0 else "coordinator"
        self.attempt(
            "vervanging",
            lambda: pipeline.delegate(
                self.world.tools,
                self.by(person, Act.DELEGATE),
                principal=principal,
                deputy=deputy,
                valid_from=first,
                valid_until=first + timedelta(days=days),
                reason="verlof",
            ),
        )

    @may(2, Act.DECIDE, pick=SMALL, deputy=REVIEWERS, days=range(3), late=range(5))
    def be_replaced_and_decide(self, pick: int, deputy: str, days: int, late: int) -> None:
        """Whose turn it is goes away for some days; the deputy decides in time, or after them."""
        turn = self._whose_turn(pick, Verdict.APPROVE)
        if turn is not None:
            stage, principal = turn
            self.delegate(principal, deputy, "coordinator", 0, days)
            self.world.later(late)
            self.decide(stage, deputy, Verdict.APPROVE, principal, max(SMALL))

    @may(1, Act.DELEGATE, seed=SMALL, by=PEOPLE)
    def end_delegation(self, seed: int, by: str) -> None:
        lent = self.world.state.delegations
        principal, deputy = (
            (REVIEWERS[0], REVIEWERS[1])
            if not lent
            else (lent[seed % len(lent)].principal, lent[seed % len(lent)].deputy)
        )
        person = "coordinator" if seed % 2 else by
        self.attempt(
            "vervanging beëindigen",
            lambda: pipeline.end_delegation(
                self.world.tools, self.by(person, Act.DELEGATE), principal=principal, deputy=deputy, reason="terug"
            ),
        )

    @may(
        3,
        Act.ADOPT,
        person=["kabinetschef", "kabinetschef", "coordinator"],
        outcome=list(Outcome),
        holder=[None, "gedeputeerde", "lezer-rijk"],
        right=[False, True],
    )
    def adopt(self, person: str, outcome: Outcome, holder: str | None, right: bool) -> None:
        if right:
            holder = "gedeputeerde" if outcome is Outcome.MANDATE else None
        self.attempt(
            f"vaststellen {outcome.value}",
            lambda: pipeline.adopt(
                self.world.tools,
                self.by(person, Act.ADOPT),
                on=DECIDED,
                number=f"RD-{len(self.world.entries())}",
                outcome=outcome,
                holder=holder,
            ),
        )

    @may(3, Act.ACCEPT, person=["coordinator", "coordinator", *PEOPLE], reason=["", "citaat", "citaat"], back=[0, 0, 1])
    def accept(self, person: str, reason: str, back: int) -> None:
        act = pipeline.withdraw_acceptance if back else pipeline.accept
        self.attempt(
            "aanvaarding intrekken" if back else "aanvaarden",
            lambda: act(self.world.tools, self.by(person, Act.ACCEPT), rule="BRF-032", reason=reason),
        )

    @may(2, text=[2, 2, 1], days=range(1, 5))
    def slip(self, text: int, days: int) -> None:
        """The redactie makes a slip, or mends it."""
        self.send(REDACTIE, days, text, "", True)

    @may(1, Act.SETTLE_MANDATE, person=["gedeputeerde", "kabinetschef"])
    def finish_mandate(self, person: str) -> None:
        self.attempt(
            "mandaat afronden",
            lambda: pipeline.finish_mandate(self.world.tools, self.by(person, Act.SETTLE_MANDATE)),
        )

    @may(
        2,
        Act.WITHDRAW_ADOPTION,
        person=PEOPLE,
        reason=["de ondertekenaar weigert", "een fout", ""],
        by_secretary=[False, True, True],
    )
    def withdraw_adoption(self, person: str, reason: str, by_secretary: bool) -> None:
        by = "kabinetschef" if by_secretary else person
        self.attempt(
            "vaststelling intrekken",
            lambda: pipeline.withdraw_adoption(self.world.tools, self.by(by, Act.WITHDRAW_ADOPTION), reason=reason),
        )

    # -- what happens around them ----------------------------------------------------------------------

    @may(1, which=range(3), closed=[False, True])
    def channel(self, which: int, closed: bool) -> None:
        for way in self.world.ways_out()[which : which + 1 if which < 2 else None]:  # the ministry has many folders
            way.closed = closed

    @may(1, days=[-3.0, -1.0, -0.1, 0.1, 1.0, 2.0, 5.0])
    def time_passes(self, days: float) -> None:
        self.world.later(days)

    @may(1, names=sorted(PROGRAMMES))
    def programme_changes(self, names: str) -> None:
        self.world.names = names
        self.world.equip()
        self.oracle.programme = self.world.tools.programme

    @may(2, Act.DECIDE, pick=SMALL, names=["bredere delen", "zoals het was", "zoals het was"], late=[False, True])
    def decide_after_the_programme_changed(self, pick: int, names: str, late: bool) -> None:
        """A page is open while somebody changes who reads what; it is another draft too when a run came between."""
        self.programme_changes("bredere delen" if names != "bredere delen" else "zoals het was")
        self.open_a_page(pick, STAGES[0], REVIEWERS[pick % len(REVIEWERS)])
        self.programme_changes(names)
        if late:
            self.advance()
        self.decide_from_a_page(0, Verdict.APPROVE, "")

    @may(2, Act.ADOPT, names=sorted(PROGRAMMES))
    def adopt_and_change_the_programme(self, names: str) -> None:
        self.adopt("kabinetschef", Outcome.ADOPTED, None, True)
        self.programme_changes(names)
        self.advance()

    @may(2, Act.ADOPT, days=range(1, 6), back=[0, 0, 1])
    def adopt_in_spite_of_a_slip(self, days: int, back: int) -> None:
        """Everyone overlooks a slip, or somebody accepts it first."""
        self.slip(2, days)
        self.advance()
        for _ in range(9):
            waits = [w for w in pipeline.waits(self.world.tools) if w.act is Act.DECIDE and w.when is When.NOW]
            if not waits:
                break
            do(self.world, waits[0])
            self.observe()
        self.advance()
        if back:
            self.accept("coordinator", "citaat", 0)
        self.adopt("kabinetschef", Outcome.ADOPTED, None, True)

    @may(1, layout=[b"sjablonen", b"andere sjablonen"])
    def templates_change(self, layout: bytes) -> None:
        self.world.layout = sha256_hex(layout)
        self.world.equip()

    @may(2, pick=SMALL, gone=[False, True])
    def tamper(self, pick: int, gone: bool) -> None:
        """Somebody opens a file in the outbox and saves it, or throws it away."""
        paths = sorted(p for p in self.world.outbox.files if p.startswith(("concept/", SIGNING_FOLDER)))
        if not paths:
            return
        path = LETTER_PATH if pick > 8 and LETTER_PATH in paths else paths[-1 - pick % min(4, len(paths))]
        if gone:
            del self.world.outbox.files[path]
        else:
            self.world.outbox.files[path] += b" "

    @may(3)
    def advance(self) -> None:
        self.attempt("verder", lambda: pipeline.advance(self.world.tools, SYSTEM))
        before = self.world.standing()
        pipeline.advance(self.world.tools, SYSTEM)
        assert self.world.standing() == before, "advancing twice is not advancing once"
        self.hold_terms()

    @may(12, pick=SMALL)
    def follow(self, pick: int) -> None:
        """Somebody does what the edition waits for."""
        if step(self.world, pick) is not None:
            self.tally.followed += 1
        self.tally.steps += 1
        self.observe()

    @may(4, pick=SMALL, times=range(2, 8))
    def follow_on(self, pick: int, times: int) -> None:
        for number in range(times):
            self.follow(pick + 5 * number)
            self.hold_all()

    @rule(chance=st.integers(0, 2**14 - 1))
    def happens(self, chance: int) -> None:
        """Something happens: what, follows from seed, edition and number, so that every act has its share."""
        self.happened += 1
        drawn = random.Random(f"{self.seed} {self.happened} {len(self.world.entries())} {chance}")
        if self.world.phase() is Phase.FINISHED and drawn.random() < 0.6:
            self.begin(drawn.choice(OFTEN), self.seed)  # what is over stays over; on with another
            return
        fitting = [thing for thing in THINGS if thing[0] is None or allowed(self.world.phase(), thing[0])]
        leaning = [thing for thing in fitting if thing[1] in self.leaning]
        if leaning and drawn.random() < LEANING:
            fitting = leaning
        _, name, given = drawn.choice(fitting if drawn.random() < KNOWING else THINGS)
        chosen = {key: drawn.choice(values) for key, values in given.items()}
        note(f"{self.world.phase().value}: {name} {chosen}")
        getattr(self, name)(**chosen)


def machine_from(stories: dict[str, Setting], tally: Tally, leaning: Collection[str] = ()) -> type[UnsafeOrders]:
    """The machine over settings at each phase, with a tally of its own, and acts that happen more often than else."""

    class Machine(UnsafeOrders):
        pass

    Machine.start = staticmethod(lambda where: stories[where].copy())
    Machine.tally = tally
    Machine.leaning = frozenset(leaning)
    return Machine


def stories(setting: Setting) -> dict[str, Setting]:
    """A setting at each phase at which a run may begin, played by doing what is waited for."""
    found: dict[str, Setting] = {}
    setting.inbox.files.update(FIRST)
    for phase in BEGINNINGS:
        while setting.phase() is not phase:
            step(setting)
        found[phase.value] = setting.copy()
    mandated = found[Phase.FOR_ADOPTION.value].copy()
    secretary = Actor("kabinetschef", "proef")
    pipeline.adopt(mandated.tools, secretary, on=DECIDED, number="RD-0", outcome=Outcome.MANDATE, holder="gedeputeerde")
    return {**found, MANDATE: mandated}
