"""What a page showed is no longer so, or what it asks is not what the rules let pass: look again, or mend it."""

from __future__ import annotations

from typing import NamedTuple

from bna_pipeline.errors.root import Refused


class DraftMoved(Refused):
    """The draft, or the part of it that the page showed, is another by now: nothing was decided."""

    code = "REF-018"


class EditorialMoved(Refused):
    """Somebody else changed the redactie since the page showed it: nothing was changed."""

    code = "REF-019"


class FindingSaid(NamedTuple):
    """A finding of the intake, in Dutch: its code, where it stands, what is wrong, and how to mend it."""

    code: str
    place: str
    message: str
    mend: str


class FindingsRefused(Refused):
    """What somebody sent breaks a rule of the intake, and nothing of it is kept; `findings` says which and where."""

    code = "REF-022"

    def __init__(self, message: str, mend: str = "", *, findings: tuple[FindingSaid, ...] = ()) -> None:
        super().__init__(message, mend)
        self.findings = findings


class EditRefused(FindingsRefused):
    """What the redactie would become breaks a rule of the intake."""

    code = "REF-020"


class UploadTooLarge(FindingsRefused):
    """A file that is longer than any that is read."""

    code = "REF-023"


class NotReconfirmable(Refused):
    """More is open than sections that follow from others: they must be read before anyone approves them."""

    code = "REF-021"
