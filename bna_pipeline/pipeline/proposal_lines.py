"""Every proposal of an edition as it stands: open, taken over, not taken over, or overtaken by the text."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property

from bna_pipeline.documents.word_return_apply import rebased
from bna_pipeline.errors import ContributionsMissing
from bna_pipeline.model.base import Frozen, Line, Moment, Paragraphs, PersonId
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.proposal_events import ProposalSettled, WordReturned
from bna_pipeline.model.proposals import Proposal, ProposalId, ReturnedRemark, ReturnedWord, ReturnField
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.approval import drafts_of
from bna_pipeline.pipeline.editorial_versions import originals, standing
from bna_pipeline.pipeline.proposal_texts import Laid, Texts, editorial_of, followed
from bna_pipeline.pipeline.tools import Tools, load, state


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "overgenomen"
    REJECTED = "niet overgenomen"
    LAPSED = "vervallen"


class ProposalLine(Frozen):
    """One proposal or remark as it stands.

    Attributes:
        change: what it is; a `Proposal` can be accepted as it is, a `ReturnedRemark` only answered.
        why: of what lapsed, or is open and cannot be accepted as it is: the reason, in Dutch.
        person: who sent the file; `file` is what it was called.
        draft: the version that it was made from; `current` says that this is the draft that counts.
        now: the paragraphs that the field would have; None: nothing can be accepted.
    """

    change: Proposal | ReturnedRemark
    state: ProposalState
    why: Line | None = None
    person: PersonId
    file: Line
    document: Line
    draft: int
    current: bool
    now: tuple[tuple[Line, Paragraphs], ...] | None = None
    reason: Line | None = None
    by: PersonId | None = None
    at: Moment | None = None

    @property
    def id(self) -> ProposalId:
        return self.change.id

    @property
    def open(self) -> bool:
        return self.state is ProposalState.OPEN

    @property
    def acceptable(self) -> bool:
        """Whether it is text that can be taken over as it is, now."""
        return self.open and isinstance(self.change, Proposal) and self.now is not None


def proposals(tools: Tools) -> tuple[ProposalLine, ...]:
    """Every proposal and remark of the edition, in the order in which files came and in which each is read."""
    return proposal_lines(tools, state(tools))


def proposal_lines(tools: Tools, now: EditionState) -> tuple[ProposalLine, ...]:
    """As `proposals`, of a state that was read before."""
    return Desk(tools, now).lines() if now.proposals.returned else ()


def open_proposals(tools: Tools, now: EditionState) -> tuple[ProposalLine, ...]:
    """What still asks for an answer."""
    return tuple(line for line in proposal_lines(tools, now) if line.open) if now.proposals.open else ()


class Desk:
    """The files that came back, over the redactie as it counts now."""

    def __init__(self, tools: Tools, now: EditionState) -> None:
        self._tools = tools
        self._now = now
        self._settled = {s.proposal: s for s in now.proposals.settled}
        self._scripts: dict[str, tuple[Laid, ...]] = {}
        self._then: dict[int, Editorial] = {}  # the redactie of each draft that a file was made from
        self.files = [(r, load(tools, ReturnedWord, r.proposals)) for r in now.proposals.returned]

    @cached_property
    def accepted(self) -> frozenset[str]:
        return frozenset(i for i, s in self._settled.items() if s.accepted)

    @cached_property
    def _texts(self) -> Texts | None:
        try:
            return Texts(standing(self._tools, self._now).editorial, originals(self._tools, self._now))
        except ContributionsMissing:
            return None

    def _laid(self, said: ReturnedWord) -> tuple[Laid, ...]:
        if said.file not in self._scripts:
            self._scripts[said.file] = tuple(Laid(script, self.accepted) for script in said.scripts)
        return self._scripts[said.file]

    def lines(self) -> tuple[ProposalLine, ...]:
        return tuple(self._line(entry, said, change) for entry, said in self.files for change in _in_order(said))

    def _line(self, entry: WordReturned, said: ReturnedWord, change: Proposal | ReturnedRemark) -> ProposalLine:
        settled = self._settled.get(change.id)
        found, why, now = self._standing(said, change, settled)
        return ProposalLine(
            change=change,
            state=found,
            why=why,
            person=entry.person,
            file=entry.file.name,
            document=said.document,
            draft=said.draft,
            current=self._now.draft is not None and self._now.draft.version == said.draft,
            now=now,
            reason=None if settled is None else settled.reason,
            by=None if settled is None else settled.by,
            at=None if settled is None else settled.at,
        )

    def _standing(
        self, said: ReturnedWord, change: Proposal | ReturnedRemark, settled: ProposalSettled | None
    ) -> tuple[ProposalState, str | None, tuple[tuple[str, Paragraphs], ...] | None]:
        if settled is not None:
            return ProposalState.ACCEPTED if settled.accepted else ProposalState.REJECTED, None, None
        if isinstance(change, ReturnedRemark):
            if change.resolved:
                return ProposalState.LAPSED, "In Word al als afgehandeld gemarkeerd.", None
            return ProposalState.OPEN, None, None
        return self._text_now(said, change)

    def _text_now(
        self, said: ReturnedWord, change: Proposal
    ) -> tuple[ProposalState, str | None, tuple[tuple[str, Paragraphs], ...] | None]:
        if self._texts is None:
            # What it is about is undecided, so nothing can be said of it; above all not that it lapsed.
            return ProposalState.OPEN, "Er telt nu geen redactie. Kies eerst welke geldt.", None
        outcome = self.carried(said, (change.id,))
        blocker = self._waits_on(said, change)
        if blocker is not None:
            refused = blocker in self._settled
            why = f"Het gaat over tekst uit voorstel {blocker}" + (", dat niet is overgenomen." if refused else ".")
            found = ProposalState.LAPSED if refused else ProposalState.OPEN
            return found, why if refused else f"{why} Beoordeel dat eerst.", None
        if outcome.elsewhere:
            why = f"{outcome.elsewhere.capitalize()} is weggehaald, vervangen, of staat nu op een andere plek."
            return ProposalState.OPEN, why, None
        if outcome.missing:
            return ProposalState.LAPSED, f"Deze tekst staat niet meer in de redactie: {outcome.missing}.", None
        if outcome.clash:
            return ProposalState.OPEN, f"De tekst is sinds concept {said.draft} op deze plek veranderd.", None
        if outcome.silent:
            return ProposalState.LAPSED, "Dit verandert geen woord van de tekst.", None
        if outcome.same:
            return ProposalState.LAPSED, "De tekst luidt al zo.", None
        return ProposalState.OPEN, None, outcome.texts

    def _waits_on(self, said: ReturnedWord, change: Proposal) -> str | None:
        """Another proposal without which this one says nothing; None: it stands on its own."""
        mine = [s for laid in self._laid(said) for s in laid.segments(change.id)]
        others = [{p for p in s.came if p != change.id and p not in self.accepted} for s in mine]
        if not others or not all(others):
            return None
        waiting = sorted(set().union(*others))
        refused = [p for p in waiting if p in self._settled]
        return (refused or waiting)[0]

    def carried(self, said: ReturnedWord, ids: Sequence[str]) -> Outcome:
        """What the fields become when these proposals of one file are accepted beside those that were."""
        texts = self._texts
        made: list[tuple[str, Paragraphs]] = []
        same, silent = True, True
        for laid in self._laid(said):
            if not any(laid.touches(i) for i in ids):
                continue
            field = self._followed(said, laid.field)
            if field is None:
                return Outcome(elsewhere=laid.field.title)
            now = None if texts is None else texts.of(field)
            if now is None:
                return Outcome(missing=laid.field.title)
            wanted = laid.text(ids)
            carried = rebased(laid.base, wanted, now)
            if carried is None:
                return Outcome(clash=laid.field.title)
            same, silent = same and carried == now, silent and wanted == laid.base
            made.append((field.key, carried))
        return Outcome(texts=tuple(made), same=same, silent=silent)

    def field(self, said: ReturnedWord, key: str) -> ReturnField:
        """The field with this key as things stand now."""
        fields = (self._followed(said, script.field) for script in said.scripts)
        return next(field for field in fields if field is not None and field.key == key)

    def _followed(self, said: ReturnedWord, field: ReturnField) -> ReturnField | None:
        """A field of the draft that a file was made from, where it stands now."""
        if self._texts is None:
            return field
        if said.draft not in self._then:
            made = next(d for d in drafts_of(self._now) if d.version == said.draft)
            self._then[said.draft] = editorial_of(self._tools, self._now, made)
        return followed(field, self._then[said.draft], self._texts.editorial)

    def text_of(self, field: ReturnField) -> Paragraphs:
        """What a field says now; nothing when it is gone."""
        return () if self._texts is None else self._texts.of(field) or ()


class Outcome(Frozen):
    """What comes of accepting: the fields' texts, or why it cannot be done.

    Attributes:
        same: they are those that stand there now.
        silent: not a word of the draft changes.
        missing, elsewhere, clash: title of a field that is gone, that its number no longer finds, or in which others
            changed the same words.
    """

    texts: tuple[tuple[Line, Paragraphs], ...] = ()
    same: bool = False
    silent: bool = False
    missing: Line | None = None
    elsewhere: Line | None = None
    clash: Line | None = None


def _in_order(said: ReturnedWord) -> list[Proposal | ReturnedRemark]:
    every: list[Proposal | ReturnedRemark] = [*said.proposals, *said.remarks]
    return sorted(every, key=lambda c: int(c.id.split("-")[1]))
