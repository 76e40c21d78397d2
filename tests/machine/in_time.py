"""Acts around the route's terms: time passes, the coordinator extends, people are away, silence is broken late."""

from __future__ import annotations

from datetime import date, timedelta

from bna_pipeline import pipeline
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.transitions import Act
from bna_pipeline.model.waits import When
from bna_pipeline.rounds.terms import local_day
from tests.machine.acts import SMALL, may
from tests.machine.setting import PROGRAMMES, SYSTEM
from tests.machine.watched import Watched

PEOPLE = tuple(p.id for p in PROGRAMMES["zoals het was"].people)
STAGES = tuple(s.id for s in PROGRAMMES["zoals het was"].review)
REVIEWERS = tuple(sorted({r.person for s in PROGRAMMES["zoals het was"].review for r in s.reviewers}))


class InTime(Watched):
    """People who let terms pass, are away, and change their minds."""

    def today(self) -> date:
        return local_day(self.world.clock.now())

    def open_terms(self) -> list[tuple[str, date]]:
        """Every stage whose term runs and that still lacks something, with its last day."""
        waits = {w.subject for w in pipeline.waits(self.world.tools) if w.act is Act.DECIDE and w.when is When.NOW}
        running = self.oracle.terms.running
        return [(stage, term.due) for stage, term in running.items() if stage in waits and term.due is not None]

    @may(4, Act.DECIDE, pick=SMALL, over=[0, 1, 1, 1, 2, 5])
    def let_a_term_pass(self, pick: int, over: int) -> None:
        """Nobody says anything until a term's last day, or after it."""
        running = self.open_terms()
        if running:
            _, due = running[pick % len(running)]
            self.world.later(max(0, (due - self.today()).days + over))
        self.attempt("verder", lambda: pipeline.advance(self.world.tools, SYSTEM))

    @may(3, Act.DECIDE, pick=SMALL, verdict=[Verdict.RETURN, Verdict.RETURN, Verdict.WITHDRAW, Verdict.REMARK])
    def break_the_silence(self, pick: int, verdict: Verdict) -> None:
        """Somebody who may be silent, or was, speaks after all, and a term passes after that."""
        silent = [(d.stage, d.reviewer) for d in self.world.state.decisions if d.verdict is Verdict.NO_OBJECTION]
        route = self.world.tools.programme.review
        asked = [(stage.id, r.person) for stage in route if stage.silence_agrees for r in stage.reviewers]
        stage, who = (silent[-4:] + asked)[pick % len(silent[-4:] + asked)]
        self.attempt(
            "zwijgen doorbreken",
            lambda: pipeline.decide(
                self.world.tools, self.by(who, Act.DECIDE), stage=stage, verdict=verdict, comment="toch niet"
            ),
        )
        if pick % 2:
            self.let_a_term_pass(pick, 1)

    @may(
        3,
        Act.EXTEND_TERM,
        person=["coordinator"] * 9 + list(PEOPLE),
        stage=STAGES,
        days=range(-2, 9),
        reason=["vakantie"] * 5 + [""],
        pick=SMALL,
    )
    def extend(self, person: str, stage: str, days: int, reason: str, pick: int) -> None:
        running = self.open_terms()
        due = self.today()
        if running and pick < 9:
            stage, due = running[pick % len(running)]
        until = max(due, self.today()) + timedelta(days=days)
        self.attempt(
            "termijn verlengen",
            lambda: pipeline.extend_term(
                self.world.tools, self.by(person, Act.EXTEND_TERM), stage=stage, until=until, reason=reason
            ),
        )

    @may(
        3,
        Act.NOTE_ABSENCE,
        person=REVIEWERS,
        by=["coordinator", "", "", *PEOPLE],
        start=range(-2, 4),
        days=range(-1, 6),
        deputy=[None, None, *REVIEWERS],
    )
    def be_away(self, person: str, by: str, start: int, days: int, deputy: str | None) -> None:
        first = self.today() + timedelta(days=start)
        self.attempt(
            "afwezig",
            lambda: pipeline.note_absence(
                self.world.tools,
                self.by(by or person, Act.NOTE_ABSENCE),
                person=person,
                first=first,
                last=first + timedelta(days=days),
                deputy=deputy,
            ),
        )

    @may(2, Act.NOTE_ABSENCE, pick=SMALL, by=["coordinator", "", *PEOPLE], reason=["terug", "terug", ""])
    def come_back(self, pick: int, by: str, reason: str) -> None:
        away = self.world.state.course.absences
        person, first = (REVIEWERS[0], self.today()) if not away else (away[pick % len(away)].person, away[-1].first)
        if away and pick < 9:
            first = away[pick % len(away)].first
        self.attempt(
            "weer aanwezig",
            lambda: pipeline.end_absence(
                self.world.tools, self.by(by or person, Act.NOTE_ABSENCE), person=person, first=first, reason=reason
            ),
        )

    @may(3, Act.DECIDE, pick=SMALL, deputy=REVIEWERS, days=range(3), late=range(5), back=[0, 0, 1])
    def be_away_and_let_decide(self, pick: int, deputy: str, days: int, late: int, back: int) -> None:
        """Whose turn it is goes away; the deputy decides in time, or after that, or after he came back."""
        turns = [w for w in pipeline.waits(self.world.tools) if w.act is Act.DECIDE and w.who]
        if not turns:
            return
        turn = turns[pick % len(turns)]
        principal, first = turn.who[pick % len(turn.who)], self.today()
        self.be_away(principal, "coordinator", 0, days, deputy)
        if back:
            self.attempt(
                "weer aanwezig",
                lambda: pipeline.end_absence(
                    self.world.tools,
                    self.by("coordinator", Act.NOTE_ABSENCE),
                    person=principal,
                    first=first,
                    reason="terug",
                ),
            )
        self.world.later(late)
        self.attempt(
            "besluit namens een afwezige",
            lambda: pipeline.decide(
                self.world.tools,
                self.by(deputy, Act.DECIDE),
                stage=turn.subject,
                verdict=Verdict.APPROVE,
                on_behalf=principal,
            ),
        )

    @may(2, Act.DECIDE, pick=SMALL, lent_first=[False, True])
    def decide_in_two_places(self, pick: int, lent_first: bool) -> None:
        """Somebody decides for himself and for another of his stage: where so many people are asked, that is one."""
        asked = [s for s in self.world.tools.programme.review if s.quorum is not None and len(s.reviewers) > 1]
        if not asked:
            return
        stage = asked[pick % len(asked)]
        everyone = [r.person for r in stage.reviewers]
        principal, deputy = everyone[pick % len(everyone)], everyone[pick % len(everyone) - 1]
        self.be_away(principal, "coordinator", 0, 1, deputy)
        for on_behalf in (principal, None) if lent_first else (None, principal):
            self.attempt(
                "besluit op twee plaatsen",
                lambda on_behalf=on_behalf: pipeline.decide(  # type: ignore[misc]
                    self.world.tools,
                    self.by(deputy, Act.DECIDE),
                    stage=stage.id,
                    verdict=Verdict.APPROVE,
                    on_behalf=on_behalf,
                ),
            )
            self.hold_all()
