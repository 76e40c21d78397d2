"""Remarks of reviewers at a section of a draft, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from bna_pipeline.model.base import Frozen, Line, Moment, Paragraphs, PersonId, SectionId, Sha256, StageId, digest_of
from bna_pipeline.model.round import absent


class RemarkSaid(Frozen):
    """What a reviewer says at a section, bound to the section as it was.

    Attributes:
        reviewer: whose remark it is.
        sha256: digest of the section as the reviewer had it before him.
        quote: words of the section that it is about; None: about the section as a whole.
    """

    stage: StageId
    reviewer: PersonId
    draft: int = Field(ge=1)
    section: SectionId
    sha256: Sha256
    quote: Line | None = Field(default=None, exclude_if=absent)
    text: Paragraphs = Field(min_length=1)


class Remark(RemarkSaid):
    """A remark on record.

    Attributes:
        id: `digest_of` what is said, so that the same remark twice is one, whoever brought it in and when.
        given_by: differs from `reviewer` under a delegation.
    """

    id: Sha256
    given_by: PersonId
    at: Moment

    @classmethod
    def of(cls, said: RemarkSaid, *, given_by: PersonId, at: datetime) -> Self:
        """The remark that says this, with its id."""
        return cls(id=digest_of(said), given_by=given_by, at=at, **said.model_dump())

    @model_validator(mode="after")
    def _id_is_its_own(self) -> Self:
        if self.id != digest_of(self.model_dump(mode="json", exclude={"id", "given_by", "at"})):
            raise ValueError("the id of a remark follows from what it says")
        return self


class RemarkMade(Frozen):
    kind: Literal["remark.made"] = "remark.made"
    remark: Remark


class RemarkWithdrawn(Frozen):
    """The reviewer takes a remark back; it stays on record."""

    kind: Literal["remark.withdrawn"] = "remark.withdrawn"
    remark: Sha256


class RemarkAnswered(Frozen):
    """What the redactie did with a remark. `taken_over` says that the text was (or will be) changed for it."""

    kind: Literal["remark.answered"] = "remark.answered"
    remark: Sha256
    answer: Line
    taken_over: bool
    by: PersonId
    at: Moment


class RemarkStanding(Frozen):
    """A remark and what became of it."""

    remark: Remark
    withdrawn: bool = False
    answer: RemarkAnswered | None = None

    @property
    def open(self) -> bool:
        """Whether somebody still has to answer it."""
        return not self.withdrawn and self.answer is None

    def is_of(self, stage: StageId, reviewer: PersonId, draft: int) -> bool:
        """Whether it was made by this reviewer of this stage on this draft."""
        return (self.remark.stage, self.remark.reviewer, self.remark.draft) == (stage, reviewer, draft)


RemarkEvent = RemarkMade | RemarkWithdrawn | RemarkAnswered


def remarks_after(remarks: tuple[RemarkStanding, ...], event: RemarkEvent) -> tuple[RemarkStanding, ...]:
    """The remarks once this has happened too; one that is made anew after it was withdrawn is open again."""
    match event:
        case RemarkMade(remark=made):
            others = tuple(r for r in remarks if r.remark.id != made.id)
            return (*others, RemarkStanding(remark=made))
        case RemarkWithdrawn():
            return tuple(
                r.model_copy(update={"withdrawn": True}) if r.remark.id == event.remark else r for r in remarks
            )
        case RemarkAnswered():
            return tuple(r.model_copy(update={"answer": event}) if r.remark.id == event.remark else r for r in remarks)
