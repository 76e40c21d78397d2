"""What arrives: a partner's contribution and the redactie, once they are read and typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bna_pipeline.model.base import (
    ActionId,
    EditionId,
    Frozen,
    Line,
    Moment,
    Paragraphs,
    PartnerId,
    PillarId,
    Sha256,
    Slug,
)
from bna_pipeline.model.programme import Status
from bna_pipeline.model.round import absent


class Completeness(StrEnum):
    COMPLETE = "volledig"
    PARTIAL = "gedeeltelijk"


class Carrier(StrEnum):
    WORD = "docx"
    EXCEL = "xlsx"
    JSON = "json"
    YAML = "yaml"


class Milestone(Frozen):
    date: date
    title: Line
    reached: bool


class Picture(Frozen):
    """A picture kept as a blob; width and height in pixels."""

    sha256: Sha256
    media_type: Line  # image/png or image/jpeg
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    description: Line  # the text alternative


class Example(Frozen):
    title: Line
    text: Paragraphs = Field(min_length=1)
    picture: Picture | None = None
    caption: Line | None = None


class Money(Frozen):
    """An amount in whole euros and what it was for."""

    amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
    purpose: Line


class ActionReport(Frozen):
    """What one partner says about one action."""

    action: ActionId
    status: Status
    achieved: Paragraphs
    milestones: tuple[Milestone, ...] = ()
    example: Example | None = None
    next_steps: Paragraphs = ()
    money: Money | None = None
    reason: Paragraphs = ()
    measure: Paragraphs = ()


class Contribution(Frozen):
    """One partner's answer for one edition; a later one replaces the whole."""

    edition: EditionId
    partner: PartnerId
    completeness: Completeness
    sent_at: Moment
    author: Line  # a function, not a name
    reports: tuple[ActionReport, ...]

    def report(self, action_id: str) -> ActionReport | None:
        return next((r for r in self.reports if r.action == action_id), None)


# -- redactie ------------------------------------------------------------------------------------------


class DevelopmentScope(StrEnum):
    INTERNATIONAL = "internationaal"
    NATIONAL = "nationaal"
    REGIONAL = "regionaal"


class Development(Frozen):
    """Something that happened around the agenda, and the agenda's answer to it."""

    scope: DevelopmentScope
    title: Line
    text: Paragraphs = Field(min_length=1)
    answer: Paragraphs = Field(min_length=1)


class Opportunity(Frozen):
    """A chance noted in the agenda and how far it is worked out."""

    title: Line
    state: Line
    text: Paragraphs = Field(min_length=1)


class PillarText(Frozen):
    """The redactie's opening text for a pillar's chapter."""

    pillar: PillarId
    text: Paragraphs = Field(min_length=1)


class StatementText(Frozen):
    """A numbered statement of the letter: a full sentence, and its argument."""

    id: Slug
    heading: Line
    argument: Paragraphs = Field(min_length=1)


class EditableField(StrEnum):
    ACHIEVED = "achieved"
    NEXT_STEPS = "next_steps"
    REASON = "reason"
    MEASURE = "measure"
    EXAMPLE_TITLE = "example.title"
    EXAMPLE_TEXT = "example.text"
    EXAMPLE_CAPTION = "example.caption"


class TextEdit(Frozen):
    """The redactie's wording of a partner's text, tied to the original by its digest.

    `original` is `digest_of` the list of the original's paragraphs: the edit lapses when the partner's text changes.
    """

    partner: PartnerId
    action: ActionId
    field: EditableField
    original: Sha256
    text: Paragraphs = Field(min_length=1)
    reason: Line


class Editorial(Frozen):
    """The redactie: the coordinator's own contribution."""

    edition: EditionId
    sent_at: Moment
    author: Line
    foreword: Paragraphs = Field(min_length=1)
    foreword_signed: Line
    summary: Paragraphs = Field(min_length=1)
    pillars: tuple[PillarText, ...]
    developments: tuple[Development, ...] = Field(min_length=1)
    opportunities: tuple[Opportunity, ...] = ()
    core: tuple[StatementText, ...] = Field(min_length=1)  # statements of Kernboodschap
    consequences: tuple[StatementText, ...] = Field(min_length=1)  # statements of Consequenties
    occasion: Paragraphs = ()  # extra paragraphs of Aanleiding
    european: Paragraphs = ()
    communication: Paragraphs = ()
    follow_up: Paragraphs = ()
    edits: tuple[TextEdit, ...] = ()
    correction: Paragraphs = Field(default=(), exclude_if=absent)  # of an erratum: what was wrong, and what it is now
