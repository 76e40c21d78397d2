"""The root of the error tree, and of what the house rules refuse."""

from __future__ import annotations

from typing import ClassVar


class BnaError(Exception):
    """Root of everything this package raises on purpose.

    Args:
        message: what is wrong, in Dutch, one sentence.
        mend: what to do next, in Dutch; may be empty.
    """

    code: ClassVar[str] = "BNA-000"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, mend: str = "") -> None:
        self.message = message
        self.mend = mend
        super().__init__(message)

    def __str__(self) -> str:
        """The paragraph a person reads: code, sentence, next step."""
        return " ".join(part for part in (f"[{self.code}]", self.message, self.mend) if part)


class Refused(BnaError):
    """Something is not allowed now, or not for this person."""

    code = "REF-001"
