"""Acts that a form asks for: done, or told on the very page that asked what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bna_pipeline.errors import (
    BnaError,
    EditRefused,
    FindingSaid,
    KamerbriefUnreadable,
    NotAllowed,
    Refused,
    SigningError,
    WrongUse,
)
from bna_pipeline.portal.failures import for_reader, status_of
from bna_pipeline.wiring import pipeline


@dataclass(frozen=True)
class Trouble:
    """Why an act was not done.

    Attributes:
        mend: what to do next.
        findings: of the intake, each with its place.
        fields: what is wrong in the form itself, by the name of the field.
    """

    status: int
    message: str
    mend: str = ""
    findings: tuple[FindingSaid, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    def of(self, name: str) -> str | None:
        """What is wrong with one field."""
        return dict(self.fields).get(name)


def attempt(do: Callable[[], pipeline.Step]) -> pipeline.Step | Trouble:
    """Do it. What the rules refuse, what the form left out, and a signature or Kamerbrief that will not do are given
    back; what breaks is raised.
    """
    try:
        return do()
    except (Refused, WrongUse, NotAllowed, KamerbriefUnreadable, SigningError) as refused:
        return trouble_of(refused)


def trouble_of(refused: BnaError) -> Trouble:
    """A refusal as the page that asked tells it."""
    if isinstance(refused, EditRefused) and refused.findings:
        return Trouble(
            status_of(refused),
            "Zo kan deze tekst niet worden opgeslagen.",
            "Er is niets gewijzigd. Wat u typte staat nog in het formulier.",
            findings=refused.findings,
        )
    return Trouble(status_of(refused), refused.message, for_reader(refused))


def incomplete(**fields: str | None) -> Trouble | None:
    """What a form lacks, by field, each in a Dutch sentence; None: nothing."""
    wrong = tuple((name, said) for name, said in fields.items() if said)
    return Trouble(422, "Het formulier is nog niet volledig.", fields=wrong) if wrong else None


def needed(value: str, said: str) -> str | None:
    """What to say of a field that must be filled in."""
    return None if value.strip() else said


def day_of(value: str) -> date | None:
    """The day that a date field names (ISO 8601); None: none."""
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None
