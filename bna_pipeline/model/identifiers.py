"""Identifiers of organisations and of terms, as data: what a thing is called changes, and a document keeps the name of
its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, Self

from pydantic import StringConstraints, model_validator

from bna_pipeline.model.base import Frozen, Line

TOOI: Final = "https://identifier.overheid.nl/tooi/"
"""What identifiers of organisations and terms of the Dutch government begin with (standaarden.overheid.nl/tooi)."""


class Identifier(Frozen):
    """An identifier, with the label it had in a period; without a first or last day it holds before or after too."""

    uri: str
    label: Line
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.valid_from is not None and self.valid_until is not None and self.valid_from > self.valid_until:
            raise ValueError("valid_from must not be after valid_until")
        return self

    @property
    def of_government(self) -> bool:
        return self.uri.startswith(TOOI)

    def held_on(self, day: date) -> bool:
        """Whether the organisation had this label on a day."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


class Concept(Frozen):
    """A value of a list of the government: its URI, and the label that goes with it."""

    uri: Annotated[str, StringConstraints(pattern=rf"^{TOOI}[!-~]+$")]
    label: Line


def held_on(identifiers: Iterable[Identifier], day: date) -> Identifier | None:
    """The first identifier that held on a day, one of the government's register before any other; None: none did."""
    standing = [each for each in identifiers if each.held_on(day)]
    return next((each for each in standing if each.of_government), standing[0] if standing else None)
