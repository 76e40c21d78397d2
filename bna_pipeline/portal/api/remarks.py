"""Remarks at a section, and what became of them."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path
from pydantic import Field

from bna_pipeline.model.base import Frozen, PersonId, SectionId, Sha256
from bna_pipeline.model.remark_events import RemarkStanding
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Done, InStage, edition_operations, told
from bna_pipeline.portal.doors import Entered
from bna_pipeline.portal.ways import may_do
from bna_pipeline.wiring import pipeline

operations = edition_operations("Remarks")

LONGEST: Final = 5000
"""Characters, as the pipeline has it: a remark that is longer is refused there too."""

RemarkId = Annotated[Sha256, Path(description="`id` of a remark.", examples=["0" * 64])]


class RemarkAsked(Frozen):
    """What a reviewer says at a section of the draft that a reading showed."""

    draft: int = Field(ge=1, le=100_000, description="`draft` of the reading.", examples=[2])
    section: SectionId = Field(description="`id` of a section in the reviewer's scope.", examples=["brief.aanleiding"])
    text: str = Field(
        min_length=1, max_length=LONGEST, pattern=r"\S", description="In Dutch; an empty line begins a paragraph."
    )
    quote: str | None = Field(
        default=None, max_length=2000, description="Words of the section, literally; null: the section as a whole."
    )
    on_behalf: PersonId | None = Field(default=None, description="The reviewer in whose place; null: for oneself.")


class Answer(Frozen):
    """What the redactie did with a remark."""

    answer: str = Field(min_length=1, max_length=LONGEST, pattern=r"\S", description="For the reviewer, in Dutch.")
    taken_over: bool = Field(description="Whether the text was, or will be, changed for it.")


class Remarks(Frozen):
    remarks: tuple[RemarkStanding, ...] = Field(
        description="Oldest first; also answered ones, and of withdrawn ones those that are one's own to see."
    )


@operations.get("/remarks", name="api-remarks")
def remarks(visit: Entered) -> Remarks:
    """Every remark, and what became of it. A reviewer sees no remark that another took back."""
    every, me = pipeline.remarks_of(visit.tools), visit.person.id
    if may_do(visit, "remarks"):
        return Remarks(remarks=every)
    return Remarks(remarks=tuple(r for r in every if not r.withdrawn or me in (r.remark.reviewer, r.remark.given_by)))


@operations.post("/stages/{stage}/remarks", name="api-make-remark")
def make(stage: InStage, asked: RemarkAsked, visit: Entered) -> Done:
    """Make a remark at a section. The same one again is on record already."""
    step = pipeline.make_remark(
        visit.tools,
        visit.actor(Act.REMARK),
        stage=stage,
        section=asked.section,
        text=asked.text,
        quote=asked.quote,
        on_behalf=asked.on_behalf,
        draft=asked.draft,
    )
    return told(visit, step, "review")


@operations.post("/remarks/{remark}/withdrawal", name="api-withdraw-remark")
def withdraw(remark: RemarkId, visit: Entered) -> Done:
    """Take one's own remark back; it stays on record."""
    return told(visit, pipeline.withdraw_remark(visit.tools, visit.actor(Act.REMARK), remark=remark), "review")


@operations.post("/remarks/{remark}/answer", name="api-answer-remark")
def answer(remark: RemarkId, asked: Answer, visit: Entered) -> Done:
    """Say what was done with a remark; another answer takes the place of the one before."""
    step = pipeline.answer_remark(
        visit.tools,
        visit.actor(Act.ANSWER_REMARK),
        remark=remark,
        answer=asked.answer,
        taken_over=asked.taken_over,
    )
    return told(visit, step, "review")
