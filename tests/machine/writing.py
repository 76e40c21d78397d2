"""Acts from a page that bring words in: the redactie's edits, files that are sent, drafts that come back in Word."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bna_pipeline import pipeline
from bna_pipeline.errors import EditorialMoved, WordUnreadable
from bna_pipeline.model import events as e
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.contribution import EditableField
from bna_pipeline.model.draft import Outcome
from bna_pipeline.model.editorial import EditorialChange
from bna_pipeline.model.proposal_events import WordRefused
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.model.waits import When
from bna_pipeline.pipeline.awaiting import late_versions
from tests.machine.acts import SMALL, may
from tests.machine.desk_oracle import REDACTIE
from tests.machine.in_time import PEOPLE, REVIEWERS, InTime
from tests.machine.sent import AGENCY, CITY, FAULTS, SENDERS, version
from tests.machine.setting import SYSTEM
from tests.machine.walking import do
from tests.machine.word_back import letter_in_word, sent_back, word_of

PAGES = 12
"""So many pages stay open; whoever opens one more closes the first."""

WRITES = ("foreword", "summary", "communication", "core.mensen", "consequences.inspanning")
"""Texts of the redactie that people write in: some of them stand in sections that follow from others too."""

EDITED = {CITY: ("VL-03", EditableField.NEXT_STEPS), AGENCY: ("PT-01", EditableField.NEXT_STEPS)}
CHANGES = ("woord", "woord", "zonder bijhouden", "opmerking", "buiten")


class Writing(InTime):
    """People who change texts, on what stands there or on what stood there once."""

    # -- files ------------------------------------------------------------------------------------------

    @may(
        4,
        sender=SENDERS,
        day=range(-1, 4),
        text=range(3),
        fault=["", "", "", *FAULTS],
        collected=[False, True],
    )
    def send(self, sender: str, day: int, text: int, fault: str, collected: bool) -> None:
        name, data = version(sender, day, text, fault)
        self.world.inbox.files[sender, name] = data
        if collected:
            self.attempt("ophalen", lambda: pipeline.collect(self.world.tools, SYSTEM))

    @may(2, sender=[CITY, AGENCY], text=range(3), day=range(1, 4), fault=["", "", "tegenspraak"])
    def edit(self, sender: str, text: int, day: int, fault: str) -> None:
        """A version that may still count, also when it comes after the round was closed."""
        self.send(sender, day, text, fault, True)
        if late_versions(self.world.state, sender):
            self.admit(sender, "coordinator")

    @may(1, Act.ADMIT, sender=[CITY, AGENCY], person=["coordinator", "coordinator", *PEOPLE])
    def admit(self, sender: str, person: str) -> None:
        def doing() -> object:
            late = late_versions(self.world.state, sender)
            by, version = self.by(person, Act.ADMIT), late[-1] if late else None
            return pipeline.admit(self.world.tools, by, partner=sender, version=version, reason="mag nog mee")

        self.attempt("toelaten", doing)

    # -- the redactie ----------------------------------------------------------------------------------

    def _said_now(self) -> tuple[str, dict[str, Any]]:
        """The redactie that counts: what a page gives back with a change, and all that it says."""
        now = pipeline.editorial_now(self.world.tools)
        return ("0" * 64, {}) if now is None else (now.base, self.oracle.desk.redactie[now.original])

    def _change(self, act: str, base: str, changes: tuple[EditorialChange, ...], doing: Callable[[], object]) -> None:
        """A change is made on what was before whoever makes it, and does what was said of it beforehand."""
        able = allowed(self.world.phase(), Act.EDIT)
        self.attempt("ophalen", lambda: pipeline.collect(self.world.tools, self.by("coordinator", Act.COLLECT)))
        now, before = self._said_now()
        self.bases[:] = [*self.bases, now][-PAGES:]
        told: list[pipeline.Foreseen] = []
        if before and able:
            self.attempt("vooruitzien", lambda: told.append(pipeline.foresee(self.world.tools, changes)))
        drafts, seen = len(self.oracle.drafts), len(self.world.entries())
        refused = self.attempt(act if base == now else f"{act}, verouderd", doing)
        made = [n.event for n in self.world.entries()[seen:] if isinstance(n.event, e.ContributionReceived)]
        if refused is None:
            assert base == now, "written over what was not seen"
            assert bool(made) == bool(told and told[0].changes), "it was foreseen otherwise"
        elif base != now and able and before:
            assert isinstance(refused, EditorialMoved), f"not told that the redactie moved: {refused}"
        if made:
            self._is_changed(before, self._said_now()[1], changes)
            self.advance_and_hold(told[0], drafts, seen)

    def _is_changed(self, before: dict[str, Any], after: dict[str, Any], changes: tuple[EditorialChange, ...]) -> None:
        heads = {change.field.split(".")[0] for change in changes}
        other = {name for name in after if name not in ("sent_at",) and after[name] != before.get(name)}
        assert other <= heads, f"{other - heads} changed too"
        for change in changes:
            assert all(text in json.dumps(after, ensure_ascii=False) for text in change.paragraphs or ())

    def advance_and_hold(self, told: pipeline.Foreseen, drafts: int, seen: int) -> None:
        """The next draft drops the approvals that were named beforehand, and no other."""
        self.attempt("verder", lambda: pipeline.advance(self.world.tools, SYSTEM))
        received = [n.event for n in self.world.entries()[seen:] if isinstance(n.event, e.ContributionReceived)]
        if drafts == 0 or len(self.oracle.drafts) != drafts + 1 or [r.partner for r in received] != [REDACTIE]:
            return
        assert told.blocked is None, "a draft was made of what was said to be in its way"
        named = {(d.stage, d.reviewer, d.section.id) for d in told.drops}
        assert named == self.oracle.desk.dropped, "other approvals were dropped than was foreseen"
        assert set(told.sections) == self.oracle.desk.moved, "other sections moved than was foreseen"
        self.tally.accepted["vooruitgezien en zo gebeurd"] += 1

    def _base(self, which: str) -> str:
        now = self._said_now()[0]
        return now if which == "nu" or not self.bases else self.bases[0 if which == "eerste" else -1]

    @may(4, Act.EDIT, field=WRITES, base=["nu", "nu", "laatste", "eerste"], pick=SMALL)
    def write(self, field: str, base: str, pick: int) -> None:
        """The redactie writes a text of its own, on what stands there or on what stood there once."""
        text, held = (f"Zo luidt {word_of(pick % 5)} nu.",), self._base(base)
        self._change(
            "redactie schrijven",
            held,
            (EditorialChange(field=field, paragraphs=text),),
            lambda: pipeline.write_editorial_text(
                self.world.tools, self.by("coordinator", Act.EDIT), field=field, paragraphs=text, base=held
            ),
        )

    @may(3, Act.EDIT, partner=[CITY, AGENCY], base=["nu", "nu", "nu", "eerste"], pick=SMALL)
    def reword(self, partner: str, base: str, pick: int) -> None:
        """The redactie puts a partner's text in other words, or lets it stand after all."""
        (action, name), held = EDITED[partner], self._base(base)
        path = f"edits.{partner}.{action}.{name.value}"
        text, why = (f"Na de zomer volgt {word_of(pick % 5)}.",), "Zo leest het beter."
        change = EditorialChange(field=path, paragraphs=text, reason=why)
        if pick % 3 == 0:
            change = EditorialChange.model_validate({"field": path, "act": "remove"})

        def doing() -> object:
            tools, by = self.world.tools, self.by("coordinator", Act.EDIT)
            if pick % 3 == 0:
                return pipeline.remove_edit(tools, by, partner=partner, action=action, field=name, base=held)
            return pipeline.edit_partner_text(
                tools, by, partner=partner, action=action, field=name, text=text, reason=why, base=held
            )

        self._change("bewerking weghalen" if pick % 3 == 0 else "partner bewerken", held, (change,), doing)

    # -- files and Word --------------------------------------------------------------------------------

    @may(
        3,
        Act.SUBMIT,
        sender=SENDERS,
        day=range(-1, 40),
        text=range(3),
        fault=["", "", "", *FAULTS],
        late=[0, 0, 0, 45],
        person=["coordinator"] * 6 + ["inzender-stad"] * 3 + list(PEOPLE),
    )
    def send_from_a_page(self, sender: str, day: int, text: int, fault: str, late: int, person: str) -> None:
        """A file through the page of its sender, or of somebody else; it counts once the clock is past the others'."""
        self.world.later(late)
        name, data = version(sender, day, text, fault)
        before = len(self.world.entries())
        refused = self.attempt(
            "insturen",
            lambda: pipeline.submit(
                self.world.tools, self.by(person, Act.SUBMIT), partner=sender, name=name, data=data
            ),
        )
        new = [n.event for n in self.world.entries()[before:]]
        received = [n for n in new if isinstance(n, e.ContributionReceived)]
        assert refused is None or not new
        assert [r.partner for r in received] in ([], [sender])
        if refused is None:
            kept = {n.event.file.sha256 for n in self.world.entries() if isinstance(n.event, e.ContributionReceived)}
            assert any(self.world.blobs.get(sha) == data for sha in kept), "what was sent is not kept"

    @may(4, Act.RETURN_WORD, pick=SMALL, person=REVIEWERS, how=CHANGES, also=["", *CHANGES], old=[0, 0, 1])
    def send_back_in_word(self, pick: int, person: str, how: str, also: str, old: int) -> None:
        """A letter with changes, of the draft that counts or an older one; each of them waits for an answer."""
        drafts = self.oracle.drafts
        if not drafts:
            return
        kinds = tuple(dict.fromkeys(kind for kind in (how, also) if kind))
        letter = letter_in_word(drafts[-1 - old % len(drafts)], self.world.blobs.get)
        data, made = sent_back(letter, len(self.world.entries()), kinds, pick)
        before = self.oracle.desk.unanswered()
        refused = self.attempt(
            "in Word terugsturen",
            lambda: pipeline.return_word(
                self.world.tools, self.by(person, Act.RETURN_WORD), name="terug.docx", data=data
            ),
        )
        if refused is None:
            found = len(self.oracle.desk.unanswered() - before)
            assert found == made, f"{kinds}: {found} changes were found"

    @may(1, Act.RETURN_WORD, person=REVIEWERS)
    def send_back_what_is_no_draft(self, person: str) -> None:
        """That goes on record too, and is said."""
        if not allowed(self.world.phase(), Act.RETURN_WORD):
            return
        before = len(self.world.entries())
        data = b"geen Word " + str(before).encode()
        try:
            pipeline.return_word(self.world.tools, self.by(person, Act.RETURN_WORD), name="notitie.docx", data=data)
        except WordUnreadable:
            (entry,) = self.world.entries()[before:]
            assert isinstance(entry.event, WordRefused) and self.world.blobs.get(entry.event.file.sha256) == data
        else:
            raise AssertionError("what is no Word file was read")
        self.observe()

    @may(4, Act.SETTLE_PROPOSAL, pick=SMALL, accept=[True, True, False], person=["coordinator"] * 12 + list(REVIEWERS))
    def settle_in_word(self, pick: int, accept: bool, person: str) -> None:
        """What is taken over stands in the redactie; what is not, does not come there."""
        lines = [*pipeline.proposals(self.world.tools)]
        if not lines:
            return
        open_ones = [line for line in lines if line.open]
        line = (open_ones or lines)[pick % len(open_ones or lines)] if pick < 10 else lines[pick % len(lines)]
        before = self._said_now()[1]
        refused = self.attempt(
            "voorstel overnemen" if accept else "voorstel afwijzen",
            lambda: pipeline.settle_proposal(
                self.world.tools, self.by(person, Act.SETTLE_PROPOSAL), proposal=line.id, accept=accept, reason="want"
            ),
        )
        after = self._said_now()[1]
        if refused is None and accept and line.acceptable:
            assert line.change.after in json.dumps(after, ensure_ascii=False), "taken over, and not there"
        else:
            assert digest_of(_words(after)) == digest_of(_words(before)), "the redactie moved without being asked to"

    @may(4, Act.ADOPT, pick=SMALL, answered=[False, False, True])
    def adopt_over_a_proposal(self, pick: int, answered: bool) -> None:
        """A letter comes back, everyone agrees, and it is adopted before or after the proposals have their answers."""
        self.send_back_in_word(pick, REVIEWERS[pick % len(REVIEWERS)], CHANGES[pick % len(CHANGES)], "", 0)
        while answered and self.oracle.desk.unanswered() and allowed(self.world.phase(), Act.SETTLE_PROPOSAL):
            before = len(self.world.entries())
            self.settle_in_word(0, False, "coordinator")
            assert len(self.world.entries()) > before, "a proposal cannot be answered"
        self.attempt("verder", lambda: pipeline.advance(self.world.tools, SYSTEM))
        for _ in range(9):
            waits = [w for w in pipeline.waits(self.world.tools) if w.act is Act.DECIDE and w.when is When.NOW]
            if not waits:
                break
            do(self.world, waits[0])
            self.observe()
        self.attempt("verder", lambda: pipeline.advance(self.world.tools, SYSTEM))
        self.attempt(
            "vaststellen met voorstel" if self.oracle.desk.unanswered() else "vaststellen na voorstel",
            lambda: pipeline.adopt(
                self.world.tools,
                self.by("kabinetschef", Act.ADOPT),
                on=self.today(),
                number=f"RD-{len(self.world.entries())}",
                outcome=Outcome.ADOPTED,
                draft=self.oracle.drafts[-1].version if self.oracle.drafts else None,
            ),
        )


def _words(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "sent_at"}
