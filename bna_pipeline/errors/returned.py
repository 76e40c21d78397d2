"""What goes wrong with a draft that comes back in Word, and with what is proposed in it."""

from __future__ import annotations

from bna_pipeline.errors.moved import FindingSaid
from bna_pipeline.errors.root import Refused


class WordUnreadable(Refused):
    """The file is kept, and is not read: `findings` says everything that is in the way."""

    code = "REF-030"

    def __init__(self, message: str, mend: str = "", *, findings: tuple[FindingSaid, ...] = ()) -> None:
        super().__init__(message, mend)
        self.findings = findings


class NotThisDraft(WordUnreadable):
    """The file is a Word file, but no draft of this edition."""

    code = "REF-031"


class UnknownProposal(Refused):
    code = "REF-032"


class ProposalSettledBefore(Refused):
    """It was accepted or rejected already, and the other way round now."""

    code = "REF-033"


class ProposalStale(Refused):
    """The text is another by now than the one that was proposed on, or it waits for another proposal."""

    code = "REF-034"


class ProposalOpen(Refused):
    """A draft is not adopted for as long as somebody's proposal has no answer."""

    code = "REF-035"
