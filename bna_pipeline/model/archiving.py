"""What the archive must know of all that stands in a dossier, as data of the programme.

Who formed it, how long it stays, who may see it. The words are those of MDTO 1.0 (Nationaal Archief, Metagegevens voor
duurzaam toegankelijke overheidsinformatie).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bna_pipeline.model.base import Frozen, Line

Duration = Annotated[str, StringConstraints(pattern=r"^P\d{1,3}Y$")]
"""A number of years (ISO 8601), such as `P20Y`."""


class Appraisal(StrEnum):
    """MDTO, begrippenlijst Waarderingen."""

    KEEP = "B"
    DESTROY = "V"
    UNDECIDED = "N"

    @property
    def label(self) -> str:
        """As the list has it."""
        return {
            Appraisal.KEEP: "Blijvend te bewaren",
            Appraisal.DESTROY: "Tijdelijk te bewaren",
            Appraisal.UNDECIDED: "Nader te bepalen",
        }[self]


class Term(Frozen):
    """A term of a list, with its code in it and the list's name."""

    label: Line
    code: Line | None = None
    list: Line


class Restriction(Frozen):
    """A restriction on use; `Geen` says that there is none."""

    type: Term
    description: Line | None = None


class ArchiveRules(Frozen):
    """Of one programme.

    Attributes:
        source: who gives the identifiers of these objects (`identificatieBron`), such as a case system.
        appraisal: kept for good, or destroyed after a term.
        retention: how long, where it is destroyed; counted from the day on which the dossier is made.
        category: in the selection list on which both rest.
        restrictions: on the dossier; what is in the public package has none.
        activity: in which work the dossier came to be.
    """

    source: Line
    appraisal: Appraisal
    retention: Duration | None = None
    category: Term | None = None
    restrictions: tuple[Restriction, ...] = Field(min_length=1)
    activity: Line | None = None

    @property
    def years(self) -> int:
        """The term in whole years; 0: there is none."""
        return 0 if self.retention is None else int(self.retention[1:-1])

    @model_validator(mode="after")
    def _term_where_it_ends(self) -> Self:
        if (self.appraisal is Appraisal.DESTROY) != (self.retention is not None):
            raise ValueError("archive: retention belongs to appraisal V, and only to it")
        return self
