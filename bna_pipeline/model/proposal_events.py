"""Drafts that came back in Word, and what became of everything that was proposed in them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bna_pipeline.model.base import FileDigest, Frozen, Line, Moment, PersonId, Sha256, StageId
from bna_pipeline.model.proposals import ID_DIGITS, ProposalId
from bna_pipeline.model.round import absent


class WordReturned(Frozen):
    """A reviewer sent a draft back; what stands in it was read.

    Attributes:
        document: name of the draft's file that it is; `draft` its version.
        person: whose file it is; `given_by` differs from it under a delegation.
        stage: for which stage, when that was said.
        proposals: blob with a ReturnedWord.
        count, outside: how many proposals and how many remarks in it ask for an answer.
    """

    kind: Literal["word.returned"] = "word.returned"
    file: FileDigest
    document: Line
    draft: int = Field(ge=1)
    person: PersonId
    given_by: PersonId
    stage: StageId | None = Field(default=None, exclude_if=absent)
    proposals: Sha256
    count: int = Field(ge=0)
    outside: int = Field(ge=0)

    @property
    def ids(self) -> tuple[ProposalId, ...]:
        """The ids of everything in it that asks for an answer."""
        return tuple(f"{self.file.sha256[:ID_DIGITS]}-{n}" for n in range(1, self.count + self.outside + 1))


class WordRefused(Frozen):
    """A file that a reviewer sent is kept, and could not be read as a draft of this edition.

    Attributes:
        reasons: Dutch sentences, as the sender read them.
    """

    kind: Literal["word.refused"] = "word.refused"
    file: FileDigest
    person: PersonId
    given_by: PersonId
    reasons: tuple[Line, ...] = Field(min_length=1)


class ProposalSettled(Frozen):
    """What became of a proposal or a remark: taken over, or not, and why; of a remark `reason` is the answer."""

    kind: Literal["proposal.settled"] = "proposal.settled"
    proposal: ProposalId
    accepted: bool
    reason: Line
    by: PersonId
    at: Moment


class Proposals(Frozen):
    """Everything that came back in Word: a fold over these entries."""

    returned: tuple[WordReturned, ...] = ()
    refused: tuple[WordRefused, ...] = ()
    settled: tuple[ProposalSettled, ...] = ()

    @property
    def open(self) -> tuple[ProposalId, ...]:
        """What nobody settled, by number of file and place in it; some of it may have lapsed."""
        done = {s.proposal for s in self.settled}
        return tuple(dict.fromkeys(i for r in self.returned for i in r.ids if i not in done))

    def refused_from(self, person: PersonId, sha256: Sha256) -> bool:
        """Whether this file was refused when this person sent it; from another it may be taken."""
        return any((r.person, r.file.sha256) == (person, sha256) for r in self.refused)

    def settlement(self, proposal: ProposalId) -> ProposalSettled | None:
        return next((s for s in self.settled if s.proposal == proposal), None)


def proposals_after(before: Proposals, event: object) -> Proposals:
    """The same with one entry more; itself when the entry is about something else."""
    match event:
        case WordReturned():
            return before.model_copy(update={"returned": (*before.returned, event)})
        case WordRefused():
            return before.model_copy(update={"refused": (*before.refused, event)})
        case ProposalSettled():
            return before.model_copy(update={"settled": (*before.settled, event)})
        case _:
            return before
