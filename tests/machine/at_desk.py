"""Acts from a reviewer's page: deciding on what it showed, confirming in one click, remarks."""

from __future__ import annotations

from bna_pipeline import pipeline
from bna_pipeline.errors import BnaError, DraftMoved
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.model.waits import When
from tests.machine.acts import SMALL, may
from tests.machine.desk_oracle import REDACTIE, Page, page_of
from tests.machine.in_time import PEOPLE, REVIEWERS, STAGES
from tests.machine.sent import AGENCY, CITY
from tests.machine.setting import SYSTEM
from tests.machine.word_back import word_of
from tests.machine.writing import PAGES, WRITES, Writing

SAYING = (Verdict.APPROVE, Verdict.APPROVE, Verdict.REMARK, Verdict.RETURN)


class AtDesk(Writing):
    """People at the desk, each with a page before him that may be of long ago."""

    # -- deciding from a page --------------------------------------------------------------------------

    def _page(self, stage: str, person: str) -> Page | None:
        """The page as it is now, by the account."""
        drafts = self.oracle.drafts
        return page_of(self.oracle.programme, drafts[-1], stage, person) if drafts else None

    @may(3, Act.DECIDE, pick=SMALL, stage=STAGES, person=REVIEWERS)
    def open_a_page(self, pick: int, stage: str, person: str) -> None:
        """Somebody begins to read; more often than not it is his turn."""
        waits = [w for w in pipeline.waits(self.world.tools) if w.act is Act.DECIDE and w.when is When.NOW]
        if waits and pick < 9:
            wait = waits[pick % len(waits)]
            stage, person = wait.subject, wait.who[pick % len(wait.who)]
        page = self._page(stage, person)
        if page is None:
            return
        if pick % 4 == 0:  # the page itself costs more than all that is looked at here
            shown = pipeline.reading(self.world.tools, person=person, stage=stage)
            assert (shown.draft, shown.seen) == (page.draft, page.seen), "the page shows other words than count"
        self.pages[:] = [*self.pages, page][-PAGES:]

    @may(4, Act.DECIDE, pick=SMALL, verdict=SAYING, comment=["", "zo is het"])
    def decide_from_a_page(self, pick: int, verdict: Verdict, comment: str) -> None:
        if not self.pages:
            self.open_a_page(1, STAGES[0], REVIEWERS[0])
        if self.pages:
            self._decide(self.pages[-1 - pick % min(4, len(self.pages))], verdict, comment)

    def _decide(self, page: Page, verdict: Verdict, comment: str) -> None:
        """A decision from a page is about what it showed, or is refused; what may be decided is not refused."""
        fresh = page == self._page(page.stage, page.person)
        spoke = bool(comment) or self.oracle.desk.speaks(page.stage, page.person, page.draft)
        right = fresh and self.oracle.turn(page.stage) and (verdict is Verdict.APPROVE or spoke)
        refused = self.attempt(
            f"pagina {verdict.value}" if fresh else "verouderde pagina",
            lambda: pipeline.decide(
                self.world.tools,
                self.by(page.person, Act.DECIDE),
                stage=page.stage,
                verdict=verdict,
                comment=comment,
                draft=page.draft,
                seen=page.seen,
            ),
        )
        self._judge(page, refused, right)

    def _judge(self, page: Page, refused: BnaError | None, right: bool) -> None:
        able = allowed(self.world.phase(), Act.DECIDE)
        if refused is None:
            assert right, "decided on what was not before him, or before its turn, or without a reason"
        else:
            assert not (right and able), f"refused what may be decided: {refused}"
            if able and self.oracle.drafts and page.draft != self.oracle.drafts[-1].version:
                assert isinstance(refused, DraftMoved), f"not told that the draft moved: {refused}"

    @may(3, Act.DECIDE, pick=SMALL)
    def reconfirm(self, pick: int) -> None:
        """One click: exactly when nothing is open but what follows from elsewhere."""
        if not self.pages:
            self.open_a_page(pick, STAGES[0], REVIEWERS[pick % len(REVIEWERS)])
        drafts, account = self.oracle.drafts, self.oracle.account() if self.oracle.drafts else {}
        places = [
            place
            for place in account
            if (said := self.oracle.latest.get(place)) is not None and said.verdict is not Verdict.WITHDRAW
        ]
        page = self._page(*places[pick % len(places)]) if places and pick % 4 else None
        page = page or (self.pages[-1] if self.pages else None)
        if page is None:
            return
        right = page == self._page(page.stage, page.person) and self.oracle.turn(page.stage)
        if right:
            _, needed, _ = account[page.stage, page.person]
            right = self.oracle.desk.reconfirmable(
                self.oracle.latest.get((page.stage, page.person)),
                set(needed),
                {d.version: d for d in drafts},
                drafts[-1],
            )
        refused = self.attempt(
            "opnieuw bevestigen",
            lambda: pipeline.reconfirm(
                self.world.tools,
                self.by(page.person, Act.DECIDE),
                stage=page.stage,
                draft=page.draft,
                seen=page.seen,
            ),
        )
        self._judge(page, refused, right)

    @may(4, Act.DECIDE, sender=[CITY, AGENCY, AGENCY, REDACTIE], text=range(3), pick=SMALL, comes=["klik", "oud", "op"])
    def approve_and_see_it_move(self, sender: str, text: int, pick: int, comes: str) -> None:
        """Everyone who may agrees; then a text moves under it, and they confirm, or decide from the page of before."""
        for wait in pipeline.waits(self.world.tools):
            if wait.act is Act.DECIDE and wait.when is When.NOW:
                for person in wait.who:
                    page = self._page(wait.subject, person)
                    if page is not None:
                        self.pages[:] = [*self.pages, page][-PAGES:]
                        self._decide(page, Verdict.APPROVE, "")
        if sender == REDACTIE:
            self.write(WRITES[pick % len(WRITES)], "nu", pick)
        else:
            self.edit(sender, text, pick + 1, "")
        self.attempt("verder", lambda: pipeline.advance(self.world.tools, SYSTEM))
        for number in range(3):
            if comes == "klik":
                self.reconfirm(3 * number + 1)
            elif comes == "oud":
                self.decide_from_a_page(number, Verdict.APPROVE, "")
            else:
                self.open_a_page(number + 1, STAGES[0], REVIEWERS[0])
                self.decide_from_a_page(0, Verdict.APPROVE, "")

    # -- remarks ---------------------------------------------------------------------------------------

    @may(4, Act.REMARK, pick=SMALL, stage=STAGES, person=REVIEWERS, text=["Waarom?", "Waarom?", "Noem het jaar.", " "])
    def remark(self, pick: int, stage: str, person: str, text: str) -> None:
        """At a section of the page before him, or of another's."""
        page = self.pages[-1] if self.pages and pick % 3 else self._page(stage, person)
        if page is None or not page.marks:
            return
        by = person if pick == 0 else page.person
        self.attempt(
            "opmerking",
            lambda: pipeline.make_remark(
                self.world.tools,
                self.by(by, Act.REMARK),
                stage=page.stage,
                section=page.marks[pick % len(page.marks)][0],
                text=text,
                draft=page.draft,
            ),
        )

    @may(3, Act.REMARK, pick=SMALL, verdict=[Verdict.REMARK, Verdict.RETURN], own=[True, True, False])
    def remark_and_decide(self, pick: int, verdict: Verdict, own: bool) -> None:
        """Who remarked something need not say it twice; what another remarked says nothing of him."""
        self.open_a_page(1 + pick % 8, STAGES[0], REVIEWERS[0])
        if not self.pages:
            return
        page = self.pages[-1]
        beside = [p for s, p in self.oracle.account() if s == page.stage and p != page.person]
        who = page if own or not beside else self._page(page.stage, beside[pick % len(beside)])
        if who is None or not who.marks:
            return
        self.attempt(
            "opmerking",
            lambda: pipeline.make_remark(
                self.world.tools,
                self.by(who.person, Act.REMARK),
                stage=who.stage,
                section=who.marks[pick % len(who.marks)][0],
                text=f"Is {word_of(pick)} bedoeld?",
                draft=who.draft,
            ),
        )
        self._decide(page, verdict, "")

    @may(3, Act.ANSWER_REMARK, pick=SMALL, by=[""] * 9 + list(PEOPLE), answer=["Zo is het."] * 4 + [" "])
    def withdraw_or_answer(self, pick: int, by: str, answer: str) -> None:
        kept = list(self.oracle.desk.remarks.values())
        if not kept:
            return
        chosen = kept[-1 - pick % len(kept)].remark
        if pick % 2:
            self.attempt(
                "opmerking intrekken",
                lambda: pipeline.withdraw_remark(
                    self.world.tools, self.by(by or chosen.reviewer, Act.REMARK), remark=chosen.id
                ),
            )
            return
        self.attempt(
            "opmerking beantwoorden",
            lambda: pipeline.answer_remark(
                self.world.tools,
                self.by(by or "coordinator", Act.ANSWER_REMARK),
                remark=chosen.id,
                answer=answer,
                taken_over=pick % 3 == 0,
            ),
        )
